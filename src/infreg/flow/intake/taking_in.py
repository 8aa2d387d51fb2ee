"""Taking in: from a sealed original to rows and a receipt, in one transaction."""

import logging
from collections.abc import Sequence
from datetime import datetime

from infreg.flow.intake.reading import Read, not_understood, read
from infreg.flow.intake.reception import ACTOR, Point, Reception
from infreg.flow.intake.sending_back import outbox_body
from infreg.identity import keyed
from infreg.identity.sealing import encrypt_particulars
from infreg.storage import answers, institutions, sealed, vault
from infreg.storage.connection import OutOfReach, acting, savepoint
from infreg.storage.sealed import Connection, Outcome
from infreg.vocabulary.identifiers import ReceiptNumber
from infreg.vocabulary.problem import Level, Problem
from infreg.vocabulary.reception import MessageReceipt

log = logging.getLogger(__name__)


def take_in(reception: Reception, receipts: Sequence[ReceiptNumber] | None, limit: int) -> int:
    """Commit 2: takes waiting originals in (those named, or the oldest) and returns how many.

    Many in one transaction; when one of them cannot be stored, each is tried alone, so that a bad one
    never stops a good one. What we cannot take in is held: our work, and nothing is lost.
    """
    with acting(ACTOR) as connection:
        originals = sealed.claim(connection, receipts, limit)
        if not originals:
            return 0
        reception.reached(Point.CLAIMED)
        reads = [read(reception, original) for original in originals]
        reception.reached(Point.READ)
        now = reception.now()
        if not _stored(connection, reception, reads, now):
            for one in reads:
                if not _stored(connection, reception, [one], now):
                    _store(connection, reception, [not_understood(one.original)], now)
        reception.reached(Point.RECEIPTED)
    reception.reached(Point.TAKEN_IN)
    return len(originals)


def _stored(connection: Connection, reception: Reception, reads: Sequence[Read], now: datetime) -> bool:
    """Whether these could be stored together; if not, nothing of them is."""
    try:
        with savepoint():
            _store(connection, reception, reads, now)
    except OutOfReach:  # the database went away, or asks to try again: not the message's fault
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it must not stop the others
        log.error("could not store %d deliveries together: %s", len(reads), type(error).__name__)
        return False
    return True


def _store(connection: Connection, reception: Reception, reads: Sequence[Read], now: datetime) -> None:
    """Sorted locks in one order in every transaction (institutions, message ids, persons, answers), so that
    two workers never wait for each other in a circle."""
    units = institutions.meet(connection, [sender for one in reads if (sender := one.sender)], now)
    reads = _without_conflicts(connection, reads, units)
    subjects = _subjects(connection, reception, reads)
    reception.reached(Point.RESOLVED)
    answers.store(connection, [v for one in reads for v in _versions(one, units, subjects, reception, now)])
    reception.reached(Point.STORED)
    _learn(connection, reception, reads, subjects, now)
    _write_receipts(connection, reception, reads, units, now)


def _unit(one: Read, units: dict[tuple[str, str], int]) -> int:
    """Whose rows these are: the laboratory that the message names, else whoever delivered it."""
    sender = one.sender
    return units[institutions.key_of(sender)] if sender else one.original.unit


def _without_conflicts(
    connection: Connection, reads: Sequence[Read], units: dict[tuple[str, str], int]
) -> list[Read]:
    """Another content under a message id that already has one is held for a person; the first stands."""
    claims = [
        (one.original.unit, _unit(one, units), one.message.message_id, one.original.receipt)
        for one in reads
        if one.message and not one.is_refused
    ]
    holders = sealed.claim_message_ids(connection, claims)
    conflict = Problem("message-id-conflict", Level.HELD)
    return [
        one
        if holders.get(one.original.receipt, one.original.receipt) == one.original.receipt
        else one.set_aside(conflict)
        for one in reads
    ]


def _subjects(connection: Connection, reception: Reception, reads: Sequence[Read]) -> dict[bytes, bytes]:
    """The vault's person keys by encrypted number, for everybody in these messages at once."""
    wanted = [keyed.encrypt_number(reception.keys, p) for one in reads for p in one.persons if p]
    return vault.resolve(connection, wanted)


def _versions(
    one: Read,
    units: dict[tuple[str, str], int],
    subjects: dict[bytes, bytes],
    reception: Reception,
    now: datetime,
) -> list[answers.Version]:
    generated = one.message.generated_at if one.message else None
    versions = []
    for position, (answer, person) in enumerate(zip(one.answers, one.persons, strict=True), 1):
        key = subjects[keyed.encrypt_number(reception.keys, person)] if person else None
        versions.append(
            answers.Version(
                unit=_unit(one, units),
                receipt=one.original.receipt,
                position=position,
                answer=answer,
                generated_at=generated.at if generated else None,
                content_hash=one.original.content_hash,
                subject=keyed.pseudonym(reception.keys, reception.register.charter.name, key)
                if key
                else None,
                known_from=now,
            )
        )
    return versions


def _learn(
    connection: Connection,
    reception: Reception,
    reads: Sequence[Read],
    subjects: dict[bytes, bytes],
    now: datetime,
) -> None:
    """Gives the vault each person's particulars as this message reports them, encrypted."""
    reports = []
    for one in reads:
        generated = one.message.generated_at if one.message else None
        for particulars, person in zip(one.particulars, one.persons, strict=True):
            if person and particulars:
                key = subjects[keyed.encrypt_number(reception.keys, person)]
                envelope = encrypt_particulars(reception.keys, particulars, key)
                reported = generated.at if generated else now
                reports.append(vault.Report(key, reported, envelope.wrapped_key, envelope.body))
    vault.learn(connection, reports)


def _write_receipts(
    connection: Connection,
    reception: Reception,
    reads: Sequence[Read],
    units: dict[tuple[str, str], int],
    now: datetime,
) -> None:
    sealed.write_outcomes(connection, [_outcome(one, _unit(one, units), now) for one in reads])
    rows = []
    for one in reads:
        original = one.original
        body = outbox_body(reception, original, _receipt(one, now))
        rows.append((original.receipt, original.unit, now, body))
    sealed.write_outbox(connection, rows)


def _outcome(one: Read, unit: int, now: datetime) -> Outcome:
    message, original = one.message, one.original
    return Outcome(
        receipt=original.receipt,
        unit=unit,
        status=one.status,
        received_at=original.received_at,
        known_from=now,
        format=message.format if message else None,
        message_id=message.message_id if message else None,
        generated_at=message.generated_at.at if message and message.generated_at else None,
        sender=one.sender,
        answers=len(one.answers),
        disciplines=tuple(dict.fromkeys(a.discipline for a in one.answers if a.discipline)),
        organisms=tuple(dict.fromkeys(r.organism.name for a in one.answers for r in a.results if r.organism)),
        problems=one.problems,
    )


def _receipt(one: Read, now: datetime) -> MessageReceipt:
    head = one.head
    return MessageReceipt(
        number=one.original.receipt,
        received_at=one.original.received_at,
        taken_in_at=now,
        status=one.status,
        problems=one.problems,
        message_id=head.message_id if head else None,
        message_type=head.message_type if head else None,
        generated_at=head.generated_at if head else None,
        sender=head.sender if head else None,
    )

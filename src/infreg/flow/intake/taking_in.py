"""Taking in: from a sealed original to rows and a receipt, in one transaction."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import orjson

from infreg.flow import garbage
from infreg.flow.deriving import derive
from infreg.flow.intake.reading import Read, not_understood, read
from infreg.flow.intake.reception import ACTOR, Point, Reception
from infreg.flow.intake.sending_back import outbox_body
from infreg.identity import keyed
from infreg.identity.numbers import CheckedNumber
from infreg.identity.sealing import CannotOpen, encrypt_particulars
from infreg.storage import answers, casework, institutions, sealed, vault
from infreg.storage.connection import OutOfReach, TooMuch, acting, savepoint
from infreg.storage.sealed import Connection, Outcome
from infreg.storage.stored_answers import StoredAnswer
from infreg.vocabulary.answer import Answer
from infreg.vocabulary.casework import Choice
from infreg.vocabulary.identifiers import Pseudonym, ReceiptNumber
from infreg.vocabulary.moment import Moment
from infreg.vocabulary.problem import Level, Problem
from infreg.vocabulary.reception import MessageReceipt

log = logging.getLogger(__name__)

#: One transaction takes this much at most: enough to pay for its commit, little enough to redo and to hold
#: in memory.
BATCH_COUNT = 500
BATCH_BYTES = 16 * 1024 * 1024
#: Goes into every understanding: raised when rows are stored otherwise, so that `rebuild` stores them anew.
_FORM = 2
#: As JSON has it of a provider. In a text of a sender's the quotes would be written otherwise.
_NO_TELEPHONE = b',"telephone":null'


class _NotTogether(Exception):
    """One of these deliveries cannot be stored; which one is not known yet."""

    def __init__(self, reads: Sequence[Read]) -> None:
        super().__init__()
        self.receipts = [one.original.receipt for one in reads]


def take_in(reception: Reception, receipts: Sequence[ReceiptNumber] | None, limit: int = BATCH_COUNT) -> int:
    """Commit 2: takes waiting originals in (those named, or the oldest) and returns how many.

    Many in one transaction; when one of them cannot be stored, each is tried in one of its own, so that a
    bad one never stops a good one. What we cannot take in is held: our work, and nothing is lost.
    """
    with garbage.left_until_later():
        try:
            return _take_in(reception, receipts, limit)
        except _NotTogether as fault:
            return sum(_take_in(reception, [receipt], 1) for receipt in fault.receipts)


def _take_in(reception: Reception, receipts: Sequence[ReceiptNumber] | None, limit: int) -> int:
    with acting(ACTOR) as connection:
        originals = sealed.claim(connection, receipts, limit=limit, most_bytes=BATCH_BYTES)
        if not originals:
            return 0
        reception.reached(Point.CLAIMED)
        reads = [read(reception, original) for original in originals]
        reception.reached(Point.READ)
        now = reception.now()
        if not _stored(connection, reception, reads, now):
            if len(reads) > 1:
                # One after the other in this transaction, they would take their locks in no order.
                raise _NotTogether(reads)
            _store(connection, reception, [not_understood(reads[0].original)], now)
        reception.reached(Point.RECEIPTED)
    reception.reached(Point.TAKEN_IN)
    return len(originals)


def _stored(connection: Connection, reception: Reception, reads: Sequence[Read], now: datetime) -> bool:
    """Whether these could be stored together; if not, nothing of them is."""
    try:
        with savepoint():
            _store(connection, reception, reads, now)
    except Exception as error:
        if isinstance(error, OutOfReach) and not isinstance(error, TooMuch):
            raise  # the database went away, or asks to try again: not the message's fault
        # Whatever else it is, it must not stop the others.
        log.error("could not store %d deliveries together: %s", len(reads), type(error).__name__)
        return False
    return True


def _store(connection: Connection, reception: Reception, reads: Sequence[Read], now: datetime) -> None:
    """Sorted locks in one order in every transaction (institutions, message ids, the vault's persons,
    answers, whoever something is derived of), each kind at once, so that two workers never wait for each
    other in a circle."""
    units = institutions.meet(connection, [sender for one in reads if (sender := one.sender)], now)
    reads = _without_conflicts(connection, reads, units)
    subjects = _subjects(connection, reception, reads)
    reception.reached(Point.RESOLVED)
    context = _Context(reception, units, subjects, now)
    first, again = _parted(reads)
    versions = [version for one in first for version in _versions(one, context)]
    anew = [version for one in again if one.stands for version in _versions(one, context)]
    answers.take_turns(connection, versions, alone=bool(again))
    stored, touched = answers.store(connection, versions)
    if again:
        receipts = [one.original.receipt for one in again]
        touched += answers.store_again(connection, receipts, anew, now)
        touched += [key for key, _ in stored]  # what was read anew may have overtaken what has just come
        stored = []
    derive(connection, [_stored_answer(key, version) for key, version in stored], touched, now)
    reception.reached(Point.STORED)
    _learn(connection, context, reads)
    _write_receipts(connection, context, first, again)


def _stored_answer(key: int, version: answers.Version) -> StoredAnswer:
    return StoredAnswer(key, version.unit, version.subject.value, version.answer)


@dataclass(frozen=True, slots=True)
class _Context:
    """What one transaction works with: ids of institutions by key, persons' keys in the vault by number."""

    reception: Reception
    units: dict[tuple[str, str], int]
    subjects: dict[CheckedNumber, bytes]
    now: datetime

    def unit(self, one: Read) -> int:
        """Whose rows these are: the laboratory that the message names, else whoever delivered it."""
        return self.units[institutions.key_of(one.sender)] if one.sender else one.original.unit


def _parted(reads: Sequence[Read]) -> tuple[list[Read], list[Read]]:
    """Those taken in for the first time, and those read anew. What was understood before and now fails by a
    fault of ours is left as it stands."""
    first = [one for one in reads if not one.original.again]
    return first, [one for one in reads if one.original.again and not one.is_our_fault]


def _without_conflicts(
    connection: Connection, reads: Sequence[Read], units: dict[tuple[str, str], int]
) -> list[Read]:
    """Another content under a message id that already has one is held for a person; the first stands, until
    that person decides otherwise."""
    claims = [
        (one.original.unit, _unit(one, units), one.message.message_id, one.original.receipt)
        for one in reads
        if one.message and not one.is_refused
    ]
    holders = sealed.claim_message_ids(connection, claims)
    rivals = {receipt: holder for receipt, holder in holders.items() if receipt != holder}
    if not rivals:
        return list(reads)
    choices = casework.latest_choices(connection, [*rivals, *rivals.values()])
    return [
        _as_decided(connection, one, rivals[one.original.receipt], choices)
        if one.original.receipt in rivals
        else one
        for one in reads
    ]


def _as_decided(
    connection: Connection, one: Read, holder: ReceiptNumber, choices: dict[ReceiptNumber, Choice]
) -> Read:
    """One of two contents under a message id, as a person decided; undecided, it is held."""
    receipt = one.original.receipt
    choice = choices.get(receipt)
    if choice is Choice.BOTH:
        return one
    if choice is Choice.FIRST:
        return one.set_aside(Problem("conflict-first-stands", Level.REJECTED))
    if choice is Choice.LATER:
        sealed.pass_message_id(connection, holder, receipt)
        sealed.queue_again(connection, [holder])  # it gives way when it is read anew
        return one
    if choices.get(holder) is Choice.LATER:
        return one.set_aside(Problem("conflict-later-stands", Level.WARNING))
    return one.set_aside(Problem("message-id-conflict", Level.HELD))


def _unit(one: Read, units: dict[tuple[str, str], int]) -> int:
    return units[institutions.key_of(one.sender)] if one.sender else one.original.unit


def _subjects(
    connection: Connection, reception: Reception, reads: Sequence[Read]
) -> dict[CheckedNumber, bytes]:
    """The vault's person keys by number, for everybody in these messages at once."""
    people = {person for one in reads for person in one.persons if person}
    encrypted = {person: keyed.encrypt_number(reception.keys, person) for person in people}
    found = vault.resolve(connection, list(encrypted.values()))
    return {person: found[number] for person, number in encrypted.items()}


def _versions(one: Read, context: _Context) -> list[answers.Version]:
    keys = context.reception.keys
    generated = one.message.generated_at if one.message else None
    versions = []
    for position, (answer, person) in enumerate(zip(one.answers, one.persons, strict=True), 1):
        subject = _subject(one, context, answer, person)
        versions.append(
            answers.Version(
                unit=context.unit(one),
                receipt=one.original.receipt,
                position=position,
                answer=answer,
                generated_at=generated.at if generated else None,
                content_hash=one.original.content_hash,
                subject=subject,
                subject_known=person is not None,
                understanding=keyed.content_hash(keys, _said(subject, generated, answer)),
                known_from=context.now,
                aside_from=None if one.stands else context.now,
            )
        )
    return versions


def _said(subject: Pseudonym, generated: Moment | None, answer: Answer) -> bytes:
    """All that is stored of an answer, as bytes: equal when it was understood alike."""
    said = orjson.dumps((_FORM, subject.value.hex(), generated, answer), default=str)
    # Nor is who told no telephone understood otherwise than before telephones were kept.
    return said.replace(_NO_TELEPHONE, b"")


def _subject(one: Read, context: _Context, answer: Answer, person: CheckedNumber | None) -> Pseudonym:
    """The register's pseudonym of a patient. Nobody known: one that stands for this answer's patient alone,
    the same in all its versions, so that it can be joined to a person later."""
    keys, register = context.reception.keys, context.reception.register.charter.name
    if person:
        key = context.subjects[person]
    else:
        laboratory = institutions.key_of(one.sender) if one.sender else one.original.unit
        key = repr(("nobody", laboratory, answer.answer_id)).encode()
    return keyed.pseudonym(keys, register, key)


def _learn(connection: Connection, context: _Context, reads: Sequence[Read]) -> None:
    """Gives the vault each person's particulars as this message reports them, encrypted, and whom the
    register's pseudonyms are about."""
    keys, register = context.reception.keys, context.reception.register.charter.name
    reports, people = [], {}
    for one in reads:
        generated = one.message.generated_at if one.message else None
        reported = generated.at if generated else context.now
        for particulars, person in zip(one.particulars, one.persons, strict=True):
            if not person or not one.stands:
                continue
            key = context.subjects[person]
            people[keyed.pseudonym(keys, register, key)] = key
            if particulars:
                envelope = encrypt_particulars(keys, particulars, key)
                reports.append(vault.Report(key, reported, envelope.wrapped_key, envelope.body))
    vault.learn(connection, reports)
    vault.known_as(connection, register, people)


def _write_receipts(
    connection: Connection, context: _Context, first: Sequence[Read], again: Sequence[Read]
) -> None:
    """What became of each, and what goes back. Of those read anew, only where something else became of it."""
    outcomes = [_outcome(one, context.unit(one), context.now) for one in first]
    if again:
        changed = [_outcome(one, context.unit(one), context.now) for one in again]
        outcomes += sealed.close_outcomes(connection, changed)
    sealed.write_outcomes(connection, outcomes)
    spoken_of = {outcome.receipt for outcome in outcomes}
    rows = []
    for one in (*first, *again):
        original = one.original
        if original.receipt in spoken_of:
            # A damaged data key leaves nothing to seal a receipt with: the delivery is held without one.
            with suppress(CannotOpen):
                body = outbox_body(context.reception, original, _receipt(one, context.now))
                rows.append((original.receipt, original.unit, context.now, body))
    sealed.write_outbox(connection, rows)


def _outcome(one: Read, unit: int, now: datetime) -> Outcome:
    message, original = one.message, one.original
    standing = one.answers if one.stands else ()
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
        answers=len(standing),
        disciplines=tuple(dict.fromkeys(a.discipline for a in standing if a.discipline)),
        organisms=tuple(dict.fromkeys(r.organism.name for a in standing for r in a.results if r.organism)),
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

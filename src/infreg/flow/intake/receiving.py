"""Seal, known, take in: the order that loses nothing."""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from infreg.flow.intake.reception import ACTOR, Point, Reception
from infreg.flow.intake.taking_in import take_in
from infreg.guard.numbers import mask
from infreg.identity.keyed import content_hash, mask_token
from infreg.identity.sealing import seal
from infreg.storage import institutions, sealed
from infreg.storage.connection import acting
from infreg.storage.reading import find_outcomes
from infreg.vocabulary.identifiers import ReceiptNumber
from infreg.vocabulary.problem import Level, Problem
from infreg.vocabulary.reception import Status

#: One transaction takes this much at most: enough to pay for its commit, little enough to redo.
BATCH_COUNT = 200
BATCH_BYTES = 16 * 1024 * 1024
LIMIT_MB = 32
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class Delivery:
    """Bytes somebody hands over. `name` is what they call it (a file's path); it is not stored."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Delivered:
    """How a delivery fared. `receipt` is None only when it could not even be sealed."""

    name: str
    receipt: ReceiptNumber | None
    status: Status
    problems: tuple[Problem, ...] = ()


def receive(reception: Reception, deliveries: Iterable[Delivery]) -> Iterator[Delivered]:
    """Seals and takes in deliveries, a batch at a time, answering for each after its commit and in order.

    A content that the same deliverer handed over before is a duplicate and has the first one's receipt.
    """
    for batch in _batches(_unnamed(reception, delivery) for delivery in deliveries):
        reception.reached(Point.BEFORE_SEALING)
        fitting = [delivery for delivery in batch if len(delivery.content) <= LIMIT_MB * 1024 * 1024]
        receipts, new = _seal(reception, fitting)
        reception.reached(Point.SEALED)
        take_in(reception, sorted(set(receipts), key=str), len(receipts))
        yield from _answers(batch, fitting, receipts, new)


def take_in_waiting(reception: Reception, limit: int = BATCH_COUNT) -> int:
    """Takes in what is sealed and left waiting by whoever was cut off; returns how many."""
    return take_in(reception, None, limit)


def _unnamed(reception: Reception, delivery: Delivery) -> Delivery:
    """A file may be called by its patient's number; what is said of it must not be."""
    name, found = mask(delivery.name, lambda digits: mask_token(reception.keys, digits))
    return Delivery(name, delivery.content) if found else delivery


def _batches(deliveries: Iterable[Delivery]) -> Iterator[list[Delivery]]:
    batch: list[Delivery] = []
    size = 0
    for delivery in deliveries:
        if batch and (len(batch) >= BATCH_COUNT or size + len(delivery.content) > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(delivery)
        size += len(delivery.content)
    if batch:
        yield batch


def _seal(
    reception: Reception, batch: Sequence[Delivery]
) -> tuple[list[ReceiptNumber], frozenset[ReceiptNumber]]:
    """Commit 1: originals safe, before anything has read them. Returns each delivery's receipt and which
    receipts are new. Content is known by its keyed hash within one deliverer."""
    if not batch:
        return [], frozenset()
    hashes = [content_hash(reception.keys, delivery.content) for delivery in batch]
    with acting(ACTOR) as connection:
        now = reception.now()
        unit = institutions.meet(connection, [reception.deliverer], now)[
            institutions.key_of(reception.deliverer)
        ]
        known = sealed.find_receipts(connection, unit, hashes)
        originals = []
        for delivery, hashed in zip(batch, hashes, strict=True):
            if hashed in known:
                continue
            known[hashed] = number = _new_number()
            envelope = seal(reception.keys, delivery.content, number.value.encode())
            originals.append(
                sealed.Original(
                    receipt=number,
                    unit=unit,
                    channel="file",
                    content_hash=hashed,
                    size=len(delivery.content),
                    received_at=now,
                    wrapped_key=envelope.wrapped_key,
                    body=envelope.body,
                )
            )
        new = sealed.seal(connection, originals)
        if len(new) < len(originals):  # another process sealed the same content meanwhile: its receipt stands
            known = sealed.find_receipts(connection, unit, hashes)
        reception.reached(Point.SEALED_NOT_COMMITTED)
    return [known[hashed] for hashed in hashes], new


def _new_number() -> ReceiptNumber:
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(16))
    return ReceiptNumber("-".join(letters[i : i + 4] for i in range(0, 16, 4)))


def _answers(
    batch: Sequence[Delivery],
    fitting: Sequence[Delivery],
    receipts: Sequence[ReceiptNumber],
    new: frozenset[ReceiptNumber],
) -> Iterator[Delivered]:
    """One answer a delivery, in their order: what the committed outcome says."""
    with acting(ACTOR) as connection:
        outcomes = find_outcomes(connection, receipts)
    numbers = {id(delivery): receipt for delivery, receipt in zip(fitting, receipts, strict=True)}
    answered: set[ReceiptNumber] = set()
    for delivery in batch:
        receipt = numbers.get(id(delivery))
        if receipt is None:
            problem = Problem("file-too-large", Level.REJECTED, "", {"limit_mb": LIMIT_MB})
            yield Delivered(delivery.name, None, Status.REJECTED, (problem,))
            continue
        status, problems = outcomes.get(receipt, (Status.SEALED, ()))
        first = receipt in new and receipt not in answered
        answered.add(receipt)
        yield Delivered(delivery.name, receipt, status if first else Status.DUPLICATE, problems)

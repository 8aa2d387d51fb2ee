"""Seal, known, take in: the order that loses nothing."""

import secrets
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from infreg.access.actor import Actor
from infreg.flow.intake.reception import ACTOR, Point, Reception
from infreg.flow.intake.taking_in import BATCH_BYTES, BATCH_COUNT, take_in
from infreg.guard.numbers import mask
from infreg.identity.keyed import content_hash, mask_token
from infreg.identity.sealing import seal
from infreg.reception import packages
from infreg.storage import institutions, sealed
from infreg.storage.connection import acting
from infreg.storage.reading import find_outcomes
from infreg.vocabulary.identifiers import ReceiptNumber
from infreg.vocabulary.problem import Level, Problem
from infreg.vocabulary.reception import Status

LIMIT_MB = 32
#: More than anything holds that we open.
LIMIT_BYTES = packages.MOST_BYTES
#: A caller waits this long for what another worker is taking in, before hearing that it is sealed.
_WAITS, _PAUSE_SECONDS = 10, 0.1
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class Delivery:
    """Bytes somebody hands over. `name` is what they call it (a file's path); it is not stored. What could
    not be read has no bytes, and is answered for like the others."""

    name: str
    content: bytes = field(repr=False)
    unreadable: bool = False


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
    for sealing in seal_all(reception, ACTOR, deliveries):
        reception.reached(Point.SEALED)
        take_in(reception, sorted(set(sealing.receipts), key=str))
        yield from _awaited(sealing)


@dataclass(frozen=True, slots=True)
class Sealing:
    """A batch that is safe: its deliveries, each one's receipt (None for one too large to seal), and which
    receipts are new."""

    deliveries: tuple[Delivery, ...]
    numbers: tuple[ReceiptNumber | None, ...]
    new: frozenset[ReceiptNumber]

    @property
    def receipts(self) -> list[ReceiptNumber]:
        return [number for number in self.numbers if number]


def seal_all(reception: Reception, actor: Actor, deliveries: Iterable[Delivery]) -> Iterator[Sealing]:
    """Commit 1, a batch at a time: packages opened, contents sealed and queued, known ones recognised."""
    for batch in _batches(open_packages(reception, deliveries)):
        reception.reached(Point.BEFORE_SEALING)
        yield _seal(reception, actor, batch)


def _awaited(sealing: Sealing) -> list[Delivered]:
    """What became of deliveries; a worker beside us may be about to commit some of them."""
    delivered = list(answer(ACTOR, sealing))
    for _ in range(_WAITS):
        if not any(one.status is Status.SEALED for one in delivered):
            break
        time.sleep(_PAUSE_SECONDS)
        delivered = list(answer(ACTOR, sealing))
    return delivered


def take_in_waiting(reception: Reception, limit: int = BATCH_COUNT) -> int:
    """Takes in what is sealed and left waiting by whoever was cut off; returns how many."""
    return take_in(reception, None, limit)


def _unnamed(reception: Reception, delivery: Delivery) -> Delivery:
    """A file may be called by its patient's number; what is said of it must not be."""
    name, found = mask(delivery.name, lambda digits: mask_token(reception.keys, digits))
    return replace(delivery, name=name) if found else delivery


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


def open_packages(reception: Reception, deliveries: Iterable[Delivery]) -> Iterator[Delivery]:
    """Deliveries with the files of packages in their place; a package that must not be opened stays whole,
    to be refused. Names are made fit to be repeated."""
    for delivery in deliveries:
        if not packages.is_package(delivery.content) or packages.find_fault(delivery.content):
            yield _unnamed(reception, delivery)
            continue
        for member in packages.open_members(delivery.content):
            yield _unnamed(reception, Delivery(f"{delivery.name}/{member.name}", member.content))


def _seal(reception: Reception, actor: Actor, batch: Sequence[Delivery]) -> Sealing:
    """Originals safe, before anything has read them. Content is known by its keyed hash within one
    deliverer."""
    hashes = [content_hash(reception.keys, d.content) if fits(d) else b"" for d in batch]
    with acting(actor) as connection:
        now = reception.now()
        unit = institutions.unit_of(connection, reception.deliverer, now)
        known = sealed.find_receipts(connection, unit, hashes)
        originals = []
        for delivery, hashed in zip(batch, hashes, strict=True):
            if hashed and hashed not in known:
                original = _original(reception, delivery, hashed, unit, now)
                known[hashed] = original.receipt
                originals.append(original)
        new = sealed.seal(connection, originals)
        if len(new) < len(originals):  # another process sealed the same content meanwhile: its receipt stands
            known = sealed.find_receipts(connection, unit, hashes)
        reception.reached(Point.SEALED_NOT_COMMITTED)
    return Sealing(tuple(batch), tuple(known.get(hashed) for hashed in hashes), new)


def fits(delivery: Delivery) -> bool:
    """Whether a delivery could be read and is small enough to be sealed."""
    return not delivery.unreadable and len(delivery.content) <= LIMIT_MB * 1024 * 1024


def _original(
    reception: Reception, delivery: Delivery, hashed: bytes, unit: int, now: datetime
) -> sealed.Original:
    number = _new_number()
    envelope = seal(reception.keys, delivery.content, number.value.encode())
    return sealed.Original(
        receipt=number,
        unit=unit,
        channel=reception.channel,
        content_hash=hashed,
        size=len(delivery.content),
        received_at=now,
        wrapped_key=envelope.wrapped_key,
        body=envelope.body,
    )


def _new_number() -> ReceiptNumber:
    drawn = secrets.randbits(80)
    letters = "".join(_ALPHABET[drawn >> shift & 31] for shift in range(0, 80, 5))
    return ReceiptNumber("-".join(letters[i : i + 4] for i in range(0, 16, 4)))


def answer(actor: Actor, sealing: Sealing) -> Iterator[Delivered]:
    """One answer a delivery, in their order: what the committed outcome says; sealed while there is none."""
    with acting(actor) as connection:
        outcomes = find_outcomes(connection, sealing.receipts)
    answered: set[ReceiptNumber] = set()
    for delivery, receipt in zip(sealing.deliveries, sealing.numbers, strict=True):
        if receipt is None:
            problem = Problem("file-unreadable", Level.REJECTED) if delivery.unreadable else too_large()
            yield Delivered(delivery.name, None, Status.REJECTED, (problem,))
            continue
        status, problems = outcomes.get(receipt, (Status.SEALED, ()))
        first = receipt in sealing.new and receipt not in answered
        answered.add(receipt)
        yield Delivered(delivery.name, receipt, status if first else Status.DUPLICATE, problems)


def too_large() -> Problem:
    """Why a delivery could not even be sealed."""
    return Problem("file-too-large", Level.REJECTED, "", {"limit_mb": LIMIT_MB})

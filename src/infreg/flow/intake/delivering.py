"""Deliveries handed over on a page, by somebody logged in for their own institution: seen before, sealed at
once, taken in by the worker."""

import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from datetime import time as clock

from infreg.access.actor import Actor
from infreg.access.roles import Permission
from infreg.flow.intake.reading import understand
from infreg.flow.intake.receiving import (
    Delivered,
    Delivery,
    Sealing,
    answer,
    fits,
    open_packages,
    seal_all,
    too_large,
)
from infreg.flow.intake.reception import Reception, open_reception
from infreg.guard.numbers import mask
from infreg.identity.keyed import content_hash, mask_token
from infreg.storage import institutions, reading, sealed
from infreg.storage.connection import acting
from infreg.vocabulary.answer import Party
from infreg.vocabulary.casework import Preview, Reconciliation
from infreg.vocabulary.identifiers import ReceiptNumber
from infreg.vocabulary.reception import Status
from infreg.vocabulary.time import OSLO

_PATIENCE_SECONDS = 1.0
_STEP_SECONDS = 0.05


class NoInstitution(Exception):
    """Who delivers belongs to no institution, or to several; the message says so to a person."""


def preview(actor: Actor, deliveries: Iterable[Delivery]) -> tuple[Preview, ...]:
    """What would become of these if they were delivered. Nothing is stored, and nothing said of what only
    the whole register knows (a message id that another delivery has)."""
    actor.check(Permission.DELIVER)
    reception, unit = _reception(actor)
    opened = list(open_packages(reception, deliveries))
    hashes = [content_hash(reception.keys, delivery.content) for delivery in opened]
    with acting(actor) as connection:
        known = sealed.find_receipts(connection, unit, hashes)
    seen = {delivery for delivery, hashed in zip(opened, hashes, strict=True) if hashed in known}
    return tuple(_preview(reception, delivery, seen) for delivery in opened)


def _preview(reception: Reception, delivery: Delivery, seen: set[Delivery]) -> Preview:
    if not fits(delivery):
        return Preview(delivery.name, Status.REJECTED, (too_large(),), 0, ())
    nobodys = sealed.Original(ReceiptNumber(""), 0, "", b"", 0, reception.now(), b"", b"")
    read = understand(reception, nobodys, delivery.content)
    organisms = dict.fromkeys(r.organism.name for a in read.answers for r in a.results if r.organism)
    status = Status.DUPLICATE if delivery in seen else read.status
    return Preview(delivery.name, status, read.problems, len(read.answers), tuple(organisms))


def deliver(actor: Actor, deliveries: Iterable[Delivery]) -> tuple[Delivered, ...]:
    """Seals these as the actor's institution's and waits up to a second for the worker to take them in.
    What is not taken in by then has status sealed: it is safe, and `fates` tells more later."""
    actor.check(Permission.DELIVER)
    reception, _ = _reception(actor)
    sealings = list(seal_all(reception, actor, deliveries))
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        delivered = tuple(one for sealing in sealings for one in answer(actor, sealing))
        if time.monotonic() > deadline or not _waiting(actor, sealings):
            return delivered
        time.sleep(_STEP_SECONDS)


def _waiting(actor: Actor, sealings: Iterable[Sealing]) -> bool:
    receipts = [receipt for sealing in sealings for receipt in sealing.receipts]
    with acting(actor) as connection:
        return sealed.are_waiting(connection, receipts)


def fates(actor: Actor, receipts: Iterable[str]) -> tuple[Delivered, ...]:
    """How deliveries fare now, in the order asked; sealed while they wait. What is out of the actor's reach
    is sealed for ever."""
    actor.check(Permission.SEE_ARRIVALS)
    numbers = [ReceiptNumber(receipt) for receipt in receipts]
    with acting(actor) as connection:
        found = reading.find_outcomes(connection, numbers)
    return tuple(Delivered("", number, *found.get(number, (Status.SEALED, ()))) for number in numbers)


def reconcile(
    actor: Actor, message_ids: Iterable[str], day: date, sender: Party | None = None
) -> Reconciliation:
    """A sender's list of what it sent on a day (Oslo's) against what came: ids that never came, whenever,
    and what came that day without being on the list. Without a sender: all that the actor reaches."""
    actor.check(Permission.RECONCILE)
    reception = open_reception()
    listed = {_as_stored(reception, message_id.strip()) for message_id in message_ids if message_id.strip()}
    since, until = (datetime.combine(d, clock(), OSLO) for d in (day, day + timedelta(days=1)))
    with acting(actor) as connection:
        unit = institutions.find_unit(connection, sender) if sender else None
        arrived = reading.find_message_ids(connection, sorted(listed), unit)
        came = reading.find_unlisted(connection, sorted(listed), unit, since, until)
    return Reconciliation(len(listed & arrived), tuple(sorted(listed - arrived)), came)


def _as_stored(reception: Reception, message_id: str) -> str:
    """A message id that holds a person's number is stored with the number masked."""
    return mask(message_id, lambda digits: mask_token(reception.keys, digits))[0]


def _reception(actor: Actor) -> tuple[Reception, int]:
    """Reception for the institution that the actor works for. Raises NoInstitution."""
    if len(actor.units) != 1:
        raise NoInstitution(
            "This account does not belong to exactly one institution, so nobody can deliver with it."
        )
    (unit,) = actor.units
    with acting(actor) as connection:
        party = institutions.find_party(connection, unit) or Party()
    return replace(open_reception(deliverer=party), channel="page"), unit

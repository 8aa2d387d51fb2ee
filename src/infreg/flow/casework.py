"""What people settle: deliveries that are held, and persons who turn out to be one. Every decision is a row
with who, when and why; it is replayed whenever the delivery is read anew."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from infreg.access.actor import Actor
from infreg.access.roles import Permission
from infreg.flow import auditing, protection
from infreg.registers.lab import REGISTER as LAB
from infreg.storage import answers, audit, findings, sealed
from infreg.storage import casework as rows
from infreg.storage.connection import acting
from infreg.storage.rows import Connection
from infreg.vocabulary.audit import Action
from infreg.vocabulary.casework import Choice, Decision, HeldDelivery, Joined
from infreg.vocabulary.identifiers import ReceiptNumber

_LAB = LAB.charter.name


class NotHeld(Exception):
    """The delivery does not wait for anybody (any more); the message says so to a person."""


class CannotJoin(Exception):
    """Two patients cannot be joined, or a joining not be undone; the message says why to a person."""


def held(actor: Actor, *, page: int = 1, size: int = 25) -> tuple[tuple[HeldDelivery, ...], int]:
    """One page of what waits for a person, oldest first, and how many there are in all."""
    actor.check(Permission.SETTLE)
    with acting(actor) as connection:
        found, total = rows.find_held(connection, page=page, size=size)
        return _shown(connection, actor, found), total


def _shown(connection: Connection, actor: Actor, found: Sequence[HeldDelivery]) -> tuple[HeldDelivery, ...]:
    """Without the sender, where an answer is about somebody whose address is protected."""
    hidden = protection.hidden_deliveries(connection, actor, [str(each.receipt) for each in found])
    return tuple(
        replace(each, sender=None, hidden=True) if str(each.receipt) in hidden else each for each in found
    )


def find_held(actor: Actor, receipt: str) -> HeldDelivery | None:
    """One of those that wait; None when it does not."""
    actor.check(Permission.SETTLE)
    with acting(actor) as connection:
        found = rows.find_one_held(connection, ReceiptNumber(receipt))
        return _shown(connection, actor, [found])[0] if found else None


def decisions(actor: Actor, receipt: str) -> tuple[Decision, ...]:
    """What was decided about a delivery, oldest first."""
    actor.check(Permission.SEE_ARRIVALS)
    with acting(actor) as connection:
        return rows.find_decisions(connection, ReceiptNumber(receipt))


def settle(actor: Actor, receipt: str, choice: Choice, because: str) -> None:
    """Decides about a held delivery and queues it to be read anew, in one transaction. Raises NotHeld."""
    actor.check(Permission.SETTLE)
    number = ReceiptNumber(receipt)
    with acting(actor) as connection:
        unit = rows.find_held_unit(connection, number)
        if unit is None:
            raise NotHeld(
                "The delivery does not wait for anybody any more. Load the page again to see what happened."
            )
        decision = Decision(number, choice, because, actor.name, datetime.now(UTC))
        rows.write_decision(connection, unit, decision)
        sealed.queue_again(connection, [number])
        people = audit.find_subjects(connection, receipt)
        auditing.looked_at(
            connection, actor, Action.DECIDE, people or (None,), object=receipt, reason=because
        )


def join(actor: Actor, receipt: str, other: str, because: str) -> None:
    """The patient of `receipt` is the patient of `other`. Raises CannotJoin."""
    actor.check(Permission.JOIN)
    with acting(actor) as connection:
        rows.lock_joinings(connection)
        answers.take_turn_alone(connection)
        subjects = [rows.find_subject(connection, ReceiptNumber(number)) for number in (receipt, other)]
        if None in subjects:
            raise CannotJoin("Both deliveries must hold an answer. Look over the receipt numbers.")
        here, there = (rows.find_root(connection, _LAB, subject) for subject in subjects if subject)
        if here == there:
            raise CannotJoin("The two answers are already about the same person.")
        joined = Joined(here.hex(), there.hex(), because, actor.name, datetime.now(UTC), None)
        rows.join(connection, _LAB, joined)
        findings.mark_person(connection, _LAB, there)  # an isolate may have travelled from one to the other
        people, told = (here, there), f"{receipt} {other}"
        auditing.looked_at(connection, actor, Action.DECIDE, people, object=told, reason=because)


def undo(actor: Actor, receipt: str, because: str) -> None:
    """Undoes the joining of the patient of a delivery. Raises CannotJoin when there is none."""
    actor.check(Permission.JOIN)
    undone = rows.Undone(because, actor.name, datetime.now(UTC))
    with acting(actor) as connection:
        rows.lock_joinings(connection)
        answers.take_turn_alone(connection)
        subject = rows.find_subject(connection, ReceiptNumber(receipt))
        root = rows.find_root(connection, _LAB, subject) if subject else None
        if root:
            findings.mark_person(connection, _LAB, root)
        if subject is None or not rows.undo(connection, _LAB, subject, undone):
            raise CannotJoin("The patient of this answer is not joined to anybody.")
        auditing.looked_at(connection, actor, Action.DECIDE, {subject, root}, object=receipt, reason=because)


def joined(actor: Actor, receipt: str) -> tuple[Joined, ...]:
    """Every joining that the patient of a delivery was ever part of, oldest first."""
    actor.check(Permission.SEE_ANSWERS)
    with acting(actor) as connection:
        subject = rows.find_subject(connection, ReceiptNumber(receipt))
        return rows.find_joinings(connection, _LAB, subject) if subject else ()

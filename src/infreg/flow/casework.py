"""What people settle: deliveries that are held, and persons who turn out to be one. Every decision is a row
with who, when and why; it is replayed whenever the delivery is read anew."""

from datetime import UTC, datetime

from infreg.access.actor import Actor
from infreg.access.roles import Permission
from infreg.registers.lab import REGISTER as LAB
from infreg.storage import answers, findings, sealed
from infreg.storage import casework as rows
from infreg.storage.connection import acting
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
        return rows.find_held(connection, page=page, size=size)


def find_held(actor: Actor, receipt: str) -> HeldDelivery | None:
    """One of those that wait; None when it does not."""
    actor.check(Permission.SETTLE)
    with acting(actor) as connection:
        return rows.find_one_held(connection, ReceiptNumber(receipt))


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


def undo(actor: Actor, receipt: str, because: str) -> None:
    """Undoes the joining of the patient of a delivery. Raises CannotJoin when there is none."""
    actor.check(Permission.JOIN)
    undone = rows.Undone(because, actor.name, datetime.now(UTC))
    with acting(actor) as connection:
        rows.lock_joinings(connection)
        answers.take_turn_alone(connection)
        subject = rows.find_subject(connection, ReceiptNumber(receipt))
        if subject:
            findings.mark_person(connection, _LAB, rows.find_root(connection, _LAB, subject))
        if subject is None or not rows.undo(connection, _LAB, subject, undone):
            raise CannotJoin("The patient of this answer is not joined to anybody.")


def joined(actor: Actor, receipt: str) -> tuple[Joined, ...]:
    """Every joining that the patient of a delivery was ever part of, oldest first."""
    actor.check(Permission.SEE_ANSWERS)
    with acting(actor) as connection:
        subject = rows.find_subject(connection, ReceiptNumber(receipt))
        return rows.find_joinings(connection, _LAB, subject) if subject else ()

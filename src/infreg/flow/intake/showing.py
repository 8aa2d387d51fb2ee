"""What came and what it was understood as, for pages and programs."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from infreg.access.actor import Actor
from infreg.access.roles import Permission
from infreg.flow import auditing, protection
from infreg.flow.understanding import Understanding, find_understanding
from infreg.interpretation.grown import sampled_on
from infreg.storage import reading
from infreg.storage.connection import acting
from infreg.storage.rows import Connection
from infreg.vocabulary.answer import Organism
from infreg.vocabulary.audit import Action
from infreg.vocabulary.identifiers import ReceiptNumber
from infreg.vocabulary.reception import Status
from infreg.vocabulary.shown import Arrival, ShownAnswer, ShownMessage
from infreg.vocabulary.time import OSLO


def arrivals(
    actor: Actor, *, page: int = 1, size: int = 50, status: Status | None = None
) -> tuple[tuple[Arrival, ...], int]:
    """One page of what came to the actor's reach, newest first, and how many there are in all."""
    actor.check(Permission.SEE_ARRIVALS)
    with acting(actor) as connection:
        found, total = reading.find_arrivals(connection, page=page, size=size, status=status)
        hidden = protection.hidden_deliveries(connection, actor, [str(each.receipt) for each in found])
        return tuple(_arrival(each, hidden) for each in found), total


def _arrival(arrival: Arrival, hidden: Collection[str]) -> Arrival:
    return replace(arrival, sender=None, hidden=True) if str(arrival.receipt) in hidden else arrival


def counts(actor: Actor, day: date) -> dict[Status, int]:
    """How the deliveries of one day (Oslo's) fared, within the actor's reach."""
    actor.check(Permission.SEE_ARRIVALS)
    since, until = (datetime.combine(d, time(), OSLO) for d in (day, day + timedelta(days=1)))
    with acting(actor) as connection:
        return reading.count_by_status(connection, since, until)


def show(actor: Actor, receipt: str) -> ShownMessage | None:
    """A message as understood, pseudonymous, with history; None when it is not there for this actor. That it
    was opened is written, of each person whom its answers are about."""
    actor.check(Permission.SEE_ANSWERS)
    with acting(actor) as connection:
        found = reading.find_message(connection, ReceiptNumber(receipt))
        _opened(connection, actor, found)
        return _message(connection, actor, _coded(found, find_understanding(connection))) if found else None


def _opened(connection: Connection, actor: Actor, message: ShownMessage | None) -> None:
    """Writes the look. A delivery without answers says nothing of anybody."""
    if message and message.answers:
        pseudonyms = (answer.patient.pseudonym for answer in message.answers)
        people = [bytes.fromhex(each) if each else None for each in pseudonyms]
        auditing.looked_at(connection, actor, Action.OPEN_ANSWER, people, object=str(message.receipt))


def _message(connection: Connection, actor: Actor, message: ShownMessage) -> ShownMessage:
    """Without who sent it, who asked and where patients live, where an answer in it is about somebody whose
    address is protected: one sender stands behind them all."""
    if not protection.hidden_deliveries(connection, actor, [str(message.receipt)]):
        return message
    answers = (
        replace(
            each,
            requester=None,
            requester_telephone=None,
            patient=replace(each.patient, municipality=None),
        )
        for each in message.answers
    )
    return replace(message, hidden=True, sender=None, answers=tuple(answers))


def _coded(message: ShownMessage, known: Understanding) -> ShownMessage:
    """With the codes of the microbes and agents that the definitions know by the sender's codes and words."""
    return replace(message, answers=tuple(_coded_answer(answer, known) for answer in message.answers))


def _coded_answer(answer: ShownAnswer, known: Understanding) -> ShownAnswer:
    codes = known.on(sampled_on(answer.specimens) or date.max)
    results = (
        replace(r, organism=Organism(r.organism.name, codes.find_organism(r.organism.name)))
        if r.organism
        else r
        for r in answer.results
    )
    tested = (replace(s, atc=known.atc_of(codes.find_agent(s.agent))) for s in answer.susceptibilities)
    return replace(answer, results=tuple(results), susceptibilities=tuple(tested))


def show_held(actor: Actor, receipt: str) -> ShownMessage | None:
    """What a delivery that does not count says, for whoever settles it; None when it is not there."""
    actor.check(Permission.SETTLE)
    with acting(actor) as connection:
        found = reading.find_message(connection, ReceiptNumber(receipt), aside=True)
        _opened(connection, actor, found)
        return _message(connection, actor, found) if found else None

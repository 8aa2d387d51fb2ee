"""What came and what it was understood as, for pages and programs."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from infreg.access.actor import Actor
from infreg.access.roles import Permission
from infreg.flow.understanding import Understanding, find_understanding
from infreg.interpretation.grown import sampled_on
from infreg.storage import reading
from infreg.storage.connection import acting
from infreg.vocabulary.answer import Organism
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
        return reading.find_arrivals(connection, page=page, size=size, status=status)


def counts(actor: Actor, day: date) -> dict[Status, int]:
    """How the deliveries of one day (Oslo's) fared, within the actor's reach."""
    actor.check(Permission.SEE_ARRIVALS)
    since, until = (datetime.combine(d, time(), OSLO) for d in (day, day + timedelta(days=1)))
    with acting(actor) as connection:
        return reading.count_by_status(connection, since, until)


def show(actor: Actor, receipt: str) -> ShownMessage | None:
    """A message as understood, pseudonymous, with history; None when it is not there for this actor."""
    actor.check(Permission.SEE_ANSWERS)
    with acting(actor) as connection:
        found = reading.find_message(connection, ReceiptNumber(receipt))
        return _coded(found, find_understanding(connection)) if found else None


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
        return reading.find_message(connection, ReceiptNumber(receipt), aside=True)

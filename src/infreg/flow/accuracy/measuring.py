"""From a folder of Synthetic Norway and what was received of it to figures: linked by laboratories' ids of
answers, never by a person."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from infreg.access.actor import Actor
from infreg.access.roles import Permission
from infreg.flow.accuracy import truth
from infreg.flow.accuracy.explaining import Known, why_invented, why_missed
from infreg.flow.accuracy.figures import Wrong, figures
from infreg.flow.accuracy.matching import Matched, match
from infreg.flow.accuracy.trial import check_trial
from infreg.flow.understanding import find_understanding
from infreg.registers.lab import REGISTER as LAB
from infreg.storage import accuracy, findings, stale_people
from infreg.storage.connection import acting
from infreg.vocabulary.accuracy import Accuracy, Fault, Subject
from infreg.vocabulary.time import in_oslo

Connection = psycopg.Connection[Any]


def measure(actor: Actor, folder: Path) -> tuple[Accuracy, ...]:
    """Cases in all and by disease, then isolates in all and by organism; what is missed or invented comes
    with its reasons. Raises TruthUnusable and OnlyInTrial."""
    for needed in (
        Permission.SEE_CASES,
        Permission.SEE_ANSWERS,
        Permission.SEE_ARRIVALS,
        Permission.SEE_CODES,
    ):
        actor.check(needed)
    check_trial()
    true = {Subject.CASES: truth.cases(folder), Subject.ISOLATES: truth.isolates(folder)}
    with acting(actor) as connection:
        held = {
            Subject.CASES: accuracy.held_cases(connection),
            Subject.ISOLATES: accuracy.held_isolates(connection),
        }
        matched = {subject: match(tuple(true[subject]), tuple(held[subject])) for subject in Subject}
        known = _known(connection, folder, matched.values())
    return tuple(
        each
        for subject, pairs in matched.items()
        for each in figures(subject, pairs, tuple(_wrong(subject, pairs, known)))
    )


def waiting(actor: Actor) -> int:
    """How many answers and persons are still to be derived again: figures are of what is derived."""
    actor.check(Permission.SEE_CODES)
    with acting(actor) as connection:
        return findings.count_stale(connection) + stale_people.count(connection)


def _known(connection: Connection, folder: Path, matched: Collection[Matched]) -> Known:
    """All that is to be known of answers in what is missed or invented; of the rest nothing is read."""
    missed = [each for pairs in matched for each in pairs.missed]
    invented = [each for pairs in matched for each in pairs.invented]
    beside = [each for pairs in matched for one in pairs.invented for each in pairs.true_of(one.answers)]
    keys = {key for each in (*missed, *beside) for key in each.answers}
    keys.update(key for each in invented for key in each.answers)
    messages = truth.messages(folder, keys)
    sent = {(each.laboratory, each.message_id) for several in messages.values() for each in several}
    codes = find_understanding(connection).on(in_oslo(datetime.now(UTC)).date())
    return Known(
        answers=accuracy.find_answers(connection, LAB.charter.name, keys),
        messages=messages,
        statuses=accuracy.find_statuses(connection, sent),
        lineage=codes.ancestors,
        decided=accuracy.decided(connection),
        two_numbers=truth.two_numbers(folder, {each.person for each in (*missed, *beside)}),
    )


def _wrong(subject: Subject, matched: Matched, known: Known) -> Iterator[Wrong]:
    for one in matched.missed:
        yield Fault.MISSED, one.name, why_missed(one, subject, matched, known)
    for other in matched.invented:
        yield Fault.INVENTED, other.name, why_invented(other, subject, matched, known)

"""From a folder of Synthetic Norway and what was received of it to figures: linked by laboratories' ids of
answers, never by a person."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
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
from infreg.vocabulary.accuracy import Accuracy, Because, Fault, Subject
from infreg.vocabulary.time import in_oslo

Connection = psycopg.Connection[Any]


@dataclass(frozen=True)
class Compared:
    """What is true and what is held, linked, and by subject and id why something is missed or invented."""

    matched: Mapping[Subject, Matched]
    missed: Mapping[tuple[Subject, str], Because]
    invented: Mapping[tuple[Subject, str], Because]


def measure(actor: Actor, folder: Path) -> tuple[Accuracy, ...]:
    """Cases in all and by disease, then isolates in all and by organism; what is missed or invented comes
    with its reasons. Raises TruthUnusable and OnlyInTrial."""
    check(actor)
    with acting(actor) as connection:
        compared = compare(connection, folder)
    return tuple(
        each
        for subject, pairs in compared.matched.items()
        for each in figures(subject, pairs, tuple(_wrong(subject, compared)))
    )


def check(actor: Actor) -> None:
    """Raises OnlyInTrial, and Refused for who may not see all of what is compared."""
    for needed in (
        Permission.SEE_CASES,
        Permission.SEE_ANSWERS,
        Permission.SEE_ARRIVALS,
        Permission.SEE_CODES,
    ):
        actor.check(needed)
    check_trial()


def compare(connection: Connection, folder: Path) -> Compared:
    """Links what is held to what is true. Raises TruthUnusable."""
    true = {Subject.CASES: truth.cases(folder), Subject.ISOLATES: truth.isolates(folder)}
    held = {
        Subject.CASES: accuracy.held_cases(connection),
        Subject.ISOLATES: accuracy.held_isolates(connection),
    }
    matched = {subject: match(tuple(true[subject]), tuple(held[subject])) for subject in Subject}
    known = _known(connection, folder, matched.values())
    missed = {
        (subject, one.id): why_missed(one, subject, pairs, known)
        for subject, pairs in matched.items()
        for one in pairs.missed
    }
    invented = {
        (subject, one.id): why_invented(one, subject, pairs, known)
        for subject, pairs in matched.items()
        for one in pairs.invented
    }
    return Compared(matched, missed, invented)


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


def _wrong(subject: Subject, compared: Compared) -> Iterator[Wrong]:
    pairs = compared.matched[subject]
    for one in pairs.missed:
        yield Fault.MISSED, one.name, compared.missed[subject, one.id]
    for other in pairs.invented:
        yield Fault.INVENTED, other.name, compared.invented[subject, other.id]

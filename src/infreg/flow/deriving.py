"""From answers to what they tell: findings of each, isolates of a patient. Derived in the transaction that
takes an answer in, and again by the same functions when a definition, a mapping or a joining changes."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import psycopg

from infreg.access.actor import Actor, Purpose
from infreg.access.roles import RECEPTION
from infreg.flow import cases, garbage
from infreg.flow.understanding import Understanding, find_understanding
from infreg.interpretation import Interpreted, grows, interpret, isolates
from infreg.interpretation.grown import day_of, sampled_on
from infreg.registers.lab import REGISTER as LAB
from infreg.storage import answers, casework, findings, stored_answers
from infreg.storage.connection import acting, every_unit, reach_units
from infreg.storage.findings import Placed, PlacedIsolate
from infreg.storage.stored_answers import StoredAnswer

Connection = psycopg.Connection[Any]

ACTOR = Actor(name="derivation", role=RECEPTION, purpose=Purpose.RECEPTION)
#: One transaction derives this many answers again: enough to pay for its commit, little enough to redo.
BATCH_COUNT = 500
_LAB = LAB.charter.name
#: Persons by their pseudonym of today, each with every pseudonym of theirs.
People = Mapping[bytes, Sequence[bytes]]


def derive(connection: Connection, fresh: Sequence[StoredAnswer], keys: Sequence[int], now: datetime) -> None:
    """Writes the findings of open answers, and the isolates and cases of everybody they are about. `fresh`
    have just been stored, and have no findings yet; `keys` are ids of rows to be read again, and those that
    are not open any more lose their findings.

    Once in a transaction, after all its other locks: whose isolates or cases change is locked at the end.
    """
    known = find_understanding(connection)
    left = findings.close_overtaken(connection, keys, now)
    again = stored_answers.find_open(connection, keys)
    interpreted = [interpreted_as(one, known) for one in (*fresh, *again)]
    placed = [row for one in interpreted for row in placed_in(one, known)]
    findings.replace_findings(connection, [one.key for one in again], placed, now)
    growing = {one.subject for one in interpreted if grows(one)}
    people = _whose_isolates_change(connection, growing, {*left, *(one.subject for one in again)})
    ill = cases.concerned_people(connection, {*left, *(one.subject for one in interpreted)})
    casework.lock_people(connection, {*people, *ill})
    # Who held a lock before us may have met a laboratory that was unknown when we were told whom we reach.
    reach_units(connection, every_unit(connection))
    _derive_isolates(connection, people, interpreted, known, now)
    cases.derive_people(connection, ill, now)


def interpreted_as(one: StoredAnswer, known: Understanding) -> Interpreted:
    found = interpret(one.answer, known.on(day_of(one.answer) or date.max), one.unit)
    return Interpreted(one.key, one.unit, one.subject, one.answer, found)


def placed_in(one: Interpreted, known: Understanding) -> Iterator[Placed]:
    day = day_of(one.answer)
    codes = known.on(day or date.max)
    specimens = {
        specimen.id: (codes.find_specimen(specimen.type, one.unit), sampled_on([specimen]) or day)
        for specimen in one.answer.specimens
    }
    for position, finding in enumerate(one.findings, 1):
        specimen_type, sampled = specimens.get(finding.specimen or "", (None, day))
        yield Placed(
            answer=one.key,
            unit=one.unit,
            subject=one.subject,
            position=position,
            finding=finding,
            specimen_type=specimen_type,
            day=sampled,
            mappings=tuple(known.mapping_of(term, one.unit) for term in finding.mapped),
        )


def _whose_isolates_change(connection: Connection, growing: set[bytes], others: set[bytes]) -> People:
    """Every person with something that grew; and of those whose answers changed otherwise, who has an isolate
    that may be gone, under whatever pseudonym."""
    asked = sorted(growing | others)
    if not asked:
        return {}
    roots = casework.roots(connection, _LAB, asked)
    people = casework.joined_to(connection, _LAB, sorted(set(roots.values())))
    if others - growing:
        everybody = [subject for members in people.values() for subject in members]
        growing = growing | findings.growing_subjects(connection, everybody)
    return {person: members for person, members in people.items() if not growing.isdisjoint(members)}


def _derive_isolates(
    connection: Connection,
    people: People,
    interpreted: Sequence[Interpreted],
    known: Understanding,
    now: datetime,
) -> None:
    """Of each person every answer that tells of an isolate, whenever it came."""
    everybody = sorted({subject for members in people.values() for subject in members})
    if not everybody:
        return
    by_subject: dict[bytes, list[Interpreted]] = defaultdict(list)
    for one in (*interpreted, *_not_at_hand(connection, everybody, interpreted, known)):
        by_subject[one.subject].append(one)
    placed = [row for members in people.values() for row in isolates_of(members, by_subject, known)]
    findings.replace_isolates(connection, everybody, placed, now)


def _not_at_hand(
    connection: Connection,
    subjects: Sequence[bytes],
    interpreted: Sequence[Interpreted],
    known: Understanding,
) -> Iterator[Interpreted]:
    """What else is known of these, read at once; those at hand are not read again."""
    at_hand = {one.key for one in interpreted}
    missing = [key for key in stored_answers.find_telling(connection, subjects) if key not in at_hand]
    for one in stored_answers.find_open(connection, missing):
        yield interpreted_as(one, known)


def isolates_of(
    members: Sequence[bytes], by_subject: Mapping[bytes, list[Interpreted]], known: Understanding
) -> Iterator[PlacedIsolate]:
    everything = [one for member in members for one in by_subject.get(member, ())]
    first = {one.key: one for one in everything}
    for isolate in isolates(everything, known.on):
        source = first[isolate.sources[0].answer]
        yield PlacedIsolate(source.unit, source.subject, isolate)


def derive_stale(limit: int = BATCH_COUNT) -> int:
    """Derives again answers whose definitions, mappings or persons have changed; how many. Alone: an answer
    that is overtaken meanwhile would keep findings that nobody closes."""
    with garbage.left_until_later(), acting(ACTOR) as connection:
        if not findings.count_stale(connection):
            return 0
        answers.take_turn_alone(connection)
        keys = findings.take_stale(connection, limit)
        derive(connection, [], keys, datetime.now(UTC))
    return len(keys)


def derive_all_stale() -> Iterator[int]:
    """The same until none is left, a batch at a time."""
    while done := derive_stale():
        yield done


def ask_for_all() -> None:
    """Asks for every answer to be derived again."""
    with acting(ACTOR) as connection:
        findings.mark_all(connection)

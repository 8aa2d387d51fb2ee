"""From answers to what they tell: findings of each, isolates of a patient. Derived in the transaction that
takes an answer in, and again by the same functions when a definition, a mapping or a joining changes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import psycopg

from infreg.access.actor import Actor, Purpose
from infreg.access.roles import RECEPTION
from infreg.flow.understanding import Understanding, find_understanding
from infreg.interpretation import Interpreted, grows, interpret, isolates
from infreg.registers.lab import REGISTER as LAB
from infreg.storage import answers, findings, stored_answers
from infreg.storage.connection import acting
from infreg.storage.findings import Placed, PlacedIsolate
from infreg.storage.stored_answers import StoredAnswer
from infreg.vocabulary.answer import Answer
from infreg.vocabulary.time import in_oslo

Connection = psycopg.Connection[Any]

ACTOR = Actor(name="derivation", role=RECEPTION, purpose=Purpose.RECEPTION)
#: One transaction derives this many answers again: enough to pay for its commit, little enough to redo.
BATCH_COUNT = 500
_LAB = LAB.charter.name


def derive(
    connection: Connection,
    stored: Sequence[StoredAnswer],
    now: datetime,
    *,
    fresh: bool = False,
    left: Iterable[bytes] = (),
) -> None:
    """Writes the findings of these open answers, and the isolates of everybody they are about. `fresh`: they
    have just been stored, and have no findings yet. `left`: patients who had findings that are gone."""
    known = find_understanding(connection)
    interpreted = [_interpreted(one, known) for one in stored]
    placed = [row for one in interpreted for row in _placed(one, known)]
    keys = [one.key for one in stored]
    findings.replace_findings(connection, keys, placed, now, fresh=fresh)
    growing = {one.subject for one in interpreted if grows(one)}
    others = {*left, *(one.subject for one in interpreted)} - growing
    concerned = growing | findings.growing_subjects(connection, sorted(others))
    _derive_isolates(connection, concerned, interpreted, known, now)


def _interpreted(one: StoredAnswer, known: Understanding) -> Interpreted:
    findings = interpret(one.answer, known.on(_day(one.answer) or date.max), one.unit)
    return Interpreted(one.key, one.unit, one.subject, one.answer, findings)


def _day(answer: Answer) -> date | None:
    """The day whose definitions hold for an answer: when it was sampled, else issued; else nobody knows."""
    taken = [specimen.collected_at.at for specimen in answer.specimens if specimen.collected_at]
    moment = min(taken) if taken else answer.issued_at.at if answer.issued_at else None
    return in_oslo(moment).date() if moment else None


def _placed(one: Interpreted, known: Understanding) -> Iterator[Placed]:
    codes = known.on(one.day)
    specimens = {specimen.id: specimen for specimen in one.answer.specimens}
    for position, finding in enumerate(one.findings, 1):
        specimen = specimens.get(finding.specimen or "")
        moment = specimen.collected_at if specimen else None
        yield Placed(
            answer=one.key,
            unit=one.unit,
            subject=one.subject,
            position=position,
            finding=finding,
            specimen_type=codes.find_specimen(specimen.type, one.unit) if specimen else None,
            day=in_oslo(moment.at).date() if moment else _day(one.answer),
            mappings=tuple(known.mapping_of(term, one.unit) for term in finding.mapped),
        )


def _derive_isolates(
    connection: Connection,
    subjects: Iterable[bytes],
    interpreted: Sequence[Interpreted],
    known: Understanding,
    now: datetime,
) -> None:
    """Of each person whom these pseudonyms are about: every answer, read in the order of sampling."""
    asked = sorted(subjects)
    if not asked:
        return
    roots = findings.roots(connection, _LAB, asked)
    people = findings.joined_to(connection, _LAB, sorted(set(roots.values())))
    findings.lock_people(connection, people)
    everybody = sorted({subject for members in people.values() for subject in members})
    by_subject = _everything_of(connection, everybody, interpreted, known)
    placed = [row for members in people.values() for row in _isolates(members, by_subject, known)]
    findings.replace_isolates(connection, everybody, placed, now)


def _everything_of(
    connection: Connection,
    subjects: Sequence[bytes],
    interpreted: Sequence[Interpreted],
    known: Understanding,
) -> Mapping[bytes, list[Interpreted]]:
    """Every open answer about these, interpreted; those at hand are not read again."""
    at_hand = {one.key: one for one in interpreted}
    found: dict[bytes, list[Interpreted]] = defaultdict(list)
    for subject, keys in stored_answers.find_keys(connection, subjects).items():
        found[subject] += [at_hand[key] for key in keys if key in at_hand]
        missing = [key for key in keys if key not in at_hand]
        found[subject] += [_interpreted(one, known) for one in stored_answers.find_open(connection, missing)]
    return found


def _isolates(
    members: Sequence[bytes], by_subject: Mapping[bytes, list[Interpreted]], known: Understanding
) -> Iterator[PlacedIsolate]:
    everything = [one for member in members for one in by_subject.get(member, ())]
    first = {one.key: one for one in everything}
    for isolate in isolates(everything, known.on):
        source = first[isolate.sources[0].answer]
        yield PlacedIsolate(source.unit, source.subject, isolate)


def derive_keys(connection: Connection, keys: Sequence[int], now: datetime) -> None:
    """Derives answers again by the ids of their rows; what is not open any more loses its findings."""
    if keys:
        left = findings.close_overtaken(connection, keys, now)
        derive(connection, stored_answers.find_open(connection, keys), now, left=left)


def derive_stale(limit: int = BATCH_COUNT) -> int:
    """Derives again answers whose definitions, mappings or persons have changed; how many. Alone: an answer
    that is overtaken meanwhile would keep findings that nobody closes."""
    with acting(ACTOR) as connection:
        if not findings.count_stale(connection):
            return 0
        answers.take_turn_alone(connection)
        keys = findings.take_stale(connection, limit)
        derive_keys(connection, keys, datetime.now(UTC))
    return len(keys)


def derive_all_stale() -> Iterator[int]:
    """The same until none is left, a batch at a time."""
    while done := derive_stale():
        yield done


def ask_for_all() -> None:
    """Asks for every answer to be derived again."""
    with acting(ACTOR) as connection:
        findings.mark_all(connection)

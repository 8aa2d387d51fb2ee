"""What definitions would do to the cases, before they are in force."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar

from infreg.access.actor import Actor
from infreg.access.roles import Permission
from infreg.definitions.book import Book, Version
from infreg.definitions.checking import check
from infreg.definitions.definition import Definition
from infreg.definitions.reading import read
from infreg.flow.asof import BATCH_COUNT, by_person
from infreg.flow.cases.deriving import derive_found, people_of, rules_of
from infreg.flow.concerned import DISEASES, concerned
from infreg.flow.definitions import Refused, find_book
from infreg.flow.understanding import Understanding, find_understanding
from infreg.storage import cases, stale_people
from infreg.storage.connection import acting
from infreg.vocabulary.case import Case
from infreg.vocabulary.shown_case import Effect

_T = TypeVar("_T")


def try_definitions(actor: Actor, paths: Sequence[Path]) -> tuple[Effect, ...]:
    """What these definitions (as for `definitions.load`) would do to the cases of each disease, were they
    loaded now; those of which nothing changes are left out. Nothing is stored.

    Diseases alone are asked of the findings that stand. Other kinds change what answers are understood as:
    then every answer is read anew. Raises Refused.
    """
    actor.check(Permission.DEFINE)
    found = _read(paths)
    now = datetime.now(UTC)
    with acting(actor) as connection:
        standing = find_book(connection)
        faults = check(standing.with_new(found))
        if faults:
            raise Refused(faults)
        known = find_understanding(connection)
    versions = standing.latest()
    last = max((version.id for version in versions), default=0)
    new = [Version(last + place, now, each, actor.name) for place, each in enumerate(found, 1)]
    book = Book([*versions, *new])
    if {each.kind for each in found} <= {DISEASES}:
        return _counted(_by_findings(actor, known, book, found))
    return _counted(_by_answers(actor, Understanding(book, known.said), now))


def _read(paths: Sequence[Path]) -> list[Definition]:
    found, faults = zip(*map(read, paths), strict=True) if paths else ((), ())
    wrong = [fault for each in faults for fault in each]
    if wrong:
        raise Refused(wrong)
    return [each for each in found if each is not None]


#: Of some persons, the cases as they stand and as they would be.
_Pair = tuple[Collection[Case], Collection[Case]]


def _by_findings(
    actor: Actor, known: Understanding, book: Book, found: Sequence[Definition]
) -> Iterator[_Pair]:
    asked = concerned(book, found)
    if asked is None:
        return
    rules = rules_of(book)
    with acting(actor) as connection:
        subjects = stale_people.find_concerned(connection, *asked)
    done = set[bytes]()
    for batch in _batches(subjects):
        with acting(actor) as connection:
            people = people_of(connection, [subject for subject in batch if subject not in done])
            everybody = sorted({subject for members in people.values() for subject in members})
            before = cases.find_open(connection, everybody)
            after = [
                case
                for _, derived in derive_found(connection, people, known, rules)
                for case in derived.cases
            ]
        done |= {subject for members in people.values() if len(members) > 1 for subject in members}
        yield before, after


def _by_answers(actor: Actor, known: Understanding, now: datetime) -> Iterator[_Pair]:
    for batch in _batches(by_person(actor, now, known)):
        with acting(actor) as connection:
            before = cases.find_open(connection, [subject for members, _ in batch for subject in members])
        yield before, [case for _, derived in batch for case in derived]


def _batches(of: Iterable[_T]) -> Iterator[list[_T]]:
    rest = iter(of)
    while batch := list(islice(rest, BATCH_COUNT)):
        yield batch


@dataclass(slots=True)
class _Counts:
    gained: int = 0
    lost: int = 0
    changed: int = 0


def _counted(pairs: Iterable[_Pair]) -> tuple[Effect, ...]:
    counts: dict[str, _Counts] = defaultdict(_Counts)
    for before, after in pairs:
        _count(before, after, counts)
    return tuple(
        Effect(disease, each.gained, each.lost, each.changed)
        for disease, each in sorted(counts.items())
        if each.gained or each.lost or each.changed
    )


def _count(before: Collection[Case], after: Collection[Case], counts: dict[str, _Counts]) -> None:
    """A case keeps its id while it begins with the same answer. One that begins with another, and still rests
    on some of the same, is the case it was, told otherwise."""
    stood, stands = {each.id: each for each in before}, {each.id: each for each in after}
    lost = [each for each in before if each.id not in stands]
    gained = [each for each in after if each.id not in stood]
    for one in lost:
        again = next((each for each in gained if _share(one, each)), None)
        if again:
            gained.remove(again)
            counts[one.disease].changed += 1
        else:
            counts[one.disease].lost += 1
    for one in gained:
        counts[one.disease].gained += 1
    for name in stood.keys() & stands.keys():
        counts[stood[name].disease].changed += _told(stood[name]) != _told(stands[name])


def _share(one: Case, other: Case) -> bool:
    answers = {each.answer for each in one.evidence}
    return one.disease == other.disease and any(each.answer in answers for each in other.evidence)


def _told(case: Case) -> tuple[object, ...]:
    """What is counted or owed by, and what it rests on: not which version of a definition says so."""
    return (
        case.classification,
        case.state,
        case.group,
        case.alert,
        case.clinician_notice,
        case.organism,
        case.event,
        case.municipality,
        case.doubts,
        [each.answer for each in case.evidence],
    )

"""What the register knew at a moment, and what it would know with other definitions: everything derived again
from the answers, by the functions that derive it when they come. Nothing is written."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from infreg.access.actor import Actor
from infreg.access.roles import Permission
from infreg.definitions.book import Book
from infreg.flow.cases.deriving import People, derive_each, rules_of
from infreg.flow.cases.telling import told
from infreg.flow.definitions import find_book
from infreg.flow.deriving import interpreted_as, isolates_of, placed_in
from infreg.flow.understanding import Understanding
from infreg.interpretation import Interpreted
from infreg.registers.lab import REGISTER as LAB
from infreg.storage import case_decisions, mappings, stored_answers
from infreg.storage import told as found_rows
from infreg.storage.connection import acting
from infreg.storage.findings import Placed
from infreg.storage.rows import Connection
from infreg.storage.told import AnswerHead, FoundRow
from infreg.vocabulary.case import Case
from infreg.vocabulary.finding import Outcome
from infreg.vocabulary.mapping import MappedTerm
from infreg.vocabulary.time import OSLO

#: So many patients are read and derived at once.
BATCH_COUNT = 500
_LAB = LAB.charter.name
_EVERY_MAPPING = 2**31
#: What is found in an answer, by its row and its place there: the agents that the microbe is resistant to.
_Resistant = Mapping[tuple[int, int], tuple[str, ...]]


def end_of(day: date) -> datetime:
    """The moment when a day ends in Oslo."""
    return datetime.combine(day + timedelta(days=1), time(), OSLO) - timedelta(microseconds=1)


def cases_as_of(actor: Actor, moment: datetime) -> Iterator[Case]:
    """The cases as the register knew them at a moment: by the definitions that were loaded and what people
    had said and decided by then."""
    actor.check(Permission.SEE_CASES)
    with acting(actor) as connection:
        book = Book(find_book(connection).latest(moment))
        said = mappings_at(connection, moment)
    yield from cases_known(actor, moment, book, said)


def mappings_at(connection: Connection, moment: datetime) -> tuple[MappedTerm, ...]:
    """What people had said, and not taken back, at a moment; oldest first."""
    every = mappings.history(connection, limit=_EVERY_MAPPING)
    return tuple(
        each
        for each in reversed(every)
        if each.known_from <= moment and (each.known_to is None or each.known_to > moment)
    )


def cases_known(actor: Actor, moment: datetime, book: Book, said: Sequence[MappedTerm]) -> Iterator[Case]:
    """Every case, derived again from the answers, joinings and decisions that stood at a moment, by the
    definitions of a book and by mappings: those of the moment, or such as might come. By persons; memory
    stays flat."""
    for _, found in by_person(actor, moment, Understanding(book, tuple(said))):
        yield from found


@dataclass(frozen=True, slots=True)
class _Asked:
    """What everything is derived by."""

    moment: datetime
    known: Understanding
    explained: Mapping[int, datetime]


def by_person(
    actor: Actor, moment: datetime, known: Understanding
) -> Iterator[tuple[Sequence[bytes], tuple[Case, ...]]]:
    """The same, person by person, each with every pseudonym of theirs."""
    actor.check(Permission.SEE_CASES)
    asked = _Asked(moment, known, {each.id: each.known_from for each in known.said})
    after, joined = b"", set[bytes]()
    while True:
        with acting(actor) as connection:
            patients = found_rows.find_patients(connection, after, BATCH_COUNT)
            people = found_rows.find_people(connection, _LAB, patients, moment)
            new = {person: members for person, members in people.items() if person not in joined}
            derived = list(_derived(connection, new, asked)) if new else []
        yield from ((new[person], found) for person, found in derived)
        # Whose pseudonyms are several is met again with each of them.
        joined |= {person for person, members in new.items() if len(members) > 1}
        if not patients:
            return
        after = patients[-1]


def _derived(
    connection: Connection, people: People, asked: _Asked
) -> Iterator[tuple[bytes, tuple[Case, ...]]]:
    everybody = [subject for members in people.values() for subject in members]
    heads = {each.key: each for each in found_rows.find_heads(connection, everybody, asked.moment)}
    by_subject: dict[bytes, list[Interpreted]] = defaultdict(list)
    for stored in stored_answers.find(connection, list(heads)):
        by_subject[stored.subject].append(interpreted_as(stored, asked.known))
    rows = [row for members in people.values() for row in _found(members, by_subject, heads, asked)]
    decided = [
        (each.subject, each.decision)
        for each in case_decisions.of_people(connection, everybody, asked.moment)
    ]
    findings = told(rows, asked.known)
    for person, derived in derive_each(people, findings, decided, rules_of(asked.known.book)):
        yield person, derived.cases


def _found(
    members: Sequence[bytes],
    by_subject: Mapping[bytes, list[Interpreted]],
    heads: Mapping[int, AnswerHead],
    asked: _Asked,
) -> Iterator[FoundRow]:
    """What cases are made of, of one person: as `storage.told` reads it of what is stored."""
    answers = [one for member in members for one in by_subject.get(member, ())]
    tells = [
        (one, finding)
        for one in answers
        for finding in placed_in(one, asked.known)
        if heads[one.key].marks or _counts(finding)
    ]
    resistant = _resistant(members, by_subject, asked.known) if tells else {}
    for one, each in tells:
        specimens = {specimen.id: specimen for specimen in one.answer.specimens}
        own = specimens.get(each.finding.specimen or "")
        taken = [s.collected_at.at for s in one.answer.specimens if s.collected_at]
        yield FoundRow(
            head=heads[one.key],
            position=each.position,
            finding=each.finding,
            day=each.day,
            sampled_at=own.collected_at.at if own and own.collected_at else min(taken, default=None),
            specimen_type=each.specimen_type,
            specimen_named=own is not None and bool(own.type.code or own.type.display or own.type.text),
            explained=max((asked.explained[mapping] for mapping in each.mappings), default=None),
            resistant=resistant.get((one.key, each.position), ()),
        )


def _counts(placed: Placed) -> bool:
    finding = placed.finding
    return finding.outcome is Outcome.POSITIVE and finding.counts and finding.organism is not None


def _resistant(
    members: Sequence[bytes], by_subject: Mapping[bytes, list[Interpreted]], known: Understanding
) -> _Resistant:
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    for each in isolates_of(members, by_subject, known):
        agents = {tested.agent for tested in each.isolate.tested if tested.agent and tested.row.sir == "R"}
        for source in each.isolate.sources:
            found[source.answer, source.position] |= agents
    return {place: tuple(sorted(agents)) for place, agents in found.items()}

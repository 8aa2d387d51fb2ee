"""From findings to cases: everything of one person at a time, in the transaction that takes an answer in, and
again by the same functions when a definition, a joining or a decision changes."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from infreg.access.actor import Actor, Purpose
from infreg.access.roles import RECEPTION
from infreg.definitions.book import Book
from infreg.definitions.definition import Definition
from infreg.flow.cases.telling import told
from infreg.flow.concerned import DISEASES, organisms_of
from infreg.flow.understanding import Understanding, find_understanding
from infreg.registers.lab import REGISTER as LAB
from infreg.registers.msis.cases import derive
from infreg.registers.msis.diseases import Diseases, diseases_of
from infreg.storage import case_decisions, casework, stale_people
from infreg.storage import cases as rows
from infreg.storage import told as found_rows
from infreg.storage.cases import PlacedCase, PlacedQuestion
from infreg.storage.connection import acting, every_unit, reach_units
from infreg.storage.rows import Connection
from infreg.vocabulary.case import Case, CaseDecision, Cases, DefinitionRef, Told

ACTOR = Actor(name="derivation", role=RECEPTION, purpose=Purpose.RECEPTION)
#: One transaction derives the cases of this many pseudonyms again.
BATCH_COUNT = 500
#: Persons by their pseudonym of today, each with every pseudonym of theirs. The laboratory database is a part
#: of MSIS by law, so that the pseudonyms are its.
People = Mapping[bytes, Sequence[bytes]]
_LAB = LAB.charter.name


@dataclass(frozen=True, slots=True)
class Rules:
    """What a book of definitions says of cases: the diseases of each day and what they are called, the
    organisms that may cause any of them, and when each version of a disease was loaded."""

    diseases_on: Callable[[date], Diseases]
    titles: Mapping[str, Mapping[str, str]]
    organisms: frozenset[str]
    loaded: Mapping[DefinitionRef, datetime]


def rules_of(book: Book) -> Rules:
    """The rules of a book; cheap for the one that was asked last."""
    kept = _KEPT.get(id(book))
    if kept is None or kept[0] is not book:
        kept = book, _rules(book)
        _KEPT.clear()
        _KEPT[id(book)] = kept
    return kept[1]


_KEPT: dict[int, tuple[Book, Rules]] = {}


def _rules(book: Book) -> Rules:
    versions = [each for each in book.latest() if each.definition.kind == DISEASES]
    titles = {each.definition.name: each.definition.title for each in versions}
    loaded = {_reference(each.definition): each.known_from for each in versions}
    return Rules(diseases_of(book), titles, organisms_of(book), loaded)


def _reference(definition: Definition) -> DefinitionRef:
    return DefinitionRef(definition.kind, definition.name, definition.valid_from, definition.hash)


def concerned_people(connection: Connection, subjects: Collection[bytes]) -> People:
    """The persons, of those whom these pseudonyms are about, who have or may have had a case; not locked yet.
    Ask after the findings are written. Whom no disease concerns costs four questions for all together."""
    asked = sorted(set(subjects))
    if not asked:
        return {}
    people = people_of(connection, asked)
    everybody = [subject for members in people.values() for subject in members]
    organisms = rules_of(find_understanding(connection).book).organisms
    found = {subject for subject, code in rows.find_found(connection, everybody) if code in organisms}
    found |= rows.find_known(connection, everybody)
    return {person: members for person, members in people.items() if not found.isdisjoint(members)}


def locked_people(connection: Connection, subjects: Collection[bytes]) -> People:
    """The persons whom these are about, locked for this transaction, whether or not a disease concerns
    them."""
    people = people_of(connection, sorted(set(subjects)))
    casework.lock_people(connection, people)
    # Who held a lock before us may have met a laboratory that was unknown when we were told whom we reach.
    reach_units(connection, every_unit(connection))
    return people


def people_of(connection: Connection, subjects: Sequence[bytes]) -> People:
    """The persons whom these are about today, each with every pseudonym of theirs."""
    if not subjects:
        return {}
    persons = casework.roots(connection, _LAB, subjects)
    return casework.joined_to(connection, _LAB, sorted(set(persons.values())))


def derive_people(connection: Connection, people: People, now: datetime) -> None:
    """Makes the cases of these persons what their findings and isolates say today. Call it when the persons
    are locked: two workers would each miss what the other has not committed. And when the transaction reaches
    the laboratories that were met while it waited."""
    everybody = sorted({subject for members in people.values() for subject in members})
    if not everybody:
        return
    cases: list[PlacedCase] = []
    questions: list[PlacedQuestion] = []
    known = find_understanding(connection)
    for person, derived in derive_found(connection, people, known, rules_of(known.book)):
        cases += (PlacedCase(person, case) for case in derived.cases)
        questions += (PlacedQuestion(person, question) for question in derived.questions)
    rows.replace_cases(connection, everybody, cases, now)
    rows.replace_questions(connection, everybody, questions, now)


def derive_found(
    connection: Connection, people: People, known: Understanding, rules: Rules
) -> Iterator[tuple[bytes, Cases]]:
    """What is derived of each person from the findings and decisions that stand."""
    everybody = sorted({subject for members in people.values() for subject in members})
    findings = told(found_rows.find_found(connection, everybody), known)
    decided = [(each.subject, each.decision) for each in case_decisions.of_people(connection, everybody)]
    return derive_each(people, findings, decided, rules)


def derive_each(
    people: People,
    findings: Mapping[bytes, Sequence[Told]],
    decided: Iterable[tuple[bytes, CaseDecision]],
    rules: Rules,
) -> Iterator[tuple[bytes, Cases]]:
    """What is derived of each person, out of what all their pseudonyms were told and decided of."""
    decisions: dict[bytes, list[CaseDecision]] = {}
    for subject, decision in decided:
        decisions.setdefault(subject, []).append(decision)
    for person, members in people.items():
        everything = [each for member in members for each in findings.get(member, ())]
        of_them = [each for member in members for each in decisions.get(member, ())]
        derived = derive(everything, rules.diseases_on, of_them)
        yield person, replace(derived, cases=tuple(_as_known(case, rules) for case in derived.cases))


def _as_known(case: Case, rules: Rules) -> Case:
    """A definition that was loaded after the answers came is among what the case is made of."""
    loaded = rules.loaded.get(case.definition, case.known)
    return replace(case, known=loaded) if loaded > case.known else case


def derive_stale_people(limit: int = BATCH_COUNT) -> int:
    """Derives the cases again of persons whom a changed definition concerns; how many pseudonyms were
    waiting. What is taken in meanwhile waits for the person, or is waited for."""
    with acting(ACTOR) as connection:
        subjects = stale_people.take(connection, limit)
        derive_people(connection, locked_people(connection, subjects), datetime.now(UTC))
    return len(subjects)


def derive_all_stale_people() -> Iterator[int]:
    """The same until nobody is left, a batch at a time."""
    while done := derive_stale_people():
        yield done


def ask_for_everybody() -> int:
    """Asks for the cases of everybody who may have one to be derived again; how many pseudonyms."""
    with acting(ACTOR) as connection:
        return stale_people.mark_everybody(connection)

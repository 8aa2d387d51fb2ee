"""Two messages side by side: what is new, changed or gone, row by row.

Pure. Rows of the two are paired by what they are about; every row of both sides stands exactly once, and
a message has no differences from itself.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from infreg.doors.web.reading import AnswerReading, Finding, read_message
from infreg.vocabulary.answer import Party
from infreg.vocabulary.shown import (
    ShownAnswer,
    ShownMessage,
    ShownPatient,
    ShownResult,
    ShownSpecimen,
    ShownSusceptibility,
)

Row = TypeVar("Row")
#: What two rows must agree on to be about the same; None where the row cannot be told so.
Key = Callable[[Row], Hashable]


class Mark(StrEnum):
    """How a row of the later message stands to the first one's."""

    SAME = "same"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Pair(Generic[Row]):
    """A row on both sides, or on one: never on none."""

    first: Row | None
    later: Row | None
    mark: Mark

    @property
    def either(self) -> Row | None:
        return self.first if self.later is None else self.later


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing an answer says of itself, its patient or its requester; `role` is which."""

    role: str
    value: "str | int | Party"


@dataclass(frozen=True, slots=True)
class PlacedResult:
    """A result with the specimen and the results above it, outermost first."""

    result: ShownResult
    specimen: ShownSpecimen | None
    above: tuple[ShownResult, ...]


@dataclass(frozen=True, slots=True)
class AnswerComparison:
    """One answer's two versions, or the one there is."""

    first: ShownAnswer | None
    later: ShownAnswer | None
    facts: tuple[Pair[Fact], ...]
    specimens: tuple[Pair[ShownSpecimen], ...]
    results: tuple[Pair[PlacedResult], ...]
    susceptibilities: tuple[Pair[ShownSusceptibility], ...]

    @property
    def marks(self) -> Iterator[Mark]:
        for rows in (self.facts, self.specimens, self.results, self.susceptibilities):
            yield from (pair.mark for pair in rows)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two messages, `first` and `later`, answer by answer."""

    first: ShownMessage
    later: ShownMessage
    answers: tuple[AnswerComparison, ...]

    @property
    def counts(self) -> dict[Mark, int]:
        """How many rows of each mark."""
        counted = Counter(mark for answer in self.answers for mark in answer.marks)
        return {mark: counted[mark] for mark in Mark}

    @property
    def patients_differ(self) -> bool:
        """Whether an answer that both hold is about a person on each side, and not the same."""
        facts = (fact for answer in self.answers for fact in answer.facts)
        return any(f.mark is Mark.CHANGED and f.first and f.first.role == "pseudonym" for f in facts)

    @property
    def differences(self) -> int:
        return sum(count for mark, count in self.counts.items() if mark is not Mark.SAME)


def compare(first: ShownMessage, later: ShownMessage) -> Comparison:
    """What the later message says otherwise than the first. An answer is known by the laboratory's id of it;
    where each message holds one answer, the two are compared whatever their ids."""
    firsts, laters = read_message(first).answers, read_message(later).answers
    keys: list[Key[AnswerReading]] = [lambda reading: reading.answer.answer_id]
    if len(firsts) == len(laters) == 1:
        keys.append(lambda _: True)
    pairs = pair(firsts, laters, keys, lambda reading: reading.answer)
    return Comparison(first, later, tuple(_compare_answers(each.first, each.later) for each in pairs))


def compare_patients(first: ShownPatient, later: ShownPatient) -> tuple[Pair[Fact], ...]:
    """What two messages say of their patients."""
    return _pair_facts(list(_patient_facts(first)), list(_patient_facts(later)))


def pair(
    firsts: Sequence[Row], laters: Sequence[Row], keys: Sequence[Key[Row]], said: Key[Row]
) -> tuple[Pair[Row], ...]:
    """The rows of both sides, paired by the first key that finds them a partner (strictest key first), in the
    later side's order; what is gone stands after what it stood after. Pairs whose `said` differs are
    changed."""
    partner: dict[int, int] = {}
    for key in keys:
        _pair_by(key, firsts, laters, partner)
    gone = _gone_after(len(firsts), {first: later for later, first in partner.items()})
    pairs: list[Pair[Row]] = [Pair(firsts[at], None, Mark.GONE) for at in gone[-1]]
    for at, later in enumerate(laters):
        if at in partner:
            before = firsts[partner[at]]
            pairs.append(Pair(before, later, Mark.SAME if said(before) == said(later) else Mark.CHANGED))
        else:
            pairs.append(Pair(None, later, Mark.NEW))
        pairs += [Pair(firsts[gone_at], None, Mark.GONE) for gone_at in gone[at]]
    return tuple(pairs)


def _pair_by(key: Key[Row], firsts: Sequence[Row], laters: Sequence[Row], partner: dict[int, int]) -> None:
    """Adds to `partner` (later's place → first's) those that this key tells to be about the same."""
    taken = set(partner.values())
    waiting: dict[Hashable, deque[int]] = defaultdict(deque)
    for at, row in enumerate(firsts):
        if at not in taken and (known := key(row)) is not None:
            waiting[known].append(at)
    for at, row in enumerate(laters):
        if at not in partner and (queue := waiting.get(key(row))):
            partner[at] = queue.popleft()


def _gone_after(firsts: int, found: dict[int, int]) -> dict[int, list[int]]:
    """Which of the first side's rows are gone, by the later row they stand after (-1 at the beginning)."""
    gone: dict[int, list[int]] = defaultdict(list)
    place = -1
    for at in range(firsts):
        if at in found:
            place = found[at]
        else:
            gone[place].append(at)
    return gone


def _compare_answers(first: AnswerReading | None, later: AnswerReading | None) -> AnswerComparison:
    return AnswerComparison(
        first.answer if first else None,
        later.answer if later else None,
        _pair_facts(list(_facts(first)), list(_facts(later))),
        pair(_specimens(first), _specimens(later), _SPECIMEN_KEYS, _said_of_specimen),
        pair(list(_placed(first)), list(_placed(later)), _RESULT_KEYS, _said_of_result),
        pair(_tested(first), _tested(later), _TEST_KEYS, _said_of_test),
    )


def _specimens(reading: AnswerReading | None) -> tuple[ShownSpecimen, ...]:
    return reading.answer.specimens if reading else ()


def _tested(reading: AnswerReading | None) -> tuple[ShownSusceptibility, ...]:
    return reading.answer.susceptibilities if reading else ()


def _placed(reading: AnswerReading | None) -> Iterator[PlacedResult]:
    for read in reading.specimens if reading else ():
        yield from _placed_below(read.findings, read.specimen, ())


def _placed_below(
    findings: tuple[Finding, ...], specimen: ShownSpecimen | None, above: tuple[ShownResult, ...]
) -> Iterator[PlacedResult]:
    for finding in findings:
        yield PlacedResult(finding.result, specimen, above)
        yield from _placed_below(finding.below, specimen, (*above, finding.result))


# --- what an answer says of itself


def _pair_facts(firsts: list[Fact], laters: list[Fact]) -> tuple[Pair[Fact], ...]:
    return pair(firsts, laters, [lambda fact: fact.role], lambda fact: fact.value)


def _facts(reading: AnswerReading | None) -> Iterator[Fact]:
    if reading is None:
        return
    answer = reading.answer
    for role, value in (
        ("answer_id", answer.answer_id),
        ("service_type", answer.service_type),
        ("status", answer.status),
        ("discipline", answer.discipline),
        ("requester", answer.requester),
        ("requester_telephone", answer.requester_telephone),
    ):
        if value:
            yield Fact(role, value)
    yield from _patient_facts(answer.patient)


def _patient_facts(patient: ShownPatient) -> Iterator[Fact]:
    for role, value in (
        ("sex", patient.sex),
        ("birth_year", patient.birth_year),
        ("municipality", patient.municipality),
        ("id_type", patient.id_type),
        ("pseudonym", patient.pseudonym),
    ):
        if value:
            yield Fact(role, value)


# --- what rows are about, strictest first, and what they say of it


def _said_of_specimen(specimen: ShownSpecimen) -> Hashable:
    return specimen.type, specimen.collected_at


def _said_of_result(placed: PlacedResult) -> Hashable:
    result = placed.result
    return result.value, result.organism, result.status


def _said_of_test(one: ShownSusceptibility) -> Hashable:
    return one.sir, one.mic_comparator, one.mic_value, one.zone_mm


def _about(placed: PlacedResult) -> Hashable:
    """What is examined in which specimen, and under which findings."""
    trail = tuple((result.investigation, result.organism) for result in placed.above)
    return placed.specimen and placed.specimen.type, trail, placed.result.investigation


def _about_without_organism(placed: PlacedResult) -> Hashable:
    """The same, for what names no microbe: another microbe is another finding, not a changed one."""
    return None if placed.result.organism else _about(placed)


_SPECIMEN_KEYS: list[Key[ShownSpecimen]] = [lambda s: s, lambda s: s.id, lambda s: s.type]
_RESULT_KEYS: list[Key[PlacedResult]] = [
    lambda p: (p.result.id, _about(p), _said_of_result(p)),
    lambda p: (_about(p), _said_of_result(p)),
    lambda p: (p.result.id, p.result.investigation),
    _about_without_organism,
]
_TEST_KEYS: list[Key[ShownSusceptibility]] = [
    lambda s: s,
    lambda s: (s.organism, s.agent, _said_of_test(s)),
    lambda s: (s.organism_result, s.agent),
    lambda s: (s.organism, s.agent),
]

"""A patient looked up, as a clinician asks: what is new, what helps against it, what has been tested already.

Pure: from `PatientResults` to the shapes the page's templates walk through. Nothing is left out: what is in
no list above stands in its answer, by discipline.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from infreg.doors.web.reading import AnswerReading, read_answer
from infreg.vocabulary.mapping import ShownIsolate, ShownTest
from infreg.vocabulary.shown_patient import PatientAnswer, PatientFinding, PatientResults
from infreg.vocabulary.time import in_oslo

#: Days back: what is new, what the first sentence counts, what need not be tested again.
NEW_DAYS, RECENT_DAYS, TESTED_DAYS = 14, 90, 30


@dataclass(frozen=True, slots=True)
class Line:
    """A finding and the answer it stands in."""

    found: PatientFinding
    answer: PatientAnswer

    @property
    def organism(self) -> str | None:
        return self.found.finding.organism

    @property
    def day(self) -> date | None:
        """When its specimen was taken; else the answer's day."""
        return self.found.finding.day or self.answer.day

    @property
    def same(self) -> tuple[object, ...]:
        """Two of one answer that say this alike are one line: a culture and a PCR that found the same."""
        what = self.organism or self.found.investigation
        return (what, self.found.specimen, self.day, self.found.finding.outcome, self.answer.number)


@dataclass(frozen=True, slots=True)
class AgentRow:
    """One agent against the isolates of one microbe, a cell a day; what was told twice is told once."""

    agent: str | None
    cells: tuple[tuple[ShownTest, ...], ...]


@dataclass(frozen=True, slots=True)
class MicrobeRows:
    """One microbe: the isolates found on each day, and its agents."""

    organism: str
    isolates: tuple[tuple[ShownIsolate, ...], ...]
    rows: tuple[AgentRow, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Microbes and agents down, days across, the newest first; None is a day that nobody stated. `letters`
    are those that occur, in the legend's order."""

    days: tuple[date | None, ...]
    microbes: tuple[MicrobeRows, ...]
    letters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """An answer with what the laboratory wrote, specimen by specimen."""

    told: PatientAnswer
    reading: AnswerReading

    @property
    def lines(self) -> tuple[Line, ...]:
        return _once(Line(found, self.told) for found in self.told.findings)


@dataclass(frozen=True, slots=True)
class Discipline:
    """The answers of one discipline (Volven 8202), newest first."""

    code: str | None
    answers: tuple[ReadAnswer, ...]


@dataclass(frozen=True, slots=True)
class Flagged:
    """A resistance that has a name (*MRSA*), found at some time; `day` is the last, None when nobody says."""

    flag: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Patient:
    """The page. `new` and `earlier` are positive findings of the last days; `recent` counts answers;
    `flagged` is of all time, since who once carried may carry still."""

    results: PatientResults
    recent: int
    flagged: tuple[Flagged, ...]
    new: tuple[Line, ...]
    earlier: tuple[Line, ...]
    grid: Grid | None
    tested: tuple[Line, ...]
    disciplines: tuple[Discipline, ...]

    @property
    def newest(self) -> datetime:
        return self.results.answers[0].answered


def read_patient(results: PatientResults) -> Patient:
    """The results in the order a clinician asks."""
    today = in_oslo(results.as_of).date()
    standing = [answer for answer in results.answers if not answer.answer.withdrawn]
    recent = [answer for answer in standing if _is_within(_answered(answer), today, RECENT_DAYS)]
    fresh = [answer for answer in recent if _is_within(_answered(answer), today, NEW_DAYS)]
    older = [answer for answer in recent if answer not in fresh]
    tested = [line for line in _lines(standing) if _is_within(line.day, today, TESTED_DAYS)]
    return Patient(
        results=results,
        recent=len(recent),
        flagged=_flagged(standing, results.isolates),
        new=_once(_positive(fresh)),
        earlier=_once(_positive(older)),
        grid=make_grid(results.isolates),
        tested=tuple(sorted(_once(tested), key=lambda line: line.day or date.min, reverse=True)),
        disciplines=_disciplines(results.answers),
    )


def _answered(answer: PatientAnswer) -> date:
    return in_oslo(answer.answered).date()


def _is_within(day: date | None, today: date, days: int) -> bool:
    """A day after today is a mistake of somebody's clock, and nothing old."""
    return day is not None and day > today - timedelta(days=days)


def _lines(answers: Iterable[PatientAnswer]) -> Iterator[Line]:
    for answer in answers:
        for found in answer.findings:
            yield Line(found, answer)


def _positive(answers: Iterable[PatientAnswer]) -> Iterator[Line]:
    return (line for line in _lines(answers) if line.found.finding.outcome == "positive")


def _flagged(answers: Iterable[PatientAnswer], isolates: Iterable[ShownIsolate]) -> tuple[Flagged, ...]:
    told = [(flag, line.day) for line in _positive(answers) for flag in line.found.finding.flags]
    told += [(flag, each.day) for each in isolates for flag in each.flags]
    latest = dict(sorted(told, key=lambda pair: (pair[0], pair[1] or date.min)))
    return tuple(Flagged(flag, day) for flag, day in latest.items())


def _once(lines: Iterable[Line]) -> tuple[Line, ...]:
    first: dict[tuple[object, ...], Line] = {}
    for line in lines:
        first.setdefault(line.same, line)
    return tuple(first.values())


def _disciplines(answers: Sequence[PatientAnswer]) -> tuple[Discipline, ...]:
    """In the order of their newest answers; microbiology first, since the register is about it."""
    codes = dict.fromkeys(answer.answer.discipline for answer in answers)
    ordered = sorted(codes, key=lambda code: code != "MBIO")
    return tuple(
        Discipline(
            code,
            tuple(
                ReadAnswer(answer, read_answer(answer.answer))
                for answer in answers
                if answer.answer.discipline == code
            ),
        )
        for code in ordered
    )


def make_grid(isolates: Sequence[ShownIsolate]) -> Grid | None:
    """What grew and what it was tested against; None where nothing grew."""
    if not isolates:
        return None
    days = tuple(sorted({each.day for each in isolates}, key=lambda day: day or date.min, reverse=True))
    newest_first = sorted(isolates, key=lambda each: each.day or date.min, reverse=True)
    organisms = dict.fromkeys(each.organism for each in newest_first)
    present = {test.sir for each in isolates for test in each.tested}
    return Grid(
        days=days,
        microbes=tuple(_microbe(name, isolates, days) for name in organisms),
        letters=tuple(letter for letter in "SIRK" if letter in present),
    )


def _microbe(organism: str, isolates: Sequence[ShownIsolate], days: Sequence[date | None]) -> MicrobeRows:
    mine = [tuple(each for each in isolates if each.organism == organism and each.day == day) for day in days]
    agents = {test.agent for cell in mine for isolate in cell for test in isolate.tested}
    return MicrobeRows(
        organism=organism,
        isolates=tuple(mine),
        rows=tuple(
            AgentRow(agent, tuple(_cell(agent, cell) for cell in mine))
            for agent in sorted(agents, key=lambda name: (name is None, (name or "").casefold()))
        ),
    )


def _cell(agent: str | None, isolates: Iterable[ShownIsolate]) -> tuple[ShownTest, ...]:
    """What an agent did on a day: the same letter once, and what has no letter as it was measured."""
    told: dict[object, ShownTest] = {}
    for isolate in isolates:
        for test in isolate.tested:
            if test.agent == agent:
                told.setdefault(test.sir or test, test)
    return tuple(told.values())

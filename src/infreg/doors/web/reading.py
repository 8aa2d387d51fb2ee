"""A message as a person reads it: specimen by specimen, findings as a tree, resistance as a table.

Pure: from `ShownMessage` to the shapes the page's template walks through. Nothing is left out: what the
message does not tie to a specimen or an organism stands under its own heading.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from infreg.doors.web import code_systems
from infreg.vocabulary.answer import Coded
from infreg.vocabulary.shown import (
    ShownAnswer,
    ShownMessage,
    ShownResult,
    ShownSpecimen,
    ShownSusceptibility,
)

#: How many levels a finding may have below it: no laboratory nests further, a hostile sender may.
DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Finding:
    """A result and the results that belong under it (an organism and its amount)."""

    result: ShownResult
    below: tuple["Finding", ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One organism in the resistance table. `number` tells isolates of the same name apart; it is None
    where the name is alone."""

    organism: str | None
    number: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """One agent against every organism: a cell a column, each with what was tested (often one)."""

    agent: Coded
    cells: tuple[tuple[ShownSusceptibility, ...], ...]


@dataclass(frozen=True, slots=True)
class Resistance:
    """Agents down, organisms across. `letters` are those that occur, in the legend's order."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    letters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SpecimenReading:
    """What was found in one specimen; `specimen` is None for what the message ties to none."""

    specimen: ShownSpecimen | None
    findings: tuple[Finding, ...]
    resistance: Resistance | None

    @property
    def organisms(self) -> tuple[str, ...]:
        """Names as sent, each once, in the answer's order."""
        named = (f.result.organism.name for f in flatten(self.findings) if f.result.organism)
        return tuple(dict.fromkeys(named))


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One registered value with the code system behind it (NOIS § 1-8). `role` is what it says of."""

    role: str
    coded: Coded


@dataclass(frozen=True, slots=True)
class AnswerReading:
    """One answer, with the codes behind every value of it."""

    answer: ShownAnswer
    specimens: tuple[SpecimenReading, ...]
    codes: tuple[CodeLine, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """The whole message."""

    answers: tuple[AnswerReading, ...]

    @property
    def specimens(self) -> tuple[SpecimenReading, ...]:
        return tuple(specimen for answer in self.answers for specimen in answer.specimens)

    @property
    def codes(self) -> tuple[CodeLine, ...]:
        """Each registered value once."""
        return tuple(dict.fromkeys(line for answer in self.answers for line in answer.codes))


def read_message(message: ShownMessage) -> Reading:
    """The message in the order a person asks: which specimen, what was found, what helps against it."""
    volven = (message.format or "").startswith("svarrapport")
    return Reading(tuple(_read_answer(answer, volven=volven) for answer in message.answers))


def read_answer(answer: ShownAnswer) -> AnswerReading:
    """One answer in the same order, where its format is not known."""
    return _read_answer(answer, volven=False)


def flatten(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Every finding, parents before children."""
    for finding in findings:
        yield finding
        yield from flatten(finding.below)


def _read_answer(answer: ShownAnswer, *, volven: bool) -> AnswerReading:
    home = _specimens_of_results(answer)
    places: list[ShownSpecimen | None] = [*answer.specimens, None]
    read = (_read_specimen(answer, place, home) for place in places)
    filled = tuple(r for r in read if r.specimen or r.findings or r.resistance)
    return AnswerReading(answer, filled, _codes(answer, volven=volven))


def _specimens_of_results(answer: ShownAnswer) -> dict[str, str | None]:
    """Which specimen each result belongs to: its own, its parent's, or the only one there is."""
    results = {result.id: result for result in answer.results}
    known = {specimen.id for specimen in answer.specimens}
    return {
        result.id: next((r.specimen for r in _upwards(result, results) if r.specimen in known), _only(answer))
        for result in answer.results
    }


def _upwards(result: ShownResult, results: dict[str, ShownResult]) -> Iterator[ShownResult]:
    """The result, its parent, and so on; a ring of parents is gone round once, and never far."""
    above: ShownResult | None = result
    for _ in range(DEEPEST):
        if above is None:
            return
        yield above
        above = results.get(above.parent or "")


def _only(answer: ShownAnswer) -> str | None:
    return answer.specimens[0].id if len(answer.specimens) == 1 else None


def _read_specimen(
    answer: ShownAnswer, specimen: ShownSpecimen | None, home: dict[str, str | None]
) -> SpecimenReading:
    here = specimen.id if specimen else None
    results = [result for result in answer.results if home[result.id] == here]
    tested = [s for s in answer.susceptibilities if home.get(s.organism_result or "", _only(answer)) == here]
    return SpecimenReading(specimen, _tree(results), _resistance(tested) if tested else None)


def _tree(results: list[ShownResult]) -> tuple[Finding, ...]:
    """The results as sent, children under their parents. What hangs in a ring, or too deep to be read
    as a tree, stands by itself at the end."""
    here = {result.id for result in results}
    children: dict[str | None, list[ShownResult]] = {}
    for result in results:
        children.setdefault(result.parent if result.parent in here else None, []).append(result)
    placed: set[str] = set()

    def grow(parent: str | None, depth: int) -> tuple[Finding, ...]:
        mine = [r for r in children.get(parent, ()) if r.id not in placed] if depth < DEEPEST else []
        placed.update(r.id for r in mine)
        return tuple(Finding(r, grow(r.id, depth + 1)) for r in mine)

    tree = grow(None, 0)
    return tree + tuple(Finding(r, ()) for r in results if r.id not in placed)


def _resistance(tested: list[ShownSusceptibility]) -> Resistance:
    columns = list(dict.fromkeys((s.organism_result, s.organism) for s in tested))
    agents = {_agent_key(s.agent): s.agent for s in reversed(tested)}
    cells: dict[tuple[object, object], list[ShownSusceptibility]] = {}
    for one in tested:
        cells.setdefault((_agent_key(one.agent), (one.organism_result, one.organism)), []).append(one)
    rows = tuple(
        Row(agents[agent], tuple(tuple(cells.get((agent, column), ())) for column in columns))
        for agent in dict.fromkeys(_agent_key(s.agent) for s in tested)
    )
    return Resistance(_columns([name for _, name in columns]), rows, _letters(tested))


def _agent_key(agent: Coded) -> tuple[str | None, str | None]:
    return (agent.system, agent.code) if agent.code else (None, agent.display or agent.text)


def _columns(names: list[str | None]) -> tuple[Column, ...]:
    return tuple(
        Column(name, names[: at + 1].count(name) if names.count(name) > 1 else None)
        for at, name in enumerate(names)
    )


def _letters(tested: list[ShownSusceptibility]) -> tuple[str, ...]:
    present = {s.sir for s in tested if s.sir}
    return tuple(letter for letter in "SIRK" if letter in present)


def _codes(answer: ShownAnswer, *, volven: bool) -> tuple[CodeLine, ...]:
    """Every coded value once. Where the format itself fixes the list (`volven`), the list is named."""
    lines = list(_said_codes(answer))
    if volven:
        lines += _fixed_codes(answer)
    return tuple(dict.fromkeys(lines))


def _said_codes(answer: ShownAnswer) -> Iterator[CodeLine]:
    for specimen in answer.specimens:
        yield CodeLine("specimen", specimen.type)
    for result in answer.results:
        yield CodeLine("investigation", result.investigation)
        if result.value.coded:
            yield CodeLine("value", result.value.coded)
    for one in answer.susceptibilities:
        yield CodeLine("agent", one.agent)
    if answer.patient.sex:
        yield CodeLine("sex", Coded(system=code_systems.SEX, code=answer.patient.sex))


def _fixed_codes(answer: ShownAnswer) -> Iterator[CodeLine]:
    patient = answer.patient
    for one in answer.susceptibilities:
        if one.sir:
            yield _fixed("susceptibility", 8271, one.sir, one.sir_text)
    for role, number, code in (
        ("discipline", 8202, answer.discipline),
        ("service_type", 7309, answer.service_type),
        ("status", 7306, answer.status),
        ("id_type", 8116, patient.id_type),
    ):
        if code:
            yield _fixed(role, number, code, None)
    for result in answer.results:
        if result.status:
            yield _fixed("result_status", 8245, result.status, None)


def _fixed(role: str, number: int, code: str, display: str | None) -> CodeLine:
    return CodeLine(role, Coded(system=code_systems.volven(number), code=code, display=display))

"""From a laboratory answer to its findings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from infreg.interpretation.codes import Codes
from infreg.interpretation.deciding import decide, surroundings
from infreg.interpretation.drafts import Draft
from infreg.interpretation.families import ReadRow, tell
from infreg.interpretation.rows import CANCELLED, Row, rows
from infreg.interpretation.rules import NO_FINDING, Decision
from infreg.interpretation.unknowns import unknowns
from infreg.interpretation.values import read_value
from infreg.vocabulary.answer import Answer
from infreg.vocabulary.finding import Finding, Outcome, Term

MICROBIOLOGY = frozenset({"MBIO", "MB"})
#: How it is tested where several markers tell of one infection; and which outcome then weighs most.
_OF_BLOOD = frozenset({"antibody", "antigen", "toxin", None})
_WEIGHT = (Outcome.POSITIVE, Outcome.SCREENING, Outcome.INCONCLUSIVE, Outcome.IMMUNITY, Outcome.NEGATIVE)


@dataclass(frozen=True, slots=True)
class _Decided:
    """A draft and what a rule made of it."""

    draft: Draft
    decision: Decision

    @property
    def asks(self) -> Term | None:
        """The investigation's term, where it must be known before anything can be decided."""
        row = self.draft.row
        understood = row.investigation.agents and row.investigation.method
        return row.term if self.decision.outcome is None and not row.explained and not understood else None


def interpret(answer: Answer, codes: Codes, unit: int | None = None) -> tuple[Finding, ...]:
    """Every finding of an answer, in the order of its rows; equal input, equal output.

    Of microbiology all rows are read: one that is neither understood nor known to be no finding becomes a
    finding without outcome, with the terms that must be explained. Of other disciplines only investigations
    that are known to look for an infection. What the laboratory has cancelled tells nothing.

    What a person has said of an investigation is taken only where the rules cannot decide without it, so that
    exactly the findings that name its term depend on it.
    """
    if answer.service_type == CANCELLED:
        return ()
    read, decided = _decided(answer, codes, unit, frozenset())
    asked = {
        each.draft.row.result.id for each in decided if each.asks and codes.has_explained(each.asks, unit)
    }
    if asked:
        read, decided = _decided(answer, codes, unit, frozenset(asked))
    found = [(each.draft.row.place, _finding(each)) for each in decided]
    found += [(each.row.place, each_finding) for each in read for each_finding in _none(each, decided)]
    found += list(unknowns(answer, [finding for _, finding in found], read, codes, unit))
    return tuple(finding for _, finding in sorted(found, key=lambda placed: placed[0]))


def _decided(
    answer: Answer, codes: Codes, unit: int | None, explained: frozenset[str]
) -> tuple[list[ReadRow], list[_Decided]]:
    standing = rows(answer, codes, unit, explained)
    read = [ReadRow(row, read_value(row, codes, unit)) for row in standing if _is_read(row, answer)]
    told = tell(read, codes)
    if not told:
        return read, []  # most answers are of other disciplines: their texts need not be understood
    beside = surroundings(answer, standing, told, codes, unit)
    return read, _settled([_Decided(draft, decide(draft, beside, codes)) for draft in told])


def _settled(decided: Sequence[_Decided]) -> list[_Decided]:
    """Without what another word of the same row on the same organism settles."""
    groups: dict[tuple[int, str | None], list[_Decided]] = {}
    for each in decided:
        groups.setdefault((each.draft.row.place, each.draft.organism), []).append(each)
    return [
        each
        for each in decided
        if each.draft.organism is None
        or not _gives_way(each, groups[each.draft.row.place, each.draft.organism])
    ]


def _gives_way(each: _Decided, group: Sequence[_Decided]) -> bool:
    """What weighs less than the rest by tests of blood; what is undecided only where another part found."""
    outcome, others = each.decision.outcome, {one.decision.outcome for one in group}
    if outcome is None:
        return Outcome.POSITIVE in others and each.draft.method in _OF_BLOOD
    if each.draft.method not in _OF_BLOOD or outcome not in _WEIGHT:
        return False
    heavier = {*_WEIGHT[: _WEIGHT.index(outcome)]} & others
    if outcome is Outcome.NEGATIVE:
        heavier.discard(Outcome.IMMUNITY)  # IgG found and IgM not are two findings
    return bool(heavier)


def _is_read(row: Row, answer: Answer) -> bool:
    if answer.discipline in MICROBIOLOGY:
        return True
    looked_for = row.investigation
    return bool(looked_for.infection and looked_for.agents and (looked_for.listed or looked_for.method))


def _finding(each: _Decided) -> Finding:
    draft, row = each.draft, each.draft.row
    asked = each.asks
    unmapped = (*draft.unknown, *((asked,) if asked else ()))
    return Finding(
        results=draft.results,
        specimen=row.specimen,
        organism=draft.organism,
        outcome=each.decision.outcome,
        rule=each.decision.rule,
        method=draft.method,
        marker=draft.marker,
        screening=row.investigation.screening,
        quantity=draft.quantity,
        flags=draft.flags,
        unmapped=tuple(dict.fromkeys(unmapped)),
        mapped=_mapped(row, draft.mapped),
    )


def _mapped(row: Row, more: tuple[Term, ...]) -> tuple[Term, ...]:
    return tuple(dict.fromkeys((*((row.term,) if row.explained and row.term else ()), *more)))


def _none(each: ReadRow, decided: Sequence[_Decided]) -> Iterator[Finding]:
    """A row that is no finding only because a person has said so: kept, so that it can be taken back."""
    row = each.row
    mapped = _mapped(row, each.value.mapped)
    if mapped and not any(one.draft.row is row for one in decided):
        yield Finding((row.result.id,), row.specimen, None, None, NO_FINDING, mapped=mapped)

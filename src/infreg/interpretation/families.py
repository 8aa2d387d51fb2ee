"""Rows that belong together: growth and what grew, a microbe with its quantity, flags and types."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from infreg.interpretation.codes import Codes
from infreg.interpretation.drafts import Draft, drafts
from infreg.interpretation.rows import Row
from infreg.interpretation.values import ValueReading
from infreg.interpretation.verdicts import FOUND
from infreg.vocabulary.answer import Result

#: Rows that tell of a finding without being one.
_BESIDE = frozenset({"amount", "comment"})
_CONCLUDED = FOUND | {"negative"}


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row and what its value says."""

    row: Row
    value: ValueReading


def tell(read: Sequence[ReadRow], codes: Codes) -> tuple[Draft, ...]:
    """The drafts of all rows, in order. What only tells more of another row's microbe is told there."""
    plain = [each for each in read if not _is_beside(each.row)]
    found = [draft for each in plain if not _adds(each.row) for draft in drafts(each.row, each.value)]
    told = [draft for draft in found if not _is_told_below(draft, found)]
    for each in read:
        if each.row.above:
            told = [_with_more(draft, each, codes) for draft in told]
    told = [draft for draft in told if not _is_named_below(draft, told, codes)]
    told += [draft for each in read if _adds(each.row) for draft in _of_its_own(each, told, codes)]
    return tuple(sorted(told, key=lambda draft: draft.row.place))


def _is_beside(row: Row) -> bool:
    return row.own.means in _BESIDE or not row.investigation.infection


def _adds(row: Row) -> bool:
    """Whether a row tells more of what others found: a conclusion, a type, a flag, resistance."""
    return (
        row.own.means == "conclusion"
        or row.own.method in {"typing", "resistance"}
        or bool(row.above and row.own.flags)
    )


def _is_told_below(draft: Draft, found: Sequence[Draft]) -> bool:
    """*Vekst*, when what grew stands in the rows under it."""
    if draft.word not in FOUND or (draft.organism is not None and draft.word != "growth") or draft.flags:
        return False
    return any(draft.row.result.id in each.row.above for each in found)


def _is_named_below(draft: Draft, told: Sequence[Draft], codes: Codes) -> bool:
    """*VRE screening: vekst*, when the microbe that grew is named under it, with the same resistance."""
    return bool(draft.word == "growth" and draft.organism and draft.flags) and any(
        draft.row.result.id in each.row.above
        and each.found
        and codes.related(draft.organism or "", each.organism or "")
        and {*draft.flags} <= {*each.flags}
        for each in told
    )


def _with_more(draft: Draft, each: ReadRow, codes: Codes) -> Draft:
    """The draft with what a row under it adds."""
    row = each.row
    if draft.row.result.id not in row.above:
        return draft
    if row.own.means == "amount":
        if row.above[0] == draft.row.result.id:
            return replace(draft, quantity=quantity(row.result), results=(*draft.results, row.result.id))
    elif draft.found and draft.organism is not None:
        if row.own.method == "typing":
            return _typed(draft, each, codes)
        if row.own.flags or row.own.method == "resistance":
            return replace(draft, flags=tuple(dict.fromkeys((*draft.flags, *_flags(each)))))
    return draft


def quantity(result: Result) -> str | None:
    """How much, in the sender's words."""
    value = result.value
    if value.text or value.number is None:
        return value.text or (value.coded.display or value.coded.text if value.coded else None)
    return f"{value.comparator or ''}{value.number}{f' {value.unit}' if value.unit else ''}"


def _typed(draft: Draft, each: ReadRow, codes: Codes) -> Draft:
    """A type that is itself an organism makes the microbe more specific."""
    for named in each.value.reading.named:
        if draft.organism and draft.organism in codes.ancestors(named.organism)[1:]:
            return replace(draft, organism=named.organism, results=(*draft.results, each.row.result.id))
    return draft


def _flags(each: ReadRow) -> Iterator[str]:
    """The flags that a row says are there."""
    reading = each.value.reading
    found = [statement for statement in reading.statements if statement.word in FOUND]
    if found:
        yield from each.row.own.flags
    for statement in found:
        yield from statement.flags
    if found or not reading.statements:
        yield from reading.flags


def _of_its_own(each: ReadRow, told: Sequence[Draft], codes: Codes) -> Iterator[Draft]:
    """What such a row finds that no other row has told."""
    row = each.row
    if row.own.means == "conclusion":
        for draft in drafts(row, each.value):
            clear = draft.word in _CONCLUDED and not each.value.reading.strange
            if clear and draft.organism and not _known(draft.organism, told, codes):
                yield draft
    elif row.own.method == "typing":
        for draft in drafts(row, each.value):
            if draft.organism and draft.found and not _known(draft.organism, told, codes):
                yield draft
            elif row.own.means == "finding" and draft.unknown:
                yield draft  # a name that nobody knows waits, wherever it stands
    elif not _tells_of(row, told) and (row.investigation.flags or row.investigation.agents):
        yield from drafts(row, each.value)


def _known(organism: str, told: Sequence[Draft], codes: Codes) -> bool:
    return any(draft.organism and codes.related(draft.organism, organism) for draft in told)


def _tells_of(row: Row, told: Sequence[Draft]) -> bool:
    """Whether a microbe was found in a row above."""
    return any(draft.found and draft.organism and draft.row.result.id in row.above for draft in told)

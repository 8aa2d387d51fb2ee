"""The rows of an answer as a tree: what stands under what, and what each looks for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from infreg.interpretation.codes import Codes
from infreg.interpretation.investigations import Investigation
from infreg.vocabulary.answer import Answer, Result
from infreg.vocabulary.finding import Term

#: Volven 8270: the laboratory has cancelled the row.
CANCELLED = "C"
#: Volven 8245: not yet done, or deleted.
_NOT_ANSWERED = frozenset({"5", "6", "7", "14"})
_GROWN = frozenset({"culture", "microscopy"})
#: Rows lie no deeper than this; what refers further up is a ring or worse.
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Row:
    """A result with its place in the answer. `above` are the ids of the rows it stands under, nearest first;
    `own` is its own investigation, `investigation` the same with what those above it tell. `term` is what its
    investigation is called where the definitions do not list it; `explained`: a person's word for it is
    taken."""

    place: int
    result: Result
    above: tuple[str, ...]
    specimen: str | None
    own: Investigation
    investigation: Investigation
    term: Term | None
    explained: bool


@dataclass(frozen=True, slots=True)
class _Own:
    """What a row's investigation is by itself."""

    investigation: Investigation
    term: Term | None
    explained: bool = False


def rows(
    answer: Answer, codes: Codes, unit: int | None, explained: frozenset[str] = frozenset()
) -> tuple[Row, ...]:
    """The rows that stand, in order. Of those in `explained` it is taken what people said they look for."""
    own = {each.id: _own(each, codes, unit, explain=each.id in explained) for each in answer.results}
    by_id = {each.id: each for each in answer.results}
    parents = _parents(answer.results, own)
    only = answer.specimens[0].id if len(answer.specimens) == 1 else None
    return tuple(_rows(by_id, own, parents, only))


def _rows(
    by_id: Mapping[str, Result], own: Mapping[str, _Own], parents: Mapping[str, str], only: str | None
) -> Iterator[Row]:
    for place, result in enumerate(by_id.values()):
        above = _above(result.id, parents)
        line = [result, *map(by_id.__getitem__, above)]
        if all(map(_stands, line)):
            told = own[result.id]
            yield Row(
                place=place,
                result=result,
                above=above,
                specimen=result.specimen or next((each.specimen for each in line if each.specimen), only),
                own=told.investigation,
                investigation=_with_above(
                    told.investigation, result, [own[each].investigation for each in above]
                ),
                term=told.term,
                explained=told.explained,
            )


def _own(result: Result, codes: Codes, unit: int | None, *, explain: bool) -> _Own:
    lookup = codes.look_up_investigation(result.investigation, unit)
    if lookup.found and (explain or not lookup.term):
        return _Own(lookup.found, lookup.term, explained=lookup.term is not None)
    return _Own(codes.understood(result.investigation), lookup.term)


def _stands(result: Result) -> bool:
    return result.service_type != CANCELLED and result.status not in _NOT_ANSWERED


def _parents(results: Sequence[Result], own: Mapping[str, _Own]) -> Mapping[str, str]:
    """Each row's parent: as sent, or the culture before a row that only says what grew in it, or the microbe
    before a row that only says how much."""
    parents: dict[str, str] = {}
    known = {each.id for each in results}
    grown: dict[str | None, str] = {}
    named: dict[tuple[str | None, str | None], str] = {}
    for result in results:
        told = own[result.id].investigation
        parent = result.parent if result.parent in known else None
        if told.means == "finding":
            parent = parent or grown.get(result.specimen)
            named[parent, result.specimen] = result.id
        elif told.means == "amount":
            parent = named.get((parent, result.specimen), parent)
        elif told.method in _GROWN:
            grown[result.specimen] = result.id
        if parent and parent != result.id:
            parents[result.id] = parent
    return parents


def _above(result: str, parents: Mapping[str, str]) -> tuple[str, ...]:
    found: list[str] = []
    parent = parents.get(result)
    while parent and parent not in found and parent != result and len(found) < _DEEPEST:
        found.append(parent)
        parent = parents.get(parent)
    return tuple(found)


def _with_above(own: Investigation, result: Result, above: Sequence[Investigation]) -> Investigation:
    """What a row leaves unsaid, those above it say. But an unknown name may be of anything."""
    named = result.investigation.display or result.investigation.text or result.investigation.code
    if not above or (named and not own.known):
        return own
    told = own
    for each in above:
        told = replace(
            told,
            agents=told.agents or each.agents,
            method=told.method or each.method,
            marker=told.marker or (each.marker if told.method in {None, each.method} else None),
            specimen=told.specimen or each.specimen,
            screening=told.screening or each.screening,
        )
    return told

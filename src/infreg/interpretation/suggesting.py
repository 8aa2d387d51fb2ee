"""What an unknown term may mean: names that are like it, and what its laboratory said of the like before."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from infreg.definitions.snapshot import Row, Snapshot
from infreg.interpretation.targets import CODES, LookedFor, looked_for, titles
from infreg.vocabulary.finding import Term, TermKind
from infreg.vocabulary.mapping import MappedTerm, Suggestion
from infreg.vocabulary.words import normal

#: Below this a likeness is an accident.
_LEAST = 60
_MOST = 6
#: A laboratory means the same by the same words: what it said itself goes before equal likenesses.
_OWN = 5


@dataclass(frozen=True, slots=True)
class _Choices:
    """Names, and what each means, side by side."""

    names: tuple[str, ...]
    targets: tuple[str, ...]
    titles: Mapping[str, str]


def suggest(term: Term, snapshot: Snapshot, earlier: Sequence[MappedTerm]) -> tuple[Suggestion, ...]:
    """The likeliest meanings of a term, best first, each target once. `earlier` are the standing mappings of
    its laboratories."""
    words = normal(term.text or term.code)
    found = [*_earlier(words, term, snapshot, earlier), *_similar(words, term.kind, snapshot)]
    best: dict[str, Suggestion] = {}
    for suggestion in sorted(found, key=lambda each: (-each.score, each.why, each.target)):
        best.setdefault(suggestion.target, suggestion)
    return tuple(list(best.values())[:_MOST])


def search(kind: TermKind, words: str, snapshot: Snapshot) -> tuple[Suggestion, ...]:
    """What a term of a kind may be mapped to, by words or the beginning of one."""
    best: dict[str, Suggestion] = {}
    for suggestion in _similar(normal(words), kind, snapshot, limit=60):
        best.setdefault(suggestion.target, suggestion)
    return tuple(list(best.values())[:20])


def _similar(words: str, kind: TermKind, snapshot: Snapshot, limit: int = 20) -> Iterator[Suggestion]:
    choices = _choices(kind, _Held(snapshot))
    found = process.extract(words, choices.names, scorer=fuzz.WRatio, limit=limit, score_cutoff=_LEAST)
    for name, score, place in found:
        if len(name) * 2 < len(words):  # a short name is found inside anything
            continue
        target = choices.targets[place]
        yield Suggestion(target, _title(kind, target, choices.titles), round(score), "similar", name)


def _earlier(
    words: str, term: Term, snapshot: Snapshot, earlier: Iterable[MappedTerm]
) -> Iterator[Suggestion]:
    """What was said of terms like this one."""
    names = _choices(term.kind, _Held(snapshot)).titles
    for mapping in earlier:
        like = normal(mapping.term.text or mapping.term.code)
        score = fuzz.WRatio(words, like)
        if score >= _LEAST and mapping.term != term:
            title = _title(term.kind, mapping.target, names)
            yield Suggestion(mapping.target, title, min(100, round(score) + _OWN), "earlier", like)


def _title(kind: TermKind, target: str, names: Mapping[str, str]) -> str:
    if kind is not TermKind.INVESTIGATION:
        return names.get(target, target)
    said = looked_for(target)
    parts = (names.get(said.organism or "", said.organism), said.method, said.marker)
    return " · ".join(part for part in parts if part) or target


class _Held:
    """A snapshot, equal to every other with the same rows: what was made of one serves them all."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    def __hash__(self) -> int:
        return hash(self.snapshot.edition)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and self.snapshot.edition == other.snapshot.edition


@lru_cache(maxsize=32)
def _choices(kind: TermKind, held: _Held) -> _Choices:
    snapshot = held.snapshot
    rows = _named(kind, snapshot)
    names = titles(snapshot, CODES.get(kind, "organisms")) if kind is not TermKind.VALUE else {}
    pairs = sorted({(normal(name), target) for name, target in rows})
    return _Choices(tuple(name for name, _ in pairs), tuple(target for _, target in pairs), names)


def _named(kind: TermKind, snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """Every name that a meaning has, and the meaning as it is mapped."""
    match kind:
        case TermKind.ORGANISM:
            yield from _texts(snapshot, "organism-names", "organism")
        case TermKind.SPECIMEN:
            yield from _texts(snapshot, "specimen-names", "specimen")
        case TermKind.AGENT:
            yield from _texts(snapshot, "agent-names", "agent")
        case TermKind.VALUE:
            yield from _texts(snapshot, "finding-words", "says")
        case TermKind.INVESTIGATION:
            for row in snapshot.rows("investigation-names"):
                yield str(row["text"]), str(_described(row))
            for row in snapshot.rows("investigations"):
                yield str(row["display"]), str(_described(row))


def _texts(snapshot: Snapshot, kind: str, target: str) -> Iterator[tuple[str, str]]:
    return ((str(row["text"]), str(row[target])) for row in snapshot.rows(kind))


def _described(row: Row) -> LookedFor:
    return LookedFor(
        organism=_said(row, "agent"),
        method=_said(row, "method"),
        marker=_said(row, "marker"),
        screening=bool(row["screening"]),
    )


def _said(row: Row, column: str) -> str | None:
    return str(row[column]) if row[column] else None

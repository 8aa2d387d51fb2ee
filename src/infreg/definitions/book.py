"""All versions of all definitions, asked as of a day: what held then, and what was known of it when."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from infreg.definitions.checking.references import references
from infreg.definitions.definition import Definition
from infreg.definitions.kinds import KINDS
from infreg.definitions.kinds.shape import Kind
from infreg.definitions.snapshot import Snapshot
from infreg.definitions.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Version:
    """A definition as it was loaded: since when it is known, by whom, and its number in the store, which
    grows."""

    id: int
    known_from: datetime
    definition: Definition
    by: str = ""

    def __post_init__(self) -> None:
        if self.known_from.tzinfo is None:
            raise ValueError("known_from must say its time zone")

    @property
    def place(self) -> tuple[str, str, date]:
        """What a later version with the same takes over."""
        return self.definition.kind, self.definition.name, self.definition.valid_from


class Use(NamedTuple):
    """A row, or a header's field, that refers to a code: the definition it stands in, and its line there."""

    kind: str
    name: str
    line: int


class Book:
    """Every version that was ever loaded, in whatever order it is given; it does not change.

    Of versions of one (kind, name) with one `valid_from`, the one known last takes the place of the others;
    a later `valid_from` ends the earlier the day before.
    """

    def __init__(self, versions: Iterable[Version], kinds: Mapping[str, Kind] = KINDS) -> None:
        self._versions = tuple(sorted(versions, key=lambda each: (each.known_from, each.id)))
        self._moments = sorted({version.known_from for version in self._versions})
        self._kinds = kinds
        self._timelines: dict[int, Timeline] = {}

    def as_of(self, day: date, known: datetime | None = None) -> Snapshot:
        """What held on a day, as it was known at a moment (None: as it is known now). Cheap to ask often."""
        count = len(self._moments) if known is None else bisect_right(self._moments, known)
        timeline = self._timelines.get(count)
        if timeline is None:
            timeline = self._timelines[count] = Timeline(each.definition for each in self.latest(known))
        return timeline.on(day)

    def latest(self, known: datetime | None = None) -> tuple[Version, ...]:
        """Of every kind, name and `valid_from` the version known last, sorted by these."""
        found = {each.place: each for each in self._versions if known is None or each.known_from <= known}
        return tuple(found[place] for place in sorted(found))

    def with_new(self, definitions: Iterable[Definition]) -> tuple[Definition, ...]:
        """The definitions as they would stand were these loaded now: to be checked before they are."""
        held = {each.place: each.definition for each in self.latest()}
        held |= {(each.kind, each.name, each.valid_from): each for each in definitions}
        return tuple(held[place] for place in sorted(held))

    def history(self, kind: str, name: str) -> tuple[Version, ...]:
        """Every version of a definition, replaced ones included, by `valid_from` and then as they came to
        be known."""
        mine = (each for each in self._versions if each.place[:2] == (kind, name))
        return tuple(sorted(mine, key=lambda each: each.place))

    def uses(self, kind: str, code: str) -> list[Use]:
        """What refers to a code of a kind in any of the latest versions; sorted."""
        return sorted(self._uses.get((kind, code), ()))

    @cached_property
    def _uses(self) -> Mapping[tuple[str, str], set[Use]]:
        found: dict[tuple[str, str], set[Use]] = defaultdict(set)
        for version in self.latest():
            for target, use in self._references(version.definition):
                found[target].add(use)
        return found

    def _references(self, definition: Definition) -> Iterator[tuple[tuple[str, str], Use]]:
        kind = self._kinds[definition.kind]
        for field in kind.header:
            if field.refers_to:
                for code in references(field, definition.header):
                    line = definition.header_lines[field.name]
                    yield (field.refers_to, code), Use(definition.kind, definition.name, line)
        columns = [column for column in kind.columns if column.refers_to]
        for row, line in zip(definition.rows, definition.lines, strict=True):
            for column in columns:
                for code in references(column, row):
                    yield (column.refers_to or "", code), Use(definition.kind, definition.name, line)

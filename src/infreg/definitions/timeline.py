"""Which rows hold on which day, worked out once for each stretch of days on which nothing changes."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from itertools import chain
from types import MappingProxyType

from infreg.definitions.definition import Definition, row_period
from infreg.definitions.period import Period, day_after
from infreg.definitions.snapshot import OfKind, Part, Row, Snapshot
from infreg.definitions.succession import in_force


class Timeline:
    """Definitions, one for each kind, name and `valid_from`, laid out in time.

    Asking a day costs a search among the days on which something changes; rows are gathered the first time
    a stretch is asked for, and are the same tuple for as long as they are the same rows.
    """

    def __init__(self, definitions: Iterable[Definition]) -> None:
        self._spans = tuple(_Span(definition, period) for definition, period in in_force(definitions))
        self._changes = sorted({day for span in self._spans for day in span.changes})
        self._stretches: dict[int, tuple[str, Mapping[str, OfKind]]] = {}
        self._gathered: dict[tuple[int, ...], OfKind] = {}

    def on(self, day: date) -> Snapshot:
        """What holds on the day."""
        number = bisect_right(self._changes, day)
        stretch = self._stretches.get(number)
        if stretch is None:
            stretch = self._stretches[number] = self._stretch(day)
        edition, by_kind = stretch
        return Snapshot(day, edition, by_kind)

    def _stretch(self, day: date) -> tuple[str, Mapping[str, OfKind]]:
        by_kind: dict[str, list[Part]] = defaultdict(list)
        edition = sha256()
        for span in self._spans:
            if day in span.period:
                by_kind[span.definition.kind].append(span.part_on(day))
                edition.update(span.named_on(day).encode())
        held = {kind: self._of_kind(parts) for kind, parts in by_kind.items()}
        return edition.hexdigest()[:12], MappingProxyType(held)

    def _of_kind(self, parts: Sequence[Part]) -> OfKind:
        # Each span keeps its parts, so that none of them has another's id.
        key = tuple(map(id, parts))
        if key not in self._gathered:
            rows = parts[0].rows if len(parts) == 1 else tuple(chain.from_iterable(p.rows for p in parts))
            self._gathered[key] = OfKind(tuple(parts), rows)
        return self._gathered[key]


class _Span:
    """A version with the days it is in force, and the days on which its rows change."""

    def __init__(self, definition: Definition, period: Period) -> None:
        self.definition, self.period = definition, period
        self._periods = tuple(common for row in definition.rows if (common := row_period(row).common(period)))
        self._rows = tuple(row for row in definition.rows if row_period(row).common(period))
        borders = {period, *self._periods}
        self.changes = sorted(
            {each.first for each in borders} | {end for each in borders if (end := day_after(each.last))}
        )
        self._held: dict[int, Part] = {}

    def part_on(self, day: date) -> Part:
        number = bisect_right(self.changes, day)
        if number not in self._held:
            pairs = zip(self._rows, self._periods, strict=True)
            self._held[number] = self._part(tuple(row for row, period in pairs if day in period))
        return self._held[number]

    def _part(self, rows: tuple[Row, ...]) -> Part:
        definition = self.definition
        return Part(
            name=definition.name,
            valid_from=definition.valid_from,
            hash=definition.hash,
            title=definition.title,
            status=definition.status,
            header=definition.header,
            rows=rows,
        )

    def named_on(self, day: date) -> str:
        """What the rows of the day follow from: the version's content, and the first day they hold."""
        first = self.changes[bisect_right(self.changes, day) - 1]
        return f"{self.definition.kind} {self.definition.name} {self.definition.hash} {first}\n"

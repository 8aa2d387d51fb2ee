"""Which rows hold on which day, worked out once for each stretch of days on which nothing changes."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from itertools import chain
from types import MappingProxyType

from infreg.definitions.definition import Definition, row_period
from infreg.definitions.period import Period, day_after
from infreg.definitions.snapshot import Row, Snapshot
from infreg.definitions.succession import in_force


class Timeline:
    """Definitions, one for each kind, name and `valid_from`, laid out in time.

    Asking a day costs a search among the days on which something changes; rows are gathered the first time
    a stretch is asked for, and are the same tuple for as long as they are the same rows.
    """

    def __init__(self, definitions: Iterable[Definition]) -> None:
        self._parts = tuple(_Part(definition, period) for definition, period in in_force(definitions))
        self._changes = sorted({day for part in self._parts for day in part.changes})
        self._stretches: dict[int, tuple[str, Mapping[str, tuple[Row, ...]]]] = {}

    def on(self, day: date) -> Snapshot:
        """What holds on the day."""
        number = bisect_right(self._changes, day)
        stretch = self._stretches.get(number)
        if stretch is None:
            stretch = self._stretches[number] = self._gathered(day)
        return Snapshot(day, *stretch)

    def _gathered(self, day: date) -> tuple[str, Mapping[str, tuple[Row, ...]]]:
        by_kind: dict[str, list[tuple[Row, ...]]] = defaultdict(list)
        edition = sha256()
        for part in self._parts:
            if day in part.period:
                by_kind[part.definition.kind].append(part.rows_on(day))
                edition.update(part.named_on(day).encode())
        rows = {
            kind: several[0] if len(several) == 1 else tuple(chain.from_iterable(several))
            for kind, several in by_kind.items()
        }
        return edition.hexdigest()[:12], MappingProxyType(rows)


class _Part:
    """A version with the days it is in force, and the days on which its rows change."""

    def __init__(self, definition: Definition, period: Period) -> None:
        self.definition, self.period = definition, period
        self._periods = tuple(common for row in definition.rows if (common := row_period(row).common(period)))
        self._rows = tuple(row for row in definition.rows if row_period(row).common(period))
        borders = {period, *self._periods}
        self.changes = sorted(
            {each.first for each in borders} | {end for each in borders if (end := day_after(each.last))}
        )
        self._held: dict[int, tuple[Row, ...]] = {}

    def rows_on(self, day: date) -> tuple[Row, ...]:
        number = bisect_right(self.changes, day)
        if number not in self._held:
            pairs = zip(self._rows, self._periods, strict=True)
            self._held[number] = tuple(row for row, period in pairs if day in period)
        return self._held[number]

    def named_on(self, day: date) -> str:
        """What the rows of the day follow from: the version's content, and the first day they hold."""
        first = self.changes[bisect_right(self.changes, day) - 1]
        return f"{self.definition.kind} {self.definition.name} {self.definition.hash} {first}\n"

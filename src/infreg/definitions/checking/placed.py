"""All rows of a set of definitions, each with the days it counts on and the place where it is written."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from infreg.definitions.definition import Definition, row_period
from infreg.definitions.faults import Fault, Wrong
from infreg.definitions.period import Period
from infreg.definitions.snapshot import Row
from infreg.definitions.succession import in_force

_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Placed:
    """A row with the days it counts on: its own, within those of its version."""

    row: Row = field(repr=False, compare=False)
    period: Period
    #: The definition's name and its `valid_from`: files of several versions may have one name.
    version: tuple[str, date]
    file: str
    line: int
    #: Of a header: where each field stands.
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)

    def __getitem__(self, column: str) -> object:
        return self.row[column]

    def fault(self, code: str, arguments: Mapping[str, str | int], value: str = "") -> Fault:
        return Wrong(code, arguments, value).at(self.file, self.line)

    def at(self, column: str) -> "Placed":
        """The same, told where a field of a header stands."""
        return replace(self, line=self.lines.get(column, self.line))


#: By kind, in the order of definitions and lines; headers by what `headers_of` calls them.
PlacedRows = Mapping[str, tuple[Placed, ...]]


def headers_of(kind: str) -> str:
    """Where the headers of a kind's definitions stand among the rows, with the fields that it alone has."""
    return f"header of {kind}"


def placed(definitions: Iterable[Definition]) -> PlacedRows:
    """Rows that count on no day, since a later version ends theirs before they begin, are left out."""
    found: dict[str, list[Placed]] = defaultdict(list)
    for definition, held in in_force(definitions):
        found[headers_of(definition.kind)].append(_header(definition, held))
        for row, line in zip(definition.rows, definition.lines, strict=True):
            period = row_period(row).common(held)
            if period:
                version = definition.name, definition.valid_from
                found[definition.kind].append(Placed(row, period, version, definition.rows_file, line))
    return {kind: tuple(rows) for kind, rows in found.items()}


def _header(definition: Definition, held: Period) -> Placed:
    version, lines = (definition.name, definition.valid_from), definition.header_lines
    return Placed(definition.header, held, version, definition.file, lines["name"], lines)


def grouped(rows: Iterable[Placed], key: Callable[[Placed], _Key]) -> dict[_Key, list[Placed]]:
    """The rows of each key, those that count first standing first."""
    found: dict[_Key, list[Placed]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    for several in found.values():
        several.sort(key=lambda row: (row.period, row.file, row.line))
    return dict(found)


def at_once(rows: list[Placed]) -> Iterator[tuple[Placed, Placed]]:
    """Of rows that stand as `grouped` leaves them: each that begins while an earlier still counts, after the
    earlier; the one written later stands last."""
    longest: Placed | None = None
    for row in rows:
        if longest and row.period.first <= longest.period.last:
            first, second = sorted((longest, row), key=lambda each: (each.file, each.line))
            yield first, second
        if longest is None or row.period.last > longest.period.last:
            longest = row

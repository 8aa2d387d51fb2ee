"""Rows as they were read, from whichever of the two forms."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType

from infreg.definitions.definition import row_period
from infreg.definitions.faults import LIMIT, Fault, Wrong, more
from infreg.definitions.kinds.shape import Kind
from infreg.definitions.reading.headers import reversed_period
from infreg.definitions.snapshot import Row


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows that are in order with the line each begins on, and what is wrong with the others."""

    rows: tuple[Row, ...] = ()
    lines: tuple[int, ...] = ()
    faults: tuple[Fault, ...] = ()


#: A row, or everything that is wrong with it.
ReadRow = Row | tuple[Fault, ...]


def collected(read: Iterable[tuple[int, ReadRow]], file: str) -> Rows:
    """Of the faults the first are kept and the rest only counted: a file may have a million."""
    rows: list[Row] = []
    lines: list[int] = []

    def wrong() -> Iterator[Fault]:
        for line, row in read:
            if isinstance(row, tuple):
                yield from row
            else:
                rows.append(row)
                lines.append(line)

    faults = wrong()
    told = tuple(islice(faults, LIMIT))
    rest = sum(1 for _ in faults)
    return Rows(tuple(rows), tuple(lines), told + more(file, rest))


def finished(kind: Kind, cells: Mapping[str, object], header: Mapping[str, object]) -> Row | Wrong:
    """The whole row: empty cells as None, the header's own fields (and name, if the kind asks), days, source
    and status of the file where the row has none of its own; or what is wrong with its days."""
    row: dict[str, object] = dict.fromkeys((column.name for column in kind.row_columns), None)
    row.update(cells)
    row |= {column.name: header.get(column.name) for column in kind.header}
    row |= {kind.named_in: header.get("name")} if kind.named_in else {}
    for wrong in reversed_period(row):
        return wrong
    for name in ("valid_from", "valid_to", "source", "status"):
        row[name] = header.get(name) if row[name] is None else row[name]
    return MappingProxyType(row) if _is_ever_valid(row, header) else Wrong("row-never-valid")


def _is_ever_valid(row: Row, header: Mapping[str, object]) -> bool:
    """Whether the row has a day in common with its file; yes where the file's own days are not in order."""
    days = {"valid_from": header.get("valid_from"), "valid_to": header.get("valid_to")}
    if days["valid_from"] is None or any(reversed_period(days)):
        return True
    return row_period(row).common(row_period(days)) is not None

"""Whether what rows refer to is there on every day that they count on: then every snapshot is whole."""

from collections.abc import Iterator, Mapping, Sequence

from infreg.definitions.checking.placed import Placed, PlacedRows, headers_of
from infreg.definitions.faults import LIMIT, Fault, Wrong
from infreg.definitions.kinds.shape import Column, Kind
from infreg.definitions.period import Period, first_day_missing

#: The days on which each key of a kind is there.
KeyDays = Mapping[str, Sequence[Period]]


def key_days(kinds: Mapping[str, Kind], rows: PlacedRows) -> Mapping[str, KeyDays]:
    """Of every kind that others may refer to: those with one column as key."""
    found: dict[str, dict[str, list[Period]]] = {}
    for kind in kinds.values():
        if len(kind.key) == 1:
            of_kind = found.setdefault(kind.name, {})
            for row in rows.get(kind.name, ()):
                of_kind.setdefault(str(row[kind.key[0]]), []).append(row.period)
    return found


def references(column: Column, row: Mapping[str, object] | Placed) -> tuple[str, ...]:
    """The keys that a cell refers to."""
    value = row[column.name]
    if isinstance(value, tuple):
        return value
    return () if value is None else (str(value),)


def reference_faults(kind: Kind, rows: PlacedRows, days: Mapping[str, KeyDays]) -> Iterator[Fault]:
    """What leads to nothing, and what leads to something that is not there all the time."""
    searched = 0
    for column, row in _referring(kind, rows):
        target = column.refers_to or ""
        there = days[target]
        for value in references(column, row):
            # Looking for the nearest takes long where a whole file is wrong.
            searched += value not in there
            fault = missing_reference(column.name, target, row, value, there, search=searched <= LIMIT)
            if fault:
                yield fault


def missing_reference(
    column: str, target: str, row: Placed, value: str, there: KeyDays, *, search: bool = True
) -> Fault | None:
    """What is wrong with a reference from a row to a key of a kind; `search` for what may have been meant."""
    missing = first_day_missing(row.period, there.get(value, ()))
    if missing is None:
        return None
    arguments = {"column": column, "kind": target}
    if value not in there:
        return Wrong("reference-unknown", arguments, value, tuple(there) if search else ()).at(
            row.file, row.line
        )
    return row.fault("reference-not-then", arguments | {"day": missing.isoformat()}, value)


def _referring(kind: Kind, rows: PlacedRows) -> Iterator[tuple[Column, Placed]]:
    """The columns that refer to a kind, with every row; and the fields of headers that do."""
    for column in kind.columns:
        if column.refers_to and not column.law_checks_reference:
            yield from ((column, row) for row in rows.get(kind.name, ()))
    for column in kind.header:
        if column.refers_to:
            yield from ((column, row.at(column.name)) for row in rows.get(headers_of(kind.name), ()))

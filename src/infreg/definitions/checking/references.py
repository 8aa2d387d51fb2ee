"""Whether what rows refer to is there on every day that they count on: then every snapshot is whole."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from infreg.definitions.checking.placed import Placed, PlacedRows
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
    for column in kind.columns:
        if column.refers_to is None or column.law_checks_reference:
            continue
        there = days[column.refers_to]
        for row in rows.get(kind.name, ()):
            for value in references(column, row):
                missing = first_day_missing(row.period, there.get(value, ()))
                if missing:
                    searched += value not in there
                    # Looking for the nearest takes long where a whole file is wrong.
                    yield _fault(column, row, value, missing, there, search=searched <= LIMIT)


def _fault(column: Column, row: Placed, value: str, missing: date, there: KeyDays, *, search: bool) -> Fault:
    arguments: dict[str, str | int] = {"column": column.name, "kind": column.refers_to or ""}
    if value not in there:
        options = tuple(there) if search else ()
        return Wrong("reference-unknown", arguments, value, options).at(row.file, row.line)
    return row.fault("reference-not-then", arguments | {"day": missing.isoformat()}, value)

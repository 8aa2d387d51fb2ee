"""The laws of municipalities and of what became of them."""

from collections.abc import Iterator
from datetime import date

from infreg.definitions.checking.placed import Placed, PlacedRows, at_once, grouped
from infreg.definitions.faults import Fault


def neighbours_are_each_others(rows: PlacedRows) -> Iterator[Fault]:
    """Whoever borders on another is bordered on by it, on every day that both are there; nobody on itself."""
    by_number = grouped(rows.get("municipalities", ()), lambda row: str(row["number"]))
    for row in rows.get("municipalities", ()):
        number = str(row["number"])
        for name in _neighbours(row):
            if name == number:
                yield row.fault("neighbour-of-itself", {"number": number})
                continue
            for other in by_number.get(name, ()):
                if other.period.common(row.period) and number not in _neighbours(other):
                    yield _one_sided(row, other)


def a_tile_has_one_municipality(rows: PlacedRows) -> Iterator[Fault]:
    """Two on one tile, on one day, would hide each other on the map."""
    on_map = (row for row in rows.get("municipalities", ()) if row["x"] is not None and row["y"] is not None)
    for tile, several in grouped(on_map, lambda row: (row["x"], row["y"])).items():
        for first, second in at_once(several):
            if first["number"] != second["number"]:
                x, y = map(str, tile)
                yield second.fault("tile-taken", {"x": x, "y": y, "number": str(first["number"])})


def population_is_known_for_all_or_none(rows: PlacedRows) -> Iterator[Fault]:
    """Shares of the country's population are wrong where some of it is missing."""
    for together in grouped(rows.get("municipalities", ()), lambda row: row.version).values():
        if any(row["population"] is not None for row in together):
            for row in together:
                if row["population"] is None:
                    yield row.fault("population-missing", {"number": str(row["number"])})


def changes_lead_to_a_municipality(rows: PlacedRows) -> Iterator[Fault]:
    """Followed from successor to successor, each on a later day, one comes to a municipality that is there
    on that day or later. The municipalities of old need not be in the list."""
    last_day: dict[str, date] = {}
    for row in rows.get("municipalities", ()):
        number = str(row["number"])
        last_day[number] = max(row.period.last, last_day.get(number, date.min))
    leads_on: dict[str, date] = {}
    for row in sorted(rows.get("municipality-changes", ()), key=_day, reverse=True):
        number, successor, day = str(row["number"]), str(row["successor"]), _day(row)
        if last_day.get(successor, date.min) >= day or leads_on.get(successor, date.min) > day:
            leads_on[number] = max(day, leads_on.get(number, date.min))
        else:
            yield row.fault("change-to-nowhere", {"number": number, "day": day.isoformat()}, successor)


def _one_sided(row: Placed, other: Placed) -> Fault:
    numbers = {"number": str(row["number"]), "neighbour": str(other["number"])}
    return row.fault("neighbour-one-sided", numbers | {"file": other.file, "line": other.line})


def _day(row: Placed) -> date:
    day = row["day"]
    return day if isinstance(day, date) else date.min


def _neighbours(row: Placed) -> tuple[str, ...]:
    names = row["neighbours"]
    return names if isinstance(names, tuple) else ()

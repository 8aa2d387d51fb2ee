"""The warehouse's tables of people, places and days, whole, as they stand and as they were known."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from hashlib import sha256
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.compute as pc

from infreg.analysis.redistributing import redistributed
from infreg.analysis.reference import CALENDAR, PLACE, POPULATION
from infreg.definitions.book import Book
from infreg.definitions.places import Parts, Places
from infreg.flow.population.shipped import CountyYear, county_years
from infreg.storage import population
from infreg.storage.population import StoredYear
from infreg.storage.warehouse.schema import schema
from infreg.vocabulary.figures import Borders

Connection = psycopg.Connection[Any]

_FIRST_DAY = date(2000, 1, 1)


def edition(connection: Connection, book: Book, last_day: date) -> str:
    """What the tables are made of, in short: while it is the same, so are they."""
    years = [(each.id, each.known_to) for each in population.find_years(connection)]
    definitions = [version.id for version in book.latest()]
    made_of = (last_day, definitions, years)
    return sha256(repr(made_of).encode()).hexdigest()


def reference_tables(connection: Connection, book: Book, last_day: date) -> Mapping[str, pa.Table]:
    """By name: `population`, `place` and `calendar`, with the declared columns. What municipalities are today
    is what they are on `last_day`. Tables of one `edition` are equal, row by row."""
    places = Places(book, last_day)
    return {
        POPULATION.name: _population(connection, book, places),
        PLACE.name: _places(places),
        CALENDAR.name: _calendar(last_day),
    }


def _population(connection: Connection, book: Book, places: Places) -> pa.Table:
    years = population.find_years(connection)
    loaded: dict[int, datetime] = {}
    for stored in years:
        loaded[stored.year] = min(stored.known_from, loaded.get(stored.year, stored.known_from))
    pieces = [*_loaded(connection, years, places)]
    for county_year in county_years(book, places.today, loaded):
        pieces += _of_counties(county_year, places)
    declared = schema(POPULATION)
    return pa.concat_tables([declared.empty_table(), *(piece.cast(declared) for piece in pieces)])


def _loaded(connection: Connection, years: Sequence[StoredYear], places: Places) -> Iterator[pa.Table]:
    """Year by year: memory follows the largest, not their number."""
    weights = population.find_weights(connection)
    for stored in years:
        rows = population.find_rows(connection, stored.id)
        numbers = rows["municipality"].unique().to_pylist()
        first = date(stored.year, 1, 1)
        made = places.day_of(numbers, stored.year) or first
        weighed = {
            number: places.today_of({part: Fraction(share) for part, share in parts.items()})
            for number, parts in weights.get(stored.id, {}).items()
        }
        now = {number: weighed.get(number) or places.became(number, made, places.today) for number in numbers}
        yield _placed(_moved(rows, now), places.on(places.today), stored, Borders.NOW)
        if made > first:
            yield _brought_back(rows, places, stored, made)
        else:
            then = {number: places.became(number, made, first) for number in numbers}
            yield _placed(_moved(rows, then), places.on(first), stored, Borders.THEN)


def _moved(rows: pa.Table, parts: Mapping[str, Parts]) -> pa.Table:
    """By the parts; as it stands where nothing has changed."""
    changed = {number: into for number, into in parts.items() if list(into) != [number]}
    return redistributed(rows, changed) if changed else rows


def _placed(rows: pa.Table, county_of: Mapping[str, str], stored: StoredYear, borders: Borders) -> pa.Table:
    """With the county of each; a number that was not in use on that day is of no place."""
    known = pc.is_in(rows["municipality"], pa.array(list(county_of), pa.string()))
    municipality = pc.if_else(known, rows["municipality"], None)
    return _versioned(rows, borders, stored, municipality, _renamed(municipality, county_of))


def _brought_back(rows: pa.Table, places: Places, stored: StoredYear, made: date) -> pa.Table:
    """Figures by later borders than the year's own: what they tell of the places there were."""
    municipality_of, county_of = places.brought_back(date(stored.year, 1, 1), made)
    municipality = _renamed(rows["municipality"], municipality_of)
    county = _renamed(rows["municipality"], county_of)
    keyed = pa.table({"m": municipality, "c": county, **_people(rows)})
    summed = keyed.group_by(["m", "c", "sex", "age"]).aggregate([("persons", "sum")])
    summed = summed.sort_by([(name, "ascending") for name in ("m", "c", "sex", "age")])
    rows = summed.rename_columns(["m", "c", "sex", "age", "persons"])
    return _versioned(rows, Borders.THEN, stored, rows["m"], rows["c"])


def _of_counties(one: CountyYear, places: Places) -> Iterator[pa.Table]:
    made = one.version.definition.valid_from
    county, sex, age, persons = (list(column) for column in zip(*one.rows, strict=True))
    rows = pa.table({"county": county, "sex": sex, "age": age, "persons": persons})
    for borders, day in ((Borders.NOW, places.today), (Borders.THEN, date(one.year, 1, 1))):
        named = _renamed(rows["county"], places.counties_by(day, made))
        yield _versioned(rows, borders, one, pa.nulls(len(rows), pa.string()), named)


def _renamed(names: pa.ChunkedArray, into: Mapping[str, str]) -> pa.ChunkedArray:
    """Each by its new name; NULL where it has none."""
    places = pc.index_in(names, pa.array(list(into), pa.string()))
    return pc.take(pa.array(list(into.values()), pa.string()), places)


def _versioned(
    rows: pa.Table,
    borders: Borders,
    version: StoredYear | CountyYear,
    municipality: pa.ChunkedArray,
    county: pa.ChunkedArray,
) -> pa.Table:
    """In the order of the declared columns."""
    of_each = {
        "borders": pa.repeat(borders.value, len(rows)),
        "year": pa.repeat(version.year, len(rows)),
        "county": county,
        "municipality": municipality,
        **_people(rows),
        **_known(version.known_from, version.known_to, len(rows)),
    }
    return pa.table(of_each)


def _people(rows: pa.Table) -> dict[str, pa.ChunkedArray]:
    return {name: rows[name] for name in ("sex", "age", "persons")}


def _known(known_from: datetime, known_to: datetime | None, count: int) -> dict[str, pa.Array]:
    time = pa.timestamp("us", tz="UTC")
    return {
        "known_from": pa.repeat(pa.scalar(known_from, time), count),
        "known_to": pa.repeat(pa.scalar(known_to, time), count),
    }


def _places(places: Places) -> pa.Table:
    columns: dict[str, list[str | None]] = defaultdict(list)
    for place in places.every:
        for column in PLACE.columns:
            columns[column.name].append(getattr(place, column.name))
    return pa.table(dict(columns), schema(PLACE)) if columns else schema(PLACE).empty_table()


def _calendar(last_day: date) -> pa.Table:
    count = (date(last_day.year + 1, 12, 31) - _FIRST_DAY).days + 1
    days = [_FIRST_DAY + timedelta(days=number) for number in range(count)]
    iso = [day.isocalendar() for day in days]
    columns = {
        "day": days,
        "year": [day.year for day in days],
        "quarter": [f"{day.year}-Q{(day.month + 2) // 3}" for day in days],
        "month": [f"{day:%Y-%m}" for day in days],
        "week": [f"{each.year}-W{each.week:02}" for each in iso],
    }
    return pa.table(columns, schema(CALENDAR))

"""Population figures, as they were loaded: a year is closed and another added, never rewritten."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
from psycopg import sql

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class StoredYear:
    """One year of one load; `hash` and `weights` are of the files."""

    id: int
    year: int
    source: str
    hash: bytes
    weights: bytes | None
    because: str | None
    by: str
    known_from: datetime
    known_to: datetime | None


@dataclass(frozen=True, slots=True)
class NewYears:
    """What all years of a load have in common."""

    source: str
    hash: bytes
    weights: bytes | None
    because: str | None
    by: str
    known_from: datetime


@dataclass(frozen=True, slots=True)
class Total:
    """What the rows of one year amount to."""

    places: int
    rows: int
    persons: int


def take_turns(connection: Connection) -> None:
    """One loads at a time."""
    connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('registry.population', 0))")


def add(connection: Connection, new: NewYears, rows: pa.Table, weights: pa.Table | None) -> None:
    """Closes the open rows of every year of `rows` (year, municipality, sex, age, persons) and adds these.
    `weights` (year, municipality, today, weight) may have others; those of no row are left out."""
    years = sorted(rows["year"].unique().to_pylist())
    connection.execute(
        "UPDATE registry.population_year SET known_to = %s WHERE known_to IS NULL AND year = ANY(%s)",
        (new.known_from, years),
    )
    made = connection.execute(
        """
        INSERT INTO registry.population_year (year, source, hash, weights, because, by, known_from)
        SELECT year, %s, %s, %s, %s, %s, %s FROM unnest(%s::smallint[]) AS year RETURNING year, id
        """,
        (new.source, new.hash, new.weights, new.because, new.by, new.known_from, years),
    )
    ids = dict(made.fetchall())
    connection.execute("""INSERT INTO registry.changed ("table") VALUES ('population')""")
    _copy(connection, "population", _of(rows, ids))
    if weights is not None:
        told = rows.select(["year", "municipality"]).group_by(["year", "municipality"]).aggregate([])
        of_rows = weights.join(told, ["year", "municipality"], join_type="inner")
        _copy(connection, "population_weight", _of(of_rows.sort_by("municipality"), ids))


def _of(table: pa.Table, ids: Mapping[int, int]) -> pa.Table:
    """With the id of its year in place of the year."""
    places = pc.index_in(table["year"], pa.array(list(ids), table["year"].type))
    return table.drop_columns("year").add_column(0, "of", pa.array(list(ids.values())).take(places))


def _copy(connection: Connection, table: str, rows: pa.Table) -> None:
    """COPY itself: no policy stands before what tells of nobody."""
    written = io.BytesIO()
    pyarrow.csv.write_csv(rows, written, pa.csv.WriteOptions(include_header=False))
    columns = sql.SQL(", ").join(map(sql.Identifier, rows.column_names))
    into = sql.Identifier("registry", table)
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(into, columns)
    with connection.cursor().copy(statement) as copy:
        copy.write(written.getbuffer())


def find_years(connection: Connection) -> tuple[StoredYear, ...]:
    """Every year of every load, by year and then as they came."""
    rows = connection.execute(
        """
        SELECT id, year, source, hash, weights, because, by, known_from, known_to
        FROM registry.population_year ORDER BY year, id
        """
    )
    return tuple(
        StoredYear(id_, year, source, bytes(hash_), None if weights is None else bytes(weights), *rest)
        for id_, year, source, hash_, weights, *rest in rows
    )


def find_totals(connection: Connection) -> dict[int, Total]:
    """By the id of the year."""
    rows = connection.execute(
        """
        SELECT "of", count(DISTINCT municipality), count(*), sum(persons)::bigint
        FROM registry.population GROUP BY "of"
        """
    )
    return {row[0]: Total(*row[1:]) for row in rows}


def find_rows(connection: Connection, of: int) -> pa.Table:
    """Of one year by its id: municipality, sex, age, persons; by municipality, and then as they came."""
    columns = {"municipality": pa.string(), "sex": pa.string(), "age": pa.int64(), "persons": pa.int64()}
    # A municipality at a time: a hundred thousand rows one by one take a second to fetch.
    found = connection.execute(
        """
        SELECT string_agg(concat_ws(',', municipality, sex, age, persons), E'\\n' ORDER BY id)
        FROM registry.population WHERE "of" = %s GROUP BY municipality ORDER BY municipality
        """,
        (of,),
    )
    written = "\n".join(row[0] for row in found)
    if not written:
        return pa.schema(list(columns.items())).empty_table()
    return pyarrow.csv.read_csv(
        io.BytesIO(written.encode()),
        pa.csv.ReadOptions(column_names=list(columns)),
        convert_options=pa.csv.ConvertOptions(column_types=columns),
    )


def find_weights(connection: Connection) -> dict[int, dict[str, dict[str, Decimal]]]:
    """By the id of the year and the municipality then: how much of it became which later one."""
    found: dict[int, dict[str, dict[str, Decimal]]] = {}
    rows = connection.execute(
        'SELECT "of", municipality, today, weight FROM registry.population_weight ORDER BY id'
    )
    for of, municipality, today, weight in rows:
        found.setdefault(of, {}).setdefault(municipality, {})[today] = weight
    return found

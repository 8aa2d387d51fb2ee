"""Many rows in at once."""

from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
from psycopg import sql


def copy_rows(
    connection: "psycopg.Connection[Any]",
    table: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
) -> None:
    """COPY into a temporary table, then INSERT into the one of `registry` under its policy: COPY itself is
    refused under row-level security."""
    names = {
        "columns": sql.SQL(", ").join(map(sql.Identifier, columns)),
        "table": sql.Identifier("registry", table),
        "incoming": sql.Identifier(f"incoming_{table}"),
    }
    make = "CREATE TEMPORARY TABLE {incoming} ON COMMIT DROP AS SELECT {columns} FROM {table} WITH NO DATA"
    connection.execute(sql.SQL(make).format(**names))
    with connection.cursor().copy(sql.SQL("COPY {incoming} ({columns}) FROM STDIN").format(**names)) as copy:
        for row in rows:
            copy.write_row(row)
    move = "INSERT INTO {table} ({columns}) SELECT {columns} FROM {incoming}"
    connection.execute(sql.SQL(move).format(**names))
    connection.execute(sql.SQL("DROP TABLE {incoming}").format(**names))


def next_ids(connection: "psycopg.Connection[Any]", sequence: str, count: int) -> list[int]:
    """So many fresh ids of a sequence."""
    rows = connection.execute("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", (sequence, count))
    return [int(row[0]) for row in rows]

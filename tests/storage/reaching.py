"""What a role can do to each table of the database, tried for real: every verb, on own rows and others'.

Nothing is kept: each try is rolled back.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import orjson
import psycopg

from infreg.access.actor import Actor
from infreg.storage.connection import acting, reach_answers, reach_subjects, savepoint

Connection = psycopg.Connection[Any]
NOTHING = "-"


@dataclass(frozen=True, slots=True)
class Table:
    """A table as the catalogue and a superuser know it: its columns, how many rows, and one of each unit
    (one at all, where rows have none), as JSON."""

    name: str
    oid: int
    columns: tuple[str, ...]
    count: int
    samples: Mapping[int | None, str]


@dataclass(frozen=True, slots=True)
class Reached:
    """How much of a table somebody sees, and how much of it they may add, change (which columns) and delete:
    none, some or all; `-` where they may not even try."""

    see: str = NOTHING
    add: str = NOTHING
    change: str = NOTHING
    delete: str = NOTHING

    def __str__(self) -> str:
        return f"{self.see} | {self.add} | {self.change} | {self.delete}"


def tables(bare: Connection) -> tuple[Table, ...]:
    """Every table of ours that is under a policy."""
    rows = bare.execute(
        """
        SELECT n.nspname, c.relname, c.oid::bigint
        FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND n.nspname IN ('registry', 'sealed', 'identity') AND c.relrowsecurity
        ORDER BY 1, 2
        """
    ).fetchall()
    return tuple(_table(bare, *row) for row in rows)


def _table(bare: Connection, schema: str, name: str, oid: int) -> Table:
    columns = tuple(
        row[0]
        for row in bare.execute(
            "SELECT column_name::text FROM information_schema.columns"
            " WHERE table_schema = %s AND table_name = %s ORDER BY ordinal_position",
            (schema, name),
        )
    )
    quoted = f'{schema}."{name}"'
    unit = "unit" if "unit" in columns else "id" if name == "institution" else "NULL::bigint"
    samples = bare.execute(
        f"SELECT DISTINCT ON (1) {unit} AS u, row_to_json(t)::text FROM {quoted} AS t ORDER BY 1, 2".encode()
    ).fetchall()
    (count,) = bare.execute(f"SELECT count(*) FROM {quoted}".encode()).fetchone() or (0,)
    return Table(quoted, oid, columns, count, dict(samples))


@contextmanager
def at_work(
    actor: Actor,
    subjects: tuple[bytes, ...] = (),
    answers: tuple[int, ...] = (),
    isolates: tuple[int, ...] = (),
) -> Iterator[Connection]:
    """The connection as `actor`, who has opened these persons and answers where their reach is such."""
    with acting(actor) as connection:
        if subjects:
            reach_subjects(connection, subjects)
        if answers:
            reach_answers(connection, answers)
        opened = "{" + ",".join(map(str, isolates)) + "}"
        connection.execute("SELECT set_config('infreg.isolates', %s, true)", (opened,))
        yield connection


def reached(connection: Connection, table: Table) -> Reached:
    """Tries every verb on a table."""
    return Reached(
        see=_seen(connection, table),
        add=_added(connection, table),
        change=_changed(connection, table),
        delete=_deleted(connection, table),
    )


def _seen(connection: Connection, table: Table) -> str:
    count = _tried(connection, f"SELECT count(*) FROM {table.name}", counts=True)
    return NOTHING if count is None else _share(count, table.count)


def _added(connection: Connection, table: Table) -> str:
    """A copy of a row of each unit: one that fits no constraint has passed the policy."""
    columns = _allowed(connection, table, "INSERT")
    if not columns:
        return NOTHING
    named = ", ".join(f'"{column}"' for column in columns)
    statement = (
        f"INSERT INTO {table.name} ({named}) SELECT {named} FROM json_populate_record(NULL::{table.name}, %s)"
    )
    passed = 0
    for sample in table.samples.values():
        own = _as_actor(connection, sample, columns)
        passed += _tried(connection, statement, (own,)) is not None
    return _share(passed, len(table.samples))


def _as_actor(connection: Connection, sample: str, columns: tuple[str, ...]) -> str:
    """An event is written in one's own name: of another's nothing is learnt here but that."""
    if "account" not in columns:
        return sample
    row = connection.execute(
        "SELECT current_setting('infreg.actor', true), current_setting('infreg.purpose', true)"
    ).fetchone()
    assert row
    return orjson.dumps({**orjson.loads(sample), "account": row[0], "purpose": row[1]}).decode()


def _changed(connection: Connection, table: Table) -> str:
    columns = _allowed(connection, table, "UPDATE")
    if not columns:
        return NOTHING
    count = _tried(connection, f'UPDATE {table.name} SET "{columns[0]}" = "{columns[0]}"')
    return f"{_share(count or 0, table.count)}: {' '.join(columns)}"


def _deleted(connection: Connection, table: Table) -> str:
    count = _tried(connection, f"DELETE FROM {table.name}")
    return NOTHING if count is None else _share(count, table.count)


def _allowed(connection: Connection, table: Table, verb: str) -> tuple[str, ...]:
    rows = connection.execute(
        "SELECT c FROM unnest(%s::text[]) AS c WHERE has_column_privilege(%s::bigint::oid, c, %s)",
        (list(table.columns), table.oid, verb),
    )
    return tuple(row[0] for row in rows)


def _tried(
    connection: Connection, statement: str, arguments: tuple[object, ...] = (), *, counts: bool = False
) -> int | None:
    """How many rows it reached, then undone; None when it was refused."""
    undone = _Undone()
    try:
        with savepoint():
            done = connection.execute(statement.encode(), arguments or None)
            row = done.fetchone() if counts else None
            undone.count = row[0] if row else done.rowcount
            raise undone
    except _Undone:
        return undone.count
    except psycopg.errors.InsufficientPrivilege:
        return None
    except psycopg.errors.IntegrityError:
        return 1  # past the policy, and stopped by a constraint


class _Undone(Exception):
    """How many rows were reached before it was undone."""

    count = 0


def _share(count: int, of: int) -> str:
    return "none" if count == 0 else "all" if count >= of else "some"

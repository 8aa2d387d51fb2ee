"""Every version of every definition, as it was loaded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
import psycopg
from psycopg.types.json import Jsonb

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """Which version a row holds (`hash` of its files), since when, and who loaded it."""

    id: int
    hash: bytes
    known_from: datetime
    by: str


@dataclass(frozen=True, slots=True)
class NewDefinition:
    """One version to be stored: the files it was read from, by name, and who loaded it when."""

    kind: str
    name: str
    valid_from: date
    valid_to: date | None
    status: str
    source: str
    title: Mapping[str, str]
    files: Mapping[str, str]
    hash: bytes
    by: str
    known_from: datetime


def add(connection: Connection, definitions: Sequence[NewDefinition]) -> None:
    """Appends versions."""
    with connection.cursor() as cursor:
        cursor.executemany(
            """
            INSERT INTO registry.definition
                (kind, name, valid_from, valid_to, status, source, title, files, hash, by, known_from)
            VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
            """,
            [
                (
                    d.kind,
                    d.name,
                    d.valid_from,
                    d.valid_to,
                    d.status,
                    d.source,
                    Jsonb(dict(d.title)),
                    Jsonb(dict(d.files)),
                    d.hash,
                    d.by,
                    d.known_from,
                )
                for d in definitions
            ],
        )


def find_versions(connection: Connection) -> tuple[StoredVersion, ...]:
    """Every version ever loaded, oldest first."""
    rows = connection.execute("SELECT id, hash, known_from, by FROM registry.definition ORDER BY id")
    return tuple(StoredVersion(row[0], bytes(row[1]), row[2], row[3]) for row in rows)


def find_files(connection: Connection, ids: Sequence[int]) -> dict[int, dict[str, bytes]]:
    """The files that versions were read from, by name."""
    rows = connection.execute(
        "SELECT id, files::text FROM registry.definition WHERE id = ANY(%s)", (list(ids),)
    )
    return {row[0]: {name: said.encode() for name, said in orjson.loads(row[1]).items()} for row in rows}


def is_any_unasked(connection: Connection) -> bool:
    """Whether some definition was never asked what has to be derived again because of it."""
    row = connection.execute(
        "SELECT EXISTS (SELECT FROM registry.definition WHERE id > (SELECT asked FROM registry.installation))"
    ).fetchone()
    return bool(row and row[0])


def take_unasked(connection: Connection) -> frozenset[int]:
    """The ids of those never asked, which now they are; others who ask wait for this transaction."""
    row = connection.execute("SELECT asked FROM registry.installation FOR UPDATE").fetchone()
    new = connection.execute("SELECT id FROM registry.definition WHERE id > %s", row).fetchall()
    if new:
        connection.execute("UPDATE registry.installation SET asked = %s", (max(each[0] for each in new),))
    return frozenset(each[0] for each in new)


def take_turns(connection: Connection) -> None:
    """One loads at a time: what two load together might not hold together."""
    connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('registry.definition', 0))")

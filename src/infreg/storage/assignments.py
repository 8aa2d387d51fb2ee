"""What accounts are given: rows that are appended and closed, never rewritten; and what they lean on."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import cast

from django.db import connections, transaction

from infreg.access.actor import Actor
from infreg.access.assignments import Assignment, AssignmentKind, Entitlement, Terms
from infreg.definitions.book import Book, Version
from infreg.definitions.reading import read
from infreg.storage import definitions
from infreg.storage.rows import Connection, find_rows
from infreg.vocabulary.time import in_oslo

_LEANT_ON = ("agreements", "offices")


@contextmanager
def managing(actor: Actor) -> Iterator[Connection]:
    """One transaction in which accounts and what they are given may be changed, and the log told of it in the
    actor's name. It is `owner`'s, whose password only this machine's operator has: no process that reads
    messages or serves pages can make itself an account."""
    with transaction.atomic(using="owner"):
        connections["owner"].ensure_connection()
        connection = cast("Connection", connections["owner"].connection)
        connection.execute(
            "SELECT set_config('infreg.actor', %s, true), set_config('infreg.role', %s, true),"
            " set_config('infreg.purpose', %s, true)",
            (actor.name, actor.role.code, actor.purpose),
        )
        # Two who change an account take turns: the later is told what the earlier left.
        connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('registry.assignment', 0))")
        yield connection


def find_assignments(connection: Connection, user: int | None = None) -> tuple[Assignment, ...]:
    """All that was ever given, to one account or to any, by account and as it was written."""
    rows = find_rows(
        connection,
        """
        SELECT a.id, u.username AS account, a.kind, a.valid_from, a.because, a.by, a.known_from, a.unit,
            a.municipality, a.office, a.subject, a.sees_protected, a.agreement, a.valid_to, a.known_to,
            a.ended_because, a.ended_by
        FROM registry.assignment AS a JOIN registry."user" AS u ON u.id = a."user"
        WHERE %(user)s::bigint IS NULL OR a."user" = %(user)s ORDER BY u.username, a.id
        """,
        {"user": user},
    )
    return tuple(
        Assignment(
            **{
                **row,
                "kind": AssignmentKind(row["kind"]),
                "subject": bytes(row["subject"]) if row["subject"] is not None else None,
            }
        )
        for row in rows
    )


def add(
    connection: Connection, user: int, new: Sequence[Entitlement], *, because: str, by: str, now: datetime
) -> list[int]:
    """Appends assignments of one account; their numbers."""
    return [_add(connection, user, each, because, by, now) for each in new]


def _add(connection: Connection, user: int, new: Entitlement, because: str, by: str, now: datetime) -> int:
    row = connection.execute(
        """
        INSERT INTO registry.assignment ("user", kind, unit, municipality, office, subject, sees_protected,
            agreement, valid_from, valid_to, because, by, known_from)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
        """,
        (
            user,
            new.kind,
            new.unit,
            new.municipality,
            new.office,
            new.subject,
            new.sees_protected,
            new.agreement,
            new.valid_from,
            new.valid_to,
            because,
            by,
            now,
        ),
    ).fetchone()
    return int(row[0]) if row else 0


def end(connection: Connection, ids: Sequence[int], *, because: str, by: str, now: datetime) -> None:
    """Closes assignments that stand."""
    connection.execute(
        """
        UPDATE registry.assignment SET known_to = %s, ended_because = %s, ended_by = %s
        WHERE id = ANY(%s) AND known_to IS NULL
        """,
        (now, because, by, list(ids)),
    )


#: The latest book of what assignments lean on, by the versions that stand in it.
_BOOKS: dict[tuple[tuple[int, bytes], ...], Book] = {}


def terms(connection: Connection, at: datetime) -> Terms:
    """The offices and agreements of a moment, as they were known then. Cheap while nothing was loaded."""
    snapshot = _book(connection).as_of(in_oslo(at).date(), at)
    offices = {
        str(row["code"]): frozenset(cast("tuple[str, ...]", row["municipalities"]))
        for row in snapshot.rows("offices")
    }
    return Terms(offices, frozenset(part.name for part in snapshot.parts("agreements")))


def _book(connection: Connection) -> Book:
    rows = connection.execute(
        "SELECT id, hash, known_from, by FROM registry.definition WHERE kind = ANY(%s) ORDER BY id",
        (list(_LEANT_ON),),
    ).fetchall()
    standing = tuple((int(row[0]), bytes(row[1])) for row in rows)
    if standing not in _BOOKS:
        files = definitions.find_files(connection, [number for number, _ in standing])
        versions = []
        for number, _, known_from, by in rows:
            definition, _faults = read(files[number])
            if definition is not None:  # what is stored was read once already
                versions.append(Version(number, known_from, definition, by))
        _BOOKS.clear()
        _BOOKS[standing] = Book(versions)
    return _BOOKS[standing]

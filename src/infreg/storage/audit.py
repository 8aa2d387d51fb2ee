"""What was done, written in the transaction of what was done; and the rows that prove it."""

import secrets
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import dict_row

from infreg.storage.rows import Connection, Row, find_rows
from infreg.vocabulary.audit import (
    AuditEvent,
    LogCheckpoint,
    LogEntry,
    LoggedEvent,
    action_of,
    commitment,
    outcome_of,
)

_SALT_SIZE = 32
_READ_AT_ONCE = 2000
#: Held by whoever gives events their numbers, until their transaction ends: one order, without a fork.
_LOCK = 0x617564697473
_EVENT = """
    e.id, e.at, e.account, e.role, e.purpose, e.action, e.outcome, e.permission, e.relation, e.unit,
    e.subject, e.object, e.reason, e.salt, e.commitment, e.transaction FROM registry.audit_event AS e
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events a list is to have: None where it does not matter."""

    since: datetime | None = None
    account: str | None = None
    refused: bool = False


def record(connection: Connection, event: AuditEvent) -> None:
    """Appends an event; `connection` acts as the event's account and for its purpose, or it is refused."""
    connection.execute(
        """
        INSERT INTO registry.audit_event (id, at, account, role, purpose, action, outcome, permission,
            relation, unit, subject, object, reason, salt, commitment)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        """,
        _row(event, secrets.token_bytes(_SALT_SIZE)),
    )


def _row(event: AuditEvent, salt: bytes) -> tuple[object, ...]:
    return (
        event.id,
        event.at,
        event.account,
        event.role,
        event.purpose,
        event.action,
        event.outcome,
        event.permission,
        event.relation,
        event.unit,
        event.subject,
        event.object,
        event.reason,
        salt,
        commitment(event, salt),
    )


def find_subjects(connection: Connection, receipt: str) -> list[bytes]:
    """Whom the answers of a delivery are about, also where they do not count."""
    rows = connection.execute(
        "SELECT DISTINCT subject FROM registry.answer WHERE receipt = %s ORDER BY subject", (receipt,)
    )
    return [bytes(row[0]) for row in rows]


def erase(connection: Connection, events: Collection[UUID]) -> list[UUID]:
    """Takes away what these events say of a person, and returns those that said anything still."""
    rows = connection.execute(
        """
        UPDATE registry.audit_event
        SET subject = NULL, object = NULL, reason = NULL, relation = NULL, salt = NULL
        WHERE id = ANY(%s) AND salt IS NOT NULL AND action <> 'erase' RETURNING id
        """,
        (list(events),),
    )
    return sorted(row[0] for row in rows)


def find_events(connection: Connection, wanted: Wanted, *, limit: int) -> list[LogEntry]:
    """The latest events that are wanted, oldest first, with their numbers."""
    rows = find_rows(
        connection,
        f"""
        SELECT l.number, l.hash, {_EVENT}
            LEFT JOIN registry.audit_leaf AS l ON l.event = e.id
        WHERE (%(since)s::timestamptz IS NULL OR e.at >= %(since)s)
        AND (%(account)s::text IS NULL OR e.account = %(account)s)
        AND (NOT %(refused)s OR e.outcome = 'refused')
        ORDER BY e.at DESC, e.id DESC LIMIT %(limit)s
        """,
        {"since": wanted.since, "account": wanted.account, "refused": wanted.refused, "limit": limit},
    )
    return [_entry(row) for row in reversed(rows)]


def entries(connection: Connection) -> Iterator[LogEntry]:
    """The whole log as it stands at one moment, by number, what waits for one last. Memory does not grow with
    it; the transaction must last while it is read."""
    query = f"""
        SELECT l.number, l.hash, {_EVENT} FULL JOIN registry.audit_leaf AS l ON l.event = e.id
        ORDER BY l.number NULLS LAST, e.at, e.id
    """
    with connection.cursor(name="audit_log", row_factory=dict_row) as cursor:
        cursor.itersize = _READ_AT_ONCE
        cursor.execute(query.encode())
        yield from map(_entry, cursor)


def _entry(row: Row) -> LogEntry:
    leaf = None if row["hash"] is None else bytes(row["hash"])
    return LogEntry(row["number"], leaf, _logged(row) if row["id"] else None)


def _logged(row: Row) -> LoggedEvent:
    return LoggedEvent(as_event(row), row["salt"], row["commitment"], row["transaction"])


def as_event(row: Row) -> AuditEvent:
    """A row of the log's events, whatever else it has."""
    return AuditEvent(
        id=row["id"],
        at=row["at"],
        account=row["account"],
        role=row["role"],
        purpose=row["purpose"],
        action=action_of(row["action"]),
        outcome=outcome_of(row["outcome"]),
        subject=row["subject"],
        object=row["object"],
        reason=row["reason"],
        relation=row["relation"],
        permission=row["permission"],
        unit=row["unit"],
    )


def take_turn(connection: Connection) -> bool:
    """Whether this transaction is the one that numbers events now; False while another is."""
    row = connection.execute("SELECT pg_try_advisory_xact_lock(%s)", (_LOCK,)).fetchone()
    return bool(row and row[0])


def await_turn(connection: Connection) -> None:
    """Waits until it is."""
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))


def ended_before(connection: Connection) -> int:
    """Every transaction with a lower number has ended by now: what it wrote can be seen."""
    row = connection.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint").fetchone()
    return int(row[0]) if row else 0


def find_unnumbered(connection: Connection, since: int, *, limit: int) -> list[LoggedEvent]:
    """Events without a number that transactions from `since` on wrote, in the order they get one."""
    rows = find_rows(
        connection,
        f"""
        SELECT {_EVENT} LEFT JOIN registry.audit_leaf AS l ON l.event = e.id
        WHERE e.transaction >= %(since)s AND l.event IS NULL
        ORDER BY e.at, e.id LIMIT %(limit)s
        """,
        {"since": since, "limit": limit},
    )
    return [_logged(row) for row in rows]


def number(connection: Connection, leaves: Sequence[tuple[UUID, bytes]]) -> None:
    """Gives events (each its id and leaf hash) the next numbers, in this order. Take the turn first."""
    connection.execute(
        """
        INSERT INTO registry.audit_leaf (number, event, hash)
        SELECT f.free + n.place - 1, n.event, n.hash
        FROM (SELECT coalesce(max(number) + 1, 0) AS free FROM registry.audit_leaf) AS f,
            unnest(%s::uuid[], %s::bytea[]) WITH ORDINALITY AS n (event, hash, place)
        """,
        ([event for event, _ in leaves], [leaf for _, leaf in leaves]),
    )


def leaves_from(connection: Connection, first: int) -> Iterator[tuple[int, bytes]]:
    """Numbers and hashes from a number on, in order."""
    with connection.cursor(name="audit_leaves") as cursor:
        cursor.itersize = _READ_AT_ONCE
        cursor.execute(
            "SELECT number, hash FROM registry.audit_leaf WHERE number >= %s ORDER BY number", (first,)
        )
        yield from cursor


def find_last_checkpoint(connection: Connection) -> tuple[LogCheckpoint, tuple[bytes, ...]] | None:
    """The newest checkpoint, and the frontier that the next one grows from."""
    rows = find_rows(connection, "SELECT * FROM registry.audit_checkpoint ORDER BY size DESC LIMIT 1", ())
    return (_checkpoint(rows[0]), tuple(map(bytes, rows[0]["frontier"]))) if rows else None


def find_checkpoints(connection: Connection, above: int = 0) -> list[LogCheckpoint]:
    """Those of more than so many events, by size."""
    query = "SELECT * FROM registry.audit_checkpoint WHERE size > %s ORDER BY size"
    return [_checkpoint(row) for row in find_rows(connection, query, (above,))]


def find_checkpoint(connection: Connection, size: int) -> LogCheckpoint | None:
    """The one of a size, if there is one."""
    rows = find_rows(connection, "SELECT * FROM registry.audit_checkpoint WHERE size = %s", (size,))
    return _checkpoint(rows[0]) if rows else None


def add_checkpoint(connection: Connection, checkpoint: LogCheckpoint, frontier: Sequence[bytes]) -> None:
    connection.execute(
        """
        INSERT INTO registry.audit_checkpoint (size, root, at, note, frontier)
        VALUES (%s, %s, %s, %s, %s::bytea[])
        """,
        (checkpoint.size, checkpoint.root, checkpoint.at, checkpoint.note, list(frontier)),
    )


def _checkpoint(row: Row) -> LogCheckpoint:
    return LogCheckpoint(row["size"], bytes(row["root"]), row["at"], row["note"])

"""What others did with what is registered about somebody, for that person's own page: read from the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from infreg.storage.audit import as_event
from infreg.storage.rows import Connection, Row, find_rows
from infreg.vocabulary.audit import AuditEvent

_OWN = "subject = ANY(%(subjects)s) AND action = 'see-own'"
_OTHERS = "subject = ANY(%(subjects)s) AND action <> 'see-own'"


@dataclass(frozen=True, slots=True)
class LookRow:
    """An event, and what the account was at work for then: its institution, or the codes of its offices and
    municipalities."""

    event: AuditEvent
    institution: str | None
    offices: tuple[str, ...]
    municipalities: tuple[str, ...]


def find_looks(
    connection: Connection, subjects: Sequence[bytes], *, limit: int, skip: int = 0
) -> tuple[list[LookRow], int]:
    """One page of what others did about these pseudonyms, newest first, and how much there is in all."""
    asked = {"subjects": list(subjects), "limit": limit, "skip": skip}
    rows = find_rows(
        connection,
        f"""
        SELECT e.*, i.name AS institution, given.offices, given.municipalities
        FROM (
            SELECT * FROM registry.audit_event WHERE {_OTHERS}
            ORDER BY at DESC, id LIMIT %(limit)s OFFSET %(skip)s
        ) AS e
        LEFT JOIN registry.institution AS i ON i.id = e.unit
        CROSS JOIN LATERAL (
            SELECT array_agg(DISTINCT a.office ORDER BY a.office) FILTER (WHERE a.office <> '') AS offices,
                array_agg(DISTINCT a.municipality ORDER BY a.municipality)
                    FILTER (WHERE a.municipality <> '') AS municipalities
            FROM registry.assignment AS a JOIN registry."user" AS u ON u.id = a."user"
            WHERE u.username = e.account AND greatest(a.valid_from, a.known_from) <= e.at
            AND (a.valid_to IS NULL OR a.valid_to > e.at) AND (a.known_to IS NULL OR a.known_to > e.at)
        ) AS given
        ORDER BY e.at DESC, e.id
        """,  # noqa: S608 - words of our own alone
        asked,
    )
    return [_look(row) for row in rows], _count(connection, _OTHERS, subjects)


def find_visits(
    connection: Connection, subjects: Sequence[bytes], *, limit: int
) -> tuple[list[datetime], int]:
    """When the person looked themselves, the latest first, and how often in all."""
    rows = connection.execute(
        f"SELECT at FROM registry.audit_event WHERE {_OWN} ORDER BY at DESC LIMIT %(limit)s".encode(),  # noqa: S608
        {"subjects": list(subjects), "limit": limit},
    )
    return [row[0] for row in rows], _count(connection, _OWN, subjects)


def _count(connection: Connection, which: str, subjects: Sequence[bytes]) -> int:
    query = f"SELECT count(*) FROM registry.audit_event WHERE {which}"  # noqa: S608
    row = connection.execute(query.encode(), {"subjects": list(subjects)}).fetchone()
    return int(row[0]) if row else 0


def find_beginning(connection: Connection) -> datetime | None:
    """Since when looks are written down in this installation."""
    row = connection.execute(
        "SELECT applied FROM registry.django_migrations WHERE app = 'storage' AND name = '0006_access'"
    ).fetchone()
    return row[0] if row else None


def _look(row: Row) -> LookRow:
    return LookRow(
        event=as_event(row),
        institution=row["institution"],
        offices=tuple(row["offices"] or ()),
        municipalities=tuple(row["municipalities"] or ()),
    )

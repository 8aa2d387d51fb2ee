"""What people said that codes and texts mean: appended, and closed when it is unsaid."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import psycopg

from infreg.vocabulary.finding import Term, TermKind
from infreg.vocabulary.mapping import MappedTerm

Connection = psycopg.Connection[Any]


_COLUMNS = (
    "id, unit, kind, system, code, text, target, because, by, known_from, known_to, undone_because, undone_by"
)


def add(connection: Connection, row: MappedTerm) -> int:
    """Appends a mapping and returns its id; it closes one that stands for the same term and laboratory."""
    term = row.term
    asked = {
        "unit": row.unit,
        "kind": term.kind.value,
        "system": term.system,
        "code": term.code,
        "text": term.text,
        "target": row.target,
        "because": row.because,
        "by": row.by,
        "at": row.known_from,
    }
    connection.execute(
        """
        UPDATE registry.mapping SET known_to = %(at)s, undone_because = %(because)s, undone_by = %(by)s
        WHERE unit IS NOT DISTINCT FROM %(unit)s AND known_to IS NULL
        AND (kind, system, code, text) = (%(kind)s, %(system)s, %(code)s, %(text)s)
        """,
        asked,
    )
    added = connection.execute(
        """
        INSERT INTO registry.mapping (unit, kind, system, code, text, target, because, by, known_from)
        VALUES (%(unit)s, %(kind)s, %(system)s, %(code)s, %(text)s, %(target)s, %(because)s, %(by)s, %(at)s)
        RETURNING id
        """,
        asked,
    ).fetchone()
    if added is None:
        raise LookupError("an inserted row returns its id")
    return int(added[0])


def undo(connection: Connection, mapping: int, because: str, by: str, now: datetime) -> MappedTerm | None:
    """Closes a mapping that stands; None when it does not (any more)."""
    row = connection.execute(
        f"""
        UPDATE registry.mapping SET known_to = %s, undone_because = %s, undone_by = %s
        WHERE id = %s AND known_to IS NULL RETURNING {_COLUMNS}
        """.encode(),  # noqa: S608 - names of columns alone
        (now, because, by, mapping),
    ).fetchone()
    return _row(row) if row else None


def standing(connection: Connection) -> tuple[MappedTerm, ...]:
    """Every mapping that stands, oldest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM registry.mapping WHERE known_to IS NULL ORDER BY id".encode()  # noqa: S608
    )
    return tuple(_row(row) for row in rows)


def history(connection: Connection, *, limit: int) -> tuple[MappedTerm, ...]:
    """The latest mappings with what became of them, newest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM registry.mapping ORDER BY id DESC LIMIT %s".encode(),  # noqa: S608
        (limit,),
    )
    return tuple(_row(row) for row in rows)


def of_term(connection: Connection, term: Term) -> tuple[MappedTerm, ...]:
    """Everything that was ever said of a term, newest first."""
    rows = connection.execute(
        f"""
        SELECT {_COLUMNS} FROM registry.mapping
        WHERE (kind, system, code, text) = (%s, %s, %s, %s) ORDER BY id DESC
        """.encode(),  # noqa: S608
        (term.kind.value, term.system, term.code, term.text),
    )
    return tuple(_row(row) for row in rows)


def of_laboratories(connection: Connection, units: Sequence[int], kind: TermKind) -> tuple[MappedTerm, ...]:
    """The standing mappings of a kind that hold for these institutions."""
    rows = connection.execute(
        f"""
        SELECT {_COLUMNS} FROM registry.mapping
        WHERE known_to IS NULL AND kind = %s AND (unit IS NULL OR unit = ANY(%s)) ORDER BY id
        """.encode(),  # noqa: S608
        (kind.value, list(units)),
    )
    return tuple(_row(row) for row in rows)


def edition(connection: Connection) -> tuple[int, int]:
    """Changes whenever a definition is loaded or a mapping made or unmade: until then, what was made of
    them may be remembered."""
    row = connection.execute(
        """
        SELECT (SELECT count(*) FROM registry.definition),
            (SELECT count(*) + count(known_to) FROM registry.mapping)
        """
    ).fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


def _row(row: tuple[Any, ...]) -> MappedTerm:
    key, unit, kind, system, code, text, *rest = row
    return MappedTerm(key, unit, Term(TermKind(kind), system, code, text), *rest)

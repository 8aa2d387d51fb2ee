"""What waits to be understood, ranked by whom it concerns; and how much is."""

from typing import Any

import psycopg

from infreg.vocabulary.finding import Term, TermKind
from infreg.vocabulary.mapping import Count, Coverage, Example, Unmapped

Connection = psycopg.Connection[Any]


def rank(
    connection: Connection, kind: TermKind | None, *, limit: int, skip: int = 0
) -> tuple[tuple[Unmapped, ...], int]:
    """What nobody has explained, most persons first; and how many terms there are in all."""
    rows = connection.execute(
        """
        WITH ranked AS (
            SELECT t.kind, t.system, t.code, t.text, count(DISTINCT t.subject) AS persons,
                count(DISTINCT t.answer) AS answers, count(DISTINCT t.unit) AS laboratories,
                min(f.day) AS first_day, max(f.day) AS last_day
            FROM registry.term AS t JOIN registry.finding AS f ON f.id = t.finding
            WHERE t.known_to IS NULL AND t.mapping IS NULL
            AND (%(kind)s::text IS NULL OR t.kind = %(kind)s)
            GROUP BY t.kind, t.system, t.code, t.text
        )
        SELECT *, count(*) OVER () FROM ranked
        ORDER BY persons DESC, answers DESC, kind, system, code, text LIMIT %(limit)s OFFSET %(skip)s
        """,
        {"kind": kind.value if kind else None, "limit": limit, "skip": skip},
    ).fetchall()
    total = int(rows[0][-1]) if rows else 0
    return tuple(Unmapped(Term(TermKind(row[0]), *row[1:4]), *row[4:-1]) for row in rows), total


def find_term(connection: Connection, term_id: str) -> Term | None:
    """The open term with this id, explained or not; None when nothing says it (any more)."""
    rows = connection.execute(
        "SELECT DISTINCT kind, system, code, text FROM registry.term WHERE known_to IS NULL"
    )
    found = (Term(TermKind(row[0]), *row[1:]) for row in rows)
    return next((term for term in found if term.id == term_id), None)


def measure(connection: Connection, term: Term) -> Unmapped:
    """Whom a term concerns, explained or not."""
    row = connection.execute(
        """
        SELECT count(DISTINCT t.subject), count(DISTINCT t.answer), count(DISTINCT t.unit), min(f.day),
            max(f.day)
        FROM registry.term AS t JOIN registry.finding AS f ON f.id = t.finding
        WHERE t.known_to IS NULL AND (t.kind, t.system, t.code, t.text) = (%s, %s, %s, %s)
        """,
        (term.kind.value, term.system, term.code, term.text),
    ).fetchone()
    return Unmapped(term, *(row or (0, 0, 0, None, None)))


def find_laboratories(
    connection: Connection, term: Term, *, but_hidden: bool = False
) -> tuple[tuple[int, str], ...]:
    """The institutions that say a term: id and name. `but_hidden`: not those that say it of patients
    alone whose address is protected."""
    rows = connection.execute(
        """
        SELECT DISTINCT i.id, i.name FROM registry.term AS t JOIN registry.institution AS i ON i.id = t.unit
        WHERE t.known_to IS NULL AND (t.kind, t.system, t.code, t.text) = (%s, %s, %s, %s)
        AND (NOT %s OR t.subject NOT IN (SELECT registry.hidden_subjects()))
        ORDER BY i.name, i.id
        """,
        (term.kind.value, term.system, term.code, term.text, but_hidden),
    )
    return tuple((row[0], row[1]) for row in rows)


def examples(connection: Connection, term: Term, *, limit: int = 3) -> tuple[Example, ...]:
    """Some rows where a term stands, the latest first."""
    rows = connection.execute(
        """
        SELECT i.name, a.receipt,
            coalesce(r.investigation_text, r.investigation_display, r.investigation_code),
            coalesce(s.type_text, s.type_display, s.type_code),
            coalesce(r.organism_name, r.text, r.value_text, r.value_display, r.value_code, r.number::text),
            r.comment, f.day
        FROM registry.term AS t
        JOIN registry.finding AS f ON f.id = t.finding
        JOIN registry.answer AS a ON a.id = t.answer
        JOIN registry.institution AS i ON i.id = t.unit
        LEFT JOIN registry.result AS r ON r.answer = t.answer AND r.result_id = f.results[1]
        LEFT JOIN registry.specimen AS s ON s.answer = t.answer AND s.specimen_id = f.specimen
        WHERE t.known_to IS NULL AND (t.kind, t.system, t.code, t.text) = (%s, %s, %s, %s)
        ORDER BY t.id DESC LIMIT %s
        """,
        (term.kind.value, term.system, term.code, term.text, limit),
    )
    return tuple(Example(*row) for row in rows)


def coverage(connection: Connection) -> tuple[Coverage, ...]:
    """By laboratory and month of sampling: findings that are decided or wait to be, and those that count."""
    rows = connection.execute(
        """
        SELECT i.name, date_trunc('month', f.day)::date AS month, count(*), count(*) FILTER (WHERE f.counts)
        FROM registry.finding AS f JOIN registry.institution AS i ON i.id = f.unit
        WHERE f.known_to IS NULL AND (f.outcome IS NOT NULL OR EXISTS (
            SELECT FROM registry.term AS t WHERE t.finding = f.id AND t.mapping IS NULL))
        GROUP BY i.name, month ORDER BY i.name, month NULLS FIRST
        """
    )
    return tuple(Coverage(*row) for row in rows)


def counts(connection: Connection) -> tuple[Count, ...]:
    """The findings that count, by organism and outcome."""
    rows = connection.execute(
        """
        SELECT organism, outcome, count(*), count(DISTINCT subject) FROM registry.finding
        WHERE known_to IS NULL AND counts GROUP BY organism, outcome ORDER BY organism NULLS FIRST, outcome
        """
    )
    return tuple(Count(*row) for row in rows)

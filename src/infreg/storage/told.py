"""What cases are made of, out of its rows: findings with what the answer they stand in says. Nothing here
knows what a code means."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from infreg.storage.rows import Connection, Row, find_rows
from infreg.vocabulary.case import answer_name
from infreg.vocabulary.finding import Finding, Outcome, Term, TermKind
from infreg.vocabulary.identifiers import ReceiptNumber

#: Codes of Volven 8269 that tell whether an answer is notifiable; as the index `answer_marked` has them.
MARKS = frozenset({"MSIS-M", "MSIS-UM", "MSIS-AV"})


@dataclass(frozen=True, slots=True)
class AnswerHead:
    """What cases ask of an answer, whatever it found. `requester` is the institution or person who asked."""

    key: int
    subject: bytes
    answer: str
    receipt: ReceiptNumber
    unit: int
    issued: datetime | None
    received: datetime
    known: datetime
    marks: tuple[str, ...]
    requester: str | None
    sex: str | None
    birth_year: int | None
    municipality: str | None


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A finding in its answer. `explained` is when the last mapping that it leans on was made, `sampled_at`
    its specimen's time, or the first of the answer's; `specimen_named`: the answer says what was taken, in
    words that may not be understood."""

    head: AnswerHead
    position: int
    finding: Finding
    day: date | None
    sampled_at: datetime | None
    specimen_type: str | None
    specimen_named: bool
    explained: datetime | None = None
    resistant: tuple[str, ...] = ()


_HEAD = """
    a.id, a.subject, a.unit, a.answer_id, a.part, a.receipt, a.comments, a.issued_at, a.requester_name,
    a.sex, a.birth_year, a.municipality, a.known_from, coalesce(r.received_at, a.known_from) AS received_at
"""
_FINDINGS = f"""
    SELECT {_HEAD}, f.id AS finding, f.position, f.results, f.specimen, f.specimen_type, f.day, f.organism,
        f.outcome, f.method, f.marker, f.screening, f.quantity, f.flags, f.rule, f.counts,
        (SELECT coalesce(min(s.collected_at) FILTER (WHERE s.specimen_id = f.specimen), min(s.collected_at))
            FROM registry.specimen AS s WHERE s.answer = a.id) AS sampled_at,
        EXISTS (SELECT FROM registry.specimen AS s WHERE s.answer = a.id AND s.specimen_id = f.specimen
            AND coalesce(s.type_code, s.type_display, s.type_text) IS NOT NULL) AS specimen_named,
        (SELECT max(m.known_from) FROM registry.term AS t JOIN registry.mapping AS m ON m.id = t.mapping
            WHERE t.finding = f.id) AS explained,
        (SELECT array_agg(DISTINCT t.agent ORDER BY t.agent) FROM registry.isolate_source AS s
            JOIN registry.isolate AS i ON i.id = s.isolate AND i.known_to IS NULL
            JOIN registry.isolate_test AS t ON t.isolate = i.id
            WHERE (s.answer, s.position) = (f.answer, f.position) AND t.sir = 'R' AND t.agent IS NOT NULL
        ) AS resistant
    FROM registry.finding AS f JOIN registry.answer AS a ON a.id = f.answer
    LEFT JOIN sealed.receipt AS r ON r.number = a.receipt
    WHERE f.subject = ANY(%(subjects)s) AND f.known_to IS NULL AND (
        f.outcome = 'positive' AND f.counts AND f.organism IS NOT NULL
        OR a.comments && ARRAY['MSIS-M', 'MSIS-UM', 'MSIS-AV'])
    ORDER BY f.answer, f.position
"""  # noqa: S608 - names of columns alone


def find_found(connection: Connection, subjects: Collection[bytes]) -> list[FoundRow]:
    """What was found in these patients and counts, and all that marked answers about them say; as it
    stands."""
    rows = find_rows(connection, _FINDINGS, {"subjects": list(subjects)})
    terms = _unmapped(connection, [row["finding"] for row in rows if not row["counts"]])
    heads = {row["id"]: _head(row) for row in rows}
    return [
        FoundRow(
            head=heads[row["id"]],
            position=row["position"],
            finding=_finding(row, terms.get(row["finding"], ())),
            day=row["day"],
            sampled_at=row["sampled_at"],
            specimen_type=row["specimen_type"],
            specimen_named=row["specimen_named"],
            explained=row["explained"],
            resistant=tuple(row["resistant"] or ()),
        )
        for row in rows
    ]


def find_heads(connection: Connection, subjects: Collection[bytes], at: datetime) -> list[AnswerHead]:
    """The answers about these patients that stood at a moment, one version of each, by their rows' ids."""
    rows = find_rows(
        connection,
        f"""
        SELECT * FROM (
            SELECT DISTINCT ON (a.unit, a.answer_id, a.part) {_HEAD}
            FROM registry.answer AS a LEFT JOIN sealed.receipt AS r ON r.number = a.receipt
            WHERE a.subject = ANY(%(subjects)s) AND a.known_from <= %(at)s
            AND (a.known_to IS NULL OR a.known_to > %(at)s)
            AND (a.aside_from IS NULL OR a.aside_from > %(at)s)
            -- As versions follow each other; one that was opened anew may stand beside what followed it.
            ORDER BY a.unit, a.answer_id, a.part, (a.generated_at IS NOT NULL) DESC,
                coalesce(a.generated_at, a.known_from) DESC, a.content_hash DESC, a.position DESC
        ) AS stood ORDER BY id
        """,  # noqa: S608 - names of columns alone
        {"subjects": list(subjects), "at": at},
    )
    return [_head(row) for row in rows]


def find_patients(connection: Connection, after: bytes, limit: int) -> list[bytes]:
    """The next patients that any answer was ever about, in the order of their pseudonyms."""
    rows = connection.execute(
        "SELECT DISTINCT subject FROM registry.answer WHERE subject > %s ORDER BY subject LIMIT %s",
        (after, limit),
    )
    return [bytes(row[0]) for row in rows]


def find_people(
    connection: Connection, register: str, subjects: Collection[bytes], at: datetime
) -> dict[bytes, list[bytes]]:
    """The persons whom these pseudonyms were about at a moment, each with every pseudonym of theirs."""
    rows = connection.execute(
        """
        WITH RECURSIVE joined AS (
            SELECT subject, person FROM registry.same_person WHERE register = %(register)s
            AND known_from <= %(at)s AND (known_to IS NULL OR known_to > %(at)s)
        ), followed (start, subject, steps) AS (
            SELECT asked, asked, 0 FROM unnest(%(subjects)s::bytea[]) AS asked
            UNION ALL
            SELECT f.start, j.person, f.steps + 1 FROM followed AS f JOIN joined AS j USING (subject)
            WHERE f.steps < 100
        ), roots AS (
            SELECT DISTINCT ON (start) subject FROM followed ORDER BY start, steps DESC
        ), met (person, subject, steps) AS (
            SELECT DISTINCT subject, subject, 0 FROM roots
            UNION ALL
            SELECT m.person, j.subject, m.steps + 1 FROM met AS m JOIN joined AS j ON j.person = m.subject
            WHERE m.steps < 100
        )
        SELECT person, array_agg(DISTINCT subject ORDER BY subject) FROM met GROUP BY person
        """,
        {"register": register, "subjects": list(subjects), "at": at},
    )
    return {bytes(row[0]): [bytes(subject) for subject in row[1]] for row in rows}


def _unmapped(connection: Connection, findings: Collection[int]) -> Mapping[int, tuple[Term, ...]]:
    if not findings:
        return {}
    found: dict[int, list[Term]] = defaultdict(list)
    for row in find_rows(
        connection,
        "SELECT * FROM registry.term WHERE finding = ANY(%s) AND mapping IS NULL ORDER BY id",
        (list(findings),),
    ):
        found[row["finding"]].append(Term(TermKind(row["kind"]), row["system"], row["code"], row["text"]))
    return {finding: tuple(terms) for finding, terms in found.items()}


def _finding(row: Row, unmapped: tuple[Term, ...]) -> Finding:
    return Finding(
        results=tuple(row["results"]),
        specimen=row["specimen"],
        organism=row["organism"],
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        rule=row["rule"],
        method=row["method"],
        marker=row["marker"],
        screening=row["screening"],
        quantity=row["quantity"],
        flags=tuple(row["flags"]),
        unmapped=unmapped,
    )


def _head(row: Row) -> AnswerHead:
    return AnswerHead(
        key=row["id"],
        subject=bytes(row["subject"]),
        answer=answer_name(row["unit"], row["answer_id"], row["part"]),
        receipt=ReceiptNumber(row["receipt"]),
        unit=row["unit"],
        issued=row["issued_at"],
        received=row["received_at"],
        known=row["known_from"],
        marks=tuple(mark for mark in row["comments"] if mark in MARKS),
        requester=row["requester_name"],
        sex=row["sex"],
        birth_year=row["birth_year"],
        municipality=row["municipality"],
    )

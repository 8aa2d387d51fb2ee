"""What pages read of cases, under the actor's policies. Names of codes are not known here."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from infreg.storage.cases import case_of, find_evidence
from infreg.storage.rows import Connection, Row, find_rows
from infreg.vocabulary.case import Case, Doubt, answer_name
from infreg.vocabulary.identifiers import ReceiptNumber


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases a list is to have: None where it does not matter. `doubted`: only those with a doubt; the
    days, both included, are of the event. `within`: of residents of any of these municipalities.
    `but_hidden`: not those of protected addresses."""

    disease: str | None = None
    doubted: bool = False
    since: date | None = None
    until: date | None = None
    municipality: str | None = None
    within: frozenset[str] | None = None
    but_hidden: bool = False


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A version of a case: whose it was, and from when until when it stood."""

    id: int
    subject: bytes
    case: Case
    known_from: datetime
    known_to: datetime | None


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question that stands, and whom it is about; codes as they are stored."""

    id: int
    subject: bytes
    doubt: Doubt
    answer: str
    receipt: ReceiptNumber | None
    laboratory: str | None
    disease: str | None
    known: datetime
    decision: int | None


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding in the evidence of a case; codes as they are stored."""

    position: int
    organism: str | None
    outcome: str | None
    method: str | None
    specimen: str | None
    flags: tuple[str, ...]
    day: date | None


_WANTED = """
    FROM registry.case WHERE known_to IS NULL
    AND (%(disease)s::text IS NULL OR disease = %(disease)s)
    AND (NOT %(doubted)s OR NOT doubts = '{}')
    AND (%(since)s::date IS NULL OR event >= %(since)s) AND (%(until)s::date IS NULL OR event <= %(until)s)
    AND (%(municipality)s::text IS NULL OR municipality = %(municipality)s)
    AND (%(within)s::text[] IS NULL OR municipality = ANY(%(within)s))
    AND (NOT %(but_hidden)s OR subject NOT IN (SELECT registry.hidden_subjects()))
"""


def find_page(
    connection: Connection, wanted: Wanted, *, limit: int, skip: int = 0
) -> tuple[list[CaseRow], int]:
    """The cases that stand, the latest event first, and how many there are in all."""
    asked = {
        "disease": wanted.disease,
        "doubted": wanted.doubted,
        "since": wanted.since,
        "until": wanted.until,
        "municipality": wanted.municipality,
        "within": None if wanted.within is None else sorted(wanted.within),
        "but_hidden": wanted.but_hidden,
        "limit": limit,
        "skip": skip,
    }
    total = find_rows(connection, f"SELECT count(*) AS total {_WANTED}", asked)
    rows = find_rows(
        connection,
        f"SELECT * {_WANTED} ORDER BY event DESC, name LIMIT %(limit)s OFFSET %(skip)s",
        asked,
    )
    return _with_evidence(connection, rows), int(total[0]["total"])


def find_versions(connection: Connection, name: str) -> list[CaseRow]:
    """Every version of a case that ever stood, oldest first."""
    query = "SELECT * FROM registry.case WHERE name = %s ORDER BY id"
    return _with_evidence(connection, find_rows(connection, query, (name,)))


def find_open(connection: Connection, name: str) -> CaseRow | None:
    """A case as it stands; None when it does not (any more)."""
    query = "SELECT * FROM registry.case WHERE name = %s AND known_to IS NULL"
    found = _with_evidence(connection, find_rows(connection, query, (name,)))
    return found[0] if found else None


def _with_evidence(connection: Connection, rows: Sequence[Row]) -> list[CaseRow]:
    evidence = find_evidence(connection, [row["id"] for row in rows])
    return [
        CaseRow(
            row["id"],
            bytes(row["subject"]),
            case_of(row, evidence[row["id"]]),
            row["known_from"],
            row["known_to"],
        )
        for row in rows
    ]


def find_resting_on(connection: Connection, disease: str, answers: Collection[str]) -> tuple[str, ...]:
    """The cases of a disease that stand and rest on any of these answers, by day."""
    rows = connection.execute(
        """
        SELECT name FROM registry.case AS c WHERE known_to IS NULL AND disease = %s AND id IN (
            SELECT "case" FROM registry.case_evidence WHERE answer = ANY(%s)) ORDER BY event, name
        """,
        (disease, list(answers)),
    )
    return tuple(row[0] for row in rows)


def find_made_of(connection: Connection, receipt: ReceiptNumber) -> list[CaseRow]:
    """The cases that stand and rest on an answer of a delivery, by day."""
    told = connection.execute(
        "SELECT unit, answer_id, part FROM registry.answer WHERE receipt = %s", (receipt.value,)
    )
    query = """
        SELECT * FROM registry.case AS c WHERE known_to IS NULL AND id IN (
            SELECT "case" FROM registry.case_evidence WHERE answer = ANY(%s) AND receipt = %s)
        ORDER BY event, name
    """
    names = [answer_name(*row) for row in told]
    return _with_evidence(connection, find_rows(connection, query, (names, receipt.value)))


def find_of_person(connection: Connection, subject: bytes, disease: str) -> tuple[str, ...]:
    """The cases of a disease that a person has, by day."""
    rows = connection.execute(
        """
        SELECT name FROM registry.case
        WHERE known_to IS NULL AND subject = %s AND disease = %s ORDER BY event, name
        """,
        (subject, disease),
    )
    return tuple(row[0] for row in rows)


def find_questions(
    connection: Connection, *, limit: int | None = None, skip: int = 0, subject: bytes | None = None
) -> tuple[list[QuestionRow], int]:
    """What waits for a person (about one patient, where given), oldest first; and how much there is."""
    asked = {"limit": limit, "skip": skip, "subject": subject}
    wanted = "q.known_to IS NULL AND (%(subject)s::bytea IS NULL OR q.subject = %(subject)s)"
    total = find_rows(
        connection,
        f"SELECT count(*) AS total FROM registry.case_question AS q WHERE {wanted}",  # noqa: S608
        asked,
    )
    rows = find_rows(
        connection,
        f"""
        SELECT q.*, i.name AS laboratory
        FROM registry.case_question AS q LEFT JOIN registry.institution AS i ON i.id = q.unit
        WHERE {wanted} ORDER BY q.known, q.id LIMIT %(limit)s OFFSET %(skip)s
        """,  # noqa: S608
        asked,
    )
    return [_question(row) for row in rows], int(total[0]["total"])


def find_question(connection: Connection, question: int) -> tuple[bytes, QuestionRow] | None:
    """A question that stands, and whom it is about."""
    rows = find_rows(
        connection,
        """
        SELECT q.*, i.name AS laboratory
        FROM registry.case_question AS q LEFT JOIN registry.institution AS i ON i.id = q.unit
        WHERE q.id = %s AND q.known_to IS NULL
        """,
        (question,),
    )
    return (bytes(rows[0]["subject"]), _question(rows[0])) if rows else None


def _question(row: Row) -> QuestionRow:
    return QuestionRow(
        id=row["id"],
        subject=bytes(row["subject"]),
        doubt=Doubt(row["doubt"]),
        answer=row["answer"],
        receipt=ReceiptNumber(row["receipt"]) if row["receipt"] else None,
        laboratory=row["laboratory"],
        disease=row["disease"],
        known=row["known"],
        decision=row["decision"],
    )


def find_laboratories(connection: Connection, units: Collection[int]) -> dict[int, str]:
    """What institutions are called."""
    rows = connection.execute(
        "SELECT id, name FROM registry.institution WHERE id = ANY(%s)", (list(set(units)),)
    )
    return {row[0]: row[1] for row in rows}


def find_findings(connection: Connection, answers: Collection[int]) -> Mapping[int, list[FindingRow]]:
    """The findings of answers as they were understood last, by the answers' rows and in their order."""
    found: dict[int, list[FindingRow]] = defaultdict(list)
    for row in find_rows(
        connection,
        """
        SELECT DISTINCT ON (answer, position) * FROM registry.finding
        WHERE answer = ANY(%s) ORDER BY answer, position, id DESC
        """,
        (list(answers),),
    ):
        found[row["answer"]].append(
            FindingRow(
                position=row["position"],
                organism=row["organism"],
                outcome=row["outcome"],
                method=row["method"],
                specimen=row["specimen_type"],
                flags=tuple(row["flags"]),
                day=row["day"],
            )
        )
    return found


def find_patient(connection: Connection, answer: int) -> bytes | None:
    """Whom an answer names, by the id of its row."""
    row = connection.execute("SELECT subject FROM registry.answer WHERE id = %s", (answer,)).fetchone()
    return bytes(row[0]) if row else None

"""What people decided about cases: appended, and closed when it is taken back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from infreg.storage.cases import REGISTER
from infreg.storage.rows import Connection, Row, find_rows
from infreg.vocabulary.case import CaseDecision, Move


@dataclass(frozen=True, slots=True)
class StoredDecision:
    """A decision, the patient that its answer named, and who took it back and why."""

    subject: bytes
    decision: CaseDecision
    undone_because: str | None
    undone_by: str | None


def add(connection: Connection, subject: bytes, decision: CaseDecision) -> int:
    """Appends a decision and returns its id."""
    row = connection.execute(
        """
        INSERT INTO registry.case_decision
            (register, subject, disease, answer, move, other, "to", seen, because, by, known_from)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
        """,
        (
            REGISTER,
            subject,
            decision.disease,
            decision.answer,
            decision.move.value,
            decision.other,
            decision.to,
            decision.seen,
            decision.because,
            decision.by,
            decision.at,
        ),
    ).fetchone()
    if row is None:
        raise LookupError("an inserted row returns its id")
    return int(row[0])


def undo(
    connection: Connection, decision: int, because: str, by: str, now: datetime
) -> StoredDecision | None:
    """Closes a decision that stands; None when it does not (any more)."""
    found = find_rows(
        connection,
        """
        UPDATE registry.case_decision SET known_to = %s, undone_because = %s, undone_by = %s
        WHERE id = %s AND known_to IS NULL RETURNING *
        """,
        (now, because, by, decision),
    )
    return _stored(found[0]) if found else None


def find(connection: Connection, decision: int) -> StoredDecision | None:
    """One decision, whether it stands or not."""
    found = find_rows(connection, "SELECT * FROM registry.case_decision WHERE id = %s", (decision,))
    return _stored(found[0]) if found else None


def of_people(
    connection: Connection, subjects: Collection[bytes], at: datetime | None = None
) -> list[StoredDecision]:
    """Every decision about these that stands, or stood at a moment (told as it stood then); oldest first."""
    rows = find_rows(
        connection,
        """
        SELECT * FROM registry.case_decision WHERE subject = ANY(%(subjects)s) AND (
            known_to IS NULL AND (%(at)s::timestamptz IS NULL OR known_from <= %(at)s)
            OR known_from <= %(at)s AND known_to > %(at)s
        ) ORDER BY known_from, id
        """,
        {"subjects": list(subjects), "at": at},
    )
    return [_stored({**row, "known_to": None}) for row in rows]


def of_case(
    connection: Connection, disease: str, answers: Collection[str], ids: Collection[int]
) -> list[StoredDecision]:
    """Every decision about cases of a disease that rest on any of these answers, and those with these ids;
    oldest first."""
    rows = find_rows(
        connection,
        """
        SELECT * FROM registry.case_decision
        WHERE disease = %(disease)s AND (answer = ANY(%(answers)s) OR other = ANY(%(answers)s))
        OR id = ANY(%(ids)s) ORDER BY known_from, id
        """,
        {"disease": disease, "answers": list(answers), "ids": list(ids)},
    )
    return [_stored(row) for row in rows]


def _stored(row: Row) -> StoredDecision:
    decision = CaseDecision(
        id=row["id"],
        disease=row["disease"],
        answer=row["answer"],
        move=Move(row["move"]),
        because=row["because"],
        by=row["by"],
        at=row["known_from"],
        other=row["other"],
        to=row["to"],
        seen=row["seen"],
        undone_at=row["known_to"],
    )
    return StoredDecision(bytes(row["subject"]), decision, row["undone_because"], row["undone_by"])

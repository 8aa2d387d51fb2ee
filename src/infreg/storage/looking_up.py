"""What a clinician is shown of one patient, from every laboratory. Read as the database's role `lookup`,
which sees the rows of the subjects that `reach_subjects` named, and nothing else."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from infreg.storage.connection import reach_answers
from infreg.storage.rows import Connection, Row, find_rows
from infreg.storage.shown_findings import FindingRow, IsolateRow, as_findings, as_isolate
from infreg.storage.stored_answers import StoredAnswer, find_open


@dataclass(frozen=True, slots=True)
class PatientRow:
    """An open answer as it is stored, with what its tree does not hold: whose it is, and when it came."""

    stored: StoredAnswer
    laboratory: str
    known_from: datetime


@dataclass(frozen=True, slots=True)
class PatientRows:
    """Everything open about some subjects: answers in no order, findings by answer, isolates."""

    answers: tuple[PatientRow, ...]
    findings: Mapping[int, Sequence[FindingRow]]
    isolates: tuple[IsolateRow, ...]


def find_patient(connection: Connection, subjects: Sequence[bytes]) -> PatientRows:
    """What is open about these, who must be those the transaction reaches. A handful of statements, however
    much there is."""
    with _looking(connection):
        heads = find_rows(connection, _HEADS, {"subjects": list(subjects)})
        keys = [row["id"] for row in heads]
        reach_answers(connection, keys)
        by_key = {row["id"]: row for row in heads}
        answers = tuple(
            PatientRow(stored, by_key[stored.key]["name"], by_key[stored.key]["known_from"])
            for stored in find_open(connection, keys)
        )
        return PatientRows(answers, _findings(connection, keys), _isolates(connection, subjects))


@contextmanager
def _looking(connection: Connection) -> Iterator[None]:
    """Reads as `lookup`. After an error the transaction is undone, and the role with it."""
    connection.execute("SET LOCAL ROLE lookup")
    yield
    connection.execute("SET LOCAL ROLE NONE")


_HEADS = """
    SELECT a.id, a.known_from, i.name
    FROM registry.answer AS a JOIN registry.institution AS i ON i.id = a.unit
    WHERE a.subject = ANY(%(subjects)s::bytea[]) AND a.known_to IS NULL AND a.aside_from IS NULL
"""


def _findings(connection: Connection, answers: Sequence[int]) -> dict[int, list[FindingRow]]:
    rows = find_rows(
        connection,
        """
        SELECT * FROM registry.finding WHERE answer = ANY(%(answers)s) AND known_to IS NULL
        ORDER BY answer, position
        """,
        {"answers": list(answers)},
    )
    found: dict[int, list[FindingRow]] = defaultdict(list)
    for row, finding in zip(rows, as_findings(connection, rows), strict=True):
        found[row["answer"]].append(finding)
    return found


def _isolates(connection: Connection, subjects: Sequence[bytes]) -> tuple[IsolateRow, ...]:
    rows = find_rows(
        connection,
        """
        SELECT * FROM registry.isolate WHERE subject = ANY(%(subjects)s::bytea[]) AND known_to IS NULL
        ORDER BY day DESC NULLS LAST, id
        """,
        {"subjects": list(subjects)},
    )
    keys = [row["id"] for row in rows]
    connection.execute(
        "SELECT set_config('infreg.isolates', %s, true)", ("{" + ",".join(map(str, keys)) + "}",)
    )
    tested: dict[int, list[Row]] = defaultdict(list)
    for row in find_rows(
        connection,
        "SELECT * FROM registry.isolate_test WHERE isolate = ANY(%(isolates)s) ORDER BY id",
        {"isolates": keys},
    ):
        tested[row["isolate"]].append(row)
    # Whoever looks a patient up opens no deliveries.
    return tuple(as_isolate(row, tested[row["id"]]) for row in rows)

"""Cases and questions in and out. Derived rows: what is found again as it was stays, what is not is closed,
what is new is added; nothing is overwritten."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from infreg.storage.rows import Connection, Row, find_rows
from infreg.vocabulary.case import Case, Classification, DefinitionRef, Doubt, Evidence, Question, State
from infreg.vocabulary.identifiers import ReceiptNumber

REGISTER = "msis"
_CASE = (
    'name, register, subject, disease, classification, state, "group", alert, clinician_notice, organism, '
    "event, onset, sampled, received, known, municipality, infected_in, sex, birth_year, rule, "
    "definition_kind, definition_name, definition_valid_from, definition_hash, decisions, doubts, made_of, "
    "known_from"
)
_EVIDENCE = '"order", answer, key, receipt, unit, positions, day, rule'
_QUESTION = (
    "register, subject, doubt, answer, key, receipt, unit, disease, decision, known, made_of, known_from"
)


@dataclass(frozen=True, slots=True)
class PlacedCase:
    """A case with the pseudonym of the person it is of."""

    subject: bytes
    case: Case

    @property
    def made_of(self) -> bytes:
        """Equal when deriving it again found the same."""
        return _digest((self.subject.hex(), self.case))


@dataclass(frozen=True, slots=True)
class PlacedQuestion:
    """A question with the pseudonym of the person it is about."""

    subject: bytes
    question: Question

    @property
    def made_of(self) -> bytes:
        """Equal when deriving it again found the same."""
        return _digest((self.subject.hex(), self.question))


def _digest(held: object) -> bytes:
    return hashlib.sha256(orjson.dumps(held)).digest()


def replace_cases(
    connection: Connection, subjects: Collection[bytes], placed: Iterable[PlacedCase], now: datetime
) -> None:
    """Makes these the cases of these persons, each given with all its pseudonyms. A case that stood under
    another person (they were parted, or an answer is about somebody else after all) is taken over."""
    found = {each.made_of: each for each in placed}
    stood = {
        bytes(row["made_of"]): row["id"]
        for row in find_rows(
            connection,
            """
            SELECT id, made_of FROM registry.case WHERE known_to IS NULL AND subject = ANY(%(subjects)s)
            UNION SELECT id, made_of FROM registry.case WHERE known_to IS NULL AND name = ANY(%(names)s)
            """,
            {"subjects": list(subjects), "names": [each.case.id for each in found.values()]},
        )
    }
    gone = [row for made_of, row in stood.items() if made_of not in found]
    if gone:
        # We may have waited for somebody who began after us, and wrote a later time than ours.
        connection.execute(
            "UPDATE registry.case SET known_to = greatest(known_from, %s) WHERE id = ANY(%s)", (now, gone)
        )
    new = {made_of: each for made_of, each in found.items() if made_of not in stood}
    if new:
        _insert(connection, new, now)


def _insert(connection: Connection, new: Mapping[bytes, PlacedCase], now: datetime) -> None:
    """Cases with their evidence, found by the name that only one of them has. As JSON: the web may make no
    temporary table to copy through."""
    evidence = [
        {"name": each.case.id, "order": order, **_evidence_row(one)}
        for each in new.values()
        for order, one in enumerate(each.case.evidence, 1)
    ]
    connection.execute(
        f"""
        WITH made AS (
            INSERT INTO registry.case ({_CASE})
            SELECT {_CASE} FROM jsonb_populate_recordset(NULL::registry.case, %s::jsonb)
            RETURNING id, name
        )
        INSERT INTO registry.case_evidence ("case", {_EVIDENCE})
        SELECT made.id, {_EVIDENCE} FROM made JOIN jsonb_to_recordset(%s::jsonb) AS said (
            name text, "order" smallint, answer text, key bigint, receipt text, unit bigint,
            positions integer[], day date, rule text
        ) USING (name)
        """.encode(),  # noqa: S608 - names of columns alone
        (_json(_case_row(made_of, each, now) for made_of, each in new.items()), _json(evidence)),
    )


def _json(rows: Iterable[Mapping[str, object]]) -> str:
    return orjson.dumps(list(rows)).decode()


def _bytes(value: bytes) -> str:
    """As PostgreSQL reads bytea."""
    return f"\\x{value.hex()}"


def _case_row(made_of: bytes, placed: PlacedCase, now: datetime) -> dict[str, object]:
    case = placed.case
    return {
        "name": case.id,
        "register": REGISTER,
        "subject": _bytes(placed.subject),
        "disease": case.disease,
        "classification": case.classification,
        "state": case.state,
        "group": case.group,
        "alert": case.alert,
        "clinician_notice": case.clinician_notice,
        "organism": case.organism,
        "event": case.event,
        "onset": case.onset,
        "sampled": case.sampled,
        "received": case.received,
        "known": case.known,
        "municipality": case.municipality,
        "infected_in": case.infected_in,
        "sex": case.sex,
        "birth_year": case.birth_year,
        "rule": case.rule,
        "definition_kind": case.definition.kind,
        "definition_name": case.definition.name,
        "definition_valid_from": case.definition.valid_from,
        "definition_hash": case.definition.hash,
        "decisions": case.decisions,
        "doubts": case.doubts,
        "made_of": _bytes(made_of),
        "known_from": now,
    }


def _evidence_row(evidence: Evidence) -> dict[str, object]:
    return {
        "answer": evidence.answer,
        "key": evidence.key,
        "receipt": evidence.receipt.value,
        "unit": evidence.unit,
        "positions": evidence.positions,
        "day": evidence.day,
        "rule": evidence.rule,
    }


def replace_questions(
    connection: Connection, subjects: Collection[bytes], placed: Iterable[PlacedQuestion], now: datetime
) -> None:
    """Makes these the questions about these persons."""
    found = {each.made_of: each for each in placed}
    stood = {
        bytes(row["made_of"]): row["id"]
        for row in find_rows(
            connection,
            """
            SELECT id, made_of FROM registry.case_question WHERE known_to IS NULL AND subject = ANY(%s)
            """,
            (list(subjects),),
        )
    }
    gone = [row for made_of, row in stood.items() if made_of not in found]
    if gone:
        connection.execute(
            "UPDATE registry.case_question SET known_to = greatest(known_from, %s) WHERE id = ANY(%s)",
            (now, gone),
        )
    new = [_question_row(made_of, each, now) for made_of, each in found.items() if made_of not in stood]
    if new:
        connection.execute(
            f"""
            INSERT INTO registry.case_question ({_QUESTION})
            SELECT {_QUESTION} FROM jsonb_populate_recordset(NULL::registry.case_question, %s::jsonb)
            """.encode(),  # noqa: S608 - names of columns alone
            (_json(new),),
        )


def _question_row(made_of: bytes, placed: PlacedQuestion, now: datetime) -> dict[str, object]:
    question = placed.question
    return {
        "register": REGISTER,
        "subject": _bytes(placed.subject),
        "doubt": question.doubt,
        "answer": question.answer,
        "key": question.key,
        "receipt": question.receipt and question.receipt.value,
        "unit": question.unit,
        "disease": question.disease,
        "decision": question.decision,
        "known": question.known,
        "made_of": _bytes(made_of),
        "known_from": now,
    }


def find_open(connection: Connection, subjects: Collection[bytes]) -> list[Case]:
    """The cases of these persons as they stand, by id."""
    rows = find_rows(
        connection,
        "SELECT * FROM registry.case WHERE known_to IS NULL AND subject = ANY(%s) ORDER BY name",
        (list(subjects),),
    )
    evidence = find_evidence(connection, [row["id"] for row in rows])
    return [case_of(row, evidence[row["id"]]) for row in rows]


def find_evidence(connection: Connection, cases: Collection[int]) -> Mapping[int, tuple[Evidence, ...]]:
    """What versions of cases rest on, by the ids of their rows; nothing for a row that is not there."""
    found: dict[int, list[Evidence]] = defaultdict(list)
    for row in find_rows(
        connection,
        'SELECT * FROM registry.case_evidence WHERE "case" = ANY(%s) ORDER BY "case", "order"',
        (list(cases),),
    ):
        found[row["case"]].append(_evidence(row))
    return defaultdict(tuple, {case: tuple(each) for case, each in found.items()})


def _evidence(row: Row) -> Evidence:
    return Evidence(
        answer=row["answer"],
        key=row["key"],
        receipt=ReceiptNumber(row["receipt"]),
        unit=row["unit"],
        positions=tuple(row["positions"]),
        day=row["day"],
        rule=row["rule"],
    )


def case_of(row: Mapping[str, Any], evidence: tuple[Evidence, ...]) -> Case:
    """A case as it was derived, out of its row."""
    return Case(
        id=row["name"],
        disease=row["disease"],
        classification=Classification(row["classification"]),
        state=State(row["state"]) if row["state"] else None,
        group=row["group"],
        alert=row["alert"],
        clinician_notice=row["clinician_notice"],
        organism=row["organism"],
        event=row["event"],
        onset=row["onset"],
        sampled=row["sampled"],
        received=row["received"],
        known=row["known"],
        municipality=row["municipality"],
        infected_in=row["infected_in"],
        sex=row["sex"],
        birth_year=row["birth_year"],
        rule=row["rule"],
        definition=DefinitionRef(
            row["definition_kind"],
            row["definition_name"],
            row["definition_valid_from"],
            row["definition_hash"],
        ),
        evidence=evidence,
        decisions=tuple(row["decisions"]),
        doubts=tuple(Doubt(each) for each in row["doubts"]),
    )


def find_found(connection: Connection, subjects: Collection[bytes]) -> list[tuple[bytes, str]]:
    """Whom, of these patients, an organism was ever found in, and which. What does not stand any more too:
    a case may have been made of it meanwhile."""
    rows = connection.execute(
        """
        SELECT DISTINCT subject, organism FROM registry.finding
        WHERE subject = ANY(%s) AND outcome = 'positive' AND counts AND organism IS NOT NULL
        """,
        (list(subjects),),
    )
    return [(bytes(row[0]), row[1]) for row in rows]


def find_known(connection: Connection, subjects: Collection[bytes]) -> set[bytes]:
    """Those of these who have a case, a question, a decision about one, or an answer that a laboratory marked
    as notifiable or not."""
    rows = connection.execute(
        """
        SELECT subject FROM registry.case WHERE known_to IS NULL AND subject = ANY(%(subjects)s)
        UNION SELECT subject FROM registry.case_question
            WHERE known_to IS NULL AND subject = ANY(%(subjects)s)
        UNION SELECT subject FROM registry.case_decision WHERE subject = ANY(%(subjects)s)
        UNION SELECT subject FROM registry.answer WHERE subject = ANY(%(subjects)s)
            AND comments && ARRAY['MSIS-M', 'MSIS-UM', 'MSIS-AV']
        """,
        {"subjects": list(subjects)},
    )
    return {bytes(row[0]) for row in rows}

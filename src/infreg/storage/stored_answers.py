"""Answers back out of their rows, as the tree they came in as: what is derived is derived from these."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row

from infreg.vocabulary.answer import (
    Answer,
    Coded,
    Concentration,
    Organism,
    Party,
    Patient,
    Provider,
    Result,
    Specimen,
    Susceptibility,
    Value,
    ValueKind,
)
from infreg.vocabulary.moment import Moment

Connection = psycopg.Connection[Any]
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An open answer: its row's id, whose it is, whom it is about, and what it says. The patient's number
    and name are in the vault and not here; the laboratory is `unit`."""

    key: int
    unit: int
    subject: bytes
    answer: Answer


def find_open(connection: Connection, keys: Sequence[int]) -> list[StoredAnswer]:
    """Those of these rows that are open, by id."""
    return _read(
        connection,
        "SELECT * FROM registry.answer WHERE id = ANY(%s) AND known_to IS NULL ORDER BY id",
        list(keys),
    )


def _read(connection: Connection, query: str, asked: list[Any]) -> list[StoredAnswer]:
    if not asked:
        return []
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(query.encode(), (asked,)).fetchall()
    keys = [row["id"] for row in rows]
    below = {table: _below(connection, table, keys) for table in _BELOW} if keys else {}
    return [
        StoredAnswer(
            row["id"],
            row["unit"],
            bytes(row["subject"]),
            _answer(row, {table: found[row["id"]] for table, found in below.items()}),
        )
        for row in rows
    ]


_BELOW = {
    "specimen": "SELECT * FROM registry.specimen WHERE answer = ANY(%s) ORDER BY answer, position",
    "result": "SELECT * FROM registry.result WHERE answer = ANY(%s) ORDER BY answer, position",
    "susceptibility": (
        "SELECT * FROM registry.susceptibility WHERE answer = ANY(%s) ORDER BY answer, position"
    ),
}


def _below(connection: Connection, table: str, keys: Sequence[int]) -> Mapping[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    with connection.cursor(row_factory=dict_row) as cursor:
        for row in cursor.execute(_BELOW[table].encode(), (list(keys),)):
            found[row["answer"]].append(row)
    return found


def _answer(row: Row, below: Mapping[str, Sequence[Row]]) -> Answer:
    requester = Party(row["requester_name"], row["requester_id"], row["requester_id_type"])
    year = row["birth_year"]
    return Answer(
        answer_id=row["answer_id"],
        service_type=row["service_type"],
        status=row["status"],
        discipline=row["discipline"],
        issued_at=Moment(row["issued_at"]) if row["issued_at"] else None,
        laboratory=Provider(),
        requester=Provider(institution=None if requester == Party() else requester),
        patient=Patient(
            id_type=row["subject_id_type"],
            sex=row["sex"],
            birth_date=Moment(datetime(year, 7, 1, tzinfo=UTC), date_only=True) if year else None,
            municipality=row["municipality"],
        ),
        specimens=tuple(_specimen(r) for r in below["specimen"]),
        results=tuple(_result(r) for r in below["result"]),
        susceptibilities=tuple(_susceptibility(r) for r in below["susceptibility"]),
        comments=tuple(Coded(code=comment) for comment in row["comments"]),
    )


def _coded(row: Row, prefix: str) -> Coded:
    return Coded(*(row[f"{prefix}_{part}"] for part in ("system", "version", "code", "display", "text")))


def _specimen(row: Row) -> Specimen:
    moment = Moment(row["collected_at"], row["collected_date_only"]) if row["collected_at"] else None
    return Specimen(id=row["specimen_id"], type=_coded(row, "type"), collected_at=moment)


def _result(row: Row) -> Result:
    coded = _coded(row, "value")
    return Result(
        id=row["result_id"],
        parent=row["parent"],
        specimen=row["specimen"],
        investigation=_coded(row, "investigation"),
        value=Value(
            kind=ValueKind(row["kind"]),
            text=row["text"],
            coded=None if coded == Coded() else coded,
            number=row["number"],
            high=row["high"],
            comparator=row["comparator"],
            unit=row["unit_of_measure"],
            date=Moment(row["date"]) if row["date"] else None,
        ),
        organism=Organism(row["organism_name"], row["organism_code"]) if row["organism_name"] else None,
        status=row["status"],
        comment=row["comment"],
        service_type=row["service_type"],
    )


def _susceptibility(row: Row) -> Susceptibility:
    mic = row["mic"]
    return Susceptibility(
        organism_result=row["organism_result"],
        agent=_coded(row, "agent"),
        sir=row["sir"],
        sir_text=row["sir_text"],
        mic=None if mic is None else Concentration(mic, row["mic_comparator"]),
        zone_mm=row["zone_mm"],
        specimen=row["specimen"],
        status=row["status"],
        text=row["text"],
        service_type=row["service_type"],
    )


def find_keys(connection: Connection, subjects: Sequence[bytes]) -> dict[bytes, list[int]]:
    """The ids of the open answers about each of these."""
    found: dict[bytes, list[int]] = {}
    rows = connection.execute(
        "SELECT subject, id FROM registry.answer WHERE known_to IS NULL AND subject = ANY(%s) ORDER BY id",
        (list(subjects),),
    )
    for subject, key in rows:
        found.setdefault(bytes(subject), []).append(key)
    return found

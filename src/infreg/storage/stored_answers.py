"""Answers back out of their rows, as the tree they came in as: what is derived is derived from these."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import psycopg

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
Row = tuple[Any, ...]


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
    return _find(connection, _ROWS + b" AND known_to IS NULL ORDER BY id", keys)


def find(connection: Connection, keys: Sequence[int]) -> list[StoredAnswer]:
    """These rows, by id, whether or not they are open."""
    return _find(connection, _ROWS + b" ORDER BY id", keys)


def _find(connection: Connection, query: bytes, keys: Sequence[int]) -> list[StoredAnswer]:
    if not keys:
        return []
    rows = connection.execute(query, (list(keys),)).fetchall()
    found = [row[0] for row in rows]
    below = [_below(connection, query, make, found) for query, make in _BELOW]
    return [
        StoredAnswer(row[0], row[1], bytes(row[2]), _answer(row[3:], *(of.get(row[0], ()) for of in below)))
        for row in rows
    ]


_ROWS = b"""
    SELECT id, unit, subject, answer_id, service_type, status, discipline, issued_at,
        requester_name, requester_id, requester_id_type, requester_telephone,
        subject_id_type, sex, birth_year, municipality, comments
    FROM registry.answer WHERE id = ANY(%s)
"""


def _below(
    connection: Connection, query: bytes, make: Callable[[Row], Any], keys: Sequence[int]
) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(query, (list(keys),)):
        found[row[0]].append(make(row))
    return found


def _answer(
    row: Row, specimens: Iterable[Specimen], results: Iterable[Result], tested: Iterable[Susceptibility]
) -> Answer:
    answer_id, service_type, status, discipline, issued_at, *rest = row
    name, party, id_type, telephone, subject_id_type, sex, year, municipality, comments = rest
    requester = Party(name, party, id_type)
    return Answer(
        answer_id=answer_id,
        service_type=service_type,
        status=status,
        discipline=discipline,
        issued_at=Moment(issued_at) if issued_at else None,
        laboratory=_NOBODY,
        requester=Provider(institution=None if requester == Party() else requester, telephone=telephone),
        patient=Patient(
            id_type=subject_id_type,
            sex=sex,
            birth_date=Moment(datetime(year, 7, 1, tzinfo=UTC), date_only=True) if year else None,
            municipality=municipality,
        ),
        specimens=tuple(specimens),
        results=tuple(results),
        susceptibilities=tuple(tested),
        comments=tuple(Coded(code=comment) for comment in comments),
    )


_NOBODY = Provider()
#: A laboratory says the same again and again.
_coded = lru_cache(20_000)(Coded)


def _specimen(row: Row) -> Specimen:
    _, name, collected_at, date_only, *kind = row
    return Specimen(name, _coded(*kind), Moment(collected_at, date_only) if collected_at else None)


def _result(row: Row) -> Result:
    _, name, parent, specimen, status, comment, service_type, organism, organism_code = row[:9]
    kind, text, number, high, comparator, unit, date = row[14:21]
    coded = _coded(*row[21:])
    return Result(
        id=name,
        parent=parent,
        specimen=specimen,
        investigation=_coded(*row[9:14]),
        value=Value(
            kind=_KINDS[kind],
            text=text,
            coded=None if coded == _NO_CODE else coded,
            number=number,
            high=high,
            comparator=comparator,
            unit=unit,
            date=Moment(date) if date else None,
        ),
        organism=Organism(organism, organism_code) if organism else None,
        status=status,
        comment=comment,
        service_type=service_type,
    )


_NO_CODE = Coded()
_KINDS = {kind.value: kind for kind in ValueKind}


def _susceptibility(row: Row) -> Susceptibility:
    _, organism_result, specimen, sir, sir_text, comparator, mic, zone_mm, *rest = row
    text, status, service_type, *agent = rest
    return Susceptibility(
        organism_result=organism_result,
        agent=_coded(*agent),
        sir=sir,
        sir_text=sir_text,
        mic=None if mic is None else Concentration(mic, comparator),
        zone_mm=zone_mm,
        specimen=specimen,
        status=status,
        text=text,
        service_type=service_type,
    )


_BELOW: tuple[tuple[bytes, Callable[[Row], Any]], ...] = (
    (
        b"""
        SELECT answer, specimen_id, collected_at, collected_date_only,
            type_system, type_version, type_code, type_display, type_text
        FROM registry.specimen WHERE answer = ANY(%s) ORDER BY answer, position
        """,
        _specimen,
    ),
    (
        b"""
        SELECT answer, result_id, parent, specimen, status, comment, service_type,
            organism_name, organism_code, investigation_system, investigation_version,
            investigation_code, investigation_display, investigation_text,
            kind, text, number, high, comparator, unit_of_measure, date,
            value_system, value_version, value_code, value_display, value_text
        FROM registry.result WHERE answer = ANY(%s) ORDER BY answer, position
        """,
        _result,
    ),
    (
        b"""
        SELECT answer, organism_result, specimen, sir, sir_text, mic_comparator, mic, zone_mm, text, status,
            service_type, agent_system, agent_version, agent_code, agent_display, agent_text
        FROM registry.susceptibility WHERE answer = ANY(%s) ORDER BY answer, position
        """,
        _susceptibility,
    ),
)


def find_telling(connection: Connection, subjects: Sequence[bytes]) -> list[int]:
    """The ids of the open answers about these in which a microbe was found: no other tells of an isolate.
    Asked after the findings are written."""
    rows = connection.execute(
        """
        SELECT DISTINCT answer FROM registry.finding
        WHERE subject = ANY(%s) AND known_to IS NULL
        AND outcome = 'positive' AND counts AND organism IS NOT NULL
        ORDER BY answer
        """,
        (list(subjects),),
    )
    return [row[0] for row in rows]

"""What strata the register holds cases, isolates, answers and findings in, one by one: what a measure is
made of, beside what is true."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg

from infreg.storage.cases import REGISTER
from infreg.vocabulary.accuracy import AnswerKey

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class HeldCase:
    """An open case's strata."""

    id: str
    day: date
    municipality: str | None
    birth_year: int | None


@dataclass(frozen=True, slots=True)
class Received:
    """The first and the last day on which anything of an answer came, and how many of its own versions (not
    of what was added to it) have stood for a time."""

    first: date
    last: date
    stood: int


@dataclass(frozen=True, slots=True)
class HeldFinding:
    """An open finding of an answer that stands."""

    answer: AnswerKey
    organism: str | None
    outcome: str | None
    counts: bool


def cases(connection: Connection) -> Iterator[HeldCase]:
    """The open cases."""
    rows = connection.execute(
        """
        SELECT name, event, municipality, birth_year FROM registry.case
        WHERE known_to IS NULL AND register = %s
        """,
        (REGISTER,),
    )
    return (HeldCase(*row) for row in rows)


def isolate_readings(connection: Connection) -> Mapping[str, Mapping[str, str]]:
    """S, I or R by agent, the most resistant of several, of every open isolate; named as held_isolates
    names them."""
    rows = connection.execute(
        """
        WITH named AS (
            SELECT o.id,
                min(concat_ws('/', i.identifier, a.answer_id, a.part, s.position) COLLATE "C") AS name
            FROM registry.isolate AS o
            JOIN registry.isolate_source AS s ON s.isolate = o.id
            JOIN registry.answer AS a ON a.id = s.answer
            JOIN registry.institution AS i ON i.id = a.unit
            WHERE o.known_to IS NULL GROUP BY o.id
        )
        SELECT name, t.agent, t.sir FROM named JOIN registry.isolate_test AS t ON t.isolate = named.id
        WHERE t.agent IS NOT NULL AND t.sir IN ('S', 'I', 'R')
        """
    )
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for name, agent, sir in rows:
        found[name][agent] = max(sir, found[name].get(agent, sir), key="SIR".index)
    return found


def received(connection: Connection) -> Mapping[AnswerKey, Received]:
    """When answers came, in Oslo."""
    rows = connection.execute(
        """
        SELECT i.identifier, a.answer_id, min(a.known_from AT TIME ZONE 'Europe/Oslo')::date,
            max(a.known_from AT TIME ZONE 'Europe/Oslo')::date,
            count(*) FILTER (WHERE a.part = '' AND (a.known_to IS NULL OR a.known_to > a.known_from))
        FROM registry.answer AS a JOIN registry.institution AS i ON i.id = a.unit
        GROUP BY i.identifier, a.answer_id
        """
    )
    return {(laboratory, answer): Received(*rest) for laboratory, answer, *rest in rows}


def standing(connection: Connection) -> Mapping[AnswerKey, int]:
    """Of how many parts (itself, and what was added) an answer stands."""
    rows = connection.execute(
        """
        SELECT i.identifier, a.answer_id, count(*)
        FROM registry.answer AS a JOIN registry.institution AS i ON i.id = a.unit
        WHERE a.known_to IS NULL AND a.aside_from IS NULL GROUP BY i.identifier, a.answer_id
        """
    )
    return {(laboratory, answer): count for laboratory, answer, count in rows}


def findings(connection: Connection) -> Iterator[HeldFinding]:
    """The open findings of answers that stand."""
    rows = connection.execute(
        """
        SELECT i.identifier, a.answer_id, f.organism, f.outcome, f.counts
        FROM registry.finding AS f
        JOIN registry.answer AS a ON a.id = f.answer
        JOIN registry.institution AS i ON i.id = a.unit
        WHERE f.known_to IS NULL AND a.known_to IS NULL AND a.aside_from IS NULL
        """
    )
    return (HeldFinding((laboratory, answer), *rest) for laboratory, answer, *rest in rows)


def her_ids(connection: Connection) -> Mapping[str, str]:
    """Institutions' ids as they name themselves, by their numbers here, as strata write these."""
    rows = connection.execute("SELECT id::text, identifier FROM registry.institution WHERE id_type = 'HER'")
    return dict(rows.fetchall())

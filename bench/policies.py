"""Row-level policies beside the same query with the condition written out, on rows of 200 laboratories."""

import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import Any

import psycopg

from bench.figures import Figure
from infreg.access.actor import Actor, Purpose
from infreg.access.roles import CLINICIAN, LABORATORY, MUNICIPAL_MEDICAL_OFFICER
from infreg.storage.connection import acting, reach_subjects
from infreg.storage.server import stop
from tests.register import Register, close, make_server

LABORATORIES, PERSONS = 200, 50_000
ANSWERS, CASES = 400_000, 100_000
#: How often a query is asked, and by turns in how many rounds: each is beside the other in the same moments.
TIMES, ROUNDS = 40, 25
Connection = psycopg.Connection[Any]
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Asked:
    """A query as flow asks it, who asks, and the condition that the policy stands for; `opened` are persons
    looked up, `role` what the journey becomes for the reading."""

    name: str
    actor: Actor
    query: str
    condition: str
    column: str
    opened: tuple[bytes, ...] = ()
    role: str = "app"


def measure(count: int) -> Iterator[Figure]:
    """Who asks for their own of a table with everybody's."""
    del count
    server = make_server(None)
    try:
        with server.fresh() as register:
            for asked in _fill(register):
                yield _beside(register, asked)
    finally:
        close()
        stop(server.home)
        server.end()


def _fill(register: Register) -> tuple[Asked, ...]:
    with register.superuser() as bare:
        for statement in (_INSTITUTIONS, _ANSWER_ROWS, _CASE_ROWS, _SETTLED):
            bare.execute(statement.encode())
        unit, subject = _row(bare, "SELECT unit, subject FROM registry.answer WHERE receipt = 'b100000'")
    person = f"subject = '\\x{bytes(subject).hex()}'"
    open_answers = "SELECT count(*), max(known_from) FROM registry.answer WHERE known_to IS NULL"
    open_cases = (
        "SELECT count(*), max(known) FROM registry.case WHERE known_to IS NULL AND event > '2026-01-01'"
    )
    return (
        Asked(
            "a laboratory's own answers",
            Actor("lab", LABORATORY, Purpose.QUALITY, frozenset({unit})),
            open_answers,
            f"unit = ANY ('{{{unit}}}'::bigint[])",
            "unit",
        ),
        Asked(
            "a municipality's cases",
            Actor("mmo", MUNICIPAL_MEDICAL_OFFICER, Purpose.SURVEILLANCE, municipalities=frozenset({"0042"})),
            open_cases,
            "municipality = ANY ('{0042}'::text[]) AND subject NOT IN (SELECT registry.hidden_subjects())",
            "municipality",
            role="municipal",
        ),
        Asked(
            "a patient's answers",
            Actor("doctor", CLINICIAN, Purpose.TREATMENT),
            f"{open_answers} AND {person}",
            person,
            "subject",
            (bytes(subject),),
            role="lookup",
        ),
    )


def _beside(register: Register, asked: Asked) -> Figure:
    """Microseconds a query. Both must find the same rows, and the policy's column be an index condition."""
    register.use("app")
    with register.superuser() as bare, acting(asked.actor) as connection:
        bare.prepare_threshold = connection.prepare_threshold  # both are planned anew, as the pages' are
        reach_subjects(connection, asked.opened)
        if asked.role != "app":
            connection.execute(f"SET LOCAL ROLE {asked.role}".encode())
        written = f"{asked.query} AND {asked.condition}"
        found, expected = _row(connection, asked.query), _row(bare, written)
        plan = "\n".join(row[0] for row in connection.execute(f"EXPLAIN {asked.query}".encode()))
        ours, theirs = _by_turns(partial(_row, connection, asked.query), partial(_row, bare, written))
    if found != expected or not expected[0]:
        raise RuntimeError(f"{asked.name}: the policy finds something else")
    if not any("Index Cond" in line and asked.column in line for line in plan.splitlines()):
        raise RuntimeError(f"{asked.name}: the policy's column is no index condition:\n{plan}")
    return Figure(f"policy: {asked.name}", ours, "the condition written out", theirs, "µs", goal=1.2)


def _by_turns(ours: Callable[[], Row], theirs: Callable[[], Row]) -> tuple[float, float]:
    """Microseconds of each, the median of the rounds after one that is not counted."""
    rounds = [[_often(each) for each in (ours, theirs)] for _ in range(1 + ROUNDS)]
    first, second = (statistics.median(taken) for taken in zip(*rounds[1:], strict=True))
    return first, second


def _often(ask: Callable[[], Row]) -> float:
    began = perf_counter()
    for _ in range(TIMES):
        ask()
    return (perf_counter() - began) / TIMES * 1e6


def _row(connection: Connection, query: str) -> Row:
    row: Row | None = connection.execute(query.encode()).fetchone()
    if row is None:
        raise RuntimeError(f"nothing found: {query}")
    return row


_INSTITUTIONS = f"""
    INSERT INTO registry.institution (id_type, identifier, name, known_from)
    SELECT 'HER', 'bench' || n, 'Laboratorium ' || n, now() FROM generate_series(1, {LABORATORIES}) AS n
"""  # noqa: S608 - our own numbers alone
_PERSON = f"sha256((n % {PERSONS})::text::bytea)"
_ANSWER_ROWS = f"""
    INSERT INTO registry.answer (unit, receipt, position, answer_id, part, content_hash, comments, subject,
        subject_known, known_from, understanding)
    SELECT (SELECT min(id) FROM registry.institution) + n * 7 % {LABORATORIES}, 'b' || n, 1, 'b' || n,
        '', 'x', '{{}}', {_PERSON}, true, now() - n * interval '1 second', 'x'
    FROM generate_series(1, {ANSWERS}) AS n
"""  # noqa: S608 - our own numbers alone
_CASE_ROWS = f"""
    INSERT INTO registry.case (name, register, subject, disease, classification, "group", alert,
        clinician_notice, event, received, known, municipality, rule, definition_kind, definition_name,
        definition_valid_from, definition_hash, decisions, doubts, made_of, known_from)
    SELECT 'b' || n, 'msis', {_PERSON}, 'salmonellosis', 'confirmed', 'A', false, false,
        date '2026-11-01' - n % 700, now(), now(), lpad((n % 357)::text, 4, '0'), 'x', 'diseases', 'x',
        '2000-01-01', 'x', '{{}}', '{{}}', 'x', now()
    FROM generate_series(1, {CASES}) AS n
"""  # noqa: S608 - our own numbers alone
_SETTLED = "VACUUM ANALYZE registry.answer, registry.case"

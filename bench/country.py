"""A country of rows as reception leaves them, written by SQL in minutes: five years of answers, what they
find, what grew and what it resists, and the cases. Shares and skews are about Norway's; nothing is anybody's.

Triggers rest and indexes are made afterwards, so that millions go in as fast as the disk takes them.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from string import Template
from typing import Any

import psycopg

Connection = psycopg.Connection[Any]
LABORATORIES, DISEASES, ORGANISMS, AGENTS, TESTS = 60, 40, 40, 30, 12
#: A result is a finding. So many of them an answer, a case, an isolate; so many a person.
AN_ANSWER, A_CASE, AN_ISOLATE, A_PERSON = 2, 20, 25, 6
DAYS = 5 * 365
TABLES = ("answer", "specimen", "finding", "isolate", "isolate_test", "case")


def fill(bare: Connection, results: int, municipalities: Sequence[str], today: date) -> None:
    """Rows of so many results until today, in municipalities of which the first are the largest."""
    bare.execute("SET session_replication_role = replica")
    bare.execute("SET synchronous_commit = off")
    bare.execute("SET maintenance_work_mem = '512MB'")
    resting = _rest_indexes(bare)
    words = _words(results, municipalities, today)
    for statement in _ROWS:
        bare.execute(_written(statement, words))
    for index in resting:
        bare.execute(index.encode())
    for table in TABLES:
        bare.execute(_written(_COUNTED_ON, {"table": table}))
    bare.execute("SET session_replication_role = origin")
    bare.execute(("VACUUM (ANALYZE) " + ", ".join(f"registry.{table}" for table in TABLES)).encode())


def people(bare: Connection, municipalities: Sequence[str], today: date) -> None:
    """How many live in them, by sex and year of age, in each of the years: a population as it is loaded."""
    bare.execute(_written(_PEOPLE, _words(1, municipalities, today)))


def _rest_indexes(bare: Connection) -> list[str]:
    """Drops the indexes that are no primary key, and gives what makes them again."""
    found = bare.execute(
        """
        SELECT format('%%I.%%I', n.nspname, c.relname), pg_get_indexdef(i.indexrelid)
        FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
            JOIN pg_namespace AS n ON n.oid = c.relnamespace JOIN pg_class AS t ON t.oid = i.indrelid
        WHERE n.nspname = 'registry' AND t.relname = ANY(%s)
            AND NOT EXISTS (SELECT FROM pg_constraint AS o WHERE o.conindid = i.indexrelid)
        """,
        (list(TABLES),),
    ).fetchall()
    for name, _ in found:
        bare.execute(f"DROP INDEX {name}".encode())
    return [definition for _, definition in found]


def _words(results: int, municipalities: Sequence[str], today: date) -> Mapping[str, str]:
    """What the statements are filled with. What is drawn, a row's own number decides: the same every time."""
    persons = max(results // A_PERSON, 1)
    return {
        "answers": str(max(results // AN_ANSWER, 1)),
        "an_answer": str(AN_ANSWER),
        "cases": str(max(results // A_CASE, 1)),
        "isolates": str(max(results // AN_ISOLATE, 1)),
        "tests": str(TESTS),
        "agents": str(AGENTS),
        "laboratories": str(LABORATORIES),
        "places": "'{" + ",".join(municipalities) + "}'::text[]",
        "year": str(today.year),
        "begins": f"timestamptz '{today} 00:00 UTC' - interval '{DAYS} days'",
        "ends": f"timestamptz '{today} 00:00 UTC'",
        "days": str(DAYS),
        "nth": _nth(LABORATORIES, _drawn(1, 2)),
        "person": f"floor({persons} * {_drawn(2, 1.5)})::bigint",
        "number": f"1 + {_nth(len(municipalities), _drawn(3, 3, 'p'))}",
        "born": f"({today.year} - floor(95 * {_drawn(4, of='p')}))::smallint",
        "waited": f"interval '1 day' * floor(1 + 12 * {_drawn(5, 4)})",
        "specimen": _one_of("specimen", 20, 6),
        "organism": _one_of("ORG", ORGANISMS, 7),
        "outcome": _drawn(8),
        "method": _one_of("method", 5, 9),
        "understood": _drawn(10),
        "sir": f"substr('SSSSSSSIRR', 1 + floor(10 * {_drawn(11)})::int, 1)",
        "disease": _one_of("disease", DISEASES, 12),
    }


def _drawn(seed: int, power: float = 1, of: str = "n") -> str:
    """A number from 0 to 1, nearer to 0 the higher the power."""
    return f"power((hashint8extended({of}, {seed}) & 1048575) / 1048576.0, {power})"


def _nth(many: int, drawn: str) -> str:
    return f"floor({many} * {drawn})::int"


def _one_of(prefix: str, many: int, seed: int) -> str:
    """One of so many codes, the first of them the commonest."""
    return f"'{prefix}' || lpad(floor({many} * {_drawn(seed, 2)})::text, 3, '0')"


def _written(statement: str, words: Mapping[str, str]) -> bytes:
    whole = Template(Template(statement).safe_substitute({**words, **_PARTS}))
    return whole.substitute(words).encode()


#: Rows that came one after the other, $many of them, with their laboratory and who the person is: the same in
#: every table. Every twentieth was closed after three days.
_CAME = """
    SELECT n, unit, at, at - $waited AS sampled, sha256(p::text::bytea) AS subject,
        CASE WHEN p % 50 > 0 THEN ($places)[$number] END AS municipality,
        CASE WHEN p % 2 = 0 THEN 'female' ELSE 'male' END AS sex, $born AS birth_year,
        CASE WHEN n % 20 = 0 AND at < $ends - interval '4 days' THEN at + interval '3 days' END AS closed
    FROM (
        SELECT n, (SELECT min(id) FROM registry.institution) + $nth AS unit,
            $begins + n * (interval '$days days' / MANY) AS at, $person AS p
        FROM generate_series(1, MANY) AS n
    ) AS drawn
"""
_PARTS = {
    f"{each}_that_came": f"({_CAME.replace('MANY', '$' + each)}) AS r"
    for each in ("answers", "isolates", "cases")
}
_COUNTED_ON = """
    SELECT setval(pg_get_serial_sequence('registry.$table', 'id'), max(id)) FROM registry.$table
"""
_PEOPLE = """
    WITH years AS (
        INSERT INTO registry.population_year (year, source, hash, by, known_from)
        SELECT year, 'bench', 'x', 'bench', '2020-02-20' FROM generate_series($year - 5, $year - 1) AS year
        RETURNING id, year
    )
    INSERT INTO registry.population ("of", municipality, sex, age, persons)
    SELECT id, place, sex, age, 20 + (year + age) % 7
    FROM years, unnest($places) AS place, unnest('{female,male}'::text[]) AS sex,
        generate_series(0, 104) AS age
"""
_ROWS = (
    """
    INSERT INTO registry.institution (id_type, identifier, name, known_from)
    SELECT 'HER', 'bench' || n, 'Laboratorium ' || n, now() FROM generate_series(1, $laboratories) AS n
    """,
    """
    INSERT INTO registry.answer (id, unit, receipt, position, answer_id, part, content_hash, comments,
        discipline, issued_at, subject, subject_known, sex, birth_year, municipality, known_from, known_to,
        understanding)
    SELECT n, unit, 'b' || n, 1, 'b' || n, '', 'x', '{}', 'MIK', at - interval '2 hours', subject, true, sex,
        birth_year, municipality, at, closed, 'x' FROM $answers_that_came
    """,
    # What was closed is an answer that was corrected.
    """
    INSERT INTO registry.answer (id, unit, receipt, position, answer_id, part, content_hash, comments,
        discipline, issued_at, subject, subject_known, sex, birth_year, municipality, known_from,
        understanding)
    SELECT id + $answers, unit, receipt || 'b', 1, answer_id, '', 'x', '{}', 'MIK', issued_at, subject, true,
        sex, birth_year, municipality, known_to, 'x' FROM registry.answer WHERE known_to IS NOT NULL
    """,
    """
    INSERT INTO registry.specimen (unit, answer, position, specimen_id, collected_at, collected_date_only)
    SELECT unit, n, 1, answer_id, known_from - $waited, false
    FROM (SELECT *, id AS n FROM registry.answer) AS a
    """,
    """
    INSERT INTO registry.finding (unit, answer, subject, position, results, specimen_type, day, organism,
        outcome, method, screening, flags, rule, counts, made_of, known_from, known_to)
    SELECT unit, id, subject, j, '{}', $specimen, CASE WHEN n % 100 > 0 THEN (known_from - $waited)::date END,
        $organism,
        CASE WHEN $outcome < 0.12 OR unit % 7 = 0 THEN 'positive' WHEN $outcome < 0.98 THEN 'negative'
            ELSE 'inconclusive' END,
        $method, n % 50 = 0, '{}', 'x', $understood < 0.97, 'x', known_from, known_to
    FROM (
        SELECT a.*, j, a.id * $an_answer + j AS n
        FROM registry.answer AS a CROSS JOIN generate_series(1, $an_answer) AS j
    ) AS found
    """,
    """
    INSERT INTO registry.isolate (id, unit, subject, organism, specimen, day, flags, typing, method, care,
        sex, birth_year, municipality, made_of, known_from, known_to)
    SELECT n, unit, subject, $organism, $specimen, sampled::date, '{}', '{}', 'culture',
        CASE n % 3 WHEN 0 THEN 'primary' WHEN 1 THEN 'specialist' END, sex, birth_year, municipality, 'x', at,
        closed
    FROM $isolates_that_came
    """,
    """
    INSERT INTO registry.isolate_test (unit, isolate, agent, sir)
    SELECT unit, id, 'AGENT' || (id + j) % $agents, $sir
    FROM (
        SELECT i.unit, i.id, j, i.id * $tests + j AS n
        FROM registry.isolate AS i CROSS JOIN generate_series(1, $tests) AS j
    ) AS read
    """,
    """
    INSERT INTO registry.case (id, name, register, subject, disease, classification, "group", alert,
        clinician_notice, organism, event, sampled, received, known, municipality, sex, birth_year, rule,
        definition_kind, definition_name, definition_valid_from, definition_hash, decisions, doubts, made_of,
        known_from, known_to)
    SELECT n, 'b' || n, 'msis', subject, $disease, CASE WHEN n % 10 = 0 THEN 'probable' ELSE 'confirmed' END,
        'A', false, false, $organism, sampled::date, sampled::date, at, at, municipality, sex, birth_year,
        'x', 'diseases', 'bench', '2000-01-01', 'x', '{}', '{}', 'x', at, closed
    FROM $cases_that_came
    """,
)

"""Rows of every kind, nasty ones too, written and changed by somebody whom no policy stops."""

from random import Random
from typing import Any

import psycopg

Bare = psycopg.Connection[Any]

NAMES = (
    "",
    "Ø, \"Å\" & 'sønn'",
    "linje\nskift\r\n",
    "NULL",
    "\\N",
    "\\.",
    "  ",
    "日本",
    "x" * 3000,
    "t",
    "2026",
)
DAYS = (
    "0001-01-01",
    "0203-05-31",
    "1977-02-28",
    "2026-02-28",
    "2026-03-01",
    "2026-03-31",
    "9999-12-31",
    None,
)
TIMES = (
    "1969-12-31 23:59:59.999999+00",
    "2026-03-28 22:59:59.123456+00",  # the night to summer time, in Oslo
    "2026-03-31 21:59:59.999999+00",
    "2026-03-31 22:00:00+00",
    "2026-11-01 00:00:00.1+00",
)
_ANSWER = """
    INSERT INTO registry.answer (unit, receipt, position, answer_id, part, discipline, issued_at,
        content_hash, comments, subject, subject_known, sex, birth_year, municipality, known_from, known_to,
        understanding)
    VALUES (%(unit)s, %(receipt)s, 1, %(answer_id)s, '', %(text)s, %(issued)s, 'x', '{}', %(subject)s, true,
        %(sex)s, %(birth_year)s, %(municipality)s, %(known_from)s, %(known_to)s, 'x') RETURNING id
"""
_SPECIMEN = """
    INSERT INTO registry.specimen (unit, answer, position, specimen_id, collected_at, collected_date_only)
    VALUES (%(unit)s, %(answer)s, 1, 'P', %(issued)s, false)
"""
_FINDING = """
    INSERT INTO registry.finding (unit, answer, subject, position, results, specimen_type, day, organism,
        outcome, method, screening, flags, rule, counts, made_of, known_from, known_to)
    VALUES (%(unit)s, %(answer)s, %(subject)s, 1, '{}', %(text)s, %(day)s, %(text)s, 'positive', %(other)s,
        %(flag)s, '{}', 'x', %(flag)s, 'x', %(known_from)s, %(known_to)s)
"""
_ISOLATE = """
    INSERT INTO registry.isolate (unit, subject, organism, specimen, day, flags, typing, method, care, sex,
        birth_year, municipality, made_of, known_from, known_to)
    VALUES (%(unit)s, %(subject)s, %(name)s, %(text)s, %(day)s, '{}', '{}', %(other)s, 'primary', %(sex)s,
        %(birth_year)s, %(municipality)s, 'x', %(known_from)s, %(known_to)s) RETURNING id
"""
_TEST = """
    INSERT INTO registry.isolate_test (unit, isolate, agent, sir)
    VALUES (%(unit)s, %(isolate)s, %(text)s, %(sir)s)
"""
_CASE = """
    INSERT INTO registry.case (name, register, subject, disease, classification, state, "group", alert,
        clinician_notice, event, onset, sampled, received, known, municipality, sex, birth_year, rule,
        definition_kind, definition_name, definition_valid_from, definition_hash, decisions, doubts, made_of,
        known_from, known_to)
    VALUES (%(receipt)s, 'msis', %(subject)s, %(name)s, 'confirmed', %(text)s, 'A', false, false,
        coalesce(%(day)s::date, '2026-01-01'), %(day)s, %(day)s, %(known_from)s, now(),
        %(municipality)s, %(sex)s, %(birth_year)s, 'x', 'diseases', 'x', '2000-01-01', 'x', '{}', %(doubts)s,
        'x', %(known_from)s, %(known_to)s)
"""
_TABLES = ("case", "finding", "isolate", "answer")


def add_institutions(bare: Bare) -> None:
    """One for each nasty name."""
    for number, name in enumerate(NAMES):
        bare.execute(
            "INSERT INTO registry.institution (id_type, identifier, name, known_from)"
            " VALUES ('HER', %s, %s, now())",
            (f"made{number}", name),
        )


def add(bare: Bare, chance: Random, number: int) -> None:
    """An answer with all that lies below it, and a case."""
    known_from = chance.choice(TIMES)
    row: dict[str, Any] = {
        "unit": _one(bare, "SELECT id FROM registry.institution ORDER BY identifier DESC LIMIT 1"),
        "receipt": f"R{number}",
        # Some are versions of one answer.
        "answer_id": f"A{chance.randrange(max(1, number))}.{number if chance.random() < 0.7 else 0}",
        "name": chance.choice(NAMES),
        "text": chance.choice((*NAMES, None)),
        "other": chance.choice((*NAMES, None)),
        "issued": chance.choice((*TIMES, None)),
        "subject": subject(chance.randrange(6)),
        "sex": chance.choice(("female", "male", "unspecified", "", None)),
        "birth_year": chance.choice((1800, 1900, 1984, 2026, 2027, None)),
        "municipality": chance.choice(("0301", "", None)),
        "day": chance.choice(DAYS),
        "flag": chance.random() < 0.5,
        "sir": chance.choice(("S", "I", "R", "N", None)),
        "doubts": chance.choice(([], ["x"])),
        "known_from": known_from,
        # Open versions of one answer would be two.
        "known_to": chance.choice(("2026-11-20 00:00:00+00", known_from)),
    }
    row["answer"] = _one(bare, _ANSWER, row)
    row["isolate"] = _one(bare, _ISOLATE, row)
    for statement in (_SPECIMEN, _FINDING, _TEST, _CASE):
        bare.execute(statement, row)


def subject(number: int) -> bytes:
    """A pseudonym; the first eight bytes of some are a negative number."""
    return bytes([250 * number % 256, *range(31)])


def change(bare: Bare, chance: Random) -> None:
    """One of the things that may happen to what is stored, also those that no program of ours does."""
    table = chance.choice(_TABLES)
    some = f"id IN (SELECT id FROM registry.{table} ORDER BY id OFFSET {chance.randrange(8)} LIMIT 2)"
    one, other = sorted(chance.sample(range(6), 2))
    protecting = (
        "INSERT INTO registry.protected_person (subject, known_from)"
        f" SELECT '\\x{subject(one).hex()}', now() ON CONFLICT DO NOTHING"
    )
    joining = (
        "INSERT INTO registry.same_person (register, subject, person, because, by, known_from)"
        f" SELECT 'lab', '\\x{subject(one).hex()}', '\\x{subject(other).hex()}', 'x', 'x', now()"
        " ON CONFLICT DO NOTHING"
    )
    statements = (
        f"UPDATE registry.{table} SET known_to = now() WHERE {some}",
        f"UPDATE registry.{table} SET municipality = '4601', sex = 'male' WHERE {some}"
        if table != "finding"
        else "UPDATE registry.finding SET day = '2025-05-05' WHERE id % 3 = 0",
        "UPDATE registry.answer SET aside_from = known_from WHERE id % 5 = 0",
        "UPDATE registry.answer SET known_from = known_from - interval '40 days' WHERE id % 7 = 0",
        "DELETE FROM registry.finding WHERE id % 6 = 1",
        "DELETE FROM registry.isolate_test WHERE id % 6 = 2",
        "DELETE FROM registry.specimen WHERE id % 6 = 3",
        "DELETE FROM registry.case WHERE id % 6 = 4",
        "UPDATE registry.isolate_test SET sir = 'I' WHERE id % 4 = 0",
        "UPDATE registry.institution SET name = name || 'x' WHERE id % 3 = 0",
        protecting,
        "UPDATE registry.protected_person SET known_to = now() WHERE known_to IS NULL",
        joining,
        "UPDATE registry.same_person SET known_to = now() WHERE known_to IS NULL AND id % 2 = 0",
        "DELETE FROM registry.same_person WHERE id % 3 = 0",
    )
    bare.execute(chance.choice(statements).encode())


def _one(bare: Bare, question: str, arguments: dict[str, Any] | None = None) -> int:
    row = bare.execute(question.encode(), arguments).fetchone()
    assert row
    return int(row[0])

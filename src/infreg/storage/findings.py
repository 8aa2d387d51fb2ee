"""Findings and isolates in and out. Derived rows: what is found again as it was stays, what is not is closed,
what is new is added; nothing is overwritten."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import orjson
import psycopg

from infreg.storage.casework import joined_to
from infreg.storage.copying import copy_rows, next_ids
from infreg.vocabulary.finding import Finding, Isolate, Term
from infreg.vocabulary.time import in_oslo

Connection = psycopg.Connection[Any]

_FINDING = (
    "id unit answer subject position results specimen specimen_type day organism outcome method marker "
    "screening quantity flags rule counts made_of known_from"
).split()
_TERM = "unit finding answer subject kind system code text mapping".split()
_ISOLATE = (
    "id unit subject organism specimen specimen_id sampled_at day quantity flags typing method care sex "
    "birth_year municipality made_of known_from"
).split()
_SOURCE = "unit isolate order answer position".split()
_TEST = "unit isolate agent agent_text sir sir_text mic_comparator mic zone_mm".split()


@dataclass(frozen=True, slots=True)
class Placed:
    """A finding with what its row needs beside it: the answer it stands in, the kind of specimen and the
    sampling day, and for each mapped term the mapping that explains it."""

    answer: int
    unit: int
    subject: bytes
    position: int
    finding: Finding
    specimen_type: str | None
    day: date | None
    mappings: tuple[int, ...] = ()
    #: Equal when deriving it again finds the same.
    made_of: bytes = field(init=False)

    def __post_init__(self) -> None:
        said = (self.finding, self.specimen_type, self.day, self.mappings)
        object.__setattr__(self, "made_of", _digest(said))

    @property
    def place(self) -> tuple[int, int, bytes]:
        """What is equal of a finding that stands and the same found again."""
        return self.answer, self.position, self.made_of


@dataclass(frozen=True, slots=True)
class PlacedIsolate:
    """An isolate with its first answer's institution and patient."""

    unit: int
    subject: bytes
    isolate: Isolate
    #: Equal when deriving it again finds the same.
    made_of: bytes = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "made_of", _digest((self.unit, self.subject.hex(), self.isolate)))


def _digest(held: object) -> bytes:
    return hashlib.sha256(orjson.dumps(held, default=str)).digest()


def close_overtaken(connection: Connection, answers: Sequence[int], now: datetime) -> set[bytes]:
    """Closes the findings of those of these answers that are not open any more; whom they were about."""
    if not answers:
        return set()
    rows = connection.execute(
        """
        WITH closed AS (
            UPDATE registry.finding AS f SET known_to = %(now)s FROM registry.answer AS a
            WHERE f.answer = ANY(%(answers)s) AND f.known_to IS NULL
            AND a.id = f.answer AND a.known_to IS NOT NULL RETURNING f.id, f.subject
        ), unsaid AS (
            UPDATE registry.term SET known_to = %(now)s FROM closed WHERE finding = closed.id
        )
        SELECT DISTINCT subject FROM closed
        """,
        {"now": now, "answers": list(answers)},
    )
    return {bytes(row[0]) for row in rows}


def replace_findings(
    connection: Connection, answers: Sequence[int], placed: Sequence[Placed], now: datetime
) -> None:
    """Makes these the findings of their answers. `answers` may have had others: what was found of them before
    and is not found again is closed."""
    stood = _standing(connection, answers) if answers else {}
    found = {each.place for each in placed} if stood else set()
    gone = [row for place, row in stood.items() if place not in found]
    if gone:
        _close(connection, gone, now)
    _insert(connection, [each for each in placed if each.place not in stood] if stood else placed, now)


def _standing(connection: Connection, answers: Sequence[int]) -> dict[tuple[int, int, bytes], int]:
    rows = connection.execute(
        """
        SELECT answer, position, made_of, id FROM registry.finding
        WHERE answer = ANY(%s) AND known_to IS NULL
        """,
        (list(answers),),
    )
    return {(row[0], row[1], bytes(row[2])): row[3] for row in rows}


def _close(connection: Connection, findings: Sequence[int], now: datetime) -> None:
    asked = {"now": now, "findings": list(findings)}
    connection.execute("UPDATE registry.finding SET known_to = %(now)s WHERE id = ANY(%(findings)s)", asked)
    connection.execute("UPDATE registry.term SET known_to = %(now)s WHERE finding = ANY(%(findings)s)", asked)


def _insert(connection: Connection, placed: Sequence[Placed], now: datetime) -> None:
    if not placed:
        return
    keys = next_ids(connection, "registry.finding_id_seq", len(placed))
    pairs = list(zip(keys, placed, strict=True))
    copy_rows(connection, "finding", _FINDING, (_finding_row(key, p, now) for key, p in pairs))
    terms = [row for key, p in pairs for row in _term_rows(key, p)]
    if terms:
        copy_rows(connection, "term", _TERM, terms)


def _finding_row(key: int, placed: Placed, now: datetime) -> tuple[object, ...]:
    finding = placed.finding
    return (
        key,
        placed.unit,
        placed.answer,
        placed.subject,
        placed.position,
        list(finding.results),
        finding.specimen,
        placed.specimen_type,
        placed.day,
        finding.organism,
        finding.outcome and finding.outcome.value,
        finding.method,
        finding.marker,
        finding.screening,
        finding.quantity,
        list(finding.flags),
        finding.rule,
        finding.counts,
        placed.made_of,
        now,
    )


def _term_rows(key: int, placed: Placed) -> Iterable[tuple[object, ...]]:
    said: list[tuple[Term, int | None]] = [(term, None) for term in placed.finding.unmapped]
    said += zip(placed.finding.mapped, placed.mappings, strict=True)
    for term, mapping in said:
        yield (
            placed.unit,
            key,
            placed.answer,
            placed.subject,
            term.kind.value,
            term.system,
            term.code,
            term.text,
            mapping,
        )


def replace_isolates(
    connection: Connection, subjects: Sequence[bytes], placed: Sequence[PlacedIsolate], now: datetime
) -> None:
    """Makes these the isolates of these patients."""
    stood = {
        bytes(row[0]): row[1]
        for row in connection.execute(
            "SELECT made_of, id FROM registry.isolate WHERE subject = ANY(%s) AND known_to IS NULL",
            (list(subjects),),
        )
    }
    found = {p.made_of: p for p in placed}
    gone = [row for made_of, row in stood.items() if made_of not in found]
    if gone:
        connection.execute("UPDATE registry.isolate SET known_to = %s WHERE id = ANY(%s)", (now, gone))
    _insert_isolates(connection, [p for made_of, p in found.items() if made_of not in stood], now)


def _insert_isolates(connection: Connection, placed: Sequence[PlacedIsolate], now: datetime) -> None:
    if not placed:
        return
    keys = next_ids(connection, "registry.isolate_id_seq", len(placed))
    pairs = list(zip(keys, placed, strict=True))
    copy_rows(connection, "isolate", _ISOLATE, (_isolate_row(key, p, now) for key, p in pairs))
    copy_rows(
        connection, "isolate_source", _SOURCE, (row for key, p in pairs for row in _source_rows(key, p))
    )
    copy_rows(connection, "isolate_test", _TEST, (row for key, p in pairs for row in _test_rows(key, p)))


def _isolate_row(key: int, placed: PlacedIsolate, now: datetime) -> tuple[object, ...]:
    isolate = placed.isolate
    return (
        key,
        placed.unit,
        placed.subject,
        isolate.organism,
        isolate.specimen,
        isolate.specimen_id,
        isolate.sampled_at,
        in_oslo(isolate.sampled_at).date() if isolate.sampled_at else None,
        isolate.quantity,
        list(isolate.flags),
        list(isolate.typing),
        isolate.method,
        isolate.care,
        isolate.sex,
        isolate.birth_year,
        isolate.municipality,
        placed.made_of,
        now,
    )


def _source_rows(key: int, placed: PlacedIsolate) -> Iterable[tuple[object, ...]]:
    for order, source in enumerate(placed.isolate.sources, 1):
        yield (placed.unit, key, order, source.answer, source.position)


def _test_rows(key: int, placed: PlacedIsolate) -> Iterable[tuple[object, ...]]:
    for tested in placed.isolate.tested:
        row = tested.row
        yield (
            placed.unit,
            key,
            tested.agent,
            row.agent.text or row.agent.display or row.agent.code,
            row.sir,
            row.sir_text,
            row.mic.comparator if row.mic else None,
            row.mic.value if row.mic else None,
            row.zone_mm,
        )


def take_stale(connection: Connection, limit: int) -> list[int]:
    """Takes answers that are to be derived again, for this transaction; another worker's are passed over."""
    rows = connection.execute(
        """
        DELETE FROM registry.stale WHERE answer IN (
            SELECT answer FROM registry.stale ORDER BY answer LIMIT %s FOR UPDATE SKIP LOCKED
        ) RETURNING answer
        """,
        (limit,),
    )
    return sorted(row[0] for row in rows)


def mark_using(connection: Connection, term: Term, unit: int | None) -> int:
    """Asks for every open answer that says a term (in one laboratory, or in any) to be derived again; how
    many."""
    marked = connection.execute(
        """
        INSERT INTO registry.stale (answer, unit)
        SELECT DISTINCT answer, unit FROM registry.term
        WHERE known_to IS NULL AND (kind, system, code, text) = (%(kind)s, %(system)s, %(code)s, %(text)s)
        AND (%(unit)s::bigint IS NULL OR unit = %(unit)s)
        ON CONFLICT DO NOTHING
        """,
        {
            "kind": term.kind.value,
            "system": term.system,
            "code": term.code,
            "text": term.text,
            "unit": unit,
        },
    )
    return marked.rowcount


def mark_unmapped(connection: Connection) -> None:
    """Asks for every answer with something unknown in it to be derived again: definitions have changed."""
    connection.execute(
        """
        INSERT INTO registry.stale (answer, unit)
        SELECT DISTINCT answer, unit FROM registry.term WHERE known_to IS NULL
        ON CONFLICT DO NOTHING
        """
    )


def mark_all(connection: Connection) -> None:
    """Asks for every open answer to be derived again."""
    connection.execute(
        """
        INSERT INTO registry.stale (answer, unit)
        SELECT id, unit FROM registry.answer WHERE known_to IS NULL ON CONFLICT DO NOTHING
        """
    )


def mark_person(connection: Connection, register: str, person: bytes) -> None:
    """Asks for every open answer about a person, under whatever pseudonym, to be derived again."""
    (subjects,) = joined_to(connection, register, [person]).values()
    connection.execute(
        """
        INSERT INTO registry.stale (answer, unit)
        SELECT id, unit FROM registry.answer WHERE known_to IS NULL AND subject = ANY(%s)
        ON CONFLICT DO NOTHING
        """,
        (subjects,),
    )


def count_stale(connection: Connection) -> int:
    """How many answers wait to be derived again, of those the context shows."""
    row = connection.execute("SELECT count(*) FROM registry.stale").fetchone()
    return int(row[0]) if row else 0


def growing_subjects(connection: Connection, subjects: Sequence[bytes]) -> set[bytes]:
    """Those of these patients who have an isolate."""
    rows = connection.execute(
        "SELECT DISTINCT subject FROM registry.isolate WHERE known_to IS NULL AND subject = ANY(%s)",
        (list(subjects),),
    )
    return {bytes(row[0]) for row in rows}

"""Laboratory answers in and out: versions placed in order, rows copied in under the policies."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import psycopg

from infreg.storage.connection import every_unit, reach_units
from infreg.storage.copying import copy_rows, next_ids
from infreg.vocabulary.answer import Answer, Coded, Result, Specimen, Susceptibility
from infreg.vocabulary.identifiers import Pseudonym, ReceiptNumber
from infreg.vocabulary.time import in_oslo

Connection = psycopg.Connection[Any]

_CODED = ("system", "version", "code", "display", "text")


def _coded_columns(prefix: str) -> tuple[str, ...]:
    return tuple(f"{prefix}_{part}" for part in _CODED)


_COLUMNS: dict[str, tuple[str, ...]] = {
    "answer": tuple(
        "id unit receipt position answer_id part service_type status discipline generated_at issued_at "
        "content_hash requester_name requester_id requester_id_type requester_telephone comments subject "
        "subject_known subject_id_type sex birth_year municipality known_from known_to understanding "
        "aside_from".split()
    ),
    "specimen": (
        *"unit answer position specimen_id".split(),
        *_coded_columns("type"),
        *"collected_at collected_date_only".split(),
    ),
    "result": (
        *"unit answer position result_id parent specimen".split(),
        *_coded_columns("investigation"),
        *"kind text".split(),
        *_coded_columns("value"),
        *"number high comparator unit_of_measure date organism_name organism_code".split(),
        *"status service_type comment".split(),
    ),
    "susceptibility": (
        *"unit answer position organism_result specimen".split(),
        *_coded_columns("agent"),
        *"sir sir_text mic_comparator mic zone_mm text status service_type".split(),
    ),
}


#: Of single answers, in one transaction; and the lock that stands for all of them.
_MOST_LOCKS = 1000
_EVERY_ANSWER = 0x616E73776572


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an answer on its way in. `position` is the answer's place in its message,
    `understanding` a keyed hash of all that is stored of it. `known_to` is set when it is born closed (a
    later version is already here), `aside_from` when it does not stand at all. Without a known person
    `subject` stands for this answer's patient."""

    unit: int
    receipt: ReceiptNumber
    position: int
    answer: Answer
    generated_at: datetime | None
    content_hash: bytes
    subject: Pseudonym
    subject_known: bool
    understanding: bytes
    known_from: datetime
    known_to: datetime | None = None
    aside_from: datetime | None = None

    @property
    def part(self) -> str:
        """Empty for the answer itself; an addition (service type A) stands beside it, under its own name."""
        return self.content_hash.hex()[:16] if self.answer.service_type == "A" else ""

    @property
    def key(self) -> tuple[int, str, str]:
        """What its versions have in common."""
        return (self.unit, self.answer.answer_id, self.part)

    @property
    def order(self) -> tuple[bool, datetime, bytes]:
        """What decides which version is later: when it was generated, then its content."""
        return _order(self.generated_at, self.known_from, self.content_hash)


def _order(
    generated_at: datetime | None, known_from: datetime, content_hash: bytes
) -> tuple[bool, datetime, bytes]:
    return (generated_at is not None, generated_at or known_from, content_hash)


def store(connection: Connection, versions: Sequence[Version]) -> tuple[list[tuple[int, Version]], list[int]]:
    """Adds versions of answers; for each answer the latest generated is the open one, in whatever order
    they arrive. Nothing is overwritten: an overtaken version is closed, a late one is born closed. Call it
    after `take_turns`. Returns those that are open, each with its row's id, and the ids of those that were
    overtaken."""
    if not versions:
        return [], []
    standing = [version for version in versions if version.aside_from is None]
    placed, overtaken = _place(standing, _open_versions(connection, standing))
    for answer, known_to in overtaken:
        connection.execute("UPDATE registry.answer SET known_to = %s WHERE id = %s", (known_to, answer))
    aside = [replace(version, known_to=version.aside_from) for version in versions if version.aside_from]
    inserted = _insert(connection, [*placed, *aside])
    opened = [(key, version) for key, version in inserted if version.known_to is None]
    return opened, [key for key, _ in overtaken]


def store_again(
    connection: Connection, receipts: Sequence[ReceiptNumber], versions: Sequence[Version], now: datetime
) -> list[int]:
    """What deliveries were understood as when read anew. The same understanding changes nothing; another one
    closes the rows that stood, and takes their place from now on. Call it after `take_turns`, alone. Returns
    the ids of every row of the answers that may have opened or closed."""
    stood: dict[str, set[tuple[int, bytes]]] = {receipt.value: set() for receipt in receipts}
    keys: set[tuple[int, str, str]] = {version.key for version in versions}
    for row in connection.execute(
        """
        SELECT receipt, position, understanding, unit, answer_id, part FROM registry.answer
        WHERE receipt = ANY(%s) AND aside_from IS NULL
        """,
        (list(stood),),
    ):
        stood[row[0]].add((row[1], bytes(row[2])))
        keys.add((row[3], row[4], row[5]))
    found: dict[str, set[tuple[int, bytes]]] = {receipt: set() for receipt in stood}
    for version in versions:
        found[version.receipt.value].add((version.position, version.understanding))
    changed = sorted(receipt for receipt in stood if stood[receipt] != found[receipt])
    if not changed:
        return []
    connection.execute(
        """
        UPDATE registry.answer SET aside_from = %(now)s, known_to = coalesce(known_to, %(now)s)
        WHERE receipt = ANY(%(changed)s) AND aside_from IS NULL
        """,
        {"now": now, "changed": changed},
    )
    anew = [replace(v, known_to=v.known_from) for v in versions if v.receipt.value in changed]
    _insert(connection, anew)
    _settle(connection, sorted(keys), now)
    return _rows_of(connection, sorted(keys))


def _rows_of(connection: Connection, keys: Sequence[tuple[int, str, str]]) -> list[int]:
    rows = connection.execute(
        """
        SELECT a.id FROM registry.answer AS a
        JOIN unnest(%s::bigint[], %s::text[], %s::text[]) AS asked (unit, answer_id, part)
            USING (unit, answer_id, part)
        ORDER BY a.id
        """,
        [list(column) for column in zip(*keys, strict=True)],
    )
    return [row[0] for row in rows]


def _settle(connection: Connection, keys: Sequence[tuple[int, str, str]], now: datetime) -> None:
    """Opens the latest generated of each answer's present versions, and closes what else was open."""
    units, answer_ids, parts = (list(column) for column in zip(*keys, strict=True))
    connection.execute(
        """
        CREATE TEMPORARY TABLE standing ON COMMIT DROP AS
        SELECT DISTINCT ON (a.unit, a.answer_id, a.part) a.id FROM registry.answer AS a
        JOIN unnest(%s::bigint[], %s::text[], %s::text[]) AS asked (unit, answer_id, part)
            USING (unit, answer_id, part)
        WHERE a.aside_from IS NULL
        ORDER BY a.unit, a.answer_id, a.part, (a.generated_at IS NOT NULL) DESC,
            coalesce(a.generated_at, a.known_from) DESC, a.content_hash DESC, a.position DESC
        """,
        (units, answer_ids, parts),
    )
    connection.execute(
        """
        UPDATE registry.answer AS a SET known_to = %s
        FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS asked (unit, answer_id, part)
        WHERE (a.unit, a.answer_id, a.part) = (asked.unit, asked.answer_id, asked.part)
        AND a.known_to IS NULL AND a.id NOT IN (SELECT id FROM standing)
        """,
        (now, units, answer_ids, parts),
    )
    connection.execute(
        """
        UPDATE registry.answer SET known_to = NULL
        WHERE known_to IS NOT NULL AND id IN (SELECT id FROM standing)
        """
    )
    connection.execute("DROP TABLE standing")


def _insert(connection: Connection, placed: Sequence[Version]) -> list[tuple[int, Version]]:
    """Adds rows of these versions; each with its id."""
    ids = next_ids(connection, "registry.answer_id_seq", len(placed))
    pairs = list(zip(ids, placed, strict=True))
    for table, rows_of in _ROWS.items():
        rows = (row for key, version in pairs for row in rows_of(key, version))
        copy_rows(connection, table, _COLUMNS[table], rows)
    return pairs


def take_turns(connection: Connection, versions: Sequence[Version], *, alone: bool = False) -> None:
    """Two workers with versions of one answer take turns; sorted, so that they never wait in a circle.

    The server has room for some thousand locks in all: who would need very many, or cannot name them
    beforehand (`alone`), takes one that shuts out everybody else's. Once in a transaction.
    """
    names = sorted({f"{v.unit}/{v.answer.answer_id}/{v.part}" for v in versions})
    if alone or len(names) > _MOST_LOCKS:
        take_turn_alone(connection)
        return
    connection.execute("SELECT pg_advisory_xact_lock_shared(%s)", (_EVERY_ANSWER,))
    connection.execute(
        """
        SELECT pg_advisory_xact_lock(name) FROM
        (SELECT hashtextextended(n, 0) AS name FROM unnest(%s::text[]) AS n ORDER BY name) AS sorted
        """,
        (names,),
    )


def take_turn_alone(connection: Connection) -> None:
    """Waits until no answer is being taken in, and keeps any from it until this transaction ends: for what
    every answer must know of, or what must know of every answer. From here on it reaches the laboratories,
    too, that were met while it waited: for who reaches the country alone."""
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (_EVERY_ANSWER,))
    reach_units(connection, every_unit(connection))


@dataclass(frozen=True, slots=True)
class _Open:
    id: int
    order: tuple[bool, datetime, bytes]


def _open_versions(connection: Connection, versions: Sequence[Version]) -> dict[tuple[int, str, str], _Open]:
    if not versions:
        return {}
    rows = connection.execute(
        """
        SELECT a.unit, a.answer_id, a.part, a.id, a.generated_at, a.known_from, a.content_hash
        FROM registry.answer AS a
        JOIN unnest(%s::bigint[], %s::text[], %s::text[]) AS asked (unit, answer_id, part)
            USING (unit, answer_id, part)
        WHERE a.known_to IS NULL
        """,
        [list(column) for column in zip(*{version.key for version in versions}, strict=True)],
    )
    return {(r[0], r[1], r[2]): _Open(r[3], _order(r[4], r[5], bytes(r[6]))) for r in rows}


def _place(
    versions: Sequence[Version], stored: dict[tuple[int, str, str], _Open]
) -> tuple[list[Version], list[tuple[int, datetime]]]:
    """Which of the versions are born closed, and which stored ones are overtaken, and when."""
    latest: dict[tuple[int, str, str], Version] = {}
    for version in versions:
        key = version.key
        if key not in latest or latest[key].order < version.order:
            latest[key] = version
    overtaken = [
        (stored[key].id, version.known_from)
        for key, version in sorted(latest.items())
        if key in stored and stored[key].order < version.order
    ]
    placed = []
    for version in versions:
        key = version.key
        stays = latest[key] is version and not (key in stored and stored[key].order >= version.order)
        placed.append(version if stays else replace(version, known_to=version.known_from))
    return placed, overtaken


def _coded(value: Coded | None) -> tuple[str | None, ...]:
    if value is None:
        return (None,) * len(_CODED)
    return (value.system, value.version, value.code, value.display, value.text)


def _answer_rows(key: int, version: Version) -> Iterable[tuple[object, ...]]:
    answer, patient = version.answer, version.answer.patient
    requester = answer.requester.institution or answer.requester.professional
    yield (
        key,
        version.unit,
        version.receipt.value,
        version.position,
        answer.answer_id,
        version.part,
        answer.service_type,
        answer.status,
        answer.discipline,
        version.generated_at,
        answer.issued_at.at if answer.issued_at else None,
        version.content_hash,
        requester and requester.name,
        requester and requester.id,
        requester and requester.id_type,
        answer.requester.telephone,
        [comment.code or comment.text or "" for comment in answer.comments],
        version.subject.value,
        version.subject_known,
        patient.id_type,
        patient.sex,
        in_oslo(patient.birth_date.at).year if patient.birth_date else None,
        patient.municipality,
        version.known_from,
        version.known_to,
        version.understanding,
        version.aside_from,
    )


def _specimen_rows(key: int, version: Version) -> Iterable[tuple[object, ...]]:
    for position, specimen in enumerate(version.answer.specimens, 1):
        yield _specimen_row(key, version.unit, position, specimen)


def _specimen_row(key: int, unit: int, position: int, specimen: Specimen) -> tuple[object, ...]:
    moment = specimen.collected_at
    return (
        unit,
        key,
        position,
        specimen.id,
        *_coded(specimen.type),
        moment.at if moment else None,
        bool(moment and moment.date_only),
    )


def _result_rows(key: int, version: Version) -> Iterable[tuple[object, ...]]:
    for position, result in enumerate(version.answer.results, 1):
        yield _result_row(key, version.unit, position, result)


def _result_row(key: int, unit: int, position: int, result: Result) -> tuple[object, ...]:
    value, organism = result.value, result.organism
    return (
        unit,
        key,
        position,
        result.id,
        result.parent,
        result.specimen,
        *_coded(result.investigation),
        value.kind.value,
        value.text,
        *_coded(value.coded),
        value.number,
        value.high,
        value.comparator,
        value.unit,
        value.date.at if value.date else None,
        organism.name if organism else None,
        organism.code if organism else None,
        result.status,
        result.service_type,
        result.comment,
    )


def _susceptibility_rows(key: int, version: Version) -> Iterable[tuple[object, ...]]:
    for position, row in enumerate(version.answer.susceptibilities, 1):
        yield _susceptibility_row(key, version.unit, position, row)


def _susceptibility_row(key: int, unit: int, position: int, row: Susceptibility) -> tuple[object, ...]:
    return (
        unit,
        key,
        position,
        row.organism_result,
        row.specimen,
        *_coded(row.agent),
        row.sir,
        row.sir_text,
        row.mic.comparator if row.mic else None,
        row.mic.value if row.mic else None,
        row.zone_mm,
        row.text,
        row.status,
        row.service_type,
    )


_ROWS: dict[str, Callable[[int, Version], Iterable[tuple[object, ...]]]] = {
    "answer": _answer_rows,
    "specimen": _specimen_rows,
    "result": _result_rows,
    "susceptibility": _susceptibility_rows,
}

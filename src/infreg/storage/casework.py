"""What people decide: about deliveries that were held, and that two pseudonyms are one person. Appended."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row

from infreg.storage.sealed import problems_of
from infreg.vocabulary.answer import Party
from infreg.vocabulary.casework import Choice, Decision, HeldDelivery, Joined
from infreg.vocabulary.identifiers import ReceiptNumber

Connection = psycopg.Connection[Any]

#: Of single persons, in one transaction; and the lock that stands for all of them.
_MOST_LOCKS = 1000
_EVERYBODY = 0x706572736F6E73


@dataclass(frozen=True, slots=True)
class Undone:
    """Who took a joining back, when and why."""

    because: str
    by: str
    at: datetime


_HELD = """
    SELECT o.receipt, o.unit, o.received_at, o.sender_name, o.sender_id, o.sender_id_type, o.problems,
        m.receipt AS rival
    FROM sealed.outcome AS o JOIN sealed.receipt AS r ON r.number = o.receipt
    LEFT JOIN sealed.message AS m
        ON (m.unit, m.sender, m.message_id) = (r.unit, o.unit, o.message_id) AND m.receipt <> o.receipt
    WHERE o.known_to IS NULL AND o.status = 'held'
"""


def find_held(connection: Connection, *, page: int, size: int) -> tuple[tuple[HeldDelivery, ...], int]:
    """One page (from 1) of what waits for a person, oldest first, and how many there are in all."""
    total = connection.execute(
        "SELECT count(*) FROM sealed.outcome WHERE known_to IS NULL AND status = 'held'"
    ).fetchone()
    with connection.cursor(row_factory=dict_row) as cursor:
        query = _HELD + "ORDER BY o.received_at, o.id LIMIT %s OFFSET %s"
        rows = cursor.execute(query, (size, (page - 1) * size)).fetchall()
    return tuple(_held(row) for row in rows), int(total[0]) if total else 0


def find_one_held(connection: Connection, receipt: ReceiptNumber) -> HeldDelivery | None:
    """A delivery that is held; None when it is not (any more)."""
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(_HELD + "AND o.receipt = %s", (receipt.value,)).fetchone()
    return _held(row) if row else None


def find_all_held(connection: Connection) -> list[ReceiptNumber]:
    """Every delivery that is held, of those the context shows."""
    rows = connection.execute("SELECT receipt FROM sealed.outcome WHERE known_to IS NULL AND status = 'held'")
    return [ReceiptNumber(row[0]) for row in rows]


def find_held_unit(connection: Connection, receipt: ReceiptNumber) -> int | None:
    """The institution of a delivery that is held; None when it is not (any more)."""
    row = connection.execute(
        "SELECT unit FROM sealed.outcome WHERE receipt = %s AND known_to IS NULL AND status = 'held'",
        (receipt.value,),
    ).fetchone()
    return int(row[0]) if row else None


def _held(row: dict[str, Any]) -> HeldDelivery:
    sender = Party(row["sender_name"], row["sender_id"], row["sender_id_type"])
    return HeldDelivery(
        receipt=ReceiptNumber(row["receipt"]),
        received_at=row["received_at"],
        sender=None if sender == Party() else sender,
        problems=problems_of(row["problems"]),
        rival=ReceiptNumber(row["rival"]) if row["rival"] else None,
    )


def write_decision(connection: Connection, unit: int, decision: Decision) -> None:
    """Appends a decision."""
    connection.execute(
        """
        INSERT INTO registry.decision (unit, receipt, choice, because, by, known_from)
        VALUES (%s, %s, %s, %s, %s, %s)
        """,
        (unit, decision.receipt.value, decision.choice.value, decision.because, decision.by, decision.at),
    )


def find_decisions(connection: Connection, receipt: ReceiptNumber) -> tuple[Decision, ...]:
    """What was decided about a delivery, oldest first."""
    rows = connection.execute(
        """
        SELECT receipt, choice, because, by, known_from FROM registry.decision WHERE receipt = %s ORDER BY id
        """,
        (receipt.value,),
    )
    return tuple(Decision(ReceiptNumber(row[0]), Choice(row[1]), row[2], row[3], row[4]) for row in rows)


def latest_choices(connection: Connection, receipts: Sequence[ReceiptNumber]) -> dict[ReceiptNumber, Choice]:
    """The last decision about each delivery that has one. To try again decides nothing."""
    rows = connection.execute(
        """
        SELECT DISTINCT ON (receipt) receipt, choice FROM registry.decision
        WHERE receipt = ANY(%s) AND choice <> 'retry' ORDER BY receipt, id DESC
        """,
        ([receipt.value for receipt in receipts],),
    )
    return {ReceiptNumber(row[0]): Choice(row[1]) for row in rows}


def find_root(connection: Connection, register: str, subject: bytes) -> bytes:
    """The pseudonym that a subject's rows are about today, joinings followed to their end."""
    return roots(connection, register, [subject])[subject]


def roots(connection: Connection, register: str, subjects: Sequence[bytes]) -> Mapping[bytes, bytes]:
    """The same for many at once: each of these with its person today, which for most is itself."""
    rows = connection.execute(
        """
        WITH RECURSIVE followed (start, subject, steps) AS (
            SELECT asked, asked, 0 FROM unnest(%(subjects)s::bytea[]) AS asked
            UNION ALL
            SELECT f.start, s.person, f.steps + 1 FROM followed AS f JOIN registry.same_person AS s
                ON s.register = %(register)s AND s.subject = f.subject AND s.known_to IS NULL
            WHERE f.steps < 100
        )
        SELECT DISTINCT ON (start) start, subject FROM followed ORDER BY start, steps DESC
        """,
        {"subjects": list(subjects), "register": register},
    )
    return {bytes(row[0]): bytes(row[1]) for row in rows}


def joined_to(connection: Connection, register: str, people: Sequence[bytes]) -> dict[bytes, list[bytes]]:
    """Every pseudonym that is about each of these persons today, their own among them."""
    rows = connection.execute(
        """
        WITH RECURSIVE met (person, subject, steps) AS (
            SELECT asked, asked, 0 FROM unnest(%(people)s::bytea[]) AS asked
            UNION ALL
            SELECT m.person, s.subject, m.steps + 1 FROM met AS m JOIN registry.same_person AS s
                ON s.register = %(register)s AND s.person = m.subject AND s.known_to IS NULL
            WHERE m.steps < 100
        )
        SELECT person, array_agg(DISTINCT subject ORDER BY subject) FROM met GROUP BY person
        """,
        {"people": list(people), "register": register},
    )
    return {bytes(row[0]): [bytes(subject) for subject in row[1]] for row in rows}


def lock_people(connection: Connection, people: Iterable[bytes]) -> None:
    """Two workers with what is derived of one person take turns; sorted, so that they never wait in a circle.
    After every other lock of a transaction, and once: two calls are two orders.

    The server has room for some thousand locks in all: who would need very many takes one that shuts out
    everybody else's.
    """
    names = sorted({f"person/{person.hex()}" for person in people})
    if not names:
        return
    if len(names) > _MOST_LOCKS:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_EVERYBODY,))
        return
    connection.execute("SELECT pg_advisory_xact_lock_shared(%s)", (_EVERYBODY,))
    connection.execute(
        """
        SELECT pg_advisory_xact_lock(name) FROM
        (SELECT hashtextextended(n, 0) AS name FROM unnest(%s::text[]) AS n ORDER BY name) AS sorted
        """,
        (names,),
    )


def lock_joinings(connection: Connection) -> None:
    """One joins at a time: two at once could close a circle."""
    connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('registry.same_person', 0))")


def join(connection: Connection, register: str, joined: Joined) -> None:
    """Appends that the rows of `joined.subject` are about `joined.person` from now on."""
    connection.execute(
        """
        INSERT INTO registry.same_person (register, subject, person, because, by, known_from)
        VALUES (%s, %s, %s, %s, %s, %s)
        """,
        (
            register,
            bytes.fromhex(joined.subject),
            bytes.fromhex(joined.person),
            joined.because,
            joined.by,
            joined.at,
        ),
    )


def undo(connection: Connection, register: str, subject: bytes, undone: Undone) -> bool:
    """Closes the open joining of a subject; False when there is none."""
    done = connection.execute(
        """
        UPDATE registry.same_person SET known_to = %s, undone_because = %s, undone_by = %s
        WHERE register = %s AND subject = %s AND known_to IS NULL
        """,
        (undone.at, undone.because, undone.by, register, subject),
    )
    return done.rowcount > 0


def find_joinings(connection: Connection, register: str, subject: bytes) -> tuple[Joined, ...]:
    """Every joining that a subject was ever part of, oldest first."""
    rows = connection.execute(
        """
        SELECT subject, person, because, by, known_from, known_to FROM registry.same_person
        WHERE register = %(register)s AND (subject = %(subject)s OR person = %(subject)s) ORDER BY id
        """,
        {"register": register, "subject": subject},
    )
    return tuple(Joined(bytes(row[0]).hex(), bytes(row[1]).hex(), *row[2:]) for row in rows)


def find_subject(connection: Connection, receipt: ReceiptNumber) -> bytes | None:
    """The subject of a delivery's first answer; None when it has none that the context shows."""
    row = connection.execute(
        """
        SELECT subject FROM registry.answer
        WHERE receipt = %s AND aside_from IS NULL ORDER BY position LIMIT 1
        """,
        (receipt.value,),
    ).fetchone()
    return bytes(row[0]) if row else None

"""Originals, receipts, the queue and the outbox: rows in, rows out, inside one `acting` transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import psycopg

from infreg.vocabulary.answer import Party
from infreg.vocabulary.identifiers import ReceiptNumber
from infreg.vocabulary.problem import Level, Problem
from infreg.vocabulary.reception import Status

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Original:
    """A delivery sealed: ciphertext, its wrapped data key, and the keyed hash of what it says. `again` when
    it was taken in before and is to be read anew."""

    receipt: ReceiptNumber
    unit: int
    channel: str
    content_hash: bytes
    size: int
    received_at: datetime
    wrapped_key: bytes
    body: bytes
    again: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a delivery. `sender` is the laboratory as the message names it."""

    receipt: ReceiptNumber
    unit: int
    status: Status
    received_at: datetime
    known_from: datetime
    format: str | None = None
    message_id: str | None = None
    generated_at: datetime | None = None
    sender: Party | None = None
    answers: int = 0
    disciplines: tuple[str, ...] = ()
    organisms: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def seal(connection: Connection, originals: Sequence[Original]) -> frozenset[ReceiptNumber]:
    """Stores originals with their receipts and queues them; returns the receipts that are new. Content
    already delivered by the same unit is left out: its first receipt stands.

    They arrive in the order given, but are inserted in the order of their contents, so that two who
    deliver the same files in other orders never wait for each other in a circle.
    """
    new = frozenset(
        ReceiptNumber(row[0])
        for row in connection.execute(
            """
            INSERT INTO sealed.receipt (arrival, number, unit, channel, content_hash, size, received_at)
            SELECT * FROM (
                SELECT nextval('sealed.receipt_arrival_seq'), delivered.* FROM unnest(
                    %b::text[], %b::bigint[], %b::text[], %b::bytea[], %b::int[], %b::timestamptz[])
                    AS delivered (number, unit, channel, content_hash, size, received_at)
            ) AS arrived ORDER BY content_hash
            ON CONFLICT DO NOTHING RETURNING number
            """,
            _columns(originals, "receipt.value", "unit", "channel", "content_hash", "size", "received_at"),
        )
    )
    fresh = [original for original in originals if original.receipt in new]
    if fresh:
        connection.execute(
            """
            INSERT INTO sealed.original (receipt, unit, wrapped_key, body)
            SELECT * FROM unnest(%b::text[], %b::bigint[], %b::bytea[], %b::bytea[])
            """,
            _columns(fresh, "receipt.value", "unit", "wrapped_key", "body"),
        )
        connection.execute(
            """
            INSERT INTO sealed.waiting (arrival, receipt, unit)
            SELECT arrival, number, unit FROM sealed.receipt WHERE number = ANY(%s)
            """,
            ([original.receipt.value for original in fresh],),
        )
    return new


def find_receipts(connection: Connection, unit: int, hashes: Sequence[bytes]) -> dict[bytes, ReceiptNumber]:
    """The receipts that contents already have, by content hash."""
    rows = connection.execute(
        "SELECT content_hash, number FROM sealed.receipt WHERE unit = %s AND content_hash = ANY(%s)",
        (unit, list(hashes)),
    )
    return {bytes(row[0]): ReceiptNumber(row[1]) for row in rows}


def claim(
    connection: Connection, receipts: Sequence[ReceiptNumber] | None, *, limit: int, most_bytes: int
) -> list[Original]:
    """Takes waiting originals for this transaction, oldest first: of those named, or of any, up to `limit`
    and until `most_bytes` are reached (one at least). What another worker holds is passed over; the rows
    leave the queue when the transaction commits."""
    rows = connection.execute(
        """
        WITH mine AS (
            SELECT receipt FROM sealed.waiting
            WHERE %(named)s::text[] IS NULL OR receipt = ANY(%(named)s)
            ORDER BY arrival LIMIT %(limit)s FOR UPDATE SKIP LOCKED
        ), counted AS (
            SELECT receipt, sum(r.size) OVER (ORDER BY r.arrival) - r.size AS before
            FROM mine JOIN sealed.receipt AS r ON r.number = mine.receipt
        ), taken AS (
            DELETE FROM sealed.waiting
            WHERE receipt IN (SELECT receipt FROM counted WHERE before < %(most_bytes)s)
            RETURNING receipt, again
        )
        SELECT r.number, r.unit, r.channel, r.content_hash, r.size, r.received_at, o.wrapped_key, o.body,
            taken.again
        FROM taken JOIN sealed.receipt AS r ON r.number = taken.receipt
        JOIN sealed.original AS o ON o.receipt = r.number
        ORDER BY r.arrival
        """,
        {
            "named": [r.value for r in receipts] if receipts is not None else None,
            "limit": limit,
            "most_bytes": most_bytes,
        },
        binary=True,  # as text, originals would come twice as long
    )
    return [_original(*row) for row in rows]


def _original(number: str, unit: int, channel: str, content_hash: bytes, *rest: Any) -> Original:
    size, received_at, wrapped_key, body, again = rest
    return Original(
        receipt=ReceiptNumber(number),
        unit=unit,
        channel=channel,
        content_hash=bytes(content_hash),
        size=size,
        received_at=received_at,
        wrapped_key=bytes(wrapped_key),
        body=bytes(body),
        again=again,
    )


def queue_again(connection: Connection, receipts: Sequence[ReceiptNumber] | None) -> None:
    """Queues what was taken in before (all of it when None) to be read anew."""
    connection.execute(
        """
        INSERT INTO sealed.waiting (arrival, receipt, unit, again)
        SELECT arrival, number, unit, true FROM sealed.receipt
        WHERE %(named)s::text[] IS NULL OR number = ANY(%(named)s)
        ON CONFLICT DO NOTHING
        """,
        {"named": [receipt.value for receipt in receipts] if receipts is not None else None},
    )


def pass_message_id(connection: Connection, holder: ReceiptNumber, later: ReceiptNumber) -> None:
    """A person decided: the message id that `holder` had is the later delivery's."""
    connection.execute(
        "UPDATE sealed.message SET receipt = %s WHERE receipt = %s", (later.value, holder.value)
    )


def claim_message_ids(
    connection: Connection, claims: Sequence[tuple[int, int, str, ReceiptNumber]]
) -> dict[ReceiptNumber, ReceiptNumber]:
    """For each (deliverer, sender, message id, receipt): which receipt holds the id now. The first keeps
    it; sorted, so that two workers never wait for each other in a circle."""
    columns = [
        list(column)
        for column in zip(
            *((u, s, m, r.value) for u, s, m, r in sorted(claims, key=_claim_order)), strict=True
        )
    ]
    if not columns:
        return {}
    connection.execute(
        """
        INSERT INTO sealed.message (unit, sender, message_id, receipt)
        SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[]) ON CONFLICT DO NOTHING
        """,
        columns,
    )
    rows = connection.execute(
        """
        SELECT asked.receipt, held.receipt
        FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[])
            AS asked (unit, sender, message_id, receipt)
        JOIN sealed.message AS held USING (unit, sender, message_id)
        """,
        columns,
    )
    return {ReceiptNumber(row[0]): ReceiptNumber(row[1]) for row in rows}


def _claim_order(claim: tuple[int, int, str, ReceiptNumber]) -> tuple[int, int, str]:
    return claim[:3]


def write_outcomes(connection: Connection, outcomes: Sequence[Outcome]) -> None:
    """Appends what became of deliveries."""
    connection.execute(
        """
        INSERT INTO sealed.outcome (receipt, unit, status, received_at, format, message_id, generated_at,
            sender_name, sender_id, sender_id_type, answers, disciplines, organisms, problems, known_from)
        SELECT * FROM jsonb_to_recordset(%s::jsonb) AS said (receipt text, unit bigint, status text,
            received_at timestamptz, format text, message_id text, generated_at timestamptz,
            sender_name text, sender_id text, sender_id_type text, answers int, disciplines text[],
            organisms text[], problems jsonb, known_from timestamptz)
        """,
        (orjson.dumps([_outcome_row(outcome) for outcome in outcomes]).decode(),),
    )


def _outcome_row(outcome: Outcome) -> dict[str, object]:
    sender = outcome.sender or Party()
    return {
        "receipt": outcome.receipt.value,
        "unit": outcome.unit,
        "status": outcome.status.value,
        "received_at": outcome.received_at,
        "format": outcome.format,
        "message_id": outcome.message_id,
        "generated_at": outcome.generated_at,
        "sender_name": sender.name,
        "sender_id": sender.id,
        "sender_id_type": sender.id_type,
        "answers": outcome.answers,
        "disciplines": outcome.disciplines,
        "organisms": outcome.organisms,
        "problems": [problem_row(problem) for problem in outcome.problems],
        "known_from": outcome.known_from,
    }


def close_outcomes(connection: Connection, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Of outcomes of deliveries read anew, those that say something else than before; what they replace is
    closed."""
    rows = connection.execute(
        """
        SELECT receipt, status, problems, answers, organisms FROM sealed.outcome
        WHERE receipt = ANY(%s) AND known_to IS NULL
        """,
        ([outcome.receipt.value for outcome in outcomes],),
    )
    said = {r[0]: (r[1], problems_of(r[2]), r[3], tuple(r[4])) for r in rows}
    changed = [
        outcome
        for outcome in outcomes
        if said.get(outcome.receipt.value)
        != (outcome.status.value, outcome.problems, outcome.answers, outcome.organisms)
    ]
    for outcome in changed:
        connection.execute(
            "UPDATE sealed.outcome SET known_to = %s WHERE receipt = %s AND known_to IS NULL",
            (outcome.known_from, outcome.receipt.value),
        )
    return changed


def write_outbox(connection: Connection, rows: Sequence[tuple[ReceiptNumber, int, datetime, bytes]]) -> None:
    """Appends what was sent back: (receipt, deliverer, made at, ciphertext)."""
    if rows:
        receipts, *columns = map(list, zip(*rows, strict=True))
        connection.execute(
            """
            INSERT INTO sealed.outbox (receipt, unit, made_at, body)
            SELECT * FROM unnest(%b::text[], %b::bigint[], %b::timestamptz[], %b::bytea[])
            """,
            ([receipt.value for receipt in receipts], *columns),
        )


def find_outbox(connection: Connection, receipt: ReceiptNumber) -> tuple[bytes, bytes] | None:
    """The latest (wrapped data key, ciphertext) sent back under a receipt; None when there is none yet."""
    row = connection.execute(
        """
        SELECT o.wrapped_key, b.body FROM sealed.outbox AS b JOIN sealed.original AS o USING (receipt)
        WHERE b.receipt = %s ORDER BY b.made_at DESC LIMIT 1
        """,
        (receipt.value,),
    ).fetchone()
    return (bytes(row[0]), bytes(row[1])) if row else None


def are_waiting(connection: Connection, receipts: Sequence[ReceiptNumber]) -> bool:
    """Whether any of these is sealed and not yet taken in."""
    row = connection.execute(
        "SELECT EXISTS (SELECT FROM sealed.waiting WHERE receipt = ANY(%s))", ([r.value for r in receipts],)
    ).fetchone()
    return bool(row and row[0])


def problem_row(problem: Problem) -> dict[str, object]:
    """A problem as JSON."""
    return {
        "code": problem.code,
        "level": problem.level.value,
        "at": problem.at,
        "arguments": dict(problem.arguments),
    }


def problems_of(column: str) -> tuple[Problem, ...]:
    """The problems of a jsonb column: Django's connections hand it over as text."""
    return tuple(problem_of(row) for row in orjson.loads(column))


def problem_of(row: dict[str, Any]) -> Problem:
    """The problem a JSON row holds."""
    return Problem(row["code"], Level(row["level"]), row["at"], row["arguments"])


def _columns(rows: Sequence[object], *names: str) -> list[list[object]]:
    """Rows turned into one list a column, for `unnest`. A dotted name follows attributes."""
    columns = []
    for name in names:
        first, *rest = name.split(".")
        values = [getattr(row, first) for row in rows]
        for step in rest:
            values = [getattr(value, step) for value in values]
        columns.append(values)
    return columns

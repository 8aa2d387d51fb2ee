"""What pages and `infreg show` read back: arrivals and answers, under the actor's policies."""

from collections.abc import Sequence
from datetime import datetime

from infreg.storage.casework import find_root
from infreg.storage.rows import Connection, Row, coded, find_rows
from infreg.storage.sealed import problems_of
from infreg.vocabulary.answer import Coded, Organism, Party, ValueKind
from infreg.vocabulary.casework import Unexpected
from infreg.vocabulary.identifiers import ReceiptNumber
from infreg.vocabulary.moment import Moment
from infreg.vocabulary.problem import Problem
from infreg.vocabulary.reception import Status
from infreg.vocabulary.shown import (
    Arrival,
    ShownAnswer,
    ShownMessage,
    ShownPatient,
    ShownResult,
    ShownSpecimen,
    ShownSusceptibility,
    ShownValue,
    ShownVersion,
)


def find_arrivals(
    connection: Connection, *, page: int, size: int, status: Status | None
) -> tuple[tuple[Arrival, ...], int]:
    """One page (from 1) of what came, newest first, and how many there are in all."""
    wanted = status.value if status else None
    total = connection.execute(
        """SELECT count(*) FROM sealed.outcome
        WHERE known_to IS NULL AND (%(status)s::text IS NULL OR status = %(status)s)""",
        {"status": wanted},
    ).fetchone()
    rows = find_rows(
        connection,
        """
        SELECT * FROM sealed.outcome
        WHERE known_to IS NULL AND (%(status)s::text IS NULL OR status = %(status)s)
        ORDER BY received_at DESC, id DESC LIMIT %(size)s OFFSET %(skip)s
        """,
        {"status": wanted, "size": size, "skip": (page - 1) * size},
    )
    return tuple(_arrival(row) for row in rows), int(total[0]) if total else 0


def find_outcomes(
    connection: Connection, receipts: Sequence[ReceiptNumber]
) -> dict[ReceiptNumber, tuple[Status, tuple[Problem, ...]]]:
    """How deliveries fared; one that is only sealed is left out."""
    rows = connection.execute(
        "SELECT receipt, status, problems FROM sealed.outcome WHERE receipt = ANY(%s) AND known_to IS NULL",
        ([receipt.value for receipt in receipts],),
    )
    return {ReceiptNumber(row[0]): (Status(row[1]), problems_of(row[2])) for row in rows}


def count_by_status(connection: Connection, since: datetime, until: datetime) -> dict[Status, int]:
    """How deliveries received in [since, until) fared, of those the context shows."""
    rows = connection.execute(
        """
        SELECT status, count(*) FROM sealed.outcome
        WHERE known_to IS NULL AND received_at >= %s AND received_at < %s GROUP BY status
        """,
        (since, until),
    )
    return {Status(row[0]): int(row[1]) for row in rows}


def find_message_ids(connection: Connection, message_ids: Sequence[str], unit: int | None) -> set[str]:
    """Which of these message ids ever came (from one institution, where it is given)."""
    rows = connection.execute(
        """
        SELECT DISTINCT message_id FROM sealed.outcome
        WHERE message_id = ANY(%(listed)s) AND (%(unit)s::bigint IS NULL OR unit = %(unit)s)
        """,
        {"listed": list(message_ids), "unit": unit},
    )
    return {row[0] for row in rows}


def find_unlisted(
    connection: Connection, message_ids: Sequence[str], unit: int | None, since: datetime, until: datetime
) -> tuple[Unexpected, ...]:
    """What was received in [since, until) under other message ids, oldest first."""
    rows = connection.execute(
        """
        SELECT message_id, receipt, received_at, status FROM sealed.outcome
        WHERE known_to IS NULL AND received_at >= %(since)s AND received_at < %(until)s
        AND (%(unit)s::bigint IS NULL OR unit = %(unit)s)
        AND (message_id IS NULL OR message_id <> ALL(%(listed)s)) ORDER BY received_at, id
        """,
        {"since": since, "until": until, "unit": unit, "listed": list(message_ids)},
    )
    return tuple(Unexpected(row[0], ReceiptNumber(row[1]), row[2], Status(row[3])) for row in rows)


def _arrival(row: Row) -> Arrival:
    return Arrival(
        receipt=ReceiptNumber(row["receipt"]),
        received_at=row["received_at"],
        status=Status(row["status"]),
        format=row["format"],
        sender=_sender(row),
        answers=row["answers"],
        disciplines=tuple(row["disciplines"]),
        organisms=tuple(row["organisms"]),
        problems=problems_of(row["problems"]),
    )


def _sender(row: Row) -> Party | None:
    party = Party(row["sender_name"], row["sender_id"], row["sender_id_type"])
    return None if party == Party() else party


def find_message(
    connection: Connection, receipt: ReceiptNumber, *, aside: bool = False
) -> ShownMessage | None:
    """A message as understood, with the history of its answers; None when the actor may not see it, or
    it is not taken in. With `aside`: what was understood of one that does not stand, as it was last."""
    rows = find_rows(
        connection,
        "SELECT * FROM sealed.outcome WHERE receipt = %(r)s AND known_to IS NULL",
        {"r": receipt.value},
    )
    if not rows:
        return None
    row = rows[0]
    answers = find_rows(
        connection,
        """
        SELECT DISTINCT ON (position) * FROM registry.answer
        WHERE receipt = %(r)s AND (aside_from IS NOT NULL) = %(aside)s ORDER BY position, id DESC
        """,
        {"r": receipt.value, "aside": aside},
    )
    return ShownMessage(
        receipt=receipt,
        status=Status(row["status"]),
        problems=problems_of(row["problems"]),
        format=row["format"],
        message_id=row["message_id"],
        generated_at=row["generated_at"],
        received_at=row["received_at"],
        sender=_sender(row),
        answers=tuple(_answer(connection, answer) for answer in answers),
    )


def _answer(connection: Connection, row: Row) -> ShownAnswer:
    versions = _versions(connection, row)
    own = [version for version, part in versions if part == row["part"]]
    places = (i for i, version in enumerate(own) if version.receipt.value == row["receipt"])
    place = next(places, len(own))  # what does not stand follows nothing and is followed by nothing
    requester = Party(row["requester_name"], row["requester_id"], row["requester_id_type"])
    specimens = _below(connection, "specimen", row["id"])
    results = tuple(_result(r) for r in _below(connection, "result", row["id"]))
    names = {result.id: result.organism.name for result in results if result.organism}
    return ShownAnswer(
        answer_id=row["answer_id"],
        service_type=row["service_type"],
        status=row["status"],
        discipline=row["discipline"],
        replaces=own[place - 1].receipt if 0 < place < len(own) else None,
        superseded_by=own[place + 1].receipt if place + 1 < len(own) else None,
        withdrawn=bool(own) and own[-1].service_type == "C",
        versions=tuple(version for version, _ in versions),
        requester=None if requester == Party() else requester,
        patient=ShownPatient(
            pseudonym=_pseudonym(connection, row),
            id_type=row["subject_id_type"],
            sex=row["sex"],
            birth_year=row["birth_year"],
            municipality=row["municipality"],
        ),
        specimens=tuple(_specimen(s) for s in specimens),
        results=results,
        susceptibilities=tuple(
            _susceptibility(s, names) for s in _below(connection, "susceptibility", row["id"])
        ),
        requester_telephone=row["requester_telephone"],
    )


def _pseudonym(connection: Connection, row: Row) -> str | None:
    """Who the answer is about today: joinings followed. None while nobody knows."""
    subject = bytes(row["subject"])
    root = find_root(connection, "lab", subject)
    return root.hex() if row["subject_known"] or root != subject else None


def _versions(connection: Connection, row: Row) -> list[tuple[ShownVersion, str]]:
    """Every version of the answer and of additions to it, each with its part, oldest generated first; one
    without a time stands where it came."""
    rows = find_rows(
        connection,
        """
        SELECT receipt, service_type, status, generated_at, known_from, part FROM registry.answer
        WHERE unit = %(unit)s AND answer_id = %(answer_id)s AND aside_from IS NULL
        ORDER BY (generated_at IS NOT NULL), coalesce(generated_at, known_from), content_hash, position
        """,
        {"unit": row["unit"], "answer_id": row["answer_id"]},
    )
    return [(_version(version), version["part"]) for version in rows]


def _version(row: Row) -> ShownVersion:
    return ShownVersion(
        receipt=ReceiptNumber(row["receipt"]),
        service_type=row["service_type"],
        status=row["status"],
        generated_at=row["generated_at"],
        known_from=row["known_from"],
    )


def _below(connection: Connection, table: str, answer: int) -> Sequence[Row]:
    query = {
        "specimen": "SELECT * FROM registry.specimen WHERE answer = %(a)s ORDER BY position",
        "result": "SELECT * FROM registry.result WHERE answer = %(a)s ORDER BY position",
        "susceptibility": "SELECT * FROM registry.susceptibility WHERE answer = %(a)s ORDER BY position",
    }[table]
    return find_rows(connection, query, {"a": answer})


def _specimen(row: Row) -> ShownSpecimen:
    moment = Moment(row["collected_at"], row["collected_date_only"]) if row["collected_at"] else None
    return ShownSpecimen(id=row["specimen_id"], type=coded(row, "type"), collected_at=moment)


def _result(row: Row) -> ShownResult:
    value = coded(row, "value")
    return ShownResult(
        id=row["result_id"],
        parent=row["parent"],
        specimen=row["specimen"],
        investigation=coded(row, "investigation"),
        value=ShownValue(
            kind=ValueKind(row["kind"]),
            text=row["text"] or (row["date"].isoformat() if row["date"] else None),
            coded=None if value == Coded() else value,
            number=row["number"],
            high=row["high"],
            comparator=row["comparator"],
            unit=row["unit_of_measure"],
        ),
        organism=Organism(row["organism_name"], row["organism_code"]) if row["organism_name"] else None,
        status=row["status"],
    )


def _susceptibility(row: Row, names: dict[str, str]) -> ShownSusceptibility:
    return ShownSusceptibility(
        organism_result=row["organism_result"],
        organism=names.get(row["organism_result"]),
        agent=coded(row, "agent"),
        atc=None,
        sir=row["sir"],
        sir_text=row["sir_text"],
        mic_comparator=row["mic_comparator"],
        mic_value=row["mic"],
        zone_mm=row["zone_mm"],
    )

"""What the vault's functions are asked; they run in the caller's transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg

from infreg.storage.rows import Row, find_rows
from infreg.vocabulary.answer import Party
from infreg.vocabulary.identifiers import Pseudonym


@dataclass(frozen=True, slots=True)
class Report:
    """A person's particulars as last reported, already encrypted."""

    person_key: bytes
    reported_at: datetime
    wrapped_key: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """What the vault has of one person, as it has it: encrypted. `wrapped_key` and `body` are None where
    nobody reported any particulars; `numbers` are national numbers, the first known first."""

    person_key: bytes = field(repr=False)
    wrapped_key: bytes | None = field(repr=False)
    body: bytes | None = field(repr=False)
    numbers: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked for an answer and their telephone, of whom it was (`known`: it names its patient), and who
    answered."""

    unit: int
    subject: bytes
    known: bool
    requester: Party | None
    telephone: str | None


def resolve(connection: "psycopg.Connection[Any]", numbers: Sequence[bytes]) -> dict[bytes, bytes]:
    """Finds or creates the persons of encrypted numbers: person's key by number."""
    if not numbers:
        return {}
    rows = connection.execute(
        "SELECT encrypted, person_key FROM identity.resolve(%s)", (sorted(set(numbers)),)
    )
    return {bytes(row[0]): bytes(row[1]) for row in rows}


def learn(connection: "psycopg.Connection[Any]", reports: Sequence[Report]) -> None:
    """Keeps the latest report of each person's particulars."""
    if not reports:
        return
    ordered = sorted(reports, key=lambda report: (report.person_key, report.reported_at))
    connection.execute(
        "SELECT identity.learn(%s, %s, %s, %s)",
        (
            [report.person_key for report in ordered],
            [report.reported_at for report in ordered],
            [report.wrapped_key for report in ordered],
            [report.body for report in ordered],
        ),
    )


def known_as(connection: "psycopg.Connection[Any]", register: str, people: Mapping[Pseudonym, bytes]) -> None:
    """Keeps which person (by key) each pseudonym of a register is about; what is kept already stays."""
    if not people:
        return
    ordered = sorted(people.items(), key=lambda pair: pair[0].value)
    connection.execute(
        "SELECT identity.known_as(%s, %s, %s)",
        (register, [pseudonym.value for pseudonym, _ in ordered], [key for _, key in ordered]),
    )


def reveal(connection: "psycopg.Connection[Any]", register: str, pseudonym: bytes) -> Kept | None:
    """Whom a pseudonym is about; None where the vault knows nobody by it. The transaction must have written
    its look (action `reveal`, a reason, a case that may be named), or the database refuses."""
    rows = find_rows(connection, "SELECT * FROM identity.reveal(%s, %s)", (register, pseudonym))
    if not rows:
        return None
    row = rows[0]
    return Kept(
        person_key=bytes(row["person_key"]),
        wrapped_key=None if row["wrapped_key"] is None else bytes(row["wrapped_key"]),
        body=None if row["body"] is None else bytes(row["body"]),
        numbers=tuple(bytes(number) for number in row["numbers"]),
    )


def requesters(connection: "psycopg.Connection[Any]", pseudonym: bytes) -> list[Asked]:
    """Who asked for the answers of the case that the look at this pseudonym is for, in the case's order."""
    rows = find_rows(connection, "SELECT * FROM identity.requesters(%s)", (pseudonym,))
    return [_asked(row) for row in rows]


def _asked(row: Row) -> Asked:
    party = Party(row["name"], row["id"], row["id_type"])
    return Asked(
        unit=row["unit"],
        subject=bytes(row["subject"]),
        known=row["subject_known"],
        requester=None if party == Party() else party,
        telephone=row["telephone"],
    )


def find(connection: "psycopg.Connection[Any]", number: bytes, event: UUID) -> bytes | None:
    """The key of the person with an encrypted number; None where nobody has it, and nobody is made. `event`
    is the look as the log has it, in this transaction: it is good for one number."""
    row = connection.execute("SELECT identity.find(%s, %s)", (number, event)).fetchone()
    return bytes(row[0]) if row and row[0] is not None else None

"""What the vault's functions are asked; they run in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg


@dataclass(frozen=True, slots=True)
class Report:
    """A person's particulars as last reported, already encrypted."""

    person_key: bytes
    reported_at: datetime
    wrapped_key: bytes
    body: bytes


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

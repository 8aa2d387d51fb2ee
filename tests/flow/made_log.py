"""A log of many events in a real database: written at once, numbered and signed by the real sequencer."""

from collections.abc import Sequence
from dataclasses import astuple
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from infreg.access.actor import Actor, Purpose
from infreg.access.roles import SUPERVISOR
from infreg.flow import auditing
from infreg.flow.sequencing import Sequencer
from infreg.ledger.verifying import Fault, Verdict
from infreg.vocabulary.audit import LoggedEvent
from tests.ledger import made_log
from tests.ledger.made_log import SIGNER
from tests.register import Register

AUDITOR = Actor("auditor", SUPERVISOR, Purpose.SUPERVISION)
COLUMNS = (
    *("id", "at", "account", "role", "purpose", "action", "outcome", "subject", "object", "reason"),
    *("relation", "permission", "unit", "salt", "commitment"),
)


def write(bare: "psycopg.Connection[Any]", events: Sequence[LoggedEvent]) -> None:
    """As a superuser, past every policy. The transaction is the database's own word."""
    with (
        bare.cursor() as cursor,
        cursor.copy(f"COPY registry.audit_event ({', '.join(COLUMNS)}) FROM STDIN".encode()) as rows,
    ):
        for each in events:
            rows.write_row((*astuple(each.event), each.salt, each.commitment))


def write_made(register: Register, first: int, last: int) -> None:
    with register.superuser() as bare:
        write(bare, [made_log.logged(number) for number in range(first, last)])


def sequencer(folder: Path, at: datetime | None = None, step: timedelta = timedelta(minutes=1)) -> Sequencer:
    """One that signs with the made log's key, into a folder of its own; its clock goes on a step a time."""
    ticks = iter(range(1, 1000))
    began = at or datetime(2026, 11, 22, 12, tzinfo=UTC)
    return Sequencer(SIGNER, folder, lambda: began + step * next(ticks))


def check(register: Register, *outside: str) -> Verdict:
    register.use("auditor")
    return auditing.verify(AUDITOR, SIGNER.public, outside)


def where(verdict: Verdict) -> set[tuple[Fault, int | None, int | None]]:
    return {(each.fault, each.first, each.last) for each in verdict.found}

"""The log as lines of JSON, to be kept and checked where there is no database.

First a heading (`log`, `key`), then every checkpoint (`checkpoint`), so that the log can be checked while it
is read, then every entry in its order (`number`, `leaf`, `event`). Numbers begin at 0, as in RFC 9162; an
event without a number waits for it.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

from infreg.ledger.checkpoints import PublicKey
from infreg.vocabulary.audit import (
    AuditEvent,
    LogCheckpoint,
    LogEntry,
    LoggedEvent,
    action_of,
    outcome_of,
)

FORMAT = 1


class Unreadable(Exception):
    """A line is not what an export is made of; the message says which."""


def lines(
    key: PublicKey, checkpoints: Iterable[LogCheckpoint], entries: Iterable[LogEntry]
) -> Iterator[bytes]:
    """The export, a line at a time, each with its end."""
    yield _line({"log": FORMAT, "key": str(key)})
    for each in checkpoints:
        row = {"size": each.size, "root": each.root.hex(), "at": each.at, "note": each.note}
        yield _line({"checkpoint": row})
    for entry in entries:
        event = event_row(entry.logged) if entry.logged else None
        yield _line({"number": entry.number, "leaf": _hex(entry.leaf), "event": event})


def event_row(logged: LoggedEvent) -> dict[str, Any]:
    """An event as JSON says it; bytes in hexadecimal digits."""
    event = logged.event
    return {
        "id": str(event.id),
        "at": event.at,
        "account": event.account,
        "role": event.role,
        "purpose": event.purpose,
        "action": event.action,
        "outcome": event.outcome,
        "permission": event.permission,
        "relation": event.relation,
        "unit": event.unit,
        "subject": _hex(event.subject),
        "object": event.object,
        "reason": event.reason,
        "salt": _hex(logged.salt),
        "commitment": logged.commitment.hex(),
        "transaction": logged.transaction,
    }


def read(export: Iterable[bytes]) -> Iterator[str | LogEntry | LogCheckpoint]:
    """What an export holds: its key first. Raises Unreadable at the first line that is nothing of it."""
    for place, line in enumerate(export, 1):
        try:
            row = orjson.loads(line)
            yield _heading(row) if place == 1 else _parsed(row)
        except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
            raise Unreadable(f"line {place} is not what an export is made of") from None


def _heading(row: dict[str, Any]) -> str:
    if row["log"] != FORMAT:
        raise ValueError
    return _text(row["key"])


def _parsed(row: dict[str, Any]) -> LogEntry | LogCheckpoint:
    if "checkpoint" in row:
        said = row["checkpoint"]
        root, at = bytes.fromhex(said["root"]), _moment(said["at"])
        return LogCheckpoint(_whole(said["size"]), root, at, _text(said["note"]))
    number, leaf, event = row["number"], row["leaf"], row["event"]
    return LogEntry(
        number=None if number is None else _whole(number),
        leaf=_bytes(leaf),
        logged=None if event is None else _event(event),
    )


def _event(row: dict[str, Any]) -> LoggedEvent:
    event = AuditEvent(
        id=UUID(row["id"]),
        at=_moment(row["at"]),
        account=_text(row["account"]),
        role=_text(row["role"]),
        purpose=_text(row["purpose"]),
        action=action_of(_text(row["action"])),
        outcome=outcome_of(_text(row["outcome"])),
        subject=_bytes(row["subject"]),
        object=_text_or_none(row["object"]),
        reason=_text_or_none(row["reason"]),
        relation=_text_or_none(row["relation"]),
        permission=_text_or_none(row["permission"]),
        unit=None if row["unit"] is None else _whole(row["unit"]),
    )
    return LoggedEvent(
        event, _bytes(row["salt"]), bytes.fromhex(row["commitment"]), _whole(row["transaction"])
    )


def _line(row: dict[str, Any]) -> bytes:
    return orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z)


def _hex(said: bytes | None) -> str | None:
    return said.hex() if said is not None else None


def _bytes(said: str | None) -> bytes | None:
    return bytes.fromhex(said) if said is not None else None


def _moment(said: str) -> datetime:
    return datetime.fromisoformat(said).astimezone(UTC)


def _text(said: object) -> str:
    if not isinstance(said, str):
        raise TypeError
    return said


def _text_or_none(said: object) -> str | None:
    return None if said is None else _text(said)


def _whole(said: object) -> int:
    if not isinstance(said, int) or isinstance(said, bool):
        raise TypeError
    return said

"""What was done with personal data: by whom, about whom, why and when; and how it stands in the log."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import cast
from uuid import UUID


class Action(StrEnum):
    """What somebody did, or was refused."""

    LOG_IN = "log-in"
    LOG_OUT = "log-out"
    OPEN_ANSWER = "open-answer"
    OPEN_CASE = "open-case"
    LOOK_UP = "look-up"
    REVEAL = "reveal"
    SEE_OWN = "see-own"
    SEE_LOG = "see-log"
    DECIDE = "decide"
    COUNT = "count"  # ask the warehouse for figures
    CHANGE_ACCESS = "change-access"
    ERASE = "erase"  # what the log itself says of a person, because the law asks for it
    USE = "use"  # something else that needs a permission; written when it was refused


class Outcome(StrEnum):
    """What became of it."""

    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One thing that somebody did. `subject` is the pseudonym of whom it is about, `object` names what was
    opened (a receipt, a case; never a person), `reason` and `relation` are what the user gave for it.
    `unit` is the institution that the user belongs to, where there is one alone."""

    id: UUID
    at: datetime
    account: str
    role: str
    purpose: str
    action: Action
    outcome: Outcome = Outcome.DONE
    subject: bytes | None = field(default=None, repr=False)
    object: str | None = None
    reason: str | None = field(default=None, repr=False)
    relation: str | None = None
    permission: str | None = None
    unit: int | None = None


def action_of(text: str) -> Action:
    """The action that was written. A word that is none stays as it stands: the log is read also where
    somebody has written into it, and its proof says so."""
    return Action(text) if text in {each.value for each in Action} else cast("Action", text)


def outcome_of(text: str) -> Outcome:
    """The same of an outcome."""
    return Outcome(text) if text in {each.value for each in Outcome} else cast("Outcome", text)


def commitment(event: AuditEvent, salt: bytes) -> bytes:
    """SHA-256 of a random salt and of what the law may erase: it proves what stood there to whoever has both,
    and tells nothing to who has neither."""
    said = [event.subject.hex() if event.subject else None, event.object, event.reason, event.relation]
    return hashlib.sha256(
        salt + json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    ).digest()


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """An event as it is kept. `salt` is None once the law has erased what `commitment` was made of.
    `transaction` is the database's number of the transaction that wrote it."""

    event: AuditEvent
    salt: bytes | None = field(repr=False)
    commitment: bytes
    transaction: int


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A place in the log. Without `number` and `leaf` the event waits for its number; without `logged` the
    event is gone that the number was given to."""

    number: int | None
    leaf: bytes | None
    logged: LoggedEvent | None


@dataclass(frozen=True, slots=True)
class LogCheckpoint:
    """What the log held at a time: `root` proves its first `size` events. `note` is the same, signed."""

    size: int
    root: bytes
    at: datetime
    note: str

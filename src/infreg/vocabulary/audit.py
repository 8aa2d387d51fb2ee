"""What was done with personal data: by whom, about whom, why and when."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
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
    CHANGE_ACCESS = "change-access"
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

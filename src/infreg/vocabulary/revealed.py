"""Who a case is about, opened for one look; and who has looked at what is registered about somebody.

Nothing of this is kept anywhere: it is shown once, and the look is in the log.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from infreg.vocabulary.answer import Party
from infreg.vocabulary.audit import Action, Outcome


class Why(StrEnum):
    """What a name may be opened for, within surveillance."""

    FOLLOW_UP = "follow-up"
    CONTACT_TRACING = "contact-tracing"
    OUTBREAK = "outbreak"
    NOTICE = "notice"  # a clinician's notice is missing or incomplete
    CORRECTION = "correction"  # the case may be about somebody else, or told twice


@dataclass(frozen=True, slots=True)
class AskedBy:
    """Who asked for an answer of the case, the number they are called on, and the laboratory that
    answered."""

    laboratory: str | None
    requester: Party | None
    telephone: str | None = None


@dataclass(frozen=True, slots=True)
class Revealed:
    """The person of a case, as last reported: None where nobody has said. `numbers` are all that the person
    is known by. `waits`: the messages name somebody, and the vault has not been told yet whom. Neither
    numbers nor `waits`: they name nobody. `hidden`: the address is protected, and what tells of it left
    out."""

    name: str | None = field(repr=False)
    numbers: tuple[str, ...] = field(repr=False)
    born: date | None = field(repr=False)
    address: str | None = field(repr=False)
    municipality: str | None = field(repr=False)
    asked_by: tuple[AskedBy, ...]
    waits: bool
    hidden: bool


@dataclass(frozen=True, slots=True)
class Look:
    """Something that somebody did with what is registered about a person. `where` is the office or
    institution the account was at work for, where one is known; `relation` and `reason` are what they gave
    for it."""

    at: datetime
    account: str
    role: str
    where: tuple[str, ...]
    purpose: str
    action: Action
    outcome: Outcome
    reason: str | None
    relation: str | None


@dataclass(frozen=True, slots=True)
class Looks:
    """One page of what others did, newest first, and how much it is in all; the person's own visits apart.
    `since` is when this began to be written down."""

    looks: tuple[Look, ...]
    total: int
    visits: tuple[datetime, ...]
    all_visits: int
    since: datetime | None

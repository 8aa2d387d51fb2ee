"""The words of casework: what waits for a person, what the person decided, and what would become of a file.

Times are aware (UTC). Reasons are a person's own words; they hold no name and no number.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from infreg.vocabulary.answer import Party
from infreg.vocabulary.identifiers import ReceiptNumber
from infreg.vocabulary.problem import Problem
from infreg.vocabulary.reception import Status


class Choice(StrEnum):
    """How a person settles what is held.

    The first three are for two messages with one id: the one that came first holds, the later one does,
    or they are two messages after all. `retry` is for everything else: read it again as we are now.
    """

    FIRST = "first"
    LATER = "later"
    BOTH = "both"
    RETRY = "retry"


@dataclass(frozen=True, slots=True)
class HeldDelivery:
    """A delivery that waits for a person. `rival` is the one that holds the same message id; None where it
    is held for another reason. `hidden`: the sender is not told, because of a protected address."""

    receipt: ReceiptNumber
    received_at: datetime
    sender: Party | None
    problems: tuple[Problem, ...]
    rival: ReceiptNumber | None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person settled: who, when and why. A row for ever; another decision is another row."""

    receipt: ReceiptNumber
    choice: Choice
    because: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of a file if it were delivered now. Nothing of it is stored.

    `name` is the file's, within its package where it has one; `organisms` are names as sent.
    """

    name: str
    status: Status
    problems: tuple[Problem, ...]
    answers: int
    organisms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unexpected:
    """A message received on the day that the sender's list does not name."""

    message_id: str | None
    receipt: ReceiptNumber
    received_at: datetime
    status: Status


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """A sender's list of a day against what came: how many of it are here, and what differs, both ways.

    `missing` are message ids that were listed and not received, as they may be shown.
    """

    matched: int
    missing: tuple[str, ...]
    unexpected: tuple[Unexpected, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """That a person said the patient of an answer (`subject`) is another's (`person`); both are pseudonyms
    of the register in hexadecimal. `undone_at` is None while it holds."""

    subject: str
    person: str
    because: str
    by: str
    at: datetime
    undone_at: datetime | None

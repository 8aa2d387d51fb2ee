"""The words of reception: how a delivery fares, and what is said back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from infreg.vocabulary.answer import Provider
from infreg.vocabulary.identifiers import ReceiptNumber
from infreg.vocabulary.moment import Moment
from infreg.vocabulary.problem import Problem


class Status(StrEnum):
    """What became of a delivery.

    `held` is our work (something to be understood or decided by a person), `rejected` the sender's
    (only sending anew can help). `sealed` is safe but not yet taken in.
    """

    SEALED = "sealed"
    ACCEPTED = "accepted"
    ACCEPTED_WITH_WARNINGS = "accepted_with_warnings"
    HELD = "held"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class MessageReceipt:
    """What is told the sender about one message; the same content gives the same receipt for ever.

    `message_id`, `message_type`, `generated_at` and `sender` are what the message said of itself; None
    when it could not be read that far.
    """

    number: ReceiptNumber
    received_at: datetime
    taken_in_at: datetime
    status: Status
    problems: tuple[Problem, ...] = ()
    message_id: str | None = None
    message_type: str | None = None
    generated_at: Moment | None = None
    sender: Provider | None = None

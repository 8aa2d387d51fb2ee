"""A log made up: events as they are kept, numbered, and signed for now and then."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from infreg.ledger import export
from infreg.ledger.checkpoints import Signer
from infreg.ledger.entries import leaf_of
from infreg.ledger.merkle import Frontier
from infreg.vocabulary.audit import (
    Action,
    AuditEvent,
    LogCheckpoint,
    LogEntry,
    LoggedEvent,
    Outcome,
    commitment,
)

SIGNER = Signer.of(bytes(range(32)))
BEGAN = datetime(2026, 11, 22, 6, tzinfo=UTC)
#: So many events are signed for at a time.
EACH = 1000
#: Written, and not numbered yet.
WAITING = 3


def event(number: int) -> AuditEvent:
    refused = number % 17 == 0
    return AuditEvent(
        id=UUID(int=0x1000 + number),
        at=BEGAN + timedelta(seconds=number),
        account=f"user{number % 7}",
        role="registry_officer",
        purpose="quality",
        action=Action.USE if refused else Action.OPEN_ANSWER,
        outcome=Outcome.REFUSED if refused else Outcome.DONE,
        subject=None if refused else bytes([number % 251]) * 32,
        object=f"receipt {number}",
        reason="opprydding" if number % 5 == 0 else None,
        permission="settle" if refused else None,
        unit=number % 3 or None,
    )


def logged(number: int) -> LoggedEvent:
    made, salt = event(number), number.to_bytes(32, "big")
    return LoggedEvent(made, salt, commitment(made, salt), 700 + number)


def entries(count: int) -> list[LogEntry]:
    """Numbered events, and some that wait for a number."""
    events = [logged(number) for number in range(count + WAITING)]
    return [
        LogEntry(number, leaf_of(each), each) if number < count else LogEntry(None, None, each)
        for number, each in enumerate(events)
    ]


def signed(leaves: Sequence[bytes], each: int = EACH, signer: Signer = SIGNER) -> list[LogCheckpoint]:
    """A checkpoint after every so many leaves, and one at the end."""
    frontier, made = Frontier(), []
    for start in range(0, len(leaves), each):
        frontier = frontier.grow(leaves[start : start + each])
        checkpoint, note = signer.sign(frontier, BEGAN + timedelta(seconds=frontier.size + 1))
        made.append(LogCheckpoint(checkpoint.size, checkpoint.root, checkpoint.at, note))
    return made


def lines(log: Sequence[LogEntry], checkpoints: Sequence[LogCheckpoint]) -> list[bytes]:
    return list(export.lines(SIGNER.public, checkpoints, log))

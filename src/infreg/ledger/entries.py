"""What of an event the log proves, as bytes."""

from datetime import UTC

import orjson

from infreg.ledger.merkle import leaf_hash
from infreg.vocabulary.audit import LoggedEvent

_FORMAT = "infreg event 1"


def leaf_of(logged: LoggedEvent) -> bytes:
    """The leaf hash of an event: of everything that the law may not erase, and of the commitment to what it
    may. It does not know its number: its place in the tree is that."""
    return leaf_hash(entry_of(logged))


def entry_of(logged: LoggedEvent) -> bytes:
    """The same as bytes: a JSON array, always written in the same way."""
    event = logged.event
    return orjson.dumps(
        [
            _FORMAT,
            str(event.id),
            event.at.astimezone(UTC).isoformat(timespec="microseconds"),
            event.account,
            event.role,
            event.purpose,
            event.action,
            event.outcome,
            event.permission,
            event.unit,
            logged.transaction,
            logged.commitment.hex(),
        ]
    )

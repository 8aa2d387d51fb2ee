"""The log: each look and each refusal, written with who, whom, why and when; read, exported and checked by
who supervises."""

import sys
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from typing import TypedDict, Unpack
from uuid import UUID, uuid4

from infreg.access.actor import Actor, Ended, Refused
from infreg.access.purposes import Purpose
from infreg.access.roles import RECEPTION, Permission, Role
from infreg.ledger import export as exported
from infreg.ledger.checkpoints import PublicKey
from infreg.ledger.export import event_row
from infreg.ledger.verifying import ERASED, Verdict
from infreg.ledger.verifying import verify as check
from infreg.storage import audit
from infreg.storage.audit import Wanted
from infreg.storage.connection import acting
from infreg.storage.rows import Connection
from infreg.vocabulary.audit import Action, AuditEvent, LogEntry, Outcome

__all__ = [
    "EVERY_EVENT",
    "PROGRAM",
    "Wanted",
    "erase",
    "event_row",
    "export",
    "find_events",
    "looked",
    "looked_at",
    "refused",
    "refused_visitor",
    "verify",
]

EVERY_EVENT = Wanted()
#: What numbers, signs and erases: no person.
PROGRAM = Actor(name="reception", role=RECEPTION, purpose=Purpose.RECEPTION)


class _Said(TypedDict, total=False):
    """What an event says beside who did what about whom, and when."""

    object: str | None
    reason: str | None
    relation: str | None
    outcome: Outcome
    permission: Permission | None
    unit: int | None


def looked(
    connection: Connection,
    actor: Actor,
    action: Action,
    subject: bytes | None,
    *,
    object: str | None = None,
    reason: str | None = None,
    relation: str | None = None,
) -> AuditEvent:
    """Writes that the actor saw, or did, something, in the transaction in which they did: without the event
    there is no look. Call it before what was seen is returned."""
    unit = _only_unit(actor)
    event = _event(actor, action, subject, object=object, reason=reason, relation=relation, unit=unit)
    audit.record(connection, event)
    return event


def looked_at(
    connection: Connection,
    actor: Actor,
    action: Action,
    subjects: Collection[bytes | None],
    *,
    object: str | None = None,
    reason: str | None = None,
) -> None:
    """The same of something that is about several persons: an event for each. What a program reads to do its
    work (role reception) is no look."""
    if actor.role is not RECEPTION:
        for each in sorted(set(subjects), key=lambda subject: subject or b""):
            looked(connection, actor, action, each, object=object, reason=reason)


def _only_unit(actor: Actor) -> int | None:
    return next(iter(actor.units)) if len(actor.units) == 1 else None


def _event(actor: Actor, action: Action, subject: bytes | None, **said: Unpack[_Said]) -> AuditEvent:
    return AuditEvent(
        id=uuid4(),
        at=datetime.now(UTC),
        account=actor.name,
        role=actor.role.code,
        purpose=actor.purpose,
        action=action,
        subject=subject,
        **said,
    )


def refused(
    actor: Actor,
    action: Action,
    *,
    permission: Permission | None = None,
    object: str | None = None,
    subject: bytes | None = None,
) -> None:
    """Writes a refusal, in a transaction of its own: what was asked for has been undone. `subject`: whom it
    was about, where that was found out. Called while a Refused is handled, it marks that one as written, so
    that whoever meets it next does not write it again."""
    with acting(actor) as connection:
        outcome = Outcome.REFUSED
        event = _event(actor, action, subject, object=object, outcome=outcome, permission=permission)
        audit.record(connection, event)
    refusal = sys.exception()
    if isinstance(refusal, Refused):
        refusal.written = True


def refused_visitor(account: str, role: Role, refusal: Refused, *, object: str | None = None) -> None:
    """Writes a refusal that nobody has written yet. An account whose role has no access is at work for
    nothing: its refusal is kept for supervision."""
    if not refusal.written:
        purpose = role.purposes[0] if role.purposes else Purpose.SUPERVISION
        who = refusal.actor if isinstance(refusal, Ended) else Actor(account, role, purpose)
        refused(who, Action.USE, permission=refusal.permission, object=object)
        refusal.written = True


def find_events(actor: Actor, wanted: Wanted = EVERY_EVENT, *, limit: int = 100) -> list[LogEntry]:
    """The latest events that are wanted, oldest first. That they were read is written."""
    actor.check(Permission.SEE_LOG)
    with acting(actor) as connection:
        looked(connection, actor, Action.SEE_LOG, None, object="list")
        return audit.find_events(connection, wanted, limit=limit)


def export(actor: Actor, key: PublicKey) -> Iterator[bytes]:
    """The whole log as lines of JSON, with its checkpoints and the key that they are signed by. That it is
    read is written before the first line leaves."""
    _see(actor, "export")
    with acting(actor) as connection:
        yield from exported.lines(key, audit.find_checkpoints(connection), audit.entries(connection))


def verify(actor: Actor, key: PublicKey, outside: Sequence[str] = ()) -> Verdict:
    """Checks the log in the database against its checkpoints and those that were kept outside, all of which
    the key must have signed."""
    _see(actor, "verify")
    with acting(actor) as connection:
        checkpoints = audit.find_checkpoints(connection)
        return check(audit.entries(connection), checkpoints, outside, key)


def _see(actor: Actor, object: str) -> None:
    actor.check(Permission.SEE_LOG)
    with acting(actor) as connection:
        looked(connection, actor, Action.SEE_LOG, None, object=object)


def erase(by: Actor, events: Collection[UUID], because: str) -> int:
    """Takes away what events say of a person (subject, object, reason, relation), as the law may ask for, and
    writes of each that this was done, by whom and why. The proof of the log stays whole. Returns how many
    said anything still; an erasure itself is not erased.

    A program does it, as intake: nobody at a page has the right to change the log.
    """
    by.check(Permission.SETTLE)
    with acting(PROGRAM) as connection:
        erased = audit.erase(connection, events)
        reason = f"{by.name}: {because}"
        for each in erased:
            audit.record(
                connection, _event(PROGRAM, Action.ERASE, None, object=f"{ERASED}{each}", reason=reason)
            )
        return len(erased)

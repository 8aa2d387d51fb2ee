"""The log: each look and each refusal, written with who, whom, why and when."""

from datetime import UTC, datetime
from uuid import uuid4

from infreg.access.actor import Actor
from infreg.access.roles import Permission
from infreg.storage import audit
from infreg.storage.connection import acting
from infreg.storage.rows import Connection
from infreg.vocabulary.audit import Action, AuditEvent, Outcome


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
    event = AuditEvent(
        id=uuid4(),
        at=datetime.now(UTC),
        account=actor.name,
        role=actor.role.code,
        purpose=actor.purpose,
        action=action,
        subject=subject,
        object=object,
        reason=reason,
        relation=relation,
        unit=next(iter(actor.units)) if len(actor.units) == 1 else None,
    )
    audit.record(connection, event)
    return event


def refused(
    actor: Actor, action: Action, *, permission: Permission | None = None, object: str | None = None
) -> None:
    """Writes a refusal, in a transaction of its own: what was asked for has been undone."""
    with acting(actor) as connection:
        audit.record(
            connection,
            AuditEvent(
                id=uuid4(),
                at=datetime.now(UTC),
                account=actor.name,
                role=actor.role.code,
                purpose=actor.purpose,
                action=action,
                outcome=Outcome.REFUSED,
                permission=permission,
                object=object,
            ),
        )

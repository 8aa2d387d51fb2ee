"""What was done, written in the transaction of what was done."""

import hashlib
import secrets

import orjson

from infreg.storage.rows import Connection
from infreg.vocabulary.audit import AuditEvent

_SALT_SIZE = 32


def record(connection: Connection, event: AuditEvent) -> None:
    """Appends an event; `connection` acts as the event's account and for its purpose, or it is refused."""
    salt = secrets.token_bytes(_SALT_SIZE)
    connection.execute(
        """
        INSERT INTO registry.audit_event (id, at, account, role, purpose, action, outcome, permission,
            relation, unit, subject, object, reason, salt, commitment)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        """,
        (
            event.id,
            event.at,
            event.account,
            event.role,
            event.purpose,
            event.action,
            event.outcome,
            event.permission,
            event.relation,
            event.unit,
            event.subject,
            event.object,
            event.reason,
            salt,
            commitment(event, salt),
        ),
    )


def commitment(event: AuditEvent, salt: bytes) -> bytes:
    """SHA-256 of a random salt and of what the law may erase: it proves what stood there to whoever has both,
    and tells nothing to who has neither."""
    said = [event.subject.hex() if event.subject else None, event.object, event.reason, event.relation]
    return hashlib.sha256(salt + orjson.dumps(said)).digest()

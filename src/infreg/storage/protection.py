"""Whose address is protected: asked before anything is shown of a person, and told by the operator."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from infreg.storage.rows import Connection


def find_protected(connection: Connection, register: str, subjects: Collection[bytes]) -> frozenset[bytes]:
    """Which of these pseudonyms are about somebody whose address is protected, joinings followed both ways:
    the number that is protected need not be the one that an answer came under."""
    if not subjects:
        return frozenset()
    rows = connection.execute(
        """
        WITH RECURSIVE same (start, subject) AS (
            SELECT asked, asked FROM unnest(%(subjects)s::bytea[]) AS asked
            UNION
            SELECT s.start, CASE WHEN j.subject = s.subject THEN j.person ELSE j.subject END
            FROM same AS s JOIN registry.same_person AS j ON j.register = %(register)s
                AND j.known_to IS NULL AND (j.subject = s.subject OR j.person = s.subject)
        )
        SELECT DISTINCT s.start FROM same AS s
        JOIN registry.protected_person AS p ON p.subject = s.subject AND p.known_to IS NULL
        """,
        {"subjects": list(set(subjects)), "register": register},
    )
    return frozenset(bytes(row[0]) for row in rows)


def find_subjects(connection: Connection, receipts: Collection[str]) -> dict[str, set[bytes]]:
    """Whom the answers of deliveries are about, those included that do not stand; by receipt."""
    if not receipts:
        return {}
    found: dict[str, set[bytes]] = defaultdict(set)
    # Each half has an index of its own.
    for receipt, subject in connection.execute(
        """
        SELECT receipt, subject FROM registry.answer WHERE receipt = ANY(%(r)s) AND aside_from IS NULL
        UNION ALL
        SELECT receipt, subject FROM registry.answer WHERE receipt = ANY(%(r)s) AND aside_from IS NOT NULL
        """,
        {"r": list(set(receipts))},
    ):
        found[receipt].add(bytes(subject))
    return found


def protect(connection: Connection, subject: bytes, now: datetime) -> bool:
    """Opens a row for somebody; False where they are protected already."""
    done = connection.execute(
        """
        INSERT INTO registry.protected_person (subject, known_from) VALUES (%s, %s)
        ON CONFLICT (subject) WHERE known_to IS NULL DO NOTHING
        """,
        (subject, now),
    )
    return done.rowcount > 0


def unprotect(connection: Connection, subject: bytes, now: datetime) -> bool:
    """Closes the open row of somebody; False where there is none."""
    done = connection.execute(
        "UPDATE registry.protected_person SET known_to = %s WHERE subject = %s AND known_to IS NULL",
        (now, subject),
    )
    return done.rowcount > 0


def find_since(connection: Connection) -> list[datetime]:
    """Since when those are protected who are so now, the earliest first. Never who they are."""
    rows = connection.execute(
        "SELECT known_from FROM registry.protected_person WHERE known_to IS NULL ORDER BY known_from"
    )
    return [row[0] for row in rows]

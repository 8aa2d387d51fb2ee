"""Whose cases are to be derived again, because a definition they lean on has changed."""

from collections.abc import Collection

from infreg.storage.rows import Connection

#: Whom diseases concern: who has what causes them, a case of them or a decision about one, or a question that
#: they may answer.
_CONCERNED = """
    SELECT subject FROM registry.finding
    WHERE known_to IS NULL AND outcome = 'positive' AND counts AND organism = ANY(%(organisms)s)
    UNION SELECT f.subject FROM registry.answer AS a JOIN registry.finding AS f ON f.answer = a.id
        WHERE a.known_to IS NULL AND a.comments && ARRAY['MSIS-M', 'MSIS-UM', 'MSIS-AV']
        AND f.known_to IS NULL AND f.organism = ANY(%(organisms)s)
    UNION SELECT subject FROM registry.case WHERE known_to IS NULL AND disease = ANY(%(diseases)s)
    UNION SELECT subject FROM registry.case_decision WHERE known_to IS NULL AND disease = ANY(%(diseases)s)
    UNION SELECT subject FROM registry.case_question WHERE known_to IS NULL
"""


def mark(connection: Connection, organisms: Collection[str], diseases: Collection[str]) -> int:
    """Asks for everybody whom these concern to be derived again; how many pseudonyms."""
    marked = connection.execute(
        f"INSERT INTO registry.stale_person (subject) {_CONCERNED} ON CONFLICT DO NOTHING".encode(),
        {"organisms": list(organisms), "diseases": list(diseases)},
    )
    return marked.rowcount


def mark_everybody(connection: Connection) -> int:
    """Asks for everybody to be derived again who may have a case or wait for a person; how many."""
    marked = connection.execute(
        """
        INSERT INTO registry.stale_person (subject)
        SELECT subject FROM registry.finding WHERE known_to IS NULL AND outcome = 'positive' AND counts
        UNION SELECT subject FROM registry.answer
            WHERE known_to IS NULL AND comments && ARRAY['MSIS-M', 'MSIS-UM', 'MSIS-AV']
        UNION SELECT subject FROM registry.case WHERE known_to IS NULL
        UNION SELECT subject FROM registry.case_decision WHERE known_to IS NULL
        UNION SELECT subject FROM registry.case_question WHERE known_to IS NULL
        ON CONFLICT DO NOTHING
        """
    )
    return marked.rowcount


def find_concerned(
    connection: Connection, organisms: Collection[str], diseases: Collection[str]
) -> list[bytes]:
    """Everybody whom these concern, sorted; each of a person's pseudonyms stands for itself."""
    rows = connection.execute(
        f"SELECT subject FROM ({_CONCERNED}) AS concerned ORDER BY subject".encode(),  # noqa: S608
        {"organisms": list(organisms), "diseases": list(diseases)},
    )
    return [bytes(row[0]) for row in rows]


def take(connection: Connection, limit: int) -> list[bytes]:
    """Takes some of them, for this transaction; another worker's are passed over."""
    rows = connection.execute(
        """
        DELETE FROM registry.stale_person WHERE subject IN (
            SELECT subject FROM registry.stale_person ORDER BY subject LIMIT %s FOR UPDATE SKIP LOCKED
        ) RETURNING subject
        """,
        (limit,),
    )
    return sorted(bytes(row[0]) for row in rows)


def count(connection: Connection) -> int:
    """How many wait."""
    row = connection.execute("SELECT count(*) FROM registry.stale_person").fetchone()
    return int(row[0]) if row else 0

"""What has changed since the warehouse was written, as the transactions that changed it said."""

from collections import defaultdict
from collections.abc import Mapping

from infreg.storage.rows import Connection
from infreg.storage.warehouse.sources import Month


def is_any(connection: Connection) -> bool:
    """Whether anything waits to be refreshed."""
    row = connection.execute("SELECT EXISTS (SELECT FROM registry.changed)").fetchone()
    return bool(row and row[0])


def find(connection: Connection) -> Mapping[str, frozenset[Month]]:
    """The months that changed, by table."""
    found: dict[str, set[Month]] = defaultdict(set)
    for table, month in connection.execute('SELECT DISTINCT "table", month FROM registry.changed'):
        found[table].add(month)
    return {table: frozenset(months) for table, months in found.items()}


def forget(connection: Connection) -> None:
    """Takes away what this transaction sees of it, and nothing that came since: in one that is a snapshot."""
    connection.execute("DELETE FROM registry.changed")


def latest_definition(connection: Connection) -> int:
    """Grows with every definition that is loaded."""
    row = connection.execute("SELECT coalesce(max(id), 0) FROM registry.definition").fetchone()
    return int(row[0]) if row else 0

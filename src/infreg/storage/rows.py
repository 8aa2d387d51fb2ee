"""Rows by the names of their columns, and the coded values that lie in five of them."""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from psycopg.rows import dict_row

from infreg.vocabulary.answer import Coded

Connection = psycopg.Connection[Any]
Row = dict[str, Any]


def find_rows(
    connection: Connection, query: str, parameters: Mapping[str, object] | Sequence[object]
) -> list[Row]:
    """Every row that a query of our own finds."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query.encode(), parameters).fetchall()


def coded(row: Mapping[str, Any], prefix: str) -> Coded:
    """The coded value in the columns `<prefix>_system`, `_version`, `_code`, `_display` and `_text`."""
    return Coded(*(row[f"{prefix}_{part}"] for part in ("system", "version", "code", "display", "text")))

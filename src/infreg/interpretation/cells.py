"""Cells of definitions, typed where they are read."""

from infreg.definitions.snapshot import Row


def text_in(row: Row, column: str) -> str:
    """The text of a cell; empty where there is none."""
    value = row.get(column)
    return value if isinstance(value, str) else ""


def yes_in(row: Row, column: str) -> bool:
    """Whether a cell says yes."""
    return row.get(column) is True

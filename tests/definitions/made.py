"""Small definitions, made for the tests: the files of one, and from files to definitions."""

from collections.abc import Mapping
from datetime import date

from infreg.definitions.definition import Definition
from infreg.definitions.reading import read

Files = Mapping[str, bytes]

TOML = """\
kind = "{kind}"
name = "{name}"
valid_from = {valid_from}
source = "The test"
status = "verified"
rows = "{name}.csv"
[title]
nb = "Liste"
en = "List"
"""


def header(
    kind: str = "organisms", name: str | None = None, *, valid_from: str = "2012-01-01", more: str = ""
) -> str:
    """A header in order: kind, name, valid_from, source, status, rows, [title], nb and en are lines 1 to 9,
    moved down by the lines of `more`, which stand first."""
    return more + TOML.format(kind=kind, name=name or kind, valid_from=valid_from)


def made(
    rows: str,
    kind: str = "organisms",
    name: str | None = None,
    *,
    valid_from: str = "2012-01-01",
    more: str = "",
) -> dict[str, bytes]:
    """The two files of a definition."""
    name = name or kind
    toml = header(kind, name, valid_from=valid_from, more=more)
    return {f"{name}.toml": toml.encode(), f"{name}.csv": rows.encode()}


def definition(
    rows: str,
    kind: str = "organisms",
    name: str | None = None,
    *,
    valid_from: str = "2012-01-01",
    more: str = "",
) -> Definition:
    """The same, read; it must have no faults."""
    found, faults = read(made(rows, kind, name, valid_from=valid_from, more=more))
    assert found, faults
    return found


def day(text: str) -> date:
    return date.fromisoformat(text)

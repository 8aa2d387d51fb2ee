"""The warehouse of a register in a folder of the test's own, and what can be read in it."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from pyarrow import parquet

from infreg.flow import refreshing
from infreg.flow.refreshing import Refreshed
from infreg.storage.warehouse import manifest
from infreg.storage.warehouse.manifest import Contents
from tests.register import Register

Row = dict[str, Any]
#: Those that the rooms declare; what is made of them stands beside.
DECLARED = frozenset(table.name for table in refreshing.TABLES)
#: Tables with rows about persons or answers, version by version.
VERSIONED = ("answer", "case", "finding", "isolate", "joined", "susceptibility")


def refreshed(register: Register, home: Path, **how: Any) -> Refreshed:
    """The warehouse in `home` is brought up to now."""
    register.use("insight")
    done = refreshing.refresh({"INFREG_HOME": str(home)}, **how)
    register.use("app")
    return done


def folder(home: Path) -> Path:
    return manifest.folder({"INFREG_HOME": str(home)})


def contents(home: Path) -> Contents:
    found = manifest.find_contents(folder(home))
    assert found
    return found[1]


def read(home: Path, table: str) -> list[Row]:
    """The rows of a table as a reader finds them, file by file."""
    found = manifest.find_current(folder(home))
    assert found
    rows: list[Row] = []
    for file in found.files[table]:
        rows += parquet.read_table(file, partitioning=None).to_pylist()
    return rows


def known(rows: list[Row], moment: datetime) -> list[Row]:
    """What was known at a moment, without what was learnt later: that it ended."""
    return [
        {name: value for name, value in row.items() if name != "known_to"}
        for row in rows
        if row["known_from"] <= moment and (row["known_to"] is None or row["known_to"] > moment)
    ]


def digests(home: Path) -> Mapping[str, str]:
    """The declared tables as they lie there, file by file."""
    tables = contents(home).tables
    return {file.path: file.sha256 for name in DECLARED for file in tables[name].files}

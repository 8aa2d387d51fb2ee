"""What the warehouse holds, as it says so itself: `manifest.json` in each generation, read by whoever counts.

warehouse/current -> generations/12       swapped as one
warehouse/generations/12/manifest.json    what stands in it, and until when it knows
warehouse/generations/12/case/2026-03.parquet
"""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from infreg.storage.home import find_home

CURRENT, GENERATIONS, MANIFEST = "current", "generations", "manifest.json"
_FORMAT = 1
#: A generation found and then swept away has been followed by another, which is found the next time.
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Manifest:
    """One whole state: it holds what was known at `known_at`; `files` are absolute, by table."""

    known_at: datetime
    generation: Path
    files: Mapping[str, tuple[Path, ...]]


@dataclass(frozen=True, slots=True)
class File:
    """One Parquet file, named within its generation; `stem` is its month, `unknown`, or `all`."""

    path: str
    rows: int
    bytes: int
    sha256: str

    @property
    def stem(self) -> str:
        return Path(self.path).stem


@dataclass(frozen=True, slots=True)
class Held:
    """One table as it lies there. `columns` are names and kinds; `digest` tells whether it was written as it
    would be today."""

    columns: tuple[tuple[str, str], ...]
    digest: str
    files: tuple[File, ...]

    @property
    def rows(self) -> int:
        return sum(file.rows for file in self.files)


@dataclass(frozen=True, slots=True)
class Contents:
    """A manifest, whole. `version` of infreg wrote it, from the database that `database` names; `ready` tells
    of what the tables that were handed over ready-made were made."""

    number: int
    known_at: datetime
    version: str
    database: str
    ready: str
    tables: Mapping[str, Held] = field(default_factory=dict)


def folder(environ: Mapping[str, str]) -> Path:
    """Where the warehouse of an installation is. Makes nothing."""
    return find_home(environ) / "warehouse"


def find_current(folder: Path) -> Manifest | None:
    """The state that stands now; None where nothing was written yet. Its files stay for a quarter of an hour
    after another has taken its place: whoever counts for longer asks anew."""
    found = find_contents(folder)
    if found is None:
        return None
    generation, contents = found
    files = {
        name: tuple(generation / file.path for file in held.files) for name, held in contents.tables.items()
    }
    return Manifest(contents.known_at, generation, files)


def find_contents(folder: Path) -> tuple[Path, Contents] | None:
    """The same with all that its manifest says, and the generation's folder."""
    for _ in range(_TRIES):
        try:
            generation = folder.absolute() / (folder / CURRENT).readlink()
        except FileNotFoundError:
            return None
        try:
            return generation, _read((generation / MANIFEST).read_bytes(), int(generation.name))
        except FileNotFoundError:
            continue
    return None


def write(contents: Contents, generation: Path) -> None:
    """Whole or not at all, and on the disk when it returns."""
    draft = generation / f".{MANIFEST}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(_said(contents), file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(generation / MANIFEST)
    sync(generation)


def sync(folder: Path) -> None:
    """What was made or renamed in a folder is on the disk when it returns."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _said(contents: Contents) -> dict[str, Any]:
    return {
        "format": _FORMAT,
        "known_at": contents.known_at.isoformat(),
        "version": contents.version,
        "database": contents.database,
        "ready": contents.ready,
        "tables": {name: _held(held) for name, held in sorted(contents.tables.items())},
    }


def _held(held: Held) -> dict[str, Any]:
    return {
        "columns": [{"name": name, "kind": kind} for name, kind in held.columns],
        "digest": held.digest,
        "files": [
            {"path": file.path, "rows": file.rows, "bytes": file.bytes, "sha256": file.sha256}
            for file in held.files
        ],
    }


def _read(content: bytes, number: int) -> Contents:
    said = json.loads(content)
    return Contents(
        number=number,
        known_at=datetime.fromisoformat(said["known_at"]),
        version=said["version"],
        database=said["database"],
        ready=said["ready"],
        tables={
            name: Held(
                columns=tuple((column["name"], column["kind"]) for column in each["columns"]),
                digest=each["digest"],
                files=tuple(_files(each["files"])),
            )
            for name, each in said["tables"].items()
        },
    )


def _files(said: list[dict[str, Any]]) -> Iterator[File]:
    for each in said:
        yield File(each["path"], each["rows"], each["bytes"], each["sha256"])

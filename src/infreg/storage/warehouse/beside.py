"""Tables that are made of the others when these are written, and stand beside them in the same state."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from infreg.storage.warehouse import generations
from infreg.storage.warehouse.manifest import Contents, Held
from infreg.storage.warehouse.schema import kinds, schema
from infreg.storage.warehouse.sources import Month
from infreg.storage.warehouse.writing import ALL, write_one
from infreg.vocabulary.warehouse import Table

#: Tables to be written, with the months that changed; None: all of it.
Stale = Mapping[str, frozenset[Month] | None]


@dataclass(frozen=True, slots=True)
class Beside:
    """One such table, of one file. `of` are the tables it is made of: while these stay as they are, so does
    it. `edition` tells how it is made."""

    table: Table
    of: tuple[str, ...]
    edition: str

    @property
    def digest(self) -> str:
        """Equal when the same tables would make the same rows."""
        said = (self.edition, self.of, kinds(self.table))
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]

    def stands(self, before: Contents) -> bool:
        """Whether it was made as it would be today."""
        held = before.tables.get(self.table.name)
        return held is not None and held.digest == self.digest


@dataclass(frozen=True, slots=True)
class Wanted:
    """Those to be made anew, of all files of the new state and what it knows. `before` is each one's file as
    it was, if it was made alike; `changed` the months in which what it is made of has changed, for those of
    which nothing else has."""

    names: Sequence[str]
    files: Mapping[str, tuple[Path, ...]]
    known_at: datetime
    before: Mapping[str, Path]
    changed: Mapping[str, frozenset[Month]]


#: Makes the tables that are wanted, one after the other.
Finish = Callable[[Wanted], Iterator[tuple[str, pa.Table]]]


@dataclass(frozen=True, slots=True)
class Besides:
    """All of them, and the state before: its folder and what of it can be taken over."""

    tables: Sequence[Beside]
    before_folder: Path | None
    before: Contents | None

    def taken_over(self, generation: Path, stale: Stale) -> Mapping[str, Held]:
        """Those of which nothing changed, now in this generation too; each has its folder then."""
        taken: dict[str, Held] = {}
        for each in self.tables:
            (generation / each.table.name).mkdir(mode=0o700)
            if self.before and self.before_folder and each.stands(self.before) and not stale.keys() & each.of:
                held = taken[each.table.name] = self.before.tables[each.table.name]
                for file in held.files:
                    generations.take_over(file, self.before_folder, generation)
        return taken

    def made(
        self,
        generation: Path,
        files: Mapping[str, tuple[Path, ...]],
        known_at: datetime,
        stale: Stale,
        finish: Finish,
        but: Mapping[str, Held],
    ) -> Iterator[tuple[str, Held]]:
        """The others, written as they are made."""
        wanted = {each.table.name: each for each in self.tables if each.table.name not in but}
        if not wanted:
            return
        for name, rows in finish(self._wanted(wanted, files, known_at, stale)):
            whole = rows.select(schema(wanted[name].table).names).cast(schema(wanted[name].table))
            file = write_one(generation / name, ALL, whole.to_batches(), whole.schema)
            yield name, Held(kinds(wanted[name].table), wanted[name].digest, (file,))

    def _wanted(
        self,
        wanted: Mapping[str, Beside],
        files: Mapping[str, tuple[Path, ...]],
        known_at: datetime,
        stale: Stale,
    ) -> Wanted:
        before: dict[str, Path] = {}
        changed: dict[str, frozenset[Month]] = {}
        for name, each in wanted.items():
            if self.before is None or self.before_folder is None or not each.stands(self.before):
                continue
            before[name] = self.before_folder / self.before.tables[name].files[0].path
            of = [stale[table] for table in each.of if table in stale]
            if None not in of:
                changed[name] = frozenset[Month]().union(*(months for months in of if months is not None))
        return Wanted(tuple(wanted), files, known_at, before, changed)

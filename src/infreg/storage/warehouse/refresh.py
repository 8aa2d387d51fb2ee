"""The warehouse written anew, where something changed: one snapshot of the database, one swap of files.

What is read is forgotten as changed by the same transaction, which ends after the swap: cut off anywhere, the
old state stands whole or the new one does, and what changed is refreshed again.
"""

import hashlib
import json
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path

import pyarrow as pa

from infreg.access.actor import Actor
from infreg.storage.connection import acting
from infreg.storage.rows import Connection
from infreg.storage.warehouse import changes, generations, manifest
from infreg.storage.warehouse.beside import Beside, Besides, Finish, Stale
from infreg.storage.warehouse.joined import Joining, follow
from infreg.storage.warehouse.manifest import Contents, File, Held
from infreg.storage.warehouse.reading import read
from infreg.storage.warehouse.schema import kinds, schema
from infreg.storage.warehouse.sources import INSTITUTION, JOINED, SOURCES, Month
from infreg.storage.warehouse.writing import ALL, UNKNOWN, write_months, write_one
from infreg.vocabulary.warehouse import Table

#: Nobody who began to count in a state counts for longer.
GRACE = timedelta(minutes=15)
_MEMORY = "64MB"
Files = Mapping[str, tuple[Path, ...]]
Made = Mapping[str, pa.Table]


class Step(StrEnum):
    """Where a refresh can be cut off."""

    BEGUN = "begun"
    TABLE_WRITTEN = "table_written"
    ALL_WRITTEN = "all_written"
    MANIFEST_WRITTEN = "manifest_written"
    SWAPPED = "swapped"
    COMMITTED = "committed"


@dataclass(frozen=True, slots=True)
class Ready:
    """Tables that are handed over ready-made. `key` tells of what they are made: while it is the same,
    `make` is not called and they stay as they are."""

    key: str
    make: Callable[[], Made]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be refreshed, and how. `ready` is asked within the snapshot. `finish` makes those of the
    tables `beside` that are wanted anew, before the new state stands. `full`: everything, also what has not
    changed."""

    tables: Sequence[Table]
    ready: Callable[[Connection], Ready]
    beside: Sequence[Beside] = ()
    finish: Finish = lambda _: iter(())
    full: bool = False
    grace: timedelta = GRACE
    reached: Callable[[Step], None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Written:
    """What a refresh wrote of a table: the rest stayed as it was."""

    rows: int = 0
    files: int = 0


@dataclass(frozen=True, slots=True)
class Refreshed:
    """The state that stands now, and what was written of each table where anything was."""

    generation: int
    known_at: datetime
    tables: Mapping[str, Written] = field(default_factory=dict)


class Unusable(Exception):
    """The warehouse's files cannot be written; the message says what to do."""


def refresh(warehouse: Path, actor: Actor, wish: Wish) -> Refreshed:
    """Brings the warehouse up to now. Waits for another refresher. Raises Unusable."""
    try:
        return _refresh(warehouse, actor, wish)
    except OSError as fault:
        raise Unusable(
            f"The warehouse in {warehouse} cannot be written ({fault.strerror or type(fault).__name__}). "
            "What stood there stands. Make room on the disk, or make the folder yours, and say it again."
        ) from None


def _refresh(warehouse: Path, actor: Actor, wish: Wish) -> Refreshed:
    with generations.alone(warehouse):
        with acting(actor, snapshot=True) as connection:
            wish.reached(Step.BEGUN)
            done = _Refresh(warehouse, connection, wish).run()
            changes.forget(connection)
        wish.reached(Step.COMMITTED)
        generations.sweep(warehouse, wish.grace)
    return done


@dataclass(slots=True)
class _Refresh:
    """One refresh on its way, alone and within its snapshot."""

    warehouse: Path
    connection: Connection
    wish: Wish

    def run(self) -> Refreshed:
        known_at, database = self._prepare()
        ready = self.wish.ready(self.connection)
        found = manifest.find_contents(self.warehouse)
        contents = Contents(0, known_at, version("infreg"), database, ready.key)
        before = None if found is None or self.wish.full or not _fits(found[1], contents) else found[1]
        if found and before:
            before = replace(
                before, tables={n: h for n, h in before.tables.items() if _is_there(found[0], h)}
            )
        stale = self._stale(before, ready.key)
        if found and before and not stale and all(each.stands(before) for each in self.wish.beside):
            manifest.write(replace(before, known_at=known_at), found[0])
            return Refreshed(before.number, known_at)
        generation = generations.begin(self.warehouse)
        draft = _Draft(generation, found[0] if found else None, before, self.connection, self.wish)
        held, written = draft.write(stale, ready)
        held, written = draft.finish(held, written, known_at, stale)
        manifest.write(replace(contents, number=int(generation.name), tables=held), generation)
        self.wish.reached(Step.MANIFEST_WRITTEN)
        generations.swap(self.warehouse, generation)
        self.wish.reached(Step.SWAPPED)
        return Refreshed(int(generation.name), known_at, written)

    def _prepare(self) -> tuple[datetime, str]:
        """How rows are written, and what the snapshot is of: until when it knows, and which database."""
        self.connection.execute("SET LOCAL timezone TO 'UTC'")
        self.connection.execute("SET LOCAL datestyle TO 'ISO'")
        self.connection.execute("SET LOCAL jit TO off")
        # Of one month's rows what belongs to them is found by index, however many others there are.
        self.connection.execute("SET LOCAL random_page_cost TO 1.1")
        self.connection.execute("SELECT set_config('work_mem', %s, true)", (_MEMORY,))
        row = self.connection.execute(
            """
            SELECT now(), (SELECT system_identifier FROM pg_control_system()) || '/' || oid
            FROM pg_database WHERE datname = current_database()
            """
        ).fetchone()
        assert row is not None  # noqa: S101 - a connection is to a database
        return row[0], row[1]

    def _stale(self, before: Contents | None, ready: str) -> Stale:
        """Tables to be written, with the months that changed; None: all of it."""
        changed = changes.find(self.connection)
        stale: dict[str, frozenset[Month] | None] = {}
        for table in self.wish.tables:
            name = table.name
            held = before.tables.get(name) if before else None
            if held is None or before is None or held.digest != _digest(table):
                stale[name] = None
            elif name in SOURCES:
                months = changed.get(name, frozenset())
                if months:  # where most changed, all is read at once
                    stale[name] = months if 2 * len(months) <= len(held.files) else None
            elif name in changed or (name not in _OF_ONE_FILE and before.ready != ready):
                stale[name] = None
        return stale


_OF_ONE_FILE = {"joined": JOINED, "institution": INSTITUTION}


def _fits(found: Contents, contents: Contents) -> bool:
    """Whether what lies there is of this database, written by this version of infreg."""
    return (found.database, found.version) == (contents.database, contents.version)


def _is_there(generation: Path, held: Held) -> bool:
    """What was lost is written anew."""
    files = [(generation / file.path, file.bytes) for file in held.files]
    return all(file.is_file() and file.stat().st_size == size for file, size in files)


def _digest(table: Table) -> str:
    """Equal when the same rows would be written in the same way."""
    source = SOURCES.get(table.name)
    said = (source.question if source else _OF_ONE_FILE.get(table.name, ""), kinds(table))
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


@dataclass(slots=True)
class _Draft:
    """A generation on its way. `before` is what of the one before can be taken over."""

    generation: Path
    before_folder: Path | None
    before: Contents | None
    connection: Connection
    wish: Wish

    def write(self, stale: Stale, ready: Ready) -> tuple[Mapping[str, Held], Mapping[str, Written]]:
        """Every table as it is held now, and what was written of it."""
        held: dict[str, Held] = {}
        written: dict[str, Written] = {}
        made = self._made(stale, ready)
        for table in self.wish.tables:
            (self.generation / table.name).mkdir(mode=0o700)
            new = tuple(self._new(table, stale[table.name], made)) if table.name in stale else ()
            old = self._old(table.name, stale)
            if not old and not new:
                new = (write_one(self.generation / table.name, UNKNOWN, (), schema(table)),)
            held[table.name] = _held(table, (*old, *new))
            if table.name in stale:
                written[table.name] = Written(sum(file.rows for file in new), len(new))
            self.wish.reached(Step.TABLE_WRITTEN)
        return held, written

    def finish(
        self, held: Mapping[str, Held], written: Mapping[str, Written], known_at: datetime, stale: Stale
    ) -> tuple[Mapping[str, Held], Mapping[str, Written]]:
        """The same with what is made of them."""
        besides = Besides(self.wish.beside, self.before_folder, self.before)
        files = _paths(self.generation, held)
        taken = besides.taken_over(self.generation, stale)
        made = dict(besides.made(self.generation, files, known_at, stale, self.wish.finish, taken))
        self.wish.reached(Step.ALL_WRITTEN)
        anew = {name: Written(each.rows, len(each.files)) for name, each in made.items()}
        return {**held, **taken, **made}, {**written, **anew}

    def _made(self, stale: Mapping[str, object], ready: Ready) -> Made:
        """The ready-made tables, where any is to be written."""
        names = {table.name for table in self.wish.tables} - SOURCES.keys() - _OF_ONE_FILE.keys()
        return ready.make() if names & stale.keys() else {}

    def _old(self, name: str, stale: Stale) -> Iterator[File] | tuple[File, ...]:
        """Files that stay, now in this generation too."""
        months = stale.get(name, frozenset())
        if self.before is None or self.before_folder is None or months is None:
            return ()
        gone = {_stem(month) for month in months}
        stays = tuple(
            file
            for file in self.before.tables[name].files
            if file.stem not in gone and (file.rows or name not in SOURCES or not months)
        )
        for file in stays:
            generations.take_over(file, self.before_folder, self.generation)
        return stays

    def _new(self, table: Table, months: frozenset[Month] | None, made: Made) -> Iterator[File]:
        folder, columns = self.generation / table.name, schema(table)
        source = SOURCES.get(table.name)
        if source is None:
            with closing(self._rows(table, made)) as rows:
                yield write_one(folder, ALL, rows, columns)
            return
        # Of one month, or of all of them in one question.
        asked = [source.of(month) for month in sorted(months, key=_stem)] if months else [source.of_all()]
        for question, arguments in asked:
            # Closed also when they cannot be written: the connection would wait for who reads them.
            with closing(read(self.connection, question, arguments, columns)) as rows:
                yield from write_months(folder, rows, columns)

    def _rows(self, table: Table, made: Made) -> Generator[pa.RecordBatch]:
        columns = schema(table)
        if table.name == "institution":
            yield from read(self.connection, INSTITUTION, {}, columns)
            return
        if table.name == "joined":
            said = [Joining(*row) for row in self.connection.execute(JOINED)]
            rows = [[getattr(one, name) for one in follow(said)] for name in columns.names]
            whole = pa.table(rows, schema=columns)
        else:
            whole = made[table.name].select(columns.names).cast(columns)
        yield from whole.to_batches()


def _stem(month: Month) -> str:
    return UNKNOWN if month is None else month.isoformat()[:7]


def _held(table: Table, files: Sequence[File]) -> Held:
    return Held(kinds(table), _digest(table), tuple(sorted(files, key=lambda file: file.path)))


def _paths(generation: Path, held: Mapping[str, Held]) -> Files:
    return {name: tuple(generation / file.path for file in each.files) for name, each in held.items()}

"""From what is stored to the warehouse: what has changed is written anew, and all of it swapped in as one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic

from infreg.access.actor import Actor, Purpose
from infreg.access.roles import RECEPTION, REFRESH, Permission
from infreg.analysis import reference
from infreg.flow import aggregates, population
from infreg.flow.definitions import find_book
from infreg.registers.lab import tables as lab
from infreg.registers.msis import tables as msis
from infreg.storage.connection import acting
from infreg.storage.rows import Connection
from infreg.storage.warehouse import changes, manifest
from infreg.storage.warehouse import refresh as storage
from infreg.storage.warehouse.refresh import GRACE, Ready, Step, Unusable, Wish, Written
from infreg.vocabulary.time import in_oslo

__all__ = ["GRACE", "Refreshed", "Step", "TableState", "Unusable", "Written", "find", "is_due", "refresh"]

TABLES = (*msis.TABLES, *lab.TABLES, *reference.TABLES)
ACTOR = Actor(name="refresh", role=REFRESH, purpose=Purpose.SURVEILLANCE)
_WORKER = Actor(name="refresh", role=RECEPTION, purpose=Purpose.RECEPTION)


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh did: the state that stands now, until when it knows, and what was written of each table
    where anything was."""

    seconds: float
    generation: int
    known_at: datetime
    tables: Mapping[str, Written]


@dataclass(frozen=True, slots=True)
class TableState:
    """One table of the warehouse as it stands. `months` are the first and the last that it has rows of."""

    table: str
    title: Mapping[str, str]
    rows: int
    files: int
    bytes: int
    months: tuple[str, str] | None


def refresh(
    environ: Mapping[str, str],
    *,
    full: bool = False,
    grace: timedelta = GRACE,
    reached: Callable[[Step], None] = lambda _: None,
) -> Refreshed:
    """Brings the warehouse up to now; `full`: all of it is written anew, whether or not it changed. Waits for
    another refresh. What nobody reads any more is removed after `grace`. Raises Unusable."""
    ACTOR.check(Permission.COUNT)
    began = monotonic()
    beside, made = aggregates.beside(), aggregates.made
    wish = Wish(TABLES, _ready, beside, made, full=full, grace=grace, reached=reached)
    done = storage.refresh(manifest.folder(environ), ACTOR, wish)
    return Refreshed(monotonic() - began, done.generation, done.known_at, done.tables)


def is_due() -> bool:
    """Whether anything has changed since the last refresh. Asked by the worker, in its own role."""
    with acting(_WORKER) as connection:
        return changes.is_any(connection)


def find(environ: Mapping[str, str]) -> tuple[datetime, tuple[TableState, ...]] | None:
    """What lies in the warehouse, and until when it knows; None where nothing was written yet."""
    found = manifest.find_contents(manifest.folder(environ))
    if found is None:
        return None
    _, contents = found
    declared = {table.name: table for table in TABLES} | dict(aggregates.tables())
    tables = []
    for name, held in contents.tables.items():
        months = sorted(file.stem for file in held.files if file.rows and file.stem[0].isdigit())
        tables.append(
            TableState(
                table=name,
                title=declared[name].title if name in declared else {"nb": name, "en": name},
                rows=held.rows,
                files=len(held.files),
                bytes=sum(file.bytes for file in held.files),
                months=(months[0], months[-1]) if months else None,
            )
        )
    return contents.known_at, tuple(tables)


def _ready(connection: Connection) -> Ready:
    """Places, people and days: made of definitions and of population figures, up to today."""
    today = in_oslo(datetime.now(UTC)).date()
    made_of = f"{today} {changes.latest_definition(connection)}"
    return Ready(made_of, lambda: population.reference_tables(connection, find_book(connection), today))

"""What lies in the warehouse, for who reads or asks of it: tables, columns, codes, measures, and how much of
it there is. Told by declarations, and by what files say of themselves; of a table that the actor reads a part
of, nothing is told that was counted of the whole."""

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from infreg.access.actor import Actor
from infreg.access.roles import Permission
from infreg.analysis.measure import Measure
from infreg.definitions.code_lists import CodeList, code_list
from infreg.flow import insight
from infreg.flow.definitions import find_book
from infreg.storage.connection import acting
from infreg.storage.warehouse import footers, manifest
from infreg.storage.warehouse.footers import Lying
from infreg.storage.warehouse.manifest import File, Held
from infreg.vocabulary.warehouse import Table

__all__ = ["CodeList", "Delay", "Described", "Extent", "Filled", "Measure", "Overview", "Page"]

#: Tables that a refresh counts in advance, for pages, are named so.
AGGREGATE = "aggregate_"
#: A delay is told of the events of so many months, the last that there are.
MONTHS_OF_DELAY = 12
_DELAY, _CLOSED = "delay", "known_to"
#: A generation may be swept while its files are asked; the next one is there then.
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of a table there is. `months` are the first and the last that it has events in."""

    rows: int
    months: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Delay:
    """Days from sampling to reception: half have come by `median`, nine of ten by `most`. Of the rows that
    stand with events in the months from `first` to `last`; `rows` are those whose delay is known."""

    median: int
    most: int
    rows: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Filled:
    """How well a table is filled. `standing` are the rows that no later version has closed, None where rows
    have no versions; `lacking` in how many rows each column is not known, of all versions."""

    standing: int | None
    lacking: Mapping[str, int]
    delay: Delay | None


@dataclass(frozen=True, slots=True)
class Described:
    """One table. `is_whole`: the actor reads all of it, else the rows within their reach alone; `extent` is
    None then, and where nothing was written yet."""

    table: Table
    is_whole: bool
    extent: Extent | None

    @property
    def is_aggregate(self) -> bool:
        """Whether a refresh has counted it in advance, for pages."""
        return self.table.name.startswith(AGGREGATE)


@dataclass(frozen=True, slots=True)
class Overview:
    """What an actor reads anything of. `known_at` is until when it is known; None where nothing was written
    yet."""

    known_at: datetime | None
    tables: tuple[Described, ...]
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """All there is to tell of one table: `codes` by the name that columns know a list by, and the `measures`
    that read it. `filled` is None where `extent` is."""

    known_at: datetime | None
    described: Described
    filled: Filled | None
    codes: Mapping[str, CodeList]
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class _Lies:
    """A table as it lies: its files, each with what the manifest says of it."""

    held: Held
    files: Sequence[tuple[File, Lying]]

    @property
    def extent(self) -> Extent:
        months = sorted(file.stem for file, _ in self.files if file.rows and file.stem[0].isdigit())
        return Extent(self.held.rows, (months[0], months[-1]) if months else None)

    @property
    def columns(self) -> set[str]:
        return {name for name, _ in self.held.columns}


def overview(actor: Actor) -> Overview:
    """Every table and measure within the actor's reach."""
    within = insight.tables_of(actor)
    known_at, lies = _look()
    tables = tuple(_described(actor, table, lies.get(table.name)) for table in within)
    return Overview(known_at, tables, measures_of(actor))


def measures_of(actor: Actor) -> tuple[Measure, ...]:
    """The measures that read no table out of the actor's reach."""
    within = {table.name for table in insight.tables_of(actor)}
    return tuple(each for each in insight.measures() if within.issuperset(each.tables))


def find_table(actor: Actor, name: str) -> Page | None:
    """One table; None for one that there is not, or that is out of the actor's reach."""
    table = next((each for each in insight.tables_of(actor) if each.name == name), None)
    if table is None:
        return None
    known_at, described, filled = _measured(actor, table)
    return Page(
        known_at=known_at,
        described=described,
        filled=filled,
        codes=_codes(actor, table),
        measures=tuple(each for each in measures_of(actor) if name in each.tables),
    )


def _codes(actor: Actor, table: Table) -> Mapping[str, CodeList]:
    actor.check(Permission.COUNT)
    with acting(actor) as connection:
        definitions = [each.definition for each in find_book(connection).latest()]
    return {column.codes: code_list(definitions, column.codes) for column in table.columns if column.codes}


def _described(actor: Actor, table: Table, lies: _Lies | None) -> Described:
    is_whole = not table.scope[actor.role.reach.value]
    return Described(table, is_whole, lies.extent if lies and is_whole else None)


def _look() -> tuple[datetime | None, Mapping[str, _Lies]]:
    """What stands now; nothing where nothing was written yet."""
    found = manifest.find_contents(manifest.folder(os.environ))
    if found is None:
        return None, {}
    generation, contents = found
    return contents.known_at, {
        name: _Lies(held, [(file, Lying(file.sha256, generation / file.path)) for file in held.files])
        for name, held in contents.tables.items()
    }


def _measured(actor: Actor, table: Table) -> tuple[datetime | None, Described, Filled | None]:
    for tried in range(1, _TRIES + 1):
        known_at, found = _look()
        lies = found.get(table.name)
        described = _described(actor, table, lies)
        try:
            return known_at, described, _filled(table, lies) if lies and described.extent else None
        except FileNotFoundError:
            if tried == _TRIES:
                raise
    raise AssertionError("unreachable")


def _filled(table: Table, lies: _Lies) -> Filled:
    lacking: Counter[str] = Counter()
    for _, file in lies.files:
        lacking.update(footers.lacking(file))
    declared = {column.name for column in table.columns} & lies.columns
    return Filled(
        standing=lacking[_CLOSED] if table.versioned and _CLOSED in declared else None,
        lacking={name: lacking[name] for name in declared},
        delay=_delay(lies) if {_DELAY, _CLOSED} <= declared else None,
    )


def _delay(lies: _Lies) -> Delay | None:
    """Of the last months alone, so that a page reads as much of a long series as of a short one."""
    months = {file.stem: lying for file, lying in lies.files if file.rows and file.stem[0].isdigit()}
    last = sorted(months)[-MONTHS_OF_DELAY:]
    found: Counter[int] = Counter()
    for month in last:
        found.update(footers.delays(months[month], _DELAY, _CLOSED))
    if not found:
        return None
    median, most = (_quantile(found, of_ten) for of_ten in (5, 9))
    return Delay(median, most, found.total(), last[0], last[-1])


def _quantile(found: Counter[int], of_ten: int) -> int:
    """The smallest day by which so many tenths have come, as measures of delays have it."""
    come = 0
    for days in sorted(found):
        come += found[days]
        if 10 * come >= of_ten * found.total():
            return days
    raise ValueError("nothing has come")

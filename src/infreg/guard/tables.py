"""The guard of de-identified registers: what of a table may enter, and what stops a row or the file."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from infreg.guard.names import is_only_names
from infreg.guard.rows import Cell, Columns, Seen, describe, look
from infreg.vocabulary.guarding import (
    FileStop,
    FileStopReason,
    GuardVerdict,
    Holds,
    Kind,
    Sighting,
    SightingCount,
    SightingLevel,
)

#: As text, since `array` takes no type when the program runs.
_Numbers: TypeAlias = "array[int]"

#: So few are no pattern: of a small file only the rows are stopped.
FEWEST = 3
#: More than this share of the rows with a stop, and the file is no file of the register.
LARGEST_SHARE = (5, 100)
#: Order numbers read as persons' by chance, 1 of 130 as a rule and up to 1 of 28 where they begin with a
#: day. More than one in five is no chance.
CHANCE = (1, 5)
_FEWEST_BY_CHANCE = 5
#: Sightings told one by one; those after are counted.
_TOLD = 1_000


def inspect(
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    since: date,
    declared: Mapping[str, Holds] | None = None,
) -> GuardVerdict:
    """What of a delivery may enter a de-identified register. `since` is the first day the delivery is about.

    Rows are read once and let go; what is kept are row numbers and counts. A file is stopped by a heading
    that tells of somebody; by a column with at least three filled cells that are all sightings (of names:
    hold nothing but names); and by stopped rows when they are at least three and more than 5 % of the rows
    that hold anything. A declared order-number column stops it when more than one in five of its cells, and
    at least five, read as national numbers.
    """
    described = describe(columns, declared or {})
    tally = _Tally(described, _shown(columns, since))
    tally.head(look(columns, Columns((), ()), since))
    for number, cells in enumerate(rows, start=1):
        if any(map(_holds_anything, cells)):
            tally.row(number, cells, look(cells, described, since))
    return tally.verdict()


def _holds_anything(cell: Cell) -> bool:
    """A cell with a dash or a space in it is empty: a column is no less a column of names for it."""
    return cell is not None and any(map(str.isalnum, cell))


def _shown(columns: Sequence[str], since: date) -> tuple[str, ...]:
    """The columns' names as they may be told: one that itself tells of somebody is its number instead."""
    nothing = Columns((), ())
    return tuple(
        f"#{n}" if not name.strip() or look([name], nothing, since) else name
        for n, name in enumerate(columns, start=1)
    )


@dataclass(slots=True)
class _Tally:
    """What is kept while rows pass: numbers of rows, and counts by column."""

    columns: Columns
    names: tuple[str, ...]
    rows: int = 0
    stopped: _Numbers = field(default_factory=lambda: array("L"))
    warned: _Numbers = field(default_factory=lambda: array("L"))
    told: list[Sighting] = field(default_factory=list)
    counts: Counter[tuple[Kind, SightingLevel, int]] = field(default_factory=Counter)
    heading: set[int] = field(default_factory=set)
    #: Filled cells of the columns that have so far held nothing but sightings, and of order numbers.
    filled: Counter[int] = field(default_factory=Counter)
    mixed: set[int] = field(default_factory=set)

    def head(self, seen: set[Seen]) -> None:
        """Takes down what the heading tells of somebody."""
        stops = {one for one in seen if one.level is SightingLevel.STOP}
        self._tell(0, stops)
        self.heading.update(column for one in stops for column in one.columns)

    def row(self, number: int, cells: Sequence[Cell], seen: set[Seen]) -> None:
        """Takes down what was seen in a row with something in it."""
        self.rows += 1
        self._fill(cells, seen)
        if not seen:
            return
        stops = any(one.level is SightingLevel.STOP for one in seen)
        (self.stopped if stops else self.warned).append(number)
        self._tell(number, seen)
        self.counts.update({(one.kind, one.level, column) for one in seen for column in one.columns})

    def verdict(self) -> GuardVerdict:
        counts = sorted(self.counts.items())
        return GuardVerdict(
            self.rows,
            tuple(self.stopped),
            tuple(self.warned),
            tuple(self.told),
            tuple(SightingCount(kind, level, self._name(column), n) for (kind, level, column), n in counts),
            tuple(self._file_stops()),
        )

    def _tell(self, number: int, seen: set[Seen]) -> None:
        for kind, level, columns in sorted({(one.kind, one.level, one.columns) for one in seen}):
            if len(self.told) < _TOLD:
                self.told.append(Sighting(kind, number, tuple(map(self._name, columns)), level))

    def _fill(self, cells: Sequence[Cell], seen: set[Seen]) -> None:
        """Keeps which columns hold nothing but sightings. After the first rows few can."""
        open_ = [n for n in range(len(cells)) if n not in self.mixed and _holds_anything(cells[n])]
        if not open_:
            return
        sighted = {column for one in seen if one.alone for column in one.columns}
        for column in open_:
            self.filled[column] += 1
            if column in sighted or self.columns.declared(column) is Holds.ORDER_NUMBER:
                continue
            if not (self.columns.is_free(column) and is_only_names(cells[column] or "")):
                self.mixed.add(column)

    def _file_stops(self) -> Iterator[FileStop]:
        if self.heading:
            yield FileStop(FileStopReason.HEADING, tuple(map(self._name, sorted(self.heading))))
        if whole := sorted(filter(self._is_whole, self.filled)):
            yield FileStop(FileStopReason.WHOLE_COLUMN, tuple(map(self._name, whole)))
        many, of = LARGEST_SHARE
        if len(self.stopped) >= FEWEST and len(self.stopped) * of > self.rows * many:
            yield FileStop(FileStopReason.SHARE_OF_ROWS)

    def _is_whole(self, column: int) -> bool:
        """Whether a column is one of numbers, birth dates, addresses or names. Words of the name lists that
        are also other words count when at least as many names in the column are nothing else."""
        filled = self.filled[column]
        sighted = max((n for (_, _, at), n in self.counts.items() if at == column), default=0)
        if self.columns.declared(column) is Holds.ORDER_NUMBER:
            part, of = CHANCE
            return sighted >= _FEWEST_BY_CHANCE and sighted * of > filled * part
        return column not in self.mixed and filled >= FEWEST and sighted * 2 >= filled

    def _name(self, column: int) -> str:
        return self.names[column] if column < len(self.names) else f"#{column + 1}"

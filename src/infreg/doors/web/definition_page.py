"""Definitions as pages show them: what stands, and one of them as of a day. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from infreg.definitions.book import Book, Version
from infreg.definitions.definition import Definition
from infreg.definitions.kinds import KINDS
from infreg.definitions.kinds.shape import Column, Kind
from infreg.definitions.period import NO_END, Period
from infreg.definitions.snapshot import Row, Snapshot
from infreg.definitions.succession import in_force

#: Lines of a file that are named one by one; beyond them their number says enough.
_MOST_LINES = 5
#: Kinds whose codes others refer to.
_REFERRED_TO = {column.refers_to for kind in KINDS.values() for column in kind.columns if column.refers_to}


@dataclass(frozen=True, slots=True)
class Held:
    """A version, the days it holds for (None where others have taken all of them), and how many of its rows
    somebody has compared with their source."""

    version: Version
    period: Period | None
    verified: int

    @property
    def definition(self) -> Definition:
        return self.version.definition

    @property
    def last(self) -> date | None:
        """The last day; None until further notice."""
        return self.period.last if self.period and self.period.last != NO_END else None


@dataclass(frozen=True, slots=True)
class Group:
    """The definitions of one kind."""

    kind: Kind
    held: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a row, and the column that says what it is."""

    column: Column
    value: object


@dataclass(frozen=True, slots=True)
class Line:
    """A row. `code` is what others refer to it by, None where none do; `source` is set where it differs from
    its definition's."""

    code: str | None
    cells: tuple[Cell, ...]
    source: str | None
    status: str | None


@dataclass(frozen=True, slots=True)
class UsedBy:
    """A definition whose rows refer to a code: how many, and the lines of the first."""

    title: Mapping[str, str]
    kind: str
    name: str
    rows: int
    lines: tuple[int, ...]

    @property
    def has_more(self) -> bool:
        return self.rows > len(self.lines)


def groups(book: Book) -> tuple[Group, ...]:
    """What stands, by kind in the order of `KINDS`, each definition's versions by the day they hold from."""
    held = _held(book.latest())
    order = list(KINDS)
    held.sort(key=lambda each: (order.index(each.definition.kind), each.definition.name))
    by_kind = groupby(held, key=lambda each: each.definition.kind)
    return tuple(Group(KINDS[kind], tuple(mine)) for kind, mine in by_kind)


def versions(book: Book, kind: str, name: str) -> tuple[Held, ...]:
    """Every version of a definition, the one known last first. One that another replaced holds for no day."""
    standing = {each.version.id: each for each in _held(book.latest())}
    found = sorted(book.history(kind, name), key=lambda each: (each.known_from, each.id), reverse=True)
    return tuple(standing.get(each.id) or Held(each, None, _verified(each.definition)) for each in found)


def _held(found: Iterable[Version]) -> list[Held]:
    found = tuple(found)
    periods = {id(definition): period for definition, period in in_force(v.definition for v in found)}
    return [Held(each, periods.get(id(each.definition)), _verified(each.definition)) for each in found]


def _verified(definition: Definition) -> int:
    return sum(row["status"] == "verified" for row in definition.rows)


def find_held(found: Iterable[Held], day: date) -> Held | None:
    """The version that holds on a day."""
    return next((each for each in found if each.period and day in each.period), None)


def columns(kind: Kind, rows: Sequence[Row]) -> tuple[Column, ...]:
    """The kind's columns that say something in any of the rows."""
    return tuple(each for each in kind.columns if any(row[each.name] is not None for row in rows))


def matching(rows: Iterable[Row], words: str) -> list[Row]:
    """The rows in which the words stand, in any cell; all of them without words."""
    wanted = words.casefold()
    return [row for row in rows if not wanted or any(wanted in text for text in _texts(row))]


def _texts(row: Row) -> Iterable[str]:
    for value in row.values():
        if isinstance(value, str):
            yield value.casefold()
        elif isinstance(value, tuple):
            yield from (str(each).casefold() for each in value)


def line(row: Row, shown: Sequence[Column], kind: Kind, definition: Definition) -> Line:
    """A row as the table shows it."""
    code = row[kind.key[0]] if len(kind.key) == 1 and kind.name in _REFERRED_TO else None
    own = row["source"] != definition.source or row["status"] != definition.status
    return Line(
        code=str(code) if code else None,
        cells=tuple(Cell(each, row[each.name]) for each in shown),
        source=str(row["source"]) if own else None,
        status=str(row["status"]) if own else None,
    )


def names(snapshot: Snapshot, kinds: Iterable[str]) -> Mapping[str, Mapping[str, str]]:
    """What codes are called, by kind: microbes by their scientific name."""
    return {
        kind: {
            str(row["code"]): str(row.get("name") or row.get("nb") or row["code"])
            for row in snapshot.rows(kind)
        }
        for kind in kinds
    }


def header(kind: Kind, definition: Definition, named: Mapping[str, Mapping[str, str]]) -> tuple[Cell, ...]:
    """What a definition says beside its rows, codes by what they are called."""
    said = ((column, definition.header.get(column.name)) for column in kind.header)
    return tuple(Cell(column, _called(column, value, named)) for column, value in said if value is not None)


def _called(column: Column, value: object, named: Mapping[str, Mapping[str, str]]) -> object:
    if not isinstance(value, tuple) or not column.refers_to:
        return value
    words = named.get(column.refers_to, {})
    return tuple(words.get(str(code), str(code)) for code in value)


def used_by(book: Book, kind: str, code: str) -> tuple[UsedBy, ...]:
    """Which definitions refer to a code, in the order of kinds and names."""
    lines: dict[tuple[str, str], list[int]] = defaultdict(list)
    for use in book.uses(kind, code):
        lines[use.kind, use.name].append(use.line)
    titles = {each.place[:2]: each.definition.title for each in book.latest()}
    return tuple(
        UsedBy(titles[place], *place, rows=len(mine), lines=tuple(mine[:_MOST_LINES]))
        for place, mine in lines.items()
    )


def homes(book: Book) -> Mapping[str, str]:
    """Where a code of a kind is looked up: the kind's first definition, by name."""
    return {each.definition.kind: each.definition.name for each in reversed(book.latest())}

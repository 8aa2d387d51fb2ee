"""The warehouse as pages show it: tables in groups, and one table's columns. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from infreg.doors.web.coverage import Share
from infreg.flow.describing import CodeList, Described, Page
from infreg.vocabulary.warehouse import Column, Texts

#: A list of so many codes is read on the page; a longer one where it stands.
MOST_CODES = 200
#: What is empty here is not unknown: the row still holds.
_CLOSED = "known_to"


class Group(Enum):
    """What a table is for whoever counts."""

    EVENTS = "events"  # what has happened to persons
    BESIDE = "beside"  # what is counted by or divided by
    AGGREGATE = "aggregate"  # counted in advance


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """One column. `list` is where its codes are from, with those of them that the page shows; `lacking` the
    rows in which it is not known, None where nobody counted."""

    column: Column
    list: CodeList | None
    lacking: Share | None

    @property
    def words(self) -> tuple[tuple[str, Texts], ...]:
        """The closed set of its values."""
        return tuple((self.column.words or {}).items())

    @property
    def is_short(self) -> bool:
        """Whether the page shows the list's codes."""
        return self.list is not None and len(self.list.codes) <= MOST_CODES


def groups(tables: Iterable[Described]) -> Iterator[tuple[Group, tuple[Described, ...]]]:
    """The tables by what they are for, groups in that order; none that is empty."""
    found: dict[Group, list[Described]] = {group: [] for group in Group}
    for each in tables:
        found[_group(each)].append(each)
    return ((group, tuple(mine)) for group, mine in found.items() if mine)


def _group(described: Described) -> Group:
    if described.is_aggregate:
        return Group.AGGREGATE
    return Group.EVENTS if described.table.register else Group.BESIDE


def columns(page: Page) -> tuple[ColumnLine, ...]:
    """Every column, in the declared order."""
    lacking = page.filled.lacking if page.filled else {}
    rows = page.described.extent.rows if page.described.extent else 0
    return tuple(
        ColumnLine(
            column=column,
            list=page.codes[column.codes] if column.codes else None,
            lacking=_lacking(column, lacking, rows),
        )
        for column in page.described.table.columns
    )


def _lacking(column: Column, lacking: Mapping[str, int], rows: int) -> Share | None:
    if column.required or column.name == _CLOSED or not rows or column.name not in lacking:
        return None
    return Share(lacking[column.name], rows)

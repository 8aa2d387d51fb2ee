"""What the warehouse holds: tables that the rooms declare, the same for analysts, measures and pages.

A table is declared once. From the declaration come the Parquet files' types, the page about the table, and
the column that an actor's scope is put on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

#: The tables' word for what is not known: a stratum of its own, so that parts sum to the whole.
UNKNOWN = "unknown"

Texts = Mapping[str, str]


class Kind(StrEnum):
    """A column's type, the same on every engine. `TIME` is UTC to the microsecond, `DAY` a day in Oslo."""

    TEXT = "text"
    INTEGER = "integer"
    DAY = "day"
    TIME = "time"
    BOOLEAN = "boolean"


class Sensitivity(StrEnum):
    """How sensitive a column is: nobody's, an institution's, or one person's, under pseudonym."""

    OPEN = "open"
    INSTITUTION = "institution"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `title` by language, nb and en. `codes` names the code list (a definition) or, in `words`,
    the closed set that its values are of. NULL is "not known" unless `required`."""

    name: str
    kind: Kind
    title: Texts
    sensitivity: Sensitivity = Sensitivity.PERSON
    codes: str | None = None
    words: Mapping[str, Texts] | None = None
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the warehouse.

    `row` says what one row is. `event` is the column whose month a row's file is named by; None for a table
    of one file. `versioned`: rows have `known_from` and `known_to` (a version that was closed stays, so that
    any day's knowledge can be asked for). `scope` names the column that says whose a row is, by the reach of
    who asks (`access.roles.Reach`); a reach that is not there reads nothing of the table.
    """

    name: str
    register: str | None
    title: Texts
    row: Texts
    columns: tuple[Column, ...]
    lag: Texts
    limitations: tuple[Texts, ...] = ()
    event: str | None = None
    versioned: bool = True
    scope: Mapping[str, str] = field(default_factory=dict)

    def column(self, name: str) -> Column:
        """Raises KeyError for a column that the table has not."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name}")

"""What the guard of a de-identified register saw in a table, and where it stood; never what stood there."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What tells who somebody is, and may not enter a de-identified register."""

    NATIONAL_NUMBER = "national-number"
    BIRTH_DATE = "birth-date"
    ADDRESS = "address"
    NAME = "name"


class SightingLevel(StrEnum):
    """STOP: the row does not enter. WARNING: it may, when the sender has looked at it."""

    STOP = "stop"
    WARNING = "warning"


class Holds(StrEnum):
    """What a column is declared to hold. A column without a declaration is read as free text."""

    DATE = "date"
    """Days of what was done: admission, operation, discharge, onset. Never a birth date."""
    FIGURE = "figure"
    """A birth year, a duration, an age, a count."""
    SERIAL_NUMBER = "serial-number"
    """The institution's own number for the patient. A national number in it stops its row."""
    ORDER_NUMBER = "order-number"
    """Numbers of a laboratory's or a ward's, which may have 11 digits that read as a person's by chance."""
    CODE = "code"
    """Codes, and words out of a list: procedures, wards, institutions."""


class FileStopReason(StrEnum):
    """Why no row of a file enters."""

    HEADING = "heading"
    """The line of column names itself tells who somebody is: it is no heading but a row."""
    WHOLE_COLUMN = "whole-column"
    SHARE_OF_ROWS = "share-of-rows"


@dataclass(frozen=True, slots=True)
class Sighting:
    """Something that may not enter: what kind of thing, and where. Rows are counted from 1 and the heading
    is row 0. Two columns mean that it was split over their cells. A column without a name, or whose name
    may not be shown either, is told by its number: `#3`."""

    kind: Kind
    row: int
    columns: tuple[str, ...]
    level: SightingLevel


@dataclass(frozen=True, slots=True)
class SightingCount:
    """How many rows of a table have one kind of sighting in one column."""

    kind: Kind
    level: SightingLevel
    column: str
    rows: int


@dataclass(frozen=True, slots=True)
class FileStop:
    """Why the whole file is stopped, and by which columns, where columns are to blame."""

    reason: FileStopReason
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GuardVerdict:
    """What may enter of a table. `rows` are those with anything in them. `stopped` are the rows that may not
    enter, `warned` those that the sender is to look at first: all of them, by number. `sightings` are the
    first ones only; `counts` count them all."""

    rows: int
    stopped: tuple[int, ...]
    warned: tuple[int, ...]
    sightings: tuple[Sighting, ...]
    counts: tuple[SightingCount, ...]
    file_stops: tuple[FileStop, ...]

    @property
    def may_enter(self) -> bool:
        """Whether the file as a whole is let in; its stopped rows never are."""
        return not self.file_stops

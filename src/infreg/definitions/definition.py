"""A definition: a version of dated data that rules follow, as it was read from its file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from infreg.definitions.period import Period
from infreg.definitions.snapshot import Row


@dataclass(frozen=True, slots=True)
class Content:
    """The very bytes a definition was read from, to keep and to read again. `rows_name` is as the header says
    it, None where the rows stand in the header's file."""

    header_name: str
    header: bytes = field(repr=False)
    rows_name: str | None = None
    rows: bytes | None = field(default=None, repr=False)

    @property
    def hash(self) -> str:
        """SHA-256, in hex, of the length of the header in decimal, a colon, the header, and the rows: so that
        a byte that moves from one file to the other changes it. File names do not."""
        return sha256(b"%d:%b%b" % (len(self.header), self.header, self.rows or b"")).hexdigest()

    def files(self) -> Mapping[str, bytes]:
        """By name, as `reading.read` takes them."""
        return {self.header_name: self.header} | (
            {self.rows_name: self.rows or b""} if self.rows_name else {}
        )


@dataclass(frozen=True, slots=True)
class Definition:
    """One version of a definition; (kind, name) names it, `valid_from` the version.

    `header` has the fields that only this kind has. Every row has every column of its kind (None where
    empty), the header's own fields, and `valid_from`, `valid_to`, `source` and `status`: its own, else the
    file's. `lines` says where each row begins in `rows_file`.
    """

    kind: str
    name: str
    valid_from: date
    valid_to: date | None
    title: Mapping[str, str] = field(compare=False, repr=False)
    source: str = field(repr=False)
    status: str
    header: Mapping[str, object] = field(compare=False, repr=False)
    rows: tuple[Row, ...] = field(compare=False, repr=False)
    lines: tuple[int, ...] = field(repr=False)
    #: Where in the header's file each of its fields stands, those it has not where they would stand.
    header_lines: Mapping[str, int] = field(compare=False, repr=False)
    content: Content = field(repr=False)
    hash: str

    @property
    def file(self) -> str:
        return self.content.header_name

    @property
    def rows_file(self) -> str:
        """The file in which `lines` count."""
        return self.content.rows_name or self.content.header_name

    @property
    def period(self) -> Period:
        """As the file says it, before a later version ends it."""
        return Period.of(self.valid_from, self.valid_to)


def row_period(row: Row) -> Period:
    """As the row says it, before its definition's own period is taken into account."""
    first, last = row["valid_from"], row["valid_to"]
    if not isinstance(first, date) or not (last is None or isinstance(last, date)):
        raise TypeError(f"a row's days are dates, not {first!r} and {last!r}")
    return Period.of(first, last)

"""How much of what came is understood: by laboratory, month by month."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from infreg.vocabulary.mapping import Coverage

#: How many months stand beside each other; the whole counts earlier ones too.
MOST_MONTHS = 6


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, both counted."""

    part: int
    whole: int

    def __add__(self, other: "Share") -> "Share":
        return Share(self.part + other.part, self.whole + other.whole)

    @property
    def is_all(self) -> bool:
        return self.part == self.whole

    @property
    def rest(self) -> int:
        return self.whole - self.part


@dataclass(frozen=True, slots=True)
class Month:
    """What a laboratory's findings sampled in a month come to; `share` is None where there are none."""

    first: date
    share: Share | None


@dataclass(frozen=True, slots=True)
class Line:
    """One laboratory, with the latest months, the last one last."""

    laboratory: str
    whole: Share
    months: tuple[Month, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Laboratories, the least understood first; `undated` are findings without a day of sampling."""

    whole: Share
    months: tuple[date, ...]
    lines: tuple[Line, ...]
    undated: int


def understood(rows: Iterable[Coverage]) -> Share:
    """Of all findings, those that are understood and count."""
    return sum((_share(row) for row in rows), Share(0, 0))


def tabulate(rows: Iterable[Coverage]) -> Table:
    """The rows as a page shows them."""
    rows = tuple(rows)
    months = sorted({row.month for row in rows if row.month})[-MOST_MONTHS:]
    shares: dict[str, dict[date | None, Share]] = defaultdict(dict)
    for row in rows:
        shares[row.laboratory][row.month] = _share(row)
    lines = [_line(name, by_month, months) for name, by_month in shares.items()]
    lines.sort(key=lambda line: (line.whole.part / max(1, line.whole.whole), line.laboratory))
    undated = sum(row.findings for row in rows if row.month is None)
    return Table(understood(rows), tuple(months), tuple(lines), undated)


def _line(name: str, by_month: Mapping[date | None, Share], months: Iterable[date]) -> Line:
    whole = sum(by_month.values(), Share(0, 0))
    return Line(name, whole, tuple(Month(month, by_month.get(month)) for month in months))


def _share(row: Coverage) -> Share:
    return Share(row.counted, row.findings)

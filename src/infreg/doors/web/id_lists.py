"""A sender's own list of message ids, however it was kept: one a line, or a table out of a spreadsheet.

Pure: from bytes or text to the ids, each once, in the list's order.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

#: The most ids that are compared at once: no laboratory sends more in a day.
MOST_IDS = 50_000
_LONGEST = 200
_SEPARATORS = "\t;|,"
_NAMES = frozenset(
    "id msgid messageid messageidentifier meldingsid meldingid msgctrlid messagecontrolid".split()
)
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class NotAList(ValueError):
    """What was handed over is no list of ids; `why` is spreadsheet, unreadable, empty or too_long."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class IdList:
    """The ids, each once. `column` is the heading they stood under, where there was one to choose."""

    ids: tuple[str, ...]
    column: str | None


def read_file(content: bytes) -> IdList:
    """The list in a file. Raises NotAList."""
    if content.startswith(_SPREADSHEETS):
        raise NotAList("spreadsheet")
    return read_text(_decoded(content))


def read_text(text: str) -> IdList:
    """The list in a text. Raises NotAList."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise NotAList("empty")
    rows = _rows(lines)
    at = _column(rows)
    values = [row[at] if at < len(row) else "" for row in rows]
    heading = values[0] if _is_heading(values) else None
    ids = dict.fromkeys(value for value in values[heading is not None :] if value)
    if not ids:
        raise NotAList("empty")
    if len(ids) > MOST_IDS or max(map(len, ids)) > _LONGEST:
        raise NotAList("too_long")
    return IdList(tuple(ids), heading)


def _decoded(content: bytes) -> str:
    """UTF-8 or UTF-16 as their marks say, else what Norwegian spreadsheets write on Windows."""
    for encoding in (
        ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    ):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise NotAList("unreadable")


def _rows(lines: Sequence[str]) -> list[list[str]]:
    separator = next((each for each in _SEPARATORS if each in lines[0]), None)
    if separator is None:
        return [[line.strip().strip('"')] for line in lines]
    try:
        return [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=separator)]
    except csv.Error:
        raise NotAList("unreadable") from None


def _column(rows: list[list[str]]) -> int:
    """Where the ids stand: under the heading that says so, else where most values differ, and of those the
    longest (an id is longer than a date)."""
    headings = [_plain(cell) for cell in rows[0]]
    named = [at for at, heading in enumerate(headings) if heading in _NAMES]
    if named:
        return max(named, key=lambda at: headings[at] != "id")

    def promise(at: int) -> tuple[int, float]:
        values = [row[at] for row in rows[1:] if at < len(row) and row[at]]
        return len(set(values)), fmean(map(len, values)) if values else 0.0

    return max(range(len(rows[0])), key=promise)


def _is_heading(values: Sequence[str]) -> bool:
    """Whether the first value is the column's heading: a name we know, or the only one without a digit."""
    first, rest = values[0], [value for value in values[1:] if value]
    return _plain(first) in _NAMES or (bool(rest) and not _has_digit(first) and all(map(_has_digit, rest)))


def _plain(heading: str) -> str:
    return "".join(letter for letter in heading.casefold() if letter.isalnum())


def _has_digit(value: str) -> bool:
    return any(letter.isdigit() for letter in value)

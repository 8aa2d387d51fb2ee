"""Looks at one row of a table after another for what may not enter a de-identified register."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, pairwise

from infreg.guard.addresses import find_addresses
from infreg.guard.dates import YEARS_IN_TEXT, find_birth_dates, find_dates, holds_date, is_older
from infreg.guard.headings import told_by
from infreg.guard.names import find_names, is_only_names
from infreg.guard.numbers import Span, find_numbers, may_hold_number
from infreg.guard.split_numbers import find_written_out, is_parted
from infreg.guard.texts import is_familiar, plain
from infreg.vocabulary.guarding import Holds, Kind, SightingLevel
from infreg.vocabulary.person_number import is_person_number

Cell = str | None
_BORDER = "\x1f"
#: Between cells that must not be read together: no number goes over it.
_WALL = "|"
_STOP, _WARNING = SightingLevel.STOP, SightingLevel.WARNING
_WORD = re.compile(r"[^\W\d_]{4}")
#: A cell of ten digits: of a number that begins with 0 a spreadsheet leaves ten.
_TEN = re.compile(rf"(?<![^{_WALL}])([1-9]\d{{9}})(?:[.,]0)?(?![^{_WALL}])")


@dataclass(frozen=True, slots=True)
class Seen:
    """Something seen in a row: where by the columns' numbers (from 0). `alone`: it counts towards a
    whole column; a name inside a sentence does not."""

    kind: Kind
    level: SightingLevel
    columns: tuple[int, ...]
    alone: bool = True


@dataclass(frozen=True, slots=True)
class Columns:
    """What is known of a table's columns, by their number: what each was declared to hold, and what its
    name tells."""

    holds: tuple[Holds | None, ...]
    told: tuple[Kind | None, ...]

    def declared(self, column: int) -> Holds | None:
        return self.holds[column] if column < len(self.holds) else None

    def is_free(self, column: int) -> bool:
        """Whether nobody has declared what the column holds."""
        return self.declared(column) is None

    def is_text(self, column: int, text: str) -> bool:
        """Whether a cell is read as free text: those of columns without a declaration, and those that hold
        words where figures or days were declared. Codes are held against their lists elsewhere."""
        holds = self.declared(column)
        return holds is None or (holds is not Holds.CODE and _WORD.search(text) is not None)


def describe(columns: Sequence[str], declared: Mapping[str, Holds]) -> Columns:
    """What is known of these columns. KeyError, without the name, if a declared one is not among them."""
    if not declared.keys() <= set(columns):
        raise KeyError("a declared column is not in the table")
    return Columns(tuple(map(declared.get, columns)), tuple(map(told_by, columns)))


def look(cells: Sequence[Cell], columns: Columns, since: date) -> set[Seen]:
    """Everything in one row that may not enter. The row may be longer or shorter than its heading."""
    raw = [cell.strip() if cell else "" for cell in cells]
    texts = raw if is_familiar("".join(raw)) else [plain(text).strip() for text in raw]
    seen = set(_numbers(raw, columns))
    if texts is not raw:
        seen.update(_numbers(texts, columns))
    seen.update(_parted(texts, columns))
    seen.update(_told(texts, columns, since))
    seen.update(_days(texts, columns, since))
    free = [n for n, text in enumerate(texts) if text and columns.is_text(n, text)]
    if free:
        seen.update(_in_free_text([texts[n] for n in free], free, since))
    return seen


def _numbers(texts: list[str], columns: Columns) -> Iterator[Seen]:
    """National numbers that stand in one cell."""
    joined = _WALL.join(texts)
    if may_hold_number(joined):
        for n, text in enumerate(texts):
            if find_numbers(text):
                yield Seen(Kind.NATIONAL_NUMBER, _level(text, columns.declared(n)), (n,))
    if _TEN.search(joined):
        for n, text in enumerate(texts):
            holds = columns.declared(n)
            if holds is not Holds.ORDER_NUMBER and _has_lost_zero(text):
                yield Seen(Kind.NATIONAL_NUMBER, _STOP if holds else _WARNING, (n,))
    if next(find_written_out(joined), None):
        for n, text in enumerate(texts):
            if next(find_written_out(text), None):
                yield Seen(Kind.NATIONAL_NUMBER, _STOP, (n,))


def _has_lost_zero(text: str) -> bool:
    """Whether a cell is a number whose leading zero a spreadsheet took for nothing."""
    ten = _TEN.fullmatch(text)
    return ten is not None and is_person_number(f"0{ten[1]}")


def _level(text: str, declared: Holds | None) -> SightingLevel:
    """An order number in one piece may read as a person's by chance; one written with signs does not."""
    return _WARNING if declared is Holds.ORDER_NUMBER and text.isalnum() else _STOP


def _parted(texts: list[str], columns: Columns) -> Iterator[Seen]:
    """National numbers parted between a cell and the next filled one. Two columns that are both declared
    hold what they were declared to hold: a serial number beside a birth year is no number of a person."""
    filled = [n for n, text in enumerate(texts) if text]
    for first, second in pairwise(filled):
        free = columns.is_free(first) or columns.is_free(second)
        if free and is_parted(texts[first], texts[second]):
            yield Seen(Kind.NATIONAL_NUMBER, _STOP, (first, second))


def _told(texts: list[str], columns: Columns, since: date) -> Iterator[Seen]:
    """What cells hold because their column is named so."""
    for n, kind in enumerate(columns.told[: len(texts)]):
        if kind and texts[n] and _is_told(kind, texts[n], since):
            yield Seen(kind, _WARNING if kind is Kind.NAME else _STOP, (n,))


def _is_told(kind: Kind, text: str, since: date) -> bool:
    digits, letters = sum(map(str.isdigit, text)), sum(map(str.isalpha, text))
    if kind is Kind.NATIONAL_NUMBER:
        return digits in {5, 6, 10, 11}
    if kind is Kind.BIRTH_DATE:
        return holds_date(text, since)
    if kind is Kind.ADDRESS:
        return letters > 2
    return letters > 1 and not digits


def _days(texts: list[str], columns: Columns, since: date) -> Iterator[Seen]:
    """Days in declared columns that are too long ago for what the table is about."""
    for n, holds in enumerate(columns.holds[: len(texts)]):
        if holds is Holds.DATE and len(texts[n]) > 5:
            days = (found.day for found in find_dates(texts[n], since))
            if any(is_older(day, since, YEARS_IN_TEXT) for day in days):
                yield Seen(Kind.BIRTH_DATE, _STOP, (n,))


def _in_free_text(texts: list[str], numbers: list[int], since: date) -> Iterator[Seen]:
    """Birth dates, addresses and names in the cells that are read as text, `numbers` being their columns."""
    joined = _BORDER.join(texts)
    starts = list(accumulate((len(text) + 1 for text in texts), initial=0))[:-1]

    def at(span: Span) -> tuple[int, ...]:
        first, last = (bisect_right(starts, place) - 1 for place in (span.start, span.end - 1))
        return (numbers[first],) if first == last else (numbers[first], numbers[last])

    for span in find_birth_dates(joined, since):
        yield Seen(Kind.BIRTH_DATE, _STOP, at(span))
    for span in find_addresses(joined):
        yield Seen(Kind.ADDRESS, _STOP, at(span))
    for columns in {at(span) for span in find_names(joined)}:
        yield Seen(Kind.NAME, _WARNING, columns, is_only_names(texts[numbers.index(columns[0])]))

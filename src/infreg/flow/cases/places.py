"""Municipalities as they were called when something happened."""

from collections.abc import Mapping
from datetime import date

from infreg.definitions.book import Book

#: Names by number, by the id of the rows that say them; these are kept with them, so that no others have it.
_KEPT: dict[int, tuple[object, Mapping[str, str]]] = {}
_MOST_KEPT = 64


def municipalities_on(book: Book, day: date) -> Mapping[str, str]:
    """Names by number, as of a day."""
    rows = book.as_of(day).rows("municipalities")
    kept = _KEPT.get(id(rows))
    if kept is None:
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        kept = _KEPT[id(rows)] = rows, {str(row["number"]): str(row["name"]) for row in rows}
    return kept[1]


def name_of(book: Book, municipality: str | None, day: date) -> str | None:
    """What a municipality was called on a day, or is called since; its number when no list has it."""
    if municipality is None:
        return None
    return municipalities_on(book, day).get(municipality) or municipalities_on(book, date.max).get(
        municipality, municipality
    )

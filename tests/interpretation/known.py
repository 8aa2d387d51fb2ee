"""What the package's own definitions know, as of the tests' day."""

from datetime import UTC, date, datetime
from functools import cache

from infreg.definitions.book import Book, Version
from infreg.definitions.shipped import shipped_definitions
from infreg.interpretation import Codes

TODAY = date(2026, 11, 22)


@cache
def codes() -> Codes:
    known = datetime(2026, 1, 1, tzinfo=UTC)
    book = Book(Version(n, known, each) for n, each in enumerate(shipped_definitions(), 1))
    return Codes(book.as_of(TODAY))

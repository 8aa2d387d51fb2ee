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


def is_unspecific(organism: str) -> bool:
    """Whether it is a group that names no microbe, as *Gram-negative rods*: no group within a genus or a
    family, and no virus."""
    rows = {str(row["code"]): row for row in codes().snapshot.rows("organisms")}
    lineage = [rows[each] for each in codes().ancestors(organism)]
    return all(row["rank"] in {"group", "none"} and row["kind"] != "virus" for row in lineage)

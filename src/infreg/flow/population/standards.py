"""The population that rates are standardised to."""

from collections.abc import Mapping

from infreg.definitions.book import Book
from infreg.definitions.definition import Definition

EUROPEAN_2013 = "european-2013"


def standard(book: Book, name: str = EUROPEAN_2013) -> Mapping[str, int]:
    """Its weights by age group (`vocabulary.ages.AGE5`), youngest first; they sum to 100,000. Raises KeyError
    for one that nobody has defined."""
    found: Definition | None = None
    for version in book.latest():
        if (version.definition.kind, version.definition.name) == ("standard-population", name):
            found = version.definition
    if found is None:
        raise KeyError(f"there is no standard population {name}")
    return {str(row["age"]): int(str(row["weight"])) for row in found.rows}

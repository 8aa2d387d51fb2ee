"""The rounded figures of counties that stand in for years that no file is loaded for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from infreg.definitions.book import Book, Version
from infreg.definitions.definition import Definition
from infreg.vocabulary.ages import first_age

KIND = "county-population"


@dataclass(frozen=True, slots=True)
class CountyYear:
    """One year of one version: county, sex, first age of the group, persons; and when it was known, as the
    figures of that year."""

    year: int
    version: Version
    known_from: datetime
    known_to: datetime | None
    rows: tuple[tuple[str, str, int, int], ...]


def county_years(book: Book, today: date, loaded: Mapping[int, datetime]) -> Iterator[CountyYear]:
    """Of every version of the figures, by year: known until the next version was, or until a file was first
    loaded for the year (`loaded`)."""
    versions = [each for each in _versions(book) if each.definition.valid_from <= today]
    following: list[Version | None] = [*versions[1:], None]
    for version, after in zip(versions, following, strict=True):
        for year, rows in sorted(_by_year(version.definition).items()):
            ends = [moment for moment in (after and after.known_from, loaded.get(year)) if moment]
            end = min(ends, default=None)
            if end is None or version.known_from < end:
                yield CountyYear(year, version, version.known_from, end, tuple(rows))


def _versions(book: Book) -> list[Version]:
    """As they came to be known; of several at one moment, that of the latest counties stands last."""
    names = {each.definition.name for each in book.latest() if each.definition.kind == KIND}
    every = (version for name in names for version in book.history(KIND, name))
    return sorted(every, key=lambda each: (each.known_from, each.definition.valid_from, each.id))


def _by_year(definition: Definition) -> dict[int, list[tuple[str, str, int, int]]]:
    found: dict[int, list[tuple[str, str, int, int]]] = {}
    for row in definition.rows:
        of_year = found.setdefault(int(str(row["year"])), [])
        for sex in ("female", "male"):
            of_year.append((str(row["county"]), sex, first_age(str(row["age"])), int(str(row[sex]))))
    return found

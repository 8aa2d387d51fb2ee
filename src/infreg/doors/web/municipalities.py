"""Municipalities as people write and read them: by name or number, of today or of then."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from infreg.definitions.book import Book

_KIND = "municipalities"


@dataclass(frozen=True, slots=True)
class Municipalities:
    """Names by number: `today` those that there are, `ever` those that any list has known."""

    today: Mapping[str, str]
    ever: Mapping[str, str]

    def name(self, number: str) -> str:
        """What it is or was called; the number itself where no list has it."""
        return self.today.get(number) or self.ever.get(number, number)

    def called(self, number: str) -> str:
        """*Oslo (0301)*: so that no two are called alike."""
        name = self.name(number)
        return f"{name} ({number})" if name != number else number

    def find(self, words: str) -> tuple[str, ...]:
        """The numbers that a number, a name, or both may mean. One that no list has is no number; a name is
        first looked for among those of today."""
        wanted = words.strip().casefold()
        if not wanted:
            return ()
        if wanted.isdigit():
            return (wanted,) if wanted in self.ever else ()
        for among in (self.today, self.ever):
            found = tuple(
                sorted(
                    number
                    for number, name in among.items()
                    if wanted in (name.casefold(), f"{name} ({number})".casefold())
                )
            )
            if found:
                return found
        return ()


def municipalities(book: Book, today: date) -> Municipalities:
    """Those of the lists that are loaded, by the day they are asked for."""
    ever: dict[str, str] = {}
    for version in book.latest():
        if version.definition.kind == _KIND:
            ever |= {str(row["number"]): str(row["name"]) for row in version.definition.rows}
    return Municipalities(on(book, today), ever)


def on(book: Book, day: date) -> Mapping[str, str]:
    """Names by number, as of a day."""
    return {str(row["number"]): str(row["name"]) for row in book.as_of(day).rows(_KIND)}

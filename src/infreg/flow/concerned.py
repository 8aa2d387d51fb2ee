"""Whom a definition concerns that cases are made by: asked for when it is loaded, before it is in force."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from infreg.definitions.book import Book
from infreg.definitions.definition import Definition
from infreg.storage import stale_people
from infreg.storage.rows import Connection

DISEASES = "diseases"
#: What cases are made by beside diseases and findings: an organism's groups, a specimen's site, who asked.
_LEANT_ON = frozenset({"organisms", "specimens", "requester-words"})


def organisms_of(book: Book, diseases: Iterable[str] | None = None) -> frozenset[str]:
    """The organisms that diseases (by name; None: all) were ever defined to be caused by, as the book knows
    them, and all that belong to them."""
    wanted = None if diseases is None else set(diseases)
    named: set[str] = set()
    for definition in _definitions(book, DISEASES):
        if wanted is None or definition.name in wanted:
            named.update(_texts(definition.header["organisms"]))
    below: dict[str, set[str]] = defaultdict(set)
    for definition in _definitions(book, "organisms"):
        for row in definition.rows:
            below[str(row["parent"])].add(str(row["code"]))
    waiting = list(named)
    while waiting:
        new = below[waiting.pop()] - named
        named |= new
        waiting += new
    return frozenset(named)


def _definitions(book: Book, kind: str) -> Iterator[Definition]:
    return (each.definition for each in book.latest() if each.definition.kind == kind)


def _texts(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def concerned(book: Book, added: Sequence[Definition]) -> tuple[frozenset[str], frozenset[str]] | None:
    """The organisms and the diseases that cases may be made of otherwise, once these definitions (in the
    book with them) are in force; None when no case leans on them but through findings."""
    if any(each.kind in _LEANT_ON for each in added):
        return organisms_of(book), frozenset(each.name for each in _definitions(book, DISEASES))
    names = frozenset(each.name for each in added if each.kind == DISEASES)
    return (organisms_of(book, names), names) if names else None


def ask_for(connection: Connection, book: Book, added: Sequence[Definition]) -> None:
    """Asks for the cases to be derived again of everybody whom new definitions concern. What they were before
    is concerned too: a case stands of it."""
    found = concerned(book, added)
    if found:
        stale_people.mark(connection, *found)

"""What is understood as of now: definitions and mappings together, kept while neither changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

import psycopg

from infreg.definitions.book import Book
from infreg.definitions.snapshot import Snapshot
from infreg.flow.definitions import find_book
from infreg.interpretation import WITHOUT_RULE
from infreg.interpretation.codes import Codes
from infreg.interpretation.mappings import Mappings
from infreg.interpretation.targets import titles
from infreg.storage import mappings
from infreg.vocabulary.finding import Term
from infreg.vocabulary.mapping import MappedTerm
from infreg.vocabulary.time import in_oslo

Connection = psycopg.Connection[Any]
#: So many days are remembered: those of a life.
_DAYS = 40_000


@dataclass
class Understanding:
    """Definitions in every version, and what people said."""

    book: Book
    said: tuple[MappedTerm, ...]
    #: What is made of the definitions alone, once for each stretch of days on which none of them changes: it
    #: takes half a second, and whatever people say, it stays the same.
    _defined: dict[tuple[int, ...], Codes] = field(default_factory=dict)
    _codes: dict[tuple[int, ...], Codes] = field(default_factory=dict, init=False)
    _on: dict[date, Codes] = field(default_factory=dict, init=False)
    _titles: dict[str, Mapping[str, str]] = field(default_factory=dict, init=False)

    def on(self, day: date) -> Codes:
        """What holds for events of a day."""
        codes = self._on.get(day)
        if codes is None:
            if len(self._on) >= _DAYS:
                self._on.clear()
            codes = self._on[day] = self._made_on(day)
        return codes

    def _made_on(self, day: date) -> Codes:
        snapshot = self.book.as_of(day)
        held = tuple(id(snapshot.rows(kind)) for kind in Codes.KINDS)  # the book keeps equal rows as one
        codes = self._codes.get(held)
        if codes is None:
            if held not in self._defined:
                self._defined[held] = Codes(snapshot)
            codes = self._codes[held] = self._defined[held].with_mappings(self.mappings)
        return codes

    def with_mappings(self, said: tuple[MappedTerm, ...]) -> "Understanding":
        """The same definitions, and what people say now."""
        return Understanding(self.book, said, self._defined)

    @cached_property
    def mappings(self) -> Mappings:
        return Mappings({(each.unit, each.term): each.target for each in self.said})

    @cached_property
    def _ids(self) -> Mapping[tuple[int | None, Term], int]:
        return {(each.unit, each.term): each.id for each in self.said}

    def mapping_of(self, term: Term, unit: int) -> int:
        """The mapping that explains a term in a laboratory: its own before the general one."""
        return self._ids.get((unit, term)) or self._ids[None, term]

    @property
    def today(self) -> Snapshot:
        return self.book.as_of(in_oslo(datetime.now(UTC)).date())

    def name_of(self, where: str, code: str | None) -> str | None:
        """What people call a code of a kind of definitions; the code itself when nobody knows it any more."""
        if code is None:
            return None
        if where not in self._titles:
            self._titles[where] = titles(self.today, where)
        return self._titles[where].get(code, code)

    @cached_property
    def _atc(self) -> Mapping[str, str]:
        return {str(row["code"]): str(row["atc"]) for row in self.today.rows("agents") if row["atc"]}

    def atc_of(self, agent: str | None) -> str | None:
        """The ATC code of an agent; None where it has none, or nobody knows the agent."""
        return self._atc.get(agent or "")

    @cached_property
    def rule_texts(self) -> Mapping[str, Mapping[str, str]]:
        """The words of every rule for findings, and of what no rule decided, by its id and language."""
        rows = self.today.rows("finding-rules")
        told = {str(row["id"]): {"nb": str(row["nb"]), "en": str(row["en"])} for row in rows}
        return {**WITHOUT_RULE, **told}


_KEPT: dict[tuple[object, ...], Understanding] = {}


def find_understanding(connection: Connection) -> Understanding:
    """As the database has it now; cheap while nothing has changed."""
    book = find_book(connection)
    info = connection.info
    key = (info.host, info.port, info.dbname, id(book), *mappings.edition(connection))
    if key not in _KEPT:
        known = _with_mappings(book, mappings.standing(connection))
        _KEPT.clear()
        _KEPT[key] = known
        return known
    return _KEPT[key]


def _with_mappings(book: Book, said: tuple[MappedTerm, ...]) -> Understanding:
    """What is kept of the same book, with what people say now."""
    kept = next((each for each in list(_KEPT.values()) if each.book is book), None)
    if kept is None:
        return Understanding(book, said)
    return kept if kept.said == said else kept.with_mappings(said)

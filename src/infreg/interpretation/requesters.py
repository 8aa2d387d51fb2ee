"""What kind of care asked for a test, told by the requester's name."""

from functools import lru_cache

from infreg.definitions.snapshot import Snapshot
from infreg.interpretation.cells import text_in
from infreg.interpretation.tokens import words
from infreg.vocabulary.answer import Provider

LABORATORY = "laboratory"
#: Names that say several things say the first of these.
_ORDER = (LABORATORY, "primary", "specialist")
#: A word at least this long is also found at the end of another: *Nordlandssykehuset*.
_SHORTEST_END = 5


class Requesters:
    """The requester words of a day."""

    __slots__ = ("_ends", "_phrases", "of_name")

    def __init__(self, snapshot: Snapshot) -> None:
        rows = [
            (words(text_in(row, "text")), text_in(row, "care")) for row in snapshot.rows("requester-words")
        ]
        self._phrases = [(f" {' '.join(phrase)} ", care) for phrase, care in rows]
        self._ends = [
            (f"{phrase[0]} ", care)
            for phrase, care in rows
            if len(phrase) == 1 and len(phrase[0]) >= _SHORTEST_END
        ]
        self.of_name = lru_cache(10_000)(self._of_name)

    def care(self, requester: Provider) -> str | None:
        """laboratory, primary or specialist; the department's name goes before the institution's."""
        for party in (requester.department, requester.institution):
            if party and party.name and (care := self.of_name(party.name)):
                return care
        return None

    def _of_name(self, name: str) -> str | None:
        spaced = f" {' '.join(words(name))} "
        found = {care for phrase, care in self._phrases if phrase in spaced}
        found |= {care for end, care in self._ends if end in spaced}
        return next((care for care in _ORDER if care in found), None)

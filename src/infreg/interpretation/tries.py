"""Phrases found in a row of words: the longest that begins at a place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class _Node(Generic[T]):
    after: dict[str, "_Node[T]"] = field(default_factory=dict)
    meaning: T | None = None


class Trie(Generic[T]):
    """Phrases, each with what it means (never None). Built once; then only asked. Of two equal phrases the
    first counts."""

    __slots__ = ("_root", "words")

    def __init__(self, phrases: Iterable[tuple[tuple[str, ...], T]]) -> None:
        self._root: _Node[T] = _Node()
        words: set[str] = set()
        for phrase, meaning in phrases:
            if phrase:
                self._add(phrase, meaning)
                words.update(phrase)
        #: Every word of every phrase.
        self.words = frozenset(words)

    def longest(self, words: Sequence[str], start: int) -> tuple[int, T] | None:
        """How many words the longest phrase that begins at `start` has, and its meaning."""
        found: tuple[int, T] | None = None
        node = self._root
        for position in range(start, len(words)):
            after = node.after.get(words[position])
            if after is None:
                break
            node = after
            if node.meaning is not None:
                found = (position - start + 1, node.meaning)
        return found

    def exactly(self, words: Sequence[str]) -> T | None:
        """What these words, neither more nor fewer, mean."""
        found = self.longest(words, 0)
        return found[1] if found and found[0] == len(words) else None

    def _add(self, phrase: tuple[str, ...], meaning: T) -> None:
        node = self._root
        for word in phrase:
            node = node.after.setdefault(word, _Node())
        if node.meaning is None:
            node.meaning = meaning

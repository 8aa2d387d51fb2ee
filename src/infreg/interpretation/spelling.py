"""One typing mistake in a long word is forgiven, unless it could turn what the word says."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

#: Shorter words have too many neighbours: *ikke* itself is four letters.
SHORTEST = 6


class Spelling:
    """Which known word a word was meant to be: one letter too many, too few, wrong, or two that changed
    places, but neither the first letter (*upåvist* is not *påvist*) nor the last (*påvise* is not either);
    the last two may have changed places (*påvits*).

    `sorts` are the known words, each with what a mistake may not change: of several near words of one sort
    any will do, of two sorts none.
    """

    __slots__ = ("_by_shortened", "_sorts", "find")

    def __init__(self, sorts: Mapping[str, str]) -> None:
        self._sorts = sorts
        self._by_shortened = _by_shortened(sorts)
        self.find = lru_cache(maxsize=50_000)(self._find)

    def _find(self, word: str) -> str | None:
        if len(word) < SHORTEST or not word.isalpha():
            return None
        near = sorted({each for each in self._near(word) if _same_rim(word, each) and one_away(word, each)})
        return near[0] if len({self._sorts[each] for each in near}) == 1 else None

    def _near(self, word: str) -> Iterator[str]:
        for shortened in _shortened(word):
            yield from self._by_shortened.get(shortened, ())


class Near:
    """Some words. A word is `in` them when it is one of them, or one letter, or two neighbours that changed
    places, from one."""

    __slots__ = ("_by_shortened",)

    def __init__(self, words: Iterable[str]) -> None:
        self._by_shortened: dict[str, list[str]] = {}
        for word in words:
            for shortened in self._shortened(word):
                self._by_shortened.setdefault(shortened, []).append(word)

    def __contains__(self, word: str) -> bool:
        near = (self._by_shortened.get(shortened, ()) for shortened in self._shortened(word))
        return any(one_away(word, each) for those in near for each in those)

    @staticmethod
    def _shortened(word: str) -> set[str]:
        """Two words that are so near have one of these in common."""
        return {word[1:], *_shortened(word)}


def one_away(one: str, other: str) -> bool:
    """Whether two words differ by one letter, or by two neighbours that changed places."""
    if abs(len(one) - len(other)) > 1:
        return False
    head = _common(one, other)
    tail = _common(one[head:][::-1], other[head:][::-1])
    left, right = one[head : len(one) - tail], other[head : len(other) - tail]
    return (len(left) <= 1 and len(right) <= 1) or (len(left) == 2 and left == right[::-1])


def _same_rim(one: str, other: str) -> bool:
    return one[0] == other[0] and (one[-1] == other[-1] or sorted(one[-2:]) == sorted(other[-2:]))


def _common(one: str, other: str) -> int:
    length = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        length += 1
    return length


def _shortened(word: str) -> set[str]:
    """The word, and what is left of it without one letter."""
    return {word, *(word[:place] + word[place + 1 :] for place in range(1, len(word)))}


def _by_shortened(known: Iterable[str]) -> dict[str, list[str]]:
    places: dict[str, list[str]] = {}
    for word in known:
        if len(word) >= SHORTEST - 1 and word.isalpha():
            for shortened in _shortened(word):
                places.setdefault(shortened, []).append(word)
    return places

"""Finds likely names of people, which a person then looks at: lists know many names, and never all.

What makes a name likely:

1. Two names together (*Kari Nordmann*, *Nordmann, Kari*, *Kari M. Nordmann*): one a given name, both written
   large or neither of them a word too. Names that are words (*Stein Berg*) count here.
2. One name, written large, that is nothing else: *Ingeborg*, *Pettersen*.
3. Any name of the lists, written large, after a title or a relation (*dr.*, *fru*, *pasient*, *datter*);
   after *dr.*, *fru*, *hr.*, *heter*, *navn* any word written large that is no other word we know.

What makes it no name: it is one of medicine's own (*Charnley*, *Hartmann*) without a given name before it;
it stands after *ad modum*; a word for a house or a method follows (*hospital*, *sykehjem*, *protese*); a
number follows (*Dag 3*, *Mai 2024*).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from infreg.guard.numbers import Span
from infreg.guard.texts import either, words_of

_GIVEN, _FAMILY, _WORD, _EPONYM = 1, 2, 4, 8
_LETTERS = re.compile(r"[^\W\d_]+")
_INITIAL = r"(?:[A-ZÆØÅ]\.?[ \xa0])?"
_TOGETHER = re.compile(rf"[ \xa0]{_INITIAL}|,[ \xa0]?|[\-._]|[ \xa0]?\x1f")
_HOUSES = re.compile(
    rf"(?:[ \xa0\-]{{1,3}}[^\W\d_]{{1,30}})?[ \xa0\-]{{1,3}}{either('after-names')}(?![^\W\d_])",
    re.IGNORECASE,
)
_MODUM = re.compile(r"(?:ad modum|a\.? ?m\.?|a\.m\.|mod\.|type|etter metode|m\.m\.)[ \xa0]$", re.IGNORECASE)
_FIGURE = re.compile(r"[.,]?[ \xa0]?\d")
_TITLES = words_of("title-words")
#: After these any word written large is likely a name.
_STRONG = words_of("only-titles")
_AFTER_TITLE = re.compile(r"(?:[.:]|\.:)?[ \xa0]+(?=[A-ZÆØÅÁČĐŁŞŻŚĆ])|:(?=[A-ZÆØÅ])")
_NOT_AFTER = words_of("not-after-titles")


@dataclass(frozen=True, slots=True)
class _Token:
    """A word of the lists, or the word after a title."""

    start: int
    end: int
    sort: int
    large: bool

    def is_(self, sort: int) -> bool:
        return bool(self.sort & sort)


@cache
def _sorts() -> dict[str, int]:
    """Every word of the lists with what it may be; a genitive as what it is of."""
    lists = (("given-names", _GIVEN), ("surnames", _FAMILY), ("also-words", _WORD), ("eponyms", _EPONYM))
    sorts: dict[str, int] = {}
    for name, sort in lists:
        for word in (word for entry in words_of(name) for word in entry.split("-")):
            sorts[word] = sorts.get(word, 0) | sort
    genitives = {
        f"{word}s": sort for word, sort in sorts.items() if f"{word}s" not in sorts and not sort & _WORD
    }
    return genitives | sorts


def find_names(text: str) -> Iterator[Span]:
    r"""The likely names of a text, each once; cells may be joined by `\x1f`, and a given name in a cell of
    its own stands together with a surname in the next."""
    sorts = _sorts()
    words = {word.casefold() for word in _LETTERS.findall(text)}
    if sorts.keys().isdisjoint(words) and _STRONG.isdisjoint(words):
        return
    tokens = _tokens(text, sorts)
    together = _together(text, tokens)
    for token in tokens:
        if token in together or _alone(text, token) or _after_title(text, token):
            yield Span(token.start, token.end)
    yield from _unlisted(text, sorts)


def is_only_names(text: str) -> bool:
    """Whether a cell holds nothing but words of the name lists, at most four of them."""
    sorts = _sorts()
    words = [word.casefold() for word in _LETTERS.findall(text) if len(word) > 1]
    return 0 < len(words) <= 4 and all(sorts.get(word, 0) & (_GIVEN | _FAMILY) for word in words)


def _tokens(text: str, sorts: dict[str, int]) -> list[_Token]:
    tokens = []
    for match in _LETTERS.finditer(text):
        if sort := sorts.get(match[0].casefold()):
            token = _Token(match.start(), match.end(), sort, match[0][0].isupper())
            if not _is_other(text, token):
                tokens.append(token)
    return tokens


def _is_other(text: str, token: _Token) -> bool:
    """Whether what stands around a word makes it a house, a method or a figure's word."""
    if token.is_(_WORD | _EPONYM) and _FIGURE.match(text, token.end):
        return True
    if _MODUM.search(text[max(0, token.start - 14) : token.start]):
        return True
    return _HOUSES.match(text, token.end) is not None


def _together(text: str, tokens: list[_Token]) -> set[_Token]:
    found: set[_Token] = set()
    for first, second in pairwise(tokens):
        between = text[first.end : second.start]
        if _TOGETHER.fullmatch(between) and _make_name(first, second, comma="," in between):
            found |= {first, second}
    return found


def _make_name(first: _Token, second: _Token, *, comma: bool) -> bool:
    if not (first.is_(_GIVEN) or second.is_(_GIVEN)):
        return first.large and second.large and _is_sure(first) and _is_sure(second)
    if first.is_(_EPONYM) and not first.is_(_GIVEN | _FAMILY):
        return False
    if comma and not (_is_sure(first) or _is_sure(second)):
        return False
    if first.large and second.large:
        return True
    return all(name.is_(_GIVEN | _FAMILY) and not name.is_(_WORD) for name in (first, second))


def _is_sure(token: _Token) -> bool:
    return token.is_(_GIVEN | _FAMILY) and not token.is_(_WORD | _EPONYM)


def _alone(text: str, token: _Token) -> bool:
    """A name that is nothing else, written large: in a text all in capitals nothing is written large."""
    if not token.large or not _is_sure(token):
        return False
    word = text[token.start : token.end]
    return len(word) > 2 and not (
        len(word) < 5 and word.isupper() and not text[max(0, token.start - 20) : token.end + 20].isupper()
    )


def _after_title(text: str, token: _Token) -> bool:
    if not token.large or not token.is_(_GIVEN | _FAMILY):
        return False
    before = re.search(
        r"([^\W\d_]+)(?:[.:,]{0,2}[ \xa0]+\(?|[:/(])$", text[max(0, token.start - 24) : token.start]
    )
    return before is not None and before[1].casefold() in _TITLES


def _unlisted(text: str, sorts: dict[str, int]) -> Iterator[Span]:
    """Words written large, and in no list, after a title that only people have."""
    for title in _LETTERS.finditer(text):
        if title[0].casefold() not in _STRONG:
            continue
        gap = _AFTER_TITLE.match(text, title.end())
        name = gap and _LETTERS.match(text, gap.end())
        if name and not _is_known(name[0], sorts) and not _HOUSES.match(text, name.end()):
            yield Span(*name.span())


def _is_known(word: str, sorts: dict[str, int]) -> bool:
    """Whether a word is in a list (and was judged there), an abbreviation, or a small word of a sentence."""
    small = word.casefold()
    return small in sorts or small in _NOT_AFTER or len(word) < 3 or (word.isupper() and len(word) < 5)

"""Texts made comparable for the guard, and the guard's own lists of words."""

import re
import unicodedata
from functools import cache
from importlib.resources import files

from infreg.vocabulary.person_number import DIGIT

#: Beyond what Norwegian is ordinarily written with: other scripts' digits, and signs that cannot be seen.
_UNFAMILIAR = re.compile(r"[^\x20-\x7e\xa0-\xac\xae-\xb1\xb4-\xb8\xba-\xff–—’áčđŋšŧž\n\r\t]")
_DIGIT = re.compile(DIGIT)
_INVISIBLE = frozenset({"Cf", "Cc", "Mn", "Me"})
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")


def is_familiar(text: str) -> bool:
    """Whether `plain` would change nothing that the guard looks for."""
    return _UNFAMILIAR.search(text) is None


def plain(text: str) -> str:
    """The text with ASCII digits, whatever script they were in, composed letters, and nothing that cannot
    be seen."""
    written = _DIGIT.sub(_ascii, text)
    composed = unicodedata.normalize("NFKC", written)
    return "".join(character for character in composed if _shows(character))


def _ascii(digit: re.Match[str]) -> str:
    return str(unicodedata.digit(digit[0]))


def _shows(character: str) -> bool:
    if character in _FILLERS:
        return False
    return character in "\t\n\r" or unicodedata.category(character) not in _INVISIBLE


@cache
def words_of(name: str) -> frozenset[str]:
    """The words of one of the lists in `lists/`, in small letters."""
    return frozenset(word for line in _lines(name) for word in line.split())


def either(name: str) -> str:
    """A regular expression of the words of a list; a star in them stands for at most 30 letters."""
    words = sorted(words_of(name))
    return "(?:" + "|".join(re.escape(word).replace(r"\*", r"\w{0,30}") for word in words) + ")"


@cache
def postal_places() -> frozenset[tuple[str, str]]:
    """The first two digits of a postal code, and a place that has such codes."""
    split = (line.split() for line in _lines("postal-places"))
    return frozenset((digits, place.replace("|", " ")) for digits, *places in split for place in places)


def _lines(name: str) -> list[str]:
    text = files("infreg.guard").joinpath("lists", f"{name}.txt").read_text("utf-8")
    return [line.casefold() for line in text.splitlines() if not line.startswith("#")]

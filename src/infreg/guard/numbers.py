"""Finds national identity numbers where they may not stand, and puts marks in their place.

The original stays sealed as it came; what is stored, shown and sent on has the mark. Better one number of
a specimen marked by chance than one person's number shown: about 1 of 130 random runs of 11 digits reads
as some national number, real or synthetic.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from infreg.vocabulary.person_number import DIGIT, SEPARATOR, is_person_number, plain_digits

_LENGTH = 11
#: At most this many characters between two digits of one number: two columns of a table are two numbers.
_GAP = 8
_RUN = re.compile(rf"{DIGIT}(?:{SEPARATOR}{{0,{_GAP}}}{DIGIT}){{{_LENGTH - 1},}}")
_DIGIT = re.compile(DIGIT)
_INVISIBLE = frozenset({"Cf", "Cc", "Mn", "Me", "Lo"})
#: Every code system of Norwegian health care is named under this branch (Volven). It is no part of a number,
#: and every coded value begins with it.
BRANCHES = ("2.16.578.1.12.4.", "urn:oid:2.16.578.1.12.4.")


@dataclass(frozen=True, slots=True)
class Span:
    """Where a number stands in a text: the characters from `start` up to, not with, `end`."""

    start: int
    end: int


def may_hold_number(text: str) -> bool:
    """The cheap question: are there 11 digits in a row, with nothing but spaces or signs between?"""
    return len(text) >= _LENGTH and _RUN.search(text, _beginning(text)) is not None


def may_read_as_number(digits: str) -> bool:
    """Whether any 11 of these digits in a row are a national identity number, wherever their groups begin:
    of a run's digits, no less than `find_numbers` finds in it."""
    return any(is_person_number(digits[at : at + _LENGTH]) for at in range(len(digits) - _LENGTH + 1))


def find_numbers(text: str) -> tuple[Span, ...]:
    """Every national identity number in the text, first to last; numbers that overlap make one span.

    Found: any 11 digits with a possible date and right check digits, fødselsnummer or D-number, real or
    synthetic, in any script's digits; glued to letters or inside a longer row of digits; or split by up to
    8 spaces or signs at a time, when the number begins and ends where a group of digits does (otherwise
    a page of figures would be full of them).
    """
    if len(text) < _LENGTH:
        return ()
    runs = _RUN.finditer(text, _beginning(text))
    return _merged(span for run in runs for span in _within(text, run.start(), run.end()))


def mask(text: str, token: Callable[[str], str]) -> tuple[str, int]:
    """The text with `⟨nr:…⟩` for each number, and how many; `token` is given the bare digits and decides
    what stands in the mark (it must be shorter than a number)."""
    spans = find_numbers(text)
    for span in reversed(spans):
        digits = plain_digits(text[span.start : span.end])
        text = f"{text[: span.start]}⟨nr:{token(digits)}⟩{text[span.end :]}"
    return text, len(spans)


def _beginning(text: str) -> int:
    return next((len(branch) for branch in BRANCHES if text.startswith(branch)), 0)


def _within(text: str, start: int, end: int) -> Iterator[Span]:
    """The numbers of one run of digits and separators."""
    places = [start + match.start() for match in _DIGIT.finditer(text[start:end])]
    digits = plain_digits(text[start:end])
    groups = [*_groups(text, places), None]
    for first in range(len(places) - _LENGTH + 1):
        last = first + _LENGTH - 1
        one_group = groups[first] == groups[last]
        whole_groups = groups[first] != groups[first - 1] and groups[last] != groups[last + 1]
        if (one_group or whole_groups) and is_person_number(digits[first : last + 1]):
            yield Span(places[first], places[last] + 1)


def _groups(text: str, places: list[int]) -> Iterator[int]:
    """The number of each digit's group. What nobody can see between two digits does not part them."""
    parted = (
        places[n] - places[n - 1] > 1 and any(map(_is_visible, text[places[n - 1] + 1 : places[n]]))
        for n in range(1, len(places))
    )
    return accumulate(parted, initial=0)


def _is_visible(character: str) -> bool:
    """Seen by a reader, if only as a gap. (`Lo`: letters that leave no mark are let in as separators.)"""
    return character.isspace() or unicodedata.category(character) not in _INVISIBLE


def _merged(spans: Iterator[Span]) -> tuple[Span, ...]:
    """Overlapping spans joined: half a number left standing is nearly a whole one."""
    joined: list[Span] = []
    for span in spans:
        if joined and span.start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return tuple(joined)

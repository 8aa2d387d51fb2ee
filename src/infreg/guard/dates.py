"""Finds full birth dates in texts where days of operations, specimens and appointments may stand.

The rule, in the order it is asked:

1. A date right after a word for birth (*født*, *f.*, *f.dato*, *born*; at most 15 signs without a digit or a
   full stop between), or right before one in brackets, is a birth date, written in whatever way; six bare
   digits, or a year first with two digits, count only so. `140361-*****` is one too.
2. A date after a word for what was done (*operert*, *prøve*, *innlagt*, *kontroll*, *protese* …) is none,
   however old: at most 20 signs between, without a digit, a comma, a full stop or a word for a person.
3. A date without such a word is a birth date if it lies more than 15 years before what the table is about.
   Where it is all that a cell holds, and nobody has declared what the column holds, two years are enough.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from infreg.guard.numbers import Span
from infreg.guard.texts import either

YEARS_IN_TEXT = 15
YEARS_ALONE = 2
_REACH = 40
_EARLIEST = 1880
#: A table is written, corrected and delivered again some years after its first day; more is the past century.
_YEARS_AHEAD = 3
_BORDERS = frozenset(("", "\x1f"))

_S = r"[ \t\xa0]"
_YEAR = r"(?:1[89]|20)\d\d"
_MONTHS = (
    "jan(?:uar[iy]?)?|ođđajagemánnu",
    "feb(?:r(?:uar[iy]?)?)?|guovvamánnu",
    "mar(?:s|ch)?|njukčamánnu",
    "apr(?:il)?|cuoŋománnu",
    "ma[iy]|miessemánnu",
    "june?i?|geassemánnu",
    "jul[iy]?|suoidnemánnu",
    "aug(?:ust)?|borgemánnu",
    "sept?(?:ember)?|čakčamánnu",
    "o[kc]t(?:ober)?|golggotmánnu",
    "nov(?:ember)?|skábmamánnu",
    "de[sc](?:ember)?|juovlamánnu",
)
_MONTH = "(?:" + "|".join(f"(?P<m{n}>{words})" for n, words in enumerate(_MONTHS, start=1)) + ")"
_DATE = re.compile(
    rf"(?<!\d)(?<!\d[.,/\-])(?P<day>[0-3]?\d){_S}?[./\-–]{_S}?(?P<month>[0-3]?\d)(?:{_S}?[./\-–]{_S}?|{_S})"
    rf"(?P<year>{_YEAR}|\d\d)(?!\d)(?![.,/]\d)"
    rf"|(?<!\d)(?P<y2>{_YEAR})(?P<sep>[./\-–])(?P<mo2>[01]?\d)(?P=sep)(?P<d2>[0-3]?\d)(?!\d)"
    rf"|(?<!\d)(?<!\d{_S})(?P<d3>[0-3]\d){_S}(?P<mo3>[01]\d){_S}(?P<y3>{_YEAR})(?!\d)"
    rf"|(?<![\w\-])(?:(?P<d4>[0-3]\d)(?P<mo4>[01]\d)(?P<y4>(?:19|20)\d\d)|(?P<y5>(?:19|20)\d\d)(?P<mo5>[01]\d)(?P<d5>[0-3]\d))(?!\d)"
)
_MONTH_WORD = re.compile(r"jan|feb|mar|apr|ma[iy]|ju[nl]|aug|sep|o[kc]t|nov|de[sc]|mánnu")
_WORDED = re.compile(
    rf"(?<!\d)(?P<day>[0-3]?\d)(?:st|nd|rd|th|\.|b\.)?[ \t\xa0\x1f\-]*(?:of |de )?{_MONTH}[.,]?"
    rf"[ \t\xa0\x1f\-]*(?P<year>{_YEAR}|'?\d\d)(?!\d)",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"(?<![^\W\d_]){_MONTH}\.?{_S}+(?P<day>[0-3]?\d)(?:st|nd|rd|th)?[,.]?{_S}+(?P<year>{_YEAR})(?!\d)",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(?P<day>[0-3]\d)(?P<month>[01]\d)(?P<year>(?:(?:19|20)\d\d)|\d\d)(?!\d)")
_YEAR_FIRST = re.compile(r"(?P<year>\d\d)[.\-/](?P<month>[01]\d)[.\-/](?P<day>[0-3]\d)(?!\d)")
_HIDDEN = re.compile(r"(?<!\d)(?P<day>[0-7]\d)(?P<month>[0-9]\d)\d\d[ \-–]?[*xX#•_]{5}(?![^\W_])")
_BIRTH_WORD = (
    r"(?<![^\W_])(?:født|fødd|fød|fodt|foedt|f(?:ø|o|oe)dsels?-?{s}?(?:dato|dag|dt)(?:en)?|f\.?{s}?dato|fdt|f\.?d|født{s}dato"
    r"|f(?=\.?[ \t\xa0:]{0,3}(?:$|\d))"
    r"|fødested{s}og{s}dato|geb|geboren|born|birth{s}?da(?:te|y)|d\.?o\.?b|date{s}of{s}birth|riegádan(?:beaivi)?"
    r"|bursdag)(?![^\W\d_])"
).replace("{s}", _S)
_BIRTH_BEFORE = re.compile(rf"{_BIRTH_WORD}\.?[^\d.;\n\x1f]{{0,15}}$", re.IGNORECASE)
_BIRTH_COMPACT = re.compile(
    rf"{_BIRTH_WORD}\.?[^\d.;\n\x1f]{{0,15}}(?=\d\d[.\-/]?\d\d[.\-/]?\d\d)", re.IGNORECASE
)
_BIRTH_AFTER = re.compile(
    rf"{_S}?[(\[,]?{_S}?(?:er{_S})?(?:født(?!{_S}barn)|fødselsdato|f\.?dato|dob)(?!{_S}?[:=]?{_S}?\d)(?![^\W\d_])",
    re.IGNORECASE,
)
_EVENT = re.compile(rf"(?<![^\W\d_]){either('event-words')}(?![^\W\d_])", re.IGNORECASE)
_EVENT_BEFORE = re.compile(
    rf"{either('event-words')}(?![^\W\d_])\.?(?:(?!{either('person-words')}(?![^\W\d_]))[^\d.,;\n]){{0,20}}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a text, and the day it tells."""

    span: Span
    day: date


def find_dates(text: str, since: date) -> Iterator[Found]:
    """Every full date in the text. Two digits of a year are of the hundred years up to three after
    `since`."""
    with_words = (_WORDED, _MONTH_FIRST) if _MONTH_WORD.search(text.casefold()) else ()
    for pattern in (_DATE, *with_words):
        for match in pattern.finditer(text):
            if day := _day(match, since):
                yield Found(Span(*match.span()), day)


def find_birth_dates(text: str, since: date) -> Iterator[Span]:
    r"""The dates of a free text that tell when somebody was born; `since` is the first day that the table is
    about. Cells may be joined by `\x1f`: no word decides over that border."""
    if not any(map(str.isdigit, text)):
        return
    for found in find_dates(text, since):
        if _is_birth(text, found, since):
            yield found.span
    for word in _BIRTH_COMPACT.finditer(text):
        match = _COMPACT.match(text, word.end()) or _YEAR_FIRST.match(text, word.end())
        if match and _day(match, since) and not _EVENT.search(word[0]):
            yield Span(*match.span())
    for match in _HIDDEN.finditer(text):
        yield Span(*match.span())


def is_older(day: date, since: date, years: int) -> bool:
    """Whether a day lies more than so many years before `since`."""
    return (day.year + years, day.month, day.day) < (since.year, since.month, since.day)


def holds_date(text: str, since: date) -> bool:
    """Whether a cell that is known to be of births holds a full date, if only as six bare digits."""
    compact = _COMPACT.fullmatch(text)
    return bool(compact and _day(compact, since)) or next(find_dates(text, since), None) is not None


def _is_birth(text: str, found: Found, since: date) -> bool:
    start, end = found.span.start, found.span.end
    before = text[max(0, start - _REACH) : start].rpartition("\x1f")[2]
    birth = _BIRTH_BEFORE.search(before)
    events = [match.start() for match in _EVENT.finditer(before)]
    if birth and not any(event > birth.start() for event in events):
        return True
    if _BIRTH_AFTER.match(text, end):
        return True
    if events and _EVENT_BEFORE.search(before, events[-1]):
        return False
    alone = text[max(0, start - 1) : start] in _BORDERS and text[end : end + 1] in _BORDERS
    return is_older(found.day, since, YEARS_ALONE if alone else YEARS_IN_TEXT)


def _day(match: re.Match[str], since: date) -> date | None:
    parts = {name: value for name, value in match.groupdict().items() if value}
    year = next(value for name, value in parts.items() if name[0] == "y")
    day = next(value for name, value in parts.items() if name[0] == "d")
    month = parts.get("month") or next(
        (parts[name] for name in ("mo2", "mo3", "mo4", "mo5") if name in parts), None
    )
    if month is None:
        month = next(name[1:] for name in parts if name[0] == "m")
    try:
        told = date(
            _full(year.lstrip("'"), since),
            *_month_and_day(int(month), int(day), american="month" in parts and len(year) == 4),
        )
    except ValueError:
        return None
    return told if told.year >= _EARLIEST else None


def _month_and_day(month: int, day: int, *, american: bool) -> tuple[int, int]:
    """`03/25/1961` is American. Of two digits of a year it would be a clock time: `12.30.45`."""
    return (day, month) if american and month > 12 else (month, day)


def _full(year: str, since: date) -> int:
    if len(year) == 4:
        return int(year)
    latest = since.year + _YEARS_AHEAD
    return latest - (latest - int(year)) % 100

"""National identity numbers that `find_numbers` cannot see: parted between cells, or with the year in full.

A number is six digits of a date and five more. People put the date in one column and the rest in the next,
write the year with four digits, or fill in only a part of the number after saying what it is.
"""

import re
from collections.abc import Iterator

from infreg.guard.numbers import Span
from infreg.vocabulary.person_number import is_person_number

_BETWEEN = r"[ \t\xa0.,/\-–_]"
_DATE = (
    r"(?:(\d{2})[./\- ]?(\d{2})[./\- ]?(?:1[89]|20)(\d{2})|(?:1[89]|20)(\d{2})[./\-]?(\d{2})[./\-]?(\d{2}))"
)
_FULL_YEAR = re.compile(rf"(?<!\d){_DATE}(?:{_BETWEEN}{{0,4}})(\d{{5}})(?!\d)")
_ENDS_IN_DATE = re.compile(rf"(?<!\d){_DATE}{_BETWEEN}{{0,3}}$")
_STARTS_WITH_DATE = re.compile(rf"{_BETWEEN}{{0,3}}{_DATE}(?!\d)")
_TAIL = re.compile(rf"(?:\d{_BETWEEN}{{0,3}})+$")
_HEAD = re.compile(rf"(?:{_BETWEEN}{{0,3}}\d)+")
_LAST_FIVE = re.compile(rf"(?<!\d)(\d{{5}}){_BETWEEN}{{0,3}}$")
_FIRST_FIVE = re.compile(rf"{_BETWEEN}{{0,3}}(\d{{5}})(?!\d)")
#: More digits than a number has, with signs between, never need looking at from further off.
_REACH = 44
_EDGE = frozenset("0123456789 \t\xa0.,/-–_")
#: Six digits and five with a sign or a small word between that joins them.
_JOINED = re.compile(
    r"(?<!\d)(\d{6})(?!\d)[^\w\x1f]{0,4}(?:(?:person)?-?n(?:umme)?r|pnr|fnr|og|x|siste)?"
    r"[^\w\x1f]{0,4}(\d{5})(?!\d)",
    re.IGNORECASE,
)
#: After these words digits are a person's number even if they were mistyped. `pnr` is none of them: it is
#: as often the number of a specimen.
_SAID = re.compile(
    r"(?<![^\W\d_])(?:f(?:ø|o|oe)dsels?-?n(?:umme)?r|f\.?nr|person-?n(?:umme)?r|d-?nummer|h-?nummer|fh-?nummer"
    r"|hjelpenummer|duf-?n(?:umme)?r|national id(?:entity)?(?: number)?)"
    r"[.:=# \t\xa0]{0,4}(?:er|is)?[ \t\xa0]?(\d(?:[ \t\xa0.\-–]{0,2}\d){4,12})",
    re.IGNORECASE,
)


def find_written_out(text: str) -> Iterator[Span]:
    """Numbers whose year has four digits, or whose parts are joined by a comma or a word; and digits that
    the text itself calls a person's number."""
    for match in _FULL_YEAR.finditer(text):
        if is_person_number(_six(match.groups()[:6]) + match[7]):
            yield Span(*match.span())
    for match in _JOINED.finditer(text):
        if is_person_number(match[1] + match[2]):
            yield Span(*match.span())
    for match in _SAID.finditer(text):
        if sum(map(str.isdigit, match[1])) in {5, 6, 10, 11, 12}:
            yield Span(*match.span(1))


def is_parted(first: str, second: str) -> bool:
    """Whether a number stands in two neighbouring cells, the end of one and the beginning of the other:
    wherever it is parted between groups of digits, and whichever of date and personal digits comes first."""
    if first[-1:] not in _EDGE or second[:1] not in _EDGE:
        return False
    first, second = first[-_REACH:], second[:_REACH]
    return any(map(is_person_number, _joined(first, second)))


def _joined(first: str, second: str) -> Iterator[str]:
    """What the two could make together."""
    date_first, date_second = _ENDS_IN_DATE.search(first), _STARTS_WITH_DATE.match(second)
    last_five, first_five = _LAST_FIVE.search(first), _FIRST_FIVE.match(second)
    if date_first and first_five:
        yield _six(date_first.groups()) + first_five[1]
    if date_second and last_five:
        yield _six(date_second.groups()) + last_five[1]
    tail, head = _TAIL.search(first), _HEAD.match(second)
    if not tail or not head:
        return
    ends = [] if _is_day(date_first) else re.findall(r"\d+", tail[0])
    starts = [] if _is_day(date_second) else re.findall(r"\d+", head[0])
    for ending in ("".join(ends[n:]) for n in range(len(ends))):
        for starting in ("".join(starts[: n + 1]) for n in range(len(starts))):
            yield ending + starting
            if len(ending) == 5:
                yield starting + ending


def _is_day(date: re.Match[str] | None) -> bool:
    """Whether a day is written with its year in full and signs between: no part of a number as it stands,
    though with a duration of three digits beside it it has eleven."""
    return date is not None and not date[0].strip().isdigit()


def _six(parts: tuple[str | None, ...]) -> str:
    """Day, month and two digits of the year, as a number begins."""
    day, month, year, iso_year, iso_month, iso_day = parts
    return f"{day}{month}{year}" if day else f"{iso_day}{iso_month}{iso_year}"

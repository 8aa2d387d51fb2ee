"""The arithmetic of Norwegian personal numbers: fødselsnummer and D-number, real and synthetic.

`DDMMYYiiikk`: a date, three digits and two check digits. A D-number adds 4 to the first digit; synthetic
numbers add 40 or 80 to the month. Nothing is said of sex or century: numbers given out from 2032 no longer
tell (Skatteetaten), so nobody may read them out of a number.
"""

import re
import unicodedata
from operator import mul

_K1 = (3, 7, 6, 1, 8, 9, 4, 5, 2)
_K2 = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
#: From 2032 the first check digit may leave any of these after division by 11; before, only 0.
_K1_REMAINDERS = range(4)

_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAYS_AND_MONTHS = frozenset(
    f"{day + d_number:02}{month + synthetic:02}"
    for month, length in enumerate(_LENGTHS, start=1)
    for day in range(1, length + 1)
    for d_number in (0, 40)
    for synthetic in (0, 40, 80)
)
_LEAP_DAYS = frozenset(day + month for day in ("29", "69") for month in ("02", "42", "82"))

#: One digit, however it is written: of any script, fullwidth, raised, lowered or circled.
DIGIT = (
    r"[\d²³¹⁰⁴-⁹₀-₉①-⑨⑴-⑼⒈-⒐⓪⓵-⓽⓿❶-❾➀-➈➊-➒፩-፱᧚"
    r"\U00010a40-\U00010a43\U00010e60-\U00010e68\U00011052-\U0001105a\U0001f100-\U0001f10a]"
)
#: What may stand between two digits of one number: spaces, points, hyphens, slashes, invisible characters
#: (four of them are letters to Unicode) and other signs. Not a comma (it makes decimals), a colon (it makes
#: clock times), a comparison or a bracket of our own masks.
SEPARATOR = r"(?:[^\w,:;<>=%|~⟨⟩]|[_\u115f\u1160\u3164\uffa0])"
_WRITTEN = re.compile(f"(?:{DIGIT}|{SEPARATOR})*")


def digits_of(text: str) -> str | None:
    """The ASCII digits of a number, without spaces and signs between; None if it holds anything else."""
    if text.isascii() and text.isdigit():
        return text
    return plain_digits(text) if _WRITTEN.fullmatch(text) else None


def plain_digits(text: str) -> str:
    """Every digit in the text, in order, as ASCII."""
    values = (unicodedata.digit(character, None) for character in text)
    return "".join(str(value) for value in values if value is not None)


def is_person_number(digits: str) -> bool:
    """Whether these are 11 ASCII digits with a possible date and both check digits right."""
    if len(digits) != 11 or not (digits.isascii() and digits.isdigit()):
        return False
    return _has_date(digits) and has_check_digits(digits)


def has_check_digits(digits: str) -> bool:
    """Whether the last two of 11 ASCII digits fit the nine before them."""
    first = _weighed(_K1, digits[:9]) + int(digits[9])
    second = _weighed(_K2, digits[:10]) + int(digits[10])
    return second % 11 == 0 and first % 11 in _K1_REMAINDERS


def is_d_number(digits: str) -> bool:
    """Of a person number: is it a D-number."""
    return digits[0] >= "4"


def is_synthetic(digits: str) -> bool:
    """Of a person number: was it made for tests, so that no person can have it."""
    return digits[2] >= "4"


def completed(nine: str) -> tuple[str, ...]:
    """All numbers that begin with these nine digits, the classic one first; at most four, possibly none."""
    found = []
    for remainder in _K1_REMAINDERS:
        first = (remainder - _weighed(_K1, nine)) % 11
        second = -_weighed(_K2, f"{nine}{first}") % 11
        if first < 10 and second < 10:
            found.append(f"{nine}{first}{second}")
    return tuple(found)


def _has_date(digits: str) -> bool:
    """The century is unknown, so 29 February stands in every year that four divides."""
    day_and_month = digits[:4]
    if day_and_month in _LEAP_DAYS:
        return int(digits[4:6]) % 4 == 0
    return day_and_month in _DAYS_AND_MONTHS


def _weighed(weights: tuple[int, ...], digits: str) -> int:
    return sum(map(mul, weights, map(int, digits)))

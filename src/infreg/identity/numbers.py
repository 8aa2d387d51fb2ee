"""Is this a person's number, and may it be here? Nothing of sex, age or century is read out of it."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from infreg.vocabulary.identifiers import NationalId, NumberType
from infreg.vocabulary.person_number import (
    digits_of,
    has_check_digits,
    is_d_number,
    is_person_number,
    is_synthetic,
)
from infreg.vocabulary.problem import Level, Problem

#: Fødselsnummer and D-number are one space of numbers and are often called by each other's name, so the
#: digits decide which it is.
_NATIONAL = frozenset({"", NumberType.FNR, NumberType.DNR})
NATIONAL_SPACE = "no-national-number"
_DUF = re.compile(r"(19|20)\d{10}")
_HOSPITALS = re.compile(r"[0-9A-ZÆØÅ][0-9A-ZÆØÅ/_-]{3,31}")


@dataclass(frozen=True, slots=True)
class CheckedNumber:
    """A number that holds: `id` has it bare and with the type that it shows.

    Within a `space` equal numbers are one person, across spaces they mean nothing: a hospital's own number
    has that hospital's space. `synthetic` tells a number made for tests from a person's; None where the
    number does not tell.
    """

    id: NationalId
    synthetic: bool | None
    space: str = NATIONAL_SPACE


def check(
    number: str, number_type: str | None, at: str = "", assigner: str | None = None
) -> CheckedNumber | Problem:
    """The number, normalised; or why there is no person in it.

    `number_type` is the sender's name of the type (Volven 8116), None when not said: then it is taken for a
    fødselsnummer or D-number. Numbers given out from 2032 and synthetic ones hold; `check_belongs` says
    whether a synthetic one may be here. `assigner` is who gave out a hospital's own number; without one it
    joins nobody. `at` is the place a problem will name.
    """
    kind = (number_type or "").strip().upper()
    if kind in _NATIONAL:
        return _national(number, at)
    if kind == NumberType.FHN:
        return _plain(digits_of(number), NumberType.FHN, at, _is_shared_emergency_number)
    if kind == NumberType.DUF:
        return _plain(digits_of(number), NumberType.DUF, at, _DUF.fullmatch)
    if kind == NumberType.HNR and assigner:
        bare = re.sub(r"\s", "", number).upper()
        return _plain(bare, NumberType.HNR, at, _HOSPITALS.fullmatch, space=f"HNR/{assigner}")
    return Problem("number-type-unsupported", Level.WARNING, at)


def check_belongs(number: CheckedNumber, *, trial: bool, at: str = "") -> Problem | None:
    """Why this number must stay out of this installation; None if it may come in.

    Test data in the country's figures and real people in a trial are equally wrong, so each kind of
    installation takes one kind of number. A number that does not tell which it is may come in.
    """
    if trial and number.synthetic is False:
        return Problem("number-real-in-trial", Level.REJECTED, at)
    if number.synthetic and not trial:
        return Problem("number-synthetic-in-production", Level.REJECTED, at)
    return None


def _national(number: str, at: str) -> CheckedNumber | Problem:
    digits = digits_of(number)
    if digits is None or not is_person_number(digits):
        return Problem("number-invalid", Level.WARNING, at)
    kind = NumberType.DNR if is_d_number(digits) else NumberType.FNR
    return CheckedNumber(NationalId(digits, kind), is_synthetic(digits))


def _plain(
    bare: str | None,
    kind: NumberType,
    at: str,
    holds: Callable[[str], object],
    space: str | None = None,
) -> CheckedNumber | Problem:
    """A number that tells nothing of its person; its type is its space where no other is given."""
    if bare is None or not holds(bare):
        return Problem("number-invalid", Level.WARNING, at)
    return CheckedNumber(NationalId(bare, kind), None, space or kind.value)


def _is_shared_emergency_number(digits: str) -> bool:
    """FH-number: 11 digits, the first 8 or 9, check digits by the same weights (unverified)."""
    return len(digits) == 11 and digits[0] in "89" and has_check_digits(digits)

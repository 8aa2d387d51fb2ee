"""Is this a person's number, and may it be here? Nothing of sex, age or century is read out of it."""

from dataclasses import dataclass

from infreg.vocabulary.identifiers import NationalId, NumberType
from infreg.vocabulary.person_number import digits_of, is_d_number, is_person_number, is_synthetic
from infreg.vocabulary.problem import Level, Problem

#: What a message may call a number that we can check. Fødselsnummer and D-number are one space of numbers
#: and are often called by each other's name, so the digits decide which it is.
_CHECKABLE = frozenset({NumberType.FNR, NumberType.DNR})


@dataclass(frozen=True, slots=True)
class CheckedNumber:
    """A number that holds: `id` has bare digits and the type they show; `synthetic`: made for tests."""

    id: NationalId
    synthetic: bool


def check(number: str, number_type: str | None, at: str = "") -> CheckedNumber | Problem:
    """The number, normalised; or why there is no person in it.

    `number_type` is the sender's name of the type (Volven 8116), None when not said: then it is taken for a
    fødselsnummer or D-number. Numbers given out from 2032 and synthetic ones hold; `check_belongs` says
    whether a synthetic one may be here. `at` is the place a problem will name.
    """
    if number_type is not None and number_type.strip().upper() not in {"", *_CHECKABLE}:
        return Problem("number-type-unsupported", Level.WARNING, at)
    digits = digits_of(number)
    if digits is None or not is_person_number(digits):
        return Problem("number-invalid", Level.WARNING, at)
    kind = NumberType.DNR if is_d_number(digits) else NumberType.FNR
    return CheckedNumber(NationalId(digits, kind), is_synthetic(digits))


def check_belongs(number: CheckedNumber, *, trial: bool, at: str = "") -> Problem | None:
    """Why this number must stay out of this installation; None if it may come in.

    Test data in the country's figures and real people in a trial are equally wrong, so each kind of
    installation takes one kind of number.
    """
    if trial and not number.synthetic:
        return Problem("number-real-in-trial", Level.REJECTED, at)
    if number.synthetic and not trial:
        return Problem("number-synthetic-in-production", Level.REJECTED, at)
    return None

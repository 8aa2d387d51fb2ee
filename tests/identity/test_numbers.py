"""A patient's number is checked by its digits, and test numbers and real ones keep apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infreg.identity.keyed import encrypt_number
from infreg.identity.keys import Keys
from infreg.identity.numbers import CheckedNumber, check, check_belongs
from infreg.vocabulary.identifiers import NationalId, NumberType
from infreg.vocabulary.problem import Level, Problem
from tests.vocabulary.made_numbers import PUBLISHED, synthetic_numbers

SYNTHETIC = "13916903833"


def checked(number: str, number_type: str | None = "FNR") -> CheckedNumber:
    found = check(number, number_type)
    assert isinstance(found, CheckedNumber)
    return found


@pytest.mark.requirement("NIR-15")
@pytest.mark.parametrize(
    ("number", "kind", "synthetic"),
    [
        ("30108299939", NumberType.FNR, False),
        ("30108299920", NumberType.FNR, False),
        ("02013299997", NumberType.FNR, False),
        ("20036914700", NumberType.FNR, False),
        ("30908299902", NumberType.FNR, True),
        ("03851598730", NumberType.FNR, True),
        ("13527248013", NumberType.FNR, True),
        ("10915596784", NumberType.FNR, True),
        ("68467038838", NumberType.DNR, True),
    ],
)
def test_published_numbers_hold_as_what_they_are(number: str, kind: NumberType, synthetic: bool) -> None:
    assert number in PUBLISHED
    assert checked(number) == CheckedNumber(NationalId(number, kind), synthetic)


@pytest.mark.requirement("NIR-15")
@given(synthetic_numbers(), st.sampled_from(["FNR", "DNR", "fnr", " DNR ", "", None]))
def test_a_valid_number_holds_whatever_the_sender_calls_it(number: str, number_type: str | None) -> None:
    found = checked(number, number_type)
    assert found.id.reveal() == number
    assert found.id.type is (NumberType.DNR if number[0] >= "4" else NumberType.FNR)
    assert found.synthetic


@given(synthetic_numbers(), st.lists(st.sampled_from(" \u00a0\u2009\u200b-."), min_size=11, max_size=11))
def test_spaces_do_not_make_another_number(number: str, spaces: list[str]) -> None:
    spaced = "".join(digit + space for digit, space in zip(number, spaces, strict=True))
    assert checked(spaced) == checked(number)


@pytest.mark.requirement("NIR-15", "B-2")
@pytest.mark.parametrize(
    "number", ["", "13916903834", "1391690383", "139169038330", "ukjent", "00000000000", "32916903833"]
)
def test_a_number_that_does_not_hold_is_a_warning_and_not_a_person(number: str) -> None:
    assert check(number, "FNR", "PatientRelation/Ident") == Problem(
        "number-invalid", Level.WARNING, "PatientRelation/Ident"
    )


@pytest.mark.requirement("NIR-15")
@pytest.mark.parametrize("number_type", ["PNR", "SEF", "DKF", "UID", "XXX", "passport"])
def test_foreign_numbers_are_stored_without_a_person(number_type: str) -> None:
    assert check(SYNTHETIC, number_type, assigner="HER/13") == Problem(
        "number-type-unsupported", Level.WARNING
    )


@pytest.mark.requirement("NIR-15")
@pytest.mark.parametrize(
    ("number", "number_type"), [("80000000004", "FHN"), ("201512345678", "DUF"), ("AB 12345", "HNR")]
)
def test_numbers_that_tell_nothing_hold_and_belong_anywhere(number: str, number_type: str) -> None:
    found = check(number, number_type, assigner="HER/13")
    assert isinstance(found, CheckedNumber)
    assert found.id.type is NumberType(number_type)
    assert check_belongs(found, trial=True) is check_belongs(found, trial=False) is None


@pytest.mark.requirement("NIR-15")
@pytest.mark.parametrize(
    ("number", "number_type"), [("80000000022", "FHN"), ("70000000004", "FHN"), ("2015", "DUF"), ("?", "HNR")]
)
def test_one_that_cannot_be_is_a_warning(number: str, number_type: str) -> None:
    assert check(number, number_type, assigner="HER/13") == Problem("number-invalid", Level.WARNING)


@pytest.mark.requirement("NIR-15")
def test_a_hospitals_number_is_a_person_in_that_hospital_alone() -> None:
    keys = Keys.of(bytes(32))
    here, there, again = (
        check("A12345", "HNR", assigner=hospital) for hospital in ("HER/1", "HER/2", "HER/1")
    )
    assert isinstance(here, CheckedNumber)
    assert isinstance(there, CheckedNumber)
    assert here == again
    assert encrypt_number(keys, here) != encrypt_number(keys, there)
    assert check("A12345", "HNR") == Problem("number-type-unsupported", Level.WARNING)


@pytest.mark.requirement("NIR-15")
def test_equal_digits_of_two_spaces_are_two_persons() -> None:
    keys = Keys.of(bytes(32))
    national, hospitals = check(SYNTHETIC, "FNR"), check(SYNTHETIC, "HNR", assigner="HER/1")
    assert isinstance(national, CheckedNumber)
    assert isinstance(hospitals, CheckedNumber)
    assert encrypt_number(keys, national) != encrypt_number(keys, hospitals)


@pytest.mark.requirement("NOIS-4-1")
@pytest.mark.parametrize(
    ("number", "trial", "code"),
    [
        (SYNTHETIC, True, None),
        (SYNTHETIC, False, "number-synthetic-in-production"),
        ("20036914700", False, None),
        ("20036914700", True, "number-real-in-trial"),
    ],
)
def test_test_numbers_and_real_ones_keep_apart(number: str, trial: bool, code: str | None) -> None:
    problem = check_belongs(checked(number), trial=trial, at="here")
    assert problem == (code and Problem(code, Level.REJECTED, "here"))


@pytest.mark.requirement("NOIS-4-1")
def test_a_checked_number_does_not_show_itself() -> None:
    assert SYNTHETIC not in repr(checked(SYNTHETIC))
    assert SYNTHETIC not in repr(check(SYNTHETIC + "0", "FNR"))

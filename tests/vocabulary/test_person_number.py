"""A national identity number is told from other digits by its date and its check digits, nothing else."""

import re
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infreg.vocabulary.person_number import (
    DIGIT,
    SEPARATOR,
    completed,
    digits_of,
    is_d_number,
    is_person_number,
    is_synthetic,
    plain_digits,
)
from tests.vocabulary.made_numbers import PUBLISHED, check_digits_hold, synthetic_numbers

SYNTHETIC = "13916903833"


@pytest.mark.requirement("NIR-15")
@pytest.mark.parametrize("number", PUBLISHED)
def test_every_published_number_holds(number: str) -> None:
    assert is_person_number(number), PUBLISHED[number]


@pytest.mark.requirement("NIR-15")
@given(synthetic_numbers())
def test_every_number_made_by_the_rule_holds(number: str) -> None:
    assert is_person_number(number)
    assert is_synthetic(number)


@given(synthetic_numbers(), st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_is_always_caught(number: str, place: int, off: int) -> None:
    wrong = str((int(number[place]) + off) % 10)
    assert not is_person_number(number[:place] + wrong + number[place + 1 :])


@given(synthetic_numbers(), st.integers(0, 99))
def test_no_number_holds_without_its_check_digits(number: str, ending: int) -> None:
    digits = f"{number[:9]}{ending:02}"
    assert is_person_number(digits) == check_digits_hold(digits)


@pytest.mark.parametrize(
    "nine",
    ["000190123", "320190123", "310490123", "301390123", "300290123", "290201123", "720190123", "010090123"],
)
def test_no_number_holds_on_an_impossible_day(nine: str) -> None:
    assert completed(nine), "the check digits alone would let it through"
    assert not any(map(is_person_number, completed(nine)))


def test_the_leap_day_holds_in_leap_years_only() -> None:
    assert all(map(is_person_number, completed("294204123") + completed("298200124")))
    for nine in ("294203123", "698201123"):
        assert completed(nine)
        assert not any(map(is_person_number, completed(nine)))


@pytest.mark.parametrize("text", ["", "1391690383", "139169038330", "1391690383x", "１３９１６９０３８３３"])
def test_only_eleven_plain_digits_are_a_number(text: str) -> None:
    assert not is_person_number(text)


@pytest.mark.parametrize(
    ("number", "d_number", "synthetic"),
    [
        ("20036914700", False, False),
        ("30908299902", False, True),
        ("13527248013", False, True),
        ("68467038838", True, True),
    ],
)
def test_a_number_shows_its_kind(number: str, d_number: bool, synthetic: bool) -> None:
    assert (is_d_number(number), is_synthetic(number)) == (d_number, synthetic)


@given(st.from_regex(r"[0-9]{9}", fullmatch=True))
def test_nine_digits_are_completed_in_every_way_that_holds(nine: str) -> None:
    by_trial = {f"{nine}{ending:02}" for ending in range(100) if check_digits_hold(f"{nine}{ending:02}")}
    assert set(completed(nine)) == by_trial


def test_the_classic_ending_comes_first() -> None:
    assert completed("200369147")[0] == "20036914700"
    assert "30108299939" in completed("301082999")[1:]


@pytest.mark.parametrize(
    "written",
    [
        "13916903833",
        " 139169 03833 ",
        "13.91.69-03833",
        "139169\u00a003833",
        "139169\u200b03833",
        "１３９１６９０３８３３",
        "١٣٩١٦٩٠٣٨٣٣",
    ],
)
def test_a_number_is_read_however_it_is_spaced(written: str) -> None:
    assert digits_of(written) == SYNTHETIC


@pytest.mark.parametrize("written", ["X13916903833", "139169,03833", "13:91:69"])
def test_what_holds_anything_else_is_no_number(written: str) -> None:
    assert digits_of(written) is None


def test_every_digit_of_unicode_counts_as_one_and_nothing_else_does() -> None:
    everything = map(chr, range(sys.maxunicode + 1))
    of_unicode = [character for character in everything if unicodedata.digit(character, None) is not None]
    digit, separator = re.compile(DIGIT), re.compile(SEPARATOR)
    assert all(digit.fullmatch(character) for character in of_unicode)
    assert not any(separator.fullmatch(character) for character in of_unicode)
    assert len(plain_digits("".join(of_unicode))) == len(of_unicode)
    assert not any(digit.fullmatch(character) for character in "aæå½Ⅻ⑬二,. ")

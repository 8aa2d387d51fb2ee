"""A national identity number is found wherever it stands and however it is written, and figures are left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infreg.guard.numbers import Span, find_numbers, mask, may_hold_number
from infreg.vocabulary.person_number import plain_digits
from tests.vocabulary.made_numbers import PUBLISHED, synthetic_numbers

NUMBER = "13916903833"
#: Spaces wide, thin and unseen, points, hyphens and dashes: what people and programs put inside a number.
BETWEEN = [*" .-/_\t\n\u00a0\u2009\u202f\u2013\u2212\u00ad\u200b\u200d\u2060\ufeff\u3164\u0301", "", " - "]


def token(digits: str) -> str:
    return str(sum(map(int, digits)))


def masked(text: str) -> str:
    return mask(text, token)[0]


@pytest.mark.requirement("NOIS-1-7b")
@pytest.mark.parametrize("number", PUBLISHED)
def test_every_published_number_is_found(number: str) -> None:
    assert find_numbers(f"Pasient {number}, innlagt") == (Span(8, 19),)


@pytest.mark.requirement("NOIS-1-7b")
@pytest.mark.parametrize(
    "written",
    [
        "13916903833",
        "139169 03833",
        "139169-03833",
        "13.91.69 03833",
        "13 91 69 038 33",
        "1 3 9 1 6 9 0 3 8 3 3",
        "1.3.9.1.6.9.0.3.8.3.3",
        "139169\u00a003833",
        "139169\u200903833",
        "139169\u200b03833",
        "1\u200b3\u200b9\u200b1\u200b6\u200b9\u200b0\u200b3\u200b8\u200b3\u200b3",
        "139169\u00ad03833",
        "139169 – 03833",
        "139169\n    03833",
        "１３９１６９０３８３３",
        "١٣٩١٦٩٠٣٨٣٣",
        "𝟏𝟑𝟗𝟏𝟔𝟗𝟎𝟑𝟖𝟑𝟑",
        "①③⑨①⑥⑨⓪③⑧③③",
    ],
)
@pytest.mark.parametrize(
    ("before", "after"), [("", ""), ("X", "Y"), ("fnr:", "."), ("prøve 12,5 ", " (svar)")]
)
def test_a_number_is_found_however_it_is_written(before: str, written: str, after: str) -> None:
    text = f"{before}{written}{after}"
    assert find_numbers(text) == (Span(len(before), len(before) + len(written)),)
    assert masked(text) == f"{before}⟨nr:46⟩{after}"


@pytest.mark.requirement("NOIS-1-7b")
@given(synthetic_numbers(), st.lists(st.sampled_from(BETWEEN), min_size=10, max_size=10))
def test_a_number_is_found_wherever_it_is_split(number: str, between: list[str]) -> None:
    written = number[0] + "".join(map("".join, zip(between, number[1:], strict=True)))
    assert number not in plain_digits(masked(f"Se {written} (rekv. 12)"))


@pytest.mark.requirement("NOIS-1-7b")
@given(
    synthetic_numbers(),
    st.from_regex(r"[0-9]{0,12}", fullmatch=True),
    st.from_regex(r"[0-9]{0,12}", fullmatch=True),
)
def test_a_number_glued_to_other_digits_is_found(number: str, before: str, after: str) -> None:
    assert number not in masked(before + number + after)


@pytest.mark.requirement("NOIS-1-7b")
@given(st.text(), synthetic_numbers(), st.text())
def test_a_number_is_found_in_any_surroundings(before: str, number: str, after: str) -> None:
    assert number not in masked(before + number + after)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "13916903834",  # check digits
        "99916903833",
        "32916903833",
        "13916903833"[:10],
        "139169,03833",  # a comma makes decimals
        "13:91:69:03:83:3",
        "139169 tekst 03833",
        "139169          03833",  # two columns of a table
        "1391690 383399 12",  # the 11 digits would end inside a group
        "91 39 16 90 38 33",
        "2.16.578.1.12.4.1.1.7280",
        "urn:oid:2.16.578.1.12.4.1.1.8212",
        "MIC 0,25 mg/L; 10 000 000 CFU/mL",
        "f6d24037-a43f-4509-8dfa-88b578554858",
    ],
)
def test_what_is_no_number_is_left_as_it_is(text: str) -> None:
    assert find_numbers(text) == ()
    assert mask(text, token) == (text, 0)


def test_several_numbers_are_all_found_in_order() -> None:
    text = f"mor {NUMBER}, barn 10915596784"
    assert find_numbers(text) == (Span(4, 15), Span(22, 33))
    assert mask(text, token) == ("mor ⟨nr:46⟩, barn ⟨nr:55⟩", 2)


@pytest.mark.requirement("NOIS-1-7b")
def test_of_numbers_that_overlap_nothing_is_left() -> None:
    """Masking only the first would leave ten digits of the second, and the eleventh can be computed."""
    overlapping = next(
        f"{first}{rest:0{length}}"
        for length in (1, 2, 3)
        for rest in range(10**length)
        for first in PUBLISHED
        if find_numbers(f"{first}{rest:0{length}}"[length:])
    )
    assert find_numbers(f"a{overlapping}b") == (Span(1, 1 + len(overlapping)),)


@given(st.text(), synthetic_numbers(), st.text())
def test_masking_again_changes_nothing(before: str, number: str, after: str) -> None:
    once = masked(before + number + after)
    assert mask(once, token) == (once, 0)


@given(st.text(alphabet="0123456789 .-x\u200b", max_size=40))
def test_the_cheap_question_never_misses_a_number(text: str) -> None:
    assert may_hold_number(text) or not find_numbers(text)


@pytest.mark.parametrize(
    "text",
    ["1" * 200_000, "1 " * 200_000, "1        " * 40_000, " " * 400_000, "1234567890x" * 30_000],
    ids=["digits", "spaced", "far apart", "blank", "nearly"],
)
@pytest.mark.control("1.3.12")
def test_a_long_hostile_text_is_read_through_once(text: str) -> None:
    """Work that grew with the square of the length would take hours here."""
    assert find_numbers(text) == ()

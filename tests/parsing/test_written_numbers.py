"""Which words are a number, and which number; everything else stays words."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infreg.parsing.written_numbers import Written, written_number

pytestmark = pytest.mark.requirement("NIR-2")


@pytest.mark.parametrize(
    ("words", "number", "comparator", "unit"),
    [
        ("0,25", "0.25", None, None),
        (">256", "256", ">", None),
        ("<=0,016", "0.016", "<=", None),
        (">100.000 pr.ml.", "100000", ">", "pr.ml."),
        (">1000 CFU/1000 ml.", "1000", ">", "CFU/1000 ml."),
        ("100 000 pr. ml", "100000", None, "pr. ml"),
        ("100\u00a0000", "100000", None, None),
        ("100\u2009000", "100000", None, None),
        ("100\u202f000 kopier/mL", "100000", None, "kopier/mL"),
        ("100'000", "100000", None, None),
        ("1.234.567", "1234567", None, None),
        ("1.234,5", "1234.5", None, None),
        ("1.234 mg/L", "1234", None, "mg/L"),
        (">1.234", "1234", ">", None),
        ("0.016", "0.016", None, None),
        ("12.5", "12.5", None, None),
        ("1234.567", "1234.567", None, None),
        ("1,234", "1.234", None, None),
        ("≤ 0.5 mg/L", "0.5", "<=", "mg/L"),
        ("=4", "4", "=", None),
        ("-1,5 mmol/L", "-1.5", None, "mmol/L"),
        ("30%", "30", None, "%"),
        ("5mg/L", "5", None, "mg/L"),
        ("5 g", "5", None, "g"),
        ("4,5 x 10^9/L", "4.5", None, "x 10^9/L"),
        ("4,5 10*9/L", "4.5", None, "10*9/L"),
        ("5,4 log10 kopier/ml", "5.4", None, "log10 kopier/ml"),
        ("1234567", "1234567", None, None),
        ("12345678 kopier/ml", "12345678", None, "kopier/ml"),
    ],
)
def test_a_number_as_people_write_it(
    words: str, number: str, comparator: str | None, unit: str | None
) -> None:
    assert written_number(words) == Written(Decimal(number), comparator, unit)


@pytest.mark.parametrize("words", ["1.234", "1,234.5", "974 589 095", "1.234 567"])
def test_a_number_that_could_be_another_is_none(words: str) -> None:
    assert written_number(words) == Written(None)


@pytest.mark.parametrize(
    "words",
    [
        *("", "x", "Påvist", "10-20", "10–20", "5 - 10", "1:64", "1/2", "5 av 10", "2+", "+++", "12.5."),
        *("2026-02-03", "03.02.2026", "3/2", "12:30", "22 33 44 55", "913 45 678", "12345678", "03851598730"),
        *("0123", "007", "413192353A", "20KT00140", "19 F", "6B", "5g", "4 R", "16 E", "ca. 5", "1 2"),
        *("10^5 CFU/ml", "1e5", "٣", "²", "½", "4 mm lys brun stanse.", "> 5 og < 7", "5 mg/L?", "1" * 60),
        "Escherichia coli Over 100 000 pr. ml",
    ],
)
def test_what_only_looks_like_a_number_stays_words(words: str) -> None:
    assert written_number(words) is None


@given(st.text("0123456789 .,'<>=-+/%mgLprCFU\u00a0", max_size=90))
def test_no_words_raise_and_no_number_has_digits_that_were_not_written(words: str) -> None:
    found = written_number(words)
    if found and found.number is not None:
        assert set(str(abs(found.number))) <= {*words, ".", "0"}
        assert found.comparator in (None, "<", "<=", ">", ">=", "=")

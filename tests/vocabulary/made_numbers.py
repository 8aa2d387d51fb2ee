"""Synthetic national identity numbers for tests, made by Skatteetaten's rule and not by our code."""

from datetime import date

from hypothesis import strategies as st

K1 = (3, 7, 6, 1, 8, 9, 4, 5, 2)
K2 = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
#: norway.md § 5.6: published test numbers, real in form (2032-type, classic) or synthetic.
PUBLISHED = {
    "30108299939": "2032-type, remainder 1",
    "30108299920": "2032-type, remainder 0",
    "02013299997": "2032-type, remainder 0",
    "30908299902": "synthetic, 2032-type, remainder 2",
    "20036914700": "classic",
    "03851598730": "synthetic, classic",
    "13527248013": "month + 40",
    "10915596784": "month + 80",
    "68467038838": "D-number, month + 40",
}


def check_digits_hold(digits: str) -> bool:
    values = [int(digit) for digit in digits]
    first = sum(weight * value for weight, value in zip(K1, values[:9], strict=True)) + values[9]
    second = sum(weight * value for weight, value in zip(K2, values[:10], strict=True)) + values[10]
    return first % 11 in {0, 1, 2, 3} and second % 11 == 0


@st.composite
def synthetic_numbers(draw: st.DrawFn) -> str:
    """Any valid synthetic number: month + 40 or + 80, fødselsnummer or D-number, classic or 2032-type."""
    born = draw(st.dates(date(1900, 3, 1), date(2099, 12, 31)))
    day = born.day + draw(st.sampled_from([0, 40]))
    month = born.month + draw(st.sampled_from([40, 80]))
    start = f"{day:02}{month:02}{born.year % 100:02}{draw(st.integers(0, 999)):03}"
    endings = [f"{start}{ending:02}" for ending in range(100) if check_digits_hold(f"{start}{ending:02}")]
    # About 1 in 40 beginnings has no ending; the next one has.
    return draw(st.sampled_from(endings or ["13916903833"]))

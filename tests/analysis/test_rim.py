"""Counted integers become figures: divided once, sorted, with what a reader must know of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from infreg.analysis import rim
from infreg.analysis.intervals import exact_poisson, wilson
from infreg.analysis.measure import Measure, Shape
from infreg.analysis.standardising import fay_feuer
from infreg.vocabulary.figures import Figures, Per, Question

pytestmark = pytest.mark.requirement("NIR-3")
KNOWN_AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
TITLE = {"nb": "Prøvd", "en": "Tried"}


def measure(shape: Shape, **also: Any) -> Measure:
    said = dict.fromkeys(("title", "counts", "population"), TITLE)
    return Measure("tried", 3, **said, shape=shape, tables=(), strata=(), body=lambda _: None, **also)  # type: ignore[arg-type]


def figures(shape: Shape, columns: dict[str, list[Any]], question: Question | None = None) -> Figures:
    return rim.figures(
        measure(shape), question or Question("tried"), pa.table(columns), known_at=KNOWN_AT, notes=()
    )


def standardised(
    columns: dict[str, list[Any]], standard: dict[str, int] | None, per: Per = Per.YEAR
) -> Figures:
    return rim.figures(
        measure(Shape.RATE, standardised=True),
        Question("tried", per=per),
        pa.table(columns),
        known_at=KNOWN_AT,
        standard=standard,
    )


def codes(found: Figures) -> list[str]:
    return [code for code, _ in found.notes]


def test_a_count_is_what_was_counted() -> None:
    found = figures(
        Shape.COUNT, {"sex": ["unknown", "female"], "numerator": [1, 2], "denominator": [None, None]}
    )
    assert [(row.strata, row.numerator, row.denominator, row.value) for row in found.rows] == [
        ({"sex": "female"}, 2, None, None),
        ({"sex": "unknown"}, 1, None, None),
    ]
    assert (found.version, found.title, found.shape, found.known_at) == (3, TITLE, "count", KNOWN_AT)
    assert found.strata == ("sex",)


def test_rows_are_sorted_with_numbers_by_size_and_the_unknown_last() -> None:
    ages = ["unknown", "80+", "10-19", "0-9", "100", "20-29"]
    weeks = ["2026-W02", "2025-W52", "2026-W10", "unknown", "2026-W01", "2026-W02"]
    found = figures(Shape.COUNT, {"age": ages, "week": weeks, "numerator": [1] * 6})
    assert [row.strata["age"] for row in found.rows] == ["0-9", "10-19", "20-29", "80+", "100", "unknown"]
    found = figures(Shape.COUNT, {"week": weeks, "age": ages, "numerator": [1] * 6})
    assert [row.strata["week"] for row in found.rows] == [*sorted(weeks[:3] + weeks[4:]), "unknown"]


@given(st.permutations(range(8)))
def test_figures_do_not_depend_on_the_order_of_rows(places: Sequence[int]) -> None:
    columns = {"organism": [f"B{n % 4}" for n in range(8)], "laboratory": [f"{n}" for n in range(8)]}
    numbers = {"numerator": list(range(8)), "denominator": list(range(8, 16))}
    table = {name: [values[place] for place in places] for name, values in (columns | numbers).items()}
    assert figures(Shape.SHARE, table) == figures(Shape.SHARE, columns | numbers)


def test_a_share_has_wilsons_interval_and_nothing_of_nobody() -> None:
    found = figures(Shape.SHARE, {"numerator": [0, 1, 3], "denominator": [0, 4, 3], "sex": ["a", "b", "c"]})
    nobody, some, every = found.rows
    assert (nobody.value, nobody.low, nobody.high) == (None, None, None)
    assert some.value == 0.25
    assert [some.low, some.high] == [float(limit) for limit in wilson(1, 4)]
    assert (every.value, every.high) == (1, 1)


def test_a_ratio_is_divided_and_has_no_interval() -> None:
    one, none = figures(Shape.RATIO, {"sex": ["a", "b"], "numerator": [7, 0], "denominator": [2, 0]}).rows
    assert (one.value, one.low, none.value) == (3.5, None, None)


RATE: dict[str, list[Any]] = {
    "county": ["03", "unknown"],
    "numerator": [10, 4],
    "denominator": [1_000_000 * 73, None],
    "days": [73, None],
}


def test_a_rate_per_year_is_annualised() -> None:
    """Ten cases in 73 days, which is a fifth of a year of 365 days, among a million."""
    found = figures(Shape.RATE, RATE)
    known, unknown = found.rows
    assert known.value
    assert known.low
    assert known.value == pytest.approx(10 * 365.25 / 73 / 10)
    assert known.low / known.value == pytest.approx(exact_poisson(10)[0] / 10)
    assert (unknown.numerator, unknown.denominator, unknown.value, unknown.low) == (4, None, None, None)
    assert codes(found) == ["no_population"]
    assert found.strata == ("county",)


def test_a_rate_per_period_is_as_it_was() -> None:
    known, _ = figures(Shape.RATE, RATE, Question("tried", per=Per.PERIOD)).rows
    assert (known.value, known.denominator) == (1, 73_000_000)


def test_a_rate_per_period_without_its_days_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="days"):
        figures(Shape.RATE, {"numerator": [1], "denominator": [9]}, Question("tried", per=Per.PERIOD))


YOUNG, OLD = "0-4", "5-9"
AGES: dict[str, list[Any]] = {
    "sex": ["female"] * 3 + ["male"] * 2,
    "age5": [YOUNG, OLD, "unknown", OLD, YOUNG],
    "numerator": [3, 5, 2, 0, 4],
    "denominator": [365_250, 730_500, None, 73_050, 36_525],
    "days": [365, 365, None, 365, 365],
}
STANDARD = {YOUNG: 1, OLD: 3}


def test_a_standardised_rate_is_of_all_known_ages_by_the_standards_weights() -> None:
    found = standardised(AGES, STANDARD)
    female, male = found.rows
    assert [row.strata for row in found.rows] == [{"sex": "female"}, {"sex": "male"}]
    assert (female.numerator, female.denominator) == (8, 365_250 + 730_500)
    assert (male.numerator, male.denominator) == (4, 73_050 + 36_525)
    # 3 of 1,000 person-years, weight 1/4; 5 of 2,000, weight 3/4.
    assert female.value == pytest.approx(100_000 * (0.25 * 3 / 1000 + 0.75 * 5 / 2000))
    expected = fay_feuer([3, 5], [1000, 2000], [1, 3])
    assert (female.low, female.high) == pytest.approx((1e5 * expected.low, 1e5 * expected.high))
    assert male.value == pytest.approx(100_000 * 0.25 * 4 / 100)
    ((code, texts),) = found.notes
    assert code == "age_unknown"
    assert texts["en"].startswith("2 of unknown age")


def test_a_standardised_rate_per_period_is_that_of_the_periods_days() -> None:
    female, _ = standardised(AGES, STANDARD, Per.PERIOD).rows
    year, _ = standardised(AGES, STANDARD).rows
    assert female.value == pytest.approx((year.value or 0) * 365 / 365.25)


@pytest.mark.parametrize(
    ("changed", "note"),
    [
        ({"denominator": [365_250, None, None, 73_050, 36_525]}, "no_population"),
        ({"denominator": [365_250, 0, None, 73_050, 36_525]}, "age_group_empty"),
    ],
)
def test_where_a_groups_people_are_not_known_no_rate_is_standardised(
    changed: dict[str, list[Any]], note: str
) -> None:
    found = standardised(AGES | changed, STANDARD)
    female, male = found.rows
    assert (female.value, female.low) == (None, None)
    assert male.value is not None
    assert codes(found) == [note, "age_unknown"]


def test_a_group_that_the_counts_lack_is_an_empty_group() -> None:
    columns = {name: values[:1] for name, values in AGES.items()}
    found = standardised(columns, STANDARD)
    assert (found.rows[0].value, codes(found)) == (None, ["age_group_empty"])


def test_ages_that_the_standard_does_not_know_are_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="5-9"):
        standardised(AGES, {YOUNG: 1})
    with pytest.raises(ValueError, match="standard population"):
        standardised(AGES, None)


def test_nothing_counted_is_no_figure() -> None:
    for shape in Shape:
        none: pa.Table = pa.table({"sex": pa.array([], "string"), "numerator": pa.array([], "int64")})
        found = rim.figures(measure(shape), Question("tried"), none, known_at=KNOWN_AT)
        assert (found.rows, found.strata, found.notes) == ((), ("sex",), ())
    assert standardised({"age5": [], "numerator": [], "denominator": []}, STANDARD).rows == ()


@pytest.mark.requirement("NIR-12")
def test_a_delays_quantile_is_the_day_by_which_so_many_have_come() -> None:
    days = ["2", "10", "unknown", "0", "1"]
    found = figures(Shape.DELAY, {"days": days, "numerator": [2, 1, 5, 4, 3]})
    (row,) = found.rows
    # 4 on day 0, 7 by day 1, 9 by day 2, 10 by day 10: half is 5, nine tenths are 9.
    assert row.quantiles == {0.5: 1, 0.9: 2}
    assert (row.numerator, row.denominator, row.value) == (10, 15, None)
    assert found.notes[0][1]["nb"].startswith("For 5 av 15")


@pytest.mark.requirement("NIR-12")
def test_delays_are_read_as_numbers_too_and_strange_ones_are_told_of() -> None:
    found = figures(Shape.DELAY, {"sex": ["f", "f", "m"], "days": [-3, 400, None], "numerator": [2, 1, 4]})
    first, second = found.rows
    assert (first.quantiles, second.quantiles) == ({0.5: -3, 0.9: 400}, None)
    assert (second.numerator, second.denominator) == (0, 4)
    assert codes(found) == ["delay_unknown", "delay_negative", "delay_over_a_year"]


@given(st.lists(st.integers(0, 60), min_size=1, max_size=50), st.fractions(0, 1))
def test_the_quantile_is_the_smallest_such_day(days: list[int], share: Fraction) -> None:
    bars = sorted((day, days.count(day)) for day in set(days))
    found = rim.quantile(bars, share)
    come = [sum(day <= last for day in days) for last in (found - 1, found)]
    assert found in days
    assert come[1] >= share * len(days)
    assert come[0] < share * len(days) or found == min(days)


def test_notes_given_come_first() -> None:
    late = ("not_yet", TITLE)
    table = pa.table({"days": ["unknown"], "numerator": [1]})
    found = rim.figures(measure(Shape.DELAY), Question("tried"), table, known_at=KNOWN_AT, notes=iter([late]))
    assert codes(found) == ["not_yet", "delay_unknown"]
    assert replace(found, notes=()).notes == ()

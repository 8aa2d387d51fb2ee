"""Direct standardisation: published figures, small cases counted by hand, and what must hold of any."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from infreg.analysis.intervals import exact_poisson
from infreg.analysis.standardising import Adjusted, dobson_byar, fay_feuer

pytestmark = pytest.mark.requirement("NIR-3")
FOLDER = "data/methods/hai"


@pytest.fixture(scope="module")
def published(shared: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shared / FOLDER / "standardisation_results.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def strata(shared: Path) -> tuple[list[int], list[int], list[int]]:
    with (shared / FOLDER / "standardisation_input.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return tuple([int(row[name]) for row in rows] for name in ("cases", "pop", "std"))  # type: ignore[return-value]


def three(found: Adjusted) -> tuple[float, float, float]:
    return float(found.rate), float(found.low), float(found.high)


def test_fay_feuer_is_as_epitools_and_epir_have_it(
    published: dict[str, Any], strata: tuple[list[int], list[int], list[int]]
) -> None:
    epitools, (epir,) = published["epitools_ageadjust.direct"], published["epiR_adj"]
    found = three(fay_feuer(*strata))
    assert found == pytest.approx((epitools["adj.rate"], epitools["lci"], epitools["uci"]), rel=1e-9)
    assert found == pytest.approx((epir["est"], epir["lower"], epir["upper"]), rel=1e-9)


def test_dobson_byar_is_breslow_and_days_form(
    published: dict[str, Any], strata: tuple[list[int], list[int], list[int]]
) -> None:
    expected = published["dobson_byar"]
    found = three(dobson_byar(*strata))
    assert found == pytest.approx((expected["rate"], expected["lower"], expected["upper"]), rel=1e-9)


def test_a_rate_is_the_mean_of_the_strata_by_the_standards_weights() -> None:
    found = fay_feuer([2, 30], [1000, 3000], [3, 1])
    assert float(found.rate) == pytest.approx(0.75 * 2 / 1000 + 0.25 * 30 / 3000)


def test_of_one_stratum_it_is_the_crude_rate_with_poissons_limits() -> None:
    for count in (0, 1, 7, 250):
        low, high = exact_poisson(count)
        found = three(fay_feuer([count], [5000], [100]))
        assert found == pytest.approx((count / 5000, low / 5000, high / 5000), rel=1e-9)


def test_no_events_have_a_rate_of_none_and_an_upper_limit() -> None:
    rate, low, high = three(fay_feuer([0, 0], [1000, 2000], [1, 1]))
    assert (rate, low) == (0, 0)
    assert high == pytest.approx(3.6888794541 * 0.5 / 1000)


def test_a_group_of_the_standard_without_people_leaves_the_rate_unsaid() -> None:
    assert np.isnan(three(fay_feuer([1, 0], [1000, 0], [1, 1]))).all()
    assert np.isnan(three(dobson_byar([1, 0], [1000, 0], [1, 1]))).all()
    assert three(fay_feuer([1, 0], [1000, 0], [1, 0])) == three(fay_feuer([1], [1000], [1]))


STRATUM = st.tuples(st.integers(0, 50), st.integers(100, 100_000), st.integers(1, 10_000))


@given(st.lists(STRATUM, min_size=1, max_size=20))
def test_the_limits_hold_the_rate_and_the_standards_size_does_not_matter(
    strata: list[tuple[int, int, int]],
) -> None:
    counts, population, weights = (list(column) for column in zip(*strata, strict=True))
    rate, low, high = three(fay_feuer(counts, population, weights))
    assert 0 <= low <= rate < high
    larger = three(fay_feuer(counts, population, [weight * 7 for weight in weights]))
    assert larger == pytest.approx((rate, low, high), rel=1e-9)


@given(st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=1, max_size=6))
def test_many_figures_at_a_time_are_as_one_by_one(counts: list[list[int]]) -> None:
    population, weights = [1000, 2000, 500], [5, 3, 2]
    found = fay_feuer(counts, population, weights)
    alone = [three(fay_feuer(each, population, weights)) for each in counts]
    assert list(zip(found.rate, found.low, found.high, strict=True)) == alone

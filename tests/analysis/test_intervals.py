"""Wilson's, Garwood's and Byar's limits: as others compute them, and where they must be exactly so."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2, poisson
from statsmodels.stats.proportion import proportion_confint

from infreg.analysis.intervals import byar, exact_poisson, wilson

pytestmark = pytest.mark.requirement("NIR-3")
TABLES = "data/methods/hai"


def published(shared: Path, table: str, method: str | None = None) -> list[dict[str, str]]:
    """The rows of one method in a table of published results."""
    with (shared / TABLES / table).open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if method is None or row["method"] == method]
    assert len(rows) > 20
    return rows


@pytest.mark.parametrize("method", ["wilson (epitools::binom.wilson)", "wilson (stats::prop.test no cc)"])
def test_wilson_is_as_r_has_it(shared: Path, method: str) -> None:
    for row in published(shared, "proportion_ci.csv", method):
        low, high = wilson(int(row["x"]), int(row["n"]), confidence=float(row["conf"]))
        assert (low, high) == pytest.approx((float(row["lower"]), float(row["upper"])), abs=1e-9)


def test_exact_poisson_is_as_r_has_it(shared: Path) -> None:
    for row in published(shared, "poisson_ci.csv", "exact (stats::poisson.test)"):
        found = exact_poisson(int(row["x"]), confidence=float(row["conf"]))
        assert found == pytest.approx((float(row["lower"]), float(row["upper"])), rel=1e-9)


def test_byar_is_breslow_and_days_form(shared: Path) -> None:
    for row in published(shared, "poisson_byar_breslow_day.csv"):
        found = byar(int(row["x"]), confidence=float(row["conf"]))
        assert found == pytest.approx((max(0, float(row["lower"])), float(row["upper"])), rel=1e-9)


@given(st.integers(1, 10**7), st.floats(0, 1), st.sampled_from((0.9, 0.95, 0.998)))
def test_wilson_is_as_statsmodels_has_it_and_holds_the_share(n: int, share: float, confidence: float) -> None:
    x = round(n * share)
    low, high = wilson(x, n, confidence=confidence)
    # The sums cancel where x is large and near n: nine digits is what both can promise.
    assert (low, high) == pytest.approx(proportion_confint(x, n, 1 - confidence, "wilson"), abs=1e-9)
    assert 0 <= low <= x / n <= high <= 1


def test_none_and_all_have_limits_of_exactly_none_and_all() -> None:
    for n in (1, 3, 7, 10, 1000, 10**7):
        assert wilson(0, n)[0] == 0
        assert wilson(n, n)[1] == 1


def test_of_nobody_nothing_is_said() -> None:
    assert np.isnan(wilson(0, 0)).all()


@given(st.integers(0, 100_000))
def test_exact_poisson_is_by_chi_squared_and_leaves_what_it_says_outside(x: int) -> None:
    low, high = exact_poisson(x)
    assert high == pytest.approx(chi2.ppf(0.975, 2 * x + 2) / 2, rel=1e-9)
    assert poisson.cdf(x, high) == pytest.approx(0.025, rel=1e-6)
    if x:
        assert poisson.sf(x - 1, low) == pytest.approx(0.025, rel=1e-6)
    else:
        assert low == 0


def test_many_at_a_time_are_as_one_by_one() -> None:
    x, n = [0, 1, 5, 9], [3, 1, 9, 9]
    assert np.transpose(wilson(x, n)).tolist() == [list(wilson(*pair)) for pair in zip(x, n, strict=True)]
    assert np.transpose(exact_poisson(x)).tolist() == [list(exact_poisson(each)) for each in x]
    assert np.transpose(byar(x)).tolist() == [list(byar(each)) for each in x]

"""Intervals that figures are shown with: pure arithmetic, many figures at a time."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Numbers = NDArray[np.float64]
Limits = tuple[Numbers, Numbers]

CONFIDENCE = 0.95


def wilson(found: ArrayLike, tested: ArrayLike, *, confidence: float = CONFIDENCE) -> Limits:
    """Wilson's score interval of a share, uncorrected (Wilson 1927); NaN where nobody was tested."""
    x, n = _numbers(found), _numbers(tested)
    z2 = float(special.ndtri((1 + confidence) / 2)) ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = (x + z2 / 2) / (n + z2)
        half = np.sqrt(z2 * (x * (n - x) / n + z2 / 4)) / (n + z2)
    # None and all have limits of exactly 0 and 1, which the sums above miss by their last digit.
    low = np.where(x == 0, np.minimum(half, 0), middle - half)
    high = np.where(x == n, 1 + np.minimum(half, 0), middle + half)
    return np.clip(low, 0, 1), np.clip(high, 0, 1)


def exact_poisson(count: ArrayLike, *, confidence: float = CONFIDENCE) -> Limits:
    """The exact limits of the number expected, where so many came (Garwood 1936)."""
    x, tail = _numbers(count), (1 - confidence) / 2
    low = np.where(x > 0, special.gammaincinv(np.maximum(x, 1), tail), 0)
    return low, special.gammaincinv(x + 1, 1 - tail)


def byar(count: ArrayLike, *, confidence: float = CONFIDENCE) -> Limits:
    """Byar's limits of the number expected: the form with x and x + 1 (Breslow & Day 1987), not the one with
    x + 0.5 that some programs call by the same name. The lower is 0 where the formula falls below."""
    x, z = _numbers(count), float(special.ndtri((1 + confidence) / 2))
    return np.where(x > 0, np.maximum(_byar(np.maximum(x, 1), -z), 0), 0), _byar(x + 1, z)


def _byar(x: Numbers, z: float) -> Numbers:
    return np.asarray(x * (1 - 1 / (9 * x) + z / (3 * np.sqrt(x))) ** 3, np.float64)


def _numbers(given: ArrayLike) -> Numbers:
    return np.asarray(given, np.float64)

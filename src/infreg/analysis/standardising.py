"""Direct standardisation: the rate there would be, had the population the ages of a standard one.

Every function takes many figures at a time: the last axis is the strata, and what it gives has one number a
figure. The unit is that of the population: person-years give a rate per person-year.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from infreg.analysis.intervals import CONFIDENCE, Numbers, byar


@dataclass(frozen=True, slots=True)
class Adjusted:
    """Standardised rates with their limits. NaN where a stratum that has weight has no population: nobody
    can say what the rate there would be."""

    rate: Numbers
    low: Numbers
    high: Numbers


@dataclass(frozen=True, slots=True)
class _Sums:
    """What both intervals are made of: the count, the rate, its variance, the largest weight of one event."""

    count: Numbers
    rate: Numbers
    variance: Numbers
    largest: Numbers


def fay_feuer(
    counts: ArrayLike, population: ArrayLike, weights: ArrayLike, *, confidence: float = CONFIDENCE
) -> Adjusted:
    """With the gamma interval (Fay & Feuer 1997): exact of one stratum, not too narrow of few events."""
    sums, tail = _sums(counts, population, weights), (1 - confidence) / 2
    low = np.where(sums.count > 0, _gamma(tail, sums.rate, sums.variance), 0 * sums.rate)
    high = _gamma(1 - tail, sums.rate + sums.largest, sums.variance + sums.largest**2)
    return Adjusted(sums.rate, low, high)


def dobson_byar(
    counts: ArrayLike, population: ArrayLike, weights: ArrayLike, *, confidence: float = CONFIDENCE
) -> Adjusted:
    """With the limits of Dobson et al. 1991 on Byar's of the count, as England publishes them; for comparing
    with such figures. A figure without events has no upper limit here (NaN)."""
    sums = _sums(counts, population, weights)
    low, high = byar(sums.count, confidence=confidence)
    with np.errstate(invalid="ignore", divide="ignore"):
        step = np.sqrt(sums.variance / sums.count)
    return Adjusted(
        sums.rate,
        np.where(sums.count > 0, sums.rate + step * (low - sums.count), 0 * sums.rate),
        sums.rate + step * (high - sums.count),
    )


def _sums(counts: ArrayLike, population: ArrayLike, weights: ArrayLike) -> _Sums:
    x, persons = np.asarray(counts, np.float64), np.asarray(population, np.float64)
    share = np.asarray(weights, np.float64) / np.sum(np.asarray(weights, np.float64), axis=-1, keepdims=True)
    empty = (persons <= 0) & (share > 0)
    weight = np.where(empty, np.nan, share / np.where(persons > 0, persons, 1))
    return _Sums(
        np.sum(x, axis=-1),
        np.sum(weight * x, axis=-1),
        np.sum(weight**2 * x, axis=-1),
        np.max(weight, axis=-1),
    )


def _gamma(share: float, mean: Numbers, variance: Numbers) -> Numbers:
    """The quantile of a gamma distribution with this mean and variance."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(special.gammaincinv(mean**2 / variance, share) * variance / mean, np.float64)

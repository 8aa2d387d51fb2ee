"""Chance that comes out the same every time: streams named by what they are for, and weighted choices."""

import math
from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


def stream(seed: int, *names: str | int) -> Random:
    """Random numbers of a stream of its own. Seeding by text does not depend on PYTHONHASHSEED."""
    return Random("/".join(str(part) for part in (seed, *names)))  # noqa: S311 - play, not secrecy


class Weighted(Generic[T]):
    """Things to draw from, each as often as its weight says; those of weight 0 never."""

    def __init__(self, pairs: Iterable[tuple[T, float]]) -> None:
        kept = [(value, weight) for value, weight in pairs if weight > 0]
        if not kept:
            raise ValueError("nothing to draw from: no weight above 0")
        self.values = [value for value, _ in kept]
        self._sums = list(accumulate(weight for _, weight in kept))
        self._total = self._sums[-1]
        self._last = len(kept) - 1

    def draw(self, random: Random) -> T:
        return self.values[min(bisect_right(self._sums, random.random() * self._total), self._last)]


def poisson(random: Random, mean: float) -> int:
    """How many of something rare; by the normal curve where many are expected."""
    if mean > 50:
        return max(0, round(random.gauss(mean, math.sqrt(mean))))
    count, product, floor = 0, random.random(), math.exp(-mean)
    while product > floor:
        count += 1
        product *= random.random()
    return count

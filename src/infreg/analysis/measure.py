"""A measure as a value: what is counted, of whom, and how it is written. Its body is an expression that every
engine counts with the same integers; dividing, intervals and rounding come once, at the rim (`figures`)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import ibis

from infreg.vocabulary.warehouse import Texts

#: What a body's answer has beside its strata: integers only. `denominator` may be NULL (not known).
NUMERATOR, DENOMINATOR = "numerator", "denominator"


class Shape(StrEnum):
    """What the two integers make.

    `COUNT`: numerator alone. `SHARE`: numerator of denominator, 0 to 1, Wilson's interval. `RATE`: cases per
    100,000, the denominator being person-days. `RATIO`: numerator per denominator (tests per person).
    `DELAY`: a histogram, the stratum `days` beside those asked for; the rim makes quantiles of it.
    """

    COUNT = "count"
    SHARE = "share"
    RATE = "rate"
    RATIO = "ratio"
    DELAY = "delay"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a body is given: tables as known on the day asked for, within the asker's scope and period, with a
    column for every stratum of `by` that the table has. A table's strata are never NULL: what is not known is
    `unknown`."""

    tables: Mapping[str, ibis.Table]
    by: tuple[str, ...]

    def __getitem__(self, name: str) -> ibis.Table:
        return self.tables[name]

    def strata_of(self, name: str) -> tuple[str, ...]:
        """Those of `by` that a table has, in that order."""
        return tuple(each for each in self.by if each in self.tables[name].columns)


Body = Callable[[Asked], ibis.Table]


@dataclass(frozen=True, slots=True)
class Measure:
    """One definition of one figure. Texts by language, nb and en: `title`, what `counts` (the numerator),
    the `population` (the denominator), `limitations`. `tables` are what the body reads; `strata` what it may
    be asked by; `always` are strata without which the figure means nothing (the agent of a resistance)."""

    name: str
    version: int
    title: Texts
    counts: Texts
    population: Texts
    shape: Shape
    tables: tuple[str, ...]
    strata: tuple[str, ...]
    body: Body
    always: tuple[str, ...] = ()
    limitations: tuple[Texts, ...] = ()
    #: Collapsed at the rim with the weights of a standard population; the body is asked by `age5` too.
    standardised: bool = False

"""The rim: where integers that an engine counted become figures. Here and nowhere before is divided; nothing
is rounded until it is written for people."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

import numpy as np
import pyarrow as pa

from infreg.analysis import rim_notes
from infreg.analysis.intervals import Numbers, exact_poisson, wilson
from infreg.analysis.measure import DENOMINATOR, NUMERATOR, Measure, Shape
from infreg.analysis.standardising import fay_feuer
from infreg.vocabulary.figures import Figure, Figures, Per, Question
from infreg.vocabulary.warehouse import UNKNOWN, Texts

#: Rates are per so many persons.
PERSONS = 100_000
DAYS_A_YEAR = 365.25
#: The shares of a delay that are told.
QUANTILES = {0.5: Fraction(1, 2), 0.9: Fraction(9, 10)}
#: Columns beside the strata: of a rate, its period's days; of a delay, the bars of its histogram.
DAYS, AGE_GROUP = "days", "age5"
Notes = tuple[tuple[str, Texts], ...]


@dataclass(frozen=True, slots=True)
class _Counted:
    """One row as it was counted. `days` and `group` as far as there are such."""

    strata: tuple[str, ...]
    numerator: int
    denominator: int | None
    days: int | None
    group: str | None


@dataclass(frozen=True, slots=True)
class _Asked:
    """What figures are made by."""

    names: tuple[str, ...]
    per: Per
    standard: Mapping[str, int] = field(default_factory=dict)

    def figure(self, row: _Counted, value: float | None = None, limits: Sequence[float] = ()) -> Figure:
        low, high = limits or (None, None)
        return Figure(self.strata(row.strata), row.numerator, row.denominator, value, low, high)

    def strata(self, values: tuple[str, ...]) -> Mapping[str, str]:
        return dict(zip(self.names, values, strict=True))

    def days(self, row: _Counted) -> float:
        """What a rate is per: a year, or the days of the row's own period."""
        if self.per is Per.YEAR:
            return DAYS_A_YEAR
        if row.days is None:
            raise ValueError("a rate by period needs the period's days")
        return row.days


_Made = tuple[list[Figure], Notes]


def figures(
    measure: Measure,
    question: Question,
    counted: pa.Table,
    *,
    known_at: datetime,
    standard: Mapping[str, int] | None = None,
    notes: Iterable[tuple[str, Texts]] = (),
) -> Figures:
    """Figures of what was counted, sorted by their strata. `standard` is how many of each `age5` the standard
    population has, for a measure that is standardised."""
    if measure.standardised and not standard:
        raise ValueError(f"{measure.name} needs a standard population")
    beside = {NUMERATOR, DENOMINATOR, DAYS} | ({AGE_GROUP} if measure.standardised else set())
    names = tuple(name for name in counted.column_names if name not in beside)
    asked = _Asked(names, question.per, standard or {})
    make = _adjusted_rates if measure.standardised else _MAKERS[measure.shape]
    rows, own = make(_read(counted, names), asked)
    return Figures(
        question=question,
        version=measure.version,
        title=measure.title,
        shape=measure.shape.value,
        known_at=known_at,
        rows=tuple(rows),
        notes=(*notes, *own),
        strata=names,
    )


def order(value: str) -> tuple[object, ...]:
    """What a stratum's values are sorted by: their letters, numbers by their size, the unknown last."""
    parts = re.findall(r"[0-9]+|[^0-9]+", value)
    natural = [(0, int(part), "") if part[0] in "0123456789" else (1, 0, part) for part in parts]
    return value == UNKNOWN, natural, value


def _read(counted: pa.Table, names: tuple[str, ...]) -> list[_Counted]:
    """The rows, sorted. The unknown bar of a delay is None, whether it was counted as a text or a number."""
    rows = [
        _Counted(
            strata=tuple(row[name] for name in names),
            numerator=row[NUMERATOR],
            denominator=row.get(DENOMINATOR),
            days=None if row.get(DAYS) in (None, UNKNOWN) else int(row[DAYS]),
            group=row.get(AGE_GROUP),
        )
        for row in counted.to_pylist()
    ]
    # Each value is looked at once: a country has many rows of few values.
    places = [
        {value: place for place, value in enumerate(sorted(set(values), key=order))}
        for values in zip(*(row.strata for row in rows), strict=True)
    ]
    return sorted(rows, key=lambda row: [at[value] for at, value in zip(places, row.strata, strict=True)])


def _counts(rows: Sequence[_Counted], asked: _Asked) -> _Made:
    return [asked.figure(row) for row in rows], ()


def _ratios(rows: Sequence[_Counted], asked: _Asked) -> _Made:
    """Without limits: a person's tests are no draws of their own, and persons were not drawn."""
    made = [asked.figure(row, row.numerator / row.denominator if row.denominator else None) for row in rows]
    return made, ()


def _shares(rows: Sequence[_Counted], asked: _Asked) -> _Made:
    limits = _pairs(wilson([r.numerator for r in rows], [r.denominator or 0 for r in rows]))
    made = [
        asked.figure(row, row.numerator / row.denominator, pair) if row.denominator else asked.figure(row)
        for row, pair in zip(rows, limits, strict=True)
    ]
    return made, ()


def _rates(rows: Sequence[_Counted], asked: _Asked) -> _Made:
    limits = _pairs(exact_poisson([row.numerator for row in rows]))
    made = [_rate(row, pair, asked) for row, pair in zip(rows, limits, strict=True)]
    return made, rim_notes.without_population(lacking=any(row.denominator is None for row in rows))


def _rate(row: _Counted, limits: Sequence[float], asked: _Asked) -> Figure:
    if not row.denominator:
        return asked.figure(row)
    many, persons = PERSONS * asked.days(row), row.denominator
    return asked.figure(row, row.numerator * many / persons, [limit * many / persons for limit in limits])


def _adjusted_rates(rows: Sequence[_Counted], asked: _Asked) -> _Made:
    """One rate of all ages, of those whose age is known."""
    by_strata: dict[tuple[str, ...], dict[str, _Counted]] = defaultdict(dict)
    for row in rows:
        by_strata[row.strata][row.group or UNKNOWN] = row
    left_out = sum(found[UNKNOWN].numerator for found in by_strata.values() if UNKNOWN in found)
    sums = [_over_ages(strata, found, asked) for strata, found in by_strata.items()]
    made = [asked.figure(row) for row in sums]
    if made:
        rates = _adjusted(list(by_strata.values()), asked)
        made = [asked.figure(row, *found) for row, found in zip(sums, rates, strict=True)]
    return made, (
        *rim_notes.without_population(lacking=any(row.denominator is None for row in sums)),
        *rim_notes.without_some_ages(lacking=any(row.value is None and row.denominator for row in made)),
        *rim_notes.ages_unknown(left_out),
    )


def _over_ages(strata: tuple[str, ...], by_age: Mapping[str, _Counted], asked: _Asked) -> _Counted:
    """The sums over known ages."""
    known = [row for group, row in by_age.items() if group != UNKNOWN]
    strange = {row.group for row in known} - set(asked.standard)
    if strange:
        raise ValueError(f"the standard population has no {sorted(map(str, strange))}")
    persons = [row.denominator for row in known if row.denominator is not None]
    return _Counted(
        strata,
        sum(row.numerator for row in known),
        sum(persons) if persons and len(persons) == len(known) else None,
        max((row.days for row in known if row.days is not None), default=None),
        None,
    )


def _adjusted(
    counted: Sequence[Mapping[str, _Counted]], asked: _Asked
) -> list[tuple[float | None, Sequence[float]]]:
    table = [[by_age.get(group) for group in asked.standard] for by_age in counted]
    events = [[row.numerator if row else 0 for row in line] for line in table]
    persons = [[_persons(row, asked) for row in line] for line in table]
    found = fay_feuer(events, persons, list(asked.standard.values()))
    rates, limits = PERSONS * found.rate, _pairs((PERSONS * found.low, PERSONS * found.high))
    return [
        (None, ()) if np.isnan(rate) else (float(rate), pair)
        for rate, pair in zip(rates, limits, strict=True)
    ]


def _persons(row: _Counted | None, asked: _Asked) -> float:
    return row.denominator / asked.days(row) if row and row.denominator else 0


def _delays(rows: Sequence[_Counted], asked: _Asked) -> _Made:
    """A quantile is the smallest day by which at least that share has come, of those whose delay is known.
    `numerator` is how many that is, `denominator` how many there are in all."""
    bars: dict[tuple[str, ...], Counter[int | None]] = defaultdict(Counter)
    for row in rows:
        bars[row.strata][row.days] += row.numerator
    made = [_delay(asked.strata(strata), found) for strata, found in bars.items()]
    every: Counter[int | None] = sum(bars.values(), Counter())
    return made, (
        *rim_notes.delays_unknown(every[None], every.total()),
        *rim_notes.delays_below_zero(sum(n for day, n in every.items() if day is not None and day < 0)),
        *rim_notes.delays_beyond_a_year(sum(n for day, n in every.items() if day is not None and day > 365)),
    )


def _delay(strata: Mapping[str, str], bars: Mapping[int | None, int]) -> Figure:
    known = sorted((day, n) for day, n in bars.items() if day is not None and n)
    total = sum(n for _, n in known)
    quantiles = {share: quantile(known, part) for share, part in QUANTILES.items()} if total else None
    return Figure(strata, total, sum(bars.values()), quantiles=quantiles)


def quantile(histogram: Iterable[tuple[int, int]], share: Fraction) -> int:
    """The smallest day by which at least a share of a histogram (day, how many; sorted, not empty) has
    come: no day between two that there were."""
    bars = list(histogram)
    wanted, come = share * sum(n for _, n in bars), 0
    for day, n in bars:
        come += n
        if come >= wanted:
            return day
    raise ValueError("nothing came")


def _pairs(limits: tuple[Numbers, Numbers]) -> list[list[float]]:
    found: list[list[float]] = np.transpose(limits).tolist()
    return found


_MAKERS: Mapping[Shape, Callable[[Sequence[_Counted], _Asked], _Made]] = {
    Shape.COUNT: _counts,
    Shape.SHARE: _shares,
    Shape.RATE: _rates,
    Shape.RATIO: _ratios,
    Shape.DELAY: _delays,
}

"""From two sides of a measure to how far apart they are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from infreg.flow.accuracy.accounting import Ledger, sorted_why, summed
from infreg.flow.accuracy.true_counts import Sides, Stratum
from infreg.vocabulary.distance import Apart, Cause, Distance, Scale, Side, Why

#: Values that a computer's arithmetic alone parts are equal.
_CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Strata:
    """Both sides, and what accounts for their difference. `of_values`: what is compared is the value, and the
    numerators only beside it."""

    true: Sides
    register: Sides
    ledger: Ledger
    of_values: bool = False


def compared(measure: str, by: Sequence[str], scale: Scale, strata: Strata, note: str = "") -> Distance:
    """Every stratum that either side has; one that only one side has is as far from the truth as can be."""
    every = sorted({*strata.true, *strata.register})
    far = {at: _distance(strata.true.get(at), strata.register.get(at), scale, strata) for at in every}
    apart = [_apart(by, at, far[at], scale, strata) for at in every if _differs(at, strata, far[at])]
    apart.sort(key=lambda each: (-each.distance, -abs(each.difference), tuple(each.strata.values())))
    return Distance(
        measure=measure,
        by=tuple(by),
        scale=scale,
        strata=len(every),
        equal=len(every) - len(apart),
        median=median(far.values()) if far else 0.0,
        apart=tuple(apart),
        why=summed(each.why for each in apart),
        note=note,
    )


def _differs(at: Stratum, strata: Strata, far: float) -> bool:
    true, register = strata.true.get(at), strata.register.get(at)
    if true is None or register is None:
        return bool((true or register or Side(0)).numerator)
    counts = (true.numerator, true.denominator) != (register.numerator, register.denominator)
    return far > _CLOSE or counts


def _distance(true: Side | None, register: Side | None, scale: Scale, strata: Strata) -> float:
    if scale is Scale.DAYS:
        return _days(true, register)
    if true is None or register is None:
        return float(bool((true or register or Side(0)).numerator))
    if scale is Scale.POINTS:
        return abs((register.value or 0) - (true.value or 0))
    if strata.of_values:
        return _relative(true.value or 0, register.value or 0)
    return _relative(true.numerator, register.numerator)


def _relative(true: float, register: float) -> float:
    if abs(register - true) <= _CLOSE * abs(true):
        return 0.0
    return abs(register - true) / (true or register)


def _days(true: Side | None, register: Side | None) -> float:
    """A side without a delay is as many days away as the other has."""
    one = dict(true.quantiles or {}) if true else {}
    other = dict(register.quantiles or {}) if register else {}
    return float(max((abs(other.get(at, 0) - one.get(at, 0)) for at in {*one, *other}), default=0))


def _apart(by: Sequence[str], at: Stratum, far: float, scale: Scale, strata: Strata) -> Apart:
    named = dict(zip(by, at, strict=True))
    true, register = strata.true.get(at), strata.register.get(at)
    return Apart(named, true, register, far, sorted_why(_why(at, scale, strata)))


def _why(at: Stratum, scale: Scale, strata: Strata) -> Iterator[Why]:
    """What the ledger has; of counts also what it does not account for."""
    yield from strata.ledger.why(at)
    if scale is not Scale.RELATIVE:
        return
    true, register = strata.true.get(at, Side(0)), strata.register.get(at, Side(0))
    left = register.numerator - true.numerator - strata.ledger.difference(at)
    if left:
        yield Why(Cause.UNACCOUNTED, max(-left, 0), max(left, 0))

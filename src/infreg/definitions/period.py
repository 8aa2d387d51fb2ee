"""Periods of whole days, as definitions and their rows hold for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

#: The last day of what has no end.
NO_END = date.max
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From the first to the last day, both included; `NO_END` as last day means until further notice."""

    first: date
    last: date = NO_END

    @classmethod
    def of(cls, first: date, last: date | None) -> Self:
        """With None for no end, as files say it."""
        return cls(first, NO_END if last is None else last)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def common(self, other: "Period") -> "Period | None":
        """The days that both have; None when there are none."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Period(first, last) if first <= last else None


def day_after(day: date) -> date | None:
    """None after the last day of all."""
    return None if day == NO_END else day + ONE_DAY


def first_day_missing(wanted: Period, there: Iterable[Period]) -> date | None:
    """The first day of `wanted` that none of the periods has; None when together they have every day."""
    day = wanted.first
    for period in sorted(there):
        if period.first > day:
            break
        following = day_after(max(period.last, day)) if day in period else day
        if following is None or following > wanted.last:
            return None
        day = following
    return day

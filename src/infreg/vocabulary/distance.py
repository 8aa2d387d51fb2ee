"""How far a measure is from the truth of Synthetic Norway: by stratum, and in short."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Scale(StrEnum):
    """What a distance is told in. `RELATIVE`: the difference as a share of the truth, or of the register
    where nothing is true. `POINTS`: between two shares, 1 being a hundred percentage points. `DAYS`: the
    larger of what parts the medians and what parts the days by which nine of ten have come."""

    RELATIVE = "relative"
    POINTS = "points"
    DAYS = "days"


class Cause(StrEnum):
    """Why a stratum differs, beside what is missed or invented (`accuracy.Reason`)."""

    PLACE_UNKNOWN = "place-unknown"
    OTHER_PLACE = "other-place"
    OTHER_DAY = "other-day"
    AGE_UNKNOWN = "age-unknown"
    OTHER_AGE = "other-age"
    OTHER_OUTCOME = "other-outcome"
    NOT_UNDERSTOOD = "not-understood"
    NOT_TOLD = "not-told"
    NOT_NAMED = "not-named"
    OTHER_NAME = "other-name"
    SEVERAL_ROWS = "several-rows"
    AGENT_NOT_READ = "agent-not-read"
    AGENT_ADDED = "agent-added"
    OTHER_READING = "other-reading"
    UNACCOUNTED = "unaccounted"


#: What each cause means, for a person.
CAUSES: Mapping[Cause, str] = {
    Cause.PLACE_UNKNOWN: "held, and no municipality is written in its messages",
    Cause.OTHER_PLACE: "held in another place",
    Cause.OTHER_DAY: "held on a day of another period",
    Cause.AGE_UNKNOWN: "held, and no year of birth is known",
    Cause.OTHER_AGE: "held at another age",
    Cause.OTHER_OUTCOME: "held with an outcome that is counted elsewhere",
    Cause.NOT_UNDERSTOOD: "a word of the answer that nobody has explained",
    Cause.NOT_TOLD: "laboratories do not tell it in their messages",
    Cause.NOT_NAMED: "the answer names no organism: what was looked for in vain is not said",
    Cause.OTHER_NAME: "held under another organism's name, the group's or the species'",
    Cause.SEVERAL_ROWS: "one organism in one answer counted several times, by its markers or rows",
    Cause.AGENT_NOT_READ: "held without an S, I or R that was told of the agent",
    Cause.AGENT_ADDED: "held with an S, I or R of the agent that was not told",
    Cause.OTHER_READING: "held with another of S, I and R",
    Cause.UNACCOUNTED: "nothing that was looked at accounts for it; a warehouse not refreshed does",
}


@dataclass(frozen=True, slots=True)
class Side:
    """What is counted on one side; `denominator` and `value` as figures have them, `quantiles` of a delay."""

    numerator: int
    denominator: int | None = None
    value: float | None = None
    quantiles: Mapping[float, int] | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """Of how many the register has fewer, and of how many more, for a reason (`accuracy.Reason`, `Cause`)."""

    reason: str
    fewer: int = 0
    more: int = 0


@dataclass(frozen=True, slots=True)
class Apart:
    """A stratum in which truth and register differ; a side that has no such stratum is None."""

    strata: Mapping[str, str]
    truth: Side | None
    register: Side | None
    distance: float
    why: tuple[Why, ...] = ()

    @property
    def difference(self) -> int:
        """How many more the register has."""
        return (self.register.numerator if self.register else 0) - (self.truth.numerator if self.truth else 0)


@dataclass(frozen=True, slots=True)
class Distance:
    """A measure by some strata: how many strata there are, in how many both sides are equal, and the median
    distance over all of them. `apart` are those that differ, the farthest first; `why` sums them up."""

    measure: str
    by: tuple[str, ...]
    scale: Scale
    strata: int
    equal: int
    median: float
    apart: tuple[Apart, ...] = ()
    why: tuple[Why, ...] = ()
    note: str = ""

    @property
    def farthest(self) -> Apart | None:
        return self.apart[0] if self.apart else None


@dataclass(frozen=True, slots=True)
class Silent:
    """A measure that the truth at hand cannot speak of, and why."""

    measure: str
    because: str


@dataclass(frozen=True, slots=True)
class Distances:
    """Every measure, as the warehouse knew things at a time."""

    known_at: datetime
    compared: tuple[Distance, ...] = ()
    silent: tuple[Silent, ...] = ()

"""A question to the warehouse, and the figures that answer it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypedDict

from infreg.vocabulary.warehouse import Texts


class Borders(StrEnum):
    """By which municipalities: today's, or those there were when it happened."""

    NOW = "now"
    THEN = "then"


class Per(StrEnum):
    """What a rate is per: a person and year (annualised), or a person through the period asked for."""

    YEAR = "year"
    PERIOD = "period"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a measure. `first` and `last` are days of the event, both included; None: as far as
    there is anything. `as_of`: only what was known when that day ended in Oslo; None: everything known.
    `where` keeps the strata's values that are named, e.g. {"disease": ("measles",)}."""

    measure: str
    by: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    as_of: date | None = None
    borders: Borders = Borders.NOW
    per: Per = Per.YEAR
    where: Mapping[str, tuple[str, ...]] | None = None


class Options(TypedDict, total=False):
    """A question as an analyst writes it: days as dates or ISO text, `borders` now or then, `per` year or
    period, in `where` one value or several. See Question."""

    by: str | Sequence[str]
    first: date | str | None
    last: date | str | None
    as_of: date | str | None
    borders: str
    per: str
    where: Mapping[str, str | Sequence[str]]


def question(measure: str, asked: Options) -> Question:
    """The question that the options make. Raises ValueError for a day or a word that is none."""
    return Question(
        measure,
        by=_several(asked.get("by", ())),
        first=_day(asked.get("first")),
        last=_day(asked.get("last")),
        as_of=_day(asked.get("as_of")),
        borders=Borders(asked.get("borders", Borders.NOW)),
        per=Per(asked.get("per", Per.YEAR)),
        where={at: _several(said) for at, said in asked.get("where", {}).items()} or None,
    )


def _several(said: str | Sequence[str]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)


def _day(said: date | str | None) -> date | None:
    return date.fromisoformat(said) if isinstance(said, str) else said


@dataclass(frozen=True, slots=True)
class Figure:
    """One stratum's figure. `numerator` and `denominator` are what the engine counted; `value`, `low` and
    `high` (95 %) are what the rim made of them, None where there is nothing to divide by. `quantiles` are
    days by share (0.5, 0.9), of a delay."""

    strata: Mapping[str, str]
    numerator: int
    denominator: int | None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    quantiles: Mapping[float, int] | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """The answer. `known_at` is the time that the warehouse shows; `notes` say what a reader must know of
    these very figures (a code and its texts), such as years without a population. `strata` names what the
    rows are by, also where there are none."""

    question: Question
    version: int
    title: Texts
    shape: str
    known_at: datetime
    rows: tuple[Figure, ...]
    notes: tuple[tuple[str, Texts], ...] = ()
    strata: tuple[str, ...] = ()

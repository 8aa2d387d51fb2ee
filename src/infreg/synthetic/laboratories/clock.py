"""When a laboratory is at work, and when what it has written leaves it."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

from infreg.synthetic.chance import poisson, stream
from infreg.synthetic.laboratories.laboratory import Laboratory
from infreg.vocabulary.time import OSLO, in_oslo

_SATURDAY = 5
_A_WEEK, _TWO_WEEKS = 7, 14
#: Hours in which all that waited through a silence leaves.
_FLUSH = timedelta(hours=6)

Silence = tuple[datetime, datetime]


def silences(laboratory: Laboratory, seed: int, first: date, last: date) -> tuple[Silence, ...]:
    """The times in which nothing leaves a laboratory, in order, one after the other."""
    random = stream(seed, "silence", laboratory.key)
    years = (last - first).days / 365.25
    found: list[Silence] = []
    for _ in range(poisson(random, laboratory.habits.silences * years)):
        day = first + timedelta(days=int(random.random() * max(1, (last - first).days - _TWO_WEEKS)))
        length = random.randint(_A_WEEK, _TWO_WEEKS)
        begin = datetime(day.year, day.month, day.day, 6)  # noqa: DTZ001 - Oslo's clocks, as all here
        found.append((begin, begin + timedelta(days=length, hours=2)))
    kept: list[Silence] = []
    for each in sorted(found):
        if not kept or each[0] > kept[-1][1] + _FLUSH:
            kept.append(each)
    return tuple(kept)


def leaves(written: datetime, silent: Sequence[Silence]) -> datetime:
    """When something written at a time leaves: at once, or after the silence, in the order it was written."""
    place = bisect_right(silent, written, key=lambda each: each[0]) - 1
    if place < 0 or written >= silent[place][1]:
        return written
    begin, end = silent[place]
    return end + _FLUSH * ((written - begin) / (end - begin))


def at_work(laboratory: Laboratory, earliest: datetime, random: Random) -> datetime:
    """The first time at which somebody is there to sign an answer that is ready."""
    habits, at = laboratory.habits, earliest
    if at.hour >= habits.until:
        at = _opening(at + timedelta(days=1), habits.opens)
    elif at.hour < habits.opens:
        at = _opening(at, habits.opens)
    if not habits.weekends:
        while at.weekday() >= _SATURDAY:
            at = _opening(at + timedelta(days=1), habits.opens)
    if at != earliest:  # the queue of the morning
        at += timedelta(seconds=int(random.random() * 7200))
    return at


def _opening(day: datetime, hour: int) -> datetime:
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def local(at: datetime) -> datetime:
    """An aware time on Oslo's clocks, without its zone."""
    return in_oslo(at).replace(tzinfo=None)


def aware(at: datetime) -> datetime:
    """A time of Oslo's clocks, in UTC."""
    return at.replace(tzinfo=OSLO).astimezone(UTC)

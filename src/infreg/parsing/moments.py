"""Times as XML Schema writes them, with Oslo's clock where no zone is said."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from infreg.vocabulary.moment import Moment

_INCOMPLETE = re.compile("[0-9]{4}(-(0[1-9]|1[0-2]))?|([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?")
OSLO = ZoneInfo("Europe/Oslo")


def moment(words: str) -> Moment | None:
    """The moment of an xs:dateTime or xs:date; None for anything else.

    A time without zone is Oslo's; in the hour that autumn repeats, the first. A day is a day whatever
    zone stands behind it.
    """
    # fromisoformat alone would also take week dates and dates without hyphens.
    if words[4:5] != "-" or words[7:8] != "-":
        return None
    try:
        if words[10:11] == "T":
            at = datetime.fromisoformat(words)
            return Moment(at.astimezone(UTC) if at.tzinfo else _utc_of_oslo(at))
        if words[10:11] in ("", "Z", "+", "-"):
            return Moment(_utc_of_oslo(datetime.fromisoformat(words[:10])), date_only=True)
    except (ValueError, OverflowError):
        pass
    return None


def _utc_of_oslo(clock: datetime) -> datetime:
    # What `clock.replace(tzinfo=OSLO).astimezone(UTC)` says, at a quarter of its cost.
    return datetime.combine(clock, clock.time(), UTC) - (OSLO.utcoffset(clock) or timedelta())


def is_incomplete(words: str) -> bool:
    """Whether this is a year, a month or a clock time: allowed by KITH's TS, but no moment."""
    return _INCOMPLETE.fullmatch(words) is not None

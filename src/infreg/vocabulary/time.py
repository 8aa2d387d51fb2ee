"""Time at the edges: Norway's days begin and end in Oslo."""

from datetime import datetime
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")


def in_oslo(time: datetime) -> datetime:
    """An aware time by Norway's clocks. The calendar's last hour, which some systems write for "never",
    is past its end in Oslo and stays as it is."""
    try:
        return time.astimezone(OSLO)
    except OverflowError:
        return time

"""Time at the edges: Norway's days begin and end in Oslo."""

from datetime import datetime
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")


def in_oslo(time: datetime) -> datetime:
    """An aware time by Norway's clocks."""
    return time.astimezone(OSLO)

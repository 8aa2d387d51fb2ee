"""Points in time as messages give them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as sent: `at` is aware (UTC); with `date_only` the message gave a day and no clock, and
    `at` is that day's beginning in Oslo. A day is not midnight."""

    at: datetime
    date_only: bool = False

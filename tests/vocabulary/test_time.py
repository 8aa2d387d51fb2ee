"""Norway's clocks."""

from datetime import UTC, datetime

from infreg.vocabulary.time import in_oslo


def test_the_calendars_last_hour_stays_as_it_is() -> None:
    """9999-12-31T23:59:59Z is what many systems write for "never"; Oslo has no name for it."""
    never = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert in_oslo(never) == never


def test_a_day_in_summer_begins_two_hours_earlier_in_oslo() -> None:
    assert in_oslo(datetime(2026, 6, 30, 22, tzinfo=UTC)).isoformat() == "2026-07-01T00:00:00+02:00"

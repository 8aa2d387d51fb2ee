"""Municipalities through time: what each became, and what a later one tells of an earlier."""

from collections import defaultdict
from datetime import UTC, date, datetime
from fractions import Fraction
from functools import cache

import pytest

from infreg.definitions.book import Book, Version
from infreg.definitions.definition import Definition
from infreg.definitions.places import Place, Places, wholes
from infreg.definitions.shipped import shipped_definitions
from tests.definitions.made import definition

pytestmark = pytest.mark.requirement("NIR-3")

TODAY = date(2026, 11, 22)
NEW = date(2024, 1, 1)


def of(*definitions: Definition, today: date = TODAY) -> Places:
    known = datetime(2026, 1, 1, tzinfo=UTC)
    versions = [Version(number, known, each) for number, each in enumerate(definitions, 1)]
    return Places(Book(versions), today)


@cache
def norway(today: date = TODAY) -> Places:
    return of(*shipped_definitions(), today=today)


def place(number: str, today: date = TODAY) -> Place:
    [found] = [each for each in norway(today).every if each.municipality == number]
    return found


def test_a_number_is_followed_through_every_change_to_what_it_is_today() -> None:
    asker = place("0220")
    assert (asker.name, asker.county, asker.county_name) == ("Asker", "02", "Akershus")
    assert (asker.today, asker.county_today) == ("3203", "32")
    assert place("3025").today == place("3203").today == "3203"


def test_a_merged_municipality_is_what_it_was_merged_into() -> None:
    assert {place(number).today for number in ("1103", "1141", "1142")} == {"1103"}


@pytest.mark.parametrize("number", ["1507", "1504", "1534"])
def test_a_split_municipality_is_none_today_but_lies_in_its_county(number: str) -> None:
    assert (place(number).today, place(number).county_today) == (None, "15")


def test_what_a_number_is_today_depends_on_the_day() -> None:
    assert place("0220", date(2021, 5, 1)).today == "3025"
    assert place("1504", date(2021, 5, 1)).today == "1507"
    assert not [each for each in norway(date(2021, 5, 1)).every if each.municipality == "3203"]


def test_every_number_that_is_or_was_has_one_row_with_a_county() -> None:
    numbers = [each.municipality for each in norway().every]
    assert len(numbers) == len(set(numbers)) == len(norway().numbers)
    assert all(each.county_name != each.county for each in norway().every)
    assert {each.municipality for each in norway().every if each.today == each.municipality} == set(
        norway().on(TODAY)
    )
    assert all(each.county_today for each in norway().every)


def test_a_municipality_whose_parts_lie_in_two_counties_has_none_today() -> None:
    places = of(
        definition("number,name\n01,A\n02,B\n", "counties"),
        definition(
            "number,name,county,valid_from,valid_to\n0101,Old,01,,2019-12-31\n"
            "0102,One,01,2020-01-01,\n0201,Two,02,2020-01-01,\n",
            "municipalities",
        ),
        definition(
            "number,successor,day,share\n0101,0102,2020-01-01,0.7\n0101,0201,2020-01-01,0.3\n",
            "municipality-changes",
        ),
    )
    [old, *_] = places.every
    assert (old.municipality, old.today, old.county_today) == ("0101", None, None)


def test_the_parts_of_a_split_are_its_shares() -> None:
    parts = norway().became("1507", date(2023, 1, 1), TODAY)
    assert parts == {"1508": Fraction(86, 100), "1580": Fraction(14, 100)}
    assert norway().became("1507", date(2023, 1, 1), date(2023, 12, 31)) == {"1507": 1}


def test_shares_of_parts_multiply_along_the_way() -> None:
    assert norway().became("1504", date(2019, 1, 1), TODAY) == norway().became(
        "1507", date(2023, 1, 1), TODAY
    )


@pytest.mark.parametrize("year", range(2012, 2027))
def test_everybody_of_any_year_is_somewhere_today(year: int) -> None:
    then, now = date(year, 1, 1), norway().on(TODAY)
    for number in norway().on(then):
        parts = norway().became(number, then, TODAY)
        assert sum(parts.values()) == 1
        assert set(parts) <= set(now)


def test_figures_are_by_the_borders_of_the_nearest_day_that_has_all_numbers() -> None:
    old, new = norway().on(date(2019, 1, 1)), norway().on(TODAY)
    assert norway().day_of(old, 2019) == date(2019, 1, 1)
    assert norway().day_of(new, 2019) == NEW
    assert norway().day_of(old, 2020) == date(2019, 12, 31)
    assert norway().day_of(new, 2030) == date(2030, 1, 1)
    assert norway().day_of({"1507", "1508"}, 2023) is None


@pytest.mark.parametrize("year", range(2012, 2024))
def test_only_what_is_whole_is_brought_back(year: int) -> None:
    """Whoever lives in a later municipality that is brought back lived in that earlier one, and nobody who
    lived there is missing."""
    day = date(year, 1, 1)
    municipality_of, county_of = norway().brought_back(day, NEW)
    lived: dict[str, set[str]] = defaultdict(set)
    counties: dict[str, set[str]] = defaultdict(set)
    for number, county in norway().on(day).items():
        for part in norway().became(number, day, NEW):
            lived[part].add(number)
            counties[part].add(county)
    assert all(lived[part] == {number} for part, number in municipality_of.items())
    assert all(counties[part] == {county} for part, county in county_of.items())
    for number in set(municipality_of.values()):
        assert set(norway().became(number, day, NEW)) <= set(municipality_of)
    assert len(municipality_of) > 200


def test_a_split_municipality_is_whole_again_when_brought_back() -> None:
    municipality_of, _ = norway().brought_back(date(2023, 1, 1), NEW)
    assert municipality_of["1508"] == municipality_of["1580"] == "1507"


def test_the_three_counties_of_a_large_one_are_brought_back_to_it() -> None:
    counties = norway().counties_by(date(2022, 1, 1), NEW)
    assert {county for county, then in counties.items() if then == "30"} == {"31", "32", "33"}
    assert len(counties) == 15
    assert norway().counties_by(date(2025, 1, 1), NEW) == {county: county for county in counties}


def test_a_county_that_gave_a_municipality_away_is_not_told() -> None:
    counties = norway().counties_by(date(2019, 1, 1), NEW)
    assert counties["03"] == "03"
    assert "15" not in counties, "Halsa went from Møre og Romsdal to Trøndelag in 2020"
    assert "50" not in counties


def test_what_is_tied_to_what_is_torn_is_not_told() -> None:
    assert wholes([("a", "1"), ("a", "2"), ("b", "2"), ("c", "3"), ("c", "4")]) == {"3": "c", "4": "c"}

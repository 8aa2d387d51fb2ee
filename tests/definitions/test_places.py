"""The shipped counties and municipalities: what must hold of them beyond their form."""

import csv
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

import pytest

import infreg

pytestmark = pytest.mark.requirement("NOIS-1-8b")

LISTS = Path(infreg.__file__).parent / "definitions" / "lists"
FILES = {
    "counties": ("counties",),
    "municipalities": ("municipalities", "municipalities-2012"),
    "changes": ("municipality-changes",),
}
NEW = date(2024, 1, 1)
ONE_DAY = timedelta(days=1)
#: A day of every year since the lists begin.
DAYS = [date(year, 6, 1) for year in range(2012, 2025)]

Row = dict[str, str]


@cache
def rows(kind: str) -> tuple[Row, ...]:
    return tuple(row for name in FILES[kind] for row in file_rows(name))


def file_rows(name: str) -> Iterator[Row]:
    """With the days of the file where a row says none."""
    header = tomllib.loads((LISTS / f"{name}.toml").read_text("utf-8"))
    first, last = header["valid_from"], header.get("valid_to", date.max)
    with (LISTS / header["rows"]).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            days = {
                "valid_from": row.get("valid_from") or f"{first}",
                "valid_to": row.get("valid_to") or f"{last}",
            }
            yield row | days


def there(kind: str, day: date) -> dict[str, Row]:
    """Those valid on a day, by number."""
    valid = [row for row in rows(kind) if row["valid_from"] <= f"{day}" <= row["valid_to"]]
    by_number = {row["number"]: row for row in valid}
    assert len(by_number) == len(valid)
    return by_number


@cache
def successors() -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows("changes"):
        found[row["number"]].append(row)
    return dict(found)


def led_to(number: str, since: date) -> set[str]:
    """What a municipality of a day has become by 2024."""
    later = [row for row in successors().get(number, ()) if row["day"] > f"{since}"]
    if not later:
        return {number}
    parts = (led_to(row["successor"], date.fromisoformat(row["day"])) for row in later)
    return set().union(*parts)


def neighbours(row: Row) -> list[str]:
    return row["neighbours"].split(";")


def tile(row: Row) -> tuple[int, int]:
    return int(row["x"]), int(row["y"])


@pytest.mark.parametrize(
    ("year", "counties", "municipalities"),
    [
        (2012, 19, 429),
        (2013, 19, 428),
        (2016, 19, 428),
        (2017, 19, 426),
        (2018, 18, 422),
        (2019, 18, 422),
        (2020, 11, 356),
        (2023, 11, 356),
        (2024, 15, 357),
    ],
)
def test_each_year_has_as_many_as_it_had(year: int, counties: int, municipalities: int) -> None:
    for day in (date(year, 1, 1), date(year, 12, 31)):
        assert len(there("counties", day)) == counties
        assert len(there("municipalities", day)) == municipalities


@pytest.mark.parametrize("day", DAYS)
def test_a_municipality_lies_in_the_county_its_number_begins_with(day: date) -> None:
    municipalities = there("municipalities", day).values()
    assert {row["county"] for row in municipalities} == set(there("counties", day))
    assert all(row["number"].startswith(row["county"]) for row in municipalities)


@pytest.mark.parametrize("day", DAYS)
def test_two_of_one_name_never_lie_in_one_county(day: date) -> None:
    municipalities = there("municipalities", day)
    assert len({(row["name"], row["county"]) for row in municipalities.values()}) == len(municipalities)


def test_every_municipality_has_a_tile_of_its_own() -> None:
    municipalities = there("municipalities", NEW).values()
    tiles = {tile(row) for row in municipalities}
    assert len(tiles) == len(municipalities)
    assert min(x for x, _ in tiles) == min(y for _, y in tiles) == 0


def test_neighbours_name_each_other() -> None:
    municipalities = there("municipalities", NEW)
    for number, row in municipalities.items():
        assert neighbours(row) == sorted(set(neighbours(row)) - {number})
        assert all(number in neighbours(municipalities[other]) for other in neighbours(row))


def test_from_any_municipality_one_comes_to_any_other() -> None:
    municipalities = there("municipalities", NEW)
    reached, new = set[str](), {"0301"}
    while new:
        reached |= new
        new = {other for number in new for other in neighbours(municipalities[number])} - reached
    assert reached == set(municipalities)


def test_neighbours_lie_near_each_other_on_the_map() -> None:
    municipalities = there("municipalities", NEW)
    steps = [
        max(abs(x - other_x), abs(y - other_y))
        for row in municipalities.values()
        for (x, y), (other_x, other_y) in ((tile(row), tile(municipalities[n])) for n in neighbours(row))
    ]
    assert max(steps) <= 3
    assert steps.count(1) / len(steps) > 0.85


def test_a_county_is_of_one_piece_on_the_map() -> None:
    by_county = defaultdict(list)
    for row in there("municipalities", NEW).values():
        by_county[row["county"]].append(tile(row))
    for tiles in by_county.values():
        pieces = [{each} for each in tiles]
        for one, other in combinations(tiles, 2):
            if max(abs(one[0] - other[0]), abs(one[1] - other[1])) == 1:
                first, second = (next(piece for piece in pieces if each in piece) for each in (one, other))
                if first is not second:
                    pieces.remove(second)
                    first |= second
        assert len(pieces) == 1


def test_north_is_up_and_east_to_the_right() -> None:
    place = {row["name"]: tile(row) for row in there("municipalities", NEW).values()}
    assert place["Vardø"][0] == max(x for x, _ in place.values())
    assert place["Nordkapp"][1] == 0
    assert place["Lindesnes"][1] == max(y for _, y in place.values())
    assert place["Bergen"][0] < place["Oslo"][0] < place["Tromsø"][0]
    assert place["Tromsø"][1] < place["Bodø"][1] < place["Trondheim"][1] < place["Oslo"][1]


def test_the_population_is_rounded_and_amounts_to_norways() -> None:
    counts = [int(row["population"]) for row in there("municipalities", NEW).values()]
    assert all(count > 0 and count % 100 == 0 for count in counts)
    assert sum(counts) == pytest.approx(5_550_000, rel=0.005)


def test_a_change_is_from_what_was_to_what_came() -> None:
    for row in rows("changes"):
        day = date.fromisoformat(row["day"])
        assert row["number"] in there("municipalities", day - ONE_DAY)
        assert row["number"] not in there("municipalities", day)
        assert row["successor"] in there("municipalities", day)


def test_nobody_disappears_or_comes_from_nowhere() -> None:
    changed = {(row["number"], row["day"]) for row in rows("changes")}
    came = {(row["successor"], row["day"]) for row in rows("changes")}
    for before, after in pairwise(DAYS):
        old, new = there("municipalities", before), there("municipalities", after)
        first = f"{after.year}-01-01"
        assert {(number, first) for number in set(old) - set(new)} <= changed
        assert {(number, first) for number in set(new) - set(old)} <= came


def test_baerum_was_renumbered_twice() -> None:
    steps = [(row["successor"], row["day"]) for old in ("0219", "3024") for row in successors()[old]]
    assert steps == [("3024", "2020-01-01"), ("3201", "2024-01-01")]
    for number, year in (("0219", 2012), ("0219", 2019), ("3024", 2020), ("3024", 2023), ("3201", 2024)):
        assert there("municipalities", date(year, 1, 1))[number]["name"] == "Bærum"


def test_alesund_was_split() -> None:
    steps = [(row["successor"], row["day"]) for old in ("1504", "1507") for row in successors()[old]]
    assert steps == [("1507", "2020-01-01"), ("1508", "2024-01-01"), ("1580", "2024-01-01")]
    municipalities = there("municipalities", NEW)
    assert [municipalities[number]["name"] for number in ("1508", "1580")] == ["Ålesund", "Haram"]


@pytest.mark.parametrize("day", DAYS)
def test_every_municipality_leads_to_those_of_2024(day: date) -> None:
    reached: set[str] = set().union(*(led_to(number, day) for number in there("municipalities", day)))
    assert reached == set(there("municipalities", NEW))


# What Statistics Norway has, in the shared reference data.


def reference(shared: Path, name: str) -> Iterator[Row]:
    with (shared / "data" / "reference" / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def test_numbers_and_names_of_2024_are_statistics_norways(shared: Path) -> None:
    municipalities = there("municipalities", NEW)
    names = {row["municipality"]: row["municipality_name"] for row in reference(shared, "municipalities.csv")}
    assert set(names) == set(municipalities)
    for number, name in names.items():
        assert f"-{municipalities[number]['name']}-" in f"-{name}-"


@pytest.mark.parametrize("day", [day for day in DAYS if day.year != 2023])
def test_what_became_of_each_is_what_statistics_norway_says(shared: Path, day: date) -> None:
    """The file has the numbers of 2024 in 2023 too."""
    became = defaultdict(set)
    for row in reference(shared, "municipality_redistricting.csv"):
        if row["year"] == f"{day.year}":
            became[row["municipality_original"]].add(row["municipality_2024"])
    assert {number: led_to(number, day) for number in there("municipalities", day)} == became


def test_the_shares_of_a_split_are_of_one_whole() -> None:
    for row in rows("changes"):
        parts = [each for each in successors()[row["number"]] if each["day"] == row["day"]]
        if row.get("share"):
            assert sum(float(each["share"]) for each in parts) == pytest.approx(1)

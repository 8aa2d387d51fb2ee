"""The population that comes with the package: counties, rounded, and what rates are standardised to."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyarrow.parquet
import pytest

from infreg.definitions.definition import Definition
from infreg.definitions.shipped import shipped_definitions
from infreg.vocabulary.ages import AGE5, first_age

pytestmark = pytest.mark.requirement("NIR-3")

YEARS = range(2015, 2027)
Cell = tuple[int, str, str]


@cache
def shipped(kind: str) -> Definition:
    [found] = [each for each in shipped_definitions() if each.kind == kind]
    return found


def figures() -> Iterator[tuple[Cell, int]]:
    """Persons by year, county and age group."""
    for row in shipped("county-population").rows:
        cell = int(str(row["year"])), str(row["county"]), str(row["age"])
        yield cell, int(str(row["female"])) + int(str(row["male"]))


def test_every_county_has_every_age_in_every_year() -> None:
    cells = [cell for cell, _ in figures()]
    assert len(cells) == len(set(cells)) == len(YEARS) * 15 * len(AGE5)
    assert {year for year, _, _ in cells} == set(YEARS)


def test_every_figure_is_rounded_to_the_nearest_ten() -> None:
    assert all(
        int(str(row[sex])) % 10 == 0
        for row in shipped("county-population").rows
        for sex in ("female", "male")
    )


def test_the_source_and_its_licence_are_named() -> None:
    assert "Statistics Norway" in shipped("county-population").source
    assert "CC BY 4.0" in shipped("county-population").source
    assert "Eurostat" in shipped("standard-population").source


def test_the_european_standard_population_is_of_100_000() -> None:
    weights = {str(row["age"]): int(str(row["weight"])) for row in shipped("standard-population").rows}
    assert list(weights) == list(AGE5)
    assert sum(weights.values()) == 100_000
    assert (weights["0-4"], weights["35-39"], weights["90+"]) == (5000, 7000, 1000)


def test_an_age_group_begins_with_its_first_age() -> None:
    assert [first_age(group) for group in ("0-4", "5-9", "85-89", "90+")] == [0, 5, 85, 90]


def test_the_sums_of_counties_are_within_rounding_of_the_exact_ones(shared: Path) -> None:
    exact = Counter[tuple[int, str]]()
    table = pyarrow.parquet.read_table(shared / "data" / "reference" / "population.parquet")
    for row in table.group_by(["year", "municipality"]).aggregate([("population", "sum")]).to_pylist():
        # A municipality's number begins with its county's.
        exact[row["year"], row["municipality"][:2]] += row["population_sum"] or 0
    rounded = Counter[tuple[int, str]]()
    for (year, county, _), persons in figures():
        rounded[year, county] += persons
    off = {cell: rounded[cell] - exact[cell] for cell in rounded}
    # Each of a county's 38 figures is at most 5 off, and they are off to either side.
    assert max(map(abs, off.values())) <= 100
    assert abs(sum(off.values()) / len(off)) < 1
    for year in YEARS:
        assert abs(sum(count for (of, _), count in off.items() if of == year)) <= 200

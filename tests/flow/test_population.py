"""Population figures loaded into the register, and what the warehouse is given of them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from infreg.access.actor import Actor, Purpose, Refused
from infreg.access.roles import EPIDEMIOLOGIST, REFRESH, REGISTRY_OFFICER
from infreg.analysis import reference
from infreg.definitions.book import Book
from infreg.flow import population
from infreg.flow.definitions import find_book
from infreg.flow.population import Loaded, edition, reference_tables, standard
from infreg.storage.connection import acting
from infreg.storage.warehouse.schema import schema
from infreg.vocabulary.ages import AGE5
from tests.definitions.made import definition
from tests.register import Register

pytestmark = pytest.mark.requirement("NIR-3")

OFFICER = Actor("operator somebody", REGISTRY_OFFICER, Purpose.QUALITY)
REFRESHING = Actor("refresh", REFRESH, Purpose.SURVEILLANCE)
TODAY = date(2026, 11, 22)
HEADING = "municipality,year,age,sex,population"
#: Ålesund was split on 1 January 2024; Stavanger took up Finnøy and Rennesøy on 1 January 2020.
SPLIT = ("1507,2023,30,F,1000", "1507,2023,30,M,7", "0301,2023,30,F,50")
MERGED = ("1103,2019,8,F,100", "1141,2019,8,F,10", "1142,2019,8,F,5")
Row = Mapping[str, Any]


def written(folder: Path, *rows: str, name: str = "figures.csv", heading: str = HEADING) -> Path:
    file = folder / name
    file.write_text("\n".join((heading, *rows, "")), "utf-8")
    return file


def loaded(register: Register, file: Path, **more: Any) -> Loaded:
    register.use("intake")
    return population.load(OFFICER, file, **more)


@contextmanager
def refreshing(register: Register) -> Iterator[tuple["psycopg.Connection[Any]", Book]]:
    """As the refresh reads it, with all that is known of definitions."""
    register.use("insight")
    with acting(REFRESHING) as connection:
        yield connection, find_book(connection)


def tables(register: Register, last_day: date = TODAY) -> Mapping[str, pa.Table]:
    with refreshing(register) as (connection, book):
        return reference_tables(connection, book, last_day)


def people(register: Register, borders: str, year: int, known: datetime | None = None) -> list[Row]:
    """The rows of a year known at a moment (None: now)."""
    return [
        row
        for row in tables(register)["population"].to_pylist()
        if (row["borders"], row["year"]) == (borders, year)
        and (known is None or row["known_from"] <= known)
        and (row["known_to"] is None or (known is not None and row["known_to"] > known))
    ]


def told(rows: Sequence[Row]) -> list[tuple[str | None, str | None, str, int, int]]:
    return sorted(((r["county"], r["municipality"], r["sex"], r["age"], r["persons"]) for r in rows), key=str)


def test_what_is_loaded_stands_with_its_source_and_who_and_why(either: Register, tmp_path: Path) -> None:
    file = written(tmp_path, *SPLIT, *MERGED)
    done = loaded(either, file, source="The test", because="new figures")
    assert [(each.year, each.places, each.persons) for each in done.added] == [
        (2019, 3, 115),
        (2023, 2, 1057),
    ]
    either.use("app")
    stands = {each.year: each for each in population.years(OFFICER)}
    one = stands[2023]
    assert (one.municipal, one.source, one.by, one.because) == (True, "The test", OFFICER.name, "new figures")
    assert len(one.hash) == 64
    assert not stands[2022].municipal, "of years that nobody has loaded the counties' figures stand"


def test_the_municipalities_that_are_missing_are_told(register: Register, tmp_path: Path) -> None:
    done = loaded(register, written(tmp_path, *SPLIT))
    [note] = done.notes
    assert (note.code, note.arguments) == ("population-places-missing", {"year": 2023, "count": 354})


def test_a_split_municipality_is_divided_by_its_shares(either: Register, tmp_path: Path) -> None:
    loaded(either, written(tmp_path, *SPLIT))
    assert told(people(either, "now", 2023)) == [
        ("03", "0301", "female", 30, 50),
        ("15", "1508", "female", 30, 860),
        ("15", "1508", "male", 30, 6),
        ("15", "1580", "female", 30, 140),
        ("15", "1580", "male", 30, 1),
    ]
    assert told(people(either, "then", 2023)) == [
        ("03", "0301", "female", 30, 50),
        ("15", "1507", "female", 30, 1000),
        ("15", "1507", "male", 30, 7),
    ]


def test_a_file_of_weights_goes_before_the_definition(register: Register, tmp_path: Path) -> None:
    weights = written(
        tmp_path, "1507,2023,1508,0.5", "1507,2023,1580,0.5", "1507,2022,1508,0.9", "1507,2022,1580,0.1",
        "0101,1950,3101,1", name="weights.csv",
        heading="municipality_original,year,municipality_2024,weighting",
    )  # fmt: skip
    loaded(register, written(tmp_path, *SPLIT), weights=weights)
    split = [row for row in told(people(register, "now", 2023)) if row[0] == "15" and row[2] == "female"]
    assert split == [("15", "1508", "female", 30, 500), ("15", "1580", "female", 30, 500)]
    assert register.count("registry.population_weight") == 2, "those of no row are not kept"


def test_merged_municipalities_are_one_by_todays_borders(either: Register, tmp_path: Path) -> None:
    loaded(either, written(tmp_path, *MERGED))
    assert told(people(either, "now", 2019)) == [("11", "1103", "female", 8, 115)]
    assert told(people(either, "then", 2019)) == [
        ("11", "1103", "female", 8, 100),
        ("11", "1141", "female", 8, 10),
        ("11", "1142", "female", 8, 5),
    ]


def test_figures_by_later_borders_are_brought_back_as_far_as_they_tell(
    register: Register, tmp_path: Path
) -> None:
    """1508 and 1580 were all of 1507 in 2023; of 1103 nobody can say who lived in which of three in 2019."""
    rows = (
        "1508,2023,30,F,860",
        "1580,2023,30,F,140",
        "0301,2019,8,F,9",
        "1103,2019,8,F,115",
        "3101,2019,8,F,3",
    )
    loaded(register, written(tmp_path, *rows))
    assert told(people(register, "then", 2023)) == [("15", "1507", "female", 30, 1000)]
    assert told(people(register, "then", 2019)) == [
        ("03", "0301", "female", 8, 9),
        ("11", None, "female", 8, 115),
        (None, "0101", "female", 8, 3),
    ]
    assert told(people(register, "now", 2019))[-1] == ("31", "3101", "female", 8, 3)


def test_totals_are_the_files_whatever_the_borders(register: Register, tmp_path: Path) -> None:
    of_year = {2018: ("1850", "5012", "0301", "5011", "1852"), 2022: ("1507",), 2023: ("1507", "0301")}
    rows = [
        f"{number},{year},{age},{sex},{(year * age + int(number)) % 97}"
        for year, numbers in of_year.items()
        for number in numbers
        for age in range(0, 106, 3)
        for sex in "FM"
    ]
    expected = Counter[tuple[int, str, int]]()
    for row in rows:
        _, of, age, sex, persons = row.split(",")
        expected[int(of), {"F": "female", "M": "male"}[sex], int(age)] += int(persons)
    loaded(register, written(tmp_path, *rows))
    for borders in ("now", "then"):
        for year in (2018, 2022, 2023):
            found = Counter[tuple[int, str, int]]()
            for each in people(register, borders, year):
                found[year, each["sex"], each["age"]] += each["persons"]
            assert found == {cell: count for cell, count in expected.items() if cell[0] == year}


def test_a_second_load_replaces_and_the_first_is_found_as_of_its_day(
    either: Register, tmp_path: Path
) -> None:
    first = loaded(either, written(tmp_path, "0301,2026,30,F,50", "0301,2025,30,F,40", name="a.csv")).added
    second = loaded(either, written(tmp_path, "0301,2026,30,F,51", name="b.csv")).added
    assert told(people(either, "now", 2026)) == [("03", "0301", "female", 30, 51)]
    assert told(people(either, "now", 2025)) == [("03", "0301", "female", 30, 40)]
    assert first[0].known_from == first[1].known_from < second[0].known_from
    assert told(people(either, "now", 2026, first[1].known_from)) == [("03", "0301", "female", 30, 50)]
    assert told(people(either, "now", 2026, second[0].known_from)) == [("03", "0301", "female", 30, 51)]
    assert either.count("registry.population_year") == 3
    either.use("app")
    assert [each.persons for each in population.years(OFFICER) if each.municipal] == [40, 51]


def test_the_same_file_again_changes_nothing(register: Register, tmp_path: Path) -> None:
    file = written(tmp_path, *SPLIT)
    done = loaded(register, file)
    again = loaded(register, file)
    assert (again.added, again.unchanged) == ((), done.added)
    assert register.count("registry.population_year") == 1


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("9999,2023,30,F,1", "population-municipality-unknown"),
        ("0301,2023,31,F,-1", "population-count-negative"),
        ("0301,2023,30,F,50", "population-row-repeated"),
    ],
)
def test_a_bad_file_is_refused_with_line_and_reason_and_nothing_is_loaded(
    register: Register, tmp_path: Path, row: str, code: str
) -> None:
    loaded(register, written(tmp_path, *SPLIT))
    with pytest.raises(population.Refused) as refused:
        loaded(register, written(tmp_path, "0301,2020,30,F,9", *SPLIT, row))
    [problem] = refused.value.problems
    assert (problem.code, problem.at) == (code, "figures.csv:6")
    assert refused.value.lines("nb")[0].count("figures.csv:6") == 1
    assert register.count("registry.population") == len(SPLIT)
    assert register.count("registry.population_year WHERE known_to IS NULL") == 1


def test_a_missing_column_is_refused(register: Register, tmp_path: Path) -> None:
    with pytest.raises(population.Refused) as refused:
        loaded(register, written(tmp_path, "0301,2023,30,50", heading="municipality,year,age,population"))
    assert [(each.code, each.at) for each in refused.value.problems] == [
        ("population-column-missing", "figures.csv:1")
    ]
    assert register.count("registry.population_year") == 0


def test_municipalities_of_no_one_day_are_refused(register: Register, tmp_path: Path) -> None:
    with pytest.raises(population.Refused) as refused:
        loaded(register, written(tmp_path, *SPLIT, "1508,2023,30,F,860"))
    [problem] = refused.value.problems
    assert (problem.code, problem.arguments) == ("population-borders-mixed", {"year": 2023})


def test_bad_weights_refuse_the_load(register: Register, tmp_path: Path) -> None:
    heading = "municipality_original,year,municipality_2024,weighting"
    weights = written(tmp_path, "1507,2023,1508,0.5", name="w.csv", heading=heading)
    with pytest.raises(population.Refused) as refused:
        loaded(register, written(tmp_path, *SPLIT), weights=weights)
    assert [(each.code, each.at) for each in refused.value.problems] == [
        ("population-weights-not-whole", "w.csv:2")
    ]
    assert register.count("registry.population_year") == 0


@pytest.mark.requirement("NOIS-4-1")
def test_only_who_defines_may_load(register: Register, tmp_path: Path) -> None:
    somebody = Actor("somebody", EPIDEMIOLOGIST, Purpose.SURVEILLANCE)
    register.use("intake")
    with pytest.raises(Refused):
        population.load(somebody, written(tmp_path, *SPLIT))
    assert register.count("registry.population_year") == 0


@pytest.mark.requirement("NOIS-4-1")
@pytest.mark.parametrize("login", ["app", "insight", "auditor"])
def test_no_other_login_may_write_figures(either: Register, login: str) -> None:
    with either.login(login) as bare, pytest.raises(psycopg.errors.InsufficientPrivilege):
        bare.execute(
            'INSERT INTO registry.population ("of", municipality, sex, age, persons)'
            " VALUES (1, '0301', 'female', 1, 1)"
        )


def test_a_stored_figure_is_never_rewritten(either: Register) -> None:
    for change in ("UPDATE registry.population SET persons = 0", "DELETE FROM registry.population",
                   "UPDATE registry.population_year SET source = ''"):  # fmt: skip
        with either.login("intake") as bare, pytest.raises(psycopg.errors.InsufficientPrivilege):
            bare.execute(change.encode())


def test_the_load_tells_the_warehouse_of_itself(register: Register, tmp_path: Path) -> None:
    named = "(SELECT FROM registry.changed WHERE \"table\" = 'population' AND month IS NULL) AS named"
    before = register.count(named)
    loaded(register, written(tmp_path, *SPLIT))
    assert register.count(named) == before + 1


def test_tables_have_the_declared_columns(register: Register, tmp_path: Path) -> None:
    loaded(register, written(tmp_path, *SPLIT))
    made = tables(register)
    declared = (reference.POPULATION, reference.PLACE, reference.CALENDAR)
    assert set(made) == {table.name for table in declared}
    for table in declared:
        assert made[table.name].schema == schema(table)
        made[table.name].validate(full=True)
        for column in table.columns:
            if column.required:
                assert made[table.name][column.name].null_count == 0
            if column.words:
                assert set(made[table.name][column.name].unique().to_pylist()) <= set(column.words)


def test_counties_stand_in_until_a_file_is_loaded_for_the_year(register: Register, tmp_path: Path) -> None:
    before = people(register, "now", 2026)
    assert {row["municipality"] for row in before} == {None}
    assert {row["county"] for row in before} == set("03 11 15 18 31 32 33 34 39 40 42 46 50 55 56".split())
    assert {row["age"] for row in before} == set(range(0, 95, 5))
    done = loaded(register, written(tmp_path, "0301,2026,30,F,50"))
    assert told(people(register, "now", 2026)) == [("03", "0301", "female", 30, 50)]
    [one] = done.added
    ends = {row["known_to"] for row in tables(register)["population"].to_pylist() if row["year"] == 2026}
    assert ends == {None, one.known_from}
    assert told(people(register, "now", 2026, before[0]["known_from"])) == told(before)
    assert {row["municipality"] for row in people(register, "now", 2025)} == {None}


def test_shipped_figures_are_known_from_when_they_were_loaded(register: Register) -> None:
    with refreshing(register) as (_, book):
        [version] = book.history("county-population", "county-population")
    known = {row["known_from"] for row in tables(register)["population"].to_pylist()}
    assert known == {version.known_from}


def test_newer_figures_of_counties_end_the_older(register: Register) -> None:
    with refreshing(register) as (connection, book):
        versions = book.history("county-population", "county-population")
        later = datetime(2030, 1, 1, tzinfo=UTC)
        rows = "".join(f"2030,03,{group},10,20\n" for group in AGE5)
        newer = definition(
            f"year,county,age,female,male\n{rows}", "county-population", valid_from="2024-01-01"
        )
        every = [*book.latest(), replace(versions[0], id=10**6, known_from=later, definition=newer)]
        made = reference_tables(connection, Book([*versions, *every]), date(2030, 2, 1))["population"]
    ends = {(row["year"], row["known_to"]) for row in made.to_pylist()}
    assert ends == {*((year, later) for year in range(2015, 2027)), (2030, None)}


def test_counties_of_the_time_are_told_where_todays_sum_to_them(register: Register) -> None:
    then = {year: {row["county"] for row in people(register, "then", year)} for year in (2019, 2022, 2025)}
    assert then[2022] == set("03 11 15 18 30 34 38 42 46 50 54".split())
    assert then[2025] == {row["county"] for row in people(register, "now", 2025)}
    assert {None, "03", "11"} <= then[2019]
    for year in (2019, 2022):
        now = sum(row["persons"] for row in people(register, "now", year))
        assert sum(row["persons"] for row in people(register, "then", year)) == now


def test_a_place_is_followed_to_what_it_is_today(register: Register) -> None:
    places = {row["municipality"]: row for row in tables(register)["place"].to_pylist()}
    assert places["0219"] == {
        "municipality": "0219", "name": "Bærum", "county": "02", "county_name": "Akershus",
        "today": "3201", "county_today": "32",
    }  # fmt: skip
    assert (places["1507"]["today"], places["1507"]["county_today"]) == (None, "15")
    assert "2100" not in places, "Svalbard is no municipality"


def test_the_calendar_has_every_day_once_to_the_end_of_next_year(register: Register) -> None:
    days = {row["day"]: row for row in tables(register)["calendar"].to_pylist()}
    assert (min(days), max(days)) == (date(2000, 1, 1), date(2027, 12, 31))
    assert len(days) == (date(2028, 1, 1) - date(2000, 1, 1)).days
    assert days[date(2026, 3, 15)] == {
        "day": date(2026, 3, 15), "year": 2026, "quarter": "2026-Q1", "month": "2026-03", "week": "2026-W11",
    }  # fmt: skip
    assert days[date(2027, 1, 1)]["week"] == "2026-W53"
    assert days[date(2024, 12, 31)]["week"] == "2025-W01"


def test_an_edition_tells_whether_the_tables_would_be_others(register: Register, tmp_path: Path) -> None:
    def now(day: date = TODAY) -> str:
        with refreshing(register) as (connection, book):
            return edition(connection, book, day)

    before = now()
    assert now() == before != now(date(2027, 1, 1))
    loaded(register, written(tmp_path, *SPLIT))
    assert now() != before


def test_equal_editions_are_of_equal_tables(register: Register, tmp_path: Path) -> None:
    loaded(register, written(tmp_path, *SPLIT, *MERGED))
    first, second = tables(register), tables(register)
    assert all(first[name].equals(second[name]) for name in first)


def test_rates_are_standardised_to_the_european_population(register: Register) -> None:
    with refreshing(register) as (_, book):
        weights = standard(book)
        assert list(weights) == list(AGE5)
        assert sum(weights.values()) == 100_000
        with pytest.raises(KeyError):
            standard(book, "world")


@pytest.mark.slow
def test_the_countrys_figures_are_loaded_and_sum_to_the_files(register: Register, shared: Path) -> None:
    folder = shared / "data" / "reference"
    done = loaded(register, folder / "population.parquet", weights=folder / "municipality_redistricting.csv")
    assert [(note.code, note.arguments) for note in done.notes] == [
        ("population-rows-left-out", {"count": 48})
    ]
    exact = {each.year: each.persons for each in done.added}
    assert (exact[2024], min(exact), max(exact)) == (5_550_203, 2015, 2026)
    made = tables(register)["population"]
    open_rows = made.filter(pc.is_null(made["known_to"]))
    sums = open_rows.group_by(["borders", "year"]).aggregate([("persons", "sum")]).to_pylist()
    assert {(row["borders"], row["year"]): row["persons_sum"] for row in sums} == {
        (borders, year): persons for borders in ("now", "then") for year, persons in exact.items()
    }

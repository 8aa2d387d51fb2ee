"""Files of population figures: read, or refused with line and reason."""

import io

import pyarrow as pa
import pyarrow.parquet
import pytest

from infreg.parsing.population import LIMIT, read_figures, read_weights
from infreg.vocabulary.problem import Level

pytestmark = pytest.mark.requirement("NIR-3")

KNOWN = {"0301", "1507", "1508", "1580", "3201"}
HEADING = "municipality,year,age,sex,population\n"
TWO = f"{HEADING}0301,2026,0,F,10\n0301,2026,0,M,20\n"
WEIGHTS = "municipality_original,year,municipality_2024,weighting\n"


def faults(content: str | bytes, file: str = "p.csv") -> list[tuple[str, str]]:
    """What is told of a file that is refused, and where."""
    written = content.encode() if isinstance(content, str) else content
    figures, problems = read_figures(written, file, KNOWN)
    assert (figures is None) == bool(problems)
    assert all(each.level is Level.REJECTED for each in problems)
    return [(each.code, each.at) for each in problems]


def rows(content: str | bytes) -> list[dict[str, object]]:
    written = content.encode() if isinstance(content, str) else content
    figures, problems = read_figures(written, "p.csv", KNOWN)
    assert figures, problems
    return list(figures.rows.to_pylist())


def parquet(**columns: object) -> bytes:
    written = io.BytesIO()
    pa.parquet.write_table(pa.table(columns), written)
    return written.getvalue()


OF_ONE = {"year": 2026, "municipality": "0301", "age": 0}


def test_a_row_says_where_when_of_what_age_and_sex_and_how_many() -> None:
    assert rows(TWO) == [
        {**OF_ONE, "sex": "female", "persons": 10},
        {**OF_ONE, "sex": "male", "persons": 20},
    ]


@pytest.mark.parametrize(
    "written",
    [
        TWO.replace(",", ";"),
        "\ufeff" + TWO,
        TWO.replace("\n", "\r\n"),
        TWO.replace("0301", '"0301"').replace("municipality", '"municipality"'),
        TWO + "\n\n",
        "comment," + TWO.replace("\n0301", "\nx,0301", 1).replace("\n0301", "\n,0301"),
    ],
    ids=["semicolons", "byte order mark", "Windows lines", "quotes", "empty lines last", "a column more"],
)
def test_it_is_read_however_a_spreadsheet_writes_it(written: str) -> None:
    assert rows(written) == rows(TWO)


def test_parquet_is_read_with_whole_numbers_written_as_decimals() -> None:
    written = parquet(
        population=[10.0, 20.0], sex=["F", "M"], age=[0, 0], year=[2026, 2026], municipality=["0301"] * 2
    )
    assert rows(written) == rows(TWO)


def test_parquet_with_words_in_a_dictionary_is_read() -> None:
    words = pa.array(["0301", "0301"]).dictionary_encode()
    written = parquet(
        municipality=words, year=[2026, 2026], age=[0, 0], sex=pa.array(["F", "M"]).dictionary_encode(),
        population=[10, 20],
    )  # fmt: skip
    assert rows(written) == rows(TWO)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("9999,2026,1,F,4", "population-municipality-unknown"),
        ("301,2026,1,F,4", "population-municipality-unknown"),
        (",2026,1,F,4", "population-municipality-unknown"),
        ("0301,2026,1,F,-4", "population-count-negative"),
        ("0301,2026,1,F,4.5", "population-count-unreadable"),
        ("0301,2026,1,F,4 000", "population-count-unreadable"),
        ("0301,2026,1,F,", "population-count-missing"),
        ("0301,2026,121,F,4", "population-age-unreadable"),
        ("0301,2026,-99,F,4", "population-age-unreadable"),
        ("0301,2026,0-4,F,4", "population-age-unreadable"),
        ("0301,2026,,F,4", "population-age-unreadable"),
        ("0301,2026,1,K,4", "population-sex-unknown"),
        ("0301,2026,1,,4", "population-sex-unknown"),
        ("0301,26,1,F,4", "population-year-unreadable"),
        ("0301,2026K1,1,F,4", "population-year-unreadable"),
        ("0301,2026,0,F,4", "population-row-repeated"),
    ],
)
def test_a_wrong_row_is_told_by_its_line(row: str, code: str) -> None:
    assert faults(f"{TWO}{row}\n") == [(code, "p.csv:4")]


def test_a_line_is_counted_as_an_editor_does() -> None:
    assert faults(f"{HEADING}\n\n{TWO.removeprefix(HEADING)}\n9999,2026,1,F,4\n") == [
        ("population-municipality-unknown", "p.csv:7")
    ]


def test_of_parquet_the_number_of_the_row_is_told() -> None:
    written = parquet(
        municipality=["0301", "0301", "0301"], year=[2026] * 3, age=[0, 1, 2], sex=["F"] * 3,
        population=[1.0, 2.5, None],
    )  # fmt: skip
    assert faults(written, "p.parquet") == [
        ("population-count-unreadable", "p.parquet:2"),
        ("population-count-missing", "p.parquet:3"),
    ]


@pytest.mark.parametrize("column", HEADING.strip().split(","))
def test_a_missing_column_is_named(column: str) -> None:
    _, [problem] = read_figures(TWO.replace(column, "other", 1).encode(), "p.csv", KNOWN)
    assert (problem.code, problem.at) == ("population-column-missing", "p.csv:1")
    assert problem.arguments["column"] == column


def test_everything_wrong_with_a_file_is_told_at_once_by_line() -> None:
    assert faults(f"{HEADING}9999,2026,0,F,1\n0301,2026,0,X,-1\n") == [
        ("population-municipality-unknown", "p.csv:2"),
        ("population-count-negative", "p.csv:3"),
        ("population-sex-unknown", "p.csv:3"),
    ]


def test_a_doubled_row_names_the_first() -> None:
    _, [problem] = read_figures(f"{TWO}0301,2026,0,F,10\n".encode(), "p.csv", KNOWN)
    assert problem.arguments == {"line": 2}


def test_many_faults_are_counted_and_not_all_told() -> None:
    told = faults(
        HEADING + "".join(f"9999,2026,{age},F,1\n" for age in range(100)) + "9999,2026,5,M,-1\n" * 9
    )
    assert len(told) == LIMIT + 1
    _, problems = read_figures(
        (HEADING + "".join(f"99{age:02},2026,1,F,1\n" for age in range(100)) * 2).encode(), "p.csv", KNOWN
    )
    assert (problems[-1].code, problems[-1].arguments) == ("population-problems-omitted", {"count": 100})


@pytest.mark.parametrize(
    ("content", "code", "at"),
    [
        ("", "population-unreadable", "p.csv"),
        (HEADING, "population-empty", "p.csv"),
        (f"{HEADING}0301,2026,0,F\n", "population-row-uneven", "p.csv:2"),
        (f"{TWO}0301,2026,0,F,1,2\n", "population-row-uneven", "p.csv:4"),
        (b"PAR1 and no more", "population-unreadable", "p.csv"),
        (b"PK\x03\x04\xff\xfe workbook", "population-unreadable", "p.csv"),
        (HEADING.encode() + "0301,2026,0,Kvinnå,1\n".encode("latin-1"), "population-unreadable", "p.csv"),
        ("\ud7ff".encode("utf-16"), "population-unreadable", "p.csv"),
    ],
)
def test_a_file_that_is_none_is_refused(content: str | bytes, code: str, at: str) -> None:
    assert faults(content) == [(code, at)]


def test_a_place_outside_the_municipalities_may_stand_there_without_a_figure() -> None:
    figures, problems = read_figures(f"{TWO}svalbard,2026,-99,F,\n".encode(), "p.csv", KNOWN)
    assert not problems
    assert figures
    assert (len(figures.rows), figures.left_out) == (2, 1)
    assert faults(f"{HEADING}svalbard,2026,-99,F,\n") == [("population-empty", "p.csv")]
    assert faults(f"{TWO}svalbard,2026,1,F,4\n") == [("population-municipality-unknown", "p.csv:4")]


def test_weights_say_what_became_of_a_municipality() -> None:
    table, problems = read_weights(
        f"{WEIGHTS}1507,2023,1508,0.86\n1507,2023,1580,0.14\n0101,2019,3201,1\n".encode(), "w.csv", KNOWN
    )
    assert not problems
    assert table
    assert table.to_pylist()[1] == {
        "year": 2023, "municipality": "1507", "today": "1580", "weight": "0.14",
    }  # fmt: skip


def test_weights_may_lead_to_the_municipalities_of_another_year() -> None:
    table, _ = read_weights(
        b"municipality_original,year,municipality_2028,weighting\n1507,2023,1508,1\n", "w.csv", KNOWN
    )
    assert table
    assert table["today"].to_pylist() == ["1508"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("1507,2023,1580,0.2", "population-weights-not-whole"),
        ("1507,2023,1580,", "population-weight-unreadable"),
        ("1507,2023,1580,0", "population-weight-unreadable"),
        ("1507,2023,1580,-0.14", "population-weight-unreadable"),
        ("1507,2023,1580,1.4", "population-weight-unreadable"),
        ('1507,2023,1580,"0,14"', "population-weight-unreadable"),
        ("1507,2023,9999,0.14", "population-municipality-unknown"),
        ("1507,23,1580,0.14", "population-year-unreadable"),
        ("1507,2023,1508,0.14", "population-row-repeated"),
    ],
)
def test_a_wrong_weight_is_told_by_its_line(row: str, code: str) -> None:
    table, problems = read_weights(f"{WEIGHTS}1507,2023,1508,0.86\n{row}\n".encode(), "w.csv", KNOWN)
    assert table is None
    assert (problems[-1].code, problems[-1].at) == (code, "w.csv:3")

"""The documents about the warehouse say what is declared, and their examples run."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from infreg.flow import insight
from infreg.registers.msis.tables import CASE
from infreg.storage.warehouse.schema import schema
from infreg.storage.warehouse.writing import write_one
from infreg.vocabulary.warehouse import Kind
from tools import warehouse_docs

pytestmark = pytest.mark.requirement("NIR-7", "NIR-12")

ROOT = Path(__file__).resolve().parents[2]
EARLY, LATE = datetime(2026, 3, 14, 22, 59, tzinfo=UTC), datetime(2026, 3, 14, 23, tzinfo=UTC)


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return dict(warehouse_docs.documents(ROOT))


def test_the_documents_are_as_the_declarations_make_them(pages: dict[str, str]) -> None:
    assert {name: (ROOT / name).read_text("utf-8") for name in pages} == pages
    lying = {path.relative_to(ROOT).as_posix() for path in (ROOT / warehouse_docs.FOLDER).iterdir()}
    assert lying == pages.keys(), "a page of a table that is no more"


@pytest.mark.parametrize("name", insight.tables())
def test_every_declared_column_stands_on_its_tables_page_with_its_sensitivity(
    pages: dict[str, str], name: str
) -> None:
    page, table = pages[f"docs/warehouse/{name}.md"], insight.tables()[name]
    (columns,) = re.findall(r"^## Columns\n(.*?)(?=^#|\Z)", page, re.MULTILINE | re.DOTALL)
    rows = re.findall(r"^\| \**`(\w+)`.* (\w+) \|$", columns, re.MULTILINE)
    assert rows == [(column.name, column.sensitivity.value) for column in table.columns]
    for column in table.columns:
        for language in ("nb", "en"):
            assert column.title[language] in page, column
            for word, texts in (column.words or {}).items():
                assert f"`{word}`" in page, column
                assert texts[language] in page, column
    for told in (table.row, table.lag, *table.limitations):
        assert told["nb"] in page
        assert told["en"] in page


def test_every_measure_stands_with_all_that_is_said_of_it(pages: dict[str, str]) -> None:
    page = pages["docs/warehouse/measures.md"]
    for measure in insight.measures():
        (told,) = re.findall(rf"^## {measure.name}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
        assert f"version {measure.version}" in told
        for texts in (measure.title, measure.counts, measure.population, *measure.limitations):
            assert texts["nb"] in told
            assert texts["en"] in told
        assert all(f"`{stratum}`" in told for stratum in measure.strata)


def test_every_table_is_on_the_page_that_leads_to_them(pages: dict[str, str]) -> None:
    assert all(f"]({name}.md)" in pages["docs/warehouse/README.md"] for name in insight.tables())


def test_every_link_of_the_documents_leads_somewhere(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        for link in re.findall(r"\]\(([^)#]+)", page):
            assert (ROOT / name).parent.joinpath(link).exists(), (name, link)


def test_the_list_of_tables_is_made_anew_and_the_page_around_it_kept() -> None:
    by_hand = f"# Ours\n\n{warehouse_docs.BEGINS}\n\nold\n\n{warehouse_docs.ENDS}\n\n## Also ours\n"
    page = warehouse_docs.overview([CASE], by_hand)
    assert page.startswith("# Ours\n")
    assert page.endswith("## Also ours\n")
    assert "old" not in page
    assert "[`case`](case.md)" in page


def test_the_examples_in_sql_count_what_they_say(tmp_path: Path) -> None:
    write_cases(
        tmp_path,
        a_case("measles", EARLY, None),
        a_case("measles", EARLY, LATE),
        a_case("mumps", LATE, None),
        a_case("measles", EARLY, EARLY),
        a_case("measles", LATE, None, date(2025, 12, 31)),
    )
    text = (ROOT / "docs/warehouse/README.md").read_text("utf-8")
    now, then = re.findall(r"^```sql\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    set_state, _, count_now = now.partition(";")
    with duckdb.connect() as engine:
        engine.execute(re.sub("'.*'", f"'{tmp_path}'", set_state))
        assert engine.sql(count_now).fetchall() == [("measles", 1), ("mumps", 1)]
        assert engine.sql(then).fetchall() == [("measles", 2)]


def a_case(
    disease: str, known_from: datetime, known_to: datetime | None, day: date = date(2026, 3, 10)
) -> dict[str, Any]:
    filled: dict[Kind, Any] = {
        Kind.TEXT: "x",
        Kind.INTEGER: 1,
        Kind.DAY: day,
        Kind.TIME: known_from,
        Kind.BOOLEAN: False,
    }
    row = {column.name: filled[column.kind] for column in CASE.columns}
    return row | {"disease": disease, "year": day.year, "known_from": known_from, "known_to": known_to}


def write_cases(state: Path, *rows: dict[str, Any]) -> None:
    (state / "case").mkdir()
    batch = pa.RecordBatch.from_pylist(list(rows), schema(CASE))
    write_one(state / "case", "2026-03", [batch], schema(CASE))

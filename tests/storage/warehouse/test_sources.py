"""What is declared, what is asked of the database and what is written are the same."""

from pathlib import Path
from random import Random

import pyarrow as pa
import pytest
from pyarrow import parquet

from infreg.flow import refreshing
from infreg.storage.connection import acting
from infreg.storage.warehouse.schema import TYPES, schema
from infreg.storage.warehouse.sources import INSTITUTION, SOURCES
from infreg.vocabulary.warehouse import Kind
from tests.flow.made_warehouse import DECLARED, contents, digests, folder, read, refreshed
from tests.register import Register
from tests.storage.warehouse import made_rows

pytestmark = pytest.mark.requirement("B-5", "NIR-12")

TABLES = {table.name: table for table in refreshing.TABLES}
#: As PostgreSQL calls a kind.
OIDS = {20: Kind.INTEGER, 25: Kind.TEXT, 1082: Kind.DAY, 1184: Kind.TIME, 16: Kind.BOOLEAN}


@pytest.fixture
def nasty(register: Register) -> Register:
    """Forty answers with what lies below them, of every day and text that could go wrong."""
    chance = Random(1)  # noqa: S311 - the same rows every time
    with register.superuser() as bare:
        made_rows.add_institutions(bare)
        for number in range(40):
            made_rows.add(bare, chance, number)
    return register


def test_every_event_table_has_its_question() -> None:
    assert {table.name for table in TABLES.values() if table.event} == SOURCES.keys()


def test_a_question_has_the_declared_columns_of_the_declared_types(either: Register) -> None:
    either.use("insight")
    asked = {name: source.of_all() for name, source in SOURCES.items()} | {"institution": (INSTITUTION, {})}
    with acting(refreshing.ACTOR, snapshot=True) as connection:
        for name, (question, arguments) in asked.items():
            described = connection.execute(question, arguments).description or ()
            found = [(column.name, OIDS.get(column.type_code)) for column in described]
            assert found == [(column.name, column.kind) for column in TABLES[name].columns], name


def test_a_file_has_the_declared_columns_of_one_type_a_kind(nasty: Register, tmp_path: Path) -> None:
    refreshed(nasty, tmp_path)
    for name in DECLARED:
        held = contents(tmp_path).tables[name]
        assert held.files
        for file in held.files:
            found = parquet.read_schema(folder(tmp_path) / "current" / file.path)
            assert found.equals(schema(TABLES[name])), file.path
            assert held.columns == tuple((c.name, c.kind.value) for c in TABLES[name].columns)
    assert TYPES[Kind.TIME] == pa.timestamp("us", tz="UTC")


def test_what_is_written_is_what_the_database_answers(nasty: Register, tmp_path: Path) -> None:
    """Nothing and an empty text are told apart; no text, day or time is too odd."""
    refreshed(nasty, tmp_path)
    nasty.use("insight")
    with acting(refreshing.ACTOR, snapshot=True) as connection:
        connection.execute("SET LOCAL timezone TO 'UTC'")
        for name, source in SOURCES.items():
            rows = connection.execute(*source.of_all()).fetchall()
            assert rows, name
            written = [tuple(row.values()) for row in read(tmp_path, name)]
            assert sorted(map(repr, _plain(written))) == sorted(map(repr, _plain(rows))), name
    assert {row["name"] for row in read(tmp_path, "institution")} == set(made_rows.NAMES)
    assert {None, ""} <= {row[name] for row in read(tmp_path, "finding") for name in ("specimen", "method")}


def _plain(rows: list[tuple[object, ...]]) -> list[tuple[str, ...]]:
    """A time zone has several names."""
    return [tuple(getattr(value, "isoformat", value.__repr__)() for value in row) for row in rows]


def test_a_row_lies_in_the_file_of_its_month(nasty: Register, tmp_path: Path) -> None:
    refreshed(nasty, tmp_path)
    for name in SOURCES:
        for file in contents(tmp_path).tables[name].files:
            rows = parquet.read_table(folder(tmp_path) / "current" / file.path, partitioning=None).to_pylist()
            stems = {row["day"].isoformat()[:7] if row["day"] else "unknown" for row in rows}
            assert stems == {file.stem}, file.path
            assert {row["month"] for row in rows} == {None if file.stem == "unknown" else file.stem}
            assert file.rows == len(rows)


@pytest.mark.parametrize("seed", range(3))
def test_a_refresh_of_what_changed_writes_what_a_full_one_writes(
    register: Register, tmp_path: Path, seed: int
) -> None:
    """File by file and byte by byte, after whatever may happen to the rows."""
    chance = Random(seed)  # noqa: S311 - the same changes every time
    step_by_step, at_once = tmp_path / "a", tmp_path / "b"
    with register.superuser() as bare:
        made_rows.add_institutions(bare)
        for number in range(12):
            made_rows.add(bare, chance, number)
    refreshed(register, step_by_step)
    written: list[int] = []
    for number in range(12, 32):
        with register.superuser() as bare:
            if chance.random() < 0.3:
                made_rows.add(bare, chance, number)
            made_rows.change(bare, chance)
        done = refreshed(register, step_by_step)
        written.append(sum(each.files for name, each in done.tables.items() if name in DECLARED))
        if number % 5 == 4 or number == 31:
            refreshed(register, at_once, full=True)
            assert digests(step_by_step) == digests(at_once), number
    files = len(digests(at_once))
    assert sum(written) / len(written) < files / 3, "or everything was written every time"

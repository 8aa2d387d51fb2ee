"""Tables that are handed over ready-made, and what is written anew because it would be written otherwise."""

from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from infreg.analysis.reference import CALENDAR, INSTITUTION, PLACE
from infreg.flow.refreshing import ACTOR
from infreg.storage.warehouse import manifest
from infreg.storage.warehouse.refresh import Made, Ready, Refreshed, Wish, refresh
from infreg.storage.warehouse.schema import schema
from tests.register import Register

pytestmark = pytest.mark.requirement("NIR-12")

COLUMNS = schema(PLACE)


def place(number: str) -> pa.Table:
    row = {"municipality": number, "name": "x", "county": "03", "county_name": "x"}
    return pa.Table.from_pylist([row], COLUMNS)


def days(*said: str) -> pa.Table:
    rows = [
        {"day": datetime.fromisoformat(day).date(), "year": 1, "quarter": "", "month": "", "week": ""}
        for day in said
    ]
    return pa.Table.from_pylist(rows, schema(CALENDAR))


class Laid:
    """A warehouse of ready-made tables and one that is read."""

    def __init__(self, register: Register, folder: Path) -> None:
        self.register, self.folder = register, folder
        self.key, self.number, self.made = "first", "0301", 0

    def _make(self) -> Made:
        self.made += 1
        return {"place": place(self.number), "calendar": days("2026-01-01")}

    def refresh(self) -> Refreshed:
        self.register.use("insight")
        tables = (PLACE, CALENDAR, INSTITUTION)
        return refresh(self.folder, ACTOR, Wish(tables, lambda _: Ready(self.key, self._make)))

    def read(self, table: str) -> list[dict[str, object]]:
        found = manifest.find_current(self.folder)
        assert found
        (file,) = found.files[table]
        rows: list[dict[str, object]] = parquet.read_table(file, partitioning=None).to_pylist()
        return rows

    def say(self, statement: str) -> None:
        with self.register.superuser() as bare:
            bare.execute(statement.encode())


def test_ready_made_tables_are_made_again_when_what_they_are_made_of_changes(
    register: Register, tmp_path: Path
) -> None:
    laid = Laid(register, tmp_path)
    laid.refresh()
    laid.number = "4601"
    assert laid.refresh().tables == {}
    assert (laid.made, laid.read("place")[0]["municipality"]) == (1, "0301")
    laid.key = "second"
    assert laid.refresh().tables.keys() == {"place", "calendar"}
    assert (laid.made, laid.read("place")[0]["municipality"]) == (2, "4601")
    laid.number = "5001"
    laid.say("INSERT INTO registry.changed (\"table\") VALUES ('place')")
    assert laid.refresh().tables.keys() == {"place"}
    assert laid.read("place")[0]["municipality"] == "5001"
    assert laid.refresh().tables == {}


def test_a_table_whose_declaration_changed_is_written_anew(register: Register, tmp_path: Path) -> None:
    laid = Laid(register, tmp_path)
    laid.refresh()
    found = manifest.find_contents(tmp_path)
    assert found
    file = found[0] / "manifest.json"
    digest = found[1].tables["institution"].digest
    file.write_text(file.read_text("utf-8").replace(digest, "another"), "utf-8")
    assert laid.refresh().tables.keys() == {"institution"}


def test_what_another_version_of_infreg_wrote_is_written_anew(register: Register, tmp_path: Path) -> None:
    laid = Laid(register, tmp_path)
    laid.refresh()
    found = manifest.find_contents(tmp_path)
    assert found
    file = found[0] / "manifest.json"
    file.write_text(file.read_text("utf-8").replace(found[1].version, "0.0.0"), "utf-8")
    assert laid.refresh().tables.keys() == {"place", "calendar", "institution"}

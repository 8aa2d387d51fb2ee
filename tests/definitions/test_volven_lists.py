"""The shipped Volven lists: what must hold of them beyond their form."""

import csv
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import infreg

pytestmark = pytest.mark.requirement("NOIS-1-8b")

LISTS = Path(infreg.__file__).parent / "definitions" / "lists"
#: By the name of the file; list 8271 has two versions.
HEADERS = {file.stem: tomllib.loads(file.read_text("utf-8")) for file in sorted(LISTS.glob("volven-*.toml"))}


def rows(name: str) -> list[dict[str, str]]:
    with (LISTS / HEADERS[name]["rows"]).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def codes(name: str) -> dict[str, str]:
    return {row["code"]: row["nb"] for row in rows(name)}


@pytest.mark.parametrize("name", HEADERS)
def test_the_name_of_a_list_is_the_number_in_its_oid(name: str) -> None:
    header = HEADERS[name]
    assert header["name"].split("-") == ["volven", header["system"].removeprefix("2.16.578.1.12.4.1.1.")]
    assert name.startswith(header["name"])


def test_resistance_changed_its_meaning_in_2019() -> None:
    old, new = (HEADERS[f"volven-8271-{year}"] for year in (1990, 2019))
    assert (new["valid_from"] - old["valid_to"]).days == 1
    assert codes("volven-8271-1990") == {"S": "Sensitiv", "I": "Intermediær", "R": "Resistent"}
    assert codes("volven-8271-2019")["I"] == "Sensitiv, økt eksponering"


def published(shared: Path) -> Iterator[dict[str, str]]:
    file = shared / "data" / "reference" / "volven_code_systems.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def test_codes_texts_and_titles_are_as_volven_publishes_them(shared: Path) -> None:
    by_system: dict[str, dict[str, str]] = {}
    titles = {}
    for row in published(shared):
        by_system.setdefault(row["oid"], {})[row["code"]] = row["display"]
        titles[row["oid"]] = row["title"].removeprefix(f"{row['code_system']} ")
    compared = [name for name, header in HEADERS.items() if header["version"] == "2025-11-09"]
    assert len(compared) == 10
    for name in compared:
        system = HEADERS[name]["system"]
        assert codes(name) == by_system[system]
        assert HEADERS[name]["title"]["nb"] == titles[system]

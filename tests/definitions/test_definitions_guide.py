"""What the guide shows is what the register takes: its examples are read, and refused, as it says."""

import re
from pathlib import Path

import pytest

from infreg.definitions.checking import check
from infreg.definitions.definition import Definition
from infreg.definitions.faults import text
from infreg.definitions.reading import read
from tests.definitions.made import definition, header

pytestmark = pytest.mark.requirement("B-6")

GUIDE = Path(__file__).resolve().parents[2] / "docs/definitions/guide.md"
BLOCKS = re.findall(r"^```(?:toml|csv|text)\n(.*?)^```$", GUIDE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
TOML, CSV, RULE, LIST_TOML, LIST_CSV, ROW, DISEASE, OFFICE_TOML, OFFICE_CSV, AGREEMENT, FAULT = BLOCKS
ORGANISMS = definition("code,name,rank,kind\nESCCOL,Escherichia coli,species,bacterium\n")


def example(toml: str, csv: str) -> Definition:
    [rows] = re.findall(r'^rows = "(.*?)"', toml, re.MULTILINE)
    found, faults = read({"example.toml": toml.encode(), rows: csv.encode()})
    assert found, faults
    return found


def test_the_example_of_names_is_taken_with_the_row_that_is_added() -> None:
    found = example(TOML, CSV + ROW)
    assert [row["text"] for row in found.rows] == ["kolibakterie", "E. coli, ESBL-produserende", "Kolibakt."]
    assert check([ORGANISMS, found]) == ()


def test_the_example_of_a_code_list_is_taken() -> None:
    found = example(LIST_TOML, LIST_CSV)
    assert [row["version"] for row in found.rows] == ["2027", "2027"]
    assert check([found]) == ()


def test_the_example_of_a_rule_is_taken() -> None:
    toml = header("finding-rules").replace('rows = "finding-rules.csv"\n', "") + RULE
    found, faults = read({"rules.toml": toml.encode()})
    assert not faults
    assert found is not None
    assert check([found]) == ()


def test_the_example_of_a_disease_is_taken() -> None:
    found, faults = read({"leptospirosis.toml": DISEASE.encode()})
    assert not faults
    assert found is not None
    leptospira = definition("code,name,rank,kind\nLEPSPP,Leptospira,genus,bacterium\n")
    assert check([leptospira, found]) == ()
    assert [row["disease"] for row in found.rows] == ["leptospirosis", "leptospirosis"]


def test_the_example_of_an_office_is_taken() -> None:
    found = example(OFFICE_TOML, OFFICE_CSV)
    counties = definition("number,name\n32,Akershus\n", "counties")
    places = definition("number,name,county\n3201,Bærum,32\n3203,Asker,32\n", "municipalities")
    assert check([counties, places, found]) == ()
    assert [row["municipalities"] for row in found.rows] == [("3201", "3203")]


@pytest.mark.requirement("NIR-17", "NOIS-1-6")
def test_the_example_of_an_agreement_is_taken() -> None:
    found, faults = read({"operations.toml": AGREEMENT.encode()})
    assert not faults
    assert found is not None
    assert check([found]) == ()
    assert found.header["processor"] == "An operator"
    assert [(row["agreement"], row["register"]) for row in found.rows] == [("operations", "lab")]


def test_the_example_of_a_fault_is_told_in_those_words() -> None:
    [fault] = check(
        [ORGANISMS, example(TOML, CSV.replace('ESBL-produserende",ESCCOL', 'ESBL-produserende",ESCOLI'))]
    )
    assert text(fault, "en") + "\n" == FAULT

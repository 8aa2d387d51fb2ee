"""A definition is read as it is written, from wherever its files are."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

import pytest

from infreg.definitions.checking import check
from infreg.definitions.definition import Definition
from infreg.definitions.reading import read, read_folder
from infreg.definitions.shipped import (
    ShippedDefinitionsBroken,
    checked,
    shipped_definitions,
    shipped_folders,
)
from tests.definitions.made import definition, header, made

pytestmark = pytest.mark.requirement("B-6")

ORGANISMS = """\
code,name,rank,parent,kind,nb,en
ESCCOL, Escherichia coli ,species,ENTBAC,bacterium,,
ENTBAC,Enterobacterales,group,,bacterium,"tarmbakterier, ""vanlige""
og andre",


NONE,No growth,none,,none,,
"""
COUNTIES = made("number,name\n03,Oslo\n32,Akershus\n", "counties")
MUNICIPALITIES = made(
    "number,name,county,x,y,population,neighbours\n"
    "0301,Oslo,03,4,3,720000,3201\n"
    "3201,Bærum,32,3,3,130000,0301\n"
    "3203,Asker,32,2,3,100000,\n",
    "municipalities",
)


def written(folder: Path, *definitions: dict[str, bytes]) -> Path:
    for files in definitions:
        for name, content in files.items():
            (folder / name).write_bytes(content)
    return folder


def test_every_row_has_every_column_typed_and_its_line() -> None:
    found = definition(ORGANISMS)
    assert [row["code"] for row in found.rows] == ["ESCCOL", "ENTBAC", "NONE"]
    assert found.lines == (2, 3, 7)
    first, second, _ = found.rows
    assert dict(first) == {
        "code": "ESCCOL",
        "name": "Escherichia coli",
        "rank": "species",
        "parent": "ENTBAC",
        "kind": "bacterium",
        "nb": None,
        "en": None,
        "valid_from": date(2012, 1, 1),
        "valid_to": None,
        "source": "The test",
        "status": "verified",
    }
    assert second["nb"] == 'tarmbakterier, "vanlige"\nog andre'
    assert isinstance(first, MappingProxyType), "nobody changes a row"


def test_numbers_lists_and_columns_in_any_order_are_read() -> None:
    found = definition("neighbours,x,county,name,number\n3201; 3203,4,03,Oslo,0301\n", "municipalities")
    [row] = found.rows
    assert (row["x"], row["neighbours"], row["population"]) == (Decimal(4), ("3201", "3203"), None)


def test_a_row_has_days_source_and_status_of_its_own_or_its_files() -> None:
    found = definition(
        "text,ucum,valid_from,valid_to,source,status\n"
        "%,%,2020-01-01,,A letter,unverified\n"
        "prosent,%,,2019-12-31,,\n",
        "units",
        more="valid_to = 2029-12-31\n",
    )
    own, of_file = found.rows
    assert (own["valid_from"], own["valid_to"]) == (date(2020, 1, 1), date(2029, 12, 31))
    assert (own["source"], own["status"]) == ("A letter", "unverified")
    assert (of_file["valid_from"], of_file["valid_to"]) == (date(2012, 1, 1), date(2019, 12, 31))
    assert (of_file["source"], of_file["status"]) == ("The test", "verified")


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "with a byte order mark"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["unix", "windows"])
def test_how_the_editor_saves_makes_no_difference(mark: str, ending: str) -> None:
    files = {
        name: (mark + text.decode().replace("\n", ending)).encode() for name, text in made(ORGANISMS).items()
    }
    found, faults = read(files)
    assert not faults
    assert found is not None
    assert [row["code"] for row in found.rows] == ["ESCCOL", "ENTBAC", "NONE"]
    assert found.lines == (2, 3, 7)


def test_a_table_without_rows_is_allowed_since_it_takes_back_what_was_loaded() -> None:
    assert definition("code,name,rank,kind\n").rows == ()


def test_the_files_are_kept_to_the_byte_and_read_again_to_the_same(tmp_path: Path) -> None:
    files = made(ORGANISMS)
    from_memory = definition(ORGANISMS)
    from_disk, _ = read(written(tmp_path, files) / "organisms.toml")
    [from_folder], _ = read_folder(tmp_path)
    again, _ = read(from_memory.content.files())
    assert from_memory.content.files() == files
    assert from_memory == from_disk == from_folder == again
    assert again is not None
    assert again.rows == from_memory.rows
    assert len({from_memory, again}) == 1


def test_the_hash_knows_both_files_and_their_border() -> None:
    first, second = definition(ORGANISMS), definition(ORGANISMS.replace("coli", "koli"))
    third = definition(ORGANISMS, more="# Why.\n")
    assert len({each.hash for each in (first, second, third)}) == 3
    assert len(first.hash) == 64
    assert definition("text,ucum\n", "units").hash != definition("text,ucum\n", "units", more="#\n").hash


def test_rules_stand_in_their_order_with_their_sentences() -> None:
    toml = header("finding-rules").replace('rows = "finding-rules.csv"\n', "")
    rules = "".join(
        f'[[rule]]\nid = "{name}"\nwhen = \'{when}\'\noutcome = "{outcome}"\n'
        f'text = {{ nb = "Regel {name}.", en = "Rule {name}." }}\n'
        for name, when, outcome in [
            ("not-found", 'word == "negative"', "negative"),
            ("immune", 'marker in ["igg", "anti-hbs"] and word == "positive"', "immunity"),
            ("found", 'word == "positive" or has_organism and number_known', "positive"),
        ]
    )
    found, faults = read({"finding-rules.toml": (toml + rules).encode()})
    assert not faults
    assert found is not None
    assert [(row["id"], row["outcome"]) for row in found.rows] == [
        ("not-found", "negative"),
        ("immune", "immunity"),
        ("found", "positive"),
    ]
    assert found.rows[1]["when"] == 'marker in ["igg", "anti-hbs"] and word == "positive"'
    assert (found.rows[2]["nb"], found.rows[2]["en"]) == ("Regel found.", "Rule found.")
    assert check([found]) == ()


def test_a_good_set_holds_together(tmp_path: Path) -> None:
    changes = made(
        "number,successor,day\n0219,3024,2020-01-01\n3024,3201,2024-01-01\n", "municipality-changes"
    )
    names = made("text,organism,how\nE. coli,ESCCOL,abbreviation\n", "organism-names")
    folder = written(tmp_path, made(ORGANISMS), names, COUNTIES, MUNICIPALITIES, changes)
    assert checked(folder) == read_folder(folder)[0]


def test_a_later_version_may_change_what_an_earlier_said() -> None:
    first = definition("text,organism,how\nkoli,ESCCOL,norwegian\n", "organism-names")
    later = definition("text,organism,how\nkoli,NONE,norwegian\n", "organism-names", valid_from="2020-01-01")
    assert check([definition(ORGANISMS), first, later]) == ()


def test_a_code_may_end_and_come_back_and_mean_something_else() -> None:
    found = definition(
        "code,nb,valid_from,valid_to\n1,Én,,2015-12-31\n1,Noe annet,2020-01-01,\n",
        "code-system",
        more='system = "2.16"\nversion = "1"\n',
    )
    assert check([found]) == ()


def test_one_code_of_two_systems_is_two_codes() -> None:
    lists = [
        definition("code,nb\n1,Én\n", "code-system", name, more=f'system = "2.16.{name}"\nversion = "1"\n')
        for name in ("a", "b")
    ]
    assert check(lists) == ()


def test_a_reference_may_pass_from_one_version_to_the_next() -> None:
    names = definition("text,organism,how\nkoli,ESCCOL,norwegian\n", "organism-names")
    organisms = [definition(ORGANISMS), definition(ORGANISMS, valid_from="2020-01-01")]
    assert check([names, *organisms]) == ()
    without = definition("code,name,rank,kind\nA,B,species,virus\n", valid_from="2021-01-01")
    [fault] = check([names, *organisms, without])
    assert (fault.code, fault.line, fault.arguments["day"]) == ("reference-not-then", 2, "2021-01-01")


def test_the_order_definitions_are_given_in_does_not_matter() -> None:
    broken: list[Definition] = [
        definition("text,organism,how\nkoli,ESCOL,norwegian\n", "organism-names"),
        definition("text,organism,how\nkoli,ESCCOL,norwegian\n", "organism-names", "ours"),
        definition(ORGANISMS),
        definition(ORGANISMS, name="again"),
    ]
    told = check(broken)
    assert len(told) == 5
    assert check(broken[::-1]) == told


@pytest.mark.requirement("NOIS-1-8b")
def test_what_the_package_ships_holds_together() -> None:
    shipped = shipped_definitions()
    assert {"organisms", "specimens", "investigations", "diseases"} <= {each.kind for each in shipped}
    assert all(each.source and each.status for each in shipped)


def test_the_folders_of_the_registers_rooms_are_shipped_with_the_lists() -> None:
    folders = [folder.name for folder in shipped_folders()]
    assert folders[0] == "lists"
    assert "diseases" in folders
    for folder in shipped_folders():
        found, faults = read_folder(folder)
        assert found
        assert not faults


def test_folders_are_checked_together(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "names").mkdir()
    lists = written(tmp_path / "lists", made(ORGANISMS))
    names = written(tmp_path / "names", made("text,organism,how\nkoli,ESCCOL,name\n", "organism-names"))
    assert [each.kind for each in checked(lists, names)] == ["organisms", "organism-names"]
    with pytest.raises(ShippedDefinitionsBroken, match=r"^organism-names\.csv, line 2"):
        checked(names)


def test_a_package_that_ships_broken_definitions_says_where(tmp_path: Path) -> None:
    written(tmp_path, made(ORGANISMS), made("text,organism,how\nx,Y,name\n", "organism-names"))
    with pytest.raises(
        ShippedDefinitionsBroken, match=r"^organism-names\.csv, line 2: “Y” in organism is not"
    ):
        checked(tmp_path)
    written(tmp_path, {"organisms.toml": b"kind ="})
    with pytest.raises(ShippedDefinitionsBroken, match=r"^organisms\.toml, line 1: The TOML"):
        checked(tmp_path)

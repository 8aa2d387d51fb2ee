"""Definitions come with the package, are loaded into the running register, and stand in every version."""

from datetime import date
from pathlib import Path

import pytest

from infreg.access.actor import Actor, Purpose, Refused
from infreg.access.roles import LABORATORY, REGISTRY_OFFICER
from infreg.definitions.shipped import shipped_definitions
from infreg.flow import definitions
from infreg.flow.definitions import PACKAGE, shipped
from infreg.storage import preparation
from tests.register import Register

pytestmark = pytest.mark.requirement("B-6", "NOIS-1-8b")

OFFICER = Actor("officer", REGISTRY_OFFICER, Purpose.QUALITY)
HEADER = """
kind = "code-system"
name = "sampling-rooms"
system = "2.999.1"
version = "1"
valid_from = 2020-01-01
source = "laget for testen"
status = "verified"
rows = "prøverom.csv"
[title]
nb = "Prøverom"
en = "Sampling rooms"
"""
ROWS = "code,nb,en\nA,Rom A,Room A\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "prøverom.toml").write_text(HEADER, encoding="utf-8")
    (tmp_path / "prøverom.csv").write_text(ROWS, encoding="utf-8")
    return tmp_path


def test_a_new_installation_has_every_definition_of_the_package(either: Register) -> None:
    either.use("app")
    standing = definitions.book(OFFICER).latest()
    assert {v.definition.hash for v in standing} == {each.hash for each in shipped_definitions()}


def test_a_new_code_list_is_known_without_a_restart(register: Register, folder: Path) -> None:
    register.use("intake")
    before = definitions.book(OFFICER)
    assert not before.history("code-system", "sampling-rooms")
    loaded = definitions.load(OFFICER, [folder / "prøverom.toml"])
    assert [each.name for each in loaded.added] == ["sampling-rooms"]
    after = definitions.book(OFFICER)
    rows = definitions.rows_on(after, "code-system", "sampling-rooms", date(2026, 11, 22))
    assert [(row["code"], row["nb"]) for row in rows] == [("A", "Rom A")]
    assert not definitions.rows_on(after, "code-system", "sampling-rooms", date(2019, 12, 31))


def test_the_same_files_again_change_nothing(register: Register, folder: Path) -> None:
    register.use("intake")
    definitions.load(OFFICER, [folder / "prøverom.toml"])
    count = register.count("registry.definition")
    again = definitions.load(OFFICER, [folder / "prøverom.toml"])
    assert not again.added
    assert len(again.unchanged) == 1
    assert register.count("registry.definition") == count


def test_every_version_is_kept_with_who_loaded_it(register: Register, folder: Path) -> None:
    register.use("intake")
    definitions.load(OFFICER, [folder / "prøverom.toml"])
    (folder / "prøverom.csv").write_text(ROWS + "B,Rom B,Room B\n", encoding="utf-8")
    definitions.load(OFFICER, [folder / "prøverom.toml"])
    book = definitions.book(OFFICER)
    assert [len(v.definition.rows) for v in book.history("code-system", "sampling-rooms")] == [1, 2]
    with register.superuser() as bare:
        by = bare.execute(
            "SELECT DISTINCT by FROM registry.definition WHERE name = 'sampling-rooms'"
        ).fetchall()
    assert by == [("officer",)]


def test_what_does_not_hold_together_is_refused_as_a_whole(register: Register, folder: Path) -> None:
    register.use("intake")
    (folder / "navn.toml").write_text(
        HEADER.replace("code-system", "organism-names")
        .replace('system = "2.999.1"\nversion = "1"\n', "")
        .replace("sampling-rooms", "our-names")
        .replace("prøverom", "navn"),
        encoding="utf-8",
    )
    (folder / "navn.csv").write_text("text,organism,how\nen ny mikrobe,NOSUCH,synonym\n", encoding="utf-8")
    count = register.count("registry.definition")
    before = definitions.book(OFFICER)
    with pytest.raises(definitions.Refused) as refused:
        definitions.load(OFFICER, [folder / "prøverom.toml", folder / "navn.toml"])
    assert [line[: len("navn.csv, linje 2:")] for line in refused.value.lines("nb")] == ["navn.csv, linje 2:"]
    assert register.count("registry.definition") == count
    assert definitions.book(OFFICER) is before


def test_who_may_not_define_is_refused(register: Register, folder: Path) -> None:
    register.use("intake")
    with pytest.raises(Refused, match="define"):
        definitions.load(Actor("lab", LABORATORY, Purpose.QUALITY), [folder / "prøverom.toml"])


def test_an_upgrade_does_not_take_the_place_of_what_a_person_loaded(
    register: Register, tmp_path: Path
) -> None:
    """The package's own of the same name and first day stand until somebody loads another."""
    ours = next(each for each in shipped_definitions() if each.name == "units")
    for name, content in ours.content.files().items():
        (tmp_path / name).write_bytes(content.replace("Måleenheter".encode(), b"Enheter hos oss"))
    register.use("intake")
    definitions.load(OFFICER, [tmp_path / ours.file])
    upgrade = preparation.Shipped(b"another", shipped().read)
    preparation.prepare(register.environ, upgrade)
    (standing,) = (
        v
        for v in definitions.book(OFFICER).latest()
        if (v.definition.kind, v.definition.name) == ("units", "units")
    )
    assert standing.definition.title["nb"] == "Enheter hos oss"
    with register.superuser() as bare:
        loaded = bare.execute(
            "SELECT by FROM registry.definition WHERE kind = 'units' ORDER BY id"
        ).fetchall()
    assert loaded == [(PACKAGE,), ("officer",)]

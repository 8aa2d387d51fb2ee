"""The shipped lists of specimens, investigations and units: what must hold of them beyond their form."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain, groupby
from pathlib import Path

import pytest

import infreg
from infreg.definitions.reading import read
from infreg.definitions.snapshot import Row
from infreg.parsing import parse
from infreg.vocabulary.answer import Answer, Coded
from infreg.vocabulary.words import normal

pytestmark = pytest.mark.requirement("B-3")

LISTS = Path(infreg.__file__).parent / "definitions" / "lists"
OURS = (
    "investigation-names",
    "investigations",
    "specimen-codes",
    "specimen-names",
    "specimens",
    "units",
)
NAMES = ("investigation-names", "specimen-names")
LOCAL, NPU, NLK = (f"2.16.578.1.12.4.1.1.{number}" for number in (8212, 7230, 7280))
#: What is done to a specimen or where, not what it is: left for a person.
NO_SPECIMENS = {"APS", "Exfoliativ"}

#: The methods that a marker may be looked for by.
METHODS_OF_MARKER = {
    **dict.fromkeys(("igm", "igg", "iga", "total", "anti-hbs", "anti-hbc"), ("antibody",)),
    **dict.fromkeys(("hbsag", "hbeag"), ("antigen",)),
    "antigen": ("antigen", "toxin"),
    "nucleic-acid": ("nat", "typing"),
    "resistance-gene": ("nat", "resistance"),
}


def rows(name: str) -> tuple[Row, ...]:
    definition, faults = read(LISTS / f"{name}.toml")
    assert definition, [f"{fault}" for fault in faults]
    return definition.rows


@pytest.fixture(scope="module")
def lists() -> dict[str, tuple[Row, ...]]:
    return {name: rows(name) for name in OURS}


Lists = dict[str, tuple[Row, ...]]


def by(lists: Lists, name: str, *columns: str) -> dict[tuple[str, ...], Row]:
    return {tuple(str(row[column]) for column in columns): row for row in lists[name]}


def named(lists: Lists, name: str, text: str) -> Row | None:
    found = {normal(str(row["text"])): row for row in lists[name]}
    return found.get(normal(text))


# --- form


@pytest.mark.parametrize("name", OURS)
def test_a_list_is_sorted_as_its_bytes_are_and_has_no_loose_spaces(name: str) -> None:
    content = (LISTS / f"{name}.csv").read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert content.endswith(b"\n")
    cells = list(csv.reader(content.decode("utf-8").splitlines()))[1:]
    assert cells == sorted(cells)
    assert all(cell == " ".join(cell.split()) for cell in chain.from_iterable(cells))


@pytest.mark.parametrize("name", NAMES)
def test_no_two_names_are_the_same_to_people(lists: Lists, name: str) -> None:
    texts = sorted((normal(str(row["text"])), str(row["text"])) for row in lists[name])
    twice = [[text for _, text in same] for _, same in groupby(texts, key=lambda pair: pair[0])]
    assert [same for same in twice if len(same) > 1] == []


def test_a_unit_written_with_other_letters_or_signs_is_the_same_unit(lists: Lists) -> None:
    ucum = defaultdict(set)
    for row in lists["units"]:
        ucum[normal(str(row["text"]))].add(row["ucum"])
    assert {text: meant for text, meant in ucum.items() if len(meant) > 1} == {}


# --- references


@pytest.mark.parametrize(
    "name", ["investigation-names", "investigations", "specimen-codes", "specimen-names"]
)
def test_every_specimen_that_is_named_is_in_the_list(lists: Lists, name: str) -> None:
    codes = {row["code"] for row in lists["specimens"]}
    assert {row["specimen"] for row in lists[name]} - codes <= {None}


@pytest.mark.parametrize("name", ["investigation-names", "investigations"])
def test_every_agent_that_is_looked_for_is_an_organism(lists: Lists, name: str) -> None:
    organisms = {row["code"] for row in rows("organisms")}
    assert {row["agent"] for row in lists[name]} - organisms <= {None}


# --- specimens


def test_a_specimen_is_found_by_its_own_names(lists: Lists) -> None:
    for specimen in lists["specimens"]:
        for language in ("nb", "en"):
            row = named(lists, "specimen-names", str(specimen[language]))
            assert row, specimen
            assert row["specimen"] == specimen["code"]


def test_every_specimen_has_a_site_but_the_airways_that_may_be_upper_or_lower(lists: Lists) -> None:
    assert [row["code"] for row in lists["specimens"] if row["site"] is None] == ["respiratory"]


def test_blood_and_cerebrospinal_fluid_are_sterile_in_health(lists: Lists) -> None:
    sites = [row for row in lists["specimens"] if row["site"] in {"blood", "cns"}]
    assert {row["sterile"] for row in sites} == {True}
    codes = {row["code"] for row in sites}
    assert {"blood", "blood-culture", "serum", "plasma", "csf", "brain-abscess"} <= codes


@pytest.mark.parametrize(
    ("code", "sterile"),
    [
        ("joint-fluid", True),
        ("pleural-fluid", True),
        ("urine-suprapubic", True),
        ("urine-midstream", False),
        ("urine", False),
        ("throat", False),
        ("faeces", False),
        ("wound-superficial", False),
        ("pus", None),
        ("tissue", None),
        ("bacterial-isolate", None),
        ("unknown", None),
    ],
)
def test_whether_a_specimen_is_sterile_is_said_where_its_name_settles_it(
    lists: Lists, code: str, sterile: bool | None
) -> None:
    assert by(lists, "specimens", "code")[(code,)]["sterile"] is sterile


@pytest.mark.parametrize(
    ("text", "specimen"),
    [
        ("MSU", "urine-midstream"),
        ("midtstrøms  urin", "urine-midstream"),
        ("BK aerob", "blood-culture"),
        ("Halssekret", "throat"),
        ("NASOPHARYNX", "nasopharynx"),
        ("Sekret fra sår, overfladisk", "wound-superficial"),
        ("feces", "faeces"),
        ("CSV", "csf"),
        ("Penselprøve", "swab"),
        ("stamme til typing", "bacterial-isolate"),
    ],
)
def test_a_specimen_is_found_by_what_laboratories_call_it(lists: Lists, text: str, specimen: str) -> None:
    row = named(lists, "specimen-names", text)
    assert row
    assert row["specimen"] == specimen


@pytest.mark.parametrize("text", ["Kateter", "Dren", "Shunt"])
def test_a_text_that_may_mean_two_things_names_no_specimen(lists: Lists, text: str) -> None:
    assert named(lists, "specimen-names", text) is None


# --- investigations


@pytest.mark.parametrize("name", ["investigation-names", "investigations"])
def test_a_marker_is_looked_for_by_a_method_that_can_find_it(lists: Lists, name: str) -> None:
    for row in lists[name]:
        assert row["method"] in METHODS_OF_MARKER.get(str(row["marker"]), (row["method"],)), dict(row)


def test_a_code_means_the_same_in_each_system_that_laboratories_send_it_in(lists: Lists) -> None:
    by_code = defaultdict(list)
    for row in lists["investigations"]:
        by_code[row["code"]].append(
            [row[column] for column in ("display", "agent", "method", "marker", "specimen", "screening")]
        )
    assert all(said == same[0] for same in by_code.values() for said in same)
    in_nlk, in_npu = (
        {row["code"] for row in lists["investigations"] if row["system"] == s} for s in (NLK, NPU)
    )
    assert in_nlk == in_npu


@pytest.mark.parametrize(
    ("text", "marker"),
    [
        ("Anti-HBs", "anti-hbs"),
        ("Hepatitt B vaksinekontroll", "anti-hbs"),
        ("Anti-HBc", "anti-hbc"),
        ("Anti-HBc IgM", "igm"),
        ("HBsAg", "hbsag"),
        ("HBeAg", "hbeag"),
        ("EBNA", "igg"),
    ],
)
def test_a_marker_is_known_by_its_abbreviation(lists: Lists, text: str, marker: str) -> None:
    row = named(lists, "investigation-names", text)
    assert row
    assert row["marker"] == marker


@pytest.mark.parametrize(
    "text", ["HIV Ag/As", "Syfilis screening", "Quantiferon", "MRSA-screening", "Mantoux"]
)
def test_a_test_that_awaits_confirmation_or_looks_for_carriers_is_screening(lists: Lists, text: str) -> None:
    row = named(lists, "investigation-names", text)
    assert row
    assert row["screening"] is True


@pytest.mark.parametrize("text", ["Luftveis-PCR", "Tarmpatogene bakterier", "CT/NG PCR", "ESBL-screening"])
def test_a_panel_of_several_agents_names_none(lists: Lists, text: str) -> None:
    row = named(lists, "investigation-names", text)
    assert row
    assert row["agent"] is None


# --- the real messages


@pytest.fixture(scope="module")
def answers(shared: Path) -> list[Answer]:
    messages = (parse(file.read_bytes()).message for file in sorted((shared / "data/lab_messages").iterdir()))
    return [answer for message in messages if message for answer in message.answers]


def specimen_types(answers: list[Answer]) -> Iterator[Coded]:
    return (specimen.type for answer in answers for specimen in answer.specimens)


def test_every_specimen_of_the_real_messages_is_known(lists: Lists, answers: list[Answer]) -> None:
    texts = {normal(str(row["text"])) for row in lists["specimen-names"]}
    coded = by(lists, "specimen-codes", "system", "code")
    types = list(specimen_types(answers))
    assert len(types) > 40
    assert {(each.system, each.code) for each in types if each.code} - set(coded) == set()
    words = {word for each in types for word in (each.text, each.display) if word}
    assert {word for word in words if normal(word) not in texts} == NO_SPECIMENS


def test_a_specimens_code_and_its_words_mean_the_same(lists: Lists, answers: list[Answer]) -> None:
    coded = by(lists, "specimen-codes", "system", "code")
    for each in specimen_types(answers):
        if each.code and each.display:
            row = named(lists, "specimen-names", each.display)
            assert row
            assert row["specimen"] == coded[str(each.system), each.code]["specimen"]


def test_every_microbiological_investigation_of_the_real_messages_is_known(
    lists: Lists, answers: list[Answer]
) -> None:
    sent = {
        (result.investigation.system, result.investigation.code)
        for answer in answers
        if answer.discipline == "MBIO"
        for result in answer.results
        if result.investigation.code
    }
    assert {system for system, _ in sent} == {LOCAL, NPU, NLK}
    assert sent - set(by(lists, "investigations", "system", "code")) == set()


def test_every_unit_of_the_real_microbiological_answers_is_known(lists: Lists, answers: list[Answer]) -> None:
    mbio = [answer for answer in answers if answer.discipline == "MBIO"]
    sent = {result.value.unit for answer in mbio for result in answer.results if result.value.unit}
    assert sent - {str(row["text"]) for row in lists["units"]} == set()

"""Synthetic Norway writes codes out, since it imports no definitions: here they are compared."""

import tomllib
from functools import cache
from typing import Any

import pytest

from infreg.synthetic.diseases import APART, DISEASES, TOGETHER
from infreg.synthetic.everyday import HABITS
from infreg.synthetic.panels import GROUPS, LABORATORIES, PANELS
from infreg.synthetic.places import WARDS
from infreg.synthetic.strains import FAMILIES, PHENOTYPES
from tests.synthetic.made_world import LISTS, lived, rows

pytestmark = pytest.mark.requirement("B-14")

DISEASES_FOLDER = LISTS.parents[1] / "registers" / "msis" / "diseases"
METHODS = {"culture", "nat", "antigen", "antibody", "microscopy", "toxin"}


@cache
def parents() -> dict[str, str]:
    return {row["code"]: row["parent"] for row in rows("organisms")}


def is_below(organism: str, group: str) -> bool:
    while organism and organism != group:
        organism = parents()[organism]
    return organism == group


def organisms() -> set[str]:
    written = {organism for panel in PANELS.values() for organism in panel.organisms}
    written |= {*GROUPS, *(each for group in GROUPS.values() for each in group), *FAMILIES}
    written |= {organism for disease in DISEASES.values() for organism, _ in disease.organisms}
    written |= {each for habit in HABITS.values if habit.organisms for each in habit.organisms.values}
    return written | {each.organism for each in lived().world.outbreaks}


def test_organisms_are_the_definitions_own() -> None:
    assert organisms() <= parents().keys()


def test_groups_hold_what_the_definitions_put_in_them() -> None:
    for group, members in GROUPS.items():
        assert all(is_below(member, group) for member in members), group


def test_specimens_are_the_definitions_own() -> None:
    known = {row["code"] for row in rows("specimens")}
    assert {each for panel in PANELS.values() for each in panel.specimens} <= known
    taken = {take.specimen for disease in DISEASES.values() for way in disease.ways for take in way.takes}
    assert taken - {None} <= known


def test_agents_are_the_definitions_own() -> None:
    known = {row["code"] for row in rows("agents")}
    written = {agent for family in FAMILIES.values() for agent in family.wild}
    written |= {agent for family in FAMILIES.values() for trait in family.traits for agent in trait.mics}
    assert written <= known
    for family in FAMILIES.values():
        assert family.wild.keys() == family.breakpoints.keys()
        assert all(trait.mics.keys() <= family.wild.keys() for trait in family.traits)


def test_flags_are_words_that_the_definitions_know() -> None:
    known = {row["text"].upper() for row in rows("finding-words") if row["says"] == "flag"}
    traits = [trait for variants in PHENOTYPES.values() for trait in variants.values]
    traits += [trait for family in FAMILIES.values() for trait in family.traits]
    assert {flag for trait in traits for flag in trait.flags} <= known


@cache
def definitions() -> tuple[dict[str, Any], ...]:
    """The register's diseases, every version."""
    return tuple(tomllib.loads(file.read_text("utf-8")) for file in sorted(DISEASES_FOLDER.glob("*.toml")))


def test_diseases_are_the_registers_own() -> None:
    assert len(DISEASES) >= 30
    assert DISEASES.keys() <= {each["name"] for each in definitions()}


def test_two_infections_are_farther_apart_than_any_window_of_an_episode() -> None:
    recurring = [each for each in definitions() if each["name"] in DISEASES and DISEASES[each["name"]].again]
    assert recurring
    assert all(each["episode_days"] < APART for each in recurring)


def test_states_are_told_apart_where_the_register_does() -> None:
    stated = {code for code, disease in DISEASES.items() if any(way.state for way in disease.ways)}
    assert stated == {each["name"] for each in definitions() if each.get("states")}


def test_what_the_tables_name_is_there() -> None:
    for disease in DISEASES.values():
        takes = [take for way in disease.ways for take in way.takes]
        assert {take.panel for take in takes} <= PANELS.keys()
        assert {way.ward for way in disease.ways} <= {None, *WARDS}
        assert disease.afterwards is None or disease.afterwards in PANELS
        assert disease.apart_from <= DISEASES.keys()
        assert disease.resistance is None or disease.resistance in PHENOTYPES
        assert len(disease.risk) == 6
        assert (disease.abroad == 0) or all(len(country) == 2 for country in disease.countries)
        for take in takes:
            assert take.specimen is None or take.specimen in PANELS[take.panel].specimens
    assert {habit.panel for habit in HABITS.values} <= PANELS.keys()
    assert {*TOGETHER, *(code for code, _ in TOGETHER.values())} <= DISEASES.keys()
    assert {panel.method for panel in PANELS.values()} == METHODS
    assert len(set(LABORATORIES)) == 12


def test_everyday_organisms_are_seen_by_their_panels() -> None:
    for habit in HABITS.values:
        for organism in habit.organisms.values if habit.organisms else ():
            assert PANELS[habit.panel].sees(organism), (habit.panel, organism)


def test_requesters_names_tell_their_care() -> None:
    """By the same words that the definitions read real names with."""
    words = {row["text"]: row["care"] for row in rows("requester-words")}
    for specimen in lived().everyday:
        name = f"{specimen.requester.name} {specimen.requester.ward or ''}".casefold()
        said = {care for text, care in words.items() if text.casefold() in name and len(text) > 4}
        assert specimen.requester.care in said, name

"""Resistance in Synthetic Norway: consistent, stable within an infection, and as frequent as it should be."""

from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest

from infreg.synthetic.chance import stream
from infreg.synthetic.events import Found, Sampled
from infreg.synthetic.panels import PANELS
from infreg.synthetic.strains import FAMILIES, strain
from tests.synthetic.made_world import large, lived

pytestmark = pytest.mark.requirement("B-14")

NOTIFIABLE = {"MRSA", "VRE", "VANA", "VANB", "ESBL-CARBA", "KPC", "NDM", "OXA-48"}


def found_in(specimens: tuple[Sampled, ...]) -> Iterator[tuple[Sampled, Found]]:
    return ((specimen, found) for specimen in specimens for found in specimen.found)


def sir(found: Found) -> dict[str, str]:
    return {tested.agent: tested.sir for tested in found.tested}


def test_mic_and_sir_agree() -> None:
    measured = 0
    for _, found in found_in((*lived().specimens, *lived().everyday)):
        for tested in found.tested:
            if tested.mic is not None:
                measured += 1
                assert FAMILIES[found.organism].interpreted(tested.agent, tested.mic) == tested.sir
    assert measured > 500


def test_only_cultures_are_tested_and_each_agent_once() -> None:
    for specimen, found in found_in((*lived().specimens, *lived().everyday)):
        assert not found.tested or PANELS[specimen.panel].tested
        assert len(sir(found)) == len(found.tested)


def test_notifiable_resistance_is_what_it_is_called() -> None:
    seen = Counter[str]()
    for _, found in found_in(large().specimens):
        if "MRSA" in found.flags:
            assert (found.organism, sir(found)["FOX"]) == ("STAAUR", "R")
        if "VRE" in found.flags:
            assert sir(found)["VAN"] == "R"
            assert sir(found).get("TEC", "R") == ("R" if "VANA" in found.flags else "S") or "TEC" not in sir(
                found
            )
        if "ESBL-CARBA" in found.flags:
            assert sir(found).get("ETP", "R") == "R"
            assert sir(found)["CTX"] == "R"
        seen.update(found.flags)
    assert {"MRSA", "VRE", "ESBL-CARBA"} <= seen.keys()


def test_a_flag_is_there_for_its_disease_and_no_other() -> None:
    diseases = {each.id: each.disease for each in lived().infections}
    flag = {"mrsa": "MRSA", "vre": "VRE", "esbl-carba": "ESBL-CARBA"}
    for specimen, found in found_in(lived().specimens):
        wanted = flag.get(diseases[str(found.infection)] or "")
        if PANELS[specimen.panel].tested:
            assert (wanted in found.flags) if wanted else not NOTIFIABLE & set(found.flags)


def test_everyday_finds_have_no_notifiable_resistance() -> None:
    for _, found in found_in(lived().everyday):
        assert not NOTIFIABLE & set(found.flags)
        assert sir(found).get("FOX", "S") == "S" or found.organism != "STAAUR"
        assert sir(found).get("VAN", "S") == "S"
        assert sir(found).get("MEM", "S") == "S" or found.organism == "PSEAER"


def test_an_infection_keeps_its_strain() -> None:
    shown: defaultdict[tuple[str | None, str], set[tuple[str, str]]] = defaultdict(set)
    for _, found in found_in(lived().specimens):
        for agent, result in sir(found).items():
            shown[found.infection, agent].add((found.organism, result))
    assert shown
    assert all(len(results) == 1 for results in shown.values())


@pytest.mark.parametrize(
    ("organism", "agent", "low", "high"),
    [
        ("ESCCOL", "AMP", 0.30, 0.50), ("ESCCOL", "CTX", 0.02, 0.08), ("ESCCOL", "MEM", 0.0, 0.0),
        ("ESCCOL", "CIP", 0.06, 0.15), ("STAAUR", "PEN", 0.65, 0.85), ("STAAUR", "FOX", 0.0, 0.0),
        ("STRPYO", "PEN", 0.0, 0.0), ("ENCFAI", "AMP", 0.8, 1.0), ("ENCFAE", "VAN", 0.0, 0.0),
        ("CAMJEJ", "CIP", 0.45, 0.75), ("NEIGON", "CIP", 0.45, 0.75), ("NEIGON", "CRO", 0.0, 0.0),
    ],
)  # fmt: skip
def test_rates_are_near_norways(organism: str, agent: str, low: float, high: float) -> None:
    random = stream(1)
    strains = [strain(organism, random) for _ in range(2000)]
    resistant = sum(each.agent == agent and each.sir == "R" for one in strains for each in one.tested)
    assert low <= resistant / len(strains) <= high


def test_increased_exposure_is_seen_too() -> None:
    counted = Counter(tested.sir for _, found in found_in(lived().everyday) for tested in found.tested)
    assert counted["S"] > counted["R"] > counted["I"] > 10

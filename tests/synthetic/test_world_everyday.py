"""Everyday specimens, and how many of what there is."""

from collections import Counter
from itertools import islice

import pytest

from infreg.synthetic.diseases import DISEASES
from infreg.synthetic.panels import LABORATORIES, PANELS, specimens_of
from infreg.synthetic.world import Plan, World
from tests.synthetic.made_world import FIRST, large, lived, municipalities, plan

pytestmark = pytest.mark.requirement("B-14")

#: What some panel finds of a notifiable disease, and nothing else can be.
TELLING = {
    (take.panel, PANELS[take.panel].sees(organism))
    for disease in DISEASES.values()
    if not disease.resistance
    for way in disease.ways
    for take in way.takes
    for organism, _ in disease.organisms
}


def test_everyday_finds_are_of_nothing_notifiable() -> None:
    found = [
        (each.panel, found.organism, found.infection) for each in lived().everyday for found in each.found
    ]
    assert len(found) > 500
    assert not {(panel, organism) for panel, organism, _ in found} & TELLING
    assert {infection for _, _, infection in found} == {None}


def test_most_find_nothing_and_common_things_are_found() -> None:
    finds = Counter(found.organism for each in lived().everyday for found in each.found)
    assert sum(not each.found for each in lived().everyday) > 0.6 * len(lived().everyday)
    assert finds.most_common(1)[0][0] == "ESCCOL"
    assert {"KLEPNE", "ENCFAE", "STAAUR", "STRPYO", "RHINO", "NORO"} <= finds.keys()


def test_negatives_are_of_almost_everything() -> None:
    negative = {each.panel for each in large().everyday if not each.found}
    confirming = {
        "hiv-rna",
        "hepatitis-c-rna",
        "hepatitis-b-dna",
        "syphilis-confirmation",
        "ehec-confirmation",
    }
    assert len(PANELS.keys() - negative - confirming) < 20


def test_they_are_spread_over_all_months() -> None:
    months = Counter((each.at.year, each.at.month) for each in lived().everyday)
    assert len(months) == 24
    assert min(months.values()) > 0.5 * len(lived().everyday) / 24


def test_they_are_the_same_whenever_they_are_asked_for_and_never_end() -> None:
    block = World(plan(persons=100, messages=100)).block(0)
    first = list(islice(block.fillers(), 3000))
    assert [each.id for each in first] == [each.id for each in islice(block.fillers(), 3000)]
    assert first[:50] == list(islice(block.fillers(), 50))
    assert len({each.id for each in first}) == 3000


def test_no_two_specimens_and_no_two_infections_share_a_name() -> None:
    specimens = [each.id for each in (*lived().specimens, *lived().everyday)]
    infections = [each.id for each in lived().infections]
    assert len(set(specimens)) == len(specimens)
    assert len(set(infections)) == len(infections)


def test_what_is_known_of_somebody_is_not_denied_by_an_everyday_specimen() -> None:
    hiv = {each.person for each in large().infections if each.disease == "hiv"}
    mrsa = {each.person for each in large().infections if each.disease == "mrsa"}
    for specimen in large().everyday:
        assert specimen.panel != "hiv" or specimen.person.id not in hiv
        assert not PANELS[specimen.panel].tested or specimen.person.id not in mrsa


def test_specimens_are_what_the_panel_takes_of_that_sex() -> None:
    for each in (*lived().specimens, *lived().everyday):
        assert each.specimen in specimens_of(PANELS[each.panel], each.person.sex)


def test_surgeries_take_nothing_by_bronchoscope_or_needle() -> None:
    taken = {each.specimen for each in large().everyday if each.requester.care == "primary"}
    assert {"urine-midstream", "throat", "faeces", "serum"} <= taken
    assert not taken & {
        "bal",
        "tracheal-aspirate",
        "csf",
        "joint-fluid",
        "blood-culture",
        "lymph-node",
        "bone",
    }


def test_every_laboratory_is_sent_something_and_reference_work_goes_to_the_reference() -> None:
    everything = (*large().specimens, *large().everyday)
    assert {each.laboratory for each in everything} == set(LABORATORIES)
    assert all(each.laboratory == "reference" for each in everything if PANELS[each.panel].reference)


def test_requesters_of_one_name_and_place_are_one_and_a_ward_is_in_specialist_care() -> None:
    requesters = {each.requester for each in (*lived().specimens, *lived().everyday)}
    assert len({each.her_id for each in requesters}) == len(requesters)
    assert all((each.ward is not None) == (each.care == "specialist") for each in requesters)
    assert {each.care for each in requesters} == {"primary", "specialist"}


def test_the_day_is_the_same_in_oslo_and_in_utc_and_surgeries_rest_on_sundays() -> None:
    assert all(2 <= each.at.hour <= 23 for each in lived().everyday)
    sundays = [each for each in lived().everyday if each.at.weekday() == 6]
    assert sundays
    assert sum("legesenter" in each.requester.name for each in sundays) < 0.3 * len(sundays)


@pytest.mark.parametrize(
    ("persons", "months", "messages"),
    [(10_000, 24, 12_000), (40_000, 12, 6_000), (3_000, 6, 1_000), (100, 1, 100)],
)
def test_infections_leave_room_for_the_everyday(persons: int, months: int, messages: int) -> None:
    world = World(plan(persons, months, messages))
    specimens = [len(world.block(number).specimens) for number in range(world.blocks)]
    assert sum(specimens) <= 0.45 * messages or messages < 200
    shares = [world.messages(number) for number in range(world.blocks)]
    assert sum(shares) == messages
    assert all(taken < share for taken, share in zip(specimens, shares, strict=True))


def test_too_small_a_country_is_refused() -> None:
    with pytest.raises(ValueError, match="too small"):
        World(Plan(99, 12, 1000, 1, FIRST, municipalities()))


def test_all_persons_are_there() -> None:
    world = World(plan(persons=4_321))
    assert sum(len(world.block(number).persons) for number in range(world.blocks)) == 4_321

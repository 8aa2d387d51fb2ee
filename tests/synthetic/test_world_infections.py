"""Infections of Synthetic Norway: who, when, again, at home, and how they are found."""

from collections import Counter, defaultdict
from datetime import timedelta
from itertools import pairwise

import pytest

from infreg.synthetic.diseases import APART, DISEASES, SEASONS
from infreg.synthetic.events import Infection
from infreg.synthetic.panels import PANELS
from tests.synthetic.made_world import large, lived

pytestmark = pytest.mark.requirement("B-14")


def of_disease(code: str) -> list[Infection]:
    return [each for each in lived().infections if each.disease == code]


def test_thirty_diseases_are_seen_in_ten_thousand_persons() -> None:
    assert len({infection.disease for infection in lived().infections}) >= 30


def test_common_diseases_are_common_and_rare_ones_rare() -> None:
    counted = Counter(infection.disease for infection in large().infections)
    ranks = [counted[code] for code in ("chlamydia", "campylobacteriosis", "giardiasis", "legionellosis")]
    assert ranks == sorted(ranks, reverse=True)
    assert counted["chlamydia"] > 5 * counted["hiv"] > 0


def test_nobody_is_sampled_before_birth_or_arrival_nor_after_death() -> None:
    for specimen in (*lived().specimens, *lived().everyday):
        person, day = specimen.person, specimen.at.date()
        assert person.born <= day
        assert person.residences[0].since <= day
        assert person.died is None or day < person.died


def test_nobody_falls_ill_before_birth() -> None:
    people = large().people
    assert all(people[each.person].born <= each.onset for each in large().infections)


def test_all_is_sampled_within_the_period_and_nothing_before_onset() -> None:
    period = lived().world.period
    assert {specimen.at.date() for specimen in lived().specimens} <= {
        period.first + timedelta(days=day) for day in range(period.days)
    }
    onsets = {infection.id: infection.onset for infection in lived().infections}
    for specimen in lived().specimens:
        for found in specimen.found:
            assert found.infection is not None
            assert onsets[found.infection] <= specimen.at.date()


def test_every_infection_is_found_in_somebody_who_has_it() -> None:
    for infection in lived().infections:
        specimens = lived().of(infection.id)
        assert specimens
        assert {specimen.person.id for specimen in specimens} == {infection.person}


def test_every_way_of_every_disease_finds_its_organisms() -> None:
    for disease in DISEASES.values():
        for way in disease.ways:
            for organism, _ in disease.organisms:
                assert PANELS[way.takes[0].panel].sees(organism), (disease.code, organism)


def test_a_second_infection_comes_long_after_or_never() -> None:
    again: defaultdict[tuple[str, str | None], list[Infection]] = defaultdict(list)
    for infection in large().infections:
        again[infection.person, infection.disease].append(infection)
    seconds = [sorted(each, key=lambda one: one.onset) for each in again.values() if len(each) > 1]
    recurring = 0
    for infections in seconds:
        for first, second in pairwise(infections):
            if first.state == "carriage" and second.state == "infection":
                continue
            recurring += 1
            assert DISEASES[str(first.disease)].again > 0
            assert (second.onset - first.onset).days >= APART
    assert recurring > 3


@pytest.mark.parametrize("code", ["hiv", "hepatitis-b", "hepatitis-c", "mrsa", "vre", "tuberculosis"])
def test_what_is_chronic_is_caught_once(code: str) -> None:
    assert DISEASES[code].again == 0


def test_carriers_of_mrsa_fall_ill_with_the_same_strain_at_times() -> None:
    infections: defaultdict[str, list[Infection]] = defaultdict(list)
    for infection in large().infections:
        if infection.disease == "mrsa":
            infections[infection.person].append(infection)
    worse = [each for each in infections.values() if len(each) == 2]
    assert worse
    for carried, ill in worse:
        assert (carried.state, ill.state) == ("carriage", "infection")
        assert carried.onset < ill.onset


def test_no_infection_is_looked_for_in_the_light_of_another() -> None:
    """Of a person two infections are either far apart or planned together."""
    people: defaultdict[str, list[Infection]] = defaultdict(list)
    for infection in lived().infections:
        people[infection.person].append(infection)
    for infections in people.values():
        for first, second in pairwise(sorted(infections, key=lambda one: (one.onset, one.id))):
            same = first.onset == second.onset and {first.disease, second.disease} == {
                "gonorrhoea",
                "chlamydia",
            }
            worse = first.disease == second.disease and first.state == "carriage"
            days = (lived().of(second.id)[0].at - lived().of(first.id)[0].at).days
            assert same or worse or abs(days) >= 60


def test_nobody_has_both_tuberculosis_and_hiv() -> None:
    infections = large().infections
    ill = {infection.person for infection in infections if infection.disease == "tuberculosis"}
    assert ill
    assert not ill & {infection.person for infection in infections if infection.disease == "hiv"}


def test_controls_are_taken_three_to_twenty_days_after_the_specimen_before() -> None:
    by_person: defaultdict[str, list[tuple[bool, int]]] = defaultdict(list)
    for specimen in lived().specimens:
        if specimen.reason != "screening" or specimen.found:
            by_person[specimen.person.id].append((specimen.reason == "control", specimen.at.toordinal()))
    gaps = [
        day - before
        for taken in by_person.values()
        for (_, before), (control, day) in pairwise(taken)
        if control
    ]
    assert len(gaps) > 30
    assert all(1 <= gap <= 20 for gap in gaps)
    assert sum(gap >= 3 for gap in gaps) > 0.95 * len(gaps)


def test_controls_find_something_or_nothing() -> None:
    controls = Counter(bool(each.found) for each in lived().specimens if each.reason == "control")
    assert controls[True] > 10 < controls[False]


def test_household_members_catch_it_of_each_other() -> None:
    homes = Counter(
        (lived().people[infection.person].household, infection.disease)
        for infection in lived().infections
        if infection.outbreak is None
    )
    shared = [disease for (_, disease), count in homes.items() if count > 1]
    assert len(shared) > 10


def test_some_are_infected_abroad_and_all_of_malaria() -> None:
    municipalities = set(lived().world.places.municipalities)
    assert {each.infected_in in municipalities for each in of_disease("salmonellosis")} == {True, False}
    assert of_disease("malaria")
    assert all(len(str(each.infected_in)) == 2 for each in of_disease("malaria"))
    assert any(each.infected_in is None for each in lived().infections)


def test_tick_borne_encephalitis_is_of_the_south_coast_and_of_summer() -> None:
    lived_in = large()
    ill = [each for each in lived_in.infections if each.disease == "tick-borne-encephalitis"]
    counties = Counter(
        lived_in.world.places.county(lived_in.people[each.person].municipality_on(each.onset)) for each in ill
    )
    assert sum(counties[county] for county in ("33", "38", "39", "40", "42")) > 0.6 * len(ill)
    assert sum(5 <= each.onset.month <= 10 for each in ill) > 0.7 * len(ill)


def test_influenza_comes_in_winter() -> None:
    ill = of_disease("influenza")
    assert len(ill) > 30
    assert sum(each.onset.month in {12, 1, 2, 3} for each in ill) > 0.6 * len(ill)
    assert all(len(months) == 12 for months in SEASONS.values())


def test_contacts_are_examined_and_have_nothing() -> None:
    contacts = [each for each in lived().specimens if each.reason == "screening" and not each.found]
    assert len(contacts) > 10


def test_states_are_told_apart_where_they_should() -> None:
    stated = {infection.disease: infection.state for infection in lived().infections if infection.state}
    assert stated.keys() == {"mrsa", "vre", "esbl-carba", "candida-auris"} & {
        infection.disease for infection in lived().infections
    }
    for infection in lived().infections:
        if infection.state == "carriage":
            assert all(PANELS[each.panel].screening for each in lived().of(infection.id))
        if infection.state == "infection":
            assert not PANELS[lived().of(infection.id)[0].panel].screening

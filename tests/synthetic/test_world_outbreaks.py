"""The six planted outbreaks: they are there, where and when they are said to be, and stand out."""

from collections import Counter
from datetime import timedelta

import pytest

from infreg.synthetic.events import Infection, Outbreak
from tests.synthetic.made_world import Lived, large, lived

pytestmark = pytest.mark.requirement("B-14")

KINDS = ("ward", "county", "counties", "slow", "food", "school")
#: Days after the last one that those at home may fall ill, who are counted with it.
AT_HOME = 11


def outbreak(kind: str, world: Lived | None = None) -> Outbreak:
    (found,) = (each for each in (world or lived()).world.outbreaks if each.kind == kind)
    return found


def cases(kind: str, world: Lived | None = None) -> list[Infection]:
    planted = outbreak(kind, world).id
    return [each for each in (world or lived()).infections if each.outbreak == planted]


def test_there_are_six_of_six_kinds() -> None:
    assert sorted(each.kind for each in lived().world.outbreaks) == sorted(KINDS)


@pytest.mark.parametrize("seed", range(1, 6))
def test_each_has_its_cases_in_ten_thousand_persons(seed: int) -> None:
    counted = Counter(infection.outbreak for infection in lived(seed=seed).infections)
    for each in lived(seed=seed).world.outbreaks:
        assert counted[each.id] >= {"slow": 7, "ward": 8, "food": 8}.get(each.kind, 12), each.kind


@pytest.mark.parametrize("kind", KINDS)
def test_its_cases_are_of_its_microbe_days_and_place(kind: str) -> None:
    planted = outbreak(kind)
    for infection in cases(kind):
        person = lived().people[infection.person]
        assert (infection.disease, infection.organism) == (planted.disease, planted.organism)
        assert planted.first <= infection.onset <= planted.last + timedelta(days=AT_HOME)
        assert person.municipality_on(infection.onset) in planted.municipalities
        assert infection.infected_in in planted.municipalities


def test_it_lies_within_the_period_with_quiet_before() -> None:
    period = lived().world.period
    for each in lived().world.outbreaks:
        assert period.first < each.first <= each.last < period.last


def test_it_is_as_long_as_its_kind() -> None:
    days = {each.kind: (each.last - each.first).days for each in lived().world.outbreaks}
    assert days["food"] < 10 < days["county"] < days["counties"] < days["ward"] < 300 < days["slow"]


def test_four_counties_are_four() -> None:
    counties = {lived().world.places.county(each) for each in outbreak("counties").municipalities}
    assert len(counties) == 4
    county = {lived().world.places.county(each) for each in outbreak("county").municipalities}
    assert len(county) == 1


def test_the_school_is_of_children_and_the_food_in_one_municipality() -> None:
    first = outbreak("school").first
    ages = [(first - lived().people[each.person].born).days / 365.25 for each in cases("school")]
    assert sum(6 <= age <= 16 for age in ages) >= 12
    assert len(outbreak("school").municipalities) == len(outbreak("food").municipalities) == 1


def test_the_ward_is_one_ward_and_others_there_are_examined() -> None:
    ids = {each.id for each in cases("ward")}
    specimens = [each for each in lived().specimens if any(found.infection in ids for found in each.found)]
    assert (
        len({each.requester.her_id for each in specimens if each.requester.ward and each.reason != "control"})
        == 1
    )
    negative = [each for each in lived().specimens if each.panel == "vre-screening" and not each.found]
    assert len(negative) >= 8


def test_one_outbreak_is_one_strain() -> None:
    for kind in ("ward", "slow", "counties"):
        ids = {each.id for each in cases(kind)}
        strains = {
            (found.flags, tuple((tested.agent, tested.sir) for tested in found.tested), specimen.panel)
            for specimen in lived().specimens
            for found in specimen.found
            if found.infection in ids and found.tested
        }
        panels = {panel for _, _, panel in strains}
        assert panels
        assert len(strains) == len(panels)


def test_it_stands_out_of_what_is_usual() -> None:
    """Within its days and places there is more of it than in all the rest of the time."""
    for kind in ("county", "counties", "school", "food", "ward"):
        planted, ids = outbreak(kind), {each.id for each in cases(kind)}
        others = [
            each
            for each in lived().infections
            if each.id not in ids
            and (each.disease, each.organism) == (planted.disease, planted.organism)
            and planted.first <= each.onset <= planted.last
            and lived().people[each.person].municipality_on(each.onset) in planted.municipalities
        ]
        assert len(ids) > 3 * len(others), kind


def test_a_larger_country_has_larger_outbreaks() -> None:
    assert len(cases("county", large())) > 1.5 * len(cases("county"))
    assert len(cases("ward", large())) < 2 * len(cases("ward"))


def test_nobody_is_in_two() -> None:
    people = Counter(infection.person for infection in lived().infections if infection.outbreak)
    assert set(people.values()) == {1}


def test_a_small_country_of_few_messages_still_has_all_six() -> None:
    tiny = lived(400, 4, 500)
    counted = Counter(infection.outbreak for infection in tiny.infections)
    assert all(counted[each.id] >= 3 for each in tiny.world.outbreaks)

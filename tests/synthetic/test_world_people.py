"""Persons of Synthetic Norway: numbers, homes, ages, births, deaths, arrivals."""

from collections import Counter
from datetime import date, timedelta

import pytest

from infreg.synthetic.chance import stream
from infreg.synthetic.events import Person
from infreg.synthetic.numbers import Numbers
from infreg.vocabulary.identifiers import NumberType
from infreg.vocabulary.person_number import completed, is_d_number, is_person_number, is_synthetic
from tests.synthetic.made_world import lived, municipalities

pytestmark = pytest.mark.requirement("B-14")


def test_every_number_is_valid_synthetic_and_of_its_type() -> None:
    for person in lived().persons:
        for _, number in person.numbers:
            digits = number.reveal()
            assert is_person_number(digits)
            assert is_synthetic(digits)
            assert digits[2:4] == f"{person.born.month + 80}"
            assert is_d_number(digits) == (number.type is NumberType.DNR)


def test_no_two_persons_share_a_number() -> None:
    numbers = [number.reveal() for person in lived().persons for _, number in person.numbers]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("blocks", [1, 3, 31, 40, 500, 2750])
def test_blocks_cannot_give_out_the_same_number_however_many_they_give(blocks: int) -> None:
    """The country is divided before anybody is born: even if all blocks filled the same days."""
    given: dict[str, int] = {}
    for block in {0, 1, blocks // 2, blocks - 1, min(31, blocks - 1), min(62, blocks - 1)} & set(
        range(blocks)
    ):
        numbers = Numbers(block, blocks, stream(1, block))
        for near in (date(1926, 5, 4), date(2026, 5, 4), date(1926, 5, 20), date(2026, 5, 20)):
            born = numbers.birthday(near)
            for kind in (NumberType.FNR, NumberType.DNR):
                while number := numbers.give(born, kind):
                    assert given.setdefault(number.reveal(), block) == block


def test_some_numbers_are_of_the_kind_given_out_from_2032() -> None:
    """Another remainder than 0 is right from 2032: 31 in 100 who look only for 0 would refuse these."""
    digits = [number.reveal() for person in lived().persons for _, number in person.numbers]
    newer = sum(each != completed(each[:9])[0] for each in digits)
    assert 0.01 < newer / len(digits) < 0.2


def test_arrivals_have_a_d_number_and_most_of_them_a_foedselsnummer_later() -> None:
    arrived = [person for person in lived().persons if person.numbers[0][1].type is NumberType.DNR]
    assert len(arrived) > 50
    changed = [person for person in arrived if len(person.numbers) == 2]
    assert 0.5 < len(changed) / len(arrived) < 1
    for person in arrived:
        came = person.residences[0].since
        assert person.number_on(came) is None
        assert [number.type for _, number in person.numbers] == [NumberType.DNR, NumberType.FNR][
            : len(person.numbers)
        ]
        assert [since for since, _ in person.numbers] == sorted(since for since, _ in person.numbers)


def is_native(person: Person) -> bool:
    return person.numbers[0][1].type is NumberType.FNR


def test_a_newborn_has_no_number_on_its_first_day() -> None:
    newborn = [
        person
        for person in lived().persons
        if person.born >= lived().world.period.first and is_native(person)
    ]
    assert len(newborn) > 50
    assert all(person.number_on(person.born) is None for person in newborn)
    assert all(person.number_on(person.born + timedelta(days=60)) is not None for person in newborn)


def test_people_live_where_norwegians_live() -> None:
    """Counties by population; wide, since households are drawn and not persons."""
    people, total = lived().persons, sum(each.population for each in municipalities())
    county = {each.number: each.county for each in municipalities()}
    living = Counter(county[person.residences[0].municipality] for person in people)
    weights: Counter[str] = Counter()
    for each in municipalities():
        weights[each.county] += each.population
    for name, population in weights.items():
        expected = population / total * len(people)
        assert abs(living[name] - expected) < 6 * (2.5 * expected) ** 0.5


def test_some_move_and_live_where_they_moved() -> None:
    movers = [person for person in lived().persons if len(person.residences) > 1]
    assert 0.04 < len(movers) / len(lived().persons) < 0.2
    assert all(
        person.residences[0].since >= person.born for person in lived().persons if person.born.year > 1900
    )
    for person in movers:
        days = [each.since for each in person.residences]
        assert days == sorted(set(days))
        last = person.residences[-1]
        assert person.municipality_on(last.since) == last.municipality
        assert person.municipality_on(last.since - timedelta(days=1)) == person.residences[-2].municipality


def test_ages_are_norways() -> None:
    """Statistics Norway 2024: 20 % under 18, 63 % to 66, 17 % from 67 on, 4.6 % from 80 on."""
    first, persons = (
        lived().world.period.first,
        [p for p in lived().persons if p.born <= lived().world.period.first],
    )
    ages = [(first - person.born).days / 365.25 for person in persons]
    assert 0.17 < sum(age < 18 for age in ages) / len(ages) < 0.26
    assert 0.12 < sum(age >= 67 for age in ages) / len(ages) < 0.20
    assert 0.03 < sum(age >= 80 for age in ages) / len(ages) < 0.065


def test_one_in_a_hundred_dies_a_year_and_the_old_more_often() -> None:
    first = lived().world.period.first
    old = [person for person in lived().persons if (first - person.born).days > 80 * 365]
    died = [person for person in lived().persons if person.died]
    assert 0.007 < len(died) / len(lived().persons) / 2 < 0.016
    assert sum(person.died is not None for person in old) / len(old) > 5 * len(died) / len(lived().persons)
    assert all(person.died > person.born for person in died if person.died)


def test_households_are_about_two_and_share_a_home() -> None:
    households: dict[str, list[str]] = {}
    for person in lived().persons:
        households.setdefault(person.household, []).append(person.residences[0].municipality)
    assert 1.8 < len(lived().persons) / len(households) < 2.6
    shared = sum(len(set(homes)) == 1 for homes in households.values())
    assert shared > 0.95 * len(households)

"""Telephones of Synthetic Norway's requesters: nobody's, and not everybody has one."""

from datetime import UTC, datetime

import pytest

from infreg.guard.numbers import find_numbers
from infreg.synthetic.handful import handful
from infreg.synthetic.places import WARDS, Places
from infreg.vocabulary.person_number import is_person_number
from tests.synthetic.made_laboratories import arrived
from tests.synthetic.made_world import municipalities

pytestmark = pytest.mark.requirement("B-14")


def every_telephone() -> list[str | None]:
    """Of every surgery, nursing home, out-of-hours service and ward of the country."""
    places = Places(municipalities())
    asking = set()
    for number in places.municipalities:
        for household in range(100):
            asking |= {places.surgery(number, household), places.nursing_home(number, household)}
        asking |= {places.out_of_hours(number), *(places.hospital(number, ward) for ward in WARDS)}
    return [each.telephone for each in asking]


def test_no_two_have_one_number_and_some_have_none() -> None:
    telephones = every_telephone()
    known = [each for each in telephones if each]
    assert len(set(known)) == len(known) > 1000
    assert 0.05 < telephones.count(None) / len(telephones) < 0.25
    assert {each.startswith("+47") for each in known} == {True, False}


def test_every_number_is_of_a_series_that_is_given_to_nobody() -> None:
    """20 00 00 00 to 20 99 99 99 is blocked in the Norwegian plan."""
    for each in every_telephone():
        bare = (each or "20000000").removeprefix("+47")
        assert (len(bare), bare[:2], bare.isdigit()) == (8, "20", True)


def test_the_guard_takes_none_for_a_persons_number() -> None:
    for each in filter(None, every_telephone()):
        assert find_numbers(f"tel:{each}") == ()
        assert not is_person_number(each)


def test_most_messages_tell_it_and_are_read_as_they_were_meant() -> None:
    told = [
        (each.answer.requester.telephone, each.sent.message.answers[0].requester.telephone)
        for each in arrived()
    ]
    assert all(read == meant for read, meant in told)
    assert 0.5 < sum(read is not None for read, _ in told) / len(told) < 1


def test_the_handful_has_both_kinds() -> None:
    contents = [content for _, content in handful(datetime(2026, 11, 22, tzinfo=UTC))]
    assert {b"<TeleAddress" in content for content in contents} == {True, False}

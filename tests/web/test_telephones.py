"""The requester's telephone on pages: read as numbers are, called with one tap, and never where it hides."""

from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from infreg.doors.web.comparing import Mark, compare
from infreg.doors.web.templatetags import shown
from tests.flow.made_cases import Told, ids, load, receive
from tests.register import Server
from tests.web.conftest import Register
from tests.web.made_pages import EARLIER, RECEIPT, answer, message
from tests.web.real_cases import visited_by
from tests.web.test_pages import seen
from tests.web.test_revealing import OSLO, as_

pytestmark = pytest.mark.requirement("NIR-6", "B-8")

TELEPHONE = "20990101"  # nobody's


# --- how a number reads


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("20123456", "20 12 34 56"),
        ("+4720123456", "+47 20 12 34 56"),
        ("41234567", "412 34 567"),
        ("80012345", "800 12 345"),
        ("06800", "06800"),
        ("116117", "116117"),
        ("+4684123456", "+4684123456"),
    ],
)
def test_a_number_is_grouped_as_it_is_read_aloud(number: str, said: str) -> None:
    assert shown.telephone(number).replace("\u00a0", " ") == said


@pytest.mark.parametrize("number", [None, "", "⟨nr:ab12⟩", "20 12", "20123456;x", "javascript:1", "+", "1+2"])
def test_what_cannot_be_called_is_no_link(number: str | None) -> None:
    assert shown.telephone_url(number) == ""


# --- where it stands


def test_an_answers_requester_is_called_from_its_page(register: Register, client: Client) -> None:
    register.messages = {
        str(RECEIPT): message(answer(requester_telephone=TELEPHONE)),
        str(EARLIER): message(answer(requester_telephone="⟨nr:ab12⟩")),
    }
    said = client.get(f"/leveranser/{RECEIPT}").content.decode()
    assert f'href="tel:{TELEPHONE}"' in said
    assert "Rekvirentens telefon 20 99 01 01" in seen(said.encode())
    masked = client.get(f"/leveranser/{EARLIER}").content.decode()
    assert "tel:" not in masked
    assert "nr:ab12" not in masked


def test_another_telephone_is_a_difference_between_two_versions(register: Register, client: Client) -> None:
    before = message(answer(requester_telephone="20990102"), receipt=EARLIER)
    after = message(answer(requester_telephone=TELEPHONE))
    compared = compare(before, after)
    assert compared.counts[Mark.CHANGED] == compared.differences == 1
    register.messages = {str(RECEIPT): after, str(EARLIER): before}
    page = seen(client.get(f"/leveranser/{EARLIER}/sammenlign/{RECEIPT}").content).replace("\u00a0", " ")
    assert "Rekvirentens telefon Den første: 20 99 01 02 Den siste: 20 99 01 01" in page


def test_whoever_opens_a_name_calls_the_requester_with_one_tap(embedded: Server, tmp_path: Path) -> None:
    with embedded.fresh() as register:
        load(register, tmp_path)
        receive(register, Told(telephone=TELEPHONE), Told(number=2, person=1, days=1))
        told, untold = (f"/tilfeller/{case}/navn" for case in ids(register))
        why = {"why": "follow-up", "words": "ringer legen"}
        with visited_by(as_(OSLO)) as client:
            assert TELEPHONE not in client.get(told).content.decode()  # before the reason is given
            said = unescape(client.post(told, why).content.decode())
            assert f'href="tel:{TELEPHONE}">Ring 20\u00a099\u00a001\u00a001</a>' in said
            none = unescape(client.post(untold, why).content.decode())
            assert "Nordlia legesenter" in none
            assert "tel:" not in none

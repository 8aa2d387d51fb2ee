"""Two answers about the same person: joined, seen, undone."""

from dataclasses import replace

import pytest
from django.test import Client

from infreg.flow import casework
from infreg.vocabulary.casework import Joined
from tests.web.conftest import Register
from tests.web.made_casework import OFFICER
from tests.web.made_pages import CAME, EARLIER, RECEIPT, answer, message
from tests.web.test_pages import seen

ANSWER = f"/leveranser/{RECEIPT}"
HERE = f"{ANSWER}/samme-person"
WHY = "Samme prøve, nummeret kom dagen etter."
JOINED = Joined("a1b2c3d4" * 8, "e5f60718" * 8, WHY, "register", CAME, None)


@pytest.fixture(autouse=True)
def officer(register: Register) -> Register:
    """A registry officer, and two answers about patients that may be one."""
    register.visitor = OFFICER
    unknown = replace(answer().patient, pseudonym=None, birth_year=1970)
    register.messages = {
        str(RECEIPT): message(answer(patient=unknown)),
        str(EARLIER): message(answer(), receipt=EARLIER),
    }
    return register


@pytest.mark.requirement("B-4")
def test_the_two_patients_are_seen_beside_each_other_before_they_are_joined(
    register: Register, client: Client
) -> None:
    page = seen(client.post(HERE, {"other": " aaaa 9qx2-m4td 0wzh ", "because": WHY}).content)
    assert "Er disse to samme person?" in page
    assert "Fødselsår Dette svaret: 1970 Det andre svaret: 1969 ulikt" in page
    assert "Kjønn Dette svaret: Kvinne Det andre svaret: Kvinne likt" in page
    assert register.casework.done == []


@pytest.mark.requirement("B-4")
def test_a_confirmed_joining_is_carried_out_and_undone_with_reasons(
    register: Register, client: Client
) -> None:
    done = client.post(HERE, {"other": str(EARLIER), "because": WHY, "do": "join"})
    undone = client.post(f"{HERE}/angre", {"because": "Feil person."})
    assert done.headers["Location"] == undone.headers["Location"] == ANSWER
    assert register.casework.done == [
        ("join", str(RECEIPT), str(EARLIER), WHY),
        ("undo", str(RECEIPT), "Feil person."),
    ]


@pytest.mark.requirement("B-4")
def test_joinings_are_told_with_who_when_and_why_and_those_that_hold_can_be_undone(
    register: Register, client: Client
) -> None:
    register.casework.joinings = [JOINED]
    page = client.get(ANSWER).content
    told = f"a1b2 c3d4 … er samme person som e5f6 0718 … {WHY} register, 14. mars 2026 kl. 10.15"
    assert told in seen(page)
    assert f'href="{HERE}/angre"' in page.decode()
    register.casework.joinings = [replace(JOINED, undone_at=CAME)]
    page = client.get(ANSWER).content
    assert "angret 14. mars 2026 kl. 10.15" in seen(page)
    assert f'href="{HERE}/angre"' not in page.decode()


@pytest.mark.requirement("NOIS-4-1")
def test_pseudonyms_of_joinings_are_never_shown_whole(register: Register, client: Client) -> None:
    register.casework.joinings = [JOINED]
    assert "a1b2c3d4" not in client.get(ANSWER).content.decode()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"because": WHY}, "Skriv kvitteringsnummeret til det andre svaret."),
        ({"other": str(EARLIER)}, "Skriv hvorfor, så andre forstår avgjørelsen siden."),
        ({"other": "FFFF-FFFF-FFFF-FFFF", "because": WHY}, "Ingen svar har dette kvitteringsnummeret."),
    ],
)
@pytest.mark.requirement("B-4")
def test_no_joining_without_another_answer_and_a_reason(
    register: Register, client: Client, fields: dict[str, str], said: str
) -> None:
    assert said in seen(client.post(HERE, {**fields, "do": "join"}).content)
    assert register.casework.done == []


@pytest.mark.requirement("B-4")
def test_what_cannot_be_joined_or_undone_says_why(register: Register, client: Client) -> None:
    register.casework.refuses = casework.CannotJoin("The two answers are already about the same person.")
    refused = client.post(HERE, {"other": str(EARLIER), "because": WHY, "do": "join"})
    not_undone = client.post(f"{HERE}/angre", {"because": WHY})
    for response in (refused, not_undone):
        assert response.status_code == 409
        assert "De to svarene gjelder allerede samme person." in seen(response.content)


def test_without_a_reason_nothing_is_undone(register: Register, client: Client) -> None:
    assert "Angre koblingen" in seen(client.get(f"{HERE}/angre").content)
    assert "Skriv hvorfor" in seen(client.post(f"{HERE}/angre", {"because": " "}).content)
    assert register.casework.done == []


@pytest.mark.requirement("NOIS-4-1")
@pytest.mark.parametrize("address", [HERE, f"{HERE}/angre"])
def test_a_laboratory_joins_nobody_and_sees_no_joinings(
    register: Register, client: Client, address: str
) -> None:
    register.visitor = replace(OFFICER, role="laboratory")
    register.casework.joinings = [JOINED]
    assert client.get(address).status_code == 403
    assert client.post(address, {"other": str(EARLIER), "because": WHY, "do": "join"}).status_code == 403
    assert "Samme person?" not in seen(client.get(ANSWER).content)
    assert register.casework.done == []


def test_a_delivery_without_an_answer_has_nobody_to_join(register: Register, client: Client) -> None:
    register.messages = {str(RECEIPT): message()}
    assert client.get(HERE).status_code == 404
    assert "Samme person?" not in seen(client.get(ANSWER).content)

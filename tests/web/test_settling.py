"""What is held back, and how a person settles it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from infreg.flow import casework
from infreg.vocabulary.casework import Choice, Decision
from infreg.vocabulary.problem import Level, Problem
from infreg.vocabulary.reception import Status
from tests.web.conftest import Register
from tests.web.made_casework import LONG_AGO, OFFICER, conflict
from tests.web.made_pages import CAME, EARLIER, KLEBSIELLA, RECEIPT, answer, message, result, words
from tests.web.test_pages import seen

HERE = f"/holdt-tilbake/{RECEIPT}"
WHY = "Ringte laboratoriet."


@pytest.fixture(autouse=True)
def officer(register: Register) -> Register:
    """A registry officer, and two messages with one id: the later one is held."""
    register.visitor = OFFICER
    register.messages = {
        str(EARLIER): message(answer(status="P"), receipt=EARLIER, received_at=CAME - timedelta(days=1)),
        str(RECEIPT): message(answer(), status=Status.HELD),
    }
    register.casework.waiting = (conflict(),)
    return register


# --- the list


@pytest.mark.requirement("B-2")
def test_the_list_says_how_much_waits_how_long_and_why(register: Register, client: Client) -> None:
    old = replace(conflict(), received_at=timezone.now() - timedelta(days=3))
    register.casework.waiting = (old, conflict(EARLIER, None, None))
    page = seen(client.get("/holdt-tilbake").content)
    assert "2 leveranser venter på at noen avgjør. Den eldste har ventet i 3 dager." in page
    assert "To meldinger har samme meldings-ID, men ulikt innhold." in page
    assert (
        "Ukjent avsender Det oppsto en feil hos oss da meldingen skulle tas inn. Ingenting er tapt." in page
    )


def test_where_nothing_waits_that_is_the_answer(register: Register, client: Client) -> None:
    register.casework.waiting = ()
    assert "Ingenting er holdt tilbake." in seen(client.get("/holdt-tilbake").content)
    assert client.get("/holdt-tilbake?side=2").status_code == 404


def test_a_long_list_has_pages(register: Register, client: Client) -> None:
    register.casework.waiting = (conflict(),) * 60
    page = client.get("/holdt-tilbake?side=2").content
    assert "26–50 av 60, eldste først" in seen(page)
    assert b"?side=3" in page


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        ({"seconds": 20}, "under ett minutt"),
        ({"minutes": 1}, "1 minutt"),
        ({"hours": 3}, "3 timer"),
        ({"days": 1}, "24 timer"),
        ({"days": 40}, "40 dager"),
    ],
)
def test_a_wait_is_told_as_one_says_it(
    register: Register, client: Client, ago: dict[str, int], said: str
) -> None:
    waited = replace(conflict(), received_at=timezone.now() - timedelta(**ago))
    register.casework.waiting = (waited,)
    assert f"for {said} siden" in seen(client.get("/holdt-tilbake").content)


# --- one of them


@pytest.mark.requirement("B-2", "B-4")
def test_two_messages_with_one_id_stand_side_by_side_with_what_can_be_chosen(client: Client) -> None:
    page = client.get(HERE).content
    said = seen(page)
    assert "To meldinger med samme ID: Hvilken gjelder? 1 rad er endret." in said
    assert "Status Den første: Foreløpig Den siste: Endelig endret" in said
    for choice in ("Den første gjelder", "Den siste gjelder", "Begge gjelder (to ulike meldinger)"):
        assert choice in said
    assert "Prøv på nytt" not in said
    assert b" checked" not in page


def test_the_rivals_patients_are_told_apart(register: Register, client: Client) -> None:
    other = replace(answer().patient, pseudonym="b" * 64)
    register.messages = {
        **register.messages,
        str(RECEIPT): message(answer(patient=other), status=Status.HELD),
    }
    assert "De gjelder ikke samme pasient." in seen(client.get(HERE).content)


@pytest.mark.requirement("B-2")
def test_what_is_held_for_another_reason_can_be_tried_again(register: Register, client: Client) -> None:
    register.casework.waiting = (conflict(RECEIPT, None),)
    said = seen(client.get(HERE).content)
    assert "Dette har avsenderen fått vite" in said
    assert "Prøv på nytt" in said
    assert "Den første gjelder" not in said


def test_where_a_side_cannot_be_read_the_choice_can_still_be_made(register: Register, client: Client) -> None:
    register.messages = {**register.messages, str(RECEIPT): message(status=Status.HELD)}
    said = seen(client.get(HERE).content)
    assert "Innholdet i de to kan ikke stilles side om side her." in said
    assert "Den siste gjelder" in said


def test_what_is_not_held_offers_no_choice(register: Register, client: Client) -> None:
    register.casework.waiting = ()
    said = seen(client.get(HERE).content)
    assert "Denne leveransen er ikke holdt tilbake" in said
    assert "Gå videre" not in said
    assert client.get("/holdt-tilbake/FFFF-FFFF-FFFF-FFFF").status_code == 404


# --- the decision


@pytest.mark.requirement("B-4")
@pytest.mark.control("2.3.1")
def test_a_decision_is_shown_with_its_consequence_before_it_is_carried_out(
    register: Register, client: Client
) -> None:
    page = seen(client.post(HERE, {"choice": "later", "because": WHY}).content)
    assert "Du avgjør: Den siste gjelder" in page
    assert "Den første ligger fortsatt forseglet, men teller ikke lenger." in page
    assert f"Hvorfor {WHY} Hvem Rita Registermedarbeider" in page
    assert register.casework.decided == []


@pytest.mark.requirement("B-4")
def test_a_confirmed_decision_is_carried_out_and_told_with_who_when_and_why(
    register: Register, client: Client
) -> None:
    done = client.post(HERE, {"choice": "later", "because": WHY, "do": "settle"})
    assert done.headers["Location"] == HERE
    assert register.casework.decided == [Decision(RECEIPT, Choice.LATER, WHY, "lab", LONG_AGO)]
    for address in (HERE, f"/leveranser/{RECEIPT}"):
        told = seen(client.get(address).content)
        assert f"Avgjort Den siste gjelder {WHY} lab, 20. mars 2026 kl. 09.00" in told


@pytest.mark.requirement("B-4")
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"choice": "later", "because": "  "}, "Skriv hvorfor, så andre forstår avgjørelsen siden."),
        ({"because": WHY}, "Velg hva som skal gjelde."),
        ({"choice": "retry", "because": WHY}, "Velg hva som skal gjelde."),
        ({"choice": "x", "because": WHY}, "Velg hva som skal gjelde."),
    ],
)
def test_no_decision_without_a_choice_that_fits_and_a_reason(
    register: Register, client: Client, fields: dict[str, str], said: str
) -> None:
    page = seen(client.post(HERE, {**fields, "do": "settle"}).content)
    assert said in page
    assert "Avgjørelsen er ikke ferdig utfylt, og ingenting er endret." in page
    assert register.casework.decided == []


@pytest.mark.requirement("B-4")
def test_what_somebody_else_settled_meanwhile_is_not_settled_twice(
    register: Register, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_late(*_: object) -> None:
        raise casework.NotHeld(
            "The delivery does not wait for anybody any more. Load the page again to see what happened."
        )

    monkeypatch.setattr(casework, "settle", too_late)
    late = client.post(HERE, {"choice": "later", "because": WHY, "do": "settle"})
    register.casework.waiting = ()
    later = client.post(HERE, {"choice": "later", "because": WHY, "do": "settle"})
    for response in (late, later):
        assert response.status_code == 409
        assert "Leveransen venter ikke på noen lenger." in seen(response.content)


def test_while_a_decision_is_carried_out_no_other_is_asked_for(register: Register, client: Client) -> None:
    register.casework.decided.append(Decision(RECEIPT, Choice.LATER, WHY, "register", timezone.now()))
    said = seen(client.get(HERE).content)
    assert "leveransen leses på nytt" in said
    assert "Gå videre" not in said
    register.casework.decided[:] = [Decision(RECEIPT, Choice.RETRY, WHY, "register", LONG_AGO)]
    assert "Gå videre" in seen(client.get(HERE).content)


# --- who may


@pytest.mark.requirement("NOIS-4-1")
@pytest.mark.parametrize("address", ["/holdt-tilbake", HERE])
def test_a_laboratory_settles_nothing(register: Register, client: Client, address: str) -> None:
    register.visitor = replace(OFFICER, role="laboratory")
    assert client.get(address).status_code == 403
    assert client.post(HERE, {"choice": "later", "because": WHY, "do": "settle"}).status_code == 403
    assert register.casework.decided == []


@pytest.mark.requirement("NOIS-4-1")
def test_no_decision_by_a_form_of_somebody_elses(register: Register) -> None:
    strict = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    assert strict.post(HERE, {"choice": "later", "because": WHY, "do": "settle"}).status_code == 403
    assert register.casework.decided == []


def test_a_held_delivery_leads_who_may_to_where_it_is_settled(register: Register, client: Client) -> None:
    link = f'href="{HERE}"'
    assert link in client.get(f"/leveranser/{RECEIPT}").content.decode()
    register.visitor = replace(OFFICER, role="laboratory")
    assert link not in client.get(f"/leveranser/{RECEIPT}").content.decode()


@pytest.mark.requirement("NOIS-4-1")
def test_what_a_sender_wrote_is_text_on_the_page_of_a_conflict(register: Register, client: Client) -> None:
    evil = '<script>alert("1")</script>'
    found = (result("1", words(evil), organism=evil), result("1.1", words(evil), under="1"))
    register.messages = {
        **register.messages,
        str(RECEIPT): message(answer(results=found, answer_id=evil), status=Status.HELD),
    }
    page = client.get(HERE).content.decode()
    assert "<script" not in page
    assert KLEBSIELLA in page


def test_a_problem_nobody_knows_has_words_all_the_same(register: Register, client: Client) -> None:
    odd = replace(conflict(RECEIPT, None), problems=(Problem("brand-new", Level.HELD),))
    mute = replace(conflict(EARLIER, None), problems=())
    register.casework.waiting = (odd, mute)
    page = seen(client.get("/holdt-tilbake").content)
    assert "oppgi koden brand-new" in page
    assert "Det er ikke sagt hvorfor." in page

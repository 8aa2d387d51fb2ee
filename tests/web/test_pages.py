"""What the pages promise whoever opens them."""

import re

import psycopg
import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.test import Client

from infreg.access.actor import Refused
from infreg.flow import login
from infreg.vocabulary.problem import Level, Problem
from infreg.vocabulary.reception import Status
from tests.web.conftest import Register
from tests.web.made_pages import (
    COLI,
    CONTROLLER,
    EARLIER,
    PRODUCTION,
    RECEIPT,
    URINE,
    answer,
    arrival,
    message,
    result,
    words,
)

HERE = f"/leveranser/{RECEIPT}"


def seen(page: bytes) -> str:
    """The page's text as a reader meets it: no tags, one space between words."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.decode())).replace(" ,", ",").replace(" .", ".")


# --- who may come in


@pytest.mark.requirement("NOIS-4-1")
@pytest.mark.parametrize("address", ["/", "/leveranser", HERE, "/leveranser?status=held"])
def test_who_is_not_logged_in_is_shown_the_login(register: Register, client: Client, address: str) -> None:
    register.visitor = None
    response = client.get(address)
    assert response.status_code == 302
    assert response.headers["Location"].startswith(("/logg-inn", "/leveranser"))
    assert COLI.encode() not in response.content


@pytest.mark.requirement("NOIS-4-1")
def test_every_page_is_closed_that_does_not_say_it_is_open() -> None:
    from infreg.doors.web.urls import urlpatterns

    opened = {path.name for path in urlpatterns if not getattr(path.callback, "login_required", True)}
    assert opened == {"login", "login_code", "logout", "language"}


@pytest.mark.requirement("NOIS-4-1")
@pytest.mark.control("8.2.1")
def test_a_role_without_the_permission_is_refused(register: Register, client: Client) -> None:
    register.fails = Refused("role x lacks see_arrivals")
    response = client.get("/leveranser")
    assert response.status_code == 403
    assert "Du har ikke tilgang til denne siden" in seen(response.content)


@pytest.mark.requirement("NOIS-4-1")
@pytest.mark.control("8.2.2")
def test_what_is_not_mine_and_what_does_not_exist_look_the_same(client: Client) -> None:
    there, nowhere = client.get("/leveranser/FFFF-FFFF-FFFF-FFFF"), client.get("/finnes-ikke")
    assert there.status_code == nowhere.status_code == 404
    assert "Siden finnes ikke" in seen(there.content)


@pytest.mark.requirement("NOIS-4-1")
def test_a_failed_login_does_not_tell_which_names_exist(
    register: Register, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    register.visitor = None
    monkeypatch.setattr("django.contrib.auth.forms.authenticate", lambda *_, **__: None)
    monkeypatch.setattr(login, "begin", lambda *_, **__: login.Attempt(1))
    monkeypatch.setattr(login, "refuse", lambda *_, **__: None)
    response = client.post("/logg-inn", {"username": "lab", "password": "feil"})
    assert response.status_code == 200
    assert "Brukernavnet eller passordet er feil" in seen(response.content)


@pytest.mark.requirement("NOIS-4-1")
@pytest.mark.control("6.3.2")
def test_demo_passwords_are_shown_in_a_trial_and_nowhere_else(register: Register, client: Client) -> None:
    register.visitor = None
    assert b"vis-meg-listen" in client.get("/logg-inn").content
    register.installation = PRODUCTION
    assert b"vis-meg-listen" not in client.get("/logg-inn").content


# --- around every page


@pytest.mark.requirement("NOIS-1-5")
@pytest.mark.parametrize(
    "address", ["/logg-inn", "/leveranser", HERE, "/lever", "/avstemming", "/finnes-ikke"]
)
def test_every_page_names_the_controller(register: Register, client: Client, address: str) -> None:
    register.messages = {str(RECEIPT): message(answer())}
    register.visitor = None if address == "/logg-inn" else register.visitor
    assert f"Dataansvarlig: {CONTROLLER}" in seen(client.get(address).content)


@pytest.mark.requirement("NOIS-4-1")
@pytest.mark.parametrize("address", ["/leveranser", "/finnes-ikke"])
def test_a_trial_says_so_on_every_page(register: Register, client: Client, address: str) -> None:
    banner = "Prøveinstallasjon – bare oppdiktede personer"
    assert banner in seen(client.get(address).content)
    register.installation = PRODUCTION
    assert banner not in seen(client.get(address).content)


@pytest.mark.requirement("B-2")
def test_pages_are_norwegian_until_english_is_chosen(client: Client) -> None:
    assert "Leveranser" in seen(client.get("/leveranser", headers={"accept-language": "en"}).content)
    chosen = client.post("/sprak", {"language": "en", "next": "/leveranser"})
    assert chosen.headers["Location"] == "/leveranser"
    english = client.get("/leveranser")
    assert "Deliveries" in seen(english.content)
    assert english.headers["Content-Language"] == "en"


# --- the list of what came


@pytest.mark.requirement("B-2", "NIR-12")
def test_the_list_begins_with_today_in_a_sentence(register: Register, client: Client) -> None:
    register.came = (arrival(),)
    register.today = {Status.ACCEPTED: 11, Status.HELD: 1}
    page = seen(client.get("/leveranser").content)
    assert "I dag har det kommet 12 leveranser. 1 er holdt tilbake, 0 er avvist." in page


def test_a_quiet_day_says_when_the_last_delivery_came(register: Register, client: Client) -> None:
    register.came = (arrival(),)
    page = seen(client.get("/leveranser").content)
    assert "I dag har det ikke kommet noen leveranser. Den siste kom 14. mars 2026 kl. 10.15" in page


def test_an_empty_list_is_an_answer(client: Client) -> None:
    assert "Ingenting har kommet ennå" in seen(client.get("/leveranser").content)
    assert "Ingen leveranser har statusen «Avvist»" in seen(client.get("/leveranser?status=rejected").content)


@pytest.mark.requirement("B-2")
def test_a_line_says_when_who_what_and_how_it_went(register: Register, client: Client) -> None:
    register.came = (arrival(Status.ACCEPTED_WITH_WARNINGS),)
    response = client.get("/leveranser")
    page = seen(response.content)
    for said in ("14. mars 2026 kl. 10.15", "Nordlandssykehuset HF", "Medisinsk mikrobiologi", COLI):
        assert said in page
    assert (
        '<span class="ds-tag" data-color="neutral">Tatt imot med merknader</span>'
        in response.content.decode()
    )
    assert f'href="{HERE}"' in response.content.decode()


@pytest.mark.requirement("B-2")
def test_what_stopped_a_delivery_stands_in_its_line(register: Register, client: Client) -> None:
    stopped = Problem("message-id-conflict", Level.HELD, "/Message/MsgId")
    register.came = (arrival(Status.HELD, answers=0, disciplines=(), organisms=(), problems=(stopped,)),)
    assert "Vi har før fått en melding fra dere med samme meldings-ID" in seen(
        client.get("/leveranser").content
    )


def test_a_chosen_status_stays_when_one_turns_the_page(register: Register, client: Client) -> None:
    register.came = (arrival(Status.HELD),) * 60 + (arrival(),) * 60
    page = client.get("/leveranser?status=held&side=2")
    assert "26–50 av 60" in seen(page.content)
    assert "?status=held&amp;side=3" in page.content.decode()
    assert client.get("/leveranser?status=held&side=4").status_code == 404


@pytest.mark.parametrize(
    "address", ["?side=0", "?side=-1", "?side=x", "?side=1e9", "?side=٣", "?status=nope"]
)
@pytest.mark.control("2.2.1")
def test_an_address_that_makes_no_sense_shows_the_first_page(
    register: Register, client: Client, address: str
) -> None:
    register.came = (arrival(),)
    assert "1–1 av 1" in seen(client.get(f"/leveranser{address}").content)


# --- one answer understood


@pytest.mark.requirement("B-2")
def test_an_answer_begins_with_a_sentence(register: Register, client: Client) -> None:
    register.messages = {str(RECEIPT): message(answer())}
    response = client.get(HERE)
    assert "Urin, tatt 13. september 2017 : Escherichia coli og Klebsiella pneumoniae." in seen(
        response.content
    )
    assert '<i lang="la">Escherichia coli</i>' in response.content.decode()


def test_where_no_microbe_is_named_the_sentence_tells_the_results(register: Register, client: Client) -> None:
    found = (result("1", words("Ikke påvist")), *(result(str(n), words("x")) for n in range(2, 7)))
    register.messages = {str(RECEIPT): message(answer(results=found, susceptibilities=()))}
    assert "Dyrkning ikke påvist; Dyrkning x; Dyrkning x og 3 resultater til." in seen(
        client.get(HERE).content
    )


def test_a_value_that_is_a_latin_name_says_it_alone(register: Register, client: Client) -> None:
    register.messages = {
        str(RECEIPT): message(answer(results=(result("1", words(COLI)),), susceptibilities=()))
    }
    assert '2017</time>: <i lang="la">Escherichia coli</i>.' in client.get(HERE).content.decode()


def test_a_letter_stands_with_its_meaning_and_its_measure(register: Register, client: Client) -> None:
    register.messages = {str(RECEIPT): message(answer())}
    page = seen(client.get(HERE).content)
    assert "Mecillinam S Sensitiv, standarddose 0,25\u00a0mg/L".replace("\u00a0", " ") in page
    assert "S følsom ved standarddose R resistent" in page


@pytest.mark.requirement("NOIS-1-8b")
def test_every_value_shows_code_code_system_and_version(register: Register, client: Client) -> None:
    register.messages = {str(RECEIPT): message(answer())}
    page = seen(client.get(HERE).content)
    assert "U-Bakterier dyrkning NPU06073 NLK Norsk laboratoriekodeverk ikke oppgitt i meldingen" in page
    assert "Urin U Volven 8351 Prøvemateriale ikke oppgitt i meldingen" in page
    assert "Medisinsk mikrobiologi MBIO Volven 8202 Type laboratoriemelding" in page
    assert "Kvinne female FHIR AdministrativeGender Kjønn" in page
    assert "Mengde bare ord kodeverk ikke oppgitt" in page


@pytest.mark.requirement("B-5")
def test_an_answers_versions_are_told_and_linked(register: Register, client: Client) -> None:
    register.messages = {str(RECEIPT): message(answer())}
    response = client.get(HERE)
    assert f'href="/leveranser/{EARLIER}"' in response.content.decode()
    assert "Endring, endelig (denne)" in seen(response.content)


def test_a_withdrawn_or_replaced_answer_says_so(register: Register, client: Client) -> None:
    register.messages = {str(RECEIPT): message(answer(withdrawn=True), answer(superseded_by=EARLIER))}
    page = seen(client.get(HERE).content)
    assert "Laboratoriet har trukket dette svaret tilbake" in page
    assert "Det har kommet en nyere versjon av dette svaret" in page


@pytest.mark.requirement("NOIS-4-1")
@pytest.mark.control("14.2.1")
def test_neither_title_nor_address_tells_of_a_person(register: Register, client: Client) -> None:
    register.messages = {str(RECEIPT): message(answer())}
    page = client.get(HERE).content.decode()
    assert re.findall(r"<title>(.*?)</title>", page) == [f"Leveranse {RECEIPT} – Infeksjonsregisteret"]
    addresses = re.findall(r'(?:href|action)="(.*?)"', page)
    assert not [each for each in addresses if "coli" in each or "a3f9" in each]


@pytest.mark.requirement("NOIS-4-1")
@pytest.mark.control("8.2.3")
def test_a_pseudonym_is_never_shown_whole(register: Register, client: Client) -> None:
    register.messages = {str(RECEIPT): message(answer())}
    page = client.get(HERE).content.decode()
    assert "a3f9 81c2 …" in page
    assert "a3f981c2" not in page


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (Status.SEALED, "Leveransen er forseglet og venter på å bli tatt inn."),
        (Status.HELD, "Leveransen er holdt tilbake. En av oss ser på den."),
        (Status.REJECTED, "Leveransen er avvist. Den må sendes på nytt."),
        (Status.DUPLICATE, "Denne leveransen har kommet før."),
    ],
)
@pytest.mark.requirement("B-2")
def test_a_delivery_without_answers_says_what_became_of_it(
    register: Register, client: Client, status: Status, said: str
) -> None:
    register.messages = {str(RECEIPT): message(status=status, sender=None, format=None, message_id=None)}
    assert said in seen(client.get(HERE).content)


@pytest.mark.requirement("B-2")
def test_a_problem_says_what_where_and_what_to_do_in_the_chosen_language(
    register: Register, client: Client
) -> None:
    wrong = Problem("message-id-conflict", Level.HELD, "/Message/MsgId")
    register.messages = {str(RECEIPT): message(status=Status.HELD, problems=(wrong,))}
    assert "Sted: /Message/MsgId. En av oss ser på den." in seen(client.get(HERE).content)
    client.post("/sprak", {"language": "en"})
    assert "At: /Message/MsgId. One of us looks into it." in seen(client.get(HERE).content)


def test_a_message_that_says_nearly_nothing_still_has_a_page(register: Register, client: Client) -> None:
    from infreg.vocabulary.answer import Coded
    from infreg.vocabulary.shown import ShownPatient, ShownSpecimen

    bare = answer(
        service_type=None,
        status=None,
        discipline=None,
        replaces=None,
        versions=(),
        requester=None,
        patient=ShownPatient(None, None, None, None, None),
        specimens=(ShownSpecimen("A", Coded(), None),),
        results=(result("1", words(None), of=Coded()),),
        susceptibilities=(),
    )
    register.messages = {str(RECEIPT): message(bare, sender=None, generated_at=None, format=None)}
    assert "Prøve av ukjent slag, prøvedato ikke oppgitt: Ingen verdi oppgitt." in seen(
        client.get(HERE).content
    )


@pytest.mark.requirement("NOIS-4-1")
@pytest.mark.control("1.1.2", "1.2.1")
def test_what_a_sender_wrote_is_text_and_never_markup(register: Register, client: Client) -> None:
    evil = '<script>alert("1")</script>'
    found = (result("1", words(evil), organism=evil), result("2", words(evil)))
    register.messages = {str(RECEIPT): message(answer(results=found, specimens=(URINE,), answer_id=evil))}
    page = client.get(HERE).content.decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page


# --- when something fails


@pytest.mark.requirement("NOIS-4-1")
@pytest.mark.parametrize("away", [OperationalError("host 10.0.0.1"), psycopg.OperationalError("gone")])
@pytest.mark.control("16.5.2")
def test_without_a_database_the_page_says_to_come_back(
    register: Register, client: Client, away: Exception
) -> None:
    register.fails = away
    response = client.get("/leveranser")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"
    assert "Databasen svarer ikke. Det som er mottatt, er trygt." in seen(response.content)


def test_an_error_page_stands_even_when_its_frame_fails(
    register: Register, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise OperationalError

    monkeypatch.setattr("infreg.flow.control.installation", away)
    assert register.visitor
    assert client.get("/finnes-ikke").status_code == 404
    assert client.get("/leveranser").status_code == 503


@pytest.mark.requirement("NOIS-4-1")
@pytest.mark.control("16.3.4")
def test_a_failure_of_ours_tells_nothing_of_the_row(
    register: Register, client: Client, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    register.fails = ValueError("Kari Nordmann 13916903833")
    response = client.get("/leveranser")
    assert response.status_code == 500
    assert "Noe gikk galt hos oss" in seen(response.content)
    assert b"Nordmann" not in response.content
    assert "Nordmann" not in capsys.readouterr().err
    assert [record.name for record in caplog.records] == ["django.request"]


def test_a_request_that_cannot_be_trusted_gets_a_page_too(register: Register, client: Client) -> None:
    register.fails = SuspiciousOperation("no")
    response = client.get("/leveranser")
    assert response.status_code == 400
    assert "Vi forsto ikke forespørselen" in seen(response.content)


def test_a_form_without_its_token_is_explained(register: Register) -> None:
    assert register.visitor
    response = Client(SERVER_NAME="localhost", enforce_csrf_checks=True).post("/sprak", {"language": "en"})
    assert response.status_code == 403
    assert "Skjemaet var blitt for gammelt" in seen(response.content)


def test_a_page_below_a_place_marks_it(client: Client) -> None:
    told = client.get("/koder/dekning").content.decode()
    assert '<a class="choice" href="/koder" aria-current="true">' in told

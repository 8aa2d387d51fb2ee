"""What was typed when a session had ended comes back after the login, and is never carried out by itself."""

import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from infreg.flow import login
from infreg.synthetic.handful import handful
from tests.accounts import EVA, PASSWORD, code, make_account
from tests.register import Register
from tests.web.entering import hidden, in_front, log_in, pass_time, says, with_account

pytestmark = pytest.mark.requirement("NOIS-4-1")

OFFICER = "runa"
REASON = "Samme pasient, sier laboratoriet på telefon"

there = pytest.fixture(with_account)
client = pytest.fixture(in_front)


@pytest.fixture
def join(there: Register, client: Client) -> str:
    """The form that says two answers are about one person, an officer in front of it whose session has just
    ended."""
    made = dict(handful(datetime(2026, 11, 22, tzinfo=UTC)))
    delivered = there.receive(made["urinkultur.xml"], made["blodkultur.xml"])
    there.use("app")
    make_account(there, OFFICER, "registry_officer")
    log_in(client, OFFICER)
    client.other = str(delivered[1].receipt)  # type: ignore[attr-defined]
    return f"/leveranser/{delivered[0].receipt}/samme-person"


def fields(client: Client, **more: str) -> dict[str, str]:
    return {"other": client.other, "because": REASON, "do": "join", **more}  # type: ignore[attr-defined]


def send_too_late(client: Client, address: str, typed: dict[str, Any], **headers: str) -> Any:
    pass_time(client, seen=3600)
    return client.post(address, typed, headers={"referer": f"http://localhost{address}"} | headers)


def come_back(client: Client, late: Any, name: str = OFFICER) -> Any:
    """Logs in on the page that was shown, and goes back to the form where that is offered."""
    kept = hidden(late, "infreg_typed")
    back = log_in(client, name, next=hidden(late, "next"), infreg_typed=kept)
    if back.status_code != 200:
        return back
    place = re.search(r'<form method="post" action="(/leveranser[^"]*)">', back.content.decode())
    assert place
    return client.post(place[1], {"infreg_typed": hidden(back, "infreg_typed")})


def test_what_was_typed_comes_back_after_the_login_and_is_not_carried_out(
    there: Register, client: Client, join: str
) -> None:
    late = send_too_late(client, join, fields(client))
    assert late.status_code == 401
    assert "Det du skrev, er tatt vare på" in says(late)
    page = come_back(client, late)
    assert page.status_code == 200
    assert f'value="{fields(client)["other"]}"' in page.content.decode()
    assert REASON in says(page)
    assert "Ingenting er sendt ennå" in says(page)
    assert there.count("registry.same_person") == 0
    client.post(join, fields(client))
    assert there.count("registry.same_person WHERE known_to IS NULL") > 0


def test_a_form_that_acts_at_the_first_press_is_not_carried_out_either(
    there: Register, client: Client, join: str
) -> None:
    client.post(join, fields(client))
    late = send_too_late(client, f"{join}/angre", {"because": REASON})
    page = come_back(client, late)
    assert REASON in says(page)
    assert there.count("registry.same_person WHERE known_to IS NULL") > 0
    client.post(f"{join}/angre", {"because": REASON})
    assert there.count("registry.same_person WHERE known_to IS NULL") == 0


def test_another_account_does_not_get_what_was_typed(there: Register, client: Client, join: str) -> None:
    make_account(there, "rolf", "registry_officer")
    late = send_too_late(client, join, fields(client))
    back = come_back(client, late, "rolf")
    assert back.status_code == 302
    sent = client.post(join, {"infreg_typed": hidden(late, "infreg_typed")}, follow=True)
    assert REASON not in says(sent)
    assert there.count("registry.same_person") == 0


def test_what_was_typed_is_neither_in_the_address_nor_readable_nor_kept_by_us(
    there: Register, client: Client, join: str
) -> None:
    late = send_too_late(client, join, fields(client))
    assert REASON not in late.content.decode()
    assert fields(client)["other"] not in hidden(late, "infreg_typed")
    with there.superuser() as bare:
        (kept,) = bare.execute("SELECT count(*) FROM registry.django_session").fetchall()
    assert kept == (0,)


@pytest.mark.control("9.2.1")
def test_what_was_typed_is_worth_nothing_after_an_hour(
    there: Register, client: Client, join: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = send_too_late(client, join, fields(client))
    monkeypatch.setattr("infreg.doors.web.typed._MAX_AGE", -2)
    assert come_back(client, late).headers["Location"] == join
    assert there.count("registry.same_person") == 0


@pytest.mark.parametrize("spoilt", ["", "x", "AAAA" * 20, "æøå"])
@pytest.mark.control("1.5.2", "9.1.1")
def test_what_is_not_ours_is_not_taken_for_what_was_typed(
    there: Register, client: Client, join: str, spoilt: str
) -> None:
    response = client.post(join, fields(client, infreg_typed=spoilt))
    assert response.headers["Location"] == join
    assert there.count("registry.same_person") == 0


def test_passwords_and_codes_are_not_kept(client: Client) -> None:
    log_in(client)
    typed = {"username": "eva", "password": PASSWORD, "new_password": "x", "new_password_again": "x"}
    assert send_too_late(client, "/konto/passord", typed).status_code == 302
    log_in(client)
    assert send_too_late(client, "/konto/totrinn", {"otp": "123456", "secret": "x"}).status_code == 302


def test_a_browser_nobody_has_used_is_only_led_to_the_login(client: Client, join: str) -> None:
    stranger = Client(SERVER_NAME="localhost")
    response = stranger.post(join, fields(client))
    assert response.status_code == 302
    assert REASON not in response.headers["Location"]


def test_a_form_whose_page_is_gone_gives_the_text_to_be_copied(
    there: Register, client: Client, join: str
) -> None:
    late = send_too_late(
        client, join, fields(client), referer="http://localhost/leveranser/AAAA-AAAA-AAAA-AAAA"
    )
    page = come_back(client, late)
    assert "Skjemaet er ikke der lenger" in says(page)
    assert REASON in says(page)
    assert there.count("registry.same_person") == 0


def test_files_are_not_kept_and_the_page_says_so(there: Register, client: Client) -> None:
    make_account(there, OFFICER, "registry_officer")
    log_in(client, OFFICER)
    pass_time(client, seen=3600)
    list_of_ids = io.BytesIO(b"a\nb\n")
    list_of_ids.name = "liste.csv"
    late = client.post("/avstemming", {"day": "2026-11-20", "ids": "m 1", "file": list_of_ids})
    assert "Filer blir ikke tatt vare på. Velg dem på nytt etterpå." in says(late)
    back = log_in(client, OFFICER, infreg_typed=hidden(late, "infreg_typed"))
    page = client.post("/avstemming", {"infreg_typed": hidden(back, "infreg_typed")})
    assert "Filer blir ikke tatt vare på. Velg dem på nytt." in says(page)
    assert 'value="2026-11-20"' in page.content.decode()
    assert ">\nm 1</textarea>" in page.content.decode()


def test_what_was_typed_goes_with_the_code_of_a_second_factor(
    there: Register, client: Client, join: str
) -> None:
    officer = there.count(f"(SELECT FROM registry.\"user\" WHERE username < '{OFFICER}z') AS before")
    secret, before = login.make_secret(), datetime.now(UTC) - timedelta(minutes=1)
    late = send_too_late(client, join, fields(client))
    login.enrol(EVA, officer, secret, code(secret, before), now=before)
    step = log_in(client, OFFICER, infreg_typed=hidden(late, "infreg_typed"))
    back = client.post(
        "/logg-inn/kode", {"otp": code(secret), "infreg_typed": hidden(step, "infreg_typed"), "next": ""}
    )
    page = client.post(join, {"infreg_typed": hidden(back, "infreg_typed")})
    assert REASON in says(page)

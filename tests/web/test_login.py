"""Logging in, staying so, and one's own account, on a real register."""

import base64
import re
from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client

from infreg.flow import control, login
from tests.accounts import NAME, PASSWORD, code, events, make_account
from tests.register import Register
from tests.web.entering import (
    change,
    enrolled,
    hidden,
    in_front,
    is_in,
    log_in,
    pass_time,
    says,
    with_account,
)

pytestmark = pytest.mark.requirement("NOIS-4-1")

WRONG = "et helt annet passord"

there = pytest.fixture(with_account)
client = pytest.fixture(in_front)


# --- in and out


def test_the_right_password_opens_and_the_log_knows(there: Register, client: Client) -> None:
    assert not is_in(client)
    assert log_in(client).headers["Location"] == "/"
    assert is_in(client)
    assert events(there) == [(NAME, "log-in", "done", None)]


@pytest.mark.parametrize(("name", "account"), [(NAME, NAME), ("finnes-ikke", "unknown")])
@pytest.mark.control("6.3.8")
def test_a_wrong_password_and_a_wrong_name_are_answered_alike(
    there: Register, client: Client, name: str, account: str
) -> None:
    response = log_in(client, name, WRONG)
    assert response.status_code == 200
    assert "Brukernavnet eller passordet er feil" in says(response)
    assert not is_in(client)
    assert events(there) == [(account, "log-in", "refused", "password")]


@pytest.mark.parametrize("name", [NAME, "finnes-ikke"])
def test_after_five_wrong_ones_the_right_password_does_not_open(
    there: Register, client: Client, name: str
) -> None:
    del there
    for _ in range(login.FREE):
        log_in(client, name, WRONG)
    assert "for mange mislykkede forsøk. Vent et minutt, og prøv igjen." in says(log_in(client, name))
    assert not is_in(client)


def test_a_browser_that_was_in_before_is_not_shut_out_by_strangers(client: Client) -> None:
    log_in(client)
    client.post("/logg-ut")
    stranger = Client(SERVER_NAME="localhost")
    for _ in range(login.FREE):
        log_in(stranger, NAME, WRONG)
    assert "Vent et minutt" in says(log_in(stranger, NAME, WRONG))
    log_in(client)
    assert is_in(client)


@pytest.mark.control("11.4.2")
def test_an_older_hash_becomes_argon2_at_the_next_login(there: Register, client: Client) -> None:
    hasher = PBKDF2PasswordHasher()
    make_account(there, "ola", password=hasher.encode(PASSWORD, hasher.salt(), iterations=1000))
    log_in(client, "ola")
    assert is_in(client)
    assert (
        there.count("""registry."user" WHERE username = 'ola' AND password LIKE 'argon2$argon2id$%'""") == 1
    )


@pytest.mark.control("7.2.4")
def test_each_login_has_a_session_of_its_own(client: Client) -> None:
    client.get("/logg-inn")
    planted = client.session
    planted.save()
    assert planted.session_key
    client.cookies.load({"infreg_session": planted.session_key})
    log_in(client)
    assert client.session.session_key != planted.session_key
    assert not planted.exists(planted.session_key)


@pytest.mark.control("7.4.1")
def test_logging_out_ends_the_session_on_the_server(there: Register, client: Client) -> None:
    log_in(client)
    cookie = client.cookies["infreg_session"].value
    client.post("/logg-ut")
    thief = Client(SERVER_NAME="localhost")
    thief.cookies["infreg_session"] = cookie
    response = thief.get("/konto")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/logg-inn")
    assert there.count("registry.django_session") == 0
    assert events(there)[-1] == (NAME, "log-out", "done", None)


def test_a_session_holds_nothing_personal(client: Client) -> None:
    log_in(client)
    assert set(client.session.keys()) == {
        *("_auth_user_id", "_auth_user_backend", "_auth_user_hash"),
        *("began", "seen", "round", "role", "factor"),
    }
    assert NAME not in str(dict(client.session.items()))


@pytest.mark.parametrize(
    ("earlier", "lives"),
    [
        ({"seen": 29 * 60}, True),
        ({"seen": 30 * 60}, False),
        ({"began": 8 * 3600 - 60}, True),
        ({"began": 8 * 3600}, False),
    ],
)
@pytest.mark.control("7.2.1", "7.3.1", "7.3.2")
def test_a_session_ends_after_half_an_hour_of_rest_and_after_eight_hours(
    there: Register, client: Client, earlier: dict[str, int], lives: bool
) -> None:
    log_in(client)
    pass_time(client, **earlier)
    assert is_in(client) is lives
    assert there.count("registry.django_session") == lives


def test_a_page_makes_the_rest_begin_anew_but_not_the_day(client: Client) -> None:
    log_in(client)
    pass_time(client, seen=20 * 60, began=60 * 60)
    began = client.session["began"]
    assert is_in(client)
    pass_time(client, seen=20 * 60)
    assert is_in(client)
    assert client.session["began"] == began


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE registry.\"user\" SET role = 'supervisor'",
        'UPDATE registry."user" SET is_active = false',
        "UPDATE registry.\"user\" SET password = 'argon2$another'",
        'UPDATE registry."user" SET session_round = session_round + 1',
    ],
)
@pytest.mark.control("7.4.2")
def test_what_changes_an_account_ends_its_sessions(there: Register, client: Client, statement: str) -> None:
    log_in(client)
    assert is_in(client)
    change(there, statement)
    assert not is_in(client)
    assert there.count("registry.django_session") == 0


@pytest.mark.control("8.3.2")
def test_the_end_of_all_assignments_ends_the_session(there: Register, client: Client) -> None:
    log_in(client)
    change(there, "UPDATE registry.assignment SET known_to = now(), ended_because = 'slutt', ended_by = 'x'")
    assert client.get("/konto").status_code == 403
    assert there.count("registry.django_session") == 0
    assert client.get("/konto").status_code == 302
    assert "har ikke tilgang nå" in says(log_in(client))
    assert not is_in(client)
    assert events(there)[-1] == (NAME, "log-in", "refused", "no access")


def test_a_session_follows_its_visitor_from_network_to_network(client: Client) -> None:
    log_in(client)
    assert client.get("/konto", REMOTE_ADDR="203.0.113.7", HTTP_USER_AGENT="en annen").status_code == 200


def test_sessions_that_have_ended_are_deleted_at_a_login(there: Register, client: Client) -> None:
    change(there, "INSERT INTO registry.django_session VALUES ('gammel', '', now() - interval '1 minute')")
    log_in(client)
    assert there.count("registry.django_session WHERE session_key = 'gammel'") == 0


def test_who_was_logged_out_is_told_so(client: Client) -> None:
    log_in(client)
    pass_time(client, seen=3600)
    response = client.get("/leveranser?side=2")
    assert response.headers["Location"] == "/logg-inn?next=%2Fleveranser%3Fside%3D2&utlogget=1"
    assert "Du ble logget ut. Logg inn for å fortsette der du var." in says(
        client.get(response.headers["Location"])
    )


# --- the second factor


def test_with_a_second_factor_the_password_alone_opens_nothing(there: Register, client: Client) -> None:
    secret, _ = enrolled(client)
    response = log_in(client, next="/konto")
    assert "Koden fra appen din" in says(response)
    assert not is_in(client)
    response = client.post("/logg-inn/kode", {"otp": code(secret), "next": hidden(response, "next")})
    assert response.headers["Location"] == "/konto"
    assert is_in(client)
    assert events(there)[1:] == [(NAME, "log-in", "done", None)]


def test_a_wrong_code_opens_nothing_and_counts_as_an_attempt(there: Register, client: Client) -> None:
    secret, _ = enrolled(client)
    log_in(client)
    for _ in range(login.FREE - 1):
        assert "Koden er feil" in says(client.post("/logg-inn/kode", {"otp": "000000"}))
    assert "Vent et minutt" in says(client.post("/logg-inn/kode", {"otp": code(secret)}))
    assert not is_in(client)
    assert events(there)[-1] == (NAME, "log-in", "refused", "waiting")


def test_a_code_that_was_used_opens_nothing(client: Client) -> None:
    secret, _ = enrolled(client)
    log_in(client)
    written = code(secret)
    client.post("/logg-inn/kode", {"otp": written})
    client.post("/logg-ut")
    log_in(client)
    assert "Koden er feil, eller den er brukt" in says(client.post("/logg-inn/kode", {"otp": written}))
    assert not is_in(client)


def test_a_spare_code_opens_once(client: Client) -> None:
    _, recovery = enrolled(client)
    for opens in (True, False):
        log_in(client)
        client.post("/logg-inn/kode", {"otp": recovery[0]})
        assert is_in(client) is opens
        client.post("/logg-ut")


def test_a_code_without_a_password_opens_nothing(client: Client) -> None:
    secret, _ = enrolled(client)
    assert "det tok for lang tid" in says(client.post("/logg-inn/kode", {"otp": code(secret)}))
    log_in(client)
    session = client.session
    session["halfway"] = {**session["halfway"], "at": session["halfway"]["at"] - 301}
    session.save()
    assert "det tok for lang tid" in says(client.post("/logg-inn/kode", {"otp": code(secret)}))
    assert not is_in(client)


def test_a_password_that_was_changed_meanwhile_opens_nothing(there: Register, client: Client) -> None:
    secret, _ = enrolled(client)
    log_in(client)
    change(there, "UPDATE registry.\"user\" SET password = 'argon2$another'")
    client.post("/logg-inn/kode", {"otp": code(secret)})
    assert not is_in(client)


def read_secret(page: Any) -> bytes:
    """The key as somebody types it from the page."""
    found = re.search(r'<code class="key">([^<]+)</code>', page.content.decode())
    assert found
    return base64.b32decode(found[1].replace(" ", ""))


def test_a_second_factor_is_made_from_what_the_page_shows(there: Register, client: Client) -> None:
    log_in(client)
    other = Client(SERVER_NAME="localhost")
    log_in(other)
    page = client.get("/konto/totrinn")
    assert 'src="data:image/svg+xml' in page.content.decode()
    secret, carried = read_secret(page), hidden(page, "secret")
    wrong = client.post("/konto/totrinn", {"otp": "000000", "secret": carried})
    assert "Koden passer ikke" in says(wrong)
    assert read_secret(wrong) == secret
    key = client.session.session_key
    done = client.post("/konto/totrinn", {"otp": code(secret), "secret": carried})
    assert len(re.findall(r"<li><code>[A-Z2-7-]{29}</code></li>", done.content.decode())) == 10
    assert client.session.session_key != key
    assert is_in(client)
    assert "10 reservekoder er igjen" in says(client.get("/konto"))
    assert there.count("registry.second_factor") == 1
    assert client.get("/konto/totrinn").headers["Location"] == "/konto"


def test_a_secret_of_another_account_is_not_taken(there: Register, client: Client) -> None:
    make_account(there, "ola")
    log_in(client, "ola")
    page = client.get("/konto/totrinn")
    secret, carried = read_secret(page), hidden(page, "secret")
    client.post("/logg-ut")
    log_in(client)
    response = client.post("/konto/totrinn", {"otp": code(secret), "secret": carried})
    assert response.headers["Location"] == "/konto/totrinn"
    assert there.count("registry.second_factor") == 0


@pytest.mark.control("6.3.3")
def test_production_lets_nobody_further_before_they_have_a_second_factor(
    there: Register, client: Client
) -> None:
    change(there, "UPDATE registry.installation SET kind = 'production'")
    control.installation.cache_clear()
    log_in(client)
    for address in ("/konto", "/leveranser", "/tilfeller", "/"):
        assert client.get(address).headers["Location"] == "/konto/totrinn"
    assert client.post("/konto/passord", {"password": PASSWORD}).headers["Location"] == "/konto/totrinn"
    page = client.get("/konto/totrinn")
    secret = read_secret(page)
    client.post("/konto/totrinn", {"otp": code(secret), "secret": hidden(page, "secret")})
    assert is_in(client)
    assert client.get("/konto/totrinn/av").headers["Location"] == "/konto"
    assert client.post("/konto/totrinn/av", {"password": PASSWORD}).headers["Location"] == "/konto"
    assert there.count("registry.second_factor") == 1


@pytest.mark.control("7.5.1")
def test_a_second_factor_is_turned_off_with_the_password(there: Register, client: Client) -> None:
    secret, _ = enrolled(client)
    log_in(client)
    client.post("/logg-inn/kode", {"otp": code(secret)})
    assert "Passordet er feil" in says(client.post("/konto/totrinn/av", {"password": WRONG}))
    assert there.count("registry.second_factor") == 1
    assert client.post("/konto/totrinn/av", {"password": PASSWORD}).status_code == 302
    assert there.count("registry.second_factor") == there.count("registry.recovery_code") == 0
    assert is_in(client)


# --- my account


NEW = "sju blå elefanter danser"


def new_password(old: str = PASSWORD, new: str = NEW, again: str = NEW) -> dict[str, str]:
    return {"password": old, "new_password": new, "new_password_again": again}


@pytest.mark.control("6.2.2", "7.4.3")
def test_a_new_password_ends_the_other_sessions_and_not_this_one(there: Register, client: Client) -> None:
    other = Client(SERVER_NAME="localhost")
    for each in (client, other):
        log_in(each)
    key = client.session.session_key
    assert client.post("/konto/passord", new_password()).headers["Location"] == "/konto?gjort=passord"
    assert is_in(client)
    assert client.session.session_key != key
    assert not is_in(other)
    client.post("/logg-ut")
    log_in(client)
    assert not is_in(client)
    log_in(client, password=NEW)
    assert is_in(client)
    assert (NAME, "change-access", "done", "password") in events(there)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (new_password(old=WRONG), "Passordet er feil. Skriv det på nytt."),
        (new_password(new="kort", again="kort"), "Det må ha minst 12 tegn"),
        (new_password(new="1q2w3e4r5t6y", again="1q2w3e4r5t6y"), "Mange bruker dette passordet"),
        (new_password(new="eva er best av alle", again="eva er best av alle"), "Brukernavnet er en del"),
        (new_password(again="sju blå elefanter"), "De to er ikke like"),
        (new_password(new="x" * 257, again="x" * 257), "Passordet er for langt"),
    ],
)
@pytest.mark.control("6.2.1", "6.2.4")
def test_a_password_that_is_not_good_enough_is_said_why(
    there: Register, client: Client, typed: dict[str, str], said: str
) -> None:
    log_in(client)
    assert said in says(client.post("/konto/passord", typed))
    assert (NAME, "change-access", "done", "password") not in events(there)


@pytest.mark.control("6.2.3")
def test_the_old_password_is_guessed_no_faster_within_a_session(client: Client) -> None:
    log_in(client)
    for _ in range(login.FREE):
        client.post("/konto/passord", new_password(old=WRONG))
    assert "Vent et minutt" in says(client.post("/konto/passord", new_password()))
    log_in(client, password=NEW)
    assert Client(SERVER_NAME="localhost").get("/konto").status_code == 302


@pytest.mark.parametrize(("do", "stays"), [("", True), ("all", False)])
@pytest.mark.control("7.5.2")
def test_one_ends_ones_sessions_elsewhere_or_everywhere(client: Client, do: str, stays: bool) -> None:
    other = Client(SERVER_NAME="localhost")
    for each in (client, other):
        log_in(each)
    client.post("/konto/okter", {"do": do})
    assert is_in(client) is stays
    assert not is_in(other)

"""What the site answers to those who mean it harm, without a database: the gate, the limits, the errors."""

import logging
import os
import subprocess
import sys
from threading import Thread
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import DisallowedHost
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings

from infreg.doors.log import WithoutValues
from infreg.doors.web import limits
from infreg.doors.web.limits import AccountLimit, Buckets, client_of
from tests.web.conftest import Register
from tests.web.test_pages import seen

pytestmark = pytest.mark.requirement("NOIS-4-1")
NUMBER = "13916903833"
HTTPS = {"INFREG_URL": "https://register.example.no", "INFREG_HOME": "/nowhere"}


class Clock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


# --- deployment


def fresh(*command: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Another process, with nothing in its environment but what is given."""
    return subprocess.run(
        [sys.executable, *command],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.control("3.3.1", "3.4.1", "13.4.2")
def test_djangos_own_deployment_check_has_nothing_to_say() -> None:
    check = (
        "-m",
        "django",
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        "--settings",
        "infreg.doors.settings",
    )
    done = fresh(*check, **HTTPS)
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout
    # The check is alive: without https there is something to say.
    assert fresh(*check, INFREG_HOME="/nowhere").returncode == 1


@pytest.mark.control("3.3.1", "3.3.2", "3.3.3", "3.3.4")
def test_every_cookie_is_for_this_host_alone_where_people_come_by_https() -> None:
    names = (
        "[getattr(s, f'{c}_COOKIE_{p}') for c in ('SESSION', 'CSRF', 'LANGUAGE') for p in ('NAME', 'SECURE')]"
    )
    says = "from infreg.doors import settings as s; print({})"
    there = fresh("-c", says.format(names), **HTTPS).stdout
    assert there.strip() == (
        "['__Host-infreg_session', True, '__Host-infreg_csrf', True, '__Host-infreg_language', True]"
    )
    here = fresh("-c", says.format(names), INFREG_HOME="/nowhere").stdout
    assert here.strip() == "['infreg_session', False, 'infreg_csrf', False, 'infreg_language', False]"


def test_no_cookie_says_more_hosts_or_paths_than_the_prefix_allows() -> None:
    for cookie in ("SESSION", "CSRF", "LANGUAGE"):
        assert getattr(settings, f"{cookie}_COOKIE_DOMAIN") is None
        assert getattr(settings, f"{cookie}_COOKIE_PATH") == "/"


@pytest.mark.control("3.4.1", "12.2.1")
@override_settings(
    SECURE_HSTS_SECONDS=63072000, SECURE_HSTS_INCLUDE_SUBDOMAINS=True, SECURE_SSL_REDIRECT=True
)
@pytest.mark.parametrize("path", ["/leveranser", "/finnes-ikke", "/static/infreg.css", "/"])
def test_browsers_are_told_to_come_by_https_for_years(register: Register, path: str) -> None:
    assert register.visitor
    response = Client(SERVER_NAME="localhost").get(path, secure=True)
    assert response.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
    response.close()
    plain = Client(SERVER_NAME="localhost").get(path)
    assert plain.status_code == 301
    assert plain.headers["Location"] == f"https://localhost{path}"


# --- who may send what


def send(header: dict[str, str], **more: Any) -> int:
    """A form that is sent with a right token, from where the headers say; the status."""
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True, raise_request_exception=False)
    page = client.get("/logg-inn", **more).content.decode()
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    return client.post(
        "/sprak", {"language": "en", "csrfmiddlewaretoken": token}, headers=header, **more
    ).status_code


@pytest.mark.control("3.5.1", "3.5.3")
@pytest.mark.parametrize(
    "header",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "https://localhost"},
        {"Referer": "https://evil.example/a"},
        {"Referer": "http://[broken"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
    ],
    ids=str,
)
def test_a_form_from_another_sites_page_is_refused_though_its_token_is_right(
    register: Register, header: dict[str, str]
) -> None:
    register.visitor = None
    assert send(header) == 403


@pytest.mark.control("3.5.1")
@pytest.mark.parametrize(
    "header",
    [
        {},
        {"Origin": "http://localhost"},
        {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"},
        {"Referer": "http://localhost/leveranser?side=2", "Sec-Fetch-Site": "none"},
    ],
    ids=str,
)
def test_a_form_of_our_own_is_taken(register: Register, header: dict[str, str]) -> None:
    register.visitor = None
    assert send(header) == 302


@pytest.mark.control("3.5.1")
@pytest.mark.parametrize("token", ["", "x" * 64])
def test_a_form_without_a_right_token_is_refused(register: Register, token: str) -> None:
    assert register.visitor
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    assert client.post("/lever", {"csrfmiddlewaretoken": token}).status_code == 403


@pytest.mark.control("3.4.2")
def test_no_other_origin_is_let_in(client: Client) -> None:
    for path in ("/leveranser", "/static/infreg.css", "/finnes-ikke"):
        response = client.get(path, headers={"Origin": "https://evil.example"})
        assert not [name for name in response.headers if name.lower().startswith("access-control-")]
        response.close()


@pytest.mark.control("1.2.2", "3.7.2")
@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "\\\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_led_to_another_site(register: Register, address: str) -> None:
    client = Client(SERVER_NAME="localhost")
    assert client.post("/sprak", {"language": "en", "next": address}).headers["Location"] == "/"
    assert register.visitor
    there = client.get("/logg-inn", {"next": address})
    assert there.status_code in {200, 302}
    assert "evil" not in there.headers.get("Location", "")


@pytest.mark.control("4.1.4")
def test_the_page_behind_a_form_tells_who_opens_its_address_what_to_do(client: Client) -> None:
    response = client.get("/sprak")
    assert response.status_code == 405
    assert response.headers["Allow"] == "POST"
    assert "Gå tilbake og begynn på nytt fra forrige side." in seen(response.content)
    assert client.post("/leveranser").headers["Allow"] == "GET, HEAD"


@pytest.mark.control("13.4.4")
def test_trace_gives_nothing_back(client: Client) -> None:
    response = client.trace("/leveranser", headers={"X-Made-Up": "Kari"})
    assert response.status_code == 405
    assert b"Kari" not in response.content


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost@evil.example", "localhost:abc", "", "a b", "æ.no"]
)
def test_a_host_that_is_not_ours_is_a_bad_request(register: Register, host: str) -> None:
    assert register.visitor
    client = Client(raise_request_exception=False)
    response = client.get("/leveranser", headers={"Host": host})
    assert response.status_code == 400
    assert b"evil" not in response.content


@pytest.mark.control("14.3.1")
def test_who_logs_out_leaves_nothing_in_the_browser(register: Register) -> None:
    assert register.visitor
    client = Client(SERVER_NAME="localhost")
    assert client.get("/logg-ut").headers.get("Clear-Site-Data") is None
    with override_settings(SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies"):
        assert client.post("/logg-ut").headers["Clear-Site-Data"] == '"cache", "storage"'


# --- limits


@pytest.mark.control("2.4.1")
def test_two_hundred_a_second_from_one_are_stopped_and_another_is_not(register: Register) -> None:
    assert register.visitor
    with override_settings(REQUESTS_A_SECOND=5):
        client = Client(SERVER_NAME="localhost")
        answers = [client.get("/leveranser", REMOTE_ADDR="192.0.2.1") for _ in range(200)]
        others = [client.get("/leveranser", REMOTE_ADDR=f"192.0.2.{n}").status_code for n in range(2, 40)]
    statuses = [answer.status_code for answer in answers]
    assert statuses[:20] == [200] * 20
    assert statuses.count(429) > 100
    assert set(statuses) == {200, 429}
    assert set(others) == {200}
    (refused,) = [answer for answer in answers if answer.status_code == 429][:1]
    assert int(refused.headers["Retry-After"]) >= 1
    assert "Vent et minutt og prøv igjen." in seen(refused.content)
    assert refused.headers["Cache-Control"] == "no-store"


@pytest.mark.control("2.4.1")
def test_static_files_do_not_count(register: Register) -> None:
    assert register.visitor
    with override_settings(REQUESTS_A_SECOND=1):
        client = Client(SERVER_NAME="localhost")
        for _ in range(50):
            response = client.get("/static/infreg.css")
            assert response.status_code == 200
            response.close()
        assert client.get("/leveranser").status_code == 200


def test_a_limit_of_nothing_is_no_limit(register: Register) -> None:
    assert register.visitor
    with override_settings(REQUESTS_A_SECOND=0):
        client = Client(SERVER_NAME="localhost")
        assert {client.get("/finnes-ikke").status_code for _ in range(300)} == {404}


@pytest.mark.control("2.4.1")
@override_settings(REQUESTS_A_SECOND=8)
def test_an_account_is_stopped_wherever_it_comes_from_and_another_is_not(register: Register) -> None:
    assert register.visitor
    limit = AccountLimit(lambda _request: HttpResponse())

    def ask(account: str | None, place: int) -> int:
        request = RequestFactory().get("/leveranser", REMOTE_ADDR=f"192.0.2.{place}")
        request.session = {SESSION_KEY: account} if account else {}  # type: ignore[assignment]
        return limit(request).status_code

    found = [ask("7", place) for place in range(40)]
    assert found[:16] == [200] * 16
    assert found.count(429) > 10
    assert ask("8", 1) == ask(None, 1) == 200


@pytest.mark.control("2.4.1", "5.2.1")
def test_uploads_are_limited_in_number_and_in_size_a_minute(
    register: Register, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert register.visitor
    monkeypatch.setattr(limits, "UPLOADS_A_MINUTE", 5)
    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    found = [upload(client, 10) for _ in range(8)]
    assert found.count(429) == 3
    assert len(register.handed_over) == 5
    assert caplog.text.count("too-much-uploaded 127.0.0.1") == 1
    monkeypatch.setattr(limits, "MB_A_MINUTE", 4)
    monkeypatch.setattr(limits, "UPLOADS_A_MINUTE", 60)
    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    assert [upload(client, 1_500_000) for _ in range(4)].count(429) == 2
    # Pages are read all the same.
    assert client.get("/leveranser").status_code == 200


def upload(client: Client, size: int) -> int:
    file = SimpleUploadedFile("svar.xml", b"x" * size)
    return client.post("/lever", {"action": "preview", "files": [file]}).status_code


def test_a_bucket_fills_with_time_and_forgets_the_least_recently_used() -> None:
    clock = Clock()
    buckets = Buckets(2.0, 4.0, clock=clock, most_keys=2)
    assert [buckets.take("a") for _ in range(5)] == [0.0, 0.0, 0.0, 0.0, 0.5]
    clock.now += 0.5
    assert buckets.take("a") == 0.0
    assert buckets.take("a", cost=99.0) == 2.0
    clock.now += 100
    assert buckets.take("a", cost=99.0) == 0.0
    assert buckets.take("a") == 0.5
    buckets.take("b")
    buckets.take("c")
    assert buckets.take("a") == 0.0


def test_threads_take_no_more_than_there_is() -> None:
    buckets = Buckets(1.0, 500.0, clock=Clock())
    taken: list[float] = []
    threads = [Thread(target=lambda: taken.extend(buckets.take("a") for _ in range(200))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert taken.count(0.0) == 500


@pytest.mark.control("4.1.3", "15.3.4")
def test_what_a_browser_says_of_its_address_is_not_believed() -> None:
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "198.51.100.9"}, REMOTE_ADDR="192.0.2.4")
    assert client_of(request) == "192.0.2.4"


def test_all_addresses_of_one_ipv6_network_are_one_visitor() -> None:
    one, other, neighbour = (
        client_of(RequestFactory().get("/", REMOTE_ADDR=address))
        for address in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1")
    )
    assert one == other == "2001:db8:1:2::/64" != neighbour


# --- errors and the log


@pytest.mark.control("16.5.1", "16.5.2")
def test_no_error_tells_more_than_its_page(register: Register, client: Client) -> None:
    for fault in (
        ValueError("Kari Nordmann"),
        OperationalError("host=10.0.0.1 password=hemmelig"),
        KeyError(NUMBER),
    ):
        register.fails = fault
        page = client.get("/leveranser").content
        for leak in (b"Nordmann", b"password", NUMBER.encode(), b"Traceback", b"Error", b".py", b"DEBUG"):
            assert leak not in page


@pytest.mark.control("16.5.1")
@pytest.mark.parametrize(
    "path", ["/kari-nordmann", "/leveranser/Nordmann", "/leveranser?status=%3Cscript%3Ekari"]
)
def test_what_was_typed_into_an_address_is_not_repeated(client: Client, path: str) -> None:
    page = client.get(path)
    assert b"nordmann" not in page.content.lower()
    assert b"<script>" not in page.content


def logged(name: str, text: str, *values: object) -> str:
    return WithoutValues().format(logging.LogRecord(name, logging.ERROR, __file__, 1, text, values, None))


@pytest.mark.control("14.2.1", "16.2.5")
@pytest.mark.parametrize("written", [NUMBER, "139169 03833", "139169-03833"])
def test_a_persons_number_is_stars_in_the_log(written: str) -> None:
    said = logged("django.request", "Internal Server Error: %s", f"/leveranser/{written}")
    assert said.endswith(f"Internal Server Error: /leveranser/{'*' * len(written)}")


def test_other_figures_are_told() -> None:
    said = "took 1234567 messages of 2026-11-22 10:15:00 from 192.168.100.100, 7K3F-9QX2-M4TD-0WZH"
    assert logged("infreg", said).endswith(said)


@pytest.mark.control("1.3.3", "16.4.1")
def test_nobody_can_write_a_line_of_their_own_in_the_log() -> None:
    said = logged("infreg", "came %s", "a\r\n2026-01-01T00:00:00Z INFO infreg all is well\x1b[2J\u2028x")
    assert len(said.splitlines()) == 1
    assert "\\u000d\\u000a2026" in said


@pytest.mark.control("16.2.5")
def test_what_a_stranger_calls_the_host_is_not_logged(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    assert client.get("/leveranser", headers={"Host": "kari-nordmann.example"}).status_code == 400
    assert "nordmann" not in capsys.readouterr().err
    said = logged("django.security.DisallowedHost", "Invalid HTTP_HOST header: %s", DisallowedHost("kari"))
    assert said.endswith("ERROR django.security.DisallowedHost refused")


@pytest.mark.control("16.2.1", "16.2.2", "16.2.4")
def test_every_line_says_when_in_utc_how_grave_and_what_part(caplog: pytest.LogCaptureFixture) -> None:
    record = logging.LogRecord(
        "infreg.security", logging.WARNING, __file__, 1, "foreign-form %s", ("-",), None
    )
    record.created, record.msecs = 1795356930.25, 250.0
    assert WithoutValues().format(record) == "2026-11-22T14:15:30.250Z WARNING infreg.security foreign-form -"
    assert not caplog.records


@pytest.mark.control("16.3.3")
def test_a_flood_is_told_once_a_minute(register: Register, caplog: pytest.LogCaptureFixture) -> None:
    assert register.visitor
    with override_settings(REQUESTS_A_SECOND=1):
        client = Client(SERVER_NAME="localhost")
        for _ in range(60):
            client.get("/leveranser")
    assert caplog.text.count("too-many-requests 127.0.0.1") == 1


@pytest.mark.control("16.3.3")
def test_a_foreign_form_is_told(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    assert client.post("/sprak", headers={"Origin": "https://kari.example"}).status_code == 403
    assert "foreign-form" in caplog.text
    assert "kari" not in caplog.text

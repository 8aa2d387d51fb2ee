"""Laws that hold at every address, whoever comes and whatever they send: addresses are walked, not listed."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPMethod
from pathlib import Path
from unittest.mock import patch

import pytest
from django.http.response import HttpResponseBase
from django.test import Client

import infreg.doors.web
from infreg.doors.web.middleware import HEADERS
from infreg.flow import cases, control
from infreg.storage.models import User
from tests.flow.made_cases import OFFICER
from tests.register import Register
from tests.web.conftest import Register as MadeRegister
from tests.web.every_address import ELSEWHERE, Address, every_address, parameters
from tests.web.made_pages import MadeVisitor

PACKAGE = Path(infreg.doors.web.__file__).parent
METHODS = [*(method.value for method in HTTPMethod), "PROPFIND", "MADEUP"]
TAKEN = {"GET", "HEAD", "POST"}
NOBODY = MadeVisitor("", "", is_authenticated=False)
#: The demo's users are one of each role that may do something; a role without access is asked too.
VISITORS = [None, *(user.username for user in control.DEMO_USERS), "researcher"]
#: May be asked for in an address. A person's number, name or birth date may not.
ALLOWED = {
    "side", "status", "slag", "svar", "fra", "til", "dag", "ord", "kode", "gjort", "periode", "sykdom",
    "kommune", "ses-pa", "rolle",
}  # fmt: skip
NUMBER = "13916903833"
FORM = re.compile(r"<form(?![^>]*method=\"post\")[^>]*>.*?</form>", re.DOTALL | re.IGNORECASE)

pytestmark = pytest.mark.requirement("NOIS-4-1")


@pytest.fixture(scope="module")
def addresses(demo: Register) -> list[Address]:
    with demo.superuser() as bare:
        receipts = bare.execute("SELECT receipt FROM registry.answer ORDER BY receipt LIMIT 1").fetchone()
    found, _ = cases.find_cases(OFFICER, cases.Wanted(), size=1)
    assert receipts
    assert found
    return list(every_address({"receipt": str(receipts[0]), "case": found[0].id}))


@contextmanager
def browser_of(who: str | None) -> Iterator[Client]:
    """A browser in which one of the demo's users is logged in, or nobody, or a role without access."""
    visitor: MadeVisitor | User = MadeVisitor("Fride Forsker", "researcher") if who else NOBODY
    if who and who != "researcher":
        visitor = User.objects.get(username=who)
    with patch("django.contrib.auth.middleware.get_user", lambda _request: visitor):
        yield Client(SERVER_NAME="localhost", raise_request_exception=False)


def every_path(addresses: list[Address]) -> list[str]:
    return [*(address.path for address in addresses), *ELSEWHERE]


def ask(client: Client, method: str, path: str) -> HttpResponseBase:
    """One request; a flood is another law's subject."""
    response = client.generic(method, path)
    response.close()
    return response


@pytest.mark.control("3.3.2", "3.3.4", "3.4.3", "3.4.4", "3.4.5", "3.4.6", "3.4.8", "3.5.8")
@pytest.mark.control("4.1.1", "4.1.4", "13.4.4", "14.2.2", "14.3.2")
@pytest.mark.parametrize("who", VISITORS, ids=lambda who: who or "nobody")
def test_every_answer_to_every_method_at_every_address_carries_the_headers(
    addresses: list[Address], who: str | None
) -> None:
    answers: Counter[int] = Counter()
    # What no page takes is refused before anybody is known; two visitors show it.
    methods = METHODS if who in {None, "register"} else sorted(TAKEN)
    for path in every_path(addresses):
        with browser_of(who) as client:
            for method in methods:
                response = ask(client, method, path)
                where = f"{method} {path} {response.status_code}"
                answers[response.status_code] += 1
                assert response.status_code in {200, 301, 302, 303, 400, 403, 404, 405, 409}, where
                assert (method in TAKEN) or response.status_code == 405, where
                check_headers(response, path, where)
    assert answers[200] >= (10 if who in {"lab", "register"} else 2)
    assert answers[404] >= 6
    assert who in {None, "register"} or answers[403]


def check_headers(response: HttpResponseBase, path: str, where: str) -> None:
    for name in HEADERS.keys() - {"Cache-Control"}:
        assert response.headers[name] == HEADERS[name], where
    keeps = path.startswith("/static/") and response.status_code == 200
    assert ("no-store" in response.headers["Cache-Control"]) is not keeps, where
    if response.status_code != 405 or not path.startswith("/static/"):  # that one has no body
        assert "charset=utf-8" in response.headers["Content-Type"].replace('"', ""), where
    for cookie in response.cookies.values():
        assert cookie["samesite"] == "Lax", where
        assert cookie["httponly"], where
    if response.status_code == 405:
        assert response.headers["Allow"], where


@pytest.mark.control("6.3.4", "8.2.1", "8.3.1")
def test_nobody_who_is_not_logged_in_gets_a_page_but_the_login(addresses: list[Address]) -> None:
    open_to_all = {"login", "language"}
    with browser_of(None) as client:
        for address in addresses:
            response = ask(client, "GET", address.path)
            if address.name not in open_to_all and response.status_code != 405:
                assert response.status_code in {302, 404}, address
                assert response.status_code == 404 or "/logg-inn" in response.headers["Location"], address


@pytest.mark.control("14.2.1", "16.5.1")
@pytest.mark.parametrize(
    "written",
    [NUMBER, "139169 03833", "13.91.69-03833", "１３９１６９０３８３３", "139169%2003833", "91016901234"],
)
def test_a_persons_number_in_any_address_is_not_found_and_not_repeated(
    addresses: list[Address], written: str, caplog: pytest.LogCaptureFixture
) -> None:
    """In any place of any path, as a parameter's value and as its name; also one with a slip in it."""
    digits = re.sub(r"%20|\D", "", written)
    tried = 0
    for address in addresses:
        with browser_of("register") as client:
            for path in [
                *(address.path.replace(part, written) for part in address.path.split("/") if part),
                f"{address.path}?fra={written}",
                f"{address.path}?{written}=1",
                f"{address.path.rstrip('/')}/{written}",
            ]:
                response = client.get(path)
                assert response.status_code == 404, path
                assert digits not in re.sub(r"\D", "", without_figures(response.content.decode())), path
                tried += 1
    assert tried > 3 * len(addresses)
    assert written not in caplog.text
    assert "number-in-address" in caplog.text


def without_figures(page: str) -> str:
    """The page without what else in it is digits."""
    return re.sub(r"\b\d{1,4}\b", "", page)


@pytest.mark.control("14.2.1")
def test_other_numbers_in_an_address_are_no_persons(
    client: Client, register: MadeRegister, caplog: pytest.LogCaptureFixture
) -> None:
    assert register.visitor
    assert client.get("/leveranser?side=1&status=held").status_code == 200
    for path in ("/leveranser/1234-5678-9012-3456", "/leveranser/12345678901A", "/koder/12345678"):
        client.get(path)
    assert "number-in-address" not in caplog.text


@pytest.mark.control("14.2.1")
def test_addresses_name_receipts_cases_terms_and_tables_and_never_a_person(addresses: list[Address]) -> None:
    found = {part for address in addresses for part in parameters(address.pattern)}
    kinds = {converter for converter, _ in found}
    assert kinds <= {"receipt", "case", "term", "table", "int", "slug"}
    ids = {name for converter, name in found if converter == "int"}
    assert all(
        word in {"mapping", "decision", "question_id", "assignment", "assignment_id"} for word in ids
    ), ids


@pytest.mark.control("14.2.1")
def test_forms_that_show_their_fields_in_the_address_ask_for_nothing_about_a_person() -> None:
    """Every field of every form that is sent by GET, and every parameter that the program reads."""
    asked: set[str] = set()
    for template in (PACKAGE / "templates").rglob("*.html"):
        text = template.read_text("utf-8")
        for form in re.findall(
            r"<form(?![^>]*method=\"post\")[^>]*>.*?</form>", text, re.DOTALL | re.IGNORECASE
        ):
            asked.update(re.findall(r"<(?:input|select|textarea|button)\b[^>]*?\bname=\"([^\"]+)\"", form))
        asked.update(re.findall(r"[?&](\w+)=", text))
    for program in PACKAGE.rglob("*.py"):
        text = program.read_text("utf-8")
        asked.update(re.findall(r"request\.GET(?:\.get(?:list)?\(|\[)\s*\"([^\"]+)\"", text))
    assert {"side", "sykdom", "kommune"} & asked
    assert asked <= ALLOWED, asked - ALLOWED


@pytest.mark.control("1.2.1", "1.2.4", "2.2.1", "15.3.7")
@pytest.mark.parametrize(
    "written",
    [
        "' OR 1=1 --",
        "'; DROP TABLE registry.answer; --",
        "\\",
        "%",
        "\x00",
        "<script>alert(1)</script>",
        '" onfocus=alert(1) x="',
        "{{ 7*7 }}",
        "9" * 40,
        "-1",
        "1e9",
        "\u202e\U0001f600",
    ],
    ids=repr,
)
def test_what_reads_as_sql_or_markup_is_a_word(
    demo: Register, addresses: list[Address], written: str
) -> None:
    """In every parameter of every page, also when it is sent twice."""
    before = demo.count("registry.answer")
    demo.use("app")
    for address in addresses:
        with browser_of("register") as client:
            asked = {name: [written, written] for name in sorted(ALLOWED)}
            response = client.get(address.path, asked)
            page = b"" if response.streaming else response.content
            assert response.status_code in {200, 302, 400, 403, 404, 405}, address
            assert b"<script>alert" not in page, address
            assert b'" onfocus=alert' not in page, address
            assert b">49<" not in page, address
    assert demo.count("registry.answer") == before


@pytest.mark.control("7.4.4")
def test_every_page_has_its_way_out(addresses: list[Address]) -> None:
    found = 0
    for who in ("register", "lege", "tilsyn"):
        with browser_of(who) as client:
            for address in addresses:
                response = client.get(address.path)
                if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
                    assert b'<form method="post" action="/logg-ut">' in response.content, address
                    found += 1
    assert found > 15


@pytest.mark.control("13.4.1", "13.4.3", "13.4.5")
@pytest.mark.parametrize(
    "path",
    [
        "/.git/config", "/.git/HEAD", "/.env", "/static/", "/static/vendor/", "/static/../settings.py",
        "/static/%2e%2e/settings.py", "/static/..%2f..%2fsettings.py", "/admin/", "/api/docs", "/metrics",
        "/server-status", "/debug", "/__debug__/", "/pyproject.toml", "/keys/django", "/static/.gitignore",
    ],
)  # fmt: skip
def test_nothing_lies_about(client: Client, register: MadeRegister, path: str) -> None:
    assert register.visitor
    assert client.get(path).status_code == 404

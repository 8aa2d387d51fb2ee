"""What every response carries, and what no page holds."""

import re
from pathlib import Path

import pytest
from django.test import Client

import infreg.doors.web
from infreg.doors.web.middleware import HEADERS
from tests.web.conftest import Register

PACKAGE = Path(infreg.doors.web.__file__).parent
# A script may stand in a file of ours, never in the page.
INLINE = re.compile(
    r"<style|<script(?! type=\"module\" src=\"{% static '[a-z]+\.js' %}\"></script>)|\sstyle=|\son[a-z]+=|javascript:|https?://",
    re.IGNORECASE,
)


@pytest.mark.requirement("NOIS-4-1")
@pytest.mark.parametrize(
    ("address", "status"),
    [("/leveranser", 200), ("/", 302), ("/finnes-ikke", 404), ("/static/infreg.css", 200)],
)
@pytest.mark.control("3.2.1")
def test_every_response_carries_the_headers(client: Client, address: str, status: int) -> None:
    response = client.get(address)
    assert response.status_code == status
    for name in HEADERS.keys() - {"Cache-Control"}:
        assert response.headers[name] == HEADERS[name]
    response.close()


@pytest.mark.requirement("NOIS-4-1")
@pytest.mark.control("3.5.3")
def test_responses_to_errors_carry_the_headers_too(register: Register, client: Client) -> None:
    refused_method = client.post("/leveranser")
    register.fails = ValueError()
    broken = client.get("/leveranser")
    stranger = client.get("/leveranser", headers={"host": "evil.example"})
    assert [r.status_code for r in (refused_method, broken, stranger)] == [405, 500, 400]
    for response in (refused_method, broken, stranger):
        assert response.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


@pytest.mark.requirement("NOIS-4-1")
@pytest.mark.control("14.3.2")
def test_pages_are_kept_nowhere_and_style_sheets_a_while(client: Client) -> None:
    assert client.get("/leveranser").headers["Cache-Control"] == "no-store"
    static = client.get("/static/infreg.css")
    assert static.headers["Cache-Control"] == "max-age=300, public"
    static.close()


@pytest.mark.requirement("NOIS-4-1")
@pytest.mark.parametrize("template", sorted((PACKAGE / "templates").rglob("*.html")), ids=lambda p: p.name)
@pytest.mark.control("3.4.3", "14.2.3")
def test_no_page_holds_anything_inline_or_from_elsewhere(template: Path) -> None:
    assert not INLINE.findall(template.read_text("utf-8"))


@pytest.mark.requirement("NOIS-4-1")
@pytest.mark.parametrize("sheet", sorted((PACKAGE / "static").glob("*.css")), ids=lambda p: p.name)
def test_no_style_sheet_of_ours_fetches_anything(sheet: Path) -> None:
    assert not re.findall(r"url\(|@import", sheet.read_text("utf-8"))

"""The page to drop files on."""

import re
import tempfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from waitress.adjustments import Adjustments

from infreg.doors.web import outcome, uploads
from infreg.doors.web.outcome import MOST_LINES, Line, Outcome
from infreg.flow import intake
from infreg.vocabulary.casework import Preview
from infreg.vocabulary.identifiers import ReceiptNumber
from infreg.vocabulary.problem import Level, Problem
from infreg.vocabulary.reception import Status
from tests.web.conftest import Register
from tests.web.made_casework import OFFICER
from tests.web.made_pages import COLI, EARLIER, RECEIPT
from tests.web.test_pages import seen

REFUSED = Problem("format-unknown", Level.REJECTED)
OTHER = ReceiptNumber("BBBB-9QX2-M4TD-0WZH")


def file(name: str = "svar.xml", content: bytes = b"<Message/>") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def post(client: Client, do: str, *files: SimpleUploadedFile, part: bool = False) -> str:
    headers = {"X-Part": "result"} if part else {}
    response = client.post("/lever", {"do": do, "files": files}, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


# --- what will happen


@pytest.mark.requirement("NIR-2", "B-2")
def test_a_preview_says_line_by_line_what_will_happen_and_delivers_nothing(
    register: Register, client: Client
) -> None:
    register.previews = (
        Preview("a.xml", Status.ACCEPTED, (), 2, (COLI,)),
        Preview("b.txt", Status.REJECTED, (REFUSED,), 0, ()),
    )
    page = seen(post(client, "preview", file("a.xml"), file("b.txt")).encode())
    assert "Hvis du leverer disse 2 filene nå: 1 blir tatt imot og 1 blir avvist." in page
    assert "Ingenting er lagret ennå." in page
    assert f"a.xml Blir tatt imot 2 svar: {COLI}" in page
    assert "b.txt Blir avvist Dette er ikke et meldingsformat registeret kjenner." in page
    assert [(d.name, d.content) for d in register.handed_over] == [
        ("a.xml", b"<Message/>"),
        ("b.txt", b"<Message/>"),
    ]


@pytest.mark.requirement("NIR-2")
def test_without_a_file_the_page_says_to_choose_one(register: Register, client: Client) -> None:
    assert "Velg minst én fil først." in post(client, "deliver")
    assert register.handed_over == []


# --- what was done


@pytest.mark.requirement("NIR-12", "B-2")
def test_a_delivery_says_line_by_line_what_was_done_with_its_receipt(
    register: Register, client: Client
) -> None:
    register.delivered = (
        intake.Delivered("a.xml", RECEIPT, Status.ACCEPTED),
        intake.Delivered("b.xml", EARLIER, Status.DUPLICATE),
        intake.Delivered("c.xml", None, Status.REJECTED, (REFUSED,)),
    )
    page = post(client, "deliver", file())
    assert "3 filer: 1 er tatt imot, 1 er avvist og 1 hadde kommet før." in seen(page.encode())
    assert f'href="/leveranser/{RECEIPT}"' in page
    assert "Ingen: ikke mottatt" in page
    assert "Oppdater" not in page


@pytest.mark.requirement("NIR-12")
def test_what_is_only_sealed_can_be_looked_at_again_until_it_is_taken_in(
    register: Register, client: Client
) -> None:
    register.delivered = (
        intake.Delivered("a.xml", RECEIPT, Status.SEALED),
        intake.Delivered("b.xml", EARLIER, Status.DUPLICATE),
        intake.Delivered("c.xml", OTHER, Status.SEALED),
    )
    register.later = {str(RECEIPT): Status.ACCEPTED, str(EARLIER): Status.ACCEPTED}
    first = post(client, "deliver", file())
    assert "2 venter på å bli tatt inn" in first
    again = client.post("/lever/utfall", {"lines": token_in(first)}).content
    assert "3 filer: 1 venter på å bli tatt inn, 1 er tatt imot og 1 hadde kommet før." in seen(again)
    register.later = {**register.later, str(OTHER): Status.ACCEPTED}
    last = client.post("/lever/utfall", {"lines": token_in(again.decode())}).content.decode()
    assert 'name="lines"' not in last


def token_in(page: str) -> str:
    found = re.search(r'name="lines" value="(.*?)"', page)
    assert found
    return found[1]


@pytest.mark.requirement("NOIS-4-1")
@pytest.mark.control("2.2.2")
def test_lines_that_the_page_did_not_make_are_refused(client: Client) -> None:
    assert client.post("/lever/utfall", {"lines": "x:y:z"}).status_code == 400
    assert client.get("/lever/utfall").headers["Location"] == "/lever"


def test_lines_come_back_from_the_browser_as_they_went() -> None:
    lines = (
        Line("å.xml", Status.SEALED, (), RECEIPT),
        Line("b", Status.REJECTED, (Problem("file-too-large", Level.REJECTED, "x", {"limit_mb": 3}),)),
    )
    made = Outcome(lines, is_preview=False)
    assert outcome.from_token(made.token) == made


def test_a_script_is_given_the_result_alone(register: Register, client: Client) -> None:
    register.previews = (Preview("a.xml", Status.ACCEPTED, (), 1, ()),)
    part = post(client, "preview", file(), part=True)
    assert "Hvis du leverer denne filen nå: 1 blir tatt imot." in seen(part.encode())
    assert "<html" not in part


@pytest.mark.requirement("NIR-2")
def test_who_belongs_to_no_institution_is_told_so(
    register: Register, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise intake.NoInstitution(
            "This account does not belong to exactly one institution, so nobody can deliver with it."
        )

    assert register.visitor
    monkeypatch.setattr(intake, "deliver", refuse)
    assert "hører ikke til nøyaktig én virksomhet" in post(client, "deliver", file())


def test_of_very_many_lines_those_that_stopped_are_shown_before_the_rest() -> None:
    fine = tuple(Line(str(n), Status.ACCEPTED) for n in range(MOST_LINES))
    made = Outcome((*fine, Line("stopped", Status.HELD)), is_preview=False)
    assert len(made.shown) == MOST_LINES
    assert made.shown[-1].name == "stopped"
    assert made.left_out == 1


# --- what people hand over never lies in clear on a disk


@pytest.mark.requirement("NOIS-4-1")
def test_an_upload_never_touches_the_disk(
    register: Register, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_file(*_: object, **__: object) -> None:
        pytest.fail("a file was made")

    for name in ("NamedTemporaryFile", "TemporaryFile", "mkstemp", "SpooledTemporaryFile"):
        monkeypatch.setattr(tempfile, name, no_file)
    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", no_file)
    large = b"x" * 6_000_000
    post(client, "preview", file("stor.xml", large), file("liten.xml"))
    assert [len(d.content) for d in register.handed_over] == [len(large), 10]


@pytest.mark.requirement("NOIS-4-1")
def test_the_server_keeps_in_memory_whatever_it_lets_in() -> None:
    """waitress buffers a request before the pages meet it; past `inbuf_overflow` it uses a file."""
    told = Adjustments(**uploads.SERVING)
    assert told.inbuf_overflow > told.max_request_body_size > uploads.MOST_MB * 1024 * 1024


@pytest.mark.requirement("B-2")
@pytest.mark.parametrize("part", [True, False])
@pytest.mark.control("5.2.1")
def test_too_much_at_once_is_refused_unread_and_says_what_to_do(
    register: Register, client: Client, *, part: bool
) -> None:
    response = client.generic(
        "POST",
        "/lever",
        b"--x--",
        "multipart/form-data; boundary=x",
        headers={"X-Part": "result"} if part else {},
        CONTENT_LENGTH=str(uploads.MOST_MB * 1024 * 1024 + 1),
    )
    assert response.status_code == 413
    assert "Lever filene i flere omganger, eller pakk dem i en zip-fil." in seen(response.content)
    assert (b"<html" in response.content) is not part
    assert register.handed_over == []


@pytest.mark.requirement("B-2")
@pytest.mark.control("2.3.2")
def test_too_many_files_are_refused_in_the_same_words(client: Client) -> None:
    files = [file(str(n), b"x") for n in range(uploads.MOST_FILES + 1)]
    response = client.post("/lever", {"do": "preview", "files": files})
    assert response.status_code == 413
    assert "høyst 40 MB og 1000 filer" in seen(response.content)


# --- who may


@pytest.mark.requirement("NOIS-4-1")
@pytest.mark.parametrize("address", ["/lever", "/lever/utfall"])
def test_only_who_may_deliver_meets_the_page(register: Register, client: Client, address: str) -> None:
    register.visitor = OFFICER
    assert client.get(address).status_code == 403
    assert client.post(address).status_code == 403


@pytest.mark.requirement("NOIS-4-1")
@pytest.mark.parametrize("address", ["/lever", "/lever/utfall", "/avstemming"])
def test_nothing_is_done_for_a_form_of_somebody_elses(register: Register, address: str) -> None:
    strict = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    assert strict.post(address, {"do": "deliver", "files": file()}).status_code == 403
    assert register.handed_over == []


@pytest.mark.requirement("NOIS-4-1")
def test_the_head_leads_where_the_role_may_go_and_nowhere_else(register: Register, client: Client) -> None:
    def leads() -> list[str]:
        head = re.search(
            r'<nav class="wide places".*?</nav>', client.get("/leveranser").content.decode(), re.DOTALL
        )
        assert head
        return re.findall(r'href="(.*?)"', head[0])

    assert leads() == ["/leveranser", "/lever", "/avstemming", "/koder", "/varehus", "/definisjoner"]
    register.visitor = OFFICER
    assert leads() == [
        "/leveranser",
        "/avstemming",
        "/holdt-tilbake",
        "/tilfeller",
        "/koder",
        "/varehus",
        "/definisjoner",
    ]

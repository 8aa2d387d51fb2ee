"""The sender's list of a day against what came."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from infreg.doors.web import id_lists
from infreg.doors.web.id_lists import NotAList
from infreg.doors.web.sheets import as_csv, harmless
from infreg.vocabulary.casework import Reconciliation, Unexpected
from infreg.vocabulary.reception import Status
from tests.web.conftest import Register
from tests.web.made_casework import OFFICER
from tests.web.made_pages import CAME, RECEIPT
from tests.web.test_pages import seen

DAY = date(2026, 3, 14)
DIFFERENT = Reconciliation(
    2,
    ("m-3", "=HYPERLINK(1)"),
    (Unexpected("m-9", RECEIPT, CAME, Status.HELD), Unexpected(None, RECEIPT, CAME, Status.REJECTED)),
)


def post(client: Client, **fields: object) -> bytes:
    response = client.post("/avstemming", {"day": DAY.isoformat(), **fields})
    assert response.status_code == 200
    return response.content


# --- the page


@pytest.mark.requirement("NIR-2", "B-1")
def test_a_list_is_compared_with_what_came_and_the_differences_stand_both_ways(
    register: Register, client: Client
) -> None:
    register.reconciliation = DIFFERENT
    page = post(client, ids="m-1\nm-2\nm-3\n=HYPERLINK(1)\n")
    assert register.asked == [(("m-1", "m-2", "m-3", "=HYPERLINK(1)"), DAY)]
    said = seen(page)
    assert "2 av 4 meldinger på listen fra 14. mars 2026 har kommet fram. 2 mangler hos oss." in said
    assert "2 kom den dagen uten å stå på listen." in said
    assert "m-9 14. mars 2026 kl. 10.15 Holdt tilbake" in said
    assert f'href="/leveranser/{RECEIPT}"' in page.decode()


@pytest.mark.requirement("NIR-2")
def test_a_list_that_agrees_is_an_answer_too(register: Register, client: Client) -> None:
    register.reconciliation = Reconciliation(2, (), ())
    page = seen(post(client, ids="m-1\nm-2"))
    assert (
        "Alt stemmer: Alle de 2 meldingene på listen fra 14. mars 2026 har kommet fram, og ingen andre."
        in page
    )
    assert "Last ned" not in page


@pytest.mark.requirement("NIR-16")
def test_a_file_from_a_spreadsheet_is_read_by_the_column_of_ids(register: Register, client: Client) -> None:
    table = "Tidspunkt;Meldings-ID;Mottaker\n10.00;m-1;NIR\n10.01;m-2;NIR\n".encode("cp1252")
    page = seen(post(client, file=SimpleUploadedFile("liste.csv", table)))
    assert register.asked == [(("m-1", "m-2"), DAY)]
    assert "ID-ene er lest fra kolonnen «Meldings-ID»" in page


@pytest.mark.requirement("NIR-2", "NOIS-4-1")
@pytest.mark.control("5.4.1")
def test_the_differences_can_be_taken_away_and_no_cell_runs_as_a_formula(
    register: Register, client: Client
) -> None:
    register.reconciliation = DIFFERENT
    response = client.post("/avstemming", {"day": DAY.isoformat(), "ids": "m-3", "do": "csv"})
    assert response.headers["Content-Disposition"] == 'attachment; filename="avstemming-2026-03-14.csv"'
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert rows == [
        ["Forskjell", "Meldings-ID", "Kvittering", "Mottatt", "Status"],
        ["Mangler hos oss", "m-3", "", "", ""],
        ["Mangler hos oss", "'=HYPERLINK(1)", "", "", ""],
        ["Mottatt, men ikke på listen", "m-9", str(RECEIPT), "2026-03-14 10:15", "Holdt tilbake"],
        ["Mottatt, men ikke på listen", "", str(RECEIPT), "2026-03-14 10:15", "Avvist"],
    ]


@pytest.mark.requirement("B-2")
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"ids": " \n "}, "Det er ingen meldings-ID-er i listen."),
        ({"ids": "m-1", "day": ""}, "Velg dagen listen gjelder for."),
        ({"ids": "m-1", "day": "14.3"}, "Dette er ikke en dato."),
        ({"ids": "m-1", "day": "2999-01-01"}, "Denne dagen har ikke vært ennå."),
        ({"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04x")}, "Filen er et regneark."),
        ({"file": SimpleUploadedFile("a.bin", b"a\x00b")}, "Filen er ikke lesbar tekst."),
        ({"ids": "x" * 500}, "Listen er lengre enn en dags meldinger"),
    ],
)
def test_a_list_that_cannot_be_read_says_why_and_what_to_do(
    register: Register, client: Client, fields: dict[str, object], said: str
) -> None:
    assert said in seen(post(client, **fields))
    assert register.asked == []


def test_the_day_is_yesterday_until_another_is_chosen(client: Client) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    assert f'value="{yesterday.isoformat()}"' in client.get("/avstemming").content.decode()


@pytest.mark.requirement("NOIS-4-1")
def test_laboratory_and_officer_may_reconcile(register: Register, client: Client) -> None:
    assert client.get("/avstemming").status_code == 200
    register.visitor = OFFICER
    assert client.get("/avstemming").status_code == 200


# --- reading lists


@pytest.mark.parametrize(
    ("text", "ids", "column"),
    [
        ("a-1\n\n a-2 \na-1", ("a-1", "a-2"), None),
        ("MsgId\na-1\na-2", ("a-1", "a-2"), "MsgId"),
        ("Meldinger\na-1\na-2", ("a-1", "a-2"), "Meldinger"),
        ("handful-urine\nhandful-blood", ("handful-urine", "handful-blood"), None),
        ("id;message_id\n1;a\n2;b", ("a", "b"), "message_id"),
        ("10.00,aaaa-1\n10.01,aaaa-2", ("aaaa-1", "aaaa-2"), None),
        ('"a-1"\n"a-2"', ("a-1", "a-2"), None),
        ("Tid\tMsgId\n10.00\ta-1\n10.01", ("a-1",), "MsgId"),
    ],
)
@pytest.mark.requirement("NIR-16")
def test_ids_are_found_however_the_list_was_kept(text: str, ids: tuple[str, ...], column: str | None) -> None:
    found = id_lists.read_text(text)
    assert (found.ids, found.column) == (ids, column)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_list_is_read_in_any_usual_encoding(encoding: str) -> None:
    assert id_lists.read_file("Meldings-ID\nå-1".encode(encoding)).ids == ("å-1",)


def test_a_list_of_headings_alone_is_empty() -> None:
    with pytest.raises(NotAList, match="empty"):
        id_lists.read_text("MsgId\n")


@given(st.lists(st.from_regex(r"[a-z]-[0-9]{1,6}", fullmatch=True), min_size=1))
def test_every_id_of_a_plain_list_is_found_once_and_nothing_else(ids: list[str]) -> None:
    assert id_lists.read_text("\n".join(ids)).ids == tuple(dict.fromkeys(ids))


@given(st.binary(max_size=200))
def test_any_file_is_a_list_or_says_that_it_is_none(content: bytes) -> None:
    try:
        assert id_lists.read_file(content).ids
    except NotAList as refused:
        assert refused.why in ("spreadsheet", "unreadable", "empty", "too_long")  # noqa: PT017


# --- tables to take away


@given(st.lists(st.text(max_size=20), min_size=1, max_size=4))
@pytest.mark.requirement("NOIS-4-1")
@pytest.mark.control("1.2.10")
def test_no_cell_of_any_table_begins_like_a_formula(cells: list[str]) -> None:
    for cell in cells:
        assert not harmless(cell).lstrip(" \u00a0").startswith(tuple("=+-@\t\r"))
    text = as_csv(cells, [cells]).decode("utf-8-sig")
    assert next(iter(csv.reader(io.StringIO(text, newline=""), delimiter=";"))) == cells

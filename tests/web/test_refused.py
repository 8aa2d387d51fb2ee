"""A page that is refused: forbidden, and one event in the log, whoever asks; nobody's name where nobody is
logged in."""

from collections.abc import Iterator

import pytest
from django.test import Client

from infreg.flow import control
from infreg.synthetic.handful import LABORATORY
from tests.doors.test_commands import HANDFUL
from tests.register import Register, Server

pytestmark = [pytest.mark.requirement("NOIS-6-1", "NOIS-4-1"), pytest.mark.control("16.3.2")]

#: Where each leads is asked of the role, before anything is looked for.
PLACES = {
    "/leveranser": "arrivals",
    "/leveranser/2F7K-9QXD-3MZT-8WPA": "message",
    "/lever": "deliver",
    "/avstemming": "reconcile",
    "/holdt-tilbake": "held",
    "/tilfeller": "cases",
    "/koder": "codes",
    "/definisjoner": "definitions",
    "/tilgang": "access",
    "/oppslag": "lookup",
    "/min-side": "own",
}
ROW = tuple[str, str, str, str | None]


@pytest.fixture(scope="module")
def register(embedded: Server) -> Iterator[Register]:
    with embedded.fresh() as made:
        made.receive(HANDFUL["covid.xml"])
        control.make_demo_users(LABORATORY)
        with made.superuser() as bare:
            bare.execute(
                'INSERT INTO registry."user" (username, name, role, password, is_active)'
                " SELECT 'uten', 'Uten Tilgang', 'researcher', password, true FROM registry.\"user\""
                " WHERE username = 'lab'"
            )
        made.use("app")
        yield made


def refusals(register: Register) -> list[ROW]:
    with register.superuser() as bare:
        rows = bare.execute(
            "SELECT account, action, role, object FROM registry.audit_event"
            " WHERE outcome = 'refused' ORDER BY at"
        ).fetchall()
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def logged_in(username: str) -> Client:
    client = Client(SERVER_NAME="localhost")
    assert client.login(username=username, password=control.DEMO_PASSWORD)
    return client


@pytest.mark.parametrize("username", [user.username for user in control.DEMO_USERS])
def test_every_refused_page_is_one_event_and_every_other_none(register: Register, username: str) -> None:
    client = logged_in(username)
    for address, place in PLACES.items():
        before = refusals(register)
        status = client.get(address).status_code
        fresh = refusals(register)[len(before) :]
        assert len(fresh) == (status == 403), (address, status, fresh)
        assert all((row[0], row[3]) == (username, place) for row in fresh)


def test_an_account_whose_role_has_no_access_is_refused_and_logged(register: Register) -> None:
    client = logged_in("uten")
    before = refusals(register)
    assert {client.get(address).status_code for address in PLACES} == {403}
    fresh = refusals(register)[len(before) :]
    assert sorted(fresh) == sorted(("uten", "use", "researcher", place) for place in PLACES.values())


def test_who_is_not_logged_in_leaves_no_event(register: Register) -> None:
    before = refusals(register)
    for address in PLACES:
        assert Client(SERVER_NAME="localhost").get(address).status_code == 302
    assert refusals(register) == before

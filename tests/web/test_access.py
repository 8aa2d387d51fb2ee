"""The auditor's page, on a real register: what the code and the database say, and who may ask."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from infreg.access.roles import ROLES, Permission, Reach
from infreg.doors.web import access_words
from infreg.flow import access, control
from infreg.flow.access import Wish
from infreg.storage.policies import WITHOUT_POLICY
from infreg.synthetic.handful import LABORATORY
from tests.flow.test_access import AGREEMENT, BAERUM, MESSAGES, WHO, in_a_day, load
from tests.register import Register, Server
from tests.web.real_cases import copied
from tests.web.test_pages import seen

pytestmark = pytest.mark.requirement("NIR-17", "NOIS-4-1")

PAGE = "/tilgang"


@pytest.fixture(scope="module")
def original(embedded: Server) -> Iterator[Register]:
    """A real one, with the demo's users."""
    with embedded.fresh() as made:
        made.receive(MESSAGES["urinkultur.xml"])
        made.use("app")
        control.make_demo_users(LABORATORY)
        yield made


@pytest.fixture
def register(embedded: Server, original: Register) -> Iterator[Register]:
    with copied(embedded, original) as made:
        yield made


def browser(username: str) -> Client:
    """Somebody who is logged in."""
    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    assert client.login(username=username, password=control.DEMO_PASSWORD)
    return client


def page(query: str = "", username: str = "tilsyn") -> str:
    response = browser(username).get(PAGE + query)
    assert response.status_code == 200
    words = re.sub(r"\s+", " ", seen(response.content))
    return re.sub(r" (?=[,.:)])|(?<=\() ", "", words)


def logged(register: Register) -> list[tuple[str, ...]]:
    with register.superuser() as bare:
        return [
            tuple(row)
            for row in bare.execute(
                "SELECT account, action, outcome, object FROM registry.audit_event"
                " WHERE action NOT IN ('change-access', 'log-in') ORDER BY at"
            )
        ]


@pytest.mark.usefixtures("register")
def test_the_answer_comes_first() -> None:
    told = page()
    # innbygger is bound to nobody here.
    assert "6 kontoer har tilgang i dag." in told
    assert f"{len(WITHOUT_POLICY)} er uten, hver med sin grunn." in told
    assert "Ingen databehandleravtale gjelder." in told
    assert told.index("6 kontoer") < told.index("Kari Kommuneoverlege") < told.index("registry.answer")


def test_that_the_page_was_opened_is_logged(register: Register) -> None:
    page()
    assert logged(register) == [("tilsyn", "use", "done", "access")]


def test_who_lacks_the_role_is_refused_and_logged(register: Register) -> None:
    for username in ("lab", "register", "kommune", "lege", "epi"):
        assert browser(username).get(PAGE).status_code == 403
    assert {row[:3] for row in logged(register)} == {
        (username, "use", "refused") for username in ("lab", "register", "kommune", "lege", "epi")
    }


@pytest.mark.usefixtures("register")
def test_it_says_what_each_account_reaches_since_when_why_and_by_whom() -> None:
    access.assign(WHO, "kommune", Wish("on-call", municipalities=("3212",), valid_to=in_a_day()), "helgevakt")
    access.end(WHO, "epi", "sluttet")
    told = page()
    for said in (
        "Bærum (3201)",
        "Asker (3203) gjelder stedfortreder",
        "Nesodden (3212) gjelder vakt",
        "helgevakt – operator prøve",
        "Fjordlaboratoriet",
        "av operator prøve: sluttet",
        "Eva Epidemiolog epi · Epidemiolog ingen tilgang",
    ):
        assert said in told
    assert "5 kontoer har tilgang i dag." in told


@pytest.mark.usefixtures("register")
def test_the_accounts_of_one_role_are_shown_alone() -> None:
    told = page("?rolle=clinician")
    assert "Lars Lege" in told
    assert "Kari Kommuneoverlege" not in told
    assert "Kari Kommuneoverlege" in page("?rolle=finnes-ikke")


@pytest.mark.usefixtures("register")
def test_every_role_stands_with_what_it_works_for_and_may() -> None:
    told = page()
    for role in ROLES.values():
        assert role.name["nb"] in told
    assert "pasientjournalloven" in told
    assert "åpne navn og kontaktopplysninger, ett tilfelle om gangen" in told
    assert set(access_words.PERMISSIONS) == set(Permission)
    assert set(access_words.REACHES) == set(Reach)


def test_a_table_without_a_policy_or_a_reason_is_cried_out(register: Register) -> None:
    assert "verken regler eller en grunn" not in page()
    with register.superuser() as bare:
        bare.execute("CREATE TABLE registry.forgotten (name text)")
        bare.execute("GRANT SELECT, UPDATE (name) ON registry.forgotten TO app")
    told = page()
    assert "En tabell har verken regler eller en grunn til å være uten." in told
    assert "registry.forgotten ingen, og ingen grunn" in told
    assert "nettsidene app: lese, endre (name)" in told


def test_the_page_says_what_the_catalogue_says(register: Register) -> None:
    """Policies that are switched off, or not forced, count as none; those that are changed are shown so."""
    with register.superuser() as bare:
        bare.execute("ALTER TABLE registry.answer NO FORCE ROW LEVEL SECURITY")
        bare.execute("CREATE POLICY everybody ON registry.specimen FOR SELECT TO PUBLIC USING (12 = 4)")
        bare.execute("GRANT DELETE ON registry.specimen TO PUBLIC")
    told = page()
    assert "registry.answer ingen, og ingen grunn" in told
    assert "public: lese (everybody) Rader ses når (12 = 4)" in told
    assert "PUBLIC: slette" in told


def test_no_pseudonym_stands_on_the_page(register: Register) -> None:
    with register.superuser() as bare:
        (subject,) = bare.execute("SELECT subject FROM registry.answer LIMIT 1").fetchone() or (b"",)
    access.assign(WHO, "innbygger", Wish(subject=bytes(subject)), "prøve")
    told = page()
    assert "Petra Prøve innbygger · Innbygger Egne opplysninger" in told
    assert bytes(subject).hex()[:16] not in told


@pytest.mark.requirement("NOIS-1-6")
def test_agreements_stand_with_whom_what_and_when(register: Register, tmp_path: Path) -> None:
    load(register, tmp_path, avtale_toml=AGREEMENT.format(valid_to=""))
    access.add_user(WHO, "drift", "Dag Drift", "registry_officer")
    access.assign(WHO, "drift", Wish(agreement="tenkt-drift"), "driftsavtale")
    told = page()
    assert "Én databehandleravtale gjelder." in told
    assert "Tenkt institutt og Tenkt drift AS" in told
    assert "lab Drifter databasen." in told
    assert "etter avtalen tenkt-drift" in told
    assert "Folkehelseinstituttet" in told
    definition = seen(browser("tilsyn").get("/definisjoner/agreements/tenkt-drift").content)
    assert "Databehandler Tenkt drift AS" in definition
    assert "Drifter databasen." in definition


def test_who_loses_access_is_told_so_at_once_and_the_refusal_is_logged(register: Register) -> None:
    client = browser("kommune")
    assert client.get("/tilfeller").status_code == 200
    access.end(WHO, "kommune", "sluttet")
    response = client.get("/tilfeller")
    assert response.status_code == 403
    told = seen(response.content)
    assert "Tilgangen din er avsluttet" in told
    assert "Tilfeller" not in told
    assert ("kommune", "use", "refused") in {row[:3] for row in logged(register)}
    assert client.get("/tilfeller").status_code == 302, "the session is over too"


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize(
    ("username", "first"),
    [
        ("lab", "/leveranser"),
        ("register", "/leveranser"),
        ("tilsyn", PAGE),
        ("epi", "/tilfeller"),
        ("kommune", "/tilfeller"),
        ("lege", "/oppslag"),
    ],
)
def test_the_front_page_leads_each_role_to_its_first_place(username: str, first: str) -> None:
    assert browser(username).get("/").headers["Location"] == first


def test_a_municipality_is_told_by_its_number_where_no_list_has_it(register: Register) -> None:
    with register.superuser() as bare:
        bare.execute(
            """
            INSERT INTO registry.assignment
                ("user", kind, municipality, sees_protected, valid_from, because, by, known_from)
            SELECT id, 'regular', '0219', false, now(), 'gammel', 'prøve', now()
            FROM registry."user" WHERE username = 'kommune'
            """
        )
    assert "0219 gjelder" in page()
    assert BAERUM in page()

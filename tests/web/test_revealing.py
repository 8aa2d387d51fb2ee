"""The pages of a municipal medical officer, the name behind a case, and what a protected address hides on
every page: on a real register."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from django.test import Client

from infreg.access.actor import Actor, Purpose
from infreg.access.roles import (
    EPIDEMIOLOGIST,
    MUNICIPAL_MEDICAL_OFFICER,
    PERSON,
    REGISTRY_OFFICER,
    SUPERVISOR,
)
from infreg.doors.web.templatetags import shown
from infreg.flow import protecting
from tests.flow.made_cases import DEFINITION, OFFICER, PEOPLE, Told, ids, load, receive
from tests.flow.test_protection import PLACE, REQUESTER, SECRET, TELEPHONE, secret
from tests.register import Register, Server
from tests.web.made_pages import MadeVisitor
from tests.web.real_cases import page, visited_by

pytestmark = pytest.mark.requirement("B-8", "NIR-6", "NOIS-1-4")

OSLO = Actor("oslo", MUNICIPAL_MEDICAL_OFFICER, Purpose.SURVEILLANCE, municipalities=frozenset({"0301"}))
EPI = Actor("epi", EPIDEMIOLOGIST, Purpose.SURVEILLANCE)
EVERY = "/tilfeller?periode=alle"
#: Of laboratories, places and accounts as such, not of a person.
ASIDE = ("/definisjoner", "/koder/dekning", "/logg-ut", "/sprak", "/konto")


@dataclass(frozen=True)
class AtWork(MadeVisitor):
    """Somebody logged in, with what they reach."""

    reaching: Actor = field(default=OFFICER)

    def actor(self, purpose: Purpose) -> Actor:
        return replace(self.reaching, purpose=purpose)


def as_(actor: Actor) -> AtWork:
    return AtWork(name=actor.name, role=actor.role.code, reaching=actor)


@pytest.fixture
def filled(embedded: Server, tmp_path: Path) -> Iterator[Register]:
    """A case in Oslo and one in Bergen."""
    with embedded.fresh() as register:
        load(register, tmp_path)
        receive(register, Told(), Told(number=2, person=1, days=1, municipality="4601"))
        yield register


def events(register: Register, action: str) -> list[tuple[object, ...]]:
    query = "SELECT outcome, account, object FROM registry.audit_event WHERE action = %s ORDER BY at"
    with register.superuser() as bare:
        return bare.execute(query.encode(), (action,)).fetchall()


def links(content: str) -> set[str]:
    """The addresses of ours that a page leads to."""
    return {href.replace("&amp;", "&") for href in re.findall(r'href="(/[^"#]*)', content)}


def test_a_municipal_officer_is_shown_own_cases_and_no_way_that_is_closed(filled: Register) -> None:
    mine, others = ids(filled)
    with visited_by(as_(OSLO)) as client:
        listed = page(client, EVERY)
        assert "Bosatt i Oslo." in listed
        content = client.get(EVERY).content.decode()
        assert mine in content
        assert others not in content
        shown = client.get(f"/tilfeller/{mine}").content.decode()
        assert f"/tilfeller/{mine}/navn" in shown
        assert "/leveranser/" not in shown
        for there in links(shown):
            if not there.startswith((*ASIDE, "/static/")):
                assert client.get(there).status_code in {200, 302}, there


def test_another_municipalitys_case_is_not_there_and_the_attempt_is_written(filled: Register) -> None:
    _, others = ids(filled)
    with visited_by(as_(OSLO)) as client:
        for there in (f"/tilfeller/{others}", f"/tilfeller/{others}/navn"):
            assert client.get(there).status_code == 404
    assert events(filled, "open-case") == [("refused", "oslo", others)] * 2


def test_a_name_is_shown_for_a_reason_and_once(filled: Register) -> None:
    mine, _ = ids(filled)
    there = f"/tilfeller/{mine}/navn"
    with visited_by(as_(OSLO)) as client:
        assert "Innsynet logges" in page(client, there)
        for posted in ({}, {"why": "follow-up"}, {"words": "x"}, {"why": "curiosity", "words": "x"}):
            refused = client.post(there, posted)
            assert PEOPLE[0] not in refused.content.decode()
        assert events(filled, "reveal") == []
        answer = client.post(there, {"why": "follow-up", "words": "ringer legen"})
    said = answer.content.decode()
    assert PEOPLE[0] in said
    assert "Nordlia legesenter" in said
    assert "besvart av Fjordlaboratoriet" in said
    assert answer.headers["Cache-Control"] == "no-store"
    title = re.search("<title>(.*?)</title>", said)
    assert title
    assert PEOPLE[0] not in title[1]
    assert events(filled, "reveal") == [("done", "oslo", mine)]


def test_who_may_not_open_names_finds_no_way_to_them(filled: Register) -> None:
    mine, _ = ids(filled)
    with visited_by(as_(EPI)) as client:
        assert "/navn" not in client.get(f"/tilfeller/{mine}").content.decode()
        assert client.get(f"/tilfeller/{mine}/navn").status_code == 403
        posted = client.post(f"/tilfeller/{mine}/navn", {"why": "follow-up", "words": "x"})
        assert posted.status_code == 403
        assert PEOPLE[0] not in posted.content.decode()


def test_a_case_notified_without_name_says_so(embedded: Server, tmp_path: Path) -> None:
    with embedded.fresh() as register:
        load(register, tmp_path, DEFINITION.replace('group = "A"', 'group = "B"'))
        receive(register, Told())
        (case,) = ids(register)
        with visited_by(as_(OSLO)) as client:
            assert "Dette tilfellet vises aldri med navn." in page(client, f"/tilfeller/{case}")
            assert '<form method="post" action="/tilfeller/' not in page(client, f"/tilfeller/{case}/navn")
            posted = client.post(f"/tilfeller/{case}/navn", {"why": "follow-up", "words": "x"})
            assert posted.status_code == 403
            assert PEOPLE[0] not in posted.content.decode()


# --- a protected address, on every page


def walked(client: Client) -> Iterator[tuple[str, str]]:
    """Every page that can be reached by links, with what it says; not what may be chosen in a form."""
    waiting, met = deque(["/"]), {"/"}
    while waiting and len(met) < 400:
        there = waiting.popleft()
        answer = client.get(there, follow=True)
        assert answer.status_code == 200, there
        said = re.sub("(?s)<datalist.*?</datalist>", "", answer.content.decode())
        yield there, said
        for onward in sorted(links(said)):
            if onward not in met and not onward.startswith((*ASIDE, "/static/")):
                met.add(onward)
                waiting.append(onward)


@pytest.fixture(scope="module")
def protected(embedded: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """The protected person's answers, beside another's."""
    with embedded.fresh() as register:
        load(register, tmp_path_factory.mktemp("sykdom"))
        receive(register, Told(person=1))
        register.receive(secret(10), secret(11, "Xyzzyella plughii", 1), secret(11, "Escherichia coli", 1))
        assert protecting.protect(OFFICER, PEOPLE[0])
        register.use("app")
        yield register


@pytest.mark.parametrize(
    "actor",
    [
        OFFICER,
        EPI,
        OSLO,
        Actor("petra", PERSON, Purpose.OWN),
        Actor("tilsyn", SUPERVISOR, Purpose.SUPERVISION),
    ],
    ids=lambda actor: actor.role.code,
)
def test_what_a_protected_address_hides_stands_on_no_page(protected: Register, actor: Actor) -> None:
    protected.use("app")
    telling = [str(SECRET.name), str(SECRET.id), REQUESTER, PLACE, TELEPHONE, shown.telephone(TELEPHONE)]
    with visited_by(as_(actor)) as client:
        found = [(there, word) for there, said in walked(client) for word in telling if word in said]
    assert found == []


def test_a_named_officer_walks_the_same_pages_and_sees_it(protected: Register) -> None:
    protected.use("app")
    with visited_by(as_(replace(OFFICER, sees_protected=True))) as client:
        everything = "".join(said for _, said in walked(client))
    for word in (str(SECRET.name), REQUESTER, PLACE, f'href="tel:{TELEPHONE}"', shown.telephone(TELEPHONE)):
        assert word in everything
    assert REGISTRY_OFFICER.code == OFFICER.role.code


def test_what_is_hidden_is_said_to_be(protected: Register) -> None:
    protected.use("app")
    with visited_by(as_(OFFICER)) as client:
        assert "skjermet" in page(client, EVERY)
        assert "skjermet" in page(client, "/leveranser")
        cases = [page(client, f"/tilfeller/{case}") for case in ids(protected)]
    assert sorted("Personen har vernet adresse." in said for said in cases) == [False, True]

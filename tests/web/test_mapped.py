"""What was said of words, taken back, and how much is understood because of it."""

from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from infreg.doors.web.coverage import Share, tabulate
from infreg.doors.web.templatetags.codes import percent
from infreg.flow import codes
from infreg.vocabulary.mapping import Coverage
from tests.web.conftest import Register
from tests.web.made_casework import OFFICER
from tests.web.made_codes import LONG_AGO, PANEL, mapped
from tests.web.test_pages import seen

HERE = "/koder/historikk"
FLU = "organism=INFA;method=nat;screening=no"
ENDED = replace(mapped(6, PANEL, FLU, 1), known_to=LONG_AGO, undone_because="Feil.", undone_by="Ola")


@pytest.fixture(autouse=True)
def officer(register: Register) -> Register:
    register.visitor = OFFICER
    register.codes.said = [mapped(), ENDED]
    return register


@pytest.mark.requirement("B-3")
def test_what_was_said_is_told_with_who_when_why_and_what_became_of_it(client: Client) -> None:
    response = client.get(HERE).content
    told = seen(response)
    assert "Én forklaring av et ord gjelder nå." in told
    assert (
        "escherichia koli Mikrobe Escherichia coli i alle laboratorier Skrivefeil. "
        "Rita Registermedarbeider, 1. mars 2026 kl. 09.00 Angre escherichia koli"
    ) in told
    assert "Influenza A virus – nukleinsyretest (PCR) i ett laboratorium" in told
    assert "gjelder ikke lenger avsluttet av Ola, 1. mars 2026 kl. 09.00 Feil." in told
    assert 'href="/koder/historikk/7/angre"' in response.decode()
    assert 'href="/koder/historikk/6/angre"' not in response.decode()


@pytest.mark.requirement("B-3")
def test_nothing_said_is_an_answer(register: Register, client: Client) -> None:
    register.codes.said = []
    assert "Ingen har måttet forklare noe ord ennå." in seen(client.get(HERE).content)


@pytest.mark.requirement("B-3")
def test_history_has_pages(register: Register, client: Client) -> None:
    register.codes.said = [mapped(number) for number in range(30, 0, -1)]
    assert "26–30 av 30" in seen(client.get(f"{HERE}?side=2").content)
    assert client.get(f"{HERE}?side=3").status_code == 404


@pytest.mark.requirement("B-3")
def test_a_mapping_is_taken_back_with_a_reason(register: Register, client: Client) -> None:
    asked = seen(client.get(f"{HERE}/7/angre").content)
    assert "Ta tilbake at «escherichia koli» betyr Escherichia coli?" in asked
    assert "Skriv hvorfor" in seen(client.post(f"{HERE}/7/angre", {"because": " "}).content)
    assert register.codes.done == []
    done = client.post(f"{HERE}/7/angre", {"because": "Feil."})
    assert register.codes.done == [("undo", 7, "Feil.")]
    assert "Forklaringen er tatt tilbake. 27 svar leses på nytt." in seen(
        client.get(done.headers["Location"]).content
    )


@pytest.mark.requirement("B-3")
def test_what_does_not_stand_cannot_be_taken_back(register: Register, client: Client) -> None:
    ended = client.get(f"{HERE}/6/angre").content
    assert "Forklaringen gjelder ikke lenger. Den ble avsluttet av Ola," in seen(ended)
    assert b"<textarea" not in ended
    register.codes.refuses = codes.UnknownTerm("does not stand")
    refused = client.post(f"{HERE}/7/angre", {"because": "Feil."})
    assert refused.status_code == 409
    assert "Den gjelder ikke lenger" in seen(refused.content)
    assert client.get(f"{HERE}/99/angre").status_code == 404


@pytest.mark.requirement("NOIS-4-1")
def test_a_laboratory_takes_nothing_back(register: Register, client: Client) -> None:
    register.visitor = replace(OFFICER, role="laboratory")
    assert b"/angre" not in client.get(HERE).content
    assert client.get(f"{HERE}/7/angre").status_code == 403
    assert client.post(f"{HERE}/7/angre", {"because": "Feil."}).status_code == 403
    assert register.codes.done == []


# --- how much is understood

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
ROWS = (
    Coverage("Nordlab", MARCH, 100, 100),
    Coverage("Nordlab", APRIL, 50, 49),
    Coverage("Sørlab", APRIL, 10, 5),
    Coverage("Sørlab", None, 2, 0),
)


@pytest.mark.requirement("B-3", "NOIS-1-8a")
def test_coverage_says_the_whole_the_least_and_each_laboratory_month_by_month(
    register: Register, client: Client
) -> None:
    register.codes.shares = ROWS
    told = seen(client.get("/koder/dekning").content)
    assert "95 % av funnene er forstått (154 av 162). 8 telles ikke før noen har forklart dem." in told
    assert "Minst forstår vi av det som kommer fra Sørlab: 42 %." in told
    assert (
        "Sørlab Alle 42 % 5 av 12 mars 2026 – ingen funn april 2026 50 % 5 av 10 "
        "Nordlab Alle 99 % 149 av 150 mars 2026 100 % 100 av 100 april 2026 98 % 49 av 50"
    ) in told
    assert "2 funn mangler prøvedato og er bare med under «Alle»." in told


def test_parts_sum_to_the_whole_however_many_months_are_shown() -> None:
    rows = [Coverage("Nordlab", date(2026, month, 1), month, 1) for month in range(1, 13)]
    table = tabulate(rows)
    assert [month.month for month in table.months] == [7, 8, 9, 10, 11, 12]
    assert table.lines[0].whole == table.whole == Share(12, 78)


def test_no_findings_is_an_answer(client: Client) -> None:
    assert "Ingen funn er lest ennå." in seen(client.get("/koder/dekning").content)


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (Share(0, 5), "0"),
        (Share(5, 5), "100"),
        (Share(9999, 10_000), "99,9"),
        (Share(1, 100_000), "0,1"),
        (Share(2, 3), "67"),
    ],
)
def test_only_all_is_a_hundred_per_cent_and_only_nothing_none(share: Share, said: str) -> None:
    assert percent(share) == f"{said}\u00a0%"

"""The list of cases, and one case: what we know and how we know it, on a real register."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import translation

from infreg.doors.web.case_filters import Period, asked
from infreg.doors.web.case_page import steps
from infreg.doors.web.case_words import DOUBT_TAGS, DOUBTS, FIELDS, MOVES
from infreg.doors.web.cases import is_acute
from infreg.doors.web.municipalities import Municipalities
from infreg.doors.web.templatetags.cases import person
from infreg.flow import cases
from infreg.vocabulary.case import Case, Doubt, Move
from tests.flow.made_cases import DEFINITION, OFFICER, PEOPLE, VIDDA, Told, ids, load, receive, work
from tests.register import Register, Server
from tests.web.real_cases import EVER, LIV, RITA, TOLD, copied, filled, here, page, shown, visited_by

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PLACES = Municipalities(
    {"0301": "Oslo", "3114": "Våler", "3419": "Våler"}, {"0301": "Oslo", "0137": "Våler", "1201": "Bergen"}
)


@pytest.fixture(scope="module")
def original(embedded: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    with filled(embedded, tmp_path_factory.mktemp("disease"), *TOLD) as register:
        yield register


@pytest.fixture
def five(embedded: Server, original: Register) -> Iterator[Register]:
    with copied(embedded, original) as register:
        yield register


@pytest.fixture
def client() -> Iterator[Client]:
    with visited_by(RITA) as browser:
        yield browser


# --- the list


@pytest.mark.requirement("B-4", "NIR-12")
@pytest.mark.usefixtures("five")
def test_the_list_says_how_many_there_are_and_tells_each(client: Client) -> None:
    told = page(client, EVER)
    assert "Klebsiellafeber: 3 tilfeller i alt. Ingen av dem venter på avgjørelse." in told
    assert "Kunnskap per" in told
    assert "30. november 2026 Klebsiellafeber, 30. november 2026, Bergen Klebsiella pneumoniae" in told
    assert "4. oktober 2026 Klebsiellafeber, 4. oktober 2026 Klebsiella pneumoniae Sannsynlig" in told
    assert "1–3 av 3, siste dato først" in told


@pytest.mark.usefixtures("five")
@pytest.mark.parametrize(
    ("more", "days"),
    [
        ("&kommune=0301", ["1. oktober 2026"]),
        ("&kommune=oslo", ["1. oktober 2026"]),
        ("&kommune=Bergen (4601)", ["30. november 2026"]),
        ("&fra=2026-10-02&til=2026-10-31", ["4. oktober 2026"]),
        ("&til=2026-10-04", ["4. oktober 2026", "1. oktober 2026"]),
    ],
)
def test_the_address_says_which_cases_are_listed(client: Client, more: str, days: list[str]) -> None:
    rows = page(client, f"{EVER}{more}").partition("Må gjøres")[2]
    listed = [day for day in ("30. november 2026", "4. oktober 2026", "1. oktober 2026") if day in rows]
    assert listed == days


@pytest.mark.usefixtures("five")
def test_no_case_is_an_answer_too(client: Client) -> None:
    told = page(client, "/tilfeller?sykdom=klebsiella-fever&til=2026-09-30&kommune=Oslo")
    assert "Klebsiellafeber, Oslo: ingen tilfeller til og med 30. september 2026." in told
    assert "Velg en lengre periode" in told
    assert "ingen tilfeller i alt som noen må se på" in page(client, f"{EVER}&ses-pa=1")


@pytest.mark.usefixtures("five")
def test_what_the_address_says_wrong_is_told_and_passed_over(client: Client) -> None:
    told = page(client, f"{EVER}&kommune=Vålerr&fra=i går")
    assert "3 tilfeller i alt" in told
    assert "Ingen kommune heter dette" in told
    assert "Dette er ikke en dato." in told
    page(client, f"{EVER}&side=2", status=404)
    assert "3 tilfeller i alt" in page(client, "/tilfeller?periode=alle&sykdom=%00")
    assert "Fins-ikke: ingen tilfeller i alt." in page(client, "/tilfeller?periode=alle&sykdom=fins-ikke")


@pytest.mark.requirement("B-4")
def test_what_waits_for_somebody_is_listed_alone_where_asked_for(five: Register, client: Client) -> None:
    cases.decide(OFFICER, ids(five)[2], Move.RECLASSIFY, "forurenset", to="probable")
    receive(five, Told(number=6, days=66))
    told = page(client, f"{EVER}&ses-pa=1")
    assert "Klebsiellafeber: ett tilfelle i alt som noen må se på." in told
    assert "strider mot en avgjørelse avgjort" in told
    assert "Ett av dem venter på avgjørelse." in page(client, EVER)
    waiting = page(client, "/tilfeller/avgjor")
    assert "Det er tvil om ett tilfelle." in waiting
    assert "Klebsiellafeber, 30. november 2026, Bergen Det som kom senere, taler mot" in waiting
    assert "Ingen leveranser er holdt tilbake" in waiting


@pytest.mark.parametrize(
    ("said", "period", "since", "until"),
    [
        ("", Period.TWELVE_MONTHS, date(2025, 11, 23), None),
        ("periode=fire-uker", Period.FOUR_WEEKS, date(2026, 10, 26), None),
        ("periode=i-ar", Period.THIS_YEAR, date(2026, 1, 1), None),
        ("periode=alle", Period.EVER, None, None),
        ("periode=tull", Period.TWELVE_MONTHS, date(2025, 11, 23), None),
        ("periode=alle&fra=2026-03-01", Period.OWN, date(2026, 3, 1), None),
        ("til=2026-03-01", Period.OWN, None, date(2026, 3, 1)),
        ("fra=2026-03-02&til=2026-03-01", Period.OWN, date(2026, 3, 2), None),
    ],
)
def test_periods_are_counted_back_from_today_or_written(
    said: str, period: Period, since: date | None, until: date | None
) -> None:
    found = asked(QueryDict(said), PLACES, TODAY)
    assert (found.period, found.since, found.until) == (period, since, until)


def test_an_address_says_its_filters_again(client: Client) -> None:
    del client
    said = "sykdom=mrsa&kommune=0301&periode=fire-uker&ses-pa=1"
    assert asked(QueryDict(said), PLACES, TODAY).query == said
    assert asked(QueryDict("fra=2026-03-01&til=2026-04-01"), PLACES, TODAY).query == (
        "fra=2026-03-01&til=2026-04-01"
    )
    assert asked(QueryDict("periode=tolv-maneder"), PLACES, TODAY).query == ""


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Oslo", ("0301",)),
        ("oslo (0301)", ("0301",)),
        ("0301", ("0301",)),
        ("Våler", ("3114", "3419")),
        ("Våler (3419)", ("3419",)),
        ("1201", ("1201",)),
        ("Bergen", ("1201",)),
        ("9999", ()),
        ("Vål", ()),
        ("", ()),
    ],
)
def test_a_municipality_is_found_by_name_and_number_of_today_before_then(
    words: str, found: tuple[str, ...]
) -> None:
    assert PLACES.find(words) == found


@pytest.mark.parametrize(
    ("alert", "event", "received", "acute"),
    [
        (True, TODAY - timedelta(days=3), NOW, True),
        (False, TODAY - timedelta(days=3), NOW, False),
        (True, TODAY - timedelta(days=29), NOW, False),
        (True, TODAY - timedelta(days=10), NOW - timedelta(days=8), False),
    ],
)
def test_red_is_only_where_somebody_may_still_have_to_alert(
    *, alert: bool, event: date, received: datetime, acute: bool
) -> None:
    case: Case = SimpleNamespace(alert=alert, event=event, received=received)  # type: ignore[assignment]
    assert is_acute(case, NOW) == acute


# --- one case


@pytest.mark.requirement("B-4", "B-6", "NIR-12")
def test_a_case_tells_what_is_known_and_how(five: Register, client: Client) -> None:
    told = page(client, here(five))
    first, second = shown(ids(five)[0]).evidence
    assert "Klebsiellafeber: bekreftet tilfelle" in told
    assert "Klebsiella pneumoniae hos en person med ukjent kjønn og alder, bosatt i Oslo." in told
    assert "Prøvetatt 1. oktober 2026. Bygger på 2 svar fra 2 laboratorier." in told
    assert "Symptomstart Ukjent Prøve tatt 1. oktober 2026 Første svar mottatt" in told
    assert "Fjordlaboratoriet, 1. oktober 2026 Klebsiella pneumoniae : påvist, dyrkning, blodkultur" in told
    assert "Oppfyller regelen: Klebsiella er påvist der det ikke skal være mikrober." in told
    assert "Etter definisjonen «Klebsiellafeber», som gjelder fra 1. januar 1990" in told
    assert "Gruppe A, nominativ: meldes med navn og fødselsnummer." in told
    assert "Smittested Ukjent" in told
    assert f"Tilfellet begynte med {first.receipt}, {second.receipt}" in told
    content = client.get(here(five)).content.decode()
    assert f'href="/leveranser/{second.receipt}"' in content
    assert 'href="/definisjoner/diseases/klebsiella-fever?dag=2026-10-01#in-a-sterile-site"' in content
    assert "Klebsiellafeber, 30. november 2026 : bekreftet tilfelle" in told


@pytest.mark.requirement("B-6")
@pytest.mark.usefixtures("five")
def test_the_rules_of_a_disease_are_told_with_what_they_give(client: Client) -> None:
    told = page(client, "/definisjoner/diseases/klebsiella-fever")
    assert "2 regler gjelder" in told
    assert "Klebsiella er påvist der det ikke skal være mikrober. bekreftet Når utfallet er «påvist»" in told
    assert "Forårsakes av Klebsiella pneumoniae" in told
    assert "Varslingsplikt nei" in told


@pytest.mark.requirement("B-2")
def test_no_page_of_cases_tells_who_it_is(five: Register, client: Client) -> None:
    for address in (EVER, here(five), f"{here(five)}/avgjor/sla-sammen", "/tilfeller/avgjor"):
        content = client.get(address).content.decode()
        assert not [number for number in PEOPLE if number in content]


def test_what_is_owed_is_as_of_the_day_of_the_case(five: Register, client: Client, tmp_path: Path) -> None:
    old = DEFINITION.replace('group = "A"', 'group = "B"').replace(
        "clinician_notice = true", "clinician_notice = false"
    )
    load(five, tmp_path, old.replace("alert = false", "alert = true"))
    told = page(client, here(five))
    assert "Avidentifisert gruppe B: vises ikke med navn." in told
    assert "Bare laboratoriet melder." in told
    assert "Varslingsplikt: varsles straks, vanligvis på telefon." in told
    assert "Gruppe: A → B" in told
    assert "Varslingsplikt: nei → ja" in told


@pytest.mark.requirement("B-4", "B-5")
def test_a_case_that_does_not_stand_says_so_and_leads_on(five: Register, client: Client) -> None:
    gone = here(five)
    receive(five, Told(version=2, cancelled=True))
    work(five)
    told = page(client, gone)
    assert "gjelder ikke lenger" in told
    assert "Dette har overtatt: Klebsiellafeber, 6. oktober 2026" in told
    assert f'href="{here(five, 1)}"' in client.get(gone).content.decode()
    receive(five, Told(number=2, laboratory=VIDDA, version=2, cancelled=True))
    assert "Ingen andre tilfeller bygger på svarene." in page(client, gone)


def test_a_case_that_never_was_is_not_there(five: Register, client: Client) -> None:
    del five
    for address in (
        "/tilfeller/0123456789abcdef",
        "/tilfeller/0123456789abcdef/avgjor/del",
        "/tilfeller/tull",
    ):
        page(client, address, status=404)


def test_steps_that_are_known_tell_how_long_after(five: Register) -> None:
    onset, sampled, received, *_ = steps(shown(ids(five)[0]).case)
    assert (onset.day, onset.later, sampled.later) == (None, None, None)
    assert received.day
    assert received.later == (received.day - date(2026, 10, 1)).days


@pytest.mark.parametrize(
    ("born", "words"),
    [(2025, "en gutt på 1 år"), (2008, "en mann på 18 år"), (None, "en mann med ukjent alder")],
)
def test_a_child_is_no_grown_up(five: Register, born: int | None, words: str) -> None:
    case = replace(shown(ids(five)[0]).case, sex="male", birth_year=born, event=date(2026, 10, 1))
    with translation.override("nb"):
        assert person(case) == words


@pytest.mark.requirement("B-4")
def test_a_delivery_leads_to_the_cases_that_rest_on_it(five: Register, client: Client) -> None:
    case = shown(ids(five)[0])
    delivery = f"/leveranser/{case.evidence[0].receipt}"
    assert "Tilfeller dette svaret er med i" in page(client, delivery)
    assert f"/tilfeller/{case.case.id}" in client.get(delivery).content.decode()
    with visited_by(LIV) as laboratory:
        assert "/tilfeller/" not in laboratory.get(delivery).content.decode()


@pytest.mark.requirement("NOIS-4-1")
def test_a_laboratory_sees_no_case(five: Register) -> None:
    with visited_by(LIV) as client:
        for rest in ("", "/avgjor", f"/{ids(five)[0]}", f"/{ids(five)[0]}/avgjor/del", "/avgjor/1"):
            page(client, f"/tilfeller{rest}", status=403)
        assert "Tilfeller" not in page(client, "/leveranser")


@pytest.mark.requirement("NOIS-1-8b")
def test_cases_are_told_in_english_to_who_chose_it(five: Register, client: Client) -> None:
    client.cookies["infreg_language"] = "en"
    told = page(client, here(five))
    assert "Klebsiella fever: confirmed case" in told
    assert "Meets the rule: Klebsiella was found where there should be no microbes." in told
    assert "3 cases in all." in page(client, EVER)


def test_every_doubt_move_and_field_has_words() -> None:
    assert set(DOUBTS) == set(DOUBT_TAGS) == set(Doubt)
    assert set(MOVES) == set(Move)
    assert set(Case.__dataclass_fields__) - {"id", "evidence", "known", "received"} == set(FIELDS)

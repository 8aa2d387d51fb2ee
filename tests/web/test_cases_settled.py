"""What people decide about cases: asked for, shown before it is done, done, and taken back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.test import Client

from infreg.flow import cases
from infreg.vocabulary.case import Move
from tests.flow.made_cases import OFFICER, Told, ids, receive, rows, work
from tests.register import Register, Server
from tests.web.real_cases import EVER, RITA, TOLD, copied, filled, here, page, shown, visited_by
from tests.web.test_pages import seen

pytestmark = pytest.mark.requirement("B-4")

WHY = "Ringte legen."


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


def post(client: Client, there: str, status: int = 200, /, **said: str) -> str:
    """Sends a form, and returns what the page says; after a redirect, the page it leads to."""
    response = client.post(there, said)
    assert response.status_code == status, seen(response.content)
    return page(client, response.headers["Location"]) if status == 302 else seen(response.content)


def seen_of(register: Register, place: int = 0) -> str:
    """What the page of a case showed, as the form sends it."""
    return shown(ids(register)[place]).case.evidence_digest


@dataclass(frozen=True)
class Way:
    """A way to decide about the first case: what is chosen, what is told before, and what it is after."""

    way: str
    before: str
    after: str
    target: Callable[[Register], str] = lambda _register: ""
    move: Move = Move.CONFIRM


def merged(register: Register) -> str:
    return ids(register)[2]


def parted(register: Register) -> str:
    return shown(ids(register)[0]).evidence[1].answer


WAYS = [
    Way(
        "sla-sammen",
        "Tilfellene fra 1. oktober 2026 og 30. november 2026 blir ett",
        "Bygger på 4 svar fra 2 laboratorier.",
        merged,
    ),
    Way("del", "Svarene fra og med 6. oktober 2026 blir et eget tilfelle.", "Bygger på ett svar", parted),
    Way(
        "endre",
        "Fra «bekreftet tilfelle» til «sannsynlig». Det telles som sannsynlig",
        "Klassifikasjonen er avgjort av en person: sannsynlig tilfelle.",
        lambda _register: "probable",
    ),
    Way(
        "endre",
        "Fra «bekreftet tilfelle» til «ikke et tilfelle». Det telles ikke lenger.",
        "Det er avgjort at det ikke er et tilfelle.",
        lambda _register: "none",
    ),
    Way(
        "flytt",
        "Tilfellet telles i Bergen (4601) fra nå av, og ikke i Oslo.",
        "bosatt i Bergen",
        lambda _register: "bergen",
    ),
    Way("riktig", "Tilfellet blir som det er", "Sett på, og riktig som det er"),
]


@pytest.mark.parametrize("way", WAYS, ids=lambda each: f"{each.way}-{each.before[:12]}")
def test_a_decision_is_asked_shown_done_and_undone(five: Register, client: Client, way: Way) -> None:
    there, untouched = here(five), rows(five)
    address = f"{there}/avgjor/{way.way}"
    page(client, address)
    said = {"because": WHY, "seen": seen_of(five)}
    if way.target(five):
        said["target"] = way.target(five)
    assert way.before in post(client, address, **said)
    assert rows(five) == untouched
    told = post(client, address, 302, do="settle", **said)
    assert "Avgjørelsen er skrevet ned og gjennomført." in told
    assert way.after in told
    assert WHY in told
    ((number,),) = decisions(five)
    undone = post(client, f"{there}/angre/{number}", 302, because="Likevel ikke.")
    assert "Avgjørelsen er tatt tilbake, og tilfellet er laget uten den." in undone
    assert "Tatt tilbake av" in undone
    assert rows(five) == untouched


def decisions(register: Register) -> list[tuple[int]]:
    with register.superuser() as bare:
        return [(int(row[0]),) for row in bare.execute("SELECT id FROM registry.case_decision")]


@pytest.mark.parametrize(
    ("way", "said", "told"),
    [
        ("endre", {"because": WHY}, "Velg hva det skal være."),
        ("endre", {"because": WHY, "target": "carriage"}, "Velg hva det skal være."),
        ("flytt", {"because": WHY, "target": "Ingensteds"}, "Ingen kommune heter dette"),
        ("flytt", {"because": WHY}, "Skriv kommunen, med navn eller nummer."),
        ("riktig", {}, "Skriv hvorfor"),
    ],
)
def test_what_is_missing_is_told_and_nothing_is_done(
    five: Register, client: Client, way: str, said: dict[str, str], told: str
) -> None:
    answer = post(client, f"{here(five)}/avgjor/{way}", do="settle", seen=seen_of(five), **said)
    assert told in answer
    assert "ingenting er endret" in answer
    assert decisions(five) == []


def test_a_case_that_changed_meanwhile_is_not_decided_about(five: Register, client: Client) -> None:
    before, address = seen_of(five), f"{here(five)}/avgjor/riktig"
    receive(five, Told(number=7, days=4))
    for do in ("", "settle"):
        told = post(client, address, 409, do=do, because=WHY, seen=before)
        assert "Tilfellet bygger på noe annet enn det du så på." in told
    assert decisions(five) == []
    assert "riktig som det er" in post(client, address, because=WHY, seen=seen_of(five))


def test_a_case_that_is_gone_meanwhile_is_not_decided_about(five: Register, client: Client) -> None:
    before, gone = seen_of(five), here(five)
    receive(five, Told(version=2, cancelled=True))
    told = post(client, f"{gone}/avgjor/riktig", 409, do="settle", because=WHY, seen=before)
    assert "Tilfellet gjelder ikke lenger." in told
    assert "ingenting kan avgjøres om det" in page(client, f"{gone}/avgjor/riktig")
    assert decisions(five) == []


def test_what_flow_will_not_is_said_in_the_pages_language(
    five: Register, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_said: object, **_more: object) -> None:
        raise cases.CannotDecide("The case follows from two others. Decide about those, and it follows.")

    monkeypatch.setattr(cases, "decide", refuse)
    address = f"{here(five)}/avgjor/riktig"
    told = post(client, address, 409, do="settle", because=WHY, seen=seen_of(five))
    assert "Tilfellet følger av to andre." in told


def test_what_cannot_be_done_is_told_with_the_way_on(five: Register, client: Client) -> None:
    alone = here(five, 1)  # another person's only case, of one answer
    assert "Tilfellet bygger på ett svar og kan ikke deles." in page(client, f"{alone}/avgjor/del")
    assert "Personen har ikke noe annet tilfelle" in page(client, f"{alone}/avgjor/sla-sammen")
    page(client, f"{alone}/avgjor/noe-annet", status=404)


def test_a_decision_is_taken_back_once(five: Register, client: Client) -> None:
    case = cases.decide(OFFICER, ids(five)[0], Move.RECLASSIFY, "usikker", to="probable")
    ((number,),) = decisions(five)
    address = f"/tilfeller/{case}/angre/{number}"
    assert "Klassifisert som sannsynlig" in page(client, address)
    assert "Skriv hvorfor" in post(client, address, because="")
    post(client, address, 302, because="feil")
    assert "noen har tatt den tilbake" in post(client, address, 409, because="feil")
    assert "Avgjørelsen er tatt tilbake" in page(client, address)
    page(client, f"/tilfeller/{case}/angre/{number + 1}", status=404)


# --- questions that are no case


@pytest.fixture
def lost(five: Register) -> Register:
    """A decision whose answers are withdrawn, and one against which new answers speak."""
    cases.decide(OFFICER, ids(five)[1], Move.RECLASSIFY, "forurenset", to="confirmed")
    cases.decide(OFFICER, ids(five)[2], Move.RECLASSIFY, "forurenset", to="none")
    receive(five, Told(number=5, person=1, days=3, version=2, cancelled=True), Told(number=8, days=66))
    work(five)
    return five


@pytest.mark.usefixtures("lost")
def test_what_waits_is_told_in_sentences_with_one_way_on(client: Client) -> None:
    told = page(client, "/tilfeller/avgjor")
    assert "2 spørsmål uten tilfelle venter." in told
    assert "Svarene avgjørelsen gjaldt, gir ikke lenger noe tilfelle." in told
    assert "at dette ikke er et tilfelle. Det som kom senere, taler for at det er det." in told
    for question in cases.find_questions(OFFICER)[0]:
        assert f'href="/tilfeller/avgjor/{question.id}"' in client.get("/tilfeller/avgjor").content.decode()
        assert "forurenset" in page(client, f"/tilfeller/avgjor/{question.id}")


@pytest.mark.parametrize(
    ("doubt", "target", "before", "makes"),
    [
        ("decision-without-case", "keep", "Avgjørelsen tas tilbake.", 1),
        ("against-decision", "keep", "Det blir ikke noe tilfelle av dette", 1),
        ("against-decision", "probable", "Det blir et tilfelle igjen: sannsynlig.", 2),
    ],
)
def test_a_question_is_settled_after_its_consequence_is_shown(
    lost: Register, client: Client, doubt: str, target: str, before: str, makes: int
) -> None:
    (question,) = [each.id for each in cases.find_questions(OFFICER)[0] if each.doubt == doubt]
    address = f"/tilfeller/avgjor/{question}"
    assert "Skriv hvorfor" in post(client, address, target=target)
    assert before in post(client, address, target=target, because=WHY)
    assert len(cases.find_questions(OFFICER)[0]) == 2
    told = post(client, address, 302, target=target, because=WHY, do="settle")
    assert "Avgjørelsen er skrevet ned og gjennomført." in told
    assert question not in [each.id for each in cases.find_questions(OFFICER)[0]]
    assert len(ids(lost)) == makes
    again = post(client, address, 409, target=target, because=WHY, do="settle")
    assert "Det er avgjort allerede" in again
    page(client, address, status=404)


def test_an_answer_that_is_marked_and_tells_of_no_disease_is_looked_at(
    five: Register, client: Client
) -> None:
    receive(five, Told(number=9, person=3, grew="Staphylococcus epidermidis", marks=("MSIS-M",)))
    work(five)
    (question,) = cases.find_questions(OFFICER)[0]
    told = page(client, f"/tilfeller/avgjor/{question.id}")
    assert "Laboratoriet har merket svaret som meldepliktig, men ingen regel finner en sykdom i det." in told
    assert "Ord vi ikke forstår ennå" in told
    settled = post(client, f"/tilfeller/avgjor/{question.id}", 302, target="keep", because=WHY, do="settle")
    assert "Ingen tilfeller venter på avgjørelse." in settled


def test_the_list_shows_what_was_decided(five: Register, client: Client) -> None:
    cases.decide(OFFICER, ids(five)[0], Move.MOVE, "flyttet", to="4601")
    assert "Bergen" in page(client, EVER)
    told = page(client, here(five))
    assert "Flyttet til Bergen (4601)" in told
    assert "Kommune: Oslo → Bergen" in told

"""The clinician's page: who it is about stands nowhere but in the form, what was found stands first."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from infreg.access.actor import Actor, Purpose
from infreg.access.roles import Permission
from infreg.doors.web.patient import make_grid
from infreg.flow import lookup
from infreg.vocabulary.answer import Coded
from infreg.vocabulary.finding import Term, TermKind
from infreg.vocabulary.mapping import ShownFinding, ShownIsolate, ShownTest
from infreg.vocabulary.person_number import completed
from infreg.vocabulary.problem import Level, Problem
from infreg.vocabulary.shown_patient import PatientAnswer, PatientFinding, PatientResults, Relation, Why
from tests.web.conftest import Register
from tests.web.made_pages import CAME, COLI, CULTURE, KLEBSIELLA, URINE, MadeVisitor, answer, result, words
from tests.web.test_pages import seen

pytestmark = pytest.mark.requirement("NIR-10", "B-8")

HERE = "/oppslag"
NUMBER = completed("148575402")[0]
ASKED = {"number": NUMBER, "why": "treatment", "relation": "ward", "words": ""}
TODAY = CAME.date()


@dataclass
class Lookup:
    """What `flow.lookup` answers, and what it was asked."""

    results: PatientResults | None = None
    problem: str | None = None
    asked: list[tuple[Actor, str, Why, Relation, str]] = field(default_factory=list)

    def look_up(
        self, actor: Actor, number: str, why: Why, relation: Relation, *, words: str = ""
    ) -> PatientResults | None:
        actor.check(Permission.LOOK_UP)
        self.asked.append((actor, number, why, relation, words))
        if self.problem:
            raise lookup.NotANumber(Problem(self.problem, Level.WARNING))
        return self.results


@pytest.fixture
def asked(register: Register, monkeypatch: pytest.MonkeyPatch) -> Lookup:
    """A clinician, and a register that knows what the test gives it."""
    register.visitor = MadeVisitor("Lars Lege", "clinician")
    made = Lookup()
    monkeypatch.setattr(lookup, "look_up", made.look_up)
    return made


def finding(organism: str | None = COLI, outcome: str | None = "positive", **changes: Any) -> PatientFinding:
    shown = ShownFinding(
        results=("1",),
        organism=organism,
        organism_code=None,
        outcome=outcome,
        method="culture",
        screening=False,
        quantity=None,
        flags=(),
        rule="r",
        rule_text={"nb": "r"},
        counts=outcome is not None,
        unmapped=(),
        day=TODAY,
    )
    return PatientFinding(replace(shown, **changes), CULTURE, URINE.type, words("Voks av noe"))


def answered(number: int = 1, days: int = 0, *found: PatientFinding, **changes: Any) -> PatientAnswer:
    """An answer that came so many days ago."""
    values: dict[str, Any] = {
        "number": number,
        "answer": answer(),
        "laboratory": "Fjordlaboratoriet",
        "answered": CAME - timedelta(days=days),
        "day": TODAY - timedelta(days=days),
        "findings": found,
        "comments": (),
    }
    return PatientAnswer(**(values | changes))


def results(*answers: PatientAnswer, **changes: Any) -> PatientResults:
    values: dict[str, Any] = {
        "as_of": CAME,
        "sex": "female",
        "birth_year": 1985,
        "answers": answers,
        "isolates": (),
        "is_hidden": False,
    }
    return PatientResults(**(values | changes))


def page(client: Client, **changed: str) -> str:
    return seen(client.post(HERE, ASKED | changed).content)


def test_the_sentence_says_how_much_is_known_and_what_is_new(asked: Lookup, client: Client) -> None:
    asked.results = results(
        answered(1, 3, finding()),
        answered(2, 20, finding(KLEBSIELLA)),
        answered(3, 80, finding(outcome="negative")),
        answered(4, 200, finding(KLEBSIELLA)),
    )
    told = page(client)
    assert "3 svar siste 90 dager, 1 nytt positivt funn: Escherichia coli." in told
    assert "Kunnskap per 14. mars 2026 kl. 10.15." in told
    assert "Kvinne født 1985" in told
    asked.results = results(answered(1, 20, finding()))
    assert "1 svar siste 90 dager, ingen nye positive funn." in page(client)
    asked.results = results(answered(1, 100, finding()))
    assert "Ingen svar siste 90 dager. Det siste er fra 4. desember 2025." in page(client)


@pytest.mark.requirement("NIR-10", "NOIS-4-1")
@pytest.mark.control("14.2.1")
def test_the_number_goes_by_post_and_stands_on_no_page_of_results(asked: Lookup, client: Client) -> None:
    asked.results = results(answered(1, 3, finding()))
    response = client.post(HERE, ASKED)
    ((actor, number, why, relation, _),) = asked.asked
    assert (actor.purpose, number, why, relation) == (Purpose.TREATMENT, NUMBER, Why.TREATMENT, Relation.WARD)
    assert NUMBER not in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"
    assert "Location" not in response.headers
    asked.asked.clear()
    form = client.get(HERE, {"number": NUMBER, "why": "treatment", "relation": "ward"})
    assert NUMBER not in form.content.decode()
    assert not asked.asked


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        ({"number": ""}, "Skriv pasientens nummer."),
        ({"why": ""}, "Velg hvorfor du slår opp pasienten."),
        ({"why": "curiosity"}, "Velg hvorfor du slår opp pasienten."),
        ({"why": "other"}, "Skriv grunnen."),
        ({"relation": ""}, "Velg hvilket behandlingsforhold du har til pasienten."),
    ],
)
def test_nobody_is_looked_up_without_a_reason_and_a_relation(
    asked: Lookup, client: Client, left_out: dict[str, str], said: str
) -> None:
    assert said in page(client, **left_out)
    assert not asked.asked


def test_another_reason_is_given_in_words(asked: Lookup, client: Client) -> None:
    page(client, why="other", words="Smittesporing på posten")
    assert asked.asked[0][2:] == (Why.OTHER, Relation.WARD, "Smittesporing på posten")


@pytest.mark.parametrize(
    ("problem", "number", "said"),
    [
        ("number-invalid", NUMBER, "Nummeret er ikke gyldig: kontrollsifferet stemmer ikke."),
        ("number-invalid", "1485", "Nummeret er ikke gyldig: et fødselsnummer, D-nummer eller"),
        ("number-invalid", "Petra", "Nummeret er ikke gyldig: et fødselsnummer, D-nummer eller"),
        ("number-real-in-trial", NUMBER, "Dette er en prøveinstallasjon: bruk et syntetisk nummer."),
        ("number-synthetic-in-production", NUMBER, "Dette er et syntetisk testnummer, og ingen har det."),
    ],
)
def test_what_is_wrong_with_a_number_is_said_at_the_number(
    asked: Lookup, client: Client, problem: str, number: str, said: str
) -> None:
    asked.problem = problem
    response = client.post(HERE, ASKED | {"number": number})
    assert said in seen(response.content)
    assert 'id="number-error"' in response.content.decode()
    assert "<title>Feil: Oppslag" in response.content.decode()


def test_nobody_and_nothing_known_are_told_alike(asked: Lookup, client: Client) -> None:
    asked.results = None
    told = page(client)
    assert "Ingen svar om denne personen er registrert." in told
    assert "Det betyr ikke at personen ikke er undersøkt" in told


@pytest.mark.parametrize("role", ["laboratory", "registry_officer", "epidemiologist", "supervisor", "person"])
@pytest.mark.parametrize("verb", ["get", "post"])
def test_the_page_is_the_clinicians_alone(
    asked: Lookup, register: Register, client: Client, role: str, verb: str
) -> None:
    register.visitor = MadeVisitor("X", role)
    assert getattr(client, verb)(HERE, ASKED if verb == "post" else None).status_code == 403
    assert not asked.asked


def test_the_register_opens_at_the_look_up_for_a_clinician(asked: Lookup, client: Client) -> None:
    assert client.get("/").headers["Location"] == HERE
    form = seen(client.get(HERE).content)
    assert "Er pasienten undersøkt, og hva fant de?" in form
    assert "Innleggelse eller overflytting" in form
    assert "Jeg er spurt til råds" in form
    assert not asked.asked


@pytest.mark.requirement("NIR-10", "NIR-16")
def test_what_was_tested_lately_is_listed_whatever_was_found(asked: Lookup, client: Client) -> None:
    asked.results = results(
        answered(1, 3, finding("Bordetella pertussis", "negative", day=TODAY - timedelta(days=5))),
        answered(2, 60, finding(KLEBSIELLA, day=TODAY - timedelta(days=60))),
    )
    told = page(client)
    card = told[told.index("Allerede undersøkt") :]
    assert "Bordetella pertussis : ikke påvist" in card
    assert "Urin, 9. mars 2026 · Fjordlaboratoriet" in card
    assert KLEBSIELLA not in card[: card.index("Medisinsk mikrobiologi")]
    asked.results = results(answered(1, 60, finding(day=TODAY - timedelta(days=60))))
    assert "Ingenting er undersøkt siste 30 dager." in page(client)


def test_a_named_resistance_is_told_however_long_ago_it_was(asked: Lookup, client: Client) -> None:
    long_ago, longer = TODAY - timedelta(days=900), TODAY - timedelta(days=1200)
    asked.results = results(
        answered(1, 900, finding(flags=("MRSA",), day=long_ago)),
        answered(2, 1200, finding(flags=("MRSA",), day=longer)),
        answered(3, 1300, finding(outcome="negative", flags=("VRE",))),
    )
    told = page(client)
    assert "Påvist tidligere: MRSA (sist 26. september 2023" in told
    assert "VRE" not in told[: told.index("Allerede undersøkt")]
    asked.results = results(answered(1, 1, finding()))
    assert "Påvist tidligere" not in page(client)


def test_a_culture_and_a_pcr_that_found_the_same_are_one_line(asked: Lookup, client: Client) -> None:
    asked.results = results(answered(1, 3, finding(), finding(method="nat")))
    assert "1 nytt positivt funn: Escherichia coli." in page(client)


def test_where_codes_fail_the_laboratorys_words_stand(asked: Lookup, client: Client) -> None:
    term = Term(TermKind.VALUE, "", "", "voks av noe")
    asked.results = results(answered(1, 3, finding(None, None, unmapped=(term,))))
    told = page(client)
    assert "U-Bakterier dyrkning : ikke avgjort" in told
    assert "Laboratoriet skriver: Voks av noe" in told
    assert "laboratoriet skriver «Voks av noe»" in told


def test_each_answer_folds_out_what_the_laboratory_wrote(asked: Lookup, client: Client) -> None:
    said = answer(results=(result("1", words("Rikelig vekst"), of=CULTURE, specimen="A"),))
    asked.results = results(answered(1, 3, answer=said, comments=("Tolkes med forbehold.",)))
    told = page(client)
    assert "Det laboratoriet skrev" in told
    assert "U-Bakterier dyrkning Rikelig vekst" in told
    assert "Tolkes med forbehold." in told
    assert "rekvirert av Kattskinnet legesenter" in told
    assert "Besvart 11. mars 2026 kl. 10.15" in told


def test_a_withdrawn_answer_is_named_and_counts_nowhere(asked: Lookup, client: Client) -> None:
    asked.results = results(answered(1, 3, finding(), answer=answer(withdrawn=True)))
    told = page(client)
    assert "Trukket tilbake av laboratoriet" in told
    assert "Ingen svar siste 90 dager." in told
    assert "Positive funn" not in told


def test_a_protected_address_is_said_and_nobody_who_asked_or_answered_named(
    asked: Lookup, client: Client
) -> None:
    said = answered(1, 3, finding(), laboratory=None, answer=answer(requester=None))
    asked.results = results(said, is_hidden=True)
    told = page(client)
    assert "Pasienten har sperret adresse." in told
    assert "Fjordlaboratoriet" not in told
    assert "rekvirert av" not in told


def isolate(organism: str, day: date | None, *tested: tuple[str, str | None]) -> ShownIsolate:
    return ShownIsolate(
        organism=organism,
        organism_code="X",
        specimen="urin",
        day=day,
        quantity=None,
        flags=(),
        typing=(),
        method="culture",
        care=None,
        receipts=(),
        tested=tuple(
            ShownTest(agent, None, sir, None, None, None if sir else Decimal(2), None)
            for agent, sir in tested
        ),
    )


def test_the_grid_has_microbes_and_agents_down_and_days_across() -> None:
    before = TODAY - timedelta(days=40)
    grid = make_grid(
        [
            isolate(COLI, before, ("trimetoprim", "S"), ("ampicillin", "S")),
            isolate(COLI, TODAY, ("ampicillin", "R")),
            isolate(COLI, TODAY, ("ampicillin", "R")),
            isolate(COLI, TODAY, ("ampicillin", "I")),
            isolate(KLEBSIELLA, None, ("ampicillin", None)),
        ]
    )
    assert grid
    assert grid.days == (TODAY, before, None)
    assert grid.letters == ("S", "I", "R")
    coli, klebsiella = grid.microbes
    assert [len(cell) for cell in coli.isolates] == [3, 1, 0]
    letters = {row.agent: [[test.sir for test in cell] for cell in row.cells] for row in coli.rows}
    assert letters == {"ampicillin": [["R", "I"], ["S"], []], "trimetoprim": [[], ["S"], []]}
    assert [test.mic for test in klebsiella.rows[0].cells[2]] == [Decimal(2)]
    assert make_grid([]) is None


def test_the_grid_is_a_table_that_a_screen_reader_can_read(asked: Lookup, client: Client) -> None:
    asked.results = results(answered(1, 3, finding()), isolates=(isolate(COLI, TODAY, ("ampicillin", "R")),))
    told = page(client)
    assert "Mikrobe og middel 14. mars 2026" in told
    assert "Escherichia coli Urin" in told
    assert "ampicillin R Resistent" in told


def test_every_page_is_told_in_english_too(asked: Lookup, client: Client) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    asked.results = results(answered(1, 3, finding()))
    told = page(client)
    assert "1 answer in the last 90 days, 1 new positive finding: Escherichia coli." in told
    assert "Known as of 14 March 2026, 10:15." in told


def test_a_coded_specimen_is_told_in_words(asked: Lookup, client: Client) -> None:
    found = replace(finding(), specimen=Coded(text="Sår, venstre legg"))
    asked.results = results(answered(1, 3, found))
    assert "Sår, venstre legg, 14. mars 2026" in page(client)


def test_the_days_are_oslos(asked: Lookup, client: Client) -> None:
    """Half an hour before midnight in Oslo is still the fourteenth day back."""
    late = datetime(2026, 2, 28, 22, 30, tzinfo=CAME.tzinfo)
    asked.results = results(answered(1, answered=late, day=None))
    assert "1 svar siste 90 dager" in page(client)
    asked.results = results(answered(1, 0, finding(), answered=late))
    assert "ingen nye positive funn" in page(client)
    asked.results = results(answered(1, 0, finding(), answered=late + timedelta(hours=1)))
    assert "1 nytt positivt funn" in page(client)

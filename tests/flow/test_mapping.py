"""A word that nobody understands blocks nothing and is not counted; explained by a person it is, back in
time; and taken back it is not."""

from datetime import UTC, datetime, timedelta

import pytest

from infreg.access.actor import Actor, Purpose, Refused
from infreg.access.roles import LABORATORY, REGISTRY_OFFICER
from infreg.flow import codes, deriving
from infreg.flow.codes import UnknownTarget, UnknownTerm
from infreg.flow.understanding import find_understanding
from infreg.interpretation import Codes
from infreg.storage.connection import acting
from infreg.synthetic.svarrapport import write
from infreg.vocabulary.answer import (
    Answer,
    Coded,
    Message,
    Party,
    Patient,
    Provider,
    Result,
    Specimen,
    Value,
    ValueKind,
)
from infreg.vocabulary.finding import TermKind
from infreg.vocabulary.identifiers import NationalId, NumberType
from infreg.vocabulary.moment import Moment
from infreg.vocabulary.person_number import completed
from tests.register import Register

pytestmark = pytest.mark.requirement("B-3", "NOIS-1-8a", "NIR-4")

OFFICER = Actor("officer", REGISTRY_OFFICER, Purpose.QUALITY)
NOW = datetime(2026, 11, 22, tzinfo=UTC)
WORD = "Flurbelia norvegica"
#: Nobody can have these numbers: month + 80.
PEOPLE = [number for n in range(400, 420) for number in completed(f"148575{n}")[:1]]
FJORD = Party("Fjordlaboratoriet", "990017", "HER")
VIDDA = Party("Viddalaboratoriet", "990018", "HER")


def culture(
    number: int, grew: str, laboratory: Party = FJORD, person: int = 0, *, cancelled: bool = False
) -> bytes:
    """An answer on a throat swab in which something grew; cancelled, its last version."""
    sampled = Moment(NOW - timedelta(days=40 + number))
    answer = Answer(
        answer_id=f"S{number}",
        service_type="C" if cancelled else "N",
        status="F",
        discipline="MBIO",
        issued_at=Moment(NOW - timedelta(days=38 + number)),
        laboratory=Provider(laboratory),
        requester=Provider(Party("Nordlia legesenter", "990101", "HER")),
        patient=Patient(NationalId(PEOPLE[person], NumberType.FNR), "FNR"),
        specimens=(Specimen("P1", Coded(text="Hals"), sampled),),
        results=(Result("1", None, "P1", Coded(text="Dyrkning"), Value(ValueKind.TEXT, grew)),),
    )
    said = Moment(NOW + timedelta(hours=1) if cancelled else NOW)
    name = f"M{number}{'C' if cancelled else ''}"
    return write(Message("svarrapport-1.4", name, "SVAR_LAB", said, Provider(laboratory), (answer,)))


@pytest.fixture
def filled(either: Register) -> Register:
    """Three answers with the word, of two persons and two laboratories, and one without."""
    delivered = either.receive(
        culture(1, WORD),
        culture(2, WORD, person=1),
        culture(3, WORD, laboratory=VIDDA, person=1),
        culture(4, "Streptococcus pyogenes", person=2),
    )
    assert {one.status.value for one in delivered} <= {"accepted", "accepted_with_warnings"}
    either.use("app")
    return either


def derived(register: Register) -> int:
    """The worker has done what waits."""
    register.use("intake")
    done = sum(deriving.derive_all_stale())
    register.use("app")
    return done


def counted() -> dict[str | None, int]:
    return {count.organism: count.findings for count in codes.counts(OFFICER) if count.outcome == "positive"}


def the_term() -> str:
    ((ranked,), total) = codes.unmapped(OFFICER)
    assert total == 1
    assert (ranked.persons, ranked.answers, ranked.laboratories) == (2, 3, 2)
    return ranked.id


def rows(register: Register) -> list[tuple[object, ...]]:
    """Everything derived that stands, without keys and times."""
    with register.superuser() as bare:
        return bare.execute(
            "SELECT answer, position, organism, outcome, rule, counts, made_of FROM registry.finding"
            " WHERE known_to IS NULL ORDER BY answer, position"
        ).fetchall()


@pytest.mark.usefixtures("filled")
def test_an_unknown_word_is_stored_and_shown_and_not_counted() -> None:
    assert counted() == {"STRPYO": 1}
    page = codes.find_term(OFFICER, the_term())
    assert page
    assert page.unmapped.term.kind is TermKind.ORGANISM
    assert page.unmapped.term.text == WORD.casefold()
    assert WORD in (page.examples[0].value or "")
    assert {name for _, name in page.laboratories} == {FJORD.name, VIDDA.name}


def test_mapping_brings_exactly_the_right_findings_into_the_counts_and_undoing_takes_them_out(
    filled: Register,
) -> None:
    before, term = rows(filled), the_term()
    assert codes.map_term(OFFICER, term, "KLEPNE", "skrevet feil") == 3
    assert counted() == {"STRPYO": 1}, "the worker has not been there yet"
    assert derived(filled) == 3
    assert counted() == {"STRPYO": 1, "KLEPNE": 3}
    assert codes.unmapped(OFFICER) == ((), 0)
    (mapping,) = codes.history(OFFICER)
    assert codes.undo(OFFICER, mapping.id, "det var det ikke") == 3
    assert derived(filled) == 3
    assert rows(filled) == before


def test_a_laboratorys_own_word_is_explained_for_it_alone(filled: Register) -> None:
    term = the_term()
    page = codes.find_term(OFFICER, term)
    assert page
    (fjord,) = (unit for unit, name in page.laboratories if name == FJORD.name)
    assert codes.map_term(OFFICER, term, "KLEPNE", "deres ord", fjord) == 2
    derived(filled)
    assert counted() == {"STRPYO": 1, "KLEPNE": 2}
    codes.map_term(OFFICER, term, "ESCCOL", "alle andres ord")
    derived(filled)
    assert counted() == {"STRPYO": 1, "KLEPNE": 2, "ESCCOL": 1}


@pytest.mark.usefixtures("filled")
def test_who_said_what_and_who_took_it_back_stays_on_record() -> None:
    codes.map_term(OFFICER, the_term(), "KLEPNE", "skrevet feil")
    (mapping,) = codes.history(OFFICER)
    codes.undo(Actor("another", REGISTRY_OFFICER, Purpose.QUALITY), mapping.id, "det var det ikke")
    (mapping,) = codes.history(OFFICER)
    assert (mapping.by, mapping.because, mapping.target) == ("officer", "skrevet feil", "KLEPNE")
    assert (mapping.undone_by, mapping.undone_because) == ("another", "det var det ikke")
    assert mapping.known_to
    assert mapping.known_to > mapping.known_from
    with pytest.raises(UnknownTerm):
        codes.undo(OFFICER, mapping.id, "en gang til")


def test_what_is_mapped_holds_for_answers_that_come_later(filled: Register) -> None:
    codes.map_term(OFFICER, the_term(), "KLEPNE", "skrevet feil")
    derived(filled)
    filled.receive(culture(5, WORD, person=3))
    filled.use("app")
    assert counted() == {"STRPYO": 1, "KLEPNE": 4}


@pytest.mark.usefixtures("filled")
def test_a_word_is_mapped_only_to_what_the_definitions_know() -> None:
    with pytest.raises(UnknownTarget):
        codes.map_term(OFFICER, the_term(), "NOSUCH", "feil")
    with pytest.raises(UnknownTerm):
        codes.map_term(OFFICER, "00000000", "KLEPNE", "feil")
    assert not codes.history(OFFICER)


@pytest.mark.usefixtures("filled")
def test_a_laboratory_sees_its_own_words_and_may_explain_none() -> None:
    term = the_term()
    page = codes.find_term(OFFICER, term)
    assert page
    (vidda,) = (unit for unit, name in page.laboratories if name == VIDDA.name)
    laboratory = Actor("lab", LABORATORY, Purpose.QUALITY, frozenset({vidda}))
    ((own,), _) = codes.unmapped(laboratory)
    assert (own.persons, own.answers, own.laboratories) == (1, 1, 1)
    with pytest.raises(Refused):
        codes.map_term(laboratory, term, "KLEPNE", "vårt ord")


@pytest.mark.usefixtures("filled")
def test_coverage_tells_how_much_of_each_laboratorys_is_understood() -> None:
    told = {(row.laboratory, row.counted, row.findings) for row in codes.coverage(OFFICER)}
    assert {laboratory for laboratory, _, _ in told} == {FJORD.name, VIDDA.name}
    assert sum(counted for _, counted, _ in told) == 1
    assert sum(findings for _, _, findings in told) == 4


def test_deriving_everything_again_changes_nothing(filled: Register) -> None:
    before = rows(filled)
    count = filled.count("registry.finding")
    filled.use("intake")
    deriving.ask_for_all()
    assert derived(filled) == 4
    assert rows(filled) == before
    assert filled.count("registry.finding") == count


def test_a_cancelled_answer_loses_its_findings(filled: Register) -> None:
    filled.receive(culture(4, "Streptococcus pyogenes", person=2, cancelled=True))
    assert counted() == {}


@pytest.mark.usefixtures("filled")
def test_what_people_say_leaves_what_is_made_of_the_definitions() -> None:
    """Words and rules take a third of a second to make: not for every mapping anew."""

    def now() -> Codes:
        with acting(OFFICER) as connection:
            return find_understanding(connection).on(NOW.date())

    before = now()
    codes.map_term(OFFICER, the_term(), "KLEPNE", "skrevet feil")
    after = now()
    assert before.find_organism(WORD) is None
    assert after.find_organism(WORD) == "KLEPNE"
    assert after.lexicon is before.lexicon
    assert after.rules is before.rules

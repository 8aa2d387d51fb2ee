"""One organism out of one specimen is one isolate, however often it is told and wherever it is sent."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infreg.interpretation import FORWARDED_DAYS, Codes, Interpreted, grows, interpret, isolates
from infreg.vocabulary.answer import Answer, Patient, Provider, Result, Susceptibility
from infreg.vocabulary.finding import Isolate, Source
from infreg.vocabulary.moment import Moment
from tests.interpretation.made_answers import answer, by, row, specimen, susceptibility

pytestmark = pytest.mark.requirement("NIR-4")
DOCTOR = by("Fjordgløtt legesenter")
HOSPITAL = by("Nordlyssykehuset HF", "Medisinsk avdeling")
LABORATORY = by("Nordlyssykehuset HF", "Medisinsk mikrobiologi")
REFERENCE = 9


def culture(
    organism: str = "Escherichia coli",
    *,
    kind: str = "Urin",
    on: int | None = 0,
    id: str = "P1",
    more: Sequence[Result] = (),
    tested: Sequence[Susceptibility] = (),
    requester: Provider = DOCTOR,
    patient: Patient | None = None,
) -> Answer:
    rows = [
        row("1", "Dyrkning", "Vekst", specimen=id),
        row("2", "Identifikasjon", organism, parent="1", specimen=id),
    ]
    taken = [specimen(kind, id, on)]
    return answer([*rows, *more], taken, susceptibilities=tested, requester=requester, patient=patient)


def forwarded(
    organism: str = "Escherichia coli", *, on: int | None = 1, kind: str = "Urin", typed: str = "ST131"
) -> Answer:
    rows = [
        row("1", "Dyrkning", organism, specimen="R7"),
        row("2", "MLST", typed, parent="1", specimen="R7"),
    ]
    return answer(rows, [specimen(kind, "R7", on)], requester=LABORATORY)


def interpreted(codes: Codes, sent: Answer, key: int = 1, unit: int = 1) -> Interpreted:
    return Interpreted(key, unit, b"somebody", sent, interpret(sent, codes, unit))


def isolated(codes: Codes, *answers: Answer | Interpreted) -> tuple[Isolate, ...]:
    """The isolates of one patient; a bare answer is the next of laboratory 1."""
    ready = [
        each if isinstance(each, Interpreted) else interpreted(codes, each, key)
        for key, each in enumerate(answers, 1)
    ]
    return isolates(ready, lambda _: codes)


def test_an_isolate_has_what_was_said_of_it(codes: Codes) -> None:
    patient = Patient(
        sex="2", birth_date=Moment(datetime(1970, 5, 4, 22, tzinfo=UTC), date_only=True), municipality="1804"
    )
    more = [
        row("3", "Mengde", ">100 000 CFU/ml", parent="2"),
        row("4", "ESBL", "Positiv", parent="2"),
        row("5", "Serotype", "O25:H4", parent="2"),
    ]
    tested = [
        susceptibility("2", "Ampicillin", "R"),
        susceptibility("2", "Fabulocillin"),
        susceptibility("9", "Ampicillin"),
    ]
    (isolate,) = isolated(codes, culture(more=more, tested=tested, patient=patient))
    assert (isolate.organism, isolate.specimen, isolate.specimen_id) == ("ESCCOL", "urine", "P1")
    assert [(each.agent, each.row.sir) for each in isolate.tested] == [("AMP", "R"), (None, "S")]
    assert (isolate.quantity, isolate.flags, isolate.typing) == (
        ">100 000 CFU/ml",
        ("ESBL",),
        ("Serotype: O25:H4",),
    )
    assert (isolate.method, isolate.care) == ("culture", "primary")
    assert (isolate.sex, isolate.birth_year, isolate.municipality) == ("2", 1970, "1804")
    assert isolate.sources == (Source(1, 1),)


@pytest.mark.parametrize(
    ("requester", "care"),
    [
        (DOCTOR, "primary"),
        (HOSPITAL, "specialist"),
        (by("Storvik kommune", "Sykehjemmet"), "primary"),
        (by("Nordlyssykehuset HF", "Legevakten"), "primary"),
        (by("Noe ganske annet"), None),
        (Provider(), None),
    ],
)
def test_care_is_told_by_who_asked(codes: Codes, requester: Provider, care: str | None) -> None:
    (isolate,) = isolated(codes, culture(requester=requester))
    assert isolate.care == care


@pytest.mark.parametrize(
    "sent",
    [
        answer([row("1", "Dyrkning", "Ingen vekst")], "Urin"),
        answer([row("1", "Dyrkning", "Blandingsflora")], "Urin"),
        answer([row("1", "Dyrkning", "Mulig Escherichia coli")], "Urin"),
        answer([row("1", "Dyrkning", "Tidligere påvist MRSA")], "Nese"),
        answer([row("1", "Identifikasjon", "Fabulla fabulosa", organism="Fabulla fabulosa")], "Urin"),
        answer([row("1", "Chlamydia trachomatis PCR", "Påvist")], "Urin"),
        answer([row("1", "Legionella antigen", "Positiv")], "Urin"),
    ],
)
def test_what_did_not_grow_is_no_isolate(codes: Codes, sent: Answer) -> None:
    assert isolated(codes, sent) == ()


def test_a_typed_isolate_of_another_laboratory_is_the_first_and_adds_its_type(codes: Codes) -> None:
    first = culture(tested=[susceptibility("2", "Ampicillin", "R")])
    (isolate,) = isolated(codes, first, interpreted(codes, forwarded(), 2, REFERENCE))
    assert isolate.sources == (Source(1, 1), Source(2, 1))
    assert isolate.typing == ("MLST: ST131",)
    assert (isolate.specimen_id, isolate.care) == ("P1", "primary")
    assert [each.agent for each in isolate.tested] == ["AMP"]


def test_an_isolate_sent_as_a_specimen_travels_too(codes: Codes) -> None:
    rows = [row("1", "Serotyping", "Salmonella Typhimurium", specimen="R7")]
    typed = answer(rows, [specimen("Bakterieisolat", "R7", 2)], requester=by("Et ukjent sted"))
    (isolate,) = isolated(codes, culture("Salmonella", kind="Fæces"), interpreted(codes, typed, 2, REFERENCE))
    assert (isolate.organism, isolate.specimen) == ("SALTYM", "faeces")
    assert isolate.sources == (Source(1, 1), Source(2, 1))


@pytest.mark.parametrize(
    ("sent", "count"),
    [
        (forwarded(on=FORWARDED_DAYS), 1),
        (forwarded(on=-FORWARDED_DAYS), 1),
        (forwarded(on=FORWARDED_DAYS + 1), 2),
        (forwarded(on=None), 2),
        (forwarded("Klebsiella pneumoniae"), 2),
        (forwarded("Escherichia"), 1),
    ],
)
def test_it_is_the_same_only_with_the_same_organism_within_days(
    codes: Codes, sent: Answer, count: int
) -> None:
    found = isolated(codes, culture(), interpreted(codes, sent, 2, REFERENCE))
    assert len(found) == count
    assert all(each.organism in {"ESCCOL", "KLEPNE"} for each in found)


def test_it_is_the_nearest_of_several(codes: Codes) -> None:
    far, near = culture(id="P1", on=0), culture(id="P2", on=4)
    found = isolated(codes, far, near, interpreted(codes, forwarded(on=5), 3, REFERENCE))
    assert [(each.specimen_id, len(each.sources)) for each in found] == [("P1", 1), ("P2", 2)]


def test_what_was_forwarded_from_nowhere_stands_alone(codes: Codes) -> None:
    (isolate,) = isolated(codes, interpreted(codes, forwarded(), 1, REFERENCE))
    assert (isolate.organism, isolate.care, isolate.typing) == ("ESCCOL", None, ("MLST: ST131",))


def test_an_addition_to_the_same_sample_tells_of_the_same_isolate(codes: Codes) -> None:
    later = culture("Salmonella Enteritidis", kind="Fæces", tested=[susceptibility("2", "Ampicillin")])
    (isolate,) = isolated(codes, culture("Salmonella", kind="Fæces"), later)
    assert (isolate.organism, len(isolate.sources), len(isolate.tested)) == ("SALENT", 2, 1)


def test_another_sample_is_another_isolate(codes: Codes) -> None:
    assert len(isolated(codes, culture(), culture(id="P2", kind="Blod"))) == 2


def test_two_strains_in_one_sample_are_two_isolates_and_one_told_twice_is_one(codes: Codes) -> None:
    again = row("3", "Identifikasjon", "Escherichia coli", parent="1")

    def tested(second: str) -> list[Susceptibility]:
        return [susceptibility("2", "Ampicillin", "R"), susceptibility("3", "Ampicillin", second)]

    assert len(isolated(codes, culture(more=[again], tested=tested("S")))) == 2
    assert len(isolated(codes, culture(more=[again], tested=tested("R")))) == 1


def test_only_what_may_grow_is_asked_for_isolates(codes: Codes) -> None:
    assert grows(interpreted(codes, culture()))
    assert not grows(interpreted(codes, answer([row("1", "RSV PCR", "Påvist")], "Nasofarynks")))


organisms = st.sampled_from(
    ["Escherichia coli", "Salmonella", "Salmonella Typhimurium", "Staphylococcus aureus"]
)
histories = st.lists(
    st.one_of(
        st.builds(
            culture,
            organisms,
            on=st.integers(0, 12),
            id=st.sampled_from(["P1", "P2"]),
            kind=st.sampled_from(["Urin", "Blod"]),
        ),
        st.builds(forwarded, organisms, on=st.integers(0, 12)),
    ),
    max_size=5,
)


@given(sent=histories, data=st.data())
def test_the_order_of_answers_does_not_matter(codes: Codes, sent: list[Answer], data: st.DataObject) -> None:
    known = [
        interpreted(codes, each, key, REFERENCE if each.requester == LABORATORY else 1)
        for key, each in enumerate(sent, 1)
    ]
    shuffled = data.draw(st.permutations(known))
    assert isolated(codes, *known) == isolated(codes, *shuffled)


@given(sent=histories)
def test_every_find_of_growth_is_in_exactly_one_isolate(codes: Codes, sent: list[Answer]) -> None:
    found = isolated(codes, *sent)
    sources = [source for each in found for source in each.sources]
    assert sorted(sources, key=lambda each: each.answer) == [
        Source(key, 1) for key in range(1, len(sent) + 1)
    ]

"""One isolate also when it travels: what a reference laboratory says of a forwarded one joins the first."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from infreg.access.actor import Actor, Purpose
from infreg.access.roles import REGISTRY_OFFICER
from infreg.flow import casework, codes, deriving
from infreg.synthetic.svarrapport import write
from infreg.vocabulary.answer import (
    Answer,
    Coded,
    Concentration,
    Message,
    Party,
    Patient,
    Provider,
    Result,
    Specimen,
    Susceptibility,
    Value,
    ValueKind,
)
from infreg.vocabulary.identifiers import NationalId, NumberType
from infreg.vocabulary.moment import Moment
from infreg.vocabulary.person_number import completed
from tests.register import Register

pytestmark = pytest.mark.requirement("NIR-4")

OFFICER = Actor("officer", REGISTRY_OFFICER, Purpose.QUALITY)
NOW = datetime(2026, 11, 22, tzinfo=UTC)
PEOPLE = [number for n in range(400, 420) for number in completed(f"148575{n}")[:1]]
FJORD = Party("Fjord medisinsk mikrobiologi", "990017", "HER")
REFERENCE = Party("Nasjonalt referanselaboratorium", "990700", "HER")
SURGERY = Party("Nordlia legesenter", "990101", "HER")
VOLVEN = "2.16.578.1.12.4.1.1."


def message(
    number: int, laboratory: Party, requester: Party, specimen: str, sampled: datetime, person: int = 0
) -> bytes:
    """An answer in which Staphylococcus aureus grew."""
    test = Coded(system=VOLVEN + "8212", text="Dyrkning")
    agent = Coded(VOLVEN + "7280", code="NPU06045" if laboratory is FJORD else "NPU06044")
    answer = Answer(
        answer_id=f"S{number}",
        service_type="N",
        status="F",
        discipline="MBIO",
        issued_at=Moment(sampled + timedelta(days=2)),
        laboratory=Provider(laboratory),
        requester=Provider(requester),
        patient=Patient(NationalId(PEOPLE[person], NumberType.FNR), "FNR", sex="female"),
        specimens=(Specimen("P1", Coded(text=specimen), Moment(sampled)),),
        results=(Result("1", None, "P1", test, Value(ValueKind.TEXT, "Staphylococcus aureus")),),
        susceptibilities=(Susceptibility("1", agent, "S", mic=Concentration(Decimal("0.25"))),),
    )
    said = Message("svarrapport-1.4", f"M{number}", "SVAR_LAB", Moment(NOW), Provider(laboratory), (answer,))
    return write(said)


def grown(person: int = 0) -> bytes:
    return message(1, FJORD, SURGERY, "Sårsekret", NOW - timedelta(days=20), person)


def forwarded(after_days: int, person: int = 0) -> bytes:
    sampled = NOW - timedelta(days=20 - after_days)
    return message(2, REFERENCE, FJORD, "Bakterieisolat", sampled, person)


def isolates(register: Register) -> list[tuple[object, ...]]:
    """Standing isolates: organism, specimen, who asked, how many sources and agents."""
    with register.superuser() as bare:
        return bare.execute(
            "SELECT i.organism, i.specimen, i.care,"
            " (SELECT count(*) FROM registry.isolate_source WHERE isolate = i.id),"
            " (SELECT count(*) FROM registry.isolate_test WHERE isolate = i.id)"
            " FROM registry.isolate AS i WHERE known_to IS NULL ORDER BY i.sampled_at, i.id"
        ).fetchall()


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["grown first", "forwarded first"])
def test_a_forwarded_isolate_joins_the_one_it_is(either: Register, order: tuple[int, int]) -> None:
    contents = (grown(), forwarded(3))
    for place in order:
        either.receive(contents[place])
    ((organism, specimen, care, sources, tested),) = isolates(either)
    assert (organism, care, sources, tested) == ("STAAUR", "primary", 2, 2)
    assert specimen
    assert str(specimen).startswith("wound")


def test_after_more_than_a_week_it_is_another(register: Register) -> None:
    register.receive(grown(), forwarded(8))
    assert [row[3] for row in isolates(register)] == [1, 1]


def test_another_patients_is_another(register: Register) -> None:
    register.receive(grown(), forwarded(3, person=1))
    assert [row[3] for row in isolates(register)] == [1, 1]


def test_two_who_turn_out_to_be_one_have_one_isolate_until_it_is_taken_back(register: Register) -> None:
    first, second = register.receive(grown(), forwarded(3, person=1))
    register.use("app")
    casework.join(OFFICER, str(second.receipt), str(first.receipt), "samme person")
    register.use("intake")
    assert sum(deriving.derive_all_stale()) == 2
    assert [row[3] for row in isolates(register)] == [2]
    register.use("app")
    casework.undo(OFFICER, str(second.receipt), "var det ikke")
    register.use("intake")
    assert sum(deriving.derive_all_stale()) == 2
    assert [row[3] for row in isolates(register)] == [1, 1]


def test_a_page_tells_of_the_isolate_from_either_answer(register: Register) -> None:
    delivered = register.receive(grown(), forwarded(3))
    register.use("app")
    for one in delivered:
        (isolate,) = codes.show_isolates(OFFICER, str(one.receipt))
        assert isolate.organism == "Staphylococcus aureus"
        assert isolate.receipts == tuple(str(each.receipt) for each in delivered)
        assert {test.agent for test in isolate.tested} == {"ampicillin", "mecillinam"}

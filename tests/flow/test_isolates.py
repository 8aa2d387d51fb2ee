"""One isolate also when it travels: what a reference laboratory says of a forwarded one joins the first."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Barrier, BrokenBarrierError

import psycopg
import pytest

from infreg.access.actor import Actor, Purpose
from infreg.access.roles import REGISTRY_OFFICER
from infreg.flow import casework, codes, deriving, intake
from infreg.storage import casework as rows
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
from infreg.vocabulary.reception import Status
from tests.register import Register, close

pytestmark = pytest.mark.requirement("NIR-4")

OFFICER = Actor("officer", REGISTRY_OFFICER, Purpose.QUALITY)
NOW = datetime(2026, 11, 22, tzinfo=UTC)
PEOPLE = [number for n in range(400, 420) for number in completed(f"148575{n}")[:1]]
FJORD = Party("Fjord medisinsk mikrobiologi", "990017", "HER")
REFERENCE = Party("Nasjonalt referanselaboratorium", "990700", "HER")
SURGERY = Party("Nordlia legesenter", "990101", "HER")
VOLVEN = "2.16.578.1.12.4.1.1."


def message(
    number: int,
    laboratory: Party,
    requester: Party,
    specimen: str,
    sampled: datetime,
    person: int = 0,
    *,
    later: str = "",
) -> bytes:
    """An answer in which Staphylococcus aureus grew. `later`: another version of it, by its service type."""
    test = Coded(system=VOLVEN + "8212", text="Dyrkning")
    agent = Coded(VOLVEN + "7280", code="NPU06045" if laboratory is FJORD else "NPU06044")
    answer = Answer(
        answer_id=f"S{number}",
        service_type=later or "N",
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
    said = Moment(NOW + timedelta(hours=1) if later else NOW)
    name = f"M{number}{later}"
    return write(Message("svarrapport-1.4", name, "SVAR_LAB", said, Provider(laboratory), (answer,)))


def grown(person: int = 0, number: int = 1, *, later: str = "") -> bytes:
    return message(number, FJORD, SURGERY, "Sårsekret", NOW - timedelta(days=20), person, later=later)


def forwarded(after_days: int, person: int = 0, *, later: str = "") -> bytes:
    sampled = NOW - timedelta(days=20 - after_days)
    return message(2, REFERENCE, FJORD, "Bakterieisolat", sampled, person, later=later)


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


def test_an_isolate_loses_the_answer_that_was_joined_to_it_and_is_cancelled(register: Register) -> None:
    """Under whichever of the person's pseudonyms the isolate and the answer stand."""
    first, second = register.receive(grown(), forwarded(3, person=1))
    register.use("app")
    casework.join(OFFICER, str(second.receipt), str(first.receipt), "samme person")
    register.use("intake")
    sum(deriving.derive_all_stale())
    assert [row[3] for row in isolates(register)] == [2]
    register.receive(forwarded(3, person=1, later="C"))
    assert [row[3] for row in isolates(register)] == [1]


def test_two_intakes_with_each_others_persons_both_get_through(
    either: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each takes one patient's answer away and gives it to the other's: both persons are of both. They meet
    where the first of them is locked."""
    either.receive(grown(person=0, number=1), grown(person=1, number=2))
    barrier, lock_people = Barrier(2), rows.lock_people

    def meet(connection: "psycopg.Connection[object]", people: Iterable[bytes]) -> None:
        lock_people(connection, people)
        with suppress(BrokenBarrierError):
            barrier.wait(1)

    def take_in(content: bytes) -> Status:
        try:
            (delivered,) = intake.receive(intake.open_reception(), [intake.Delivery("1.xml", content)])
        finally:
            close()
        return delivered.status

    monkeypatch.setattr(rows, "lock_people", meet)
    with ThreadPoolExecutor(2) as threads:
        crossing = (grown(person=1, number=1, later="M"), grown(person=0, number=2, later="M"))
        both = [threads.submit(take_in, content) for content in crossing]
        assert [future.result(timeout=20) for future in both] == [Status.ACCEPTED] * 2
    assert [row[3] for row in isolates(either)] == [1, 1]


def questions(monkeypatch: pytest.MonkeyPatch, register: Register, contents: list[bytes]) -> int:
    """How often the database is asked while these are received."""
    asked: list[object] = []
    with monkeypatch.context() as counting:
        execute = psycopg.Cursor.execute

        def counted(cursor: object, query: object, *rest: object, **more: object) -> object:
            asked.append(query)
            return execute(cursor, query, *rest, **more)  # type: ignore[call-overload]

        counting.setattr(psycopg.Cursor, "execute", counted)
        register.receive(*contents)
    return len(asked)


def test_many_patients_cost_no_more_questions_than_one(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each has had an answer before, which is read again for the isolates."""
    register.receive(*(grown(person, number=10 + person) for person in range(9)))
    one = questions(monkeypatch, register, [grown(0, number=30)])
    many = questions(monkeypatch, register, [grown(person, number=30 + person) for person in range(1, 9)])
    assert many == one

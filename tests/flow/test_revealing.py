"""Cases of a municipality, and from a case to its person: one at a time, with a reason, and never unseen."""

from datetime import UTC, date, datetime
from pathlib import Path

import psycopg
import pytest

from infreg.access.actor import Actor, Purpose, Refused
from infreg.access.roles import (
    EPIDEMIOLOGIST,
    LABORATORY,
    MUNICIPAL_MEDICAL_OFFICER,
    PERSON,
    REGISTRY_OFFICER,
)
from infreg.flow import auditing, cases, casework, own, revealing
from infreg.flow.intake import open_reception
from infreg.flow.rebuild import rebuild
from infreg.storage import vault
from infreg.storage.connection import acting, reading_cases, savepoint
from infreg.storage.vault import Kept
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
from infreg.vocabulary.audit import Action
from infreg.vocabulary.case import Move
from infreg.vocabulary.identifiers import NationalId, NumberType
from infreg.vocabulary.moment import Moment
from infreg.vocabulary.revealed import Revealed, Why
from tests.flow.made_cases import (
    DAY,
    DEFINITION,
    DISEASE,
    FJORD,
    NOW,
    OFFICER,
    PEOPLE,
    VIDDA,
    Told,
    ids,
    load,
    receive,
    work,
)
from tests.register import Register

pytestmark = pytest.mark.requirement("B-8", "NIR-17", "NOIS-1-4")

OSLO = Actor("oslo", MUNICIPAL_MEDICAL_OFFICER, Purpose.SURVEILLANCE, municipalities=frozenset({"0301"}))
BERGEN = Actor("bergen", MUNICIPAL_MEDICAL_OFFICER, Purpose.SURVEILLANCE, municipalities=frozenset({"4601"}))
WATCHING = Actor("officer", REGISTRY_OFFICER, Purpose.SURVEILLANCE)
EVENTS = "SELECT action, outcome, account, subject, object, reason FROM registry.audit_event ORDER BY at, id"


@pytest.fixture
def filled(either: Register, tmp_path: Path) -> Register:
    """Two persons in Oslo and one in Bergen, and one of the first also in Bergen."""
    load(either, tmp_path)
    receive(
        either,
        Told(),
        Told(number=2, person=1, days=1, laboratory=VIDDA),
        Told(number=3, person=2, days=2, municipality="4601"),
        Told(number=4, days=60, municipality="4601"),
    )
    return either


def look(register: Register, actor: Actor, case: str, words: str = "ringer legen") -> Revealed | None:
    register.use("app")
    return revealing.reveal(actor, case, Why.FOLLOW_UP, words)


def events(register: Register, action: str = "reveal") -> list[tuple[object, ...]]:
    with register.superuser() as bare:
        return [row for row in bare.execute(EVENTS.encode()) if row[0] == action]


def seen(actor: Actor) -> set[str]:
    found, total = cases.find_cases(actor, cases.Wanted(disease=DISEASE))
    assert total == len(found)
    return {line.id for line in found}


def subject_of(register: Register, case: str) -> bytes:
    with register.superuser() as bare:
        row = bare.execute(
            "SELECT subject FROM registry.case WHERE name = %s AND known_to IS NULL", (case,)
        ).fetchone()
    assert row
    return bytes(row[0])


# --- the cases of a municipality


def test_a_municipal_officer_sees_the_municipalitys_cases_and_no_others(filled: Register) -> None:
    first, second, third, fourth = ids(filled)
    assert seen(OSLO) == {first, second}
    assert seen(BERGEN) == {third, fourth}
    assert seen(OFFICER) == {first, second, third, fourth}
    both = Actor("x", OSLO.role, OSLO.purpose, municipalities=frozenset({"0301", "4601"}))
    assert seen(both) == seen(OFFICER)  # a deputy holds two
    nobody = Actor("x", OSLO.role, OSLO.purpose)
    assert seen(nobody) == set()


def test_a_case_shows_a_municipal_officer_what_it_rests_on(filled: Register) -> None:
    first, *_, fourth = ids(filled)
    shown = cases.find_case(OSLO, first)
    assert shown
    assert [(each.laboratory, len(each.findings)) for each in shown.evidence] == [("Fjordlaboratoriet", 1)]
    assert shown.others == ()  # the same person's case in Bergen is Bergen's
    assert shown.municipality == "Oslo"
    assert cases.find_case(OSLO, fourth) is None
    full = cases.find_case(OFFICER, first)
    assert full
    assert full.others == (fourth,)


def test_of_answers_a_municipal_officer_sees_those_of_the_case_alone(filled: Register) -> None:
    first, *_ = ids(filled)
    with acting(OSLO) as connection:
        for table in ("answer", "result", "specimen", "finding", "term", "isolate", "case", "case_evidence"):
            row = connection.execute(f"SELECT count(*) FROM registry.{table}".encode()).fetchone()
            assert row == (0,), table
        with reading_cases(connection, OSLO):
            for table in ("finding", "case_question"):
                row = connection.execute(f"SELECT count(*) FROM registry.{table}".encode()).fetchone()
                assert row == (0,), table
            for table in ("answer", "result", "specimen", "term", "isolate"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege), savepoint():
                    connection.execute(f"SELECT count(*) FROM registry.{table}".encode())
            mine = connection.execute('SELECT DISTINCT "case" FROM registry.case_evidence').fetchall()
            assert len(mine) == 2
    decided = cases.decide(OFFICER, first, Move.CONFIRM, "ser riktig ut")
    assert decided == first
    shown = cases.find_case(OSLO, first)
    assert shown
    assert [each.decision.because for each in shown.decisions] == ["ser riktig ut"]
    with acting(BERGEN) as connection, reading_cases(connection, BERGEN):
        row = connection.execute("SELECT count(*) FROM registry.case_decision").fetchone()
        assert row == (0,)


def test_a_municipal_officer_settles_nothing(filled: Register) -> None:
    first, *_ = ids(filled)
    with pytest.raises(Refused):
        cases.decide(OSLO, first, Move.CONFIRM, "prøve")
    with acting(OSLO) as connection:
        done = connection.execute("UPDATE registry.case SET known_to = now()")
        assert done.rowcount == 0
    with (
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"),
        acting(OSLO) as connection,
    ):
        connection.execute("INSERT INTO registry.stale_person (subject) VALUES ('x')")


# --- the name behind a case


def named() -> bytes:
    """An answer with all that a message may say of a person."""
    sampled = datetime(DAY.year, DAY.month, DAY.day, 9, tzinfo=UTC)
    patient = Patient(
        NationalId(PEOPLE[5], NumberType.FNR),
        "FNR",
        name="Petra Prøve",
        birth_date=Moment(datetime(1985, 3, 14, tzinfo=UTC)),
        municipality="0301",
    )
    answer = Answer(
        answer_id="S50",
        service_type="N",
        status="F",
        discipline="MBIO",
        issued_at=Moment(sampled),
        laboratory=Provider(FJORD),
        requester=Provider(Party("Nordlia legesenter", "990101", "HER")),
        patient=patient,
        specimens=(Specimen("P1", Coded(text="Blodkultur"), Moment(sampled)),),
        results=(
            Result("1", None, "P1", Coded(text="Dyrkning"), Value(ValueKind.TEXT, "Klebsiella pneumoniae")),
        ),
    )
    said = write(Message("svarrapport-1.4", "M50", "SVAR_LAB", Moment(NOW), Provider(FJORD), (answer,)))
    street = "<StreetAdr>Prøveveien 1</StreetAdr><PostalCode>0001</PostalCode><City>Oslo</City><County"
    return said.replace(b"<County", street.encode(), 1)


def test_a_look_shows_who_it_is_and_who_asked(register: Register, tmp_path: Path) -> None:
    load(register, tmp_path)
    register.receive(named())
    first, *_ = ids(register)
    found = look(register, OSLO, first)
    assert found
    assert found.numbers == (PEOPLE[5],)
    assert (found.name, found.born) == ("Petra Prøve", date(1985, 3, 14))
    assert found.address == "Prøveveien 1, 0001 Oslo"
    assert found.municipality == "Oslo"
    assert "Petra" not in repr(found)
    assert [
        (each.laboratory, each.requester.name if each.requester else None) for each in found.asked_by
    ] == [("Fjordlaboratoriet", "Nordlia legesenter")]
    assert not found.waits
    assert not found.hidden


def test_a_look_leaves_one_event_and_the_person_sees_it_at_once(filled: Register) -> None:
    first, *_ = ids(filled)
    subject = subject_of(filled, first)
    look(filled, OSLO, first, f"ringer legen om {PEOPLE[3]}")
    (event,) = events(filled)
    assert event[:5] == ("reveal", "done", "oslo", subject, first)
    assert str(event[5]).startswith("follow-up: ringer legen om ")
    assert PEOPLE[3] not in str(event[5])
    mine = Actor("kari", PERSON, Purpose.OWN, subjects=frozenset({subject}))
    told = own.find_looks(mine)
    assert [(one.account, one.action, one.role) for one in told.looks] == [
        ("oslo", Action.REVEAL, "municipal_medical_officer")
    ]


@pytest.mark.parametrize(
    "actor",
    [
        Actor("epi", EPIDEMIOLOGIST, Purpose.SURVEILLANCE),
        Actor("lab", LABORATORY, Purpose.QUALITY),
        Actor("officer", REGISTRY_OFFICER, Purpose.QUALITY),
    ],
    ids=lambda actor: f"{actor.role.code}-{actor.purpose}",
)
def test_who_may_not_is_refused_and_that_is_written(filled: Register, actor: Actor) -> None:
    first, *_ = ids(filled)
    with pytest.raises(Refused):
        look(filled, actor, first)
    ((_, outcome, account, *_),) = events(filled)
    assert (outcome, account) == ("refused", actor.name)


def test_a_case_out_of_reach_is_not_there_and_the_attempt_is_written(filled: Register) -> None:
    *_, fourth = ids(filled)
    assert look(filled, OSLO, fourth) is None
    assert look(filled, OSLO, "0123456789abcdef") is None
    assert [(event[1], event[4]) for event in events(filled)] == [
        ("refused", fourth),
        ("refused", "0123456789abcdef"),
    ]
    assert look(filled, WATCHING, fourth)


@pytest.mark.parametrize("group", ["B", "C"])
def test_a_disease_notified_without_name_is_never_shown_with_one(
    register: Register, tmp_path: Path, group: str
) -> None:
    """As hiv until the first of March 2019: its group on the day of the event decides, for ever."""
    load(register, tmp_path, DEFINITION.replace('group = "A"', f'group = "{group}"'))
    receive(register, Told())
    (case,) = ids(register)
    subject = subject_of(register, case)
    for actor in (OSLO, WATCHING):
        with pytest.raises(revealing.CannotReveal):
            look(register, actor, case)
    assert {(event[1], event[3]) for event in events(register)} == {("refused", subject)}
    refused = pytest.raises(psycopg.errors.InsufficientPrivilege, match="a look that the log does not have")
    with refused, acting(WATCHING) as connection:  # nor does the vault believe an event that flow forgot
        auditing.looked(connection, WATCHING, Action.REVEAL, subject, object=case, reason="x")
        vault.reveal(connection, "lab", subject)


def test_hiv_of_2018_is_never_shown_with_name(register: Register) -> None:
    receive(
        register,
        Told(grew="HIV-1", specimen="Blod", days=-2900),
        Told(number=2, grew="HIV-1", specimen="Blod", person=1, days=-900),
    )
    found, _ = cases.find_cases(OFFICER, cases.Wanted(disease="hiv"))
    late, early = found
    assert early.event < date(2019, 3, 1) < late.event
    with pytest.raises(revealing.CannotReveal):
        look(register, WATCHING, early.id)
    assert look(register, WATCHING, late.id)


# --- the vault by itself


def test_the_vault_says_nothing_without_the_look(filled: Register) -> None:
    first, second, *_ = ids(filled)
    mine, other = subject_of(filled, first), subject_of(filled, second)
    refused = (psycopg.errors.InsufficientPrivilege, "a look that the log does not have")
    with pytest.raises(refused[0], match=refused[1]), filled.login("app") as bare:
        bare.execute("SELECT * FROM identity.reveal('lab', %s)", (mine,))

    def attempt(
        actor: Actor, subject: bytes, case: str | None, reason: str | None, action: Action = Action.REVEAL
    ) -> Kept | None:
        with acting(actor) as connection:
            if case:
                auditing.looked(connection, actor, action, mine, object=case, reason=reason)
            vault.requesters(connection, subject)
            return vault.reveal(connection, "lab", subject)

    assert attempt(WATCHING, mine, first, "x")
    for actor, subject, case, reason in (
        (WATCHING, mine, None, None),
        (WATCHING, other, first, "x"),  # another person than the event is about
        (WATCHING, mine, second, "x"),  # another person's case
        (WATCHING, mine, first, None),  # no reason
        (Actor("officer", REGISTRY_OFFICER, Purpose.QUALITY), mine, first, "x"),
        (BERGEN, mine, first, "x"),
    ):
        with pytest.raises(refused[0], match=refused[1]):
            attempt(actor, subject, case, reason)
    with pytest.raises(refused[0], match=refused[1]):
        attempt(WATCHING, mine, first, "x", Action.OPEN_CASE)


def test_a_look_of_an_earlier_transaction_opens_nothing(filled: Register) -> None:
    first, *_ = ids(filled)
    assert look(filled, OSLO, first)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), acting(OSLO) as connection:
        vault.reveal(connection, "lab", subject_of(filled, first))


def test_a_look_that_is_rolled_back_was_none(filled: Register) -> None:
    first, *_ = ids(filled)
    subject = subject_of(filled, first)
    with acting(OSLO) as connection:
        connection.execute("SAVEPOINT before")
        auditing.looked(connection, OSLO, Action.REVEAL, subject, object=first, reason="x")
        assert vault.reveal(connection, "lab", subject)
        connection.execute("ROLLBACK TO SAVEPOINT before")
        with pytest.raises(psycopg.errors.InsufficientPrivilege), savepoint():
            vault.reveal(connection, "lab", subject)
    assert events(filled) == []


def test_the_web_learns_nothing_of_whom_pseudonyms_are_about(filled: Register) -> None:
    for statement in (
        "SELECT * FROM identity.pseudonym",
        "SELECT identity.known_as('lab', '{}', '{}')",
        "SELECT identity.looked_case('x')",
        "SELECT identity.particulars('x'::bytea, 'curiosity')",
    ):
        with (
            filled.login("app") as bare,
            pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedFunction)),
        ):
            bare.execute(statement.encode())


# --- persons known before, joined, and nobody


def test_who_was_known_before_is_told_to_the_vault_by_a_rebuild(filled: Register) -> None:
    first, *_ = ids(filled)
    with filled.superuser() as bare:
        bare.execute("DELETE FROM identity.pseudonym")
    found = look(filled, OSLO, first)
    assert found
    assert found.waits
    assert found.numbers == ()
    filled.use("intake")
    sum(rebuild(open_reception(), 1))
    again = look(filled, OSLO, first)
    assert again
    assert (again.numbers, again.waits) == ((PEOPLE[0],), False)


def test_a_pseudonym_keeps_its_person(filled: Register) -> None:
    """Read anew, or told otherwise: what the vault has stays."""
    count = "SELECT count(*), count(DISTINCT person) FROM identity.pseudonym"
    with filled.superuser() as bare:
        before = bare.execute(count.encode()).fetchone()
        first, second = bare.execute(
            "SELECT p.pseudonym, q.key FROM identity.pseudonym AS p JOIN identity.person AS q"
            " ON q.id <> p.person LIMIT 1"
        ).fetchone() or (b"", b"")
    with filled.login("intake") as bare:
        bare.execute("SELECT identity.known_as('lab', %s, %s)", ([first], [second]))
    with filled.superuser() as bare:
        assert bare.execute(count.encode()).fetchone() == before == (3, 3)


def test_a_message_that_names_nobody_is_said_to(register: Register, tmp_path: Path) -> None:
    load(register, tmp_path)
    unnamed = Told().written().replace(PEOPLE[0].encode(), b"")
    register.receive(unnamed)
    register.use("app")
    (case,) = ids(register)
    found = look(register, OSLO, case)
    assert found
    assert (found.numbers, found.name, found.waits) == ((), None, False)
    assert found.asked_by  # whom to ask is known still


def test_who_was_joined_is_found_by_the_person_they_were_joined_to(
    register: Register, tmp_path: Path
) -> None:
    load(register, tmp_path)
    unnamed = Told(number=9).written().replace(PEOPLE[0].encode(), b"")
    (delivered,) = register.receive(unnamed)
    (other,) = receive(register, Told(specimen="Hals", grew="Ingen vekst", person=1))
    casework.join(OFFICER, str(delivered.receipt), other, "samme barn")
    work(register)
    (case,) = ids(register)
    found = look(register, OSLO, case)
    assert found
    assert found.numbers == (PEOPLE[1],)
    assert len(events(register)) == 1

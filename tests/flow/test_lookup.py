"""A clinician looks a patient up: the whole country's answers about that one person, never unseen."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import uuid4

import psycopg
import pytest

from infreg.access.actor import Actor, Purpose, Refused
from infreg.access.roles import CLINICIAN, EPIDEMIOLOGIST, LABORATORY, REGISTRY_OFFICER, Role
from infreg.flow import auditing, casework, control, intake
from infreg.flow.lookup import NotANumber, look_up
from infreg.identity import keyed, numbers
from infreg.storage import vault
from infreg.storage.connection import acting, reach_answers, reach_subjects, savepoint
from infreg.synthetic.handful import handful
from infreg.vocabulary.audit import Action
from infreg.vocabulary.person_number import completed
from infreg.vocabulary.problem import Problem
from infreg.vocabulary.shown_patient import PatientResults, Relation, Why
from tests.flow.made_cases import NOW, PEOPLE, VIDDA, Told, receive
from tests.register import Register

pytestmark = pytest.mark.requirement("NIR-10", "B-8")

DOCTOR = Actor("doctor", CLINICIAN, Purpose.TREATMENT)
OFFICER = Actor("officer", REGISTRY_OFFICER, Purpose.QUALITY)
PETRA = completed("148575402")[0]
#: Day + 40 and month + 80: a synthetic D-number. And a real day and month, which no trial may hold.
D_NUMBER = completed("548575300")[0]
REAL = completed("140275300")[0]
EVENTS = "SELECT action, outcome, subject, reason, relation FROM registry.audit_event ORDER BY at, id"


def look(number: str, actor: Actor = DOCTOR, **words: str) -> PatientResults | None:
    return look_up(actor, number, Why.TREATMENT, Relation.OWN_PATIENT, now=lambda: NOW, **words)


def found(number: str) -> PatientResults:
    shown = look(number)
    assert shown
    return shown


def events(register: Register) -> list[tuple[object, ...]]:
    with register.superuser() as bare:
        return bare.execute(EVENTS).fetchall()


def told(person: str, **said: object) -> bytes:
    """An answer about somebody outside PEOPLE."""
    return replace(Told(), **said).written().replace(PEOPLE[0].encode(), person.encode())  # type: ignore[arg-type]


def protect(register: Register) -> None:
    with register.superuser() as bare:
        bare.execute(
            "INSERT INTO registry.protected_person (subject, known_from)"
            " SELECT DISTINCT subject, now() FROM registry.answer"
        )


def test_every_laboratorys_answers_about_one_person_are_found(either: Register) -> None:
    receive(
        either,
        Told(),
        Told(number=2, laboratory=VIDDA, days=3, specimen="Urin", grew="Ingen vekst"),
        Told(number=3, person=1),
    )
    shown = found(PEOPLE[0])
    assert [(each.number, each.laboratory, str(each.day)) for each in shown.answers] == [
        (1, "Viddalaboratoriet", "2026-10-04"),
        (2, "Fjordlaboratoriet", "2026-10-01"),
    ]
    newest, first = shown.answers
    assert [each.finding.outcome for each in newest.findings] == ["negative"]
    (finding,) = first.findings
    assert (finding.finding.organism, finding.finding.outcome) == ("Klebsiella pneumoniae", "positive")
    assert finding.specimen
    assert finding.specimen.text == "Blodkultur"
    assert first.answer.requester
    assert first.answer.requester.name == "Nordlia legesenter"
    assert [isolate.organism for isolate in shown.isolates] == ["Klebsiella pneumoniae"]


def test_isolates_bring_what_they_were_tested_against(register: Register) -> None:
    register.receive(*(content for _, content in handful(NOW)))
    register.use("app")
    shown = found(PETRA)
    letters = {
        isolate.organism: {test.agent: test.sir for test in isolate.tested} for isolate in shown.isolates
    }
    assert letters["Escherichia coli"]["ampicillin"] == "R"
    assert letters["Klebsiella pneumoniae"] == {"ampicillin": "R", "trimetoprim": "I"}
    assert shown.sex == "female"
    (answer,) = shown.answers  # the correction stands, what it corrected does not
    assert answer.answer.status == "F"
    assert len(answer.answer.susceptibilities) == 6


def test_a_withdrawn_answer_is_told_as_withdrawn(register: Register) -> None:
    receive(register, Told(), Told(version=2, cancelled=True))
    (answer,) = found(PEOPLE[0]).answers
    assert answer.answer.withdrawn
    assert answer.findings == ()


@pytest.mark.parametrize("typed", ["{} {}", "{}.{}", "  {}-{} "])
def test_a_number_is_typed_as_people_type_it(register: Register, typed: str) -> None:
    receive(register, Told())
    number = PEOPLE[0]
    assert found(typed.format(number[:6], number[6:])).answers


@pytest.mark.requirement("NIR-10", "B-4")
def test_any_of_a_persons_numbers_finds_what_came_under_the_others(register: Register) -> None:
    receive(register, Told())
    first, _ = register.receive(told(D_NUMBER, number=2, days=1), told(PEOPLE[1], number=3, days=2))
    register.use("app")
    assert len(found(D_NUMBER).answers) == len(found(PEOPLE[0]).answers) == 1
    with register.superuser() as bare:
        (of_first,) = bare.execute("SELECT receipt FROM registry.answer WHERE answer_id = 'S1'").fetchall()[0]
    casework.join(OFFICER, str(first.receipt), of_first, "samme person")
    for number in (D_NUMBER, PEOPLE[0]):
        assert [each.answer.answer_id for each in found(number).answers] == ["S2", "S1"]
    assert [each.answer.answer_id for each in found(PEOPLE[1]).answers] == ["S3"]
    casework.undo(OFFICER, str(first.receipt), "feil")
    assert len(found(D_NUMBER).answers) == 1


def test_numbers_of_other_kinds_are_found_and_a_hospitals_own_is_not_asked_for(register: Register) -> None:
    duf = "200012345678"
    typed = told(duf).replace(b'V="FNR"', b'V="DUF"')
    assert duf.encode() in typed
    register.receive(typed)
    register.use("app")
    assert found(duf).answers
    with pytest.raises(NotANumber):
        look("A1234")


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        (PEOPLE[0][:-1] + str((int(PEOPLE[0][-1]) + 1) % 10), "number-invalid"),
        ("", "number-invalid"),
        ("Petra Prøve", "number-invalid"),
        (REAL, "number-real-in-trial"),
    ],
)
def test_what_is_no_number_of_a_person_here_is_refused_without_a_look(
    register: Register, number: str, problem: str
) -> None:
    with pytest.raises(NotANumber) as refused:
        look(number)
    assert refused.value.problem.code == problem
    assert number not in str(refused.value) or not number
    assert events(register) == []


def test_production_refuses_made_up_numbers(register: Register) -> None:
    with register.superuser() as bare:
        bare.execute("UPDATE registry.installation SET kind = 'production'")
    control.installation.cache_clear()
    with pytest.raises(NotANumber) as refused:
        look(PEOPLE[0])
    assert refused.value.problem.code == "number-synthetic-in-production"
    assert look(REAL) is None
    control.installation.cache_clear()


def test_each_look_is_logged_once_before_it_and_once_with_whom_it_found(register: Register) -> None:
    receive(register, Told())
    with register.superuser() as bare:
        (subject,) = bare.execute("SELECT DISTINCT subject FROM registry.answer").fetchall()[0]
    look(PEOPLE[0])
    logged = ("look-up", "done", "treatment", "own-patient")
    assert [(row[0], row[1], row[3], row[4]) for row in events(register)] == [logged, logged]
    assert [row[2] for row in events(register)] == [None, subject]


def test_a_look_that_finds_nobody_is_logged_and_makes_nobody(register: Register) -> None:
    assert look(PEOPLE[0], words=f"ringte om {PEOPLE[0][:6]} {PEOPLE[0][6:]}") is None
    ((_, _, subject, reason, _),) = events(register)
    assert subject is None
    assert str(reason).startswith("treatment: ringte om ⟨nr:")
    assert register.count("identity.person") == register.count("identity.number") == 0
    with register.superuser() as bare:
        (log,) = bare.execute("SELECT string_agg(e::text, ' ') FROM registry.audit_event AS e").fetchall()[0]
    assert PEOPLE[0] not in log
    assert hashlib.sha256(PEOPLE[0].encode()).hexdigest() not in log


def test_a_person_without_answers_is_as_one_whom_nobody_knows(register: Register) -> None:
    receive(register, Told())
    with register.superuser() as bare:
        bare.execute("UPDATE registry.answer SET known_to = now()")
    assert look(PEOPLE[0]) is None


@pytest.mark.parametrize(
    ("role", "purpose"),
    [
        (LABORATORY, Purpose.QUALITY),
        (REGISTRY_OFFICER, Purpose.SURVEILLANCE),
        (EPIDEMIOLOGIST, Purpose.SURVEILLANCE),
        (CLINICIAN, Purpose.SURVEILLANCE),
        (REGISTRY_OFFICER, Purpose.TREATMENT),
    ],
)
def test_nobody_looks_up_but_a_clinician_for_treatment(
    register: Register, role: Role, purpose: Purpose
) -> None:
    receive(register, Told())
    with pytest.raises(Refused):
        look(PEOPLE[0], Actor("x", role, purpose))


@pytest.mark.requirement("NIR-10", "NOIS-4-1")
def test_a_protected_address_hides_who_asked_and_who_answered(register: Register) -> None:
    receive(register, Told())
    protect(register)
    shown = found(PEOPLE[0])
    assert shown.is_hidden
    (answer,) = shown.answers
    assert (answer.laboratory, answer.answer.requester) == (None, None)
    assert [each.finding.outcome for each in answer.findings] == ["positive"]
    assert "Fjordlab" not in repr(shown)
    assert "Nordlia" not in repr(shown)
    named = replace(DOCTOR, sees_protected=True)
    seen = look_up(named, PEOPLE[0], Why.TREATMENT, Relation.WARD)
    assert seen
    assert seen.answers[0].laboratory == "Fjordlaboratoriet"


# --- the lock in the database


def encrypted(number: str) -> bytes:
    checked = numbers.check(number, None)
    assert not isinstance(checked, Problem)
    return keyed.encrypt_number(intake.open_reception().keys, checked)


@contextmanager
def refused() -> Iterator[None]:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), savepoint():
        yield


def test_the_vault_tells_nothing_without_a_look_in_the_log(either: Register) -> None:
    receive(either, Told())
    number = encrypted(PEOPLE[0])
    with acting(DOCTOR) as connection:
        with refused():
            vault.find(connection, number, uuid4())
        logged = auditing.looked(connection, DOCTOR, Action.LOOK_UP, None)
        assert vault.find(connection, number, logged.id)
        with refused():  # one look, one number
            vault.find(connection, encrypted(PEOPLE[1]), logged.id)
        other = auditing.looked(connection, DOCTOR, Action.SEE_OWN, None)
        with refused():
            vault.find(connection, number, other.id)
    with acting(DOCTOR) as connection, refused():  # a look of an earlier transaction
        vault.find(connection, number, logged.id)
    officer = replace(OFFICER, name=DOCTOR.name)
    with acting(officer) as connection:
        logged = auditing.looked(connection, officer, Action.LOOK_UP, None)
        with refused():  # for another purpose
            vault.find(connection, number, logged.id)
    with acting(DOCTOR) as connection:
        logged = auditing.looked(connection, DOCTOR, Action.LOOK_UP, None)
        connection.execute("SELECT set_config('infreg.actor', 'somebody else', true)")
        with refused():
            vault.find(connection, number, logged.id)


SEEN = ("answer", "finding", "isolate", "specimen", "result", "susceptibility", "term", "isolate_test")


def counts(connection: "psycopg.Connection[tuple[int]]") -> dict[str, int]:
    return {
        table: (connection.execute(f"SELECT count(*) FROM registry.{table}".encode()).fetchone() or (0,))[0]
        for table in SEEN
    }


def test_the_database_shows_a_clinician_one_patients_rows_alone(either: Register) -> None:
    either.receive(*(content for _, content in handful(NOW)))
    either.use("app")
    with either.superuser() as bare:
        ((subject, answers, isolates),) = bare.execute(
            """
            SELECT subject, array_agg(id), (
                SELECT array_agg(i.id) FROM registry.isolate AS i WHERE i.subject = a.subject)
            FROM registry.answer AS a WHERE status = 'F' AND answer_id = 'fjord-1' GROUP BY subject
            """
        ).fetchall()
    with acting(DOCTOR) as connection:
        reach_subjects(connection, [subject])
        reach_answers(connection, answers)
        assert set(counts(connection).values()) == {0}  # as the web itself
        connection.execute("SET LOCAL ROLE lookup")
        connection.execute("SELECT set_config('infreg.isolates', %s::bigint[]::text, true)", (isolates,))
        seen = counts(connection)
        assert (seen["answer"], seen["result"], seen["susceptibility"], seen["isolate"]) == (2, 4, 6, 2)
        assert seen["isolate_test"] == 6
        for setting, value in (("reach", "country"), ("purpose", "quality")):
            with savepoint():
                connection.execute("SELECT set_config(%s, %s, true)", (f"infreg.{setting}", value))
                assert set(counts(connection).values()) == {0}
                connection.execute("SELECT set_config('infreg.reach', 'patient', true)")
                connection.execute("SELECT set_config('infreg.purpose', 'treatment', true)")
        reach_subjects(connection, [])
        reach_answers(connection, [])
        assert counts(connection) == dict.fromkeys(SEEN, 0) | {"isolate_test": 6}
        for beyond in ("registry.case", "registry.audit_event", 'registry."user"', "sealed.outcome"):
            with refused():
                connection.execute(f"SELECT FROM {beyond}".encode())


def test_to_become_the_one_who_looks_up_is_of_no_use_to_another(register: Register) -> None:
    receive(register, Told())
    with acting(OFFICER) as connection:
        connection.execute("SET LOCAL ROLE lookup")
        assert set(counts(connection).values()) == {0}

"""The log: each look and each refusal is written, once, with what was done or not at all; numbered in one
order; read and erased by whom alone may."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from infreg.access.actor import Actor, Ended, Purpose, Refused
from infreg.access.roles import LABORATORY, REGISTRY_OFFICER, ROLES, SUPERVISOR, Permission, Reach
from infreg.flow import auditing, cases, casework, intake, rebuild
from infreg.ledger.verifying import Fault
from infreg.storage.connection import acting
from infreg.synthetic.handful import handful
from infreg.vocabulary.audit import Action
from infreg.vocabulary.case import Move
from infreg.vocabulary.casework import Choice
from tests.flow.made_cases import Told
from tests.flow.made_log import AUDITOR, check, sequencer, where, write_made
from tests.ledger.made_log import SIGNER
from tests.register import Register

pytestmark = pytest.mark.requirement("NOIS-4-1", "B-8")

OFFICER = Actor("officer", REGISTRY_OFFICER, Purpose.QUALITY)
HANDFUL = dict(handful(datetime(2026, 11, 22, tzinfo=UTC)))
COVID = HANDFUL["covid.xml"]


def written(register: Register) -> list[tuple[Any, ...]]:
    """Every event: (account, action, outcome, subject, object, reason, permission)."""
    with register.superuser() as bare:
        return bare.execute(
            "SELECT account, action, outcome, subject, object, reason, permission"
            " FROM registry.audit_event ORDER BY at, subject"
        ).fetchall()


def subject_of(register: Register, receipt: str) -> bytes:
    with register.superuser() as bare:
        row = bare.execute("SELECT subject FROM registry.answer WHERE receipt = %s", (receipt,)).fetchone()
    assert row
    return bytes(row[0])


# --- looks ---------------------------------------------------------------------------------------


@pytest.mark.control("16.2.1")
@pytest.mark.control("16.2.1", "16.3.2")
def test_opening_an_answer_is_written_of_its_person(register: Register) -> None:
    (delivered,) = register.receive(COVID)
    receipt = str(delivered.receipt)
    register.use("app")
    assert intake.show(OFFICER, receipt)
    assert written(register) == [
        ("officer", "open-answer", "done", subject_of(register, receipt), receipt, None, None)
    ]


def test_what_is_not_there_was_not_looked_at(register: Register) -> None:
    (delivered,) = register.receive(COVID)
    register.use("app")
    assert intake.show(OFFICER, "2222-2222-2222-2222") is None
    nobody = Actor("lab", LABORATORY, Purpose.QUALITY)
    assert intake.show(nobody, str(delivered.receipt)) is None
    assert cases.find_case(OFFICER, "no such case") is None
    intake.arrivals(OFFICER)
    cases.find_cases(OFFICER)
    assert written(register) == []


@pytest.mark.control("16.5.3")
def test_a_look_that_could_not_be_written_shows_nothing(register: Register) -> None:
    (delivered,) = register.receive(COVID)
    with register.superuser() as bare:
        bare.execute("ALTER TABLE registry.audit_event ADD CONSTRAINT full_disk CHECK (false)")
    register.use("app")
    with pytest.raises(psycopg.errors.CheckViolation):
        intake.show(OFFICER, str(delivered.receipt))


@pytest.fixture
def case(register: Register) -> str:
    """A case of a notifiable disease, made by a program: nobody has looked yet."""
    register.receive(Told(number=1, person=1, grew="Salmonella Enteritidis").written())
    cases.ask_for_everybody()
    for _ in cases.derive_all_stale_people():
        pass
    register.use("app")
    ((found, *_), _total) = cases.find_cases(OFFICER)
    assert written(register) == [], "what programs read to do their work is no look"
    return found.id


def test_opening_a_case_and_deciding_about_it_are_written_with_why(register: Register, case: str) -> None:
    shown = cases.find_case(OFFICER, case)
    assert shown
    person = bytes.fromhex(shown.person)
    cases.decide(OFFICER, case, Move.CONFIRM, "sett på nytt")
    shown = cases.find_case(OFFICER, case)
    assert shown
    (decision,) = shown.decisions
    cases.undo_decision(OFFICER, decision.decision.id, "feil")
    told = f"decision {decision.decision.id}"
    assert [each[1:6] for each in written(register)] == [
        ("open-case", "done", person, case, None),
        ("decide", "done", person, case, "sett på nytt"),
        ("open-case", "done", person, case, None),
        ("decide", "done", person, told, "feil"),
    ]


def test_a_decision_that_was_undone_by_a_fault_was_not_made(register: Register, case: str) -> None:
    with pytest.raises(cases.CannotDecide):
        cases.decide(OFFICER, case, Move.MERGE, "samme", other=case)
    with pytest.raises(cases.UnknownCase):
        cases.decide(OFFICER, "no such case", Move.CONFIRM, "x")
    assert written(register) == []


def test_a_decision_and_its_event_stand_or_fall_together(register: Register, case: str) -> None:
    with register.superuser() as bare:
        bare.execute("ALTER TABLE registry.audit_event ADD CONSTRAINT full_disk CHECK (false)")
    with pytest.raises(psycopg.errors.CheckViolation):
        cases.decide(OFFICER, case, Move.CONFIRM, "sett på nytt")
    assert register.count("registry.case_decision") == register.count("registry.audit_event") == 0


def test_joining_two_persons_is_written_of_both(register: Register) -> None:
    one, two = register.receive(HANDFUL["covid.xml"], HANDFUL["blodkultur.xml"])
    receipts = str(one.receipt), str(two.receipt)
    people = {subject_of(register, receipt) for receipt in receipts}
    register.use("app")
    casework.join(OFFICER, *receipts, "samme pasient")
    assert {(each[1], each[3], each[4], each[5]) for each in written(register)} == {
        ("decide", person, " ".join(receipts), "samme pasient") for person in people
    }
    casework.undo(OFFICER, receipts[0], "feil")
    assert {(each[1], each[3]) for each in written(register) if each[5] == "feil"} == {
        ("decide", person) for person in people
    }


def test_settling_a_held_delivery_and_looking_at_it_are_written(register: Register) -> None:
    _first, held = register.receive(COVID, COVID.replace(b"HNX", b"HN"))
    register.use("app")
    receipt = str(held.receipt)
    casework.settle(OFFICER, receipt, Choice.FIRST, "den første gjelder")
    assert [(each[1], each[4], each[5]) for each in written(register)] == [
        ("decide", receipt, "den første gjelder")
    ]


def test_a_rebuild_looks_at_nobody(register: Register) -> None:
    register.receive(*HANDFUL.values())
    for _ in rebuild.rebuild(intake.open_reception()):
        pass
    assert written(register) == []


# --- refusals ------------------------------------------------------------------------------------


@pytest.mark.requirement("NOIS-6-1")
@pytest.mark.control("16.3.2")
def test_each_refused_permission_of_each_role_is_written_once(register: Register) -> None:
    expected = []
    for role in ROLES.values():
        actor = Actor(role.code, role, role.purposes[0] if role.purposes else Purpose.SUPERVISION)
        for permission in (each for each in Permission if not role.may(each)):
            with pytest.raises(Refused) as refusal:
                actor.check(permission)
            auditing.refused_visitor(role.code, role, refusal.value, object="a page")
            auditing.refused_visitor(role.code, role, refusal.value, object="a page")  # met again further out
            expected.append((role.code, "use", "refused", permission))
    assert sorted((each[0], each[1], each[2], each[6]) for each in written(register)) == sorted(expected)


def test_a_refusal_that_a_journey_wrote_is_not_written_again(register: Register) -> None:
    refusal = Refused("no")

    def journey() -> None:
        try:
            raise refusal
        except Refused:
            auditing.refused(OFFICER, Action.REVEAL, object="a case")
            raise

    with pytest.raises(Refused):
        journey()
    auditing.refused_visitor("officer", REGISTRY_OFFICER, refusal)
    assert [each[1] for each in written(register)] == ["reveal"]


def test_whose_access_has_ended_is_refused_in_their_own_name(register: Register) -> None:
    ended = Ended(Actor("earlier", LABORATORY, Purpose.QUALITY))
    auditing.refused_visitor("earlier", LABORATORY, ended)
    assert [each[:3] for each in written(register)] == [("earlier", "use", "refused")]


# --- who may ------------------------------------------------------------------------------------


MAY_NOT = (
    "UPDATE registry.audit_event SET account = 'x'",
    "UPDATE registry.audit_event SET commitment = 'x'",
    "UPDATE registry.audit_event SET at = now()",
    "DELETE FROM registry.audit_event",
    "TRUNCATE registry.audit_event",
    "UPDATE registry.audit_leaf SET hash = 'x'",
    "UPDATE registry.audit_leaf SET number = 7",
    "DELETE FROM registry.audit_leaf",
    "TRUNCATE registry.audit_leaf",
    "UPDATE registry.audit_checkpoint SET root = 'x'",
    "UPDATE registry.audit_checkpoint SET note = 'x'",
    "DELETE FROM registry.audit_checkpoint",
    "TRUNCATE registry.audit_checkpoint",
    "ALTER TABLE registry.audit_event DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE registry.audit_leaf DISABLE ROW LEVEL SECURITY",
    "DROP POLICY appending ON registry.audit_leaf",
    "DROP INDEX registry.audit_event_transaction",
)
WEB_MAY_NOT = (
    "UPDATE registry.audit_event SET subject = NULL",
    "INSERT INTO registry.audit_leaf VALUES (0, gen_random_uuid(), 'x')",
    "INSERT INTO registry.audit_checkpoint VALUES (1, 'x', now(), 'x', '{}')",
)


@pytest.mark.requirement("NOIS-6-1")
@pytest.mark.control("16.4.2")
@pytest.mark.parametrize("login", ["app", "intake", "auditor", "insight"])
@pytest.mark.control("16.4.2")
def test_nobody_changes_the_log_whatever_they_say_they_are(either: Register, login: str) -> None:
    either.use("app")
    auditing.refused(OFFICER, Action.USE)
    allowed = []
    with either.login(login) as bare:
        for role, purpose in (("reception", "reception"), ("supervisor", "supervision")):
            bare.execute(
                "SELECT set_config('infreg.role', %s, false), set_config('infreg.purpose', %s, false),"
                " set_config('infreg.reach', 'country', false)",
                (role, purpose),
            )
            for statement in (*MAY_NOT, *(() if login == "intake" else WEB_MAY_NOT)):
                try:
                    with bare.transaction(force_rollback=True):
                        bare.execute(statement.encode())
                except psycopg.errors.InsufficientPrivilege:
                    continue
                allowed.append(statement)
    assert not allowed


def test_intake_erases_all_that_an_event_says_or_nothing(register: Register) -> None:
    register.use("app")
    auditing.refused(OFFICER, Action.USE, object="a page")
    register.use("intake")
    for change in ("subject = 'x'", "object = NULL", "reason = 'x'", "relation = 'x'", "salt = NULL"):
        refused = pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security")
        with refused, acting(auditing.PROGRAM) as connection:
            connection.execute(f"UPDATE registry.audit_event SET {change}".encode())


def test_the_log_is_read_by_who_supervises_and_their_look_is_written_first(register: Register) -> None:
    register.use("app")
    auditing.refused(OFFICER, Action.USE, permission=Permission.DELIVER, object="deliver")
    register.use("auditor")
    first = auditing.find_events(AUDITOR)
    assert [entry.logged.event.action for entry in first if entry.logged] == [Action.USE, Action.SEE_LOG]
    refused = auditing.find_events(AUDITOR, auditing.Wanted(refused=True))
    assert [entry.logged.event.action for entry in refused if entry.logged] == [Action.USE]
    assert auditing.find_events(AUDITOR, auditing.Wanted(account="nobody")) == []
    assert auditing.find_events(AUDITOR, auditing.Wanted(since=datetime.now(UTC) + timedelta(hours=1))) == []
    for _ in auditing.export(AUDITOR, SIGNER.public):
        break
    assert [each[4] for each in written(register) if each[1] == "see-log"] == [*["list"] * 4, "export"]


ASKED: tuple[Callable[[Actor], object], ...] = (
    auditing.find_events,
    lambda actor: auditing.verify(actor, SIGNER.public),
    lambda actor: next(auditing.export(actor, SIGNER.public)),
)


@pytest.mark.parametrize("asked", ASKED)
def test_others_are_refused_the_log_before_the_database_is_asked(asked: Callable[[Actor], object]) -> None:
    for role in (each for each in ROLES.values() if each.purposes and each is not SUPERVISOR):
        with pytest.raises(Refused, match="see_log"):
            asked(Actor("x", role, role.purposes[0]))


@pytest.mark.parametrize("login", ["app", "auditor"])
def test_others_are_shown_no_event_by_the_database(register: Register, login: str) -> None:
    register.use("app")
    auditing.refused(OFFICER, Action.USE)
    register.use(login)
    for role in (each for each in ROLES.values() if each.purposes):
        if login == "auditor" and role.reach is Reach.COUNTRY:
            continue  # asks which institutions there are, and is refused already there
        with acting(Actor("x", role, role.purposes[0])) as connection:
            seen = connection.execute("SELECT count(*) FROM registry.audit_event").fetchone()
        assert seen == (1 if role is SUPERVISOR else 0,), role.code


def test_the_auditors_login_writes_that_it_looked_and_nothing_else(register: Register) -> None:
    register.use("auditor")
    for forged in (OFFICER, replace(AUDITOR, purpose=Purpose.QUALITY)):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), acting(forged) as connection:
            auditing.looked(connection, forged, Action.SEE_LOG, None)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), acting(AUDITOR) as connection:
        auditing.looked(connection, AUDITOR, Action.REVEAL, None)
    assert written(register) == []


# --- erasure ------------------------------------------------------------------------------------


@pytest.mark.requirement("NOIS-5-1", "NOIS-6-1")
def test_an_erasure_leaves_the_proof_whole_and_is_itself_written(register: Register, tmp_path: Path) -> None:
    working = sequencer(tmp_path)
    (delivered,) = register.receive(COVID)
    register.use("app")
    intake.show(OFFICER, str(delivered.receipt))
    register.use("auditor")
    looks = [entry.logged.event for entry in auditing.find_events(AUDITOR) if entry.logged]
    look = next(each for each in looks if each.action is Action.OPEN_ANSWER)
    register.use("intake")
    working.work(at_once=True)
    assert auditing.erase(OFFICER, [look.id], "krav etter artikkel 17") == 1
    assert auditing.erase(OFFICER, [look.id], "en gang til") == 0
    with register.superuser() as bare:
        kept = bare.execute(
            "SELECT subject, object, reason, relation, salt, account, action FROM registry.audit_event"
            " WHERE id = %s",
            (look.id,),
        ).fetchone()
    assert kept == (None, None, None, None, None, "officer", "open-answer")
    assert (
        "reception",
        "erase",
        "done",
        None,
        f"event {look.id}",
        "officer: krav etter artikkel 17",
        None,
    ) in (written(register))
    verdict = check(register)
    assert not verdict.found
    assert verdict.erased == 1


def test_an_erasure_is_not_erased_and_is_not_everybodys(register: Register) -> None:
    register.use("app")
    auditing.refused(OFFICER, Action.USE, object="a page")
    register.use("intake")
    with register.superuser() as bare:
        (event,) = bare.execute("SELECT id FROM registry.audit_event").fetchall()
    assert auditing.erase(OFFICER, [event[0]], "x") == 1
    with register.superuser() as bare:
        everything = [row[0] for row in bare.execute("SELECT id FROM registry.audit_event")]
    assert auditing.erase(OFFICER, everything, "x") == 0
    with pytest.raises(Refused):
        auditing.erase(AUDITOR, everything, "x")


def test_an_erasure_by_who_rules_the_database_is_found(register: Register, tmp_path: Path) -> None:
    write_made(register, 0, 5)
    register.use("intake")
    sequencer(tmp_path).work(at_once=True)
    with register.superuser() as bare:
        bare.execute(
            "UPDATE registry.audit_event SET subject = NULL, object = NULL, reason = NULL, salt = NULL"
            " WHERE object = 'receipt 3'"
        )
    assert where(check(register)) == {(Fault.ERASED_UNRECORDED, 3, 3)}

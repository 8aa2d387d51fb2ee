"""A protected address: where somebody lives, who takes samples of them and who asks stands nowhere."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from infreg.access.actor import Actor, Purpose
from infreg.access.roles import (
    EPIDEMIOLOGIST,
    LABORATORY,
    MUNICIPAL_MEDICAL_OFFICER,
    REGISTRY_OFFICER,
    Permission,
)
from infreg.flow import cases, casework, codes, intake, protecting, revealing
from infreg.flow.protection import hidden, hidden_deliveries
from infreg.storage.connection import acting
from infreg.vocabulary.answer import Party
from infreg.vocabulary.case import Move
from infreg.vocabulary.revealed import Why
from infreg.vocabulary.shown_case import ShownCase
from tests.flow.made_cases import DISEASE, OFFICER, PEOPLE, Told, ids, load, receive, work
from tests.register import Register

pytestmark = pytest.mark.requirement("NIR-17", "NOIS-4-1")

#: Only the protected person was ever there.
SECRET = Party("Hemmeliglaboratoriet", "990077", "HER")
REQUESTER, PLACE, NUMBER = "Skjulte legesenter", "Utsira", "1151"
TELEPHONE = "20990177"  # nobody's
TELLING = (SECRET.name, SECRET.id, REQUESTER, PLACE, NUMBER, TELEPHONE)
INFREG = str(Path(sys.executable).with_name("infreg"))
SEES = replace(OFFICER, sees_protected=True)
WATCHING = Actor("officer", REGISTRY_OFFICER, Purpose.SURVEILLANCE)
EPI = Actor("epi", EPIDEMIOLOGIST, Purpose.SURVEILLANCE)
THERE = Actor(
    "utsira", MUNICIPAL_MEDICAL_OFFICER, Purpose.SURVEILLANCE, municipalities=frozenset({NUMBER, "0301"})
)


def secret(number: int, grew: str = "Klebsiella pneumoniae", days: int = 0) -> bytes:
    """An answer about the first person, from the secret laboratory, asked for by the secret requester."""
    one = Told(
        number=number, grew=grew, days=days, laboratory=SECRET, municipality=NUMBER, telephone=TELEPHONE
    )
    return one.written().replace(b"Nordlia legesenter", REQUESTER.encode())


@pytest.fixture
def filled(either: Register, tmp_path: Path) -> Register:
    """Two persons with a case each, the first of them protected; of them also an answer that nobody
    understands, and one that is held."""
    load(either, tmp_path)
    receive(either, Told(person=1))
    either.receive(secret(10), secret(11, "Xyzzyella plughii", 1), secret(11, "Escherichia coli", 1))
    assert protecting.protect(OFFICER, PEOPLE[0])
    either.use("app")
    return either


def told(register: Register, actor: Actor) -> str:
    """All that flow shows an actor of cases, deliveries and words."""
    return "\n".join(map(repr, _told(register, actor)))


def _told(register: Register, actor: Actor) -> Iterator[object]:
    with register.superuser() as bare:
        receipts = [row[0] for row in bare.execute("SELECT number FROM sealed.receipt ORDER BY 1")]
    if actor.role.may(Permission.SEE_CASES):
        yield cases.find_cases(actor)
        yield cases.find_questions(actor)
        yield from (cases.find_case(actor, case) for case in ids(register))
        yield from (cases.cases_of(actor, receipt) for receipt in receipts)
    if actor.role.may(Permission.SEE_ANSWERS):
        yield intake.arrivals(actor)
        yield from (intake.show(actor, receipt) for receipt in receipts)
    if actor.role.may(Permission.SETTLE):
        yield casework.held(actor)
        yield from (casework.find_held(actor, receipt) for receipt in receipts)
        yield from (intake.show_held(actor, receipt) for receipt in receipts)
    if actor.role.may(Permission.SEE_CODES):
        for term in codes.unmapped(actor)[0]:
            page = codes.find_term(actor, term.id)
            assert page
            yield page.examples


@pytest.mark.parametrize("actor", [OFFICER, WATCHING, EPI, THERE], ids=lambda actor: actor.name)
@pytest.mark.control("8.2.3")
def test_what_tells_of_a_protected_address_stands_nowhere(filled: Register, actor: Actor) -> None:
    said = told(filled, actor)
    assert [word for word in TELLING if word and word in said] == []
    assert "Oslo" in said  # the other person's


def test_a_named_officer_sees_it_all(filled: Register) -> None:
    said = told(filled, SEES)
    assert [word for word in TELLING if word and word not in said] == []


def test_the_laboratory_sees_its_own_deliveries_whole(filled: Register) -> None:
    with filled.superuser() as bare:
        row = bare.execute(
            "SELECT id FROM registry.institution WHERE identifier = %s", (SECRET.id,)
        ).fetchone()
    assert row
    mine = Actor("lab", LABORATORY, Purpose.QUALITY, frozenset({row[0]}))
    assert [
        word
        for word in (SECRET.name, REQUESTER, NUMBER, TELEPHONE)
        if word and word not in told(filled, mine)
    ] == []


def test_a_protected_persons_case_is_told_without_its_place(filled: Register) -> None:
    secret_case, open_case = sorted(ids(filled), key=lambda case: not shown(OFFICER, case).hidden)
    hid = shown(OFFICER, secret_case)
    assert hid.hidden
    assert (hid.municipality, hid.case.municipality) == (None, None)
    assert [each.laboratory for each in hid.evidence] == [""]
    assert not shown(OFFICER, open_case).hidden
    lines, _ = cases.find_cases(OFFICER, cases.Wanted(disease=DISEASE))
    assert {(line.id, line.hidden, line.municipality_code) for line in lines} == {
        (secret_case, True, None),
        (open_case, False, "0301"),
    }
    # The municipality's own officer does not see it at all, unless named to.
    assert cases.find_case(THERE, secret_case) is None
    assert shown(replace(THERE, sees_protected=True), secret_case).municipality == PLACE


def shown(actor: Actor, case: str) -> ShownCase:
    found = cases.find_case(actor, case)
    assert found
    return found


@pytest.mark.usefixtures("filled")
def test_asking_for_the_municipality_does_not_find_a_protected_person() -> None:
    there = cases.Wanted(municipality=NUMBER)
    assert cases.find_cases(OFFICER, there) == ((), 0)
    found, total = cases.find_cases(SEES, there)
    assert (len(found), total) == (1, 1)


def test_a_decision_does_not_tell_where_a_protected_person_lives(filled: Register) -> None:
    (case,) = [each for each in ids(filled) if shown(OFFICER, each).hidden]
    cases.decide(SEES, case, Move.MOVE, "flyttet", to="4601")
    after = shown(OFFICER, case)
    assert [each.decision.to for each in after.decisions] == [None]
    assert "4601" not in repr(after)
    assert "4601" in repr(shown(SEES, case))


def test_a_name_is_opened_without_the_address(filled: Register) -> None:
    (case,) = [each for each in ids(filled) if shown(OFFICER, each).hidden]
    found = revealing.reveal(WATCHING, case, Why.FOLLOW_UP, "x")
    assert found
    assert (found.hidden, found.numbers) == (True, (PEOPLE[0],))
    assert (found.address, found.municipality, found.asked_by) == (None, None, ())
    assert revealing.reveal(THERE, case, Why.FOLLOW_UP, "x") is None
    named = revealing.reveal(replace(WATCHING, sees_protected=True), case, Why.FOLLOW_UP, "x")
    assert named
    assert named.municipality == PLACE
    assert [(each.laboratory, each.telephone) for each in named.asked_by] == [(SECRET.name, TELEPHONE)]


def test_protection_follows_joinings_both_ways(filled: Register) -> None:
    """The number that is protected need not be the one that an answer comes under."""
    (other,) = receive(filled, Told(number=20, person=2, days=3))
    (mine,) = receive(filled, Told(number=21, person=0, days=4))
    subjects = [subject(filled, receipt) for receipt in (other, mine)]
    for receipt, to in ((other, mine), (mine, other)):
        with acting(OFFICER) as connection:
            assert hidden(connection, OFFICER, subjects) == {subjects[1]}
        casework.join(OFFICER, receipt, to, "samme")
        with acting(OFFICER) as connection:
            assert hidden(connection, OFFICER, subjects) == set(subjects)
            assert hidden(connection, SEES, subjects) == frozenset()
            assert hidden_deliveries(connection, OFFICER, [other]) == {other}
        casework.undo(OFFICER, receipt, "likevel ikke")
    with acting(OFFICER) as connection:
        assert hidden(connection, OFFICER, []) == frozenset()


def subject(register: Register, receipt: str) -> bytes:
    with register.superuser() as bare:
        row = bare.execute("SELECT subject FROM registry.answer WHERE receipt = %s", (receipt,)).fetchone()
    assert row
    return bytes(row[0])


def test_what_is_no_longer_protected_is_shown_again(filled: Register) -> None:
    filled.use("intake")
    assert protecting.unprotect(OFFICER, PEOPLE[0])
    assert not protecting.unprotect(OFFICER, PEOPLE[0])
    filled.use("app")
    work(filled)
    assert REQUESTER in told(filled, OFFICER)
    assert cases.find_cases(THERE, cases.Wanted(municipality=NUMBER))[1] == 1


# --- from the command line


def run(register: Register, *said: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
    environment = os.environ | register.environ
    environment.pop("INFREG_ROLE", None)
    return subprocess.run(
        [INFREG, "protected", *said],
        env=environment,
        input=typed,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_numbers_come_by_a_file_and_are_never_repeated(filled: Register, tmp_path: Path) -> None:
    listed = tmp_path / "numbers"
    listed.write_text(f"{PEOPLE[3]}\n\n{PEOPLE[4]}\n12345678901\n{PEOPLE[3]}\n", encoding="utf-8")
    added = run(filled, "add", "--file", str(listed))
    assert added.returncode == 1
    assert added.stdout == "2 protected, 1 protected already.\n"
    assert "line 4:" in added.stderr
    assert re.search(r"\d{11}", added.stdout + added.stderr) is None
    assert run(filled, "list").stdout.startswith("3 protected, the first since ")
    removed = run(filled, "remove", typed=f"{PEOPLE[3]}\n{PEOPLE[6]}\n")
    assert removed.stdout == "1 no longer protected, 1 not protected before.\n"
    assert filled.count("registry.protected_person") == 3  # closed, not removed
    events = "(SELECT FROM registry.audit_event WHERE object LIKE 'protected address %') AS told"
    assert filled.count(events) == 4

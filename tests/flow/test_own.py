"""The person's own page: who has looked, when and why; at once, and about nobody else."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from infreg.access.actor import Actor, Purpose, Refused
from infreg.access.roles import LABORATORY, MUNICIPAL_MEDICAL_OFFICER, PERSON, REGISTRY_OFFICER
from infreg.flow import auditing, casework, own, revealing
from infreg.storage.connection import acting
from infreg.vocabulary.audit import Action, Outcome
from infreg.vocabulary.revealed import Why
from tests.flow.made_cases import OFFICER, Told, ids, load, receive
from tests.register import Register

pytestmark = pytest.mark.requirement("B-8", "NOIS-1-4")

OSLO = Actor("kari", MUNICIPAL_MEDICAL_OFFICER, Purpose.SURVEILLANCE, municipalities=frozenset({"0301"}))


@pytest.fixture
def filled(either: Register, tmp_path: Path) -> Register:
    load(either, tmp_path)
    receive(either, Told(), Told(number=2, person=1, days=1))
    return either


def person(register: Register, place: int = 0) -> Actor:
    """Whom a case is about, at their own page."""
    with register.superuser() as bare:
        row = bare.execute(
            "SELECT subject FROM registry.case WHERE name = %s", (ids(register)[place],)
        ).fetchone()
    assert row
    return Actor("petra", PERSON, Purpose.OWN, subjects=frozenset({bytes(row[0])}))


def test_where_nobody_has_looked_it_says_since_when(filled: Register) -> None:
    told = own.find_looks(person(filled))
    assert (told.looks, told.total) == ((), 0)
    assert told.since is not None
    assert told.since <= datetime.now(UTC)


def test_a_look_is_seen_at_once_by_whom_it_is_about_and_by_nobody_else(filled: Register) -> None:
    first, _ = ids(filled)
    revealing.reveal(OSLO, first, Why.CONTACT_TRACING, "finner nærkontakter")
    (look,) = own.find_looks(person(filled)).looks
    assert (look.account, look.role) == ("kari", "municipal_medical_officer")
    assert (look.purpose, look.action, look.outcome) == ("surveillance", Action.REVEAL, Outcome.DONE)
    assert look.reason == "contact-tracing: finner nærkontakter"
    assert own.find_looks(person(filled, 1)).looks == ()


def test_ones_own_visits_are_written_and_stand_apart(filled: Register) -> None:
    petra = person(filled)
    own.find_looks(petra)
    told = own.find_looks(petra)
    assert told.looks == ()
    assert (len(told.visits), told.all_visits) == (2, 2)
    with filled.superuser() as bare:
        rows = bare.execute("SELECT action, account, purpose, subject FROM registry.audit_event").fetchall()
    assert {(row[0], row[1], row[2], bytes(row[3])) for row in rows if row[0] == "see-own"} == {
        ("see-own", "petra", "own", *petra.subjects)
    }


def test_what_was_refused_is_told_where_it_is_known_whom_it_was_about(filled: Register) -> None:
    petra = person(filled)
    (subject,) = petra.subjects
    auditing.refused(OFFICER, Action.REVEAL, object="x", subject=subject)
    auditing.refused(OFFICER, Action.REVEAL, object="x")
    (look,) = own.find_looks(petra).looks
    assert look.outcome is Outcome.REFUSED


def test_looks_are_told_newest_first_and_by_pages(filled: Register) -> None:
    petra = person(filled)
    (subject,) = petra.subjects
    for number in range(5):
        with acting(OFFICER) as connection:
            auditing.looked(connection, OFFICER, Action.OPEN_CASE, subject, object=str(number))
    pages = [own.find_looks(petra, page=page, size=2) for page in (1, 2, 3)]
    assert [len(told.looks) for told in pages] == [2, 2, 1]
    assert {told.total for told in pages} == {5}
    times = [look.at for told in pages for look in told.looks]
    assert times == sorted(times, reverse=True)


def test_looks_at_another_number_of_the_same_person_are_theirs(filled: Register) -> None:
    """A D-number that became a fødselsnummer: joined, the looks at either are one person's."""
    with filled.superuser() as bare:
        one, two = bare.execute("SELECT receipt FROM registry.answer ORDER BY id").fetchall()
    first, _ = ids(filled)
    revealing.reveal(OSLO, first, Why.FOLLOW_UP, "x")
    petra, other = person(filled), person(filled, 1)
    casework.join(OFFICER, one[0], two[0], "samme person")
    assert [revealed(each) for each in (petra, other)] == [1, 1]
    casework.undo(OFFICER, one[0], "likevel ikke")
    assert [revealed(each) for each in (petra, other)] == [1, 0]


def revealed(actor: Actor) -> int:
    """How often somebody has opened the actor's name."""
    return sum(look.action is Action.REVEAL for look in own.find_looks(actor).looks)


def test_a_look_tells_what_the_account_was_at_work_for(filled: Register) -> None:
    petra = person(filled)
    (subject,) = petra.subjects
    with filled.superuser() as bare:
        unit = bare.execute("SELECT id FROM registry.institution WHERE identifier = '990017'").fetchone()
        assert unit
        bare.execute(
            'INSERT INTO registry."user" (username, name, role, is_active, password, session_round)'
            " VALUES ('kari', 'Kari', 'municipal_medical_officer', true, '', 0)"
        )
        bare.execute(
            'INSERT INTO registry.assignment ("user", kind, municipality, sees_protected, valid_from,'
            " because, by, known_from, valid_to) SELECT id, 'regular', m, false, now() - interval '1 day',"
            " 'x', 'x', now() - interval '1 day', now() + u FROM registry.\"user\","
            " (VALUES ('0301', interval '1 day'), ('4601', interval '-1 hour')) AS given (m, u)"
        )
    laboratory = Actor("lab", LABORATORY, Purpose.QUALITY, frozenset({unit[0]}))
    for actor in (laboratory, OSLO):
        with acting(actor) as connection:
            auditing.looked(connection, actor, Action.OPEN_CASE, subject)
    assert [look.where for look in own.find_looks(petra).looks] == [("Oslo",), ("Fjordlaboratoriet",)]


@pytest.mark.parametrize("role", [REGISTRY_OFFICER, LABORATORY, MUNICIPAL_MEDICAL_OFFICER])
def test_nobody_elses_page_is_opened(filled: Register, role: object) -> None:
    (subject,) = person(filled).subjects
    other = Actor("x", role, Purpose.QUALITY, subjects=frozenset({subject}))  # type: ignore[arg-type]
    with pytest.raises(Refused):
        own.find_looks(other)
    with acting(other) as connection:  # and the database has the same to say
        row = connection.execute("SELECT count(*) FROM registry.audit_event").fetchone()
        assert row == (0,)


def test_who_is_bound_to_nobody_sees_nothing(filled: Register) -> None:
    first, _ = ids(filled)
    revealing.reveal(OSLO, first, Why.FOLLOW_UP, "x")
    told = own.find_looks(Actor("x", PERSON, Purpose.OWN))
    assert (told.looks, told.all_visits) == ((), 0)

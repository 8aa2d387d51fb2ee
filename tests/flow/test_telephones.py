"""The requester's telephone: kept with the answer, told where the requester is told, and read anew."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from infreg.access.actor import Actor, Purpose
from infreg.access.roles import MUNICIPAL_MEDICAL_OFFICER
from infreg.flow import intake, revealing
from infreg.flow.intake import taking_in
from infreg.flow.rebuild import rebuild
from infreg.parsing import Reading, parse
from infreg.storage import vault
from infreg.storage.connection import acting
from infreg.vocabulary.answer import Answer, Coded, Party, Patient, Provider
from infreg.vocabulary.identifiers import Pseudonym
from infreg.vocabulary.revealed import Why
from tests.flow.made_cases import OFFICER, Told, ids, load, receive
from tests.register import Register

pytestmark = pytest.mark.requirement("NIR-6", "B-8")

TELEPHONE, ANOTHER = "20990101", "20990102"  # nobody's
OSLO = Actor("oslo", MUNICIPAL_MEDICAL_OFFICER, Purpose.SURVEILLANCE, municipalities=frozenset({"0301"}))
ROWS = """
    SELECT answer_id, requester_telephone, known_to IS NULL AS open, aside_from IS NULL AS stands
    FROM registry.answer ORDER BY id
"""


def rows(register: Register) -> list[tuple[object, ...]]:
    with register.superuser() as bare:
        return bare.execute(ROWS).fetchall()


def called(register: Register, case: str) -> list[str | None]:
    """The numbers that a look at a case tells."""
    register.use("app")
    found = revealing.reveal(OSLO, case, Why.FOLLOW_UP, "ringer legen")
    assert found
    return [each.telephone for each in found.asked_by]


def shown(receipt: str) -> list[str | None]:
    message = intake.show(OFFICER, receipt)
    assert message
    return [each.requester_telephone for each in message.answers]


# --- kept and told


def test_the_requesters_telephone_is_kept_and_told_with_the_requester(either: Register) -> None:
    first, second = receive(either, Told(telephone=TELEPHONE), Told(number=2, person=1))
    assert rows(either) == [("S1", TELEPHONE, True, True), ("S2", None, True, True)]
    assert (shown(first), shown(second)) == ([TELEPHONE], [None])


def test_who_opens_a_name_is_told_whom_to_call(either: Register, tmp_path: Path) -> None:
    load(either, tmp_path)
    receive(either, Told(telephone=TELEPHONE), Told(number=2, person=1, days=1))
    first, second = ids(either)
    assert called(either, first) == [TELEPHONE]
    assert called(either, second) == [None]


def test_a_requester_is_told_once_and_each_number_of_theirs(register: Register, tmp_path: Path) -> None:
    load(register, tmp_path)
    receive(register, Told(), Told(number=2, telephone=TELEPHONE), Told(number=3, telephone=TELEPHONE))
    (case,) = ids(register)
    assert called(register, case) == [TELEPHONE]
    receive(register, Told(number=4, telephone=ANOTHER))
    assert sorted(map(str, called(register, case))) == [TELEPHONE, ANOTHER]


def test_no_telephone_without_the_look_and_none_for_who_may_not_ask(either: Register, tmp_path: Path) -> None:
    """A function was put in another's place: its rights are those of the one before."""
    load(either, tmp_path)
    receive(either, Told(telephone=TELEPHONE))
    with either.superuser() as bare:
        ((subject, rights),) = bare.execute(
            """
            SELECT c.subject, (
                SELECT array_agg(DISTINCT a.grantee::regrole::text)
                FROM pg_proc AS p, aclexplode(p.proacl) AS a
                WHERE p.oid = 'identity.requesters(bytea)'::regprocedure)
            FROM registry.case AS c WHERE c.known_to IS NULL
            """
        ).fetchall()
    assert {"app", "vault"} <= set(rights)
    assert not {"-", "intake", "lookup", "insight", "auditor"} & set(rights)
    either.use("app")
    with (
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="a look that the log does not have"),
        acting(OSLO) as connection,
    ):
        vault.requesters(connection, bytes(subject))


def test_a_persons_number_in_its_place_is_masked(register: Register) -> None:
    number = Told().written().partition(b"<OffId>")[2][:11]
    sent = Told(telephone=TELEPHONE).written().replace(TELEPHONE.encode(), number[:6] + b" " + number[6:])
    (delivered,) = register.receive(sent)
    assert [problem.code for problem in delivered.problems] == ["number-in-text"]
    ((_, telephone, *_),) = rows(register)
    assert str(telephone).startswith("⟨nr:")


def test_a_sender_who_writes_telephones_of_their_own_gets_the_receipt(register: Register) -> None:
    own = b'<Address><Type V="WP"/><TeleAddress V="tel:20111111"/></Address></HCP></ServProvider>'
    sent = Told(telephone=TELEPHONE).written().replace(b"</HCP></ServProvider>", own)
    assert own in sent
    (delivered,) = register.receive(sent)
    assert intake.find_receipt(intake.open_reception(), str(delivered.receipt), "nb")
    assert [row[1] for row in rows(register)] == [TELEPHONE]


# --- read anew


def without_telephones(content: bytes) -> Reading:
    """As the program read before it knew of them."""
    return parse(content.replace(b"<TeleAddress", b"<Telefonadresse").replace(b"tel:", b"fax:"))


@pytest.fixture
def of_before(either: Register, monkeypatch: pytest.MonkeyPatch) -> Register:
    """Two answers, one of whose requesters told a telephone that nobody kept."""
    with monkeypatch.context() as before:
        before.setattr("infreg.flow.intake.reading.parse", without_telephones)
        receive(either, Told(telephone=TELEPHONE), Told(number=2, person=1))
    return either


def again(register: Register) -> None:
    register.use("intake")
    assert sum(rebuild(intake.open_reception(), 1)) == 2


def test_a_rebuild_gives_old_answers_their_telephones_and_leaves_the_others(of_before: Register) -> None:
    """Known from then on: the row that stood keeps the time it stood, and nothing is written over."""
    assert rows(of_before) == [("S1", None, True, True), ("S2", None, True, True)]
    again(of_before)
    after = [("S1", None, False, False), ("S2", None, True, True), ("S1", TELEPHONE, True, True)]
    assert rows(of_before) == after
    again(of_before)
    assert rows(of_before) == after


def said(**changes: object) -> bytes:
    provider = Provider(Party("Fjord"))
    answer = Answer("S1", "N", "F", "MBIO", None, provider, provider, Patient())
    return taking_in._said(Pseudonym(b"x" * 32), None, replace(answer, **changes))  # type: ignore[arg-type]


def test_an_answer_without_a_telephone_is_understood_as_before_there_were_any() -> None:
    """Or a rebuild would close and write anew every answer of the country, for nothing."""
    assert b"telephone" not in said()
    assert TELEPHONE.encode() in said(requester=Provider(Party("Fjord"), telephone=TELEPHONE))


@pytest.mark.parametrize(
    "write", [lambda words: words, lambda words: f"x{words}", lambda words: f'"{words}"']
)
def test_no_word_of_a_senders_is_taken_for_a_telephone_that_is_missing(write: Callable[[str], str]) -> None:
    words = write(',"telephone":null')
    assert said(comments=(Coded(text=words),)) != said(comments=(Coded(text=write("")),))

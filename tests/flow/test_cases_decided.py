"""What people decide about cases is a row, done at once, and done again whenever the case is derived."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from infreg.access.actor import Actor, Purpose, Refused
from infreg.access.roles import LABORATORY, REGISTRY_OFFICER
from infreg.flow import cases
from infreg.flow.cases import CannotDecide, UnknownCase
from infreg.vocabulary.case import Doubt, Move
from infreg.vocabulary.shown_case import ShownCase
from tests.flow.made_cases import DAY, OFFICER, VIDDA, Told, ids, load, receive, rows, seen, work
from tests.register import Register

pytestmark = pytest.mark.requirement("B-4")

LATER = DAY + timedelta(days=60)
#: One person with two cases, of two answers each.
FOUR = (
    Told(),
    Told(number=2, laboratory=VIDDA, days=5),
    Told(number=3, days=60),
    Told(number=4, days=65, specimen="Hals"),
)


@pytest.fixture
def four(register: Register, tmp_path: Path) -> Register:
    """A register with those."""
    load(register, tmp_path)
    receive(register, *FOUR)
    assert seen(register) == [("confirmed", DAY, 2), ("confirmed", LATER, 2)]
    return register


def shown(case: str) -> ShownCase:
    found = cases.find_case(OFFICER, case)
    assert found
    return found


def derived_again(register: Register) -> None:
    """Everything that is derived of cases is gone, and made anew."""
    with register.superuser() as bare:
        bare.execute("TRUNCATE registry.case, registry.case_evidence, registry.case_question")
    register.use("intake")
    cases.ask_for_everybody()
    work(register)


@dataclass(frozen=True)
class Decided:
    """A decision about the first case, and what it makes."""

    move: Move
    to: str | None = None
    other: Callable[[Register], str] | None = None
    makes: tuple[tuple[str, object, int], ...] = ()


KEPT = ("confirmed", LATER, 2)
DECISIONS = [
    Decided(Move.RECLASSIFY, "probable", makes=(KEPT, ("probable", DAY, 2))),
    Decided(Move.RECLASSIFY, "none", makes=(KEPT,)),
    Decided(Move.MOVE, "4601", makes=(("confirmed", DAY, 2), KEPT)),
    Decided(Move.CONFIRM, makes=(("confirmed", DAY, 2), KEPT)),
    Decided(Move.MERGE, other=lambda register: ids(register)[1], makes=(("confirmed", DAY, 4),)),
    Decided(
        Move.SPLIT,
        other=lambda register: shown(ids(register)[0]).evidence[1].answer,
        makes=(("confirmed", DAY, 1), ("confirmed", DAY + timedelta(days=5), 1), KEPT),
    ),
]


@pytest.mark.parametrize("decided", DECISIONS, ids=lambda decided: f"{decided.move}-{decided.to}")
def test_a_decision_is_done_at_once_and_again_when_all_is_derived_anew_and_undone(
    four: Register, decided: Decided
) -> None:
    before = rows(four)
    other = decided.other(four) if decided.other else None
    now = cases.decide(OFFICER, ids(four)[0], decided.move, "ringte legen", to=decided.to, other=other)
    assert seen(four) == sorted(decided.makes)
    made = rows(four)
    assert made != before
    derived_again(four)
    assert rows(four) == made
    with four.superuser() as bare:
        ((number, by, because),) = bare.execute(
            "SELECT id, by, because FROM registry.case_decision"
        ).fetchall()
    assert (by, because) == ("officer", "ringte legen")
    if now:
        (told,) = shown(now).decisions
        assert (told.decision.id, told.applied, told.decision.move) == (number, True, decided.move)
    cases.undo_decision(OFFICER, number, "var feil likevel")
    assert rows(four) == before
    assert four.count("registry.case_decision") == 1


def test_a_case_moved_is_counted_where_it_was_moved_to(four: Register) -> None:
    cases.decide(OFFICER, ids(four)[0], Move.MOVE, "flyttet", to="4601")
    found, _ = cases.find_cases(OFFICER, cases.Wanted(municipality="4601"))
    assert [(line.event, line.municipality, line.decided) for line in found] == [(DAY, "Bergen", True)]


def test_what_comes_later_and_speaks_against_a_decision_is_flagged_and_looked_at(four: Register) -> None:
    case = cases.decide(OFFICER, ids(four)[1], Move.RECLASSIFY, "forurenset", to="probable")
    assert case
    receive(four, Told(number=5, days=66))
    assert shown(case).case.doubts == (Doubt.AGAINST_DECISION,)
    (line,) = cases.find_cases(OFFICER, cases.Wanted(doubted=True))[0]
    assert (line.id, line.classification) == (case, "probable")
    cases.decide(OFFICER, case, Move.CONFIRM, "sett på", seen=shown(case).case.evidence_digest)
    assert shown(case).case.doubts == ()
    derived_again(four)
    assert shown(case).case.doubts == ()


def test_a_decision_whose_answer_is_withdrawn_waits_for_a_person(four: Register) -> None:
    case = ids(four)[0]
    cases.decide(OFFICER, case, Move.RECLASSIFY, "forurenset", to="probable")
    receive(four, Told(version=2, cancelled=True))
    assert case not in ids(four)
    ((question,), _) = cases.find_questions(OFFICER)
    assert question.doubt is Doubt.DECISION_WITHOUT_CASE
    assert question.decision
    assert question.decision.decision.because == "forurenset"
    derived_again(four)
    ((again,), _) = cases.find_questions(OFFICER)
    cases.settle_question(OFFICER, again.id, "svaret er trukket")
    assert cases.find_questions(OFFICER) == ((), 0)


def test_new_evidence_for_what_was_said_to_be_no_case_is_asked_about(four: Register) -> None:
    assert cases.decide(OFFICER, ids(four)[1], Move.RECLASSIFY, "forurenset", to="none") is None
    receive(four, Told(number=5, days=66))
    assert len(ids(four)) == 1
    ((question,), _) = cases.find_questions(OFFICER)
    assert question.doubt is Doubt.AGAINST_DECISION
    cases.settle_question(OFFICER, question.id, "var det likevel", to="confirmed")
    assert seen(four) == [("confirmed", DAY, 2), ("confirmed", LATER, 3)]
    assert cases.find_questions(OFFICER) == ((), 0)


def test_what_changed_while_a_person_looked_is_not_decided_about(four: Register) -> None:
    case = ids(four)[0]
    looked_at = shown(case).case.evidence_digest
    receive(four, Told(number=5, days=6))
    with pytest.raises(CannotDecide, match="Load the page again"):
        cases.decide(OFFICER, case, Move.CONFIRM, "sett på", seen=looked_at)
    assert four.count("registry.case_decision") == 0


#: Move, to what, and the other one.
MISFITS = (
    (Move.RECLASSIFY, "certain", None),
    (Move.RECLASSIFY, "carriage", None),
    (Move.RECLASSIFY, None, None),
    (Move.MOVE, "9999", None),
    (Move.MOVE, None, None),
    (Move.SPLIT, None, "0123456789abcdef"),
    (Move.SPLIT, None, None),
)


def test_what_does_not_fit_is_refused_and_says_what_would(four: Register) -> None:
    case = ids(four)[0]
    for move, to, other in (*MISFITS, (Move.MERGE, None, case)):
        with pytest.raises(CannotDecide):
            cases.decide(OFFICER, case, move, "x", to=to, other=other)
    assert four.count("registry.case_decision") == 0


def test_two_persons_cases_are_not_merged_before_the_persons_are(four: Register) -> None:
    receive(four, Told(number=9, person=1))
    mine = ids(four)[0]
    other = next(case for case in ids(four) if shown(case).person != shown(mine).person)
    with pytest.raises(CannotDecide, match="join the persons"):
        cases.decide(OFFICER, mine, Move.MERGE, "x", other=other)


def test_what_does_not_stand_is_not_decided_about(four: Register) -> None:
    nowhere = "0123456789abcdef"
    forbidden: tuple[Callable[[], object], ...] = (
        lambda: cases.decide(OFFICER, nowhere, Move.CONFIRM, "x"),
        lambda: cases.decide(OFFICER, ids(four)[0], Move.MERGE, "x", other=nowhere),
        lambda: cases.undo_decision(OFFICER, 1, "x"),
        lambda: cases.settle_question(OFFICER, 1, "x"),
    )
    for each in forbidden:
        with pytest.raises(UnknownCase):
            each()


def test_who_took_a_decision_back_stays_on_record(four: Register) -> None:
    case = ids(four)[0]
    cases.decide(OFFICER, case, Move.CONFIRM, "sett på")
    (told,) = shown(case).decisions
    cases.undo_decision(Actor("another", REGISTRY_OFFICER, Purpose.QUALITY), told.decision.id, "ikke sett på")
    (told,) = shown(case).decisions
    assert (told.undone_by, told.undone_because, told.applied) == ("another", "ikke sett på", False)
    with pytest.raises(UnknownCase):
        cases.undo_decision(OFFICER, told.decision.id, "en gang til")


@pytest.mark.requirement("NOIS-4-1")
def test_a_laboratory_decides_nothing(four: Register) -> None:
    laboratory = Actor("lab", LABORATORY, Purpose.QUALITY, frozenset({1}))
    with pytest.raises(Refused):
        cases.decide(laboratory, ids(four)[0], Move.CONFIRM, "x")

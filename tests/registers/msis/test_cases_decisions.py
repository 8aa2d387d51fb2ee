"""What people decide is replayed on what is known now, and flagged where that speaks against it."""

from collections.abc import Sequence

import pytest

from infreg.vocabulary.case import (
    Case,
    CaseDecision,
    Cases,
    Classification,
    Doubt,
    Move,
    State,
    Told,
    case_id,
)
from infreg.vocabulary.finding import Outcome
from tests.registers.msis.made_cases import (
    REFERENCE,
    at,
    carriage,
    decided,
    derived,
    infection,
    parted,
    rests_on,
    told,
)

pytestmark = pytest.mark.requirement("B-4")
AGAINST = (Doubt.AGAINST_DECISION,)
#: Decisions are made on day 100 unless they say otherwise; what is known later is new to them.
NEW = 110


def one(cases: Cases) -> Case:
    assert cases.questions == ()
    (case,) = cases.cases
    return case


# Merge.


def test_two_cases_are_merged_however_long_is_between_them() -> None:
    merged = decided(Move.MERGE, "b", other="a")
    case = one(derived(told("a"), told("b", 60, "SALENT", method="nat"), decisions=[merged]))
    assert (case.id, rests_on(case), case.decisions) == (case_id("salmonellosis", "a"), ["a", "b"], (1,))
    assert (case.known, case.doubts) == (at(100), ())


def test_what_follows_a_merged_case_is_of_it() -> None:
    said = [told("a"), told("b", 60), told("c", 85, known=NEW)]
    case = one(derived(*said, decisions=[decided(Move.MERGE, "a", other="b")]))
    assert (rests_on(case), case.doubts) == (["a", "b", "c"], ())


@pytest.mark.parametrize(("known", "doubts"), [(70, ()), (NEW, AGAINST)])
def test_what_lies_between_merged_cases_is_of_them_too(known: int, doubts: tuple[Doubt, ...]) -> None:
    said = [told("a"), told("b", 100), told("c", 50, known=known)]
    case = one(derived(*said, decisions=[decided(Move.MERGE, "a", other="b")]))
    assert (rests_on(case), case.doubts) == (["a", "c", "b"], doubts)


def test_merges_chain_and_are_undone_one_by_one() -> None:
    said = [told("a"), told("b", 60), told("c", 120)]
    first, second = decided(Move.MERGE, "a", other="b"), decided(Move.MERGE, "b", other="c", id=2)
    undone = decided(Move.MERGE, "a", other="b", undone=150)
    assert parted(derived(*said, decisions=[first, second])) == [["a", "b", "c"]]
    assert one(derived(*said, decisions=[second, first])).decisions == (1, 2)
    assert parted(derived(*said, decisions=[undone, second])) == [["a"], ["b", "c"]]


def test_what_new_evidence_joins_needs_no_merge() -> None:
    said = [told("a"), told("b", 60), told("c", 30, known=NEW)]
    case = one(derived(*said, decisions=[decided(Move.MERGE, "a", other="b")]))
    assert (case.decisions, case.doubts) == ((1,), ())


def test_merged_cases_are_as_sure_as_the_surest_of_them() -> None:
    less = decided(Move.RECLASSIFY, "a", to="probable")
    merged = decided(Move.MERGE, "a", other="b", id=2)
    said = [told("a"), told("b", 60)]
    assert one(derived(*said, decisions=[less, merged])).classification is Classification.CONFIRMED
    less_later = decided(Move.RECLASSIFY, "a", to="probable", id=3)
    decisions = [less, merged, less_later]
    assert one(derived(*said, decisions=decisions)).classification is Classification.PROBABLE


def test_what_a_person_is_sure_of_is_sure_when_it_is_merged() -> None:
    sure, merged = decided(Move.RECLASSIFY, "a", to="confirmed"), decided(Move.MERGE, "a", other="b", id=2)
    said = [told("a", method="nat"), told("b", 60, method="nat")]
    assert one(derived(*said, decisions=[sure, merged])).classification is Classification.CONFIRMED


def test_merging_leaves_what_is_none_between() -> None:
    said = [told("a"), told("b", 40), told("c", 80)]
    none, merged = decided(Move.RECLASSIFY, "b", to="none"), decided(Move.MERGE, "a", other="c", id=2)
    assert rests_on(one(derived(*said, decisions=[none, merged]))) == ["a", "c"]


def test_merging_carriage_with_an_infection_is_the_infection() -> None:
    merged = decided(Move.MERGE, "a", other="b", disease="mrsa")
    case = one(derived(carriage("a", 0), infection("b", 10), decisions=[merged]))
    assert (case.state, rests_on(case)) == (State.INFECTION, ["a", "b"])


def test_merging_carriage_leaves_the_infection_between() -> None:
    said = [carriage("a", 0), infection("b", 400), carriage("c", 900)]
    merged = decided(Move.MERGE, "a", other="c", disease="mrsa", on=1000)
    assert parted(derived(*said, decisions=[merged])) == [["a", "c"], ["b"]]


# Split.


def test_an_answer_and_those_after_it_are_split_off() -> None:
    split = decided(Move.SPLIT, "b")
    found = derived(told("a"), told("b", 10), told("c", 20), decisions=[split])
    assert parted(found) == [["a"], ["b", "c"]]
    assert [(each.decisions, each.doubts) for each in found.cases] == [((1,), ()), ((1,), ())]


@pytest.mark.parametrize(
    ("day", "parts", "doubted"),
    [
        (5, [["a", "n"], ["b"]], True),
        (-5, [["n", "a"], ["b"]], False),
        (15, [["a"], ["b", "n"]], False),
    ],
)
def test_an_answer_in_the_gap_of_a_split_speaks_against_it(
    day: int, parts: list[list[str]], *, doubted: bool
) -> None:
    said = [told("a"), told("b", 10), told("n", day, known=NEW)]
    found = derived(*said, decisions=[decided(Move.SPLIT, "b")])
    assert parted(found) == parts
    assert [each.doubts for each in found.cases] == [AGAINST if doubted else (), ()]


def test_an_answer_in_the_gap_that_was_seen_speaks_not_against_it() -> None:
    found = derived(told("a"), told("n", 5, known=50), told("b", 10), decisions=[decided(Move.SPLIT, "b")])
    assert [each.doubts for each in found.cases] == [(), ()]


def test_what_comes_before_a_split_that_parted_nothing_speaks_against_it() -> None:
    found = derived(told("n", 5, known=NEW), told("b", 10), decisions=[decided(Move.SPLIT, "b")])
    assert [each.doubts for each in found.cases] == [AGAINST, ()]


def test_a_split_that_parts_nothing_any_more_is_doubted_when_something_new_came() -> None:
    split = decided(Move.SPLIT, "b")
    case = one(derived(told("b", 10), decisions=[split]))
    assert (case.decisions, case.doubts) == ((1,), ())
    moved = told("a", 12, version=2, known=NEW)
    case = one(derived(moved, told("b", 10), decisions=[split]))
    assert (rests_on(case), case.doubts) == (["b", "a"], AGAINST)


def test_splitting_and_merging_again_is_one_case() -> None:
    split, merged = decided(Move.SPLIT, "b"), decided(Move.MERGE, "a", other="b", id=2)
    said = [told("a"), told("b", 10)]
    assert parted(derived(*said, decisions=[split, merged])) == [["a", "b"]]
    merged_first = decided(Move.MERGE, "a", other="b", id=0)
    assert parted(derived(*said, decisions=[split, merged_first])) == [["a"], ["b"]]


def test_a_merged_case_is_split_where_a_person_says() -> None:
    merged, split = decided(Move.MERGE, "a", other="c"), decided(Move.SPLIT, "b", id=2)
    found = derived(told("a"), told("b", 10), told("c", 80), decisions=[merged, split])
    assert parted(found) == [["a"], ["b", "c"]]
    assert [each.decisions for each in found.cases] == [(1, 2), (1, 2)]


def test_carriage_that_is_split_from_its_infection_is_carriage() -> None:
    split = decided(Move.SPLIT, "b", disease="mrsa")
    found = derived(infection("a", 0), carriage("b", 20), carriage("c", 30), decisions=[split])
    assert [(each.state, rests_on(each)) for each in found.cases] == [
        (State.INFECTION, ["a"]),
        (State.CARRIAGE, ["b", "c"]),
    ]


def test_what_was_decided_of_an_answer_stays_with_it_when_its_case_is_split() -> None:
    decisions = [
        decided(Move.RECLASSIFY, "a", to="probable"),
        decided(Move.MOVE, "b", to="1804", id=2),
        decided(Move.SPLIT, "b", id=3),
    ]
    found = derived(told("a"), told("b", 10), decisions=decisions).cases
    assert [(each.classification, each.municipality, each.decisions) for each in found] == [
        ("probable", None, (1, 3)),
        ("confirmed", "1804", (2, 3)),
    ]


# Reclassify.


@pytest.mark.parametrize(
    ("to", "new", "doubted"),
    [
        ("probable", "culture", True),
        ("probable", "nat", False),
        ("confirmed", "culture", False),
        ("confirmed", "nat", False),
    ],
)
def test_a_case_is_what_a_person_says_and_doubted_when_something_surer_comes(
    to: str, new: str, *, doubted: bool
) -> None:
    decision = decided(Move.RECLASSIFY, "a", to=to)
    case = one(derived(told("a"), decisions=[decision]))
    assert (case.classification, case.rule, case.doubts) == (to, "culture", ())
    case = one(derived(told("a"), told("n", 3, method=new, known=NEW), decisions=[decision]))
    assert (case.classification, case.doubts) == (to, AGAINST if doubted else ())


@pytest.mark.parametrize(
    "new",
    [
        told("a", 0, version=2, known=NEW),
        told("n", 3, method="nat", specimen_id="2", known=NEW),
        told("n", 3, unit=REFERENCE, known=NEW),
    ],
)
def test_what_comes_after_somebody_said_none_makes_no_case_and_a_question(new: Told) -> None:
    said = [new] if new.answer == "a" else [told("a"), new]
    none = decided(Move.RECLASSIFY, "a", to="none")
    assert derived(told("a"), decisions=[none]) == derived()
    found = derived(*said, decisions=[none])
    assert found.cases == ()
    (question,) = found.questions
    assert (question.doubt, question.disease) == (Doubt.AGAINST_DECISION, "salmonellosis")
    assert (question.answer, question.decision, question.known) == (new.answer, 1, at(NEW))
    assert (question.key, question.receipt) == (new.key, new.receipt)


def test_what_comes_when_the_window_has_passed_is_a_case_whatever_was_said_of_the_first() -> None:
    found = derived(told("a"), told("b", 31), decisions=[decided(Move.RECLASSIFY, "a", to="none")])
    assert (parted(found), found.questions) == ([["b"]], ())


def test_new_evidence_is_split_from_what_was_none() -> None:
    none, split = decided(Move.RECLASSIFY, "a", to="none"), decided(Move.SPLIT, "n", on=120, id=2)
    case = one(derived(told("a"), told("n", 20, known=NEW), decisions=[none, split]))
    assert (rests_on(case), case.decisions) == (["n"], (2,))


def test_a_person_who_says_none_may_think_better_of_it() -> None:
    none, again = (
        decided(Move.RECLASSIFY, "a", to="none"),
        decided(Move.RECLASSIFY, "a", to="confirmed", id=2),
    )
    assert one(derived(told("a"), decisions=[none, again])).decisions == (1, 2)


def test_a_question_of_what_was_none_is_settled_by_looking() -> None:
    said = [told("a"), told("n", 3, known=NEW)]
    none = decided(Move.RECLASSIFY, "a", to="none")
    looked = decided(Move.CONFIRM, "n", on=NEW + 1, id=2)
    assert derived(*said, decisions=[none, looked]) == derived()
    early = decided(Move.CONFIRM, "n", on=NEW - 1, id=2)
    assert len(derived(*said, decisions=[none, early]).questions) == 1


def test_what_is_none_can_neither_be_merged_nor_moved() -> None:
    none = decided(Move.RECLASSIFY, "a", to="none")
    merged = decided(Move.MERGE, "b", other="a", id=2)
    moved = decided(Move.MOVE, "a", to="1804", id=3)
    found = derived(told("a"), told("b", 60), decisions=[none, merged, moved])
    assert parted(found) == [["b"]]
    assert [(each.doubt, each.answer, each.decision) for each in found.questions] == [
        (Doubt.DECISION_WITHOUT_CASE, "a", 2),
        (Doubt.DECISION_WITHOUT_CASE, "a", 3),
    ]
    other_way = decided(Move.MERGE, "a", other="b", id=2)
    (question,) = derived(told("a"), told("b", 60), decisions=[none, other_way]).questions
    assert question.answer == "a"


def test_an_infection_that_was_carriage_joins_the_carriage() -> None:
    said = [carriage("a", 0), infection("b", 10), carriage("c", 20)]
    decision = decided(Move.RECLASSIFY, "b", to="carriage", disease="mrsa")
    case = one(derived(*said, decisions=[decision]))
    assert (case.state, rests_on(case), case.decisions) == (State.CARRIAGE, ["a", "b", "c"], (1,))


def test_carriage_that_was_an_infection_takes_the_later_carriage_with_it() -> None:
    decision = decided(Move.RECLASSIFY, "a", to="infection", disease="mrsa")
    case = one(derived(carriage("a", 0), infection("b", 10), carriage("c", 20), decisions=[decision]))
    assert (case.state, rests_on(case), case.doubts) == (State.INFECTION, ["a", "b", "c"], ())
    later = infection("b", 10, known=NEW)
    assert one(derived(carriage("a", 0), later, decisions=[decision])).doubts == ()


def test_a_merged_case_is_reclassified_as_a_whole() -> None:
    merged = decided(Move.MERGE, "a", other="b", disease="mrsa")
    carried = decided(Move.RECLASSIFY, "b", to="carriage", disease="mrsa", id=2)
    said = [infection("a", 0), infection("b", 400)]
    assert one(derived(*said, decisions=[merged, carried])).state is State.CARRIAGE


def test_saying_what_it_is_leaves_how_sure_it_is() -> None:
    sure = decided(Move.RECLASSIFY, "a", to="confirmed", disease="mrsa")
    carried = decided(Move.RECLASSIFY, "a", to="carriage", disease="mrsa", id=2)
    case = one(derived(infection("a", 0, sterile=False), decisions=[sure, carried]))
    assert (case.state, case.classification) == (State.CARRIAGE, Classification.CONFIRMED)
    less = decided(Move.RECLASSIFY, "a", to="probable", disease="mrsa", id=0)
    merged = decided(Move.MERGE, "a", other="b", disease="mrsa", id=1)
    said = [infection("a", 0), infection("b", 400)]
    case = one(derived(*said, decisions=[less, merged, carried]))
    assert (case.state, case.classification) == (State.CARRIAGE, Classification.CONFIRMED)


def test_a_disease_whose_states_are_not_told_apart_has_none() -> None:
    carried = decided(Move.RECLASSIFY, "a", to="carriage")
    assert one(derived(told("a"), decisions=[carried])).state is None


def test_a_new_infection_speaks_against_mere_carriage() -> None:
    decision = decided(Move.RECLASSIFY, "a", to="carriage", disease="mrsa")
    assert one(derived(infection("a", 0), carriage("b", 9, known=NEW), decisions=[decision])).doubts == ()
    case = one(derived(infection("a", 0), infection("b", 9, known=NEW), decisions=[decision]))
    assert (case.state, case.doubts) == (State.CARRIAGE, AGAINST)


# Move.


@pytest.mark.parametrize(
    ("municipality", "doubted"), [("0301", False), ("1804", False), (None, False), ("4601", True)]
)
def test_a_case_stays_where_a_person_moved_it_and_is_doubted_when_a_new_residence_is_told(
    municipality: str | None, *, doubted: bool
) -> None:
    said = [told("a", municipality="0301"), told("n", 3, municipality=municipality, known=NEW)]
    case = one(derived(*said, decisions=[decided(Move.MOVE, "a", to="1804")]))
    assert (case.municipality, case.doubts) == ("1804", AGAINST if doubted else ())


def test_the_last_move_holds() -> None:
    moves = [decided(Move.MOVE, "a", to="4601", on=101), decided(Move.MOVE, "a", to="1804", id=2)]
    assert one(derived(told("a"), decisions=moves)).municipality == "4601"


# Doubts are settled, decisions undone or lost.


def confirming(said: Sequence[Told], decisions: Sequence[CaseDecision], on: int = 120) -> CaseDecision:
    (case,) = derived(*said, decisions=decisions).cases
    return decided(Move.CONFIRM, "a", on=on, id=9, seen=case.evidence_digest)


def test_looking_at_a_doubted_case_settles_it_until_more_evidence_comes() -> None:
    said = [told("a", method="nat"), told("n", 3, known=NEW)]
    less = decided(Move.RECLASSIFY, "a", to="probable")
    looked = confirming(said, [less])
    case = one(derived(*said, decisions=[less, looked]))
    assert (case.classification, case.doubts, case.decisions) == ("probable", (), (1, 9))
    anew = [said[0], told("n", 3, known=130)]
    assert one(derived(*anew, decisions=[less, looked])).doubts == ()
    case = one(derived(*said, told("m", 5, known=130), decisions=[less, looked]))
    assert (case.classification, case.doubts) == ("probable", AGAINST)


def test_a_doubt_stays_when_the_case_is_merged() -> None:
    said = [told("a", method="nat"), told("n", 3, known=NEW), told("z", 80)]
    less, merged = (
        decided(Move.RECLASSIFY, "a", to="probable"),
        decided(Move.MERGE, "a", other="z", on=130, id=2),
    )
    assert one(derived(*said, decisions=[less, merged])).doubts == AGAINST


def test_deciding_again_settles_the_doubt_of_the_same_and_no_other() -> None:
    said = [told("a", method="nat", municipality="0301"), told("n", 3, municipality="4601", known=NEW)]
    first = [decided(Move.RECLASSIFY, "a", to="none"), decided(Move.MOVE, "a", to="1804", id=0)]
    moved_again = decided(Move.MOVE, "a", to="4601", on=120, id=3)
    sure = decided(Move.RECLASSIFY, "n", to="confirmed", on=115, id=4)
    carried = decided(Move.RECLASSIFY, "n", to="carriage", on=120, id=5)
    assert len(derived(*said, decisions=[*first, carried]).questions) == 1
    assert one(derived(*said, decisions=[first[1], carried])).doubts == AGAINST
    assert one(derived(*said, decisions=[*first, sure])).doubts == AGAINST
    assert one(derived(*said, decisions=[*first, sure, moved_again])).doubts == ()


def test_what_was_settled_stays_settled_when_the_case_is_merged() -> None:
    said = [told("a", method="nat"), told("n", 3, known=NEW)]
    less = decided(Move.RECLASSIFY, "a", to="probable")
    looked = confirming(said, [less])
    merged = decided(Move.MERGE, "a", other="z", on=130, id=10)
    assert one(derived(*said, told("z", 80), decisions=[less, looked, merged])).doubts == ()


def test_a_decision_on_what_is_seen_now_is_not_doubted_for_being_known_anew() -> None:
    """A word that is mapped later makes an answer known later, and tells nothing new."""
    seen = derived(told("a")).cases[0].evidence_digest
    anew = told("a", known=NEW)
    for known, doubts in ((seen, ()), ("another", AGAINST), (None, AGAINST)):
        less = decided(Move.RECLASSIFY, "a", to="probable", seen=known)
        assert one(derived(anew, decisions=[less])).doubts == doubts


def test_a_split_takes_the_reason_of_a_doubt_with_it() -> None:
    said = [told("a", method="nat"), told("n", 3, known=NEW)]
    decisions = [decided(Move.RECLASSIFY, "a", to="probable"), decided(Move.SPLIT, "n", on=120, id=2)]
    found = derived(*said, decisions=decisions)
    assert parted(found) == [["a"], ["n"]]
    assert [(each.classification, each.doubts) for each in found.cases] == [
        ("probable", ()),
        ("confirmed", ()),
    ]


@pytest.mark.parametrize("move", list(Move))
def test_a_decision_whose_answer_makes_no_case_any_more_is_a_question(move: Move) -> None:
    decision = decided(move, "a", other="b", to="confirmed")
    for said in ([], [told("a", outcome=Outcome.NEGATIVE, version=2, known=NEW)]):
        found = derived(*said, told("b", 60), decisions=[decision])
        assert parted(found) == [["b"]]
        (question,) = found.questions
        assert (question.doubt, question.answer, question.decision) == (Doubt.DECISION_WITHOUT_CASE, "a", 1)
        assert question.known == at(NEW if said else 100)
        assert question.receipt == (said[0].receipt if said else None)


def test_a_decision_on_an_answer_that_was_taken_back_is_a_question() -> None:
    back = told("z", 0, outcome=Outcome.NEGATIVE, marks=("MSIS-AV",), issued=8, known=NEW)
    found = derived(told("a"), back, decisions=[decided(Move.MOVE, "a", to="1804")])
    (question,) = found.questions
    assert (found.cases, question.doubt, question.known) == ((), Doubt.DECISION_WITHOUT_CASE, at(NEW))


def test_a_decision_on_a_coinfection_is_a_question_since_its_two_cases_are_decided_about() -> None:
    said = [told("a", 0, "HIV"), told("b", 0, "MYCTUB")]
    decision = decided(Move.RECLASSIFY, "b", to="none", disease="tb-hiv-coinfection")
    found = derived(*said, decisions=[decision])
    assert (len(found.cases), [each.decision for each in found.questions]) == (3, [1])
    none = decided(Move.RECLASSIFY, "b", to="none", disease="tuberculosis")
    assert [each.disease for each in derived(*said, decisions=[none]).cases] == ["hiv"]


def test_an_undone_decision_is_as_if_it_had_never_been() -> None:
    said = [told("a"), told("b", 10), told("c", 60)]
    undone = [
        decided(Move.MERGE, "a", other="c", id=1, undone=110),
        decided(Move.SPLIT, "b", id=2, undone=110),
        decided(Move.RECLASSIFY, "a", to="none", id=3, undone=110),
        decided(Move.MOVE, "gone", to="1804", id=4, undone=110),
    ]
    assert derived(*said, decisions=undone) == derived(*said)


def test_a_decision_is_about_one_disease() -> None:
    said = [told("a"), told("a", organism="CAMJEJ", position=2)]
    found = derived(*said, decisions=[decided(Move.RECLASSIFY, "a", to="none")])
    assert [each.disease for each in found.cases] == ["campylobacteriosis"]

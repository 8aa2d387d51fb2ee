"""What laboratories say by the marks of Volven 8269, and what is done where they say nothing."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from infreg.vocabulary.case import Doubt, Move, Told
from infreg.vocabulary.finding import Outcome
from tests.registers.msis.made_cases import (
    REFERENCE,
    UNKNOWN,
    at,
    carriage,
    decided,
    derived,
    infection,
    parted,
    told,
)

pytestmark = pytest.mark.requirement("B-4")
NOTIFIED, NO_NOTICE, TAKEN_BACK = ("MSIS-M",), ("MSIS-UM",), ("MSIS-AV",)


def taking_back(answer: str = "z", day: int | None = 0, *args: Any, **more: Any) -> Told:
    """An answer that says that it was nothing: issued eight days after the sampling."""
    said = {"outcome": Outcome.NEGATIVE, "marks": TAKEN_BACK, "issued": (day or 0) + 8, **more}
    return told(answer, day, *args, **said)


@pytest.mark.parametrize("marks", [(), NOTIFIED, ("TA",)])
def test_content_decides_whether_marked_or_not(marks: tuple[str, ...]) -> None:
    found = derived(told(marks=marks))
    assert (parted(found), found.questions) == ([["a"]], ())


def test_an_answer_that_is_taken_back_makes_no_case_of_what_it_found() -> None:
    assert derived(told(marks=TAKEN_BACK)) == derived()


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_taking_back_withdraws_the_case_in_whatever_order_it_comes(order: Sequence[int]) -> None:
    said = [told(marks=NOTIFIED), told("b", 40), taking_back(day=0)]
    assert parted(derived(*(said[place] for place in order))) == [["b"]]


@pytest.mark.parametrize(
    ("positive", "negative", "stands"),
    [
        ({"specimen_id": "1"}, {"specimen_id": "1"}, False),
        ({"specimen_id": "1"}, {"specimen_id": "1", "sampled": None}, False),
        ({"specimen_id": "1"}, {"specimen_id": "2"}, True),
        # Some laboratories number the samples of each answer anew.
        ({"specimen_id": "1"}, {"specimen_id": "1", "day": 1}, True),
        ({"specimen_id": "1"}, {"specimen_id": "1", "unit": REFERENCE}, False),
        ({"specimen_id": "1"}, {"specimen_id": "2", "unit": REFERENCE}, False),
        ({"specimen_id": "1"}, {"specimen_id": "1", "unit": REFERENCE, "day": 1}, True),
        ({}, {}, False),
        ({}, {"day": 1}, True),
        ({"sampled": None}, {"sampled": None}, True),
    ],
)
def test_taking_back_is_of_the_same_sample(
    positive: dict[str, Any], negative: dict[str, Any], *, stands: bool
) -> None:
    found = derived(told(**positive), taking_back(**negative))
    assert [each.doubts for each in found.cases] == ([(Doubt.WITHDRAWAL_UNMATCHED,)] if stands else [])


def test_taking_back_leaves_other_samples_of_the_case_and_says_when_it_changed() -> None:
    two = [told("a", specimen_id="1"), told("a", position=2, specimen_id="2"), told("b", 5)]
    (case,) = derived(*two, taking_back(specimen_id="1", known=60)).cases
    assert [each.positions for each in case.evidence] == [(2,), (1,)]
    assert (case.known, case.doubts) == (at(60), ())


def test_taking_back_is_of_the_diseases_that_it_names() -> None:
    found = derived(told(), told(organism="CAMJEJ", position=2), taking_back(organism="SALENT"))
    assert [(each.disease, each.doubts) for each in found.cases] == [("campylobacteriosis", ())]


def test_what_is_said_after_taking_back_stands() -> None:
    (case,) = derived(told(issued=9), taking_back(issued=8)).cases
    assert case.doubts == ()
    assert derived(told(issued=8), taking_back(issued=8)).cases == ()


def test_what_does_not_say_when_it_was_said_came_before_it_was_taken_back() -> None:
    undated = replace(told(), issued=None)
    assert derived(undated, taking_back()).cases == ()
    assert derived(told(), replace(taking_back(), issued=None)).cases == ()


@pytest.mark.parametrize(("day", "doubted"), [(30, True), (-30, True), (31, False), (-31, False)])
def test_taking_back_what_nobody_finds_is_a_doubt_within_the_window(day: int, *, doubted: bool) -> None:
    found = derived(told(), told("b", 1, "CAMJEJ"), taking_back(day=day, issued=50, known=60))
    one, other = found.cases
    assert (one.disease, one.doubts) == ("salmonellosis", (Doubt.WITHDRAWAL_UNMATCHED,) if doubted else ())
    assert one.known == at(60 if doubted else 3)
    assert (other.doubts, other.known) == ((), at(4))


def test_taking_back_one_of_two_diseases_doubts_no_other_sample() -> None:
    found = derived(
        told("a"),
        told("b", 3, "CAMJEJ"),
        taking_back(day=3, position=1, issued=20),
        taking_back(day=3, organism="CAMJEJ", position=2, issued=20),
    )
    assert [(each.disease, each.doubts) for each in found.cases] == [("salmonellosis", ())]


def test_taking_back_without_a_word_of_what_is_a_doubt_on_that_sample() -> None:
    found = derived(told(), told("b", 3, "CAMJEJ"), taking_back(organism=None, unmapped=(UNKNOWN,)))
    assert [(each.disease, len(each.doubts)) for each in found.cases] == [
        ("salmonellosis", 1),
        ("campylobacteriosis", 0),
    ]


def test_an_answer_marked_both_ways_notifies_of_what_it_found_and_takes_back_the_rest() -> None:
    both = [*NOTIFIED, *TAKEN_BACK]
    found = derived(
        told("a"),
        told("a", organism="CAMJEJ", position=2),
        told("b", organism="CAMJEJ", marks=both, issued=9),
        told("b", organism="SAL", outcome=Outcome.NEGATIVE, position=2, marks=both, issued=9),
    )
    assert [(each.disease, len(each.evidence)) for each in found.cases] == [("campylobacteriosis", 2)]
    only = derived(told("a"), told("b", marks=both, issued=9))
    assert parted(only) == [["a", "b"]]
    assert only.cases[0].doubts == ()


def test_taking_back_an_infection_leaves_the_carriage() -> None:
    found = derived(
        infection("a", 0, specimen_id="1"),
        carriage("b", 0, specimen_id="2"),
        taking_back("z", 0, "STAAUR", specimen_id="1"),
    )
    assert [(each.state, [one.answer for one in each.evidence]) for each in found.cases] == [
        ("carriage", ["b"])
    ]


def test_a_person_who_has_looked_settles_the_doubt_until_more_is_taken_back() -> None:
    said = [told(), taking_back(day=5, known=20)]
    (case,) = derived(*said).cases
    looked = decided(Move.CONFIRM, "a", on=30, seen=case.evidence_digest)
    (settled,) = derived(*said, decisions=[looked]).cases
    assert (settled.doubts, settled.decisions, settled.known) == ((), (1,), at(30))
    (again,) = derived(*said, taking_back("y", 6, known=40), decisions=[looked]).cases
    assert again.doubts == (Doubt.WITHDRAWAL_UNMATCHED,)


def test_a_doubt_stays_with_a_case_that_is_merged_or_split_and_goes_with_one_that_is_none() -> None:
    said = [told("a"), told("b", 10), told("c", 80), taking_back(day=5, known=20)]
    doubted = (Doubt.WITHDRAWAL_UNMATCHED,)
    split, merged = decided(Move.SPLIT, "b"), decided(Move.MERGE, "a", other="c")
    assert [each.doubts for each in derived(*said, decisions=[split]).cases] == [doubted, doubted, ()]
    assert [each.doubts for each in derived(*said, decisions=[merged]).cases] == [doubted]
    none = decided(Move.RECLASSIFY, "a", to="none")
    assert derived(*said, decisions=[none]) == derived(told("c", 80))


def test_when_a_case_changed_by_taking_back_is_kept_when_it_is_merged() -> None:
    said = [told("a"), told("b", 10), told("c", 80), taking_back(day=10, known=200)]
    (case,) = derived(*said, decisions=[decided(Move.MERGE, "a", other="c")]).cases
    assert ([each.answer for each in case.evidence], case.known) == (["a", "c"], at(200))


def test_no_notice_is_asked_of_a_clinician_where_the_laboratory_says_so() -> None:
    (case,) = derived(told(marks=NO_NOTICE)).cases
    assert not case.clinician_notice
    (case,) = derived(told(marks=NOTIFIED), told("b", 3, marks=NO_NOTICE)).cases
    assert case.clinician_notice
    (case,) = derived(told(organism="CHLTRA", marks=NOTIFIED)).cases
    assert not case.clinician_notice


@pytest.mark.parametrize("marks", [NOTIFIED, NO_NOTICE])
@pytest.mark.parametrize(
    ("more", "disease"),
    [
        ({"outcome": Outcome.NEGATIVE}, "salmonellosis"),
        ({"unmapped": (UNKNOWN,)}, "salmonellosis"),
        ({"organism": None}, None),
    ],
)
def test_a_mark_without_a_disease_is_a_question(
    marks: tuple[str, ...], more: dict[str, Any], disease: str | None
) -> None:
    found = derived(told(marks=marks, **more))
    (question,) = found.questions
    assert found.cases == ()
    assert (question.doubt, question.answer, question.disease) == (Doubt.MARKED_WITHOUT_DISEASE, "a", disease)
    assert (question.unit, question.known, question.decision) == (1, at(3), None)


def test_a_mark_that_may_be_of_two_diseases_names_none() -> None:
    both = [told(marks=NOTIFIED, outcome=Outcome.NEGATIVE, organism=each) for each in ("SAL", "CAMJEJ")]
    (question,) = derived(both[0], replace(both[1], position=2)).questions
    assert question.disease is None


def test_an_answer_with_one_disease_found_is_no_question() -> None:
    found = derived(told(marks=NOTIFIED), told(outcome=Outcome.NEGATIVE, position=2, marks=NOTIFIED))
    assert found.questions == ()
    assert derived(told(marks=NOTIFIED), taking_back()).questions == ()


def test_looking_at_a_marked_answer_settles_it_until_it_changes() -> None:
    looked = decided(Move.CONFIRM, "a", on=5)
    marked = told(marks=NOTIFIED, outcome=Outcome.NEGATIVE)
    assert derived(marked, decisions=[looked]).questions == ()
    later = told(marks=NOTIFIED, outcome=Outcome.NEGATIVE, version=2, known=9)
    (question,) = derived(later, decisions=[looked]).questions
    assert question.doubt is Doubt.MARKED_WITHOUT_DISEASE
    undone = decided(Move.CONFIRM, "a", on=5, undone=6)
    assert len(derived(marked, decisions=[undone]).questions) == 1

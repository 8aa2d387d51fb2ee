"""What holds of the cases of anybody, whatever was told and decided."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infreg.registers.msis.contributions import met_by
from infreg.vocabulary.case import CaseDecision, Doubt, Move, Told
from infreg.vocabulary.finding import Outcome
from tests.registers.msis.made_cases import REFERENCE, at, decided, derived, diseases_on, infection, told

pytestmark = pytest.mark.requirement("B-4", "B-5")

NAMES = "abcdefg"
CODES = ("salmonellosis", "mrsa", "pertussis", "hiv", "tuberculosis", "tb-hiv-coinfection")
#: Nothing here excludes another: what gives way to a closer name is in no case.
ALONE = ("SAL", "SALENT", "STAAUR", "BORPER", "HIV", "MYCTUB", "ESCCOL", None)
ORGANISMS = (*ALONE, "SALTPI", "SALPET")
MARKS = ((), (), (), ("MSIS-M",), ("MSIS-UM",), ("MSIS-AV",), ("MSIS-M", "MSIS-AV"))


@cache
def answer(
    seed: int, marks: Sequence[tuple[str, ...]] = MARKS, organisms: Sequence[str | None] = ORGANISMS
) -> tuple[Told, ...]:
    """The findings of an answer; what is said of it is the same in all of them."""
    draw = Random(seed)  # noqa: S311 - answers, not keys
    day, carried, unit = draw.randint(-20, 90), draw.choice(marks), draw.choice([1, REFERENCE])
    return tuple(
        told(
            NAMES[seed % len(NAMES)],
            draw.choice([day, day, day + 1, None]),
            draw.choice(organisms),
            draw.choice([Outcome.POSITIVE, Outcome.POSITIVE, Outcome.NEGATIVE]),
            draw.choice(["culture", "nat"]),
            place,
            flags=draw.choice([("MRSA",), ()]),
            screening=draw.choice([True, False]),
            known=draw.randint(0, 150),
            issued=day + draw.randint(1, 20),
            unit=unit,
            marks=carried,
            specimen_id=draw.choice([None, "1", "2"]),
            specimen_type=draw.choice([None, None, "bacterial-isolate"]),
            municipality=draw.choice([None, "0301", "1804"]),
        )
        for place in range(1, draw.randint(1, 3) + 1)
    )


@cache
def decision(id: int, seed: int) -> CaseDecision:
    draw = Random(seed)  # noqa: S311 - answers, not keys
    move = draw.choice(tuple(Move))
    said = {
        Move.RECLASSIFY: ["none", "probable", "confirmed", "infection", "carriage"],
        Move.MOVE: ["0301", "4601"],
    }
    return decided(
        move,
        draw.choice(NAMES),
        on=draw.randint(0, 150),
        id=id,
        disease=draw.choice(CODES),
        other=draw.choice(NAMES) if move is Move.MERGE else None,
        to=draw.choice(said.get(move, [None])),
    )


def decided_by(seeds: Sequence[int]) -> list[CaseDecision]:
    return [decision(place, seed) for place, seed in enumerate(seeds, 1)]


def told_by(seeds: Sequence[int], *more: Any) -> list[Told]:
    return [each for seed in seeds for each in answer(seed, *more)]


# Seeds rather than fields: what is made of one is made once, and no slow machine makes a test fail.
_seeds = st.lists(st.integers(0, 9999), max_size=6, unique_by=lambda seed: seed % len(NAMES))
answers = _seeds.map(told_by)
unmarked = _seeds.map(lambda seeds: told_by(seeds, ((),), ALONE))
decisions = st.lists(st.integers(0, 9999), max_size=4).map(decided_by)
not_reclassifying = decisions.map(lambda made: [each for each in made if each.move is not Move.RECLASSIFY])


@given(said=answers, decided=decisions, draw=st.data())
def test_the_order_of_arrival_changes_nothing(
    said: list[Told], decided: list[CaseDecision], draw: st.DataObject
) -> None:
    other = draw.draw(st.permutations(said)), draw.draw(st.permutations(decided))
    assert derived(*other[0], decisions=other[1]) == derived(*said, decisions=decided)


@given(said=answers, decided=decisions, draw=st.data())
def test_what_is_told_twice_is_told_once(
    said: list[Told], decided: list[CaseDecision], draw: st.DataObject
) -> None:
    again = draw.draw(st.lists(st.sampled_from(said), max_size=4)) if said else []
    assert derived(*said, *again, decisions=decided) == derived(*said, decisions=decided)


@given(said=answers, standing=decisions, undone=decisions)
def test_deciding_and_undoing_is_as_if_nobody_had(
    said: list[Told], standing: list[CaseDecision], undone: list[CaseDecision]
) -> None:
    taken_back = [replace(each, id=each.id + 100, undone_at=at(200)) for each in undone]
    assert derived(*said, decisions=[*standing, *taken_back]) == derived(*said, decisions=standing)


@given(said=unmarked, decided=not_reclassifying)
def test_every_finding_that_a_rule_decides_is_in_one_case_of_its_disease(
    said: list[Told], decided: list[CaseDecision]
) -> None:
    expected = {
        (met.disease.code, one.answer, one.position) for one in said for met in met_by(one, diseases_on)
    }
    held = Counter(
        (case.disease, each.answer, place)
        for case in derived(*said, decisions=decided).cases
        if case.disease != "tb-hiv-coinfection"
        for each in case.evidence
        for place in each.positions
    )
    assert held == Counter(expected)


@given(said=answers, decided=decisions)
def test_no_case_was_known_before_what_it_is_made_of(said: list[Told], decided: list[CaseDecision]) -> None:
    known = {(each.answer, each.position): each.known for each in said}
    decided_at = {each.id: each.at for each in decided}
    for case in derived(*said, decisions=decided).cases:
        evidence = [known[each.answer, place] for each in case.evidence for place in each.positions]
        assert case.known >= max([*evidence, *(decided_at[each] for each in case.decisions)])


@given(said=answers, decided=decisions)
def test_every_decision_is_in_a_case_or_asked_about_or_says_that_there_is_none(
    said: list[Told], decided: list[CaseDecision]
) -> None:
    found = derived(*said, decisions=decided)
    kept = {each for case in found.cases for each in case.decisions}
    asked = {each.decision for each in found.questions}
    none = {each.disease for each in decided if each.move is Move.RECLASSIFY and each.to == "none"}
    marked = {each.answer for each in said if "MSIS-M" in each.marks or "MSIS-UM" in each.marks}
    for each in decided:
        looked = each.move is Move.CONFIRM and each.answer in marked
        assert each.id in kept | asked or each.disease in none or looked


@given(said=answers, decided=decisions)
def test_cases_have_names_of_their_own_and_share_no_answer(
    said: list[Told], decided: list[CaseDecision]
) -> None:
    found = derived(*said, decisions=decided)
    assert len({each.id for each in found.cases}) == len(found.cases)
    assert len(set(found.questions)) == len(found.questions)
    held = Counter(
        (case.disease, each.answer)
        for case in found.cases
        if case.disease != "tb-hiv-coinfection"
        for each in case.evidence
    )
    assert set(held.values()) <= {1}


@given(said=unmarked)
def test_cases_of_one_disease_are_further_apart_than_the_window(said: list[Told]) -> None:
    windows = {"salmonellosis": 30, "pertussis": 365, "tuberculosis": 365}
    dated = [each for each in said if each.day]
    cases = sorted(derived(*dated).cases, key=lambda case: (case.disease, case.event))
    for one, other in pairwise(each for each in cases if each.disease in windows):
        if one.disease == other.disease:
            last = max(each.day for each in one.evidence if each.day)
            assert (other.event - last).days > windows[one.disease]


@given(said=unmarked, name=st.sampled_from(NAMES))
def test_no_case_rests_on_an_answer_that_was_taken_back(said: list[Told], name: str) -> None:
    back = [replace(each, marks=("MSIS-AV",)) if each.answer == name else each for each in said]
    before, after = derived(*said).cases, derived(*back).cases
    held = {each.answer for case in before for each in case.evidence}
    assert {each.answer for case in after for each in case.evidence} <= held - {name}


@given(days=st.lists(st.integers(0, 200), min_size=2, max_size=7), place=st.integers(1, 6))
def test_splitting_makes_one_more_case_and_merging_takes_it_back(days: list[int], place: int) -> None:
    said = [told(name, day, known=210) for name, day in zip(NAMES, days, strict=False)]
    before = derived(*said).cases
    case = max(before, key=lambda case: len(case.evidence))
    if len(case.evidence) > 1:
        first, here = case.evidence[0].answer, case.evidence[1 + place % (len(case.evidence) - 1)].answer
        split, merged = (
            decided(Move.SPLIT, here, on=220),
            decided(Move.MERGE, first, other=here, on=230, id=2),
        )
        apart = derived(*said, decisions=[split]).cases
        together = derived(*said, decisions=[split, merged]).cases
        assert len(apart) == len(before) + 1
        assert [each.evidence for each in together] == [each.evidence for each in before]
        assert [each.doubts for each in together] == [each.doubts for each in before]
        assert not any(Doubt.AGAINST_DECISION in each.doubts for each in (*apart, *together))


def test_infections_that_are_told_from_carriage_keep_their_own_window() -> None:
    found = derived(infection("a", 0), infection("b", 365), infection("c", 731)).cases
    assert [len(each.evidence) for each in found] == [2, 1]

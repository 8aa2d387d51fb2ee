"""Cases of one person: which answers make them, what they are, when and where."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from infreg.registers.msis.diseases import Diseases
from infreg.vocabulary.case import Classification, Doubt, Move, State, Told, case_id
from infreg.vocabulary.finding import Outcome
from tests.registers.msis.made_cases import (
    AFTER,
    DISEASES,
    FIRST,
    FOUND,
    GROWN,
    HIV_A,
    PCR,
    REFERENCE,
    UNKNOWN,
    at,
    carriage,
    decided,
    derived,
    disease,
    infection,
    isolate,
    made_on,
    parted,
    rests_on,
    told,
)

pytestmark = pytest.mark.requirement("B-4", "B-6")
DAY = timedelta(1)


def test_a_finding_that_meets_a_rule_is_a_case_and_says_why() -> None:
    (case,) = derived(told(organism="SALENT", municipality="1804", sex="2", birth_year=1970)).cases
    assert case.id == case_id("salmonellosis", "a")
    assert (case.disease, case.classification, case.state) == (
        "salmonellosis",
        Classification.CONFIRMED,
        None,
    )
    assert (case.organism, case.rule, case.group, case.alert) == ("SALENT", "culture", "A", True)
    assert (case.municipality, case.sex, case.birth_year) == ("1804", "2", 1970)
    assert (case.onset, case.infected_in, case.decisions, case.doubts) == (None, None, (), ())
    assert (case.definition.kind, case.definition.name) == ("diseases", "salmonellosis")
    (evidence,) = case.evidence
    assert (evidence.answer, evidence.positions, evidence.rule) == ("a", (1,), "culture")
    assert (evidence.receipt.value, evidence.unit, evidence.day) == ("a-1", 1, FIRST)


@pytest.mark.parametrize(
    "finding",
    [
        told(outcome=Outcome.NEGATIVE),
        told(outcome=Outcome.PREVIOUS),
        told(outcome=None, unmapped=(UNKNOWN,)),
        told(unmapped=(UNKNOWN,)),
        told(organism=None),
        told(organism="ESCCOL"),
        told(method="antibody"),
        told("a", 0, "STAAUR"),
    ],
)
def test_what_no_rule_decides_is_no_case_and_no_question(finding: Told) -> None:
    assert derived(finding) == derived()


def test_answers_of_several_laboratories_are_one_case() -> None:
    (case,) = derived(told("a"), told("b", 1, "SALENT", unit=REFERENCE), told("c", 29)).cases
    assert rests_on(case) == ["a", "b", "c"]
    assert [each.unit for each in case.evidence] == [1, REFERENCE, 1]


@pytest.mark.parametrize(("day", "answers"), [(30, [["a", "b"]]), (31, [["a"], ["b"]])])
def test_an_episode_ends_when_its_window_has_passed(day: int, answers: list[list[str]]) -> None:
    assert parted(derived(told("a"), told("b", day))) == answers


def test_the_window_is_counted_from_the_last_finding() -> None:
    assert parted(derived(told("a"), told("c", 50), told("b", 25))) == [["a", "b", "c"]]


def test_without_a_window_there_is_one_case_in_a_life() -> None:
    assert parted(derived(told("a", 0, "HCV"), told("b", 7000, "HCV"))) == [["a", "b"]]


def test_one_sample_with_two_diseases_is_a_case_of_each() -> None:
    found = derived(told(), told(organism="CAMJEJ", position=2))
    assert [(each.disease, each.evidence[0].positions) for each in found.cases] == [
        ("campylobacteriosis", (2,)),
        ("salmonellosis", (1,)),
    ]


def test_one_answer_is_one_case_however_far_apart_its_samples() -> None:
    (case,) = derived(told(position=2), told(day=60, position=1)).cases
    assert case.evidence[0].positions == (1, 2)
    assert case.event == FIRST


def test_confirmed_goes_before_probable_and_keeps_the_first_day() -> None:
    (case,) = derived(told("a", 0, method="nat"), told("b", 4, "SALENT")).cases
    assert (case.classification, case.rule, case.organism) == (Classification.CONFIRMED, "culture", "SALENT")
    assert (case.event, case.id) == (FIRST, case_id("salmonellosis", "a"))


def test_an_answer_is_as_sure_as_its_surest_finding() -> None:
    (case,) = derived(told(method="nat"), told(organism="SALENT", position=2)).cases
    assert (case.rule, case.organism, case.evidence[0].rule) == ("culture", "SALENT", "culture")


def test_the_organism_is_the_most_specific_of_the_surest_findings() -> None:
    found = [told("a", 0, "SAL"), told("b", 1, "SALENT"), told("c", 2, "SALTYM", method="nat")]
    assert derived(*found).cases[0].organism == "SALENT"


def test_when_it_happened_and_when_it_was_known_are_kept_apart() -> None:
    (case,) = derived(told("a", 3, known=9), told("b", 5, known=40)).cases
    assert (case.event, case.sampled) == (FIRST + 3 * DAY, FIRST + 3 * DAY)
    assert (case.received, case.known) == (at(5, 13), at(40))


def test_a_finding_without_a_day_counts_by_its_arrival_in_oslo() -> None:
    (case,) = derived(told(day=None, received=at(3, 23))).cases
    assert (case.event, case.sampled, case.evidence[0].day) == (FIRST + 4 * DAY, None, None)


def test_an_answer_that_tells_only_of_its_issue_is_no_sampling() -> None:
    (case,) = derived(told("a", 2, sampled=None), told("b", 5)).cases
    assert (case.event, case.sampled) == (FIRST + 2 * DAY, FIRST + 5 * DAY)


def test_residence_is_what_was_told_nearest_the_event() -> None:
    late, near, silent = told("b", 9, municipality="0301"), told("c", 5, municipality="1804"), told("a")
    assert derived(late, silent, near).cases[0].municipality == "1804"
    assert derived(silent).cases[0].municipality is None
    first = told("b", 5, municipality="4601")
    assert derived(near, first).cases[0].municipality == "4601"


def test_a_corrected_answer_replaces_what_it_said() -> None:
    (first,) = derived(told("a"), told("b", 3)).cases
    (mended,) = derived(told("a", 1, version=2, known=9), told("b", 3)).cases
    assert (first.id, first.event) == (mended.id, mended.event - DAY)
    assert mended.evidence[0].receipt.value == "a-2"
    assert parted(derived(told("a", 1, version=2, outcome=Outcome.NEGATIVE), told("b", 3))) == [["b"]]


def test_answers_of_a_joined_number_are_answers_of_one_person() -> None:
    before, after = told("a", 0, "HCV"), told("b", 400, "HCV")
    assert [parted(derived(each)) for each in (before, after)] == [[["a"]], [["b"]]]
    assert parted(derived(before, after)) == [["a", "b"]]


@pytest.mark.parametrize(("day", "group"), [(date(2018, 6, 1), "B"), (date(2019, 3, 1), "A")])
def test_what_is_owed_is_as_it_was_on_the_day_of_the_event(day: date, group: str) -> None:
    findings = [told("a", (day - FIRST).days, "HIV"), told("b", 0, "HIV")]
    (case,) = derived(*findings).cases
    assert (case.group, len(case.evidence)) == (group, 2)
    assert case.definition.valid_from == (HIV_A.valid_from if group == "A" else date(1975, 1, 1))


def test_each_finding_is_decided_by_the_definition_of_its_day() -> None:
    narrow = disease("salmonellosis", "SAL", GROWN)
    later = disease("salmonellosis", "SAL", GROWN, PCR, days=10, since=FIRST + 5 * DAY)

    def on(day: date) -> Diseases:
        return made_on(day, later if day >= later.valid_from else narrow)

    found = [told(name, day, method="nat") for name, day in (("a", 0), ("b", 5), ("c", 16), ("d", 26))]
    assert parted(derived(*found, diseases=on)) == [["b"], ["c", "d"]]


def test_a_disease_that_laboratories_alone_notify_asks_no_clinician() -> None:
    (case,) = derived(told(organism="CHLTRA")).cases
    assert not case.clinician_notice


# A group, and what it turns out to be.


@pytest.mark.parametrize(
    ("closer", "diseases"),
    [
        (told("b", organism="SALTPI"), ["typhoid"]),
        (told("a", organism="SALTPI", day=5, position=2), ["typhoid"]),
        (told("b", organism="SALPET"), []),
        (told("b", organism="SALPET", marks=("MSIS-AV",)), []),
        (told("b", organism="SALENT"), ["salmonellosis"]),
        (told("b", organism="SALTPI", day=5), ["salmonellosis", "typhoid"]),
        (told("b", organism="SALTPI", outcome=Outcome.NEGATIVE), ["salmonellosis"]),
        (told("b", organism="SALTPI", unmapped=(UNKNOWN,)), ["salmonellosis"]),
        (told("b", organism="SALTPI", marks=("MSIS-AV",)), ["salmonellosis"]),
    ],
)
def test_a_group_gives_way_to_what_its_sample_was_found_to_hold(closer: Told, diseases: list[str]) -> None:
    assert [each.disease for each in derived(told(), closer).cases] == diseases


def test_a_group_stands_beside_its_like() -> None:
    assert parted(derived(told("a"), told("b", organism="SALENT"))) == [["a", "b"]]


def test_a_group_gives_way_to_nothing_that_was_taken_back() -> None:
    closer = told("b", organism="SALTPI")
    back = told("z", organism="SALTPI", outcome=Outcome.NEGATIVE, marks=("MSIS-AV",), issued=9)
    assert [each.disease for each in derived(told(), closer, back).cases] == ["salmonellosis"]


def test_what_is_named_closer_of_the_disease_itself_stands_beside_another() -> None:
    found = derived(told(), told(organism="SALENT", position=2), told(organism="SALTPI", position=3))
    assert [(each.disease, each.evidence[0].positions) for each in found.cases] == [
        ("salmonellosis", (2,)),
        ("typhoid", (3,)),
    ]


# Infection and carriage.


def test_infection_and_carriage_are_counted_apart() -> None:
    found = derived(carriage("a", 0), infection("b", 10))
    assert [(each.state, rests_on(each)) for each in found.cases] == [
        (State.CARRIAGE, ["a"]),
        (State.INFECTION, ["b"]),
    ]


@pytest.mark.parametrize("day", [0, 1, 365])
def test_carriage_on_or_after_an_infection_supports_it(day: int) -> None:
    # "a" sorts before "b": the name of an answer does not make carriage the first of a day.
    (case,) = derived(infection("b", 0), carriage("a", day)).cases
    assert (case.state, rests_on(case)) == (State.INFECTION, ["b", "a"])
    assert case.id == case_id("mrsa", "b")
    assert [each.rule for each in case.evidence] == ["mrsa-sterile", "mrsa-carried"]


def test_carriage_does_not_make_the_infection_it_supports_surer() -> None:
    (case,) = derived(infection("a", 0, sterile=False), carriage("b", 3)).cases
    assert (case.classification, case.rule) == (Classification.PROBABLE, "mrsa-else")


def test_carriage_long_after_an_infection_is_a_case_of_its_own() -> None:
    found = derived(infection("a", 0), carriage("b", 366))
    assert [each.state for each in found.cases] == [State.INFECTION, State.CARRIAGE]


def test_carriage_keeps_the_window_open_for_carriage_and_not_for_infection() -> None:
    follow = [infection("a", 0), carriage("b", 300), carriage("c", 600)]
    assert parted(derived(*follow)) == [["a", "b", "c"]]
    assert parted(derived(*follow, infection("d", 601))) == [["a", "b", "c"], ["d"]]


def test_carriage_that_goes_on_is_one_case() -> None:
    assert parted(derived(*(carriage(name, day) for name, day in (("a", 0), ("b", 300), ("c", 600))))) == [
        ["a", "b", "c"]
    ]


def test_carriage_before_and_after_an_infection() -> None:
    found = derived(carriage("a", 0), infection("b", 10), carriage("c", 20), carriage("d", 700))
    assert parted(found) == [["a"], ["b", "c"], ["d"]]


def test_an_answer_with_both_is_of_the_infection() -> None:
    (case,) = derived(carriage("a", 0, position=1), infection("a", 0, position=2)).cases
    assert (case.state, case.evidence[0].positions) == (State.INFECTION, (1, 2))
    assert (case.rule, case.evidence[0].rule) == ("mrsa-sterile", "mrsa-sterile")


@pytest.mark.parametrize(
    ("state", "answers"),
    [(State.INFECTION, [infection("a", 5)]), (State.CARRIAGE, [carriage("a", 5)])],
)
def test_an_isolate_that_was_sent_on_is_of_the_state_that_the_first_laboratory_tells(
    state: State, answers: list[Told]
) -> None:
    (alone,) = derived(isolate("b", 5)).cases
    assert (alone.state, alone.classification, alone.rule) == (None, Classification.CONFIRMED, "mrsa-isolate")
    (case,) = derived(isolate("b", 5), *answers).cases
    assert (case.state, sorted(rests_on(case))) == (state, ["a", "b"])


def test_an_isolate_belongs_to_the_nearest_case_and_keeps_no_window_open() -> None:
    follow = [infection("a", 0), infection("c", 400)]
    assert parted(derived(*follow, isolate("b", 150))) == [["a", "b"], ["c"]]
    assert parted(derived(*follow, isolate("b", 250))) == [["a"], ["b", "c"]]
    assert parted(derived(infection("a", 0), isolate("b", 300), isolate("c", 500))) == [["a", "b"], ["c"]]
    assert parted(derived(carriage("a", 0), infection("c", 20), isolate("b", 10))) == [["a"], ["b", "c"]]


def test_an_isolate_makes_the_infection_it_came_from_surer() -> None:
    (case,) = derived(infection("a", 0, sterile=False), isolate("b", 0)).cases
    assert (case.state, case.classification) == (State.INFECTION, Classification.CONFIRMED)
    (case,) = derived(infection("z", 0), isolate("b", 0)).cases
    assert case.rule == "mrsa-sterile"


def test_an_answer_with_an_isolate_and_a_screening_is_of_carriage() -> None:
    (case,) = derived(isolate("a", 0, position=1), carriage("a", 0, position=2)).cases
    assert (case.state, case.rule) == (State.CARRIAGE, "mrsa-carried")


def test_a_case_of_unknown_state_can_be_taken_for_either() -> None:
    (case,) = derived(
        isolate("a", 0), decisions=[decided(Move.RECLASSIFY, "a", disease="mrsa", to="carriage")]
    ).cases
    assert case.state is State.CARRIAGE


# Two cases, or one?


@pytest.mark.parametrize(("day", "doubted"), [(30, False), (31, True), (37, True), (38, False)])
def test_a_case_that_begins_just_after_the_last_ones_window_is_doubted(day: int, doubted: bool) -> None:
    found = derived(told("a", 0), told("b", day)).cases
    assert [each.doubts for each in found[1:]] == (
        [] if day <= 30 else [(Doubt.NEAR_ANOTHER,) if doubted else ()]
    )
    assert found[0].doubts == ()


def test_infection_and_carriage_and_what_is_no_case_are_no_pair() -> None:
    assert not any(each.doubts for each in derived(carriage("a", 0), infection("b", 400)).cases)
    none = decided(Move.RECLASSIFY, "a", to="none")
    assert [each.doubts for each in derived(told("a", 0), told("b", 33), decisions=[none]).cases] == [()]


@pytest.mark.parametrize("about", ["a", "b"])
def test_a_pair_is_settled_by_who_looked_at_either_or_made_them_one(about: str) -> None:
    pair = told("a", 0), told("b", 33)
    looked = decided(Move.CONFIRM, about)
    assert [each.doubts for each in derived(*pair, decisions=[looked]).cases] == [(), ()]
    merged = decided(Move.MERGE, about, other="ab".replace(about, ""))
    assert [(rests_on(each), each.doubts) for each in derived(*pair, decisions=[merged]).cases] == [
        (["a", "b"], ())
    ]


def test_who_looked_before_the_pair_was_known_has_not_settled_it() -> None:
    looked = decided(Move.CONFIRM, "a", on=10)
    assert [each.doubts for each in derived(told("a", 0), told("b", 33), decisions=[looked]).cases] == [
        (),
        (Doubt.NEAR_ANOTHER,),
    ]


# Tuberculosis and hiv.


def test_tuberculosis_in_somebody_with_hiv_is_a_case_of_both() -> None:
    hiv, lungs = told("a", -3000, "HIV", municipality="0301"), told("b", 0, "MYCTUB", method="nat", known=7)
    found = derived(hiv, lungs).cases
    both = next(each for each in found if each.disease == "tb-hiv-coinfection")
    assert len(found) == 3
    assert both.id == case_id("tb-hiv-coinfection", "b")
    assert (both.event, both.known, both.received) == (FIRST, at(7), at(2, 13))
    assert (both.municipality, both.sampled) == ("0301", FIRST)
    assert (both.classification, both.rule, both.organism) == ("probable", "both-cases-stand", None)
    assert [(each.answer, each.rule) for each in both.evidence] == [("b", None), ("a", None)]


@pytest.mark.parametrize(("day", "diseases"), [(365, 3), (366, 2)])
def test_hiv_that_is_found_when_tuberculosis_is_over_is_no_coinfection(day: int, diseases: int) -> None:
    found = derived(told("a", 0, "MYCTUB"), told("b", day, "HIV")).cases
    assert len(found) == diseases
    assert all(each.event == FIRST + day * DAY for each in found if each.disease == "tb-hiv-coinfection")


def test_every_tuberculosis_of_somebody_with_hiv_is_a_coinfection() -> None:
    found = derived(told("a", -10, "HIV"), told("b", 0, "MYCTUB"), told("c", 900, "MYCTUB")).cases
    assert len({each.id for each in found if each.disease == "tb-hiv-coinfection"}) == 2


def test_an_answer_that_tells_of_both_stands_in_the_coinfection_once() -> None:
    found = derived(told("a", 0, "HIV"), told("a", 0, "MYCTUB", position=2)).cases
    (both,) = [each for each in found if each.disease == "tb-hiv-coinfection"]
    assert [each.positions for each in both.evidence] == [(1, 2)]


def test_where_nobody_defines_the_coinfection_as_one_there_is_none() -> None:
    without = made_on(FIRST, *(each for each in (*DISEASES, HIV_A) if each.name != "tb-hiv-coinfection"))
    findings = told("a", 0, "HIV"), told("b", 0, "MYCTUB")
    assert len(derived(*findings, diseases=lambda _: AFTER).cases) == 3
    assert len(derived(*findings, diseases=lambda _: without).cases) == 2
    of_its_own = disease("tb-hiv-coinfection", "TWICE", FOUND)
    other = made_on(
        FIRST, *(of_its_own if each.name == of_its_own.name else each for each in (*DISEASES, HIV_A))
    )
    assert len(derived(*findings, diseases=lambda _: other).cases) == 2


def test_a_person_of_a_thousand_answers_is_one_case_of_a_thousand() -> None:
    many = [replace(told(f"{place:04}", place % 700), specimen_id=str(place)) for place in range(1000)]
    (case,) = derived(*many).cases
    assert len(case.evidence) == 1000

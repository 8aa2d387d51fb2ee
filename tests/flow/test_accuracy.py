"""What the register holds is linked to what is true by answers alone, one to one; what differs is counted,
and each miss has its reason."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infreg.flow.accuracy.explaining import Known, why_invented, why_missed
from infreg.flow.accuracy.figures import figures, share
from infreg.flow.accuracy.matching import Matched, match
from infreg.vocabulary.accuracy import (
    MEANINGS,
    AnswerKey,
    Because,
    Fault,
    HeldThing,
    ReadAnswer,
    ReadFinding,
    Reason,
    SentMessage,
    Subject,
    TrueThing,
)
from infreg.vocabulary.reception import Status

pytestmark = pytest.mark.requirement("B-14")

LABORATORY = "990017"
_LINEAGE = {"SALTYP": ("SALTYP", "SALENT", "SALMON"), "SALENT": ("SALENT", "SALMON")}


def keys(answers: Iterable[str]) -> frozenset[AnswerKey]:
    """Answers of one laboratory, a letter each."""
    return frozenset((LABORATORY, answer) for answer in answers)


def true(
    id: str, answers: str, name: str = "measles", state: str | None = None, organism: str = "MEASLE"
) -> TrueThing:
    return TrueThing(id, name, state, keys(answers), organism, "P1")


def held(
    id: str, answers: str, name: str = "measles", state: str | None = None, *, decided: bool = False
) -> HeldThing:
    return HeldThing(id, name, state, keys(answers), "MEASLE", decided=decided)


def known(
    answers: dict[str, ReadAnswer] | None = None,
    *,
    sent: Iterable[tuple[str, str]] = (),
    statuses: dict[str, Status] | None = None,
    decided: Iterable[tuple[str, str]] = (),
    two_numbers: Iterable[str] = (),
) -> Known:
    """`sent` are answers and kinds; each message is named by its place, from M1."""
    messages: dict[AnswerKey, list[SentMessage]] = {}
    for place, (answer, kind) in enumerate(sent, 1):
        message = SentMessage(LABORATORY, f"M{place}", answer, kind)
        messages.setdefault((LABORATORY, answer), []).append(message)
    return Known(
        answers={(LABORATORY, answer): read for answer, read in (answers or {}).items()},
        messages=messages,
        statuses={(LABORATORY, name): status for name, status in (statuses or {}).items()},
        lineage=lambda organism: _LINEAGE.get(organism, (organism,)),
        decided=frozenset(decided),
        two_numbers=frozenset(two_numbers),
    )


def read(*findings: ReadFinding, person: bytes = b"1") -> ReadAnswer:
    return ReadAnswer(standing=True, persons=frozenset({person}), names=("name",), findings=findings)


POSITIVE = ReadFinding("MEASLE", "positive", counts=True)


def pairs(true_things: Iterable[TrueThing], held_things: Iterable[HeldThing]) -> dict[str, str]:
    return dict(match(tuple(true_things), tuple(held_things)).pairs)


def missed(one: TrueThing, what: Known, *others: HeldThing, also: Iterable[TrueThing] = ()) -> Because:
    matched = match((one, *also), others)
    assert one.id not in matched.pairs
    return why_missed(one, Subject.CASES, matched, what)


def invented(one: HeldThing, what: Known, *truth: TrueThing, also: Iterable[HeldThing] = ()) -> Because:
    matched = match(truth, (one, *also))
    assert one.id not in matched.found
    return why_invented(one, Subject.CASES, matched, what)


# --- linking ---


def test_one_shared_answer_is_enough_and_none_is_not() -> None:
    assert pairs([true("T1", "ab")], [held("H1", "bc")]) == {"T1": "H1"}
    assert pairs([true("T1", "ab")], [held("H1", "cd")]) == {}


def test_another_disease_or_another_state_is_not_the_same() -> None:
    assert pairs([true("T1", "a")], [held("H1", "a", name="rubella")]) == {}
    assert pairs([true("T1", "a", state="infection")], [held("H1", "a", state="carriage")]) == {}


def test_one_truth_in_two_cases_is_one_found_and_one_invented() -> None:
    matched = match([true("T1", "abc")], [held("H1", "a"), held("H2", "bc")])
    assert dict(matched.pairs) == {"T1": "H2"}, "who shares most answers goes first"
    assert [each.id for each in matched.invented] == ["H1"]


def test_two_truths_in_one_case_are_one_found_and_one_missed() -> None:
    matched = match([true("T1", "a"), true("T2", "bc")], [held("H1", "abc")])
    assert dict(matched.pairs) == {"T2": "H1"}
    assert [each.id for each in matched.missed] == ["T1"]


def test_traits_tell_apart_what_answers_do_not() -> None:
    one = TrueThing("T1", "ESCCOL", None, keys("a"), "ESCCOL", "P1", ("2026-01-02", "urine"))
    two = TrueThing("T2", "ESCCOL", None, keys("a"), "ESCCOL", "P1", ("2026-01-02", "blood"))
    blood = HeldThing("1", "ESCCOL", None, keys("a"), "ESCCOL", traits=("2026-01-02", "blood"))
    urine = HeldThing("2", "ESCCOL", None, keys("a"), "ESCCOL", traits=("2026-01-02", "urine"))
    assert pairs([one, two], [blood, urine]) == {"T1": "2", "T2": "1"}


_THINGS = st.lists(st.text("abcdef", min_size=1, max_size=3), max_size=6)


@given(_THINGS, _THINGS, st.randoms())
def test_linking_is_one_to_one_leaves_no_pair_and_knows_no_order(
    truth: list[str], register: list[str], chance: object
) -> None:
    true_things = [true(f"T{place}", answers) for place, answers in enumerate(truth)]
    held_things = [held(f"H{place}", answers) for place, answers in enumerate(register)]
    found = pairs(true_things, held_things)
    assert len(set(found.values())) == len(found)
    left = match(true_things, held_things)
    for one in left.missed:
        assert not any(one.answers & other.answers for other in left.invented)
    chance.shuffle(true_things)  # type: ignore[attr-defined]  # hypothesis gives a Random
    chance.shuffle(held_things)  # type: ignore[attr-defined]
    assert pairs(true_things, held_things) == found


# --- figures ---


@pytest.mark.parametrize(
    ("count", "of", "lower"),
    # Newcombe 1998 (Statistics in Medicine 17:857-872), table I, method 3; some by 1 less the upper limit.
    [
        (81, 263, 0.2553),
        (15, 148, 0.0624),
        (0, 20, 0.0),
        (1, 29, 0.0061),
        (182, 263, 1 - 0.3662),
        (20, 20, 1 - 0.1611),
        (28, 29, 1 - 0.1718),
    ],
)
def test_a_share_comes_with_its_lower_bound(count: int, of: int, lower: float) -> None:
    found = share(count, of)
    assert found
    assert found.value == count / of
    assert found.lower == pytest.approx(lower, abs=5e-5)


def test_a_share_of_nothing_is_none() -> None:
    assert share(0, 0) is None


def test_parts_sum_to_the_whole() -> None:
    truth = [true("T1", "a"), true("T2", "b"), true("T3", "c", name="rubella")]
    matched = match(truth, [held("H1", "a"), held("H2", "d", name="mumps")])
    wrong = [
        *((Fault.MISSED, each.name, Because(Reason.HELD)) for each in matched.missed),
        *((Fault.INVENTED, each.name, Because(Reason.FALSE_POSITIVE)) for each in matched.invented),
    ]
    whole, *parts = figures(Subject.CASES, matched, wrong)
    assert (whole.truth, whole.found, whole.register, whole.missed, whole.invented) == (3, 1, 2, 2, 1)
    assert [part.name for part in parts] == ["measles", "mumps", "rubella"]
    for figure in ("truth", "found", "register", "missed", "invented"):
        assert sum(getattr(part, figure) for part in parts) == getattr(whole, figure)
    assert {(one.reason, one.count) for one in whole.explained} == {
        (Reason.HELD, 2),
        (Reason.FALSE_POSITIVE, 1),
    }


def test_every_reason_is_put_in_words() -> None:
    assert set(MEANINGS) == set(Reason)


# --- what is missed ---


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (None, Reason.MESSAGE_NOT_RECEIVED),
        (Status.HELD, Reason.HELD),
        (Status.REJECTED, Reason.REJECTED),
        (Status.ACCEPTED, Reason.NOTHING_READ),
    ],
)
def test_a_missing_answer_is_explained_by_what_became_of_its_message(
    status: Status | None, reason: Reason
) -> None:
    what = known(sent=[("a", "first")], statuses={"M1": status} if status else {})
    assert missed(true("T1", "a"), what) == Because(reason, (), (LABORATORY, "M1"))


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (ReadAnswer(), Reason.SET_ASIDE),
        (ReadAnswer(standing=True, cancelled=True), Reason.ANSWER_CANCELLED),
        (read(), Reason.NOTHING_READ),
        (read(POSITIVE), Reason.NO_RULE),
        (read(ReadFinding("MEASLE", "negative", counts=True)), Reason.READ_AS_NEGATIVE),
        (read(ReadFinding("MEASLE", "immunity", counts=True)), Reason.READ_AS_NEGATIVE),
        (read(ReadFinding("MEASLE", None, counts=False)), Reason.UNDECIDED),
        (read(ReadFinding("MEASLE", "inconclusive", counts=True)), Reason.UNDECIDED),
        (read(ReadFinding("RUBELL", "positive", counts=True)), Reason.OTHER_ORGANISM),
        (ReadAnswer(standing=True, withdrawn=True, findings=(POSITIVE,)), Reason.WITHDRAWN),
    ],
)
def test_an_answer_that_made_no_case_is_explained_by_how_it_was_read(
    answer: ReadAnswer, reason: Reason
) -> None:
    assert missed(true("T1", "a"), known({"a": answer})).reason is reason


def test_an_unknown_word_is_named_and_one_that_is_beside_the_point_is_not() -> None:
    unread = ReadFinding(None, None, counts=False, terms=("1f3a5c7e",))
    assert missed(true("T1", "a"), known({"a": read(unread)})) == Because(Reason.WORD_UNMAPPED, ("1f3a5c7e",))
    negative = ReadFinding("MEASLE", "negative", counts=True)
    specimen = ReadFinding(None, None, counts=False, beside=("00c0ffee",))
    because = missed(true("T1", "a"), known({"a": read(negative, specimen)}))
    assert because == Because(Reason.READ_AS_NEGATIVE)
    because = missed(true("T1", "a"), known({"a": read(POSITIVE, specimen)}))
    assert because == Because(Reason.WORD_UNMAPPED, ("00c0ffee",)), "a rule may ask for the specimen"


def test_a_group_or_a_member_of_it_is_near_enough_to_be_explained() -> None:
    one = true("T1", "a", name="typhoid", organism="SALTYP")
    for organism in ("SALMON", "SALTYP"):
        finding = ReadFinding(organism, "negative", counts=True)
        assert missed(one, known({"a": read(finding)})).reason is Reason.READ_AS_NEGATIVE


def test_the_reason_nearest_to_being_counted_is_given() -> None:
    unread = ReadFinding(None, None, counts=False, terms=("1f3a5c7e",))
    what = known({"b": read(unread)}, sent=[("a", "first"), ("b", "first")])
    assert missed(true("T1", "ab"), what) == Because(Reason.WORD_UNMAPPED, ("1f3a5c7e",), (LABORATORY, "M2"))


def test_what_a_case_holds_too_much_is_missed_as_merged() -> None:
    because = missed(
        true("T1", "a"), known({"a": read(POSITIVE)}), held("H1", "abc"), also=[true("T2", "bc")]
    )
    assert because.reason is Reason.MERGED_WITH_ANOTHER


def test_infection_taken_for_carriage_is_missed_and_invented_by_its_state() -> None:
    one, other = true("T1", "a", state="infection"), held("H1", "a", state="carriage")
    assert missed(one, known({"a": read(POSITIVE)}), other).reason is Reason.OTHER_STATE
    assert invented(other, known(sent=[("a", "first")]), one).reason is Reason.OTHER_STATE


def test_what_a_person_decided_is_told_as_such() -> None:
    what = known({"a": read(POSITIVE)}, decided=[("measles", "name")])
    assert missed(true("T1", "a"), what).reason is Reason.DECIDED_BY_A_PERSON
    other = known({"a": read(POSITIVE)}, decided=[("rubella", "name")])
    assert missed(true("T1", "a"), other).reason is Reason.NO_RULE
    assert invented(held("H1", "a", decided=True), known()).reason is Reason.DECIDED_BY_A_PERSON


def test_isolates_of_a_group_and_of_another_organism_are_told_apart() -> None:
    def because(name: str) -> tuple[Reason, Reason]:
        one = true("T1", "a", name="SALENT", organism="SALENT")
        other = held("H1", "a", name=name)
        what = known({"a": read(ReadFinding(name, "positive", counts=True))}, sent=[("a", "first")])
        matched = match([one], [other])
        return (
            why_missed(one, Subject.ISOLATES, matched, what).reason,
            why_invented(other, Subject.ISOLATES, matched, what).reason,
        )

    assert because("SALMON") == (Reason.GROUP_INSTEAD_OF_SPECIES,) * 2
    assert because("ESCCOL") == (Reason.OTHER_ORGANISM,) * 2


# --- what is invented ---


def test_a_half_of_what_is_true_is_a_split_unless_the_person_has_two_numbers() -> None:
    halves = held("H1", "a"), held("H2", "bc")
    answers = {"a": read(POSITIVE, person=b"1"), "b": read(POSITIVE, person=b"2"), "c": read(person=b"2")}
    truth = true("T1", "abc")
    assert invented(halves[0], known(answers), truth, also=halves[1:]).reason is Reason.SPLIT_OF_ONE
    two = known(answers, two_numbers=["P1"])
    assert invented(halves[0], two, truth, also=halves[1:]).reason is Reason.TWO_NUMBERS
    same = known(answers | {"a": read(POSITIVE, person=b"2")}, two_numbers=["P1"])
    assert invented(halves[0], same, truth, also=halves[1:]).reason is Reason.SPLIT_OF_ONE


def test_another_disease_of_a_true_answer_is_told_as_such() -> None:
    one = held("H1", "a", name="rubella")
    assert invented(one, known(sent=[("a", "first")]), true("T1", "a")).reason is Reason.OTHER_DISEASE
    assert missed(true("T1", "a"), known({"a": read()}), one).reason is Reason.OTHER_DISEASE


def test_nothing_true_behind_an_answer_is_a_false_positive_and_no_such_answer_is_not_in_the_truth() -> None:
    one = held("H1", "a")
    assert invented(one, known(sent=[("a", "first")])) == Because(
        Reason.FALSE_POSITIVE, (), (LABORATORY, "M1")
    )
    elsewhere = known({"a": ReadAnswer(standing=True, message_ids=("handful-urine",))})
    assert invented(one, elsewhere) == Because(Reason.NOT_IN_TRUTH, (), (LABORATORY, "handful-urine"))


@pytest.mark.parametrize("kind", ["correction", "cancellation"])
def test_what_was_corrected_later_names_the_correction(kind: str) -> None:
    sent = [("a", "first"), ("a", kind)]
    corrected = Because(Reason.CORRECTED_LATER, (), (LABORATORY, "M2"))
    assert invented(held("H1", "a"), known(sent=sent, statuses={"M1": Status.ACCEPTED})) == corrected
    rubella = true("T1", "a", name="rubella")
    assert invented(held("H1", "a"), known(sent=sent), rubella) == corrected
    arrived = known(sent=sent, statuses={"M2": Status.ACCEPTED})
    assert invented(held("H1", "a"), arrived, rubella).reason is Reason.OTHER_DISEASE


def test_reasons_name_messages_and_words_and_the_most_frequent_comes_first() -> None:
    matched: Matched = match([true(f"T{place}", letter) for place, letter in enumerate("abcde")], [])
    because = [
        Because(Reason.WORD_UNMAPPED, ("1",), (LABORATORY, "M9")),
        Because(Reason.WORD_UNMAPPED, ("1", "2"), (LABORATORY, "M1")),
        Because(Reason.WORD_UNMAPPED, ("2", "1"), (LABORATORY, "M5")),
        Because(Reason.HELD, (), (LABORATORY, "M7")),
        Because(Reason.WORD_UNMAPPED, ("3",), (LABORATORY, "M2")),
    ]
    whole, _ = figures(Subject.CASES, matched, [(Fault.MISSED, "measles", each) for each in because])
    first, second = whole.explained
    assert (first.reason, first.count, first.terms) == (
        Reason.WORD_UNMAPPED,
        4,
        (("1", 3), ("2", 2), ("3", 1)),
    )
    assert first.examples == tuple((LABORATORY, name) for name in ("M1", "M2", "M5"))
    assert (second.reason, second.count) == (Reason.HELD, 1)

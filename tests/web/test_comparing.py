"""Two messages side by side: the laws of comparing, and the page."""

from collections import Counter
from dataclasses import replace

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from infreg.doors.web.comparing import Comparison, Mark, Pair, compare, pair
from infreg.vocabulary.answer import Coded
from infreg.vocabulary.shown import ShownAnswer, ShownMessage, ShownSpecimen
from tests.web.conftest import Register
from tests.web.made_pages import (
    AMPICILLIN,
    COLI,
    CULTURE,
    EARLIER,
    KLEBSIELLA,
    MECILLINAM,
    RECEIPT,
    URINE,
    answer,
    message,
    result,
    tried,
    words,
)
from tests.web.test_pages import seen

BLOOD = ShownSpecimen("B", Coded(display="Blod"), None)
NOROVIRUS = Coded(text="Norovirus PCR")

organisms = st.sampled_from([None, COLI, KLEBSIELLA])
results = st.lists(
    st.builds(
        lambda number, under, of, value, organism, specimen: result(
            number, words(value), under=under, of=of, organism=organism, specimen=specimen
        ),
        st.sampled_from("012345"),
        st.sampled_from([None, *"012345"]),
        st.sampled_from([CULTURE, NOROVIRUS]),
        st.sampled_from(["Påvist", "Ikke påvist"]),
        organisms,
        st.sampled_from([None, "A", "B"]),
    ),
    max_size=6,
    unique_by=lambda each: each.id,
)
tests = st.lists(
    st.builds(
        tried,
        st.sampled_from([None, "1", "2"]),
        organisms,
        st.sampled_from([AMPICILLIN, MECILLINAM]),
        st.sampled_from("SIR"),
    ),
    max_size=5,
)
answers = st.builds(
    lambda number, found, tested, specimens, status: answer(
        answer_id=number,
        results=tuple(found),
        susceptibilities=tuple(tested),
        specimens=specimens,
        status=status,
    ),
    st.sampled_from("ab"),
    results,
    tests,
    st.sampled_from([(), (URINE,), (URINE, BLOOD)]),
    st.sampled_from([None, "P", "F"]),
)
messages = st.lists(answers, max_size=2).map(lambda held: message(*held))


def differing(comparison: Comparison) -> dict[Mark, int]:
    return {mark: count for mark, count in comparison.counts.items() if mark is not Mark.SAME and count}


# --- the laws


@given(messages)
def test_a_message_has_no_differences_from_itself(one: ShownMessage) -> None:
    assert compare(one, one).differences == 0


@given(messages, messages)
def test_every_row_of_both_sides_stands_exactly_once(one: ShownMessage, other: ShownMessage) -> None:
    compared = compare(one, other)
    for side, sent in (("first", one), ("later", other)):
        rows = [
            getattr(p, side)
            for a in compared.answers
            for p in (*a.results, *a.specimens, *a.susceptibilities)
        ]
        placed = Counter(getattr(row, "result", row) for row in rows if row is not None)
        assert placed == Counter(
            row for a in sent.answers for row in (*a.results, *a.specimens, *a.susceptibilities)
        )


@given(messages, messages)
def test_what_is_new_one_way_is_gone_the_other_and_changes_stay_changes(
    one: ShownMessage, other: ShownMessage
) -> None:
    there, back = compare(one, other).counts, compare(other, one).counts
    assert there[Mark.NEW] == back[Mark.GONE]
    assert there[Mark.GONE] == back[Mark.NEW]
    assert there[Mark.CHANGED] == back[Mark.CHANGED]


@given(st.lists(st.integers(0, 3)), st.lists(st.integers(0, 3)))
def test_the_later_sides_order_is_kept_and_marks_tell_the_truth(firsts: list[int], laters: list[int]) -> None:
    pairs = pair(firsts, laters, [lambda n: n % 2], lambda n: n)
    assert [p.later for p in pairs if p.later is not None] == laters
    for each in pairs:
        assert each.mark is expected(each)


def expected(each: Pair[int]) -> Mark:
    if each.first is None or each.later is None:
        return Mark.NEW if each.first is None else Mark.GONE
    return Mark.SAME if each.first == each.later else Mark.CHANGED


# --- what people would call the same row


def versions(before: ShownAnswer, after: ShownAnswer) -> Comparison:
    return compare(message(before, receipt=EARLIER), message(after))


def test_another_value_of_the_same_examination_is_a_change() -> None:
    before = answer(results=(result("1", words("Ikke påvist"), of=NOROVIRUS),), susceptibilities=())
    after = answer(results=(result("9", words("Påvist"), of=NOROVIRUS),), susceptibilities=())
    assert differing(versions(before, after)) == {Mark.CHANGED: 1}


def test_another_microbe_is_another_finding() -> None:
    before = answer(results=(result("1", words(COLI), of=CULTURE, organism=COLI),), susceptibilities=())
    after = answer(
        results=(result("2", words(KLEBSIELLA), of=CULTURE, organism=KLEBSIELLA),), susceptibilities=()
    )
    assert differing(versions(before, after)) == {Mark.NEW: 1, Mark.GONE: 1}


def test_a_finding_that_was_given_a_more_exact_name_is_a_change() -> None:
    before = answer(
        results=(result("1", words("Gramnegative staver"), of=CULTURE, organism="Gramnegative staver"),),
        susceptibilities=(),
    )
    after = answer(results=(result("1", words(COLI), of=CULTURE, organism=COLI),), susceptibilities=())
    assert differing(versions(before, after)) == {Mark.CHANGED: 1}


def test_rows_that_were_only_numbered_anew_have_not_changed() -> None:
    before = answer()
    after = answer(
        results=(
            result("7", words(KLEBSIELLA), of=CULTURE, specimen="A", organism=KLEBSIELLA),
            result("8", words(COLI), of=CULTURE, specimen="A", organism=COLI),
            result("9", words(">100.000 pr.ml."), of=Coded(text="Mengde"), under="8"),
        ),
        susceptibilities=tuple(
            replace(s, organism_result={"1": "8", "2": "7"}[s.organism_result or ""])
            for s in before.susceptibilities
        ),
    )
    assert differing(versions(before, after)) == {}


def test_an_amount_belongs_to_its_microbe() -> None:
    def amounts(coli: str, klebsiella: str) -> ShownAnswer:
        return answer(
            results=(
                result("1", words(COLI), of=CULTURE, organism=COLI),
                result("2", words(coli), of=Coded(text="Mengde"), under="1"),
                result("3", words(KLEBSIELLA), of=CULTURE, organism=KLEBSIELLA),
                result("4", words(klebsiella), of=Coded(text="Mengde"), under="3"),
            ),
            susceptibilities=(),
        )

    assert differing(versions(amounts("mye", "lite"), amounts("lite", "mye"))) == {Mark.CHANGED: 2}


def test_a_letter_that_became_another_is_a_change() -> None:
    before = answer(susceptibilities=(tried("1", COLI, AMPICILLIN, "S"),))
    after = answer(susceptibilities=(tried("1", COLI, AMPICILLIN, "R"), tried("1", COLI, MECILLINAM, "S")))
    assert differing(versions(before, after)) == {Mark.CHANGED: 1, Mark.NEW: 1}


def test_two_single_answers_are_compared_whatever_their_ids() -> None:
    assert differing(versions(answer(answer_id="a"), answer(answer_id="b"))) == {Mark.CHANGED: 1}


def test_of_several_answers_each_is_compared_with_its_own() -> None:
    one, other = answer(answer_id="a"), answer(answer_id="b")
    assert compare(message(one, other), message(other, one)).differences == 0


# --- the page


@pytest.mark.requirement("B-5")
def test_versions_stand_side_by_side_the_earlier_first_whichever_way_one_comes(
    register: Register, client: Client
) -> None:
    before = answer(status="P", results=answer().results[:2], susceptibilities=())
    register.messages = {
        str(RECEIPT): message(answer()),
        str(EARLIER): message(before, receipt=EARLIER),
    }
    pages = [
        seen(client.get(f"/leveranser/{one}/sammenlign/{other}").content)
        for one, other in ((RECEIPT, EARLIER), (EARLIER, RECEIPT))
    ]
    for page in pages:
        assert "To versjoner side om side 1 rad er endret og 4 er nye." in page
        assert "Status Den første: Foreløpig Den siste: Endelig endret" in page
        assert f"U-Bakterier dyrkning Den første: finnes ikke her Den siste: {KLEBSIELLA} ny" in page


def test_versions_that_say_the_same_say_so(register: Register, client: Client) -> None:
    register.messages = {str(RECEIPT): message(answer()), str(EARLIER): message(answer(), receipt=EARLIER)}
    page = seen(client.get(f"/leveranser/{RECEIPT}/sammenlign/{EARLIER}").content)
    assert "De to sier det samme." in page


def test_messages_that_are_no_versions_of_each_other_stand_as_they_came(
    register: Register, client: Client
) -> None:
    early = message(answer(versions=()), receipt=EARLIER)
    late = message(answer(versions=()), received_at=early.received_at.replace(year=2027))
    register.messages = {str(RECEIPT): late, str(EARLIER): early}
    page = seen(client.get(f"/leveranser/{RECEIPT}/sammenlign/{EARLIER}").content)
    assert page.index(f"Den første: {EARLIER}") < page.index(f"Den siste: {RECEIPT}")


def test_messages_without_answers_are_compared_too(register: Register, client: Client) -> None:
    register.messages = {str(RECEIPT): message(), str(EARLIER): message(receipt=EARLIER)}
    page = seen(client.get(f"/leveranser/{RECEIPT}/sammenlign/{EARLIER}").content)
    assert "Ingen av de to inneholder et svar." in page


@pytest.mark.requirement("NOIS-4-1")
def test_a_version_out_of_reach_is_not_found(register: Register, client: Client) -> None:
    register.messages = {str(RECEIPT): message(answer())}
    assert client.get(f"/leveranser/{RECEIPT}/sammenlign/{EARLIER}").status_code == 404
    assert client.get(f"/leveranser/{EARLIER}/sammenlign/{RECEIPT}").status_code == 404


@pytest.mark.requirement("B-5")
def test_an_answers_other_versions_lead_to_the_comparison(register: Register, client: Client) -> None:
    register.messages = {str(RECEIPT): message(answer())}
    page = client.get(f"/leveranser/{RECEIPT}").content.decode()
    assert f'href="/leveranser/{RECEIPT}/sammenlign/{EARLIER}"' in page
    assert f"/sammenlign/{RECEIPT}" not in page

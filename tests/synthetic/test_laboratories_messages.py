"""What the laboratories send: read by our own reception as it was meant, and never wrongly."""

from collections import Counter, defaultdict
from pathlib import Path

import pytest
from lxml import etree

from infreg.guard.trees import mask_tree
from infreg.interpretation.grown import Interpreted
from infreg.interpretation.isolates import isolates
from infreg.synthetic.laboratories import Calendar, Sent, laboratories
from infreg.synthetic.laboratories.clock import local
from infreg.vocabulary.answer import Answer, ValueKind
from infreg.vocabulary.finding import Finding
from tests.interpretation.known import codes
from tests.synthetic.made_laboratories import Arrived, arrived, mapped, positives, sent
from tests.synthetic.made_world import plan

pytestmark = pytest.mark.requirement("B-14")

#: Names of microbes that are misread (`test_laboratories_words`): what is told of them is not asked for here.
MISREAD = frozenset({"HAEINFN", "YERENO3", "YERENO9", "BRLBUR", "ENBCLO", "SALTMO", "LEGPN1"})
#: A microbe with its resistance in brackets is read as two: the species, and the resistant group.
MISREAD_GROUPS = frozenset({"ENCSPP"})


# --- As it was meant -------------------------------------------------------------------------------


def test_every_message_is_read_without_a_problem() -> None:
    assert Counter(problem.code for each in arrived() for problem in each.problems) == {}


def test_what_is_read_is_what_was_meant() -> None:
    for each in arrived():
        meant = each.sent.message.answers[0]
        assert _said(each.answer) == _said(meant), each.sent.laboratory.key
        assert _rows(each.answer, each) == _rows(meant, each), each.sent.laboratory.key


def _said(answer: Answer) -> tuple[object, ...]:
    return (
        answer.answer_id,
        answer.service_type,
        answer.status,
        answer.discipline,
        answer.issued_at,
        answer.laboratory,
        answer.requester,
        answer.patient,
        answer.specimens,
        answer.comments,
    )


def _rows(answer: Answer, each: Arrived) -> tuple[object, ...]:
    """The rows with what they say, and what stands under what: rows in rows have ids of their places."""
    places = {result.id: place for place, result in enumerate(answer.results)}
    results = [
        (
            places.get(row.parent or ""),
            row.specimen,
            row.investigation,
            row.value.text,
            row.value.coded,
            row.comment,
            row.value.number if row.value.text is None else None,
        )
        for row in answer.results
    ]
    tested = [
        (places.get(row.organism_result or ""), row.agent, row.sir, row.sir_text, row.mic, row.specimen)
        for row in answer.susceptibilities
    ]
    return results, sorted(tested, key=repr) if each.sent.laboratory.style.nested else tested


def test_nothing_in_a_message_looks_like_a_number_of_a_person() -> None:
    for each in arrived():
        assert mask_tree(each.sent.message, lambda _: "?")[1] == (), each.sent.message.message_id


@pytest.mark.shared
def test_every_message_is_valid_by_the_schemas(shared: Path, tmp_path: Path) -> None:
    """Of the envelope what stands in it: its own schema asks for those of everything inside."""
    schemas = {}
    for version, file in (("1.3", "svar-v13.xsd"), ("1.4", "svar-v1.4.xsd")):
        for name in (file, "kith.xsd", "kith-base64.xsd"):
            schema = (shared / "data" / "schemas" / name).read_bytes()
            for far in (b"http://www.kith.no/xmlstds/kith.xsd", b"file:kith.xsd"):
                schema = schema.replace(far, b"kith.xsd")
            (tmp_path / name).write_bytes(schema)
        schemas[version] = etree.XMLSchema(etree.parse(tmp_path / file))
    for each in arrived()[::3]:
        root = etree.fromstring(each.content)
        message = next(part for part in root.iter() if etree.QName(part).localname == "Message")
        schemas[each.sent.laboratory.style.version].assertValid(etree.fromstring(etree.tostring(message)))


# --- As it is understood ---------------------------------------------------------------------------


@pytest.mark.requirement("B-3")
def test_before_anything_is_mapped_nothing_is_counted_that_was_not_told() -> None:
    wrong: Counter[tuple[str, str, str | None]] = Counter()
    for each in arrived():
        for organism in positives(each.findings(codes())) - each.told:
            if organism not in MISREAD_GROUPS and not _is_misread(organism, each):
                wrong[each.sent.laboratory.key, each.sent.sampled.panel, organism] += 1
    assert wrong == {}


def test_what_was_told_without_a_word_of_their_own_is_counted_at_once() -> None:
    missed: Counter[tuple[str, ...]] = Counter()
    for each in arrived():
        if not each.own:
            for organism in each.told - MISREAD - positives(each.findings(codes())):
                missed[each.sent.laboratory.key, each.sent.sampled.panel, organism] += 1
    assert missed == {}


@pytest.mark.requirement("B-3")
def test_once_their_words_are_mapped_everything_that_was_told_is_counted() -> None:
    missed: Counter[tuple[str, ...]] = Counter()
    for each in arrived():
        if each.own:
            findings = each.findings(mapped())
            for organism in each.told - MISREAD - positives(findings):
                missed[each.sent.laboratory.key, each.sent.sampled.panel, organism] += 1
            assert {term for finding in findings for term in finding.unmapped} == set(), each.own
    assert missed == {}


@pytest.mark.requirement("B-3")
def test_a_word_of_their_own_waits_for_a_person_under_its_own_name() -> None:
    """But where what is beside it tells enough without it, and where a typing names what nobody knows."""
    waiting: Counter[tuple[str, str]] = Counter()
    said: Counter[tuple[str, str]] = Counter()
    for each in arrived():
        if each.sent.content and each.sent.kind != "cancellation" and each.own:
            terms = {(term.kind.value, term.text) for one in each.findings(codes()) for term in one.unmapped}
            said.update(each.own)
            waiting.update(each.own & terms)
    assert {word for word in said if not waiting[word]} <= {("organism", "s chester")}


def _is_misread(organism: str | None, each: Arrived) -> bool:
    return any(codes().related(organism or "", told) for told in each.told & MISREAD)


# --- Habits ----------------------------------------------------------------------------------------


def flat() -> list[Sent]:
    return [each for of_answer in sent() for each in of_answer]


def test_all_kinds_of_messages_are_sent_and_every_laboratory_sends() -> None:
    kinds = Counter(each.kind for each in flat())
    assert kinds.keys() == {
        *("first", "preliminary", "final", "correction", "addition", "cancellation", "resend", "duplicate")
    }
    assert {each.laboratory.key for each in flat()} == laboratories().keys()


def test_message_ids_are_unique_but_for_the_same_bytes_sent_again() -> None:
    first: dict[str, Arrived] = {}
    for each in arrived():
        if each.sent.kind == "resend":
            assert first[each.sent.message.message_id].content == each.content
        else:
            assert each.sent.message.message_id not in first
            first[each.sent.message.message_id] = each


def test_versions_of_an_answer_are_generated_one_after_the_other_and_leave_in_that_order() -> None:
    for of_answer in sent():
        generated = [each.message.generated_at for each in of_answer if each.kind != "resend"]
        assert generated == sorted(generated, key=lambda moment: moment.at if moment else 0)
        left = [each.leaves for each in of_answer if each.kind != "resend"]
        assert left == sorted(left)
        assert all(
            local(each.message.generated_at.at) <= each.leaves
            for each in of_answer
            if each.message.generated_at
        )


def test_what_is_told_at_the_end_is_true() -> None:
    for of_answer in sent():
        last = [each for each in of_answer if each.kind not in {"resend", "duplicate", "addition"}][-1]
        if last.kind != "cancellation":
            assert last.stands
            assert last.content is not None
            assert {each.found for each in last.content.reported} == set(last.sampled.found)


def test_nothing_leaves_after_the_last_day() -> None:
    end = plan(100, 24, 100).period.last
    assert all(each.leaves.date() <= end for each in flat())


def test_a_laboratory_is_silent_for_a_week_and_then_sends_everything() -> None:
    asked = plan()
    calendar = Calendar(7, asked.period.first, asked.period.last)
    silent = [(key, *each) for key, times in calendar.silent.items() for each in times]
    assert silent
    for key, begin, end in silent:
        assert (end - begin).days >= 7
        assert not [each for each in flat() if each.laboratory.key == key and begin <= each.leaves < end]


def test_those_that_mark_mark_what_is_notifiable_and_those_that_never_do_never_do() -> None:
    marks: dict[str, Counter[str]] = defaultdict(Counter)
    for each in flat():
        marks[each.laboratory.key].update(comment.code or "" for comment in each.message.answers[0].comments)
    for key, laboratory in laboratories().items():
        assert bool(marks[key]["MSIS-M"]) is (laboratory.habits.marks is not None), key
    assert {laboratory.habits.marks is None for laboratory in laboratories().values()} == {True, False}
    assert all(sum(each[mark] for each in marks.values()) for mark in ("MSIS-UM", "MSIS-AV", "VA"))


def test_a_wrong_number_is_corrected_under_the_same_answer() -> None:
    corrected = 0
    for of_answer in sent():
        numbers = [each.message.answers[0].patient.number for each in of_answer if each.kind == "correction"]
        firsts = [each.message.answers[0].patient.number for each in of_answer if each.kind == "first"]
        if numbers and firsts[0] != numbers[0]:
            corrected += 1
            assert len({each.answer_id for each in of_answer}) == 1
    assert corrected


def test_an_isolate_that_was_sent_on_is_the_one_that_grew() -> None:
    """The reference laboratory's answer is joined to the first laboratory's, by patient, microbe and day."""
    joined = alone = 0
    for answers in _final_answers().values():
        typed = {one.key for one in answers if one.answer.specimens[0].type.text == "Bakterieisolat"}
        for isolate in isolates(answers, lambda _: mapped()) if typed else ():
            keys = {source.answer for source in isolate.sources}
            if keys & typed and isolate.organism not in MISREAD_GROUPS:
                joined += len(keys) > 1
                alone += len(keys) == 1
    assert joined > 50
    assert alone == 0


def _final_answers() -> dict[str, list[Interpreted]]:
    """By person: the last version of every answer, as it is read with all words mapped."""
    latest = {}
    for each in arrived():
        if each.sent.kind not in {"resend", "duplicate", "addition", "cancellation"}:
            latest[each.sent.laboratory.key, each.answer.answer_id] = each
        elif each.sent.kind == "cancellation":
            latest.pop((each.sent.laboratory.key, each.answer.answer_id), None)
    found: dict[str, list[Interpreted]] = defaultdict(list)
    units = {key: unit for unit, key in enumerate(laboratories())}
    for key, each in enumerate(latest.values()):
        if each.answer.specimens:
            findings: tuple[Finding, ...] = each.findings(mapped())
            person = each.sent.sampled.person.id
            unit = units[each.sent.laboratory.key]
            found[person].append(Interpreted(key, unit, person.encode(), each.answer, findings))
    return found


def test_numbers_are_written_in_several_ways() -> None:
    kinds = {row.value.kind for each in flat() for row in each.message.answers[0].results}
    assert {ValueKind.NUMBER, ValueKind.TEXT, ValueKind.CODED, ValueKind.NONE} <= kinds

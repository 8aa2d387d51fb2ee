"""From answers to cases, in the transaction that takes them in, and again whenever what they lean on
changes."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from infreg.access.actor import Actor, Purpose, Refused
from infreg.access.roles import LABORATORY
from infreg.definitions.shipped import shipped_definitions
from infreg.flow import cases, casework, codes, definitions, deriving, trying
from infreg.flow.definitions import shipped
from infreg.storage import preparation
from tests.flow.made_cases import (
    DAY,
    DEFINITION,
    DISEASE,
    OFFICER,
    VIDDA,
    Told,
    ids,
    load,
    receive,
    rows,
    seen,
    work,
)
from tests.register import Register, Server

pytestmark = pytest.mark.requirement("NIR-6")


@pytest.fixture
def diseased(register: Register, tmp_path: Path) -> Register:
    """A register that knows the made-up disease."""
    load(register, tmp_path)
    return register


def stale(register: Register) -> list[int]:
    """How many persons, and how many answers, are to be derived again."""
    return [register.count("registry.stale_person"), register.count("registry.stale")]


def test_an_answer_makes_a_case_that_tells_what_made_it(either: Register, tmp_path: Path) -> None:
    load(either, tmp_path)
    (receipt,) = receive(either, Told())
    assert seen(either) == [("confirmed", DAY, 1)]
    shown = cases.find_case(OFFICER, ids(either)[0])
    assert shown
    assert shown.titles["nb"] == "Klebsiellafeber"
    assert shown.rule_text["en"] == "Klebsiella was found where there should be no microbes."
    assert shown.organism == "Klebsiella pneumoniae"
    assert (shown.case.municipality, shown.municipality) == ("0301", "Oslo")
    (evidence,) = shown.evidence
    assert (str(evidence.receipt), evidence.laboratory) == (receipt, "Fjordlaboratoriet")
    (finding,) = evidence.findings
    assert (finding.organism_code, finding.outcome, finding.specimen_code) == (
        "KLEPNE",
        "positive",
        "blood-culture",
    )
    assert [(version.known_to, len(version.gained)) for version in shown.versions] == [(None, 1)]


def test_what_no_disease_concerns_makes_no_case(diseased: Register) -> None:
    receive(diseased, Told(grew="Streptococcus pyogenes"), Told(number=2, grew="Ingen vekst", person=1))
    assert seen(diseased) == []


@pytest.mark.parametrize(
    "withdrawal",
    [Told(version=2, grew="Ingen vekst"), Told(version=2, cancelled=True)],
    ids=["wrong", "cancelled"],
)
def test_a_withdrawn_answer_withdraws_its_case(diseased: Register, withdrawal: Told) -> None:
    receive(diseased, Told())
    (case,) = ids(diseased)
    receive(diseased, withdrawal)
    assert seen(diseased) == []
    shown = cases.find_case(OFFICER, case)
    assert shown
    assert shown.closed_at
    assert shown.became == ()


def test_a_correction_about_another_person_moves_the_case(diseased: Register) -> None:
    receive(diseased, Told())
    ((_, before, *_),) = rows(diseased)
    receive(diseased, Told(version=2, person=1))
    ((_, after, *_),) = rows(diseased)
    assert before != after


def test_answers_of_several_laboratories_make_one_case(diseased: Register) -> None:
    receive(diseased, Told(specimen="Hals"), Told(number=2, laboratory=VIDDA, days=5))
    assert seen(diseased) == [("confirmed", DAY, 2)]


def test_after_the_episode_it_is_another_case(diseased: Register) -> None:
    receive(diseased, Told(), Told(number=2, days=31))
    assert seen(diseased) == [("confirmed", DAY, 1), ("confirmed", DAY + timedelta(days=31), 1)]


def test_a_case_that_rests_on_more_is_a_version_and_the_one_before_stays(diseased: Register) -> None:
    receive(diseased, Told(specimen="Hals"))
    receive(diseased, Told(number=2, days=5))
    shown = cases.find_case(OFFICER, ids(diseased)[0])
    assert shown
    first, second = shown.versions
    assert first.known_to == second.known_from
    assert ("classification", "probable", "confirmed") in [
        (each.field, each.before, each.after) for each in second.changes
    ]
    assert len(second.gained) == 1
    assert not second.lost


@pytest.mark.requirement("NIR-15")
def test_two_who_turn_out_to_be_one_have_one_case_until_they_are_parted(
    either: Register, tmp_path: Path
) -> None:
    load(either, tmp_path)
    first, second = receive(either, Told(), Told(number=2, person=1, days=5))
    apart = rows(either)
    casework.join(OFFICER, first, second, "samme person")
    work(either)
    assert seen(either) == [("confirmed", DAY, 2)]
    lost = next(str(row[0]) for row in apart if row[0] not in ids(either))
    shown = cases.find_case(OFFICER, lost)
    assert shown
    assert shown.became == tuple(ids(either))
    casework.undo(OFFICER, first, "var det ikke")
    either.use("intake")
    while deriving.derive_stale(limit=1):  # an answer at a time: the case passes from one to the other
        pass
    assert rows(either) == apart


ARRIVED = (
    Told(specimen="Hals", version=1),
    Told(specimen="Hals", version=2),
    Told(number=2, laboratory=VIDDA, days=5),
    Told(number=3, days=70),
    Told(number=4, days=72, grew="Ingen vekst"),
    Told(number=5, person=1),
    Told(number=5, person=1, version=2, cancelled=True),
    Told(number=6, person=2, marks=("MSIS-M",)),
    Told(number=7, person=2, days=3, marks=("MSIS-AV",), grew="Ingen vekst"),
    Told(number=8, person=3, grew="Ingen vekst", marks=("MSIS-M",)),
)


@pytest.mark.requirement("B-1", "B-5")
def test_the_order_of_arrival_and_duplicates_change_nothing(
    diseased: Register, embedded: Server, tmp_path: Path
) -> None:
    receive(diseased, *ARRIVED)
    expected = [(row[0], *row[2:]) for row in rows(diseased)]
    assert len(expected) >= 3
    for seed in range(3):
        shuffled = sorted(ARRIVED, key=lambda told: hashlib.sha256(f"{seed}{told}".encode()).digest())
        with embedded.fresh() as other:
            load(other, tmp_path)
            for told in (*shuffled, *shuffled[:4]):
                receive(other, told)
            assert [(row[0], *row[2:]) for row in rows(other)] == expected


def test_a_marked_answer_without_a_disease_is_a_question(diseased: Register) -> None:
    (receipt,) = receive(diseased, Told(grew="Ingen vekst", marks=("MSIS-M",)))
    ((question,), total) = cases.find_questions(OFFICER)
    assert total == 1
    assert (question.doubt.value, str(question.receipt)) == ("marked-without-disease", receipt)
    cases.settle_question(OFFICER, question.id, "ringte: feil merke")
    assert cases.find_questions(OFFICER) == ((), 0)


@pytest.mark.requirement("B-6")
def test_a_new_disease_makes_cases_of_answers_already_there(either: Register, tmp_path: Path) -> None:
    receive(
        either,
        Told(),
        Told(number=2, person=1, specimen="Hals"),
        Told(number=3, person=2, grew="Ingen vekst"),
    )
    assert rows(either) == []
    load(either, tmp_path)
    assert seen(either) == [("confirmed", DAY, 1), ("probable", DAY, 1)]
    shown = cases.find_case(OFFICER, ids(either)[0])
    assert shown
    assert shown.case.known > shown.case.received, "it could not be known before the disease was"


@pytest.mark.requirement("B-6")
def test_a_disease_defined_otherwise_changes_its_cases_and_the_version_is_told(
    diseased: Register, tmp_path: Path
) -> None:
    receive(diseased, Told(specimen="Hals"), Told(number=2, person=1))
    before = cases.find_case(OFFICER, ids(diseased)[0])
    load(diseased, tmp_path, DEFINITION.replace('class = "probable"', 'class = "confirmed"'))
    assert seen(diseased) == [("confirmed", DAY, 1), ("confirmed", DAY, 1)]
    after = cases.find_case(OFFICER, ids(diseased)[0])
    assert before
    assert after
    assert before.case.definition.hash != after.case.definition.hash
    assert after.case.known > before.case.known


@pytest.mark.requirement("B-6")
def test_a_disease_that_asks_for_less_loses_its_cases(diseased: Register, tmp_path: Path) -> None:
    receive(diseased, Told(specimen="Hals"), Told(number=2, person=1))
    only_sterile = DEFINITION[: DEFINITION.rindex("[[rule]]")]
    load(diseased, tmp_path, only_sterile)
    assert seen(diseased) == [("confirmed", DAY, 1)]


@pytest.mark.requirement("B-6")
def test_a_disease_that_turns_out_to_have_another_cause_loses_its_cases(
    diseased: Register, tmp_path: Path
) -> None:
    receive(diseased, Told())
    load(diseased, tmp_path, DEFINITION.replace("KLEPNE", "CANALB"))
    assert seen(diseased) == []


#: A row of the list of specimens, without its last cell: whether it is sterile.
THROAT = b"\nthroat,Hals,Throat,respiratory-upper"


@pytest.mark.requirement("B-6")
def test_what_cases_lean_on_beside_diseases_changes_them_too(diseased: Register, tmp_path: Path) -> None:
    receive(diseased, Told(specimen="Hals"))
    ours = next(each for each in shipped_definitions() if each.name == "specimens")
    for name, content in ours.content.files().items():
        (tmp_path / name).write_bytes(content.replace(THROAT + b",no", THROAT + b",yes"))
    file = tmp_path / ours.file
    (effect,) = trying.try_definitions(OFFICER, [file])
    assert (effect.gained, effect.lost, effect.changed) == (0, 0, 1)
    diseased.use("intake")
    definitions.load(OFFICER, [file])
    work(diseased)
    assert seen(diseased) == [("confirmed", DAY, 1)]


@pytest.mark.requirement("B-6")
def test_definitions_that_come_with_an_upgrade_change_the_cases_they_concern(diseased: Register) -> None:
    receive(diseased, Told(specimen="Hals"), Told(number=2, person=1, grew="Flurbelia norvegica"))
    definitions.ask_for_new()
    assert stale(diseased) == [0, 0]
    ours = next(each for each in shipped_definitions() if each.name == "specimens")
    files = {
        name: content.replace(THROAT + b",no", THROAT + b",yes").decode()
        for name, content in ours.content.files().items()
    }
    (news,) = (each for each in shipped().read() if each.name == "specimens")
    changed = replace(news, files=files, hash=b"another")
    preparation.prepare(diseased.environ, preparation.Shipped(b"another", lambda: [changed]))
    diseased.use("intake")
    definitions.ask_for_new()
    assert stale(diseased) == [1, 1]
    work(diseased)
    assert seen(diseased) == [("confirmed", DAY, 1)]
    definitions.ask_for_new()
    assert stale(diseased) == [0, 0]


@pytest.mark.requirement("B-3")
def test_a_mapping_makes_its_case_and_unmade_takes_it_back(diseased: Register) -> None:
    receive(diseased, Told(grew="Flurbelia norvegica"))
    assert seen(diseased) == []
    ((ranked,), _) = codes.unmapped(OFFICER)
    codes.map_term(OFFICER, ranked.id, "KLEPNE", "skrevet feil")
    work(diseased)
    assert seen(diseased) == [("confirmed", DAY, 1)]
    ((mapping, *_)) = codes.history(OFFICER)
    shown = cases.find_case(OFFICER, ids(diseased)[0])
    assert shown
    assert shown.case.known == mapping.known_from
    codes.undo(OFFICER, mapping.id, "det var det ikke")
    work(diseased)
    assert seen(diseased) == []


def test_deriving_everybody_again_changes_nothing(diseased: Register) -> None:
    receive(diseased, *ARRIVED)
    before, count = rows(diseased), diseased.count("registry.case")
    diseased.use("intake")
    assert cases.ask_for_everybody()
    work(diseased)
    assert rows(diseased) == before
    assert diseased.count("registry.case") == count


def test_lists_ask_for_disease_day_and_municipality(diseased: Register) -> None:
    receive(diseased, Told(), Told(number=2, person=1, days=40, municipality="4601"))
    late = DAY + timedelta(days=40)
    for wanted, events in (
        (cases.Wanted(), [late, DAY]),
        (cases.Wanted(disease="mpox"), []),
        (cases.Wanted(since=late), [late]),
        (cases.Wanted(until=DAY), [DAY]),
        (cases.Wanted(municipality="0301"), [DAY]),
        (cases.Wanted(doubted=True), []),
    ):
        assert [line.event for line in cases.find_cases(OFFICER, wanted)[0]] == events
    page, total = cases.find_cases(OFFICER, cases.Wanted(disease=DISEASE), page=2, size=1)
    assert ([line.event for line in page], total) == ([DAY], 2)


@pytest.mark.requirement("NOIS-4-1")
def test_a_laboratory_sees_no_cases(diseased: Register) -> None:
    receive(diseased, Told())
    (case,) = ids(diseased)
    laboratory = Actor("lab", LABORATORY, Purpose.QUALITY, frozenset({1}))
    for forbidden in (
        lambda: cases.find_cases(laboratory),
        lambda: cases.find_case(laboratory, case),
        lambda: cases.find_questions(laboratory),
        lambda: cases.settle_question(laboratory, 1, "x"),
        lambda: cases.undo_decision(laboratory, 1, "x"),
    ):
        with pytest.raises(Refused):
            forbidden()

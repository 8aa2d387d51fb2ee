"""The real messages: the culture answer understood wholly, and nothing that raises."""

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from infreg.parsing import Reading, parse
from infreg.vocabulary.answer import Answer, Coded, Concentration, Party
from infreg.vocabulary.moment import Moment
from infreg.vocabulary.problem import Level

pytestmark = [pytest.mark.shared, pytest.mark.requirement("NIR-2")]
NLK = "2.16.578.1.12.4.1.1.7280"


@pytest.fixture(scope="module")
def culture(shared: Path) -> Reading:
    return parse((shared / "data/lab_messages/Svar_mikrobiologi_dyrkning_v1-4_Ny.xml").read_bytes())


@pytest.fixture(scope="module")
def answer(culture: Reading) -> Answer:
    assert culture.message is not None
    (answer,) = culture.message.answers
    return answer


def test_the_culture_answers_head_is_understood(culture: Reading, answer: Answer) -> None:
    message = culture.message
    assert message is not None
    assert culture.problems == ()
    assert (message.format, message.message_type) == ("svarrapport-1.4", "SVAR_LAB")
    assert message.generated_at == Moment(datetime(2017, 9, 13, 13, 4, 1, tzinfo=UTC))
    assert message.sender == answer.laboratory
    assert message.sender.institution == Party("Nordlandssykehuset HF", "13", "HER")
    assert (answer.service_type, answer.status, answer.discipline) == ("N", "F", "MBIO")
    assert answer.requester.institution == Party("Kattskinnet legesenter", "56704", "HER")
    assert answer.requester.professional == Party("Magnar Koman, LIS1", "9144889", "HPR")
    (specimen,) = answer.specimens
    assert specimen.type == Coded("2.16.578.1.12.4.1.1.8351", None, "U", "Urin", None)
    assert {each.specimen for each in answer.results} == {specimen.id}


def test_the_culture_answers_microbes_and_quantities_are_understood(answer: Answer) -> None:
    assert [(each.id, each.parent, each.value.text) for each in answer.results] == [
        ("1", None, "Escherichia coli"),
        ("1.1", "1", ">100.000 pr.ml."),
        ("2", None, "Klebsiella pneumoniae"),
        ("2.1", "2", ">1000 CFU/1000 ml."),
    ]
    assert [each.organism and each.organism.name for each in answer.results] == [
        "Escherichia coli",
        None,
        "Klebsiella pneumoniae",
        None,
    ]


@pytest.mark.requirement("NIR-4")
def test_the_culture_answers_resistance_is_understood(answer: Answer) -> None:
    assert [(each.organism_result, each.agent.code, each.sir) for each in answer.susceptibilities] == [
        ("1", "NPU06045", "R"),
        ("1", "NPU06044", "S"),
        ("1", "NPU06047", "S"),
        ("1", "NPU57715", "I"),
        ("1", "NPU06048", "R"),
        ("2", "NPU06045", "R"),
        ("2", "NPU57715", "I"),
    ]
    assert [each.mic for each in answer.susceptibilities if each.mic] == [Concentration(Decimal("0.25"))]
    assert answer.susceptibilities[1].sir_text == "Sensitiv, standarddose"
    assert {each.agent.system for each in answer.susceptibilities} == {NLK}


def test_every_real_message_is_read_into_answers(shared: Path) -> None:
    for path in sorted((shared / "data/lab_messages").iterdir()):
        reading = parse(path.read_bytes())
        assert reading.message is not None, path.name
        assert len(reading.message.answers) == 1, path.name


@pytest.mark.requirement("NIR-4")
def test_every_resistance_row_of_the_real_messages_finds_its_microbe(shared: Path) -> None:
    found: Counter[str] = Counter()
    for path in sorted((shared / "data/lab_messages").iterdir()):
        message = parse(path.read_bytes()).message
        for answer in message.answers if message else ():
            named = {each.id: each.organism for each in answer.results}
            for each in answer.susceptibilities:
                assert each.organism_result is not None, path.name
                organism = named[each.organism_result]
                assert organism is not None, path.name
                found[organism.name.split()[0].casefold()] += 1
    assert found == {"escherichia": 26, "klebsiella": 2, "staphylococcus": 4, "kytococcus": 4}


def test_nothing_hostile_raises_or_is_taken_for_a_message(shared: Path) -> None:
    for path in sorted((shared / "data/hostile").rglob("*")):
        if path.is_file():
            reading = parse(path.read_bytes())
            assert reading.message is None, path.name
            assert reading.problems, path.name


def test_a_real_message_cut_anywhere_or_with_a_byte_changed_never_raises(shared: Path) -> None:
    content = (shared / "data/lab_messages/Svar_mikrobiologi_dyrkning_v1-4_Ny.xml").read_bytes()
    for at in range(0, len(content), 13):
        assert parse(content[:at]).message is None
        parse(content[:at] + b"&" + content[at + 1 :])
        parse(content[:at] + b"9" + content[at + 1 :])


LIBERTIES = {
    "04607403_reultMIK_message1_unilab.xml": {"id-as-text": 1},
    "04607403_reultMIK_message2_unilab_-_foreløpig_rapport.xml": {
        "id-as-text": 1,
        "resistance-list-misused": 2,
    },
    "04607403_reultMIK_message3_unilab.xml": {"id-as-text": 1, "resistance-list-misused": 2},
    "2021-03-23-Klinisk_uten_rekvirent.xml": {"element-repeated": 1},
    "FHI_001_f9f31950-7714-4f1e-beca-408bb835057a_ahus.xml": {"text-stray": 1},
    "FHI_66251419-47BEDF09-3659-46F6-A1FA-6A07DEB83080_bergen.xml": {"resistance-list-misused": 1},
    "SVAR_CLIN_1_unilab_ENDRING.xml": {"element-misplaced": 2},
    "SVAR_CLIN_eks_SW_(2).xml": {"date-unreadable": 1},
    "SVAR_CYTO_eks_(3).xml": {"code-with-text": 1},
    "SVAR_CYTO_eks_(4).xml": {"code-with-text": 2},
    "Svar_mikrobiologi_v1-4_Ny.xml": {"specimen-unknown": 1},
}
"""Every warning of every real message: the files that break their own schema, and what they break."""


@pytest.mark.requirement("B-2")
def test_each_liberty_of_the_real_messages_is_told_and_none_is_held(shared: Path) -> None:
    told = {}
    for path in sorted((shared / "data/lab_messages").iterdir()):
        problems = parse(path.read_bytes()).problems
        assert {problem.level for problem in problems} <= {Level.WARNING, Level.NOTE}, path.name
        if warnings := Counter(each.code for each in problems if each.level is Level.WARNING):
            told[path.name] = dict(warnings)
    assert told == LIBERTIES

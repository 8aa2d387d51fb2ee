"""Liberties and faults: what is understood all the same is told, each by a name of its own."""

import pytest

from infreg.parsing import parse
from infreg.vocabulary.answer import Party
from infreg.vocabulary.problem import Level
from tests.parsing import made_messages as made
from tests.parsing.understanding import ECOLI, only_answer, understood

pytestmark = pytest.mark.requirement("NIR-2")


def test_a_place_counts_among_its_likes_and_names_nothing_strange() -> None:
    rows = ECOLI + made.row(made.text("x"), rest="<RefAnalysedSubject>P9</RefAnalysedSubject>")
    _, (problem,) = understood(made.message(made.report(rows)))
    assert problem.at == "/Message/ServReport/Patient/ResultItem[2]"


def test_a_misspelt_element_is_told() -> None:
    assert only_answer(ECOLI.replace("ResultItem>", "ResultItm>"))[1] == ["element-unknown"]


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ({"service": '<ServType V="M">Endring</ServType>'}, ["code-with-text"]),
        ({"service": '<ServType V="M">\n</ServType>'}, ["code-with-text"]),
        ({"after": '<RelServProv><Relation V="AHP"/></RelServProv>' * 2}, ["element-repeated"]),
        ({"id": '<ServProvId>S-1</ServProvId><Status V="F"/>', "status": ""}, ["element-out-of-order"]),
        ({"status": '<Status V="P"/><Status V="F"/>'}, ["element-repeated"]),
        ({"service": 'N<ServType V="N"/>'}, ["text-stray"]),
        ({"rows": made.row(made.text("x"), rest="løst")}, ["text-stray"]),
        ({"rows": made.row(made.text("x"), rest="<Annet/>")}, ["element-unknown"]),
        ({"rows": made.row(made.text("x"), rest='<ServType V="N"/>')}, ["element-out-of-order"]),
        ({"rows": made.row("<NumResult><NumResultValue V='0,5'/></NumResult>")}, ["number-with-comma"]),
        ({"issued": "<IssueDate>2026-02-03T12:00:00</IssueDate>"}, ["code-as-text"]),
    ],
)
def test_each_liberty_is_a_warning_of_its_own(parts: dict[str, str], found: list[str]) -> None:
    message, problems = understood(made.message(made.report(**parts)))
    assert len(message.answers) == 1
    assert [(problem.code, problem.level) for problem in problems] == [
        (code, Level.WARNING) for code in found
    ]


def test_a_misspelt_address_is_read() -> None:
    address = '<Adress><Type V="H"/><StreetAdr>Lia 1</StreetAdr></Adress>'
    answer, codes = only_answer(person=made.PATIENT + address)
    assert (answer.patient.address, codes) == ("Lia 1", ["element-misspelt"])


@pytest.mark.parametrize(
    "hcp",
    [
        "<Inst><Name>Lab</Name></Inst><HCPerson><Name>Ola</Name></HCPerson>",
        "<Inst><Name>Lab</Name><Dept><Name>D</Name><HCPerson><Name>Ola</Name></HCPerson></Dept></Inst>",
        "<Inst><Name>Lab</Name><HCPerson><HCProf><Name>Ola</Name></HCProf></HCPerson></Inst>",
    ],
)
def test_a_professional_is_found_where_the_standard_does_not_have_them(hcp: str) -> None:
    laboratory = f"<ServProvider><HCP>{hcp}</HCP></ServProvider>"
    message, (problem,) = understood(made.message(made.report(laboratory=laboratory)))
    assert message.sender.professional == Party("Ola")
    assert problem.code == "element-misplaced"


@pytest.mark.parametrize(
    ("inside", "code"), [("9<Id>999</Id><Type V='ENH'/>", "text-stray"), ("999", "id-as-text")]
)
def test_text_in_an_additional_id_does_not_hide_it(inside: str, code: str) -> None:
    hcp = f"<HCP><Inst><Name>Lab</Name><AdditionalId>{inside}</AdditionalId></Inst></HCP>"
    laboratory = f"<ServProvider>{hcp}</ServProvider>"
    message, problems = understood(made.message(made.report(laboratory=laboratory)))
    assert message.sender.institution == Party("Lab", "999", "ENH" if "<Id>" in inside else None)
    assert code in [problem.code for problem in problems]


def test_a_code_written_as_text_is_read_with_a_warning() -> None:
    answer, codes = only_answer(service="<ServType>M</ServType>")
    assert (answer.service_type, codes) == ("M", ["code-as-text"])


@pytest.mark.parametrize(
    ("content", "code", "level"),
    [
        (made.message(""), "report-missing", Level.REJECTED),
        (made.message(made.report(), namespace=""), "namespace-missing", Level.REJECTED),
        (
            made.message(made.report(), namespace="http://www.kith.no/xmlstds/labsvar/1999-01-01"),
            "version-unknown",
            Level.REJECTED,
        ),
        (made.message(made.report(id="")), "report-id-missing", Level.REJECTED),
        (made.message(made.report(patient="")), "patient-missing", Level.REJECTED),
        (made.message(made.report(patient="<Animal/>")), "subject-not-a-person", Level.HELD),
        (made.message(made.report(rows="<Patient/>")), "patient-in-patient", Level.HELD),
    ],
)
def test_a_message_that_cannot_be_used_can_still_be_answered(content: bytes, code: str, level: Level) -> None:
    message, problems = understood(content)
    assert (message.message_id, message.message_type, message.answers) == ("M-1", "SVAR_LAB", ())
    assert [(problem.code, problem.level) for problem in problems] == [(code, level)]


@pytest.mark.parametrize("head", ["", "<MsgId/>", "<MsgId> </MsgId>"])
def test_a_message_without_an_id_cannot_be_answered(head: str) -> None:
    reading = parse(made.message(made.report(), head=head))
    assert reading.message is None
    assert reading.problems[-1].code == "message-id-missing"


def test_a_cancellation_needs_no_patient() -> None:
    answer, codes = only_answer(service='<ServType V="C"/>', patient="")
    assert (answer.service_type, answer.answer_id, answer.patient.number, codes) == ("C", "S-1", None, [])


def test_what_is_missing_is_named() -> None:
    _, problems = understood(
        made.message(
            made.report(status="", laboratory="", person="<OffId/>"),
            head="<MIGversion>v1.3</MIGversion><MsgId>M</MsgId>",
        )
    )
    assert [(problem.code, problem.arguments.get("element")) for problem in problems] == [
        ("element-missing", "GenDate"),
        ("version-disagrees", None),
        ("element-missing", "ServProvider"),
        ("element-missing", "Status"),
        ("patient-number-missing", None),
    ]

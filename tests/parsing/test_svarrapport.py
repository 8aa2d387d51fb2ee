"""What a Svarrapport says of people, places and times, law by law, on messages of our own."""

from datetime import UTC, datetime

import pytest

from infreg.vocabulary.answer import Coded, Party
from infreg.vocabulary.identifiers import NumberType
from infreg.vocabulary.moment import Moment
from infreg.vocabulary.problem import Level
from tests.parsing import made_messages as made
from tests.parsing.understanding import ECOLI, KLEBSIELLA, only_answer, understood

pytestmark = pytest.mark.requirement("NIR-2")


# --- The report around them ------------------------------------------------------------------------------


def test_a_specimen_keeps_its_code_and_its_words() -> None:
    kind = made.coded("TypeCoded", code="U", system="2.16.578.1.12.4.1.1.8351", display="Urin")
    subject = made.SPECIMEN.replace("<Type>Urin</Type>", f"<Type>Midtstråle</Type>{kind}")
    specimen = only_answer(subject=subject)[0].specimens[0]
    assert specimen.type == Coded("2.16.578.1.12.4.1.1.8351", None, "U", "Urin", "Midtstråle")
    assert specimen.collected_at == Moment(datetime(2026, 2, 3, 7, 30, tzinfo=UTC))


def test_specimens_without_a_usable_id_are_given_one() -> None:
    nameless = "<AnalysedSubject><Type>Blod</Type></AnalysedSubject>"
    answer, codes = only_answer(subject=made.SPECIMEN * 2 + nameless)
    assert [each.id for each in answer.specimens] == ["P1", "P1~2", "3"]
    assert codes == ["specimen-id-repeated", "specimen-id-missing"]


def test_the_patient_is_what_the_message_says_and_nothing_more() -> None:
    patient = only_answer()[0].patient
    assert patient.number is not None
    assert (patient.number.reveal(), patient.number.type) == ("03851598730", NumberType.FNR)
    assert (patient.birth_date, patient.sex, patient.municipality) == (None, None, None)
    assert "03851598730" not in repr(patient)


@pytest.mark.parametrize(("code", "sex"), [("1", "male"), ("2", "female"), ("9", "9")])
def test_sex_birth_and_address_are_read(code: str, sex: str) -> None:
    person = (
        f'<Sex V="{code}"/><DateOfBirth V="1915-05-03"/><OffId>038515 98730</OffId><TypeOffId V="DUF"/>'
        '<Address><Type V="H"/><StreetAdr>Lia 1</StreetAdr><PostalCode>0001</PostalCode><City>By</City>'
        '<County V="0301"/></Address>'
    )
    patient = only_answer(person=person)[0].patient
    assert patient.number is not None
    assert (patient.number.reveal(), patient.id_type) == ("03851598730", "DUF")
    assert (patient.sex, patient.municipality, patient.address) == (sex, "0301", "Lia 1, 0001 By")
    assert patient.birth_date is not None
    assert patient.birth_date.date_only


def hcp(name: str, number: str = "", kind: str = "HER") -> str:
    ids = f'<Id>{number}</Id><TypeId V="{kind}"/>' if number else ""
    return f"<HCP><Inst><Name>{name}</Name>{ids}</Inst></HCP>"


def test_the_requester_is_named_by_the_responsible_and_numbered_by_the_addressed() -> None:
    responsible = f'<ResponsibleHcp><Relation V="REK"/>{hcp("BAKKEN  legekontor")}</ResponsibleHcp>'
    answer, _ = only_answer(person=made.PATIENT + responsible)
    assert answer.requester.institution == Party("BAKKEN  legekontor", "7002", "HER")


def test_another_institutions_number_is_not_borrowed() -> None:
    responsible = f'<ResponsibleHcp><Relation V="REK"/>{hcp("Lia legekontor")}</ResponsibleHcp>'
    answer, _ = only_answer(person=made.PATIENT + responsible)
    assert answer.requester.institution == Party("Lia legekontor", None, None)


def test_without_a_responsible_requester_the_addressed_one_stands() -> None:
    other = f'<ResponsibleHcp><Relation V="FLE"/>{hcp("Lia legekontor", "1")}</ResponsibleHcp>'
    answer, _ = only_answer(person=made.PATIENT + other)
    assert answer.requester.institution == Party("Bakken legekontor", "7002", "HER")


@pytest.mark.parametrize(
    ("relation", "performer", "laboratory"),
    [
        ("LAB", hcp("Referanselab", "7009"), "Referanselab"),
        ("LAB", "<HCP><HCProf><Name>Kari Prøve</Name></HCProf></HCP>", "Fjellaboratoriet"),
        ("ARP", hcp("Seksjon for dyrkning"), "Fjellaboratoriet"),
        ("ARP", hcp("Referanselab", "7009"), "Referanselab"),
        ("AHP", hcp("Referanselab", "7009"), "Fjellaboratoriet"),
    ],
)
def test_the_laboratory_is_the_institution_that_performed(
    relation: str, performer: str, laboratory: str
) -> None:
    after = f'<RelServProv><Relation V="{relation}"/>{performer}</RelServProv>'
    message, _ = understood(made.message(made.report(after=after)))
    assert message.answers[0].laboratory.institution is not None
    assert message.answers[0].laboratory.institution.name == laboratory
    assert message.sender.institution == Party("Fjellaboratoriet", "7001", "HER")


def test_a_provider_has_institution_department_and_professional() -> None:
    inside = (
        "<Inst><Name>Sykehuset</Name><Dept><Name>Mikrobiologi</Name><Id>M</Id><TypeId V='LAV'/></Dept>"
        "<HCPerson><Name>Ola Test</Name></HCPerson>"
        "<AdditionalId><Id>999</Id><Type V='ENH'/></AdditionalId></Inst>"
    )
    message, _ = understood(
        made.message(made.report(laboratory=f"<ServProvider><HCP>{inside}</HCP></ServProvider>"))
    )
    assert message.sender.institution == Party("Sykehuset", "999", "ENH")
    assert message.sender.department == Party("Mikrobiologi", "M", "LAV")
    assert message.sender.professional == Party("Ola Test")


# --- Times -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "at", "date_only"),
    [
        ("2017-09-13T15:04:01", datetime(2017, 9, 13, 13, 4, 1, tzinfo=UTC), False),
        ("2017-01-13T15:04:01", datetime(2017, 1, 13, 14, 4, 1, tzinfo=UTC), False),
        ("2017-09-13T15:04:01.1234567Z", datetime(2017, 9, 13, 15, 4, 1, 123456, tzinfo=UTC), False),
        ("2017-09-13T15:04:01-02:00", datetime(2017, 9, 13, 17, 4, 1, tzinfo=UTC), False),
        ("2017-09-13", datetime(2017, 9, 12, 22, tzinfo=UTC), True),
        ("2017-09-13+02:00", datetime(2017, 9, 12, 22, tzinfo=UTC), True),
        # The hour that comes twice is the first; the hour that never comes is the one after.
        ("2017-10-29T02:30:00", datetime(2017, 10, 29, 0, 30, tzinfo=UTC), False),
        ("2017-03-26T02:30:00", datetime(2017, 3, 26, 1, 30, tzinfo=UTC), False),
    ],
)
def test_a_time_without_zone_is_oslos_and_a_day_is_no_midnight(
    said: str, at: datetime, date_only: bool
) -> None:
    answer, codes = only_answer(issued=f'<IssueDate V="{said}"/>')
    assert answer.issued_at == Moment(at, date_only)
    assert codes == []


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("19xx-xx-xx", "date-unreadable"),
        ("20170913", "date-unreadable"),
        ("2017-W37-3", "date-unreadable"),
        ("2017-02-30", "date-unreadable"),
        ("0001-01-01T00:00:00", "date-unreadable"),
        ("2017-09-13 15:04:01", "date-unreadable"),
        ("2017-09", "date-incomplete"),
        ("2017", "date-incomplete"),
    ],
)
def test_a_date_that_cannot_be_read_is_left_out_and_told_by_place_only(said: str, code: str) -> None:
    message, (problem,) = understood(made.message(made.report(issued=f'<IssueDate V="{said}"/>')))
    assert message.answers[0].issued_at is None
    assert (problem.code, problem.at, dict(problem.arguments)) == (code, "/Message/ServReport/IssueDate", {})


# --- Version 1.3 and several reports ---------------------------------------------------------------------


def test_version_1_3_holds_several_reports() -> None:
    reports = made.report(ECOLI) + made.report(KLEBSIELLA, id="<ServProvId>S-2</ServProvId>")
    message, problems = understood(made.message(reports, version="1.3"))
    assert message.format == "svarrapport-1.3"
    assert [answer.answer_id for answer in message.answers] == ["S-1", "S-2"]
    assert problems == ()


@pytest.mark.requirement("B-2")
def test_one_bad_report_never_stops_a_good_one() -> None:
    message, (problem,) = understood(
        made.message(made.report(patient="") + made.report(ECOLI), version="1.3")
    )
    assert [answer.answer_id for answer in message.answers] == ["S-1"]
    assert (problem.code, problem.at) == ("patient-missing", "/Message/ServReport[1]")


def test_version_1_3_may_leave_out_the_report_id() -> None:
    message, problems = understood(made.message(made.report(id="") * 2, version="1.3"))
    assert [answer.answer_id for answer in message.answers] == ["M-1:1", "M-1:2"]
    assert {problem.code for problem in problems} == {"report-id-made"}


def test_several_reports_in_version_1_4_are_a_liberty() -> None:
    reports = made.report() + made.report(id="<ServProvId>S-2</ServProvId>")
    message, (problem,) = understood(made.message(reports))
    assert (len(message.answers), problem.code) == (2, "reports-several")


def test_two_reports_of_one_id_wait_for_a_person() -> None:
    message, (problem,) = understood(made.message(made.report() * 2, version="1.3"))
    assert (len(message.answers), problem.code, problem.level) == (1, "report-id-repeated", Level.HELD)


# --- Size ------------------------------------------------------------------------------------------------


def test_a_message_wrong_in_every_row_is_read_to_its_end() -> None:
    bad = made.row(made.text("x"), id="1", ref="1", rest="<RefAnalysedSubject>P9</RefAnalysedSubject>")
    message, problems = understood(made.message(made.report(bad * 3000)))
    assert len(message.answers[0].results) == 3000
    assert problems[-1].code == "problems-omitted"


def test_rows_as_deep_as_xml_goes_are_read() -> None:
    rows = ""
    for _ in range(240):
        rows = made.row("", inside=rows)
    answer, _ = only_answer(rows)
    assert len(answer.results) == 240

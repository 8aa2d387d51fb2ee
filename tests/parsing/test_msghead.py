"""The envelope (MsgHead 1.2) and the laboratory reports in it, on messages of our own."""

import base64
from datetime import UTC, datetime

import pytest

from infreg.parsing import parse
from infreg.vocabulary.answer import Message, Party, Provider
from infreg.vocabulary.moment import Moment
from infreg.vocabulary.problem import Level, Problem
from tests.parsing import made_messages as made

pytestmark = pytest.mark.requirement("NIR-2")

REPORT = made.message(made.report(made.row(made.text("Påvist"), id="1"))).decode()
OTHER = made.message(made.report(id="<ServProvId>S-2</ServProvId>"), version="1.3").decode()
DIALOGUE = '<Dialogmelding xmlns="http://www.kith.no/xmlstds/dialog/2006-10-11"/>'


def understood(content: str | bytes) -> tuple[Message, tuple[Problem, ...]]:
    reading = parse(content.encode() if isinstance(content, str) else content)
    assert reading.message is not None
    return reading.message, reading.problems


def packed(content: str | bytes) -> str:
    raw = content.encode() if isinstance(content, str) else content
    return made.document(made.base64_container(base64.encodebytes(raw).decode()))


def test_the_envelope_says_who_when_and_what() -> None:
    message, problems = understood(made.envelope(made.document(REPORT)))
    assert problems == ()
    assert (message.message_id, message.message_type) == ("E-1", "SVAR_LAB")
    assert message.format == "msghead-1.2+svarrapport-1.4"
    assert message.generated_at == Moment(datetime(2026, 2, 3, 11, 0, 2, tzinfo=UTC))
    hospital, laboratory = Party("Fjellsykehuset HF", "7000", "HER"), Party("Fjellaboratoriet", "7001", "HER")
    assert message.sender == Provider(hospital, laboratory)
    (answer,) = message.answers
    assert (answer.answer_id, answer.results[0].value.text) == ("S-1", "Påvist")
    assert answer.laboratory.institution == Party("Fjellaboratoriet", "7001", "HER")


def test_a_professional_is_named_by_register_and_never_by_their_own_number() -> None:
    person = (
        "<HealthcareProfessional><FamilyName>Lege</FamilyName><GivenName>Lise</GivenName>"
        "<Ident><Id>03851598730</Id><TypeId V='FNR'/></Ident><Ident><Id>9144889</Id><TypeId V='HPR'/></Ident>"
        "</HealthcareProfessional>"
    )
    sender = made.SENDER.replace("</Organisation></Organisation>", f"{person}</Organisation></Organisation>")
    message, _ = understood(made.envelope(made.document(REPORT), sender=sender))
    assert message.sender.professional == Party("Lise Lege", "9144889", "HPR")


@pytest.mark.parametrize("holder", ["Document", "PatientReport"])
def test_every_report_of_every_document_is_read(holder: str) -> None:
    documents = made.document(REPORT + OTHER) + packed(REPORT.replace("S-1", "S-3"))
    message, problems = understood(made.envelope(documents, holder=holder))
    assert [answer.answer_id for answer in message.answers] == ["S-1", "S-2", "S-3"]
    assert message.format == "msghead-1.2+svarrapport-1.3+svarrapport-1.4"
    assert problems == ()


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "utf-16"])
def test_a_report_packed_as_a_file_is_unpacked(encoding: str) -> None:
    content = f'<?xml version="1.0" encoding="{encoding}"?>{REPORT}'.encode(encoding)
    message, problems = understood(made.envelope(packed(content)))
    assert (message.answers[0].results[0].value.text, problems) == ("Påvist", ())


def test_a_place_begins_with_the_document() -> None:
    wrong = REPORT.replace('V="F"', 'V=""')
    for holder in (made.document(wrong), packed(wrong)):
        _, (problem,) = understood(made.envelope(made.document(OTHER) + holder))
        assert problem.code == "element-missing"
        assert problem.at in (
            "/MsgHead/Document[2]/RefDoc/Content/Message/ServReport",
            "/MsgHead/Document[2]/RefDoc/Content/Base64Container/Message/ServReport",
        )


def test_reports_without_ids_are_named_by_the_envelope() -> None:
    nameless = OTHER.replace("<MsgId>M-1</MsgId>", "").replace("<ServProvId>S-2</ServProvId>", "")
    message, _ = understood(made.envelope(made.document(nameless) + made.document(nameless)))
    assert [answer.answer_id for answer in message.answers] == ["E-1:1", "E-1:2"]


@pytest.mark.parametrize(
    "other",
    [
        made.document(DIALOGUE),
        made.document("", holder="<FileReference>http://x</FileReference>"),
        made.document(""),
        made.document(made.base64_container("SGVp"), before='<Compression V="GZ"/>'),
        made.document(made.base64_container("SGVp!=")),
        packed(DIALOGUE),
        packed(made.envelope(made.document(REPORT))),
    ],
)
@pytest.mark.requirement("B-2")
def test_what_is_no_report_never_hides_one_and_alone_it_waits(other: str) -> None:
    message, (problem,) = understood(made.envelope(other + made.document(REPORT)))
    assert (len(message.answers), problem.level) == (1, Level.NOTE)
    message, problems = understood(made.envelope(other))
    assert message.answers == ()
    assert [(each.code, each.level) for each in problems][1:] == [("envelope-without-answer", Level.HELD)]


@pytest.mark.control("5.2.2")
def test_a_file_that_is_no_xml_is_an_attachment() -> None:
    _, (problem,) = understood(made.envelope(packed(b"%PDF-1.7") + made.document(REPORT)))
    assert problem.code == "attachment-unread"


@pytest.mark.parametrize(
    ("packed_xml", "code"),
    [
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "xml-doctype"),
        ("<Message>", "xml-not-well-formed"),
        ("<a>" * 300 + "</a>" * 300, "xml-too-deep"),
    ],
)
def test_a_packed_file_meets_the_same_limits(packed_xml: str, code: str) -> None:
    message, (problem,) = understood(made.envelope(packed(packed_xml) + made.document(REPORT)))
    assert len(message.answers) == 1
    assert (problem.code, problem.at) == (code, "/MsgHead/Document[1]/RefDoc/Content/Base64Container")


def test_two_documents_with_one_report_wait_for_a_person() -> None:
    message, (problem,) = understood(made.envelope(made.document(REPORT) + made.document(REPORT)))
    assert (len(message.answers), problem.code) == (1, "report-id-repeated")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (made.envelope(""), "document-missing"),
        (
            made.envelope(made.document(REPORT), namespace="http://www.kith.no/xmlstds/msghead/2099-01-01"),
            "envelope-version-unknown",
        ),
    ],
)
def test_an_envelope_that_cannot_be_used_can_still_be_answered(content: str, code: str) -> None:
    message, (problem,) = understood(content)
    assert (message.message_id, message.message_type, message.answers) == ("E-1", "SVAR_LAB", ())
    assert (problem.code, problem.level) == (code, Level.REJECTED)


@pytest.mark.parametrize("id", ["", "<MsgId/>"])
def test_an_envelope_without_an_id_cannot_be_answered(id: str) -> None:
    reading = parse(made.envelope(made.document(REPORT), id=id).encode())
    assert reading.message is None
    assert [problem.code for problem in reading.problems] == ["message-id-missing"]


@pytest.mark.parametrize(
    ("generated", "code"), [("", "element-missing"), ("<GenDate>i går</GenDate>", "date-unreadable")]
)
def test_without_a_time_the_reports_own_stands(generated: str, code: str) -> None:
    message, (problem,) = understood(made.envelope(made.document(REPORT), generated=generated))
    assert message.generated_at == Moment(datetime(2026, 2, 3, 11, 0, 1, tzinfo=UTC))
    assert problem.code == code


@pytest.mark.parametrize("sender", ["", "<Sender><ComMethod V='EDI'/></Sender>"])
def test_without_a_sender_the_reports_own_stands(sender: str) -> None:
    message, _ = understood(made.envelope(made.document(REPORT), sender=sender))
    assert message.sender.institution == Party("Fjellaboratoriet", "7001", "HER")

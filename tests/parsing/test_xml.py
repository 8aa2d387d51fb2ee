"""XML from strangers: everything that is refused, and that a refusal says where and nothing else."""

import pytest

from infreg.parsing import MOST_BYTES, parse
from infreg.parsing import xml as parsing_xml
from infreg.vocabulary.problem import Level
from tests.parsing import made_messages as made

pytestmark = pytest.mark.requirement("NIR-2")


def codes(content: bytes) -> list[str]:
    reading = parse(content)
    assert reading.message is None
    assert {problem.level for problem in reading.problems} == {Level.REJECTED}
    return [problem.code for problem in reading.problems]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "content-empty"),
        (b" \r\n\t", "content-empty"),
        (b"\x00", "format-unknown"),
        (b"MSH|^~\\&|LAB", "format-unknown"),
        (b'{"resourceType": "Bundle"}', "format-unknown"),
        ("\ufeffa;b".encode("utf-16"), "format-unknown"),
        (b"<other/>", "format-unknown"),
        (b"<Message xmlns='urn:other'/>", "format-unknown"),
        (b"<Message>", "xml-not-well-formed"),
        (b"<a>&unknown;</a>", "xml-not-well-formed"),
        (b"<a>\x00</a>", "xml-not-well-formed"),
        (b"<?xml version='1.0'", "xml-not-well-formed"),
        (b"<!-- never ended", "xml-not-well-formed"),
        (b"<!DOCTYPE a><a/>", "xml-doctype"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "xml-doctype"),
        (
            b"<?xml version='1.0'?>\n<!-- <a> -->\n<?pi ?>\n<!DOCTYPE a SYSTEM 'http://x/y'><a/>",
            "xml-doctype",
        ),
        (b"\xef\xbb\xbf<!DOCTYPE a><a/>", "xml-doctype"),
        ("<!DOCTYPE a><a/>".encode("utf-16"), "xml-doctype"),
        ("<!DOCTYPE a><a/>".encode("utf-16-be"), "xml-doctype"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>".encode("utf-32-le"), "xml-doctype"),
        (b"<!--" + b"x" * 20_000 + b"--><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "xml-doctype"),
        (b"<?xml version='1.0' encoding='UTF-7'?><a/>", "xml-encoding-refused"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "xml-encoding-refused"),
        (b"<a>\xff\xfe</a>", "xml-encoding-wrong"),
        (b"<a>" * 300 + b"</a>" * 300, "xml-too-deep"),
        (b"<a>" + b"x" * (11 << 20) + b"</a>", "xml-text-too-long"),
        (b"<a " + b" ".join(b"a%d=''" % n for n in range(501)) + b"/>", "xml-too-many-attributes"),
        (b"<a>" + b"<b/>" * parsing_xml.MOST_TAGS + b"</a>", "xml-too-many-elements"),
        (b"<a>" + b" " * MOST_BYTES + b"</a>", "content-too-large"),
    ],
    ids=range(29),
)
def test_what_cannot_be_read_has_a_code_of_its_own(content: bytes, code: str) -> None:
    assert codes(content) == [code]


def test_a_fault_tells_line_and_column_and_nothing_of_the_content() -> None:
    (problem,) = parse(b"<Message>\n<Name>03851598730 Furuset</Nam></Message>").problems
    assert problem.code == "xml-not-well-formed"
    assert problem.arguments["line"] == 2
    assert "Furuset" not in repr(problem)
    assert "Nam" not in repr(problem)


def test_a_document_type_is_never_fetched_nor_its_entities_filled_in() -> None:
    bomb = b"<!DOCTYPE a [<!ENTITY b 'bbbbbbbbbb'><!ENTITY c '&b;&b;&b;&b;&b;&b;'>]><a b='&c;'>&c;</a>"
    assert codes(bomb) == ["xml-doctype"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "iso-8859-1", "utf-16", "windows-1252"])
def test_norwegian_letters_survive_every_encoding_that_is_in_use(encoding: str) -> None:
    declared = encoding.removesuffix("-sig")
    body = made.message(made.report(made.row(made.text("Påvist på øre"), id="1"))).decode()
    reading = parse(f'<?xml version="1.0" encoding="{declared}"?>{body}'.encode(encoding))
    assert reading.message
    assert reading.message.answers[0].results[0].value.text == "Påvist på øre"


def test_a_byte_order_mark_outweighs_a_wrong_declaration() -> None:
    body = made.message(made.report(made.row(made.text("Påvist"), id="1"))).decode()
    reading = parse(f'<?xml version="1.0" encoding="ISO-8859-1"?>{body}'.encode("utf-16"))
    assert reading.message
    assert reading.message.answers[0].results[0].value.text == "Påvist"


def test_comments_and_processing_instructions_are_no_text() -> None:
    value = "<TextResult><TextResultValue>Ikke<!-- x --> på<?y z?>vist</TextResultValue></TextResult>"
    reading = parse(made.message(made.report(made.row(value, id="1"))))
    assert reading.message
    assert reading.message.answers[0].results[0].value.text == "Ikke påvist"

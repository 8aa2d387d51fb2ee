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
    assert codes(content)[0] == code


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        ("<!DOCTYPE a>", []),
        ("<!DOCTYPE a [<!ELEMENT a (b)>]>", []),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]>", []),
        ("<!DOCTYPE a [<!ENTITY b 'c'><!ENTITY d '&b;&b;'>]>", ["xml-entity-bomb"]),
        ("<!DOCTYPE a [<!ENTITY % b 'c'><!ENTITY % d '%b;%b;'>]>", ["xml-entity-bomb"]),
        ("<!DOCTYPE a SYSTEM 'file:///etc/passwd'>", ["xml-entity-external"]),
        ("<!DOCTYPE a PUBLIC '-//x' 'http://x'>", ["xml-entity-external"]),
        ("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>", ["xml-entity-external"]),
        ("<!DOCTYPE a [<!ENTITY % b SYSTEM 'http://x'>%b;]>", ["xml-entity-external"]),
    ],
)
def test_what_a_document_type_would_have_done_is_told(declared: str, told: list[str]) -> None:
    for content in (f"{declared}<a>&b;</a>".encode(), f"{declared}<a>&b;</a>".encode("utf-16")):
        assert codes(content) == ["xml-doctype", *told]


def test_a_fault_tells_line_and_column_and_nothing_of_the_content() -> None:
    (problem,) = parse(b"<Message>\n<Name>03851598730 Furuset</Nam></Message>").problems
    assert problem.code == "xml-not-well-formed"
    assert problem.arguments["line"] == 2
    assert "Furuset" not in repr(problem)
    assert "Nam" not in repr(problem)


@pytest.mark.control("1.5.1")
def test_a_document_type_is_never_fetched_nor_its_entities_filled_in() -> None:
    bomb = b"<!DOCTYPE a [<!ENTITY b 'bbbbbbbbbb'><!ENTITY c '&b;&b;&b;&b;&b;&b;'>]><a b='&c;'>&c;</a>"
    assert codes(bomb) == ["xml-doctype", "xml-entity-bomb"]


def written(declared: str | None, encoding: str, words: str = "Påvist på øre") -> bytes:
    """A message that declares one encoding and is written in another."""
    body = made.message(made.report(made.row(made.text(words), id="1"))).decode()
    said = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    return (said + body).encode(encoding)


def words_and_codes(content: bytes) -> tuple[str | None, list[str]]:
    reading = parse(content)
    assert reading.message
    return reading.message.answers[0].results[0].value.text, [each.code for each in reading.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "iso-8859-1", "utf-16", "windows-1252"])
def test_norwegian_letters_survive_every_encoding_that_is_in_use(encoding: str) -> None:
    content = written(encoding.removesuffix("-sig"), encoding)
    assert words_and_codes(content) == ("Påvist på øre", [])


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        (None, "utf-8"),
        (None, "utf-8-sig"),
        (None, "utf-16"),
        (None, "utf-16-le"),
        (None, "utf-16-be"),
        ("utf-16", "utf-16-le"),
    ],
)
def test_an_encoding_that_shows_itself_needs_no_declaration(declared: str | None, encoding: str) -> None:
    assert words_and_codes(written(declared, encoding)) == ("Påvist på øre", [])


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("ISO-8859-1", "utf-16"),
        ("ISO-8859-1", "utf-8"),
        ("ISO-8859-1", "utf-8-sig"),
        ("windows-1252", "utf-8"),
        ("us-ascii", "utf-8"),
        ("utf-16", "utf-8"),
        ("utf-16", "iso-8859-1"),
        ("utf-8", "utf-16"),
        ("utf-8", "utf-16-le"),
        ("utf-8", "iso-8859-1"),
        ("utf-8", "windows-1252"),
        (None, "iso-8859-1"),
    ],
)
@pytest.mark.requirement("B-2")
@pytest.mark.control("1.1.1")
def test_a_declaration_that_lies_is_corrected_with_a_warning(declared: str | None, encoding: str) -> None:
    assert words_and_codes(written(declared, encoding)) == ("Påvist på øre", ["xml-encoding-corrected"])


def test_windows_signs_under_latin_1_are_read_as_meant() -> None:
    content = written("ISO-8859-1", "windows-1252", "Påvist – «ja»")
    assert words_and_codes(content) == ("Påvist – «ja»", ["xml-encoding-corrected"])


@pytest.mark.parametrize("broken", [b"\xff", b"\xc3(", b"\xe2\x82", b"\xf0\x9f\x92", b"\xc0\xaf", b"\x80"])
def test_bytes_that_are_no_text_in_any_encoding_are_refused(broken: bytes) -> None:
    content = written("utf-8", "utf-8", "Paavist").replace(b"Paavist", b"P" + broken + b"vist")
    assert codes(content) == ["xml-encoding-wrong"]


def test_utf_8_with_one_byte_broken_is_not_taken_for_latin_1() -> None:
    content = written("utf-8", "utf-8").replace("ø".encode(), b"\xf8")
    assert codes(content) == ["xml-encoding-wrong"]


def test_an_instruction_is_not_followed_and_told() -> None:
    content = made.message(made.report(made.row(made.text("Påvist", "<?x-run y?>"), id="1")))
    assert words_and_codes(content) == ("Påvist", ["xml-instruction-ignored"])
    for around in ("<!--{}-->", "<![CDATA[{}]]>", "hvem? hva? hvor?"):
        quiet = content.replace(b"<?x-run y?>", around.format("<?x?>").encode().replace(b"<?x?>hv", b""))
        assert words_and_codes(quiet)[1] in ([], ["text-stray"])


def test_comments_and_processing_instructions_are_no_text() -> None:
    value = "<TextResult><TextResultValue>Ikke<!-- x --> på<?y z?>vist</TextResultValue></TextResult>"
    reading = parse(made.message(made.report(made.row(value, id="1"))))
    assert reading.message
    assert reading.message.answers[0].results[0].value.text == "Ikke påvist"
    assert [problem.code for problem in reading.problems] == ["xml-instruction-ignored"]

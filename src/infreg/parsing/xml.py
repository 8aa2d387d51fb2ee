"""XML from strangers: parsed without document types, entities, network, or more than fits a message.

No parser alone refuses everything that must be refused, so the limits stand here:
what libxml2 limits itself (depth 256, text 10 MB) is given its own code, the rest is looked for.
Nothing of the content leaves with a fault: only the line and column.
"""

import re
import threading
from collections.abc import Iterator

from lxml import etree

from infreg.parsing import encodings
from infreg.parsing.reading import Findings

MOST_TAGS = 200_000
MOST_ATTRIBUTES = 500
DEEPEST = 256  # libxml2's own limit; it cannot be set lower or higher without taking off all limits.

_PROLOG = 16 * 1024
_XML_SPACE = " \t\r\n"
# Where a space between two elements may be part of a sentence.
_XHTML = b"www.w3.org/1999/xhtml"
_NO_INSTRUCTIONS = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?xml\s", re.DOTALL)
_EXTERNAL = re.compile(r"<!(?:DOCTYPE|ENTITY(?:\s+%)?)\s+[^\s<>\"']{1,200}\s+(?:SYSTEM|PUBLIC)\s")
_NESTED = re.compile(r"<!ENTITY\s+(?:%\s+)?[^\s<>\"']{1,200}\s+[\"'][^\"'<>]*[&%]")

_too_many_attributes = etree.XPath(f"boolean(//*[@*[{MOST_ATTRIBUTES + 1}]])")
_local = threading.local()
# Nearly every message: a declaration, or none, and then the root element.
_USUAL_PROLOG = re.compile(
    rb"(?:\xef\xbb\xbf)?"
    rb"(?:<\?xml version=[\"']1\.[0-9][\"'](?: encoding=[\"']([A-Za-z0-9._-]{1,40})[\"'])? ?\?>)?"
    rb"\s{0,100}<[A-Za-z]"
)
_CLOSED_BY = (("<?", "?>"), ("<!--", "-->"), ("<!", ">"))


def looks_like_xml(content: bytes) -> bool:
    """Whether the first thing in the content is a tag, in an encoding whose tags can be counted."""
    start = content[:400]
    if encoding := encodings.UTF_16.get(start[:2]):
        return start.decode(encoding, "replace").lstrip("\ufeff" + _XML_SPACE).startswith("<")
    return start.removeprefix(encodings.BOM).lstrip().startswith(b"<")


def read(content: bytes, findings: Findings) -> etree._Element | None:
    """The root element without comments and processing instructions; None when it is refused, with the
    reason among the findings. Space that only sets elements apart is gone, but from formatted text."""
    # Every element costs at least one "<", whatever the encoding (those where it would not are refused).
    if len(content) > MOST_TAGS and content.count(b"<") > MOST_TAGS:
        findings.add("xml-too-many-elements", limit=MOST_TAGS // 2)
        return None
    declared, doctype = _prolog(content)
    if doctype:
        _note_doctype(doctype, findings)
        return None
    if declared and not declared.lower().startswith(encodings.ACCEPTED):
        findings.add("xml-encoding-refused")
        return None
    root = _parsed(content, encodings.encoding_of(content, declared), findings)
    return None if root is None or _is_refused_parsed(content, root, findings) else root


def _parsed(content: bytes, encoding: encodings.Encoding, findings: Findings) -> etree._Element | None:
    try:
        # In UTF-16 the words looked for are not found: it keeps its spaces.
        has_sentences = _XHTML in content or b"\0" in content[:4]
        root = etree.fromstring(content, _parser(encoding.forced, not has_sentences))
    except etree.XMLSyntaxError as error:
        code, arguments = _fault(error)
        is_retried = encoding is encodings.PLAIN_LATIN or code != "xml-encoding-wrong"
        if not is_retried and encodings.is_plain_latin(content):
            return _parsed(content, encodings.PLAIN_LATIN, findings)
        findings.add(code, "", **arguments)
        return None
    if encoding.corrected:
        findings.add("xml-encoding-corrected")
    if _may_instruct(content) and b"<?" in _NO_INSTRUCTIONS.sub(b"", content):
        findings.add("xml-instruction-ignored")
    return root


def _may_instruct(content: bytes) -> bool:
    """Whether there are two question marks behind the declaration: they are rare, and an instruction has
    two."""
    is_declared = content.startswith((b"<?xml ", encodings.BOM + b"<?xml "))
    first = content.find(b"?", content.find(b"?>") + 2 if is_declared else 0)
    return first >= 0 and content.find(b"?", first + 1) >= 0


def _parser(encoding: str | None, without_blanks: bool) -> etree.XMLParser:  # noqa: FBT001 - one of two kinds
    # One of each kind for each thread: a parser used by two makes one wait for the other.
    parsers: dict[tuple[str | None, bool], etree.XMLParser] | None = getattr(_local, "parsers", None)
    if parsers is None:
        parsers = _local.parsers = {}
    if (parser := parsers.get((encoding, without_blanks))) is None:
        parser = parsers[encoding, without_blanks] = etree.XMLParser(
            encoding=encoding,
            remove_blank_text=without_blanks,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            dtd_validation=False,
            attribute_defaults=False,
            huge_tree=False,
            recover=False,
            remove_comments=True,
            remove_pis=True,
            collect_ids=False,
        )
    return parser


def _is_refused_parsed(content: bytes, root: etree._Element, findings: Findings) -> bool:
    if root.getroottree().docinfo.internalDTD is not None:
        findings.add("xml-doctype")
        return True
    if _has_long_tag(content) and _too_many_attributes(root):
        findings.add("xml-too-many-attributes", limit=MOST_ATTRIBUTES)
        return True
    return False


def _has_long_tag(content: bytes) -> bool:
    """Whether some tag, or text, may be long enough for too many attributes: of five bytes each, at least,
    and no "<" among them."""
    step = MOST_ATTRIBUTES * 5 // 2
    places = range(0, len(content) - step, step)
    return any(content.find(b"<", at, at + step) < 0 for at in places)


def _note_doctype(start: str, findings: Findings) -> None:
    """A document type is fault enough; what it would have done is told beside it."""
    findings.add("xml-doctype")
    if _NESTED.search(start):
        findings.add("xml-entity-bomb")
    if _EXTERNAL.search(start):
        findings.add("xml-entity-external")


def _prolog(content: bytes) -> tuple[str | None, str]:
    """The declared encoding, and the beginning of a document type that stands before the root element.

    One that stands further in than this looks is found when the content is parsed: its entities would not
    have been filled in, only declared.
    """
    if usual := _USUAL_PROLOG.match(content):
        return (usual[1].decode() if usual[1] else None), ""
    start = content[:_PROLOG]
    encoding = encodings.UTF_16.get(start[:2])
    # Latin-1 gives every byte a character, and what is looked for is ASCII in all encodings let through.
    text = start.decode(encoding or "latin-1", "replace")
    text, declared = text.removeprefix("\ufeff").removeprefix("ï»¿"), None
    for at, end in _prolog_parts(text):
        if text.startswith("<!", at) and not text.startswith("<!--", at):
            return declared, text[at:]
        if at == 0 and text.startswith("<?"):
            declared = _encoding_in(text[:end])
    return declared, ""


def _prolog_parts(text: str) -> Iterator[tuple[int, int]]:
    """Beginning and end of each thing before the root element."""
    at = 0
    while True:
        while text[at : at + 1] in _XML_SPACE and at < len(text):
            at += 1
        closing = next((close for open_, close in _CLOSED_BY if text.startswith(open_, at)), None)
        if closing is None:
            return
        end = text.find(closing, at + 2)
        yield at, end
        if end < 0:
            return
        at = end + len(closing)


def _encoding_in(declaration: str) -> str | None:
    is_declaration = declaration.startswith("<?xml") and declaration[5:6] in _XML_SPACE
    _, _, rest = declaration.partition("encoding" if is_declaration else declaration)
    value = rest.lstrip(_XML_SPACE + "=")
    return value[1:].partition(value[0])[0] if value[:1] in ("'", '"') and value else None


def _fault(error: etree.XMLSyntaxError) -> tuple[str, dict[str, str | int]]:
    """The lxml error as code and arguments. Its message quotes the content, so it is looked at, never
    passed on."""
    codes, said = etree.ErrorTypes, error.msg or ""
    kind: int = getattr(error, "code", 0)
    where: dict[str, str | int] = {"line": error.lineno or 0, "column": error.offset or 0}
    if kind == codes.ERR_RESOURCE_LIMIT:
        if said.startswith("Excessive depth"):
            return "xml-too-deep", {**where, "limit": DEEPEST}
        return "xml-text-too-long", where
    if kind in (codes.ERR_INVALID_ENCODING, codes.ERR_UNKNOWN_ENCODING, codes.ERR_UNSUPPORTED_ENCODING):
        return "xml-encoding-wrong", where
    return "xml-not-well-formed", where

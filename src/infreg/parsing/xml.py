"""XML from strangers: parsed without document types, entities, network, or more than fits a message.

No parser alone refuses everything that must be refused, so the limits stand here:
what libxml2 limits itself (depth 256, text 10 MB) is given its own code, the rest is looked for.
Nothing of the content leaves with a fault: only the line and column.
"""

import threading

from lxml import etree

from infreg.parsing.reading import problem
from infreg.vocabulary.problem import Problem

MOST_TAGS = 200_000
MOST_ATTRIBUTES = 500
DEEPEST = 256  # libxml2's own limit; it cannot be set lower or higher without taking off all limits.

_BOM = b"\xef\xbb\xbf"
_UTF_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"<\x00": "utf-16-le", b"\x00<": "utf-16-be"}
_ENCODINGS = ("utf-8", "utf8", "utf-16", "us-ascii", "ascii", "iso-8859-", "latin1", "windows-125", "cp125")
_PROLOG = 16 * 1024
_XML_SPACE = " \t\r\n"

_too_many_attributes = etree.XPath(f"boolean(//*[@*[{MOST_ATTRIBUTES + 1}]])")
_local = threading.local()


def looks_like_xml(content: bytes) -> bool:
    """Whether the first thing in the content is a tag, in an encoding whose tags can be counted."""
    start = content[:400]
    if encoding := _UTF_16.get(start[:2]):
        return start.decode(encoding, "replace").lstrip("\ufeff" + _XML_SPACE).startswith("<")
    return start.removeprefix(_BOM).lstrip().startswith(b"<")


def read(content: bytes) -> etree._Element | Problem:
    """The root element without comments and processing instructions, or the reason it was refused."""
    refused = _refused_unparsed(content)
    if refused:
        return refused
    try:
        root = etree.fromstring(content, _parser())
    except etree.XMLSyntaxError as error:
        return _fault(error)
    return _refused_parsed(content, root) or root


def _parser() -> etree.XMLParser:
    # One for each thread: a parser used by two makes one wait for the other.
    parser: etree.XMLParser | None = getattr(_local, "parser", None)
    if parser is None:
        parser = _local.parser = etree.XMLParser(
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


def _refused_unparsed(content: bytes) -> Problem | None:
    # Every element costs at least one "<", whatever the encoding (those where it would not are refused).
    if len(content) > MOST_TAGS and content.count(b"<") > MOST_TAGS:
        return problem("xml-too-many-elements", limit=MOST_TAGS // 2)
    declared, doctype = _prolog(content)
    if doctype:
        return problem("xml-doctype")
    if declared and not declared.lower().startswith(_ENCODINGS):
        return problem("xml-encoding-refused")
    return None


def _refused_parsed(content: bytes, root: etree._Element) -> Problem | None:
    if root.getroottree().docinfo.internalDTD is not None:
        return problem("xml-doctype")
    # An attribute costs one "=": most messages have too few of them to be worth looking through.
    if content.count(b"=") > MOST_ATTRIBUTES and _too_many_attributes(root):
        return problem("xml-too-many-attributes", limit=MOST_ATTRIBUTES)
    return None


def _prolog(content: bytes) -> tuple[str | None, bool]:
    """The declared encoding, and whether a document type stands before the root element.

    One that stands further in than this looks is found when the content is parsed: its entities would not
    have been filled in, only declared.
    """
    start = content[:_PROLOG]
    encoding = _UTF_16.get(start[:2])
    # Latin-1 gives every byte a character, and what is looked for is ASCII in all encodings let through.
    text = start.decode(encoding, "replace") if encoding else start.removeprefix(_BOM).decode("latin-1")
    text, at = text.removeprefix("\ufeff"), 0
    declared = None
    while True:
        while text[at : at + 1] in _XML_SPACE and at < len(text):
            at += 1
        if text.startswith("<?", at):
            end = text.find("?>", at)
            declared = _encoding_in(text[at:end]) if at == 0 else declared
        elif text.startswith("<!--", at):
            end = text.find("-->", at + 4)
        else:
            return declared, text.startswith("<!", at)
        if end < 0:
            return declared, False
        at = text.index(">", end) + 1


def _encoding_in(declaration: str) -> str | None:
    is_declaration = declaration.startswith("<?xml") and declaration[5:6] in _XML_SPACE
    _, _, rest = declaration.partition("encoding" if is_declaration else declaration)
    value = rest.lstrip(_XML_SPACE + "=")
    return value[1:].partition(value[0])[0] if value[:1] in ("'", '"') and value else None


def _fault(error: etree.XMLSyntaxError) -> Problem:
    """The lxml error as a problem. Its message quotes the content, so it is looked at, never passed on."""
    codes, said = etree.ErrorTypes, error.msg or ""
    kind: int = getattr(error, "code", 0)
    line, column = error.lineno or 0, error.offset or 0
    if kind == codes.ERR_RESOURCE_LIMIT:
        if said.startswith("Excessive depth"):
            return problem("xml-too-deep", line=line, column=column, limit=DEEPEST)
        return problem("xml-text-too-long", line=line, column=column)
    if kind in (codes.ERR_INVALID_ENCODING, codes.ERR_UNKNOWN_ENCODING, codes.ERR_UNSUPPORTED_ENCODING):
        return problem("xml-encoding-wrong", line=line, column=column)
    return problem("xml-not-well-formed", line=line, column=column)

"""KITH's Hodemelding (MsgHead) 1.2: the envelope, and the Svarrapporter in it.

An envelope holds documents, or reports on patients that hold documents; a document holds XML, or a file in
Base64 that may be XML. Sender, time and id are the envelope's: they are whom and what we answer.
"""

import binascii
from collections.abc import Iterator

from lxml import etree

from infreg.parsing import svarrapport, xml
from infreg.parsing.moments import moment
from infreg.parsing.reading import Findings
from infreg.vocabulary.answer import Answer, Message, Party, Provider
from infreg.vocabulary.moment import Moment

_NAMESPACES = "http://www.kith.no/xmlstds/msghead/"
_VERSION = f"{_NAMESPACES}2006-05-24"
_BASE64_CONTAINER = "{http://www.kith.no/xmlstds/base64container}Base64Container"
# Which of several identifiers names somebody best: the registers' before local ones. A person's own number
# names nobody who answers for something.
_BEST_IDS = ("HER", "HPR", "ENH", "RSH")
_NO_IDS = ("FNR", "DNR", "FHN", "HNR", "DUF")


def is_msghead(root: etree._Element) -> bool:
    """Whether an element is a MsgHead of any version, also one that cannot be read."""
    return _name(root) == "MsgHead" and root.tag[1:].startswith(_NAMESPACES)


def read(root: etree._Element, findings: Findings) -> Message | None:
    """The envelope as a message, with the answers of every Svarrapport in it; None when it has no id."""
    head = _child(root, "MsgInfo")
    parts = {_name(part): part for part in head} if head is not None else {}
    message_id = _words(parts.get("MsgId"))
    if message_id is None:
        findings.note("message-id-missing", root if head is None else head)
        return None
    inside: list[Message] = []
    if root.tag != f"{{{_VERSION}}}MsgHead":
        findings.note("envelope-version-unknown", root)
    else:
        inside = list(_messages(root, message_id, findings))
    versions = sorted({message.format for message in inside})
    return Message(
        "+".join(("msghead-1.2", *versions)),
        message_id,
        _code(parts.get("Type")),
        _generated(root, parts.get("GenDate"), inside, findings),
        _sender(parts.get("Sender"), inside, findings),
        _answers(root, inside, findings),
    )


def _messages(root: etree._Element, message_id: str, findings: Findings) -> Iterator[Message]:
    """The Svarrapporter of an envelope, in the order they stand."""
    documents = list(root.iterdescendants(f"{{{_VERSION}}}Document"))
    is_any_read = False
    for position, document in enumerate(documents, start=1):
        spare_id = message_id if len(documents) == 1 else f"{message_id}:{position}"
        for number, (content, within) in enumerate(_contents(document, findings), start=1):
            if not svarrapport.is_svarrapport(content):
                findings.note("document-unread", content)
                continue
            is_any_read = True
            findings.within = within
            message = svarrapport.read(content, findings, spare_id if number == 1 else f"{spare_id}.{number}")
            findings.within = ""
            if message:
                yield message
    if not documents:
        findings.note("document-missing", root)
    elif not is_any_read:
        findings.note("envelope-without-answer", root)


def _contents(document: etree._Element, findings: Findings) -> Iterator[tuple[etree._Element, str]]:
    """Every piece of XML in a document, and the place it was unpacked from, if it was."""
    holder = _child(document, "RefDoc")
    content = _child(holder, "Content") if holder is not None else None
    if content is None:
        findings.note("document-unread", document)
        return
    compression = _code(_child(holder, "Compression"))
    for part in content:
        if part.tag != _BASE64_CONTAINER:
            yield part, ""
        elif compression:
            findings.note("document-unread", part)
        else:
            unpacked = _unpacked(part, findings)
            if unpacked is not None:
                yield unpacked, findings.place_of(part)
    if not len(content):
        findings.note("document-unread", document)


def _unpacked(container: etree._Element, findings: Findings) -> etree._Element | None:
    """The XML in a Base64Container; None when it is another kind of file, or XML that is refused."""
    try:
        content = binascii.a2b_base64((container.text or "").encode("ascii", "replace"))
    except binascii.Error:
        findings.note("document-unread", container)
        return None
    if not xml.looks_like_xml(content):
        findings.note("attachment-unread", container)
        return None
    findings.within = findings.place_of(container)
    root = xml.read(content, findings)
    findings.within = ""
    return root


def _answers(root: etree._Element, inside: list[Message], findings: Findings) -> tuple[Answer, ...]:
    answers: dict[str, Answer] = {}
    for answer in (answer for message in inside for answer in message.answers):
        if answer.answer_id in answers:
            findings.note("report-id-repeated", root)
        answers.setdefault(answer.answer_id, answer)
    return tuple(answers.values())


def _generated(
    root: etree._Element, said: etree._Element | None, inside: list[Message], findings: Findings
) -> Moment | None:
    if said is None:
        findings.note("element-missing", root, element="GenDate")
    elif found := moment(_words(said) or ""):
        return found
    else:
        findings.note("date-unreadable", said)
    return inside[0].generated_at if inside else None


def _sender(holder: etree._Element | None, inside: list[Message], findings: Findings) -> Provider:
    """Whoever the envelope is from; else the one its first Svarrapport names."""
    outer = _child(holder, "Organisation") if holder is not None else None
    if outer is None:
        if holder is not None:
            findings.note("element-missing", holder, element="Organisation")
        return inside[0].sender if inside else Provider()
    inner = _child(outer, "Organisation")
    person = _child(inner, "HealthcareProfessional") if inner is not None else None
    if person is None:
        person = _child(outer, "HealthcareProfessional")
    return Provider(_party(outer), _party(inner), _party(person))


def _party(element: etree._Element | None) -> Party | None:
    if element is None:
        return None
    said = {_name(part): _words(part) for part in element}
    person = " ".join(filter(None, map(said.get, ("GivenName", "MiddleName", "FamilyName"))))
    number, kind = _identifier(element)
    name = said.get("OrganisationName") or person or None
    return Party(name, number, kind) if name or number else None


def _identifier(element: etree._Element) -> tuple[str | None, str | None]:
    found: dict[str | None, str] = {}
    for ident in (part for part in element if _name(part) == "Ident"):
        kind, number = _code(_child(ident, "TypeId")), _words(_child(ident, "Id"))
        if number and kind not in _NO_IDS:
            found.setdefault(kind, number)
    best = next((kind for kind in _BEST_IDS if kind in found), next(iter(found), None))
    return found.get(best), best if found else None


def _name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2]


def _child(element: etree._Element | None, name: str) -> etree._Element | None:
    return next((part for part in element if _name(part) == name), None) if element is not None else None


def _words(element: etree._Element | None) -> str | None:
    return ((element.text or "").strip() or None) if element is not None else None


def _code(element: etree._Element | None) -> str | None:
    return ((element.get("V") or "").strip() or _words(element)) if element is not None else None

"""The application receipt (AppRec) that Norwegian health care answers each message with.

Versions 1.0 (2004-11-21) and 1.1 (2012-02-15), as their XSDs have them; they differ in names only.
"""

import re
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid5

from lxml import etree

from infreg.definitions.apprec import apprec_codes
from infreg.definitions.problem_texts import text
from infreg.vocabulary.answer import Coded, Party, Provider
from infreg.vocabulary.problem import Level, Problem
from infreg.vocabulary.reception import MessageReceipt, Status
from infreg.vocabulary.time import in_oslo

Version = Literal["1.0", "1.1"]
#: Namespace and MIGversion.
_VERSIONS: dict[Version, tuple[str, str]] = {
    "1.0": ("http://www.kith.no/xmlstds/apprec/2004-11-21", "1.0 2004-11-21"),
    "1.1": ("http://www.kith.no/xmlstds/apprec/2012-02-15", "v1.1 2012-02-15"),
}
#: The namespace of our AppRec ids (RFC 9562, version 5): made once, never to be changed.
_IDS = UUID("6e1d8a52-6c2b-5a0e-9d6c-0f3f5d7b1c44")
#: The characters XML 1.0 has no way to write (§ 2.2), so that a sender's odd name stops no receipt.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: An id must have a type (the message description of both versions), said or not.
_OTHER_ID_TYPE = "XXX"


class NoAppRec(Exception):
    """There is nothing to answer to yet: the message gave no id, or it is sealed and not taken in.

    The receipt itself can still be shown, as a page or as JSON.
    """


def render(receipt: MessageReceipt, version: Version, us: Provider, language: str) -> bytes:
    """The AppRec as UTF-8 XML; the same receipt gives the same bytes. Raises NoAppRec.

    Status 2 for a rejected message, 3 when part of it was refused, otherwise 1 and no errors: laboratories
    send anew on 2 and never on 1, so what is our work must not look like theirs. Times are Oslo's, without
    offset, as senders write them. A message that does not say when it was made is answered with the time
    it was received, because the standard wants one.
    """
    if receipt.message_id is None:
        raise NoAppRec("The message gave no id, so an AppRec could not say what it answers.")
    if receipt.status is Status.SEALED:
        raise NoAppRec("The message is sealed but not taken in: there is no answer to give yet.")
    namespace, mig_version = _VERSIONS[version]
    # None is the default namespace; the stubs do not know it.
    root = etree.Element(f"{{{namespace}}}AppRec", nsmap={None: namespace})  # type: ignore[dict-item]
    _coded(root, "MsgType", Coded(code="APPREC", display="Applikasjonskvittering"))
    _line(root, "MIGversion", mig_version)
    _line(root, "GenDate", _oslo(receipt.taken_in_at.replace(microsecond=0)))
    _line(root, "Id", str(uuid5(_IDS, f"{receipt.number}/{version}")))
    _hcp(_child(root, "Sender"), us)
    _hcp(_child(root, "Receiver"), receipt.sender or Provider())
    _outcome(root, receipt, language)
    _original(_child(root, "OriginalMsgId"), receipt, receipt.message_id)
    etree.indent(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"


def _outcome(root: etree._Element, receipt: MessageReceipt, language: str) -> None:
    codes = apprec_codes()
    refused = [problem for problem in receipt.problems if problem.level is Level.REJECTED]
    if receipt.status is Status.REJECTED:
        _coded(root, "Status", codes.rejected)
    elif refused:
        _coded(root, "Status", codes.partly_rejected)
    else:
        _coded(root, "Status", codes.accepted)
        return
    for problem in refused or receipt.problems:
        _error(root, problem, language)


def _error(root: etree._Element, problem: Problem, language: str) -> None:
    known = apprec_codes().error
    own = f"{problem.code} {problem.at}".strip()
    _coded(root, "Error", Coded(known.system, None, known.code, text(problem, language), own))


def _original(parent: etree._Element, receipt: MessageReceipt, message_id: str) -> None:
    _coded(parent, "MsgType", Coded(code=receipt.message_type))
    generated = receipt.generated_at
    _line(parent, "IssueDate", _oslo(generated.at if generated else receipt.received_at))
    _line(parent, "Id", message_id)


def _hcp(parent: etree._Element, who: Provider) -> None:
    """An institution with department and person in it; a person alone when nothing else is known."""
    hcp = _child(parent, "HCP")
    if who.professional and not (who.institution or who.department):
        _party(_child(hcp, "HCProf"), who.professional)
        return
    institution = _child(hcp, "Inst")
    if who.institution:
        _party(institution, who.institution)
    if who.department:
        _party(_child(institution, "Dept"), who.department)
    if who.professional:
        _party(_child(institution, "HCPerson"), who.professional)


def _party(parent: etree._Element, party: Party) -> None:
    if party.name:
        _line(parent, "Name", party.name)
    if party.id:
        kind = party.id_type or _OTHER_ID_TYPE
        _line(parent, "Id", party.id)
        _coded(parent, "TypeId", Coded(code=kind, display=apprec_codes().id_types.get(kind)))


def _coded(parent: etree._Element, name: str, value: Coded) -> None:
    element = _child(parent, name)
    attributes = {"S": value.system, "V": value.code, "DN": value.display, "OT": value.text}
    for attribute, said in attributes.items():
        if said:
            element.set(attribute, _writable(said))


def _line(parent: etree._Element, name: str, said: str) -> None:
    _child(parent, name).text = _writable(said)


def _child(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(parent, etree.QName(etree.QName(parent).namespace, name))


def _writable(said: str) -> str:
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", said)


def _oslo(moment: datetime) -> str:
    try:
        return in_oslo(moment).replace(tzinfo=None).isoformat()
    except OverflowError:  # a sender's clock can say the year 9999
        return moment.replace(tzinfo=None).isoformat()

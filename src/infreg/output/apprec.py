"""The application receipt (AppRec) that Norwegian health care answers each message with.

Versions 1.0 (2004-11-21) and 1.1 (2012-02-15), as their XSDs have them; they differ in names only.
"""

import re
from datetime import datetime
from functools import lru_cache
from html import escape
from typing import Literal
from uuid import UUID, uuid5

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
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<AppRec xmlns="{namespace}">',
        _coded("MsgType", Coded(code="APPREC", display="Applikasjonskvittering")),
        _line("MIGversion", mig_version),
        _line("GenDate", _oslo(receipt.taken_in_at.replace(microsecond=0))),
        _line("Id", str(uuid5(_IDS, f"{receipt.number}/{version}"))),
        *_wrapped("Sender", _hcp(us)),
        *_wrapped("Receiver", _hcp(receipt.sender or Provider())),
        *_outcome(receipt, language),
        *_wrapped("OriginalMsgId", _original(receipt, receipt.message_id)),
        "</AppRec>\n",
    ]
    return "\n".join(lines).encode()


def _outcome(receipt: MessageReceipt, language: str) -> list[str]:
    codes = apprec_codes()
    refused = [problem for problem in receipt.problems if problem.level is Level.REJECTED]
    if receipt.status is Status.REJECTED:
        status = codes.rejected
    elif refused:
        status = codes.partly_rejected
    else:
        return [_coded("Status", codes.accepted)]
    errors = (_error(problem, language) for problem in refused or receipt.problems)
    return [_coded("Status", status), *errors]


def _error(problem: Problem, language: str) -> str:
    known = apprec_codes().error
    own = f"{problem.code} {problem.at}".strip()
    return _coded("Error", Coded(known.system, None, known.code, text(problem, language), own))


def _original(receipt: MessageReceipt, message_id: str) -> list[str]:
    generated = receipt.generated_at
    return [
        _coded("MsgType", Coded(code=receipt.message_type)),
        _line("IssueDate", _oslo(generated.at if generated else receipt.received_at)),
        _line("Id", message_id),
    ]


@lru_cache(maxsize=1024)
def _hcp(who: Provider) -> list[str]:
    """An institution with department and person in it; a person alone when nothing else is known."""
    if who.professional and not (who.institution or who.department):
        return _wrapped("HCP", _wrapped("HCProf", _party(who.professional)))
    department = _wrapped("Dept", _party(who.department)) if who.department else []
    person = _wrapped("HCPerson", _party(who.professional)) if who.professional else []
    institution = _party(who.institution) if who.institution else []
    return _wrapped("HCP", _wrapped("Inst", [*institution, *department, *person]))


def _party(party: Party) -> list[str]:
    said = [_line("Name", party.name)] if party.name else []
    if party.id:
        kind = party.id_type or _OTHER_ID_TYPE
        said += [
            _line("Id", party.id),
            _coded("TypeId", Coded(code=kind, display=apprec_codes().id_types.get(kind))),
        ]
    return said


def _coded(name: str, value: Coded) -> str:
    attributes = {"S": value.system, "V": value.code, "DN": value.display, "OT": value.text}
    said = "".join(f' {name}="{_writable(text)}"' for name, text in attributes.items() if text)
    return f"<{name}{said}/>"


def _line(name: str, said: str) -> str:
    return f"<{name}>{_writable(said)}</{name}>"


def _wrapped(name: str, lines: list[str]) -> list[str]:
    return [f"<{name}>", *lines, f"</{name}>"]


def _writable(said: str) -> str:
    """Text for an element or an attribute: markup escaped, line ends kept from being folded to spaces."""
    plain = escape(_UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", said))
    return plain.replace("\r", "&#13;").replace("\n", "&#10;").replace("\t", "&#9;")


def _oslo(moment: datetime) -> str:
    try:
        return in_oslo(moment).replace(tzinfo=None).isoformat()
    except OverflowError:  # a sender's clock can say the year 9999
        return moment.replace(tzinfo=None).isoformat()

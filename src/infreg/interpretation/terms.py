"""Terms: how what laboratories call things is looked up, and grouped where nobody knows it yet."""

import re
from functools import lru_cache

from infreg.vocabulary.answer import Coded
from infreg.vocabulary.finding import Term, TermKind
from infreg.vocabulary.words import normal

VOLVEN = "2.16.578.1.12.4.1.1."
NLK = VOLVEN + "7280"
#: Systems in which laboratories write codes of their own: Volven's "local", and those that are misused so.
LOCAL = frozenset({"", VOLVEN + "8212", VOLVEN + "8271", VOLVEN + "7230"})
_NLK_CODE = re.compile(r"(?:NPU|NOR)[0-9]{5}")
_FHIR_VOLVEN = re.compile(r"https?://(?:ehelse|helsedir)\.no/fhir/CodeSystem/no-kodeverk-([0-9]+)(?:\.\w+)?")
_OID = re.compile(r"(?:urn:oid:)?([0-9]+(?:\.[0-9]+)+)")


def term_of(kind: TermKind, named: Coded | str) -> Term:
    """What a code or text that nobody knows is grouped by, and mapped by.

    A code of a national or international system stands with its system and without its words, which differ
    from sender to sender. A local code gives way to its words, or stands alone where it has none. Codes of
    the laboratory code list (NLK) are known by their form, whatever system they were sent under.
    """
    if isinstance(named, str):
        return Term(kind, "", "", normal(named))
    system, code = coding(named)
    text = normal(named.display or named.text or "")
    if code and (system not in LOCAL or not text):
        return Term(kind, system, code, "")
    return Term(kind, "", "", text)


def coding(named: Coded) -> tuple[str, str]:
    """System and code as the definitions know them; empty texts where there is none."""
    code = (named.code or "").strip()
    if _NLK_CODE.fullmatch(code.upper()):
        return NLK, code.upper()
    return canonical(named.system or ""), code


@lru_cache(maxsize=1_000)
def canonical(system: str) -> str:
    """One name for a code system: Volven's as plain OIDs, others as they are sent."""
    system = system.strip()
    if fhir := _FHIR_VOLVEN.fullmatch(system):
        return VOLVEN + fhir[1]
    oid = _OID.fullmatch(system)
    return oid[1] if oid else system

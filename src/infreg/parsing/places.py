"""Where in a message something stands, told without quoting the message."""

from lxml import etree

_NAMESPACES = (
    "http://www.kith.no/xmlstds/labsvar/",
    "http://www.kith.no/xmlstds/msghead/",
    "http://www.kith.no/xmlstds/base64container",
)
# Names that may be repeated to a sender: those of the standards, of elements that a fault can stand at.
_NAMES = frozenset(
    """
    AdditionalId Address AnalysedSubject Animal ArithmeticComp Base64Container CodedComment CollectedDate
    CollectedSample Comment Content County DateOfBirth DateResult DateResultValue Dept Document GenDate HCP
    HCPerson HCProf Heading HealthcareProfessional High Id Ident Inst Interval Investigation IssueDate Low
    MIGversion Material Message MsgDescr MsgHead MsgId MsgInfo NumResult NumResultValue OffId Organisation
    Patient PatientReport RefAnalysedSubject RefDoc RefIdResultItem RelServProv Relation Requester
    ResponsibleHcp ResultItem Sender ServProvId ServProvider ServReport ServType Sex Status
    StatusInvestigation TextCode TextResult TextResultValue Type TypeCoded TypeId TypeOffId
    """.split()
)


def place(element: etree._Element) -> str:
    """Where an element stands, as an XPath of local names. Names that are not of the standard are
    written `*`: a sender may have put anything there."""
    steps: list[str] = []
    step: etree._Element | None = element
    while step is not None:
        steps.append(_step(step))
        step = step.getparent()
    return "/" + "/".join(reversed(steps))


def _step(element: etree._Element) -> str:
    namespace, _, name = element.tag.removeprefix("{").rpartition("}")
    known = name in _NAMES and (not namespace or namespace.startswith(_NAMESPACES))
    before = sum(1 for _ in element.itersiblings(element.tag, preceding=True))
    alone = not before and next(element.itersiblings(element.tag), None) is None
    return (name if known else "*") + ("" if alone else f"[{before + 1}]")

"""The element names of Svarrapport, for each version the same under another namespace."""

from lxml import etree

NAMESPACES = "http://www.kith.no/xmlstds/labsvar/"
BASE64_CONTAINER = "{http://www.kith.no/xmlstds/base64container}Base64Container"

# Names of the standard under Message, ServReport, Patient and ResultItem of which nothing is taken yet.
_UNREAD = (
    *("Accredited", "Ack", "AdmLocation", "ApprDate", "BasisForHealthServices", "CancellationCode"),
    *("CodedComment", "CopyDest", "CounterSignDate", "DateOfDeath", "DescrDate", "DevResultInd"),
    *("DiagComment", "IdByRequester", "InfItem", "InvDate", "MedicalValidationDate", "MsgVersion"),
    *("PaymentResponsible", "Permission", "RefDoc", "RefInterval", "ServReq", "StatusChangeDate"),
    "StructuredInfo",
)


class Tags:
    """One version's names as lxml writes them: `tags.Patient` is `{namespace}Patient`."""

    AdditionalId: str
    Address: str
    AnalysedSubject: str
    Animal: str
    ArithmeticComp: str
    City: str
    CollectedDate: str
    CollectedSample: str
    Comment: str
    County: str
    DateOfBirth: str
    DateResult: str
    DateResultValue: str
    Dept: str
    GenDate: str
    HCP: str
    HCPerson: str
    HCProf: str
    Heading: str
    High: str
    Id: str
    IdByServProvider: str
    IdResultItem: str
    Inst: str
    Interval: str
    Investigation: str
    IssueDate: str
    Low: str
    MIGversion: str
    Material: str
    Message: str
    MsgDescr: str
    MsgId: str
    Name: str
    NumResult: str
    NumResultValue: str
    OffId: str
    Patient: str
    PostalCode: str
    RefAnalysedSubject: str
    RefIdResultItem: str
    RelServProv: str
    Relation: str
    Requester: str
    ResponsibleHcp: str
    ResultItem: str
    ServProvId: str
    ServProvider: str
    ServReport: str
    ServType: str
    Sex: str
    Status: str
    StatusInvestigation: str
    StreetAdr: str
    TextCode: str
    TextResult: str
    TextResultValue: str
    Type: str
    TypeCoded: str
    TypeId: str
    TypeOffId: str
    Unit: str

    def __init__(self, version: str, namespace: str) -> None:
        self.version = version
        prefix = f"{{{namespace}}}" if namespace else ""
        for name in Tags.__annotations__:
            setattr(self, name, prefix + name)
        self.known = frozenset(prefix + name for name in (*Tags.__annotations__, *_UNREAD))


VERSIONS = {
    namespace: Tags(version, namespace)
    for version, namespace in (("1.3", f"{NAMESPACES}2008-12-01"), ("1.4", f"{NAMESPACES}2012-02-15"))
}


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
    known = name in Tags.__annotations__ and (not namespace or namespace.startswith(NAMESPACES))
    before = sum(1 for _ in element.itersiblings(element.tag, preceding=True))
    alone = not before and next(element.itersiblings(element.tag), None) is None
    return (name if known else "*") + ("" if alone else f"[{before + 1}]")

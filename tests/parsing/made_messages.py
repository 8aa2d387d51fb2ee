"""Svarrapport messages of our own: invented laboratories and people, synthetic numbers only."""

from xml.sax.saxutils import escape, quoteattr

NAMESPACES = {
    "1.3": "http://www.kith.no/xmlstds/labsvar/2008-12-01",
    "1.4": "http://www.kith.no/xmlstds/labsvar/2012-02-15",
}
RESISTANCE = "2.16.578.1.12.4.1.1.8271"
NLK = "2.16.578.1.12.4.1.1.7280"
LOCAL = "2.16.578.1.12.4.1.1.8212"

PATIENT = '<Name>Furuset, Gro</Name><OffId>03851598730</OffId><TypeOffId V="FNR"/>'
SPECIMEN = (
    '<AnalysedSubject><CollectedSample><CollectedDate V="2026-02-03T08:30:00"/></CollectedSample>'
    "<Type>Urin</Type><IdByServProvider>P1</IdByServProvider></AnalysedSubject>"
)
LABORATORY = (
    "<ServProvider><HCP><Inst><Name>Fjellaboratoriet</Name><Id>7001</Id><TypeId V='HER'/></Inst></HCP>"
    "</ServProvider>"
)
REQUESTER = (
    "<Requester><HCP><Inst><Name>Bakken legekontor</Name><Id>7002</Id><TypeId V='HER'/></Inst></HCP>"
    "</Requester>"
)


def coded(tag: str, *, code: str = "", system: str = "", display: str = "", own: str = "") -> str:
    """A CV element; an empty part is left out."""
    parts = {"V": code, "S": system, "DN": display, "OT": own}
    said = "".join(f" {name}={quoteattr(value)}" for name, value in parts.items() if value)
    return f"<{tag}{said}/>"


def row(
    value: str = "", *, id: str = "", ref: str = "", asked: str = "Dyrkning", rest: str = "", inside: str = ""
) -> str:
    """A ResultItem holding the value's XML; `rest` follows the references, `inside` are rows in it."""
    investigation = f"<Investigation>{coded('Id', system=LOCAL, own=asked)}</Investigation>" if asked else ""
    ids = (f"<IdResultItem>{id}</IdResultItem>" if id else "") + (
        f"<RefIdResultItem>{ref}</RefIdResultItem>" if ref else ""
    )
    return f"<ResultItem>{value}{investigation}{ids}{rest}{inside}</ResultItem>"


def text(words: str, codes: str = "", heading: str = "LR") -> str:
    """A TextResult with words and perhaps TextCodes."""
    value = f"<TextResultValue>{escape(words)}</TextResultValue>" if words else ""
    return f'<TextResult><Heading V="{heading}"/>{value}{codes}</TextResult>'


def resistance(
    agent: str, sir: str, *, ref: str = "", words: str = "", system: str = RESISTANCE, rest: str = ""
) -> str:
    """A resistance row, as laboratories write them."""
    named = {"S": "Sensitiv", "I": "Sensitiv, økt eksponering", "R": "Resistent"}.get(sir, "")
    category = coded("TextCode", code=sir, system=system, display=named) if sir else ""
    return row(text(words, category, "RSB"), ref=ref, asked=agent, rest=rest)


def report(rows: str = "", **other: str) -> str:
    """A ServReport; any part can be given another XML, or none, by name."""
    part = {
        "service": '<ServType V="N"/>',
        "issued": '<IssueDate V="2026-02-03T12:00:00"/>',
        "status": '<Status V="F"/>',
        "kind": '<MsgDescr V="MBIO"/>',
        "id": "<ServProvId>S-1</ServProvId>",
        "person": PATIENT,
        "subject": SPECIMEN,
        "laboratory": LABORATORY,
        "requester": REQUESTER,
        "after": "",
    } | other
    patient = part.get("patient", f"<Patient>{part['person']}{part['subject']}{rows}</Patient>")
    head = "".join(part[name] for name in ("service", "issued", "status", "kind", "id"))
    tail = "".join(part[name] for name in ("laboratory", "requester", "after"))
    return f"<ServReport>{head}{patient}{tail}</ServReport>"


def message(reports: str, *, version: str = "1.4", namespace: str | None = None, **other: str) -> bytes:
    """A whole message as bytes; `head` replaces what stands before the reports."""
    head = other.get(
        "head",
        f'<Type V="SVAR_LAB"/><MIGversion>v{version} x</MIGversion><GenDate V="2026-02-03T12:00:01"/>'
        "<MsgId>M-1</MsgId>",
    )
    named = NAMESPACES[version] if namespace is None else namespace
    xmlns = f' xmlns="{named}"' if named else ""
    return f"<Message{xmlns}>{head}{reports}</Message>".encode()


MSGHEAD = "http://www.kith.no/xmlstds/msghead/2006-05-24"
SENDER = (
    "<Sender><Organisation><OrganisationName>Fjellsykehuset HF</OrganisationName>"
    "<Ident><Id>974589095</Id><TypeId V='ENH' S='2.16.578.1.12.4.1.1.9051'/></Ident>"
    "<Ident><Id>7000</Id><TypeId V='HER' S='2.16.578.1.12.4.1.1.9051'/></Ident>"
    "<Organisation><OrganisationName>Fjellaboratoriet</OrganisationName>"
    "<Ident><Id>7001</Id><TypeId V='HER' S='2.16.578.1.12.4.1.1.9051'/></Ident></Organisation>"
    "</Organisation></Sender>"
)


def base64_container(text: str) -> str:
    """A file in Base64."""
    return (
        f'<b:Base64Container xmlns:b="http://www.kith.no/xmlstds/base64container">{text}</b:Base64Container>'
    )


def document(content: str, **parts: str) -> str:
    """A Document of an envelope; `holder` replaces its Content."""
    holder = parts.get("holder", f"<Content>{content}</Content>")
    return f'<Document><RefDoc><MsgType V="XML"/>{parts.get("before", "")}{holder}</RefDoc></Document>'


def envelope(documents: str, *, holder: str = "Document", namespace: str = MSGHEAD, **other: str) -> str:
    """A MsgHead around documents; any part of its MsgInfo can be given another XML, or none, by name."""
    part = {
        "kind": '<Type V="SVAR_LAB" DN="Svarrapport"/>',
        "generated": "<GenDate>2026-02-03T12:00:02</GenDate>",
        "id": "<MsgId>E-1</MsgId>",
        "sender": SENDER,
    } | other
    head = f"{part['kind']}<MIGversion>v1.2 2006-05-24</MIGversion>{part['generated']}{part['id']}"
    if holder == "PatientReport":
        documents = f"<PatientReport><CaseNo>1</CaseNo>{documents}</PatientReport>"
    receiver = "<Receiver><Organisation/></Receiver>"
    return (
        f'<MsgHead xmlns="{namespace}"><MsgInfo>{head}{part["sender"]}{receiver}</MsgInfo>'
        f"{documents}</MsgHead>"
    )

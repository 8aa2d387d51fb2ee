"""The element names of Svarrapport, for each version the same under another namespace."""

from collections.abc import Iterator, Sequence

NAMESPACES = "http://www.kith.no/xmlstds/labsvar/"
BASE64_CONTAINER = "{http://www.kith.no/xmlstds/base64container}Base64Container"

# The parts of an element in the order of the standard's schemas, which is the same in 1.3 and 1.4;
# `+` marks those that may come more than once.
_MESSAGE = "Type MsgVersion MIGversion GenDate MsgId Status ServReport+"
_REPORT = (
    "ServType IssueDate ApprDate Status CancellationCode Ack MsgDescr ServProvId Comment CodedComment+ "
    "RefDoc+ ServReq+ Permission+ Patient Animal Material ServProvider Requester PaymentResponsible "
    "CopyDest+ RelServProv"
)
_PATIENT = (
    "BasisForHealthServices Sex DateOfBirth DateOfDeath Name IdByServProvider IdByRequester OffId TypeOffId "
    "Relation ResponsibleHcp AdmLocation AdditionalId+ Address InfItem+ AnalysedSubject+ ResultItem+ Patient"
)
_ROW = (
    "TextResult Interval DateResult NumResult ServType RefInterval+ Investigation+ InvDate Comment "
    "DevResultInd IdResultItem RefIdResultItem StatusInvestigation StatusChangeDate DescrDate "
    "CounterSignDate MedicalValidationDate RefAnalysedSubject+ Accredited RelServProv+ DiagComment "
    "StructuredInfo+ ResultItem+"
)
# Sender's spellings that can mean one thing alone.
_MISSPELT = {"Adress": "Address"}
_MOST_SHAPES = 2000
_LONGEST_SHAPE = 100


class Shape:
    """Judges the parts of one kind of element: their names, their order, and how often they come.

    Messages are much alike, so what was found in order once is remembered by the row of its names.
    """

    def __init__(self, prefix: str, parts: str) -> None:
        names = [name.removesuffix("+") for name in parts.split()]
        self._prefix = prefix
        self._order = {prefix + name: order for order, name in enumerate(names)}
        self._many = {prefix + name.removesuffix("+") for name in parts.split() if name.endswith("+")}
        self.sound: set[tuple[str, ...]] = set()
        """Rows of names already found in order."""

    def is_sound(self, shape: tuple[str, ...]) -> bool:
        """Whether a row of names is as the standard has it."""
        sound = not any(self.faults(shape))
        if sound and len(shape) <= _LONGEST_SHAPE and len(self.sound) < _MOST_SHAPES:
            self.sound.add(shape)
        return sound

    def faults(self, shape: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Code and element name of each fault, one of each code."""
        known = [name for name in shape if name in self._order]
        strange = [name for name in shape if name not in self._order]
        misspelt = [_MISSPELT[name] for each in strange if (name := self._local(each)) in _MISSPELT]
        if len(misspelt) < len(strange):
            yield "element-unknown", ""
        if misspelt:
            yield "element-misspelt", misspelt[0]
        if twice := next((name for name in known if name not in self._many and known.count(name) > 1), None):
            yield "element-repeated", self._local(twice)
        latest = -1
        for name in known:
            if self._order[name] < latest:
                yield "element-out-of-order", self._local(name)
                return
            latest = self._order[name]

    def _local(self, name: str) -> str:
        return name.removeprefix(self._prefix)


class Tags:
    """One version's names as lxml writes them: `tags.Patient` is `{namespace}Patient`."""

    AdditionalId: str
    Address: str
    Adress: str
    AnalysedSubject: str
    Animal: str
    ArithmeticComp: str
    City: str
    CodedComment: str
    CollectedDate: str
    CollectedSample: str
    Comment: str
    Content: str
    County: str
    DateOfBirth: str
    DateResult: str
    DateResultValue: str
    Dept: str
    Description: str
    FileReference: str
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
    RefDoc: str
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
    TeleAddress: str
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
        self.prefix = prefix = f"{{{namespace}}}" if namespace else ""
        for name in Tags.__annotations__:
            setattr(self, name, prefix + name)
        self.message_shape = Shape(prefix, _MESSAGE)
        self.report_shape = Shape(prefix, _REPORT)
        self.patient_shape = Shape(prefix, _PATIENT)
        self.row_shape = Shape(prefix, _ROW)


VERSIONS = {
    namespace: Tags(version, namespace)
    for version, namespace in (("1.3", f"{NAMESPACES}2008-12-01"), ("1.4", f"{NAMESPACES}2012-02-15"))
}

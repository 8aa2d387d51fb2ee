"""What a laboratory says: one tree for every format it can be said in.

A `Message` is what arrived; it holds `Answer`s (laboratory reports), each about one patient's specimens.
Texts stand as sent, trimmed; None where the message does not say.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from infreg.vocabulary.identifiers import NationalId
from infreg.vocabulary.moment import Moment


@dataclass(frozen=True, slots=True)
class Coded:
    """A coded value (KITH's CV, FHIR's CodeableConcept): code in a system, or only words.

    `system` is an OID or URI as sent; `display` is the sender's name of the code (DN), `text` the
    sender's own words instead of or beside a code (OT).
    """

    system: str | None = None
    version: str | None = None
    code: str | None = None
    display: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """An institution, department or health professional, with its identifier and the identifier's type
    (HER, ENH, RSH, HPR ... of Volven 8268)."""

    name: str | None = None
    id: str | None = None
    id_type: str | None = None


@dataclass(frozen=True, slots=True)
class Provider:
    """Who answers for something in health care: institution, its department, a professional in it.

    `telephone` is told of who asked alone: digits, perhaps a `+` before them.
    """

    institution: Party | None = None
    department: Party | None = None
    professional: Party | None = None
    telephone: str | None = None


@dataclass(frozen=True, slots=True)
class Patient:
    """The patient as the message describes them. Identified: it meets `identity` and goes no further."""

    number: NationalId | None = None
    id_type: str | None = None
    name: str | None = None
    birth_date: Moment | None = None
    sex: str | None = None
    municipality: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Specimen:
    """What was taken (FHIR Specimen). `id` is the laboratory's own and unique within the answer."""

    id: str
    type: Coded
    collected_at: Moment | None = None


class ValueKind(StrEnum):
    """What sort of value a result has."""

    TEXT = "text"
    CODED = "coded"
    NUMBER = "number"
    INTERVAL = "interval"
    DATE = "date"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Value:
    """A result's value. `text` always holds the sender's words where there are any; `comparator` is
    one of < <= > >= =, None when not said; an interval has `number` (low) and `high`."""

    kind: ValueKind
    text: str | None = None
    coded: Coded | None = None
    number: Decimal | None = None
    high: Decimal | None = None
    comparator: str | None = None
    unit: str | None = None
    date: Moment | None = None


@dataclass(frozen=True, slots=True)
class Organism:
    """A microbe as named by the laboratory; `code` is None until definitions know the name."""

    name: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """One finding. `id` and `parent` are unique within the answer; `specimen` is a `Specimen.id`.

    `organism` is set on the result that names the microbe. `status` is Volven 8245 as sent, `service_type`
    8270 (C: the laboratory has cancelled this row).
    """

    id: str
    parent: str | None
    specimen: str | None
    investigation: Coded
    value: Value
    organism: Organism | None = None
    status: str | None = None
    comment: str | None = None
    service_type: str | None = None


@dataclass(frozen=True, slots=True)
class Concentration:
    """A minimum inhibitory concentration in mg/L: `comparator` one of < <= > >= or None for equal."""

    value: Decimal
    comparator: str | None = None


@dataclass(frozen=True, slots=True)
class Susceptibility:
    """One organism against one antimicrobial agent.

    `organism_result` is the `Result.id` of the finding that names the organism: the same agent may be
    tested against several organisms in one answer, and only the reference tells which. `sir` is S, I or
    R as sent (I changed its meaning in 2019: `sir_text` keeps the words it came with).
    """

    organism_result: str | None
    agent: Coded
    sir: str | None = None
    sir_text: str | None = None
    mic: Concentration | None = None
    zone_mm: Decimal | None = None
    specimen: str | None = None
    status: str | None = None
    text: str | None = None
    service_type: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A laboratory report (Svarrapport's ServReport, FHIR's DiagnosticReport).

    `answer_id` is the laboratory's id of the report, kept through its versions. `service_type` is Volven
    7309 (N new, M changed, C cancelled, H historic, A addition), `status` 7306 (S, P, F, A),
    `discipline` 8202 (MBIO ...), `comments` hold 8269 (TA, VA, MSIS-M, MSIS-UM, MSIS-AV).
    """

    answer_id: str
    service_type: str | None
    status: str | None
    discipline: str | None
    issued_at: Moment | None
    laboratory: Provider
    requester: Provider
    patient: Patient
    specimens: tuple[Specimen, ...] = ()
    results: tuple[Result, ...] = ()
    susceptibilities: tuple[Susceptibility, ...] = ()
    comments: tuple[Coded, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it came, understood. `format` names the standard and version, e.g.
    `svarrapport-1.4`; `message_type` is the message's own name of its kind (needed in its receipt)."""

    format: str
    message_id: str
    message_type: str | None
    generated_at: Moment | None
    sender: Provider
    answers: tuple[Answer, ...]

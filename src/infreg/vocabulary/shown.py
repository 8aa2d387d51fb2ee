"""What may be shown of a message that was taken in: pseudonymous, with history.

These are the values pages render and `infreg show --json` prints. Times are aware (UTC). Field names are
a promise to other programs; `doors.cli` prints only those of the promise.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from infreg.vocabulary.answer import Coded, Organism, Party, ValueKind
from infreg.vocabulary.identifiers import ReceiptNumber
from infreg.vocabulary.moment import Moment
from infreg.vocabulary.problem import Problem
from infreg.vocabulary.reception import Status


@dataclass(frozen=True, slots=True)
class Arrival:
    """One line in the list of what came. `organisms` are names as sent, in the answer's order. `hidden`: who
    sent it is not told, because an answer is about somebody whose address is protected."""

    receipt: ReceiptNumber
    received_at: datetime
    status: Status
    format: str | None
    sender: Party | None
    answers: int
    disciplines: tuple[str, ...]
    organisms: tuple[str, ...]
    problems: tuple[Problem, ...]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class ShownPatient:
    """A person without identity: register lab's pseudonym (64 hex digits) and what statistics need."""

    pseudonym: str | None
    id_type: str | None
    sex: str | None
    birth_year: int | None
    municipality: str | None


@dataclass(frozen=True, slots=True)
class ShownSpecimen:
    id: str
    type: Coded
    collected_at: Moment | None


@dataclass(frozen=True, slots=True)
class ShownValue:
    """`coded` stands for pages, which name the code's system; the promise has `code` and `text`."""

    kind: ValueKind
    text: str | None
    coded: Coded | None
    number: Decimal | None
    high: Decimal | None
    comparator: str | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class ShownResult:
    id: str
    parent: str | None
    specimen: str | None
    investigation: Coded
    value: ShownValue
    organism: Organism | None
    status: str | None


@dataclass(frozen=True, slots=True)
class ShownSusceptibility:
    """`organism` is the name as sent; `mic_value` in mg/L. `atc` is None where nobody knows the agent."""

    organism_result: str | None
    organism: str | None
    agent: Coded
    atc: str | None
    sir: str | None
    sir_text: str | None
    mic_comparator: str | None
    mic_value: Decimal | None
    zone_mm: Decimal | None


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """One version of an answer, oldest first: its receipt, what kind it was and when it was known."""

    receipt: ReceiptNumber
    service_type: str | None
    status: str | None
    generated_at: datetime | None
    known_from: datetime


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """`replaces` and `superseded_by` are receipt numbers of the versions before and after this one."""

    answer_id: str
    service_type: str | None
    status: str | None
    discipline: str | None
    replaces: ReceiptNumber | None
    superseded_by: ReceiptNumber | None
    withdrawn: bool
    versions: tuple[ShownVersion, ...]
    requester: Party | None
    patient: ShownPatient
    specimens: tuple[ShownSpecimen, ...]
    results: tuple[ShownResult, ...]
    susceptibilities: tuple[ShownSusceptibility, ...]
    requester_telephone: str | None = None


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """A message as understood. `answers` is empty while it is only sealed, held unread or rejected. `hidden`:
    sender, requesters and municipalities are not told, because of a protected address."""

    receipt: ReceiptNumber
    status: Status
    problems: tuple[Problem, ...]
    format: str | None
    message_id: str | None
    generated_at: datetime | None
    received_at: datetime
    sender: Party | None
    answers: tuple[ShownAnswer, ...]
    hidden: bool = False

"""Made-up deliveries as `flow` shows them, and a visitor who needs no database."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from infreg.access.actor import Actor, Purpose
from infreg.access.roles import ROLES
from infreg.vocabulary.answer import Coded, Organism, Party, ValueKind
from infreg.vocabulary.identifiers import ReceiptNumber
from infreg.vocabulary.installation import DemoUser, Installation, InstallationKind
from infreg.vocabulary.moment import Moment
from infreg.vocabulary.reception import Status
from infreg.vocabulary.shown import (
    Arrival,
    ShownAnswer,
    ShownMessage,
    ShownPatient,
    ShownResult,
    ShownSpecimen,
    ShownSusceptibility,
    ShownValue,
    ShownVersion,
)

RECEIPT = ReceiptNumber("7K3F-9QX2-M4TD-0WZH")
EARLIER = ReceiptNumber("AAAA-9QX2-M4TD-0WZH")
CONTROLLER = "Folkehelseinstituttet"
LABORATORY = Party("Nordlandssykehuset HF", "13", "HER")
CAME = datetime(2026, 3, 14, 9, 15, tzinfo=UTC)
TRIAL = Installation(
    InstallationKind.TRIAL, CONTROLLER, (DemoUser("lab", "vis-meg-listen", "Liv Laborant", "laboratory"),)
)
PRODUCTION = Installation(InstallationKind.PRODUCTION, CONTROLLER)
VOLVEN = "2.16.578.1.12.4.1.1."


@dataclass(frozen=True)
class MadeVisitor:
    """What the pages ask of a user, without a row behind it."""

    name: str = "Liv Laborant"
    role: str = "laboratory"
    is_authenticated: bool = True

    def actor(self, purpose: Purpose) -> Actor:
        return Actor("lab", ROLES[self.role], purpose)


def nlk(code: str, name: str) -> Coded:
    return Coded(system=f"{VOLVEN}7280", code=code, display=name)


def words(text: str | None) -> ShownValue:
    return ShownValue(ValueKind.TEXT, text, None, None, None, None, None)


def quantity(value: str, unit: str | None = None, comparator: str | None = None) -> ShownValue:
    return ShownValue(ValueKind.NUMBER, None, None, Decimal(value), None, comparator, unit)


def result(
    number: str,
    value: ShownValue,
    *,
    of: Coded | None = None,
    under: str | None = None,
    specimen: str | None = None,
    organism: str | None = None,
) -> ShownResult:
    named = Organism(organism) if organism else None
    return ShownResult(number, under, specimen, of or nlk("NPU1", "Dyrkning"), value, named, None)


def tried(
    organism: str | None, name: str | None, agent: Coded, sir: str | None = None, mic: str | None = None
) -> ShownSusceptibility:
    concentration = Decimal(mic) if mic else None
    return ShownSusceptibility(organism, name, agent, None, sir, None, None, concentration, None)


COLI, KLEBSIELLA = "Escherichia coli", "Klebsiella pneumoniae"
CULTURE = nlk("NPU06073", "U-Bakterier dyrkning")
AMPICILLIN, MECILLINAM = nlk("NPU06045", "Us-Ampicillin"), nlk("NPU06044", "Us-Mecillinam")
URINE = ShownSpecimen(
    "A", Coded(f"{VOLVEN}8351", None, "U", "Urin"), Moment(datetime(2017, 9, 13, 10, 25, tzinfo=UTC))
)


def answer(**changes: object) -> ShownAnswer:
    """A urine culture with two organisms, the second version of the laboratory's answer."""
    values: dict[str, object] = {
        "answer_id": "cf548a1e",
        "service_type": "M",
        "status": "F",
        "discipline": "MBIO",
        "replaces": EARLIER,
        "superseded_by": None,
        "withdrawn": False,
        "versions": (
            ShownVersion(EARLIER, "N", "P", None, CAME),
            ShownVersion(RECEIPT, "M", "F", None, CAME),
        ),
        "requester": Party("Kattskinnet legesenter", "56704", "HER"),
        "patient": ShownPatient("a3f981c2" * 8, "FNR", "female", 1969, "1804"),
        "specimens": (URINE,),
        "results": (
            result("1", words(COLI), of=CULTURE, specimen="A", organism=COLI),
            result("1.1", words(">100.000 pr.ml."), of=Coded(text="Mengde"), under="1"),
            result("2", words(KLEBSIELLA), of=CULTURE, specimen="A", organism=KLEBSIELLA),
        ),
        "susceptibilities": (
            tried("1", COLI, AMPICILLIN, "R"),
            tried("1", COLI, MECILLINAM, "S", "0.25"),
            tried("2", KLEBSIELLA, AMPICILLIN, "R"),
        ),
    }
    return ShownAnswer(**(values | changes))  # type: ignore[arg-type]


def message(*answers: ShownAnswer, status: Status = Status.ACCEPTED, **changes: object) -> ShownMessage:
    values: dict[str, object] = {
        "receipt": RECEIPT,
        "status": status,
        "problems": (),
        "format": "svarrapport-1.4",
        "message_id": "0ba85678",
        "generated_at": CAME,
        "received_at": CAME,
        "sender": LABORATORY,
        "answers": answers,
    }
    return ShownMessage(**(values | changes))  # type: ignore[arg-type]


def arrival(status: Status = Status.ACCEPTED, **changes: object) -> Arrival:
    values: dict[str, object] = {
        "receipt": RECEIPT,
        "received_at": CAME,
        "status": status,
        "format": "svarrapport-1.4",
        "sender": LABORATORY,
        "answers": 1,
        "disciplines": ("MBIO",),
        "organisms": (COLI,),
        "problems": (),
    }
    return Arrival(**(values | changes))  # type: ignore[arg-type]

"""From sealed bytes to what may be stored: opened, parsed, masked, checked. Touches no database."""

import logging
from dataclasses import dataclass, replace

import orjson

from infreg.flow.intake.reception import Reception
from infreg.guard.trees import mask_tree
from infreg.identity import keyed, numbers
from infreg.identity.numbers import CheckedNumber
from infreg.identity.sealing import CannotOpen, Sealed, open_sealed
from infreg.parsing import parse
from infreg.reception import packages
from infreg.storage.sealed import Original
from infreg.vocabulary.answer import Answer, Message, Party, Patient
from infreg.vocabulary.problem import Level, Problem, worst
from infreg.vocabulary.reception import Status
from infreg.vocabulary.time import in_oslo

log = logging.getLogger(__name__)

_OUR_FAULT = "not-understood"


@dataclass(frozen=True, slots=True)
class Read:
    """A delivery as far as it was understood.

    `message` is what may be stored: person numbers outside their field are masked. `head` is the message
    as sent, for the receipt alone. `answers`, `persons` and `particulars` run side by side: what is kept.
    """

    original: Original
    message: Message | None = None
    head: Message | None = None
    answers: tuple[Answer, ...] = ()
    persons: tuple[CheckedNumber | None, ...] = ()
    particulars: tuple[bytes, ...] = ()
    problems: tuple[Problem, ...] = ()
    stands: bool = True

    @property
    def status(self) -> Status:
        """Rejected when nothing could be kept and sending anew can help; held when it waits for us."""
        level = worst(self.problems)
        if level is Level.REJECTED and not (self.stands and self.answers):
            return Status.REJECTED
        if any(problem.level is Level.HELD for problem in self.problems):
            return Status.HELD
        return Status.ACCEPTED if level in (None, Level.NOTE) else Status.ACCEPTED_WITH_WARNINGS

    @property
    def is_refused(self) -> bool:
        return self.status is Status.REJECTED

    @property
    def is_our_fault(self) -> bool:
        """Whether it was our program that failed on it."""
        return any(problem.code == _OUR_FAULT for problem in self.problems)

    @property
    def sender(self) -> Party | None:
        """The institution that the message says it is from; None when it names none."""
        party = self.message.sender.institution if self.message else None
        return party if party and (party.id or party.name) else None

    def set_aside(self, problem: Problem) -> "Read":
        """The same delivery, kept to be looked at but not to count, and why: what else was wrong with it no
        longer matters."""
        return replace(self, stands=False, problems=(problem,))


def not_understood(original: Original) -> Read:
    """A delivery that we failed on: held, to be tried again when we are mended."""
    return Read(original, problems=(Problem("not-understood", Level.HELD),))


def read(reception: Reception, original: Original) -> Read:
    """Understands one original. Never raises for what the bytes say: a fault of ours is held."""
    try:
        envelope = Sealed(original.body, original.wrapped_key)
        content = open_sealed(reception.keys, envelope, original.receipt.value.encode())
    except CannotOpen:
        log.exception("could not open %s", original.receipt)
        return not_understood(original)
    return understand(reception, original, content)


def understand(reception: Reception, original: Original, content: bytes) -> Read:
    """What a content says: parsed, masked and checked; `original` is whose it is. Never raises for what the
    bytes say: a fault of ours is held."""
    try:
        return _understand(reception, original, content)
    except Exception as error:  # noqa: BLE001 - a bug in reading one message must not stop the others
        log.error("could not read %s: %s", original.receipt, type(error).__name__)
        return not_understood(original)


def _understand(reception: Reception, original: Original, content: bytes) -> Read:
    if packages.is_package(content) and (fault := packages.find_fault(content)):
        return Read(original, problems=(fault,))
    reading = parse(content)
    if reading.message is None:
        return Read(original, problems=reading.problems)
    message, places = mask_tree(reading.message, lambda digits: keyed.mask_token(reception.keys, digits))
    problems = [*reading.problems, *(Problem("number-in-text", Level.WARNING, place) for place in places)]
    answers, persons, particulars = [], [], []
    for index, sent in enumerate(message.answers):
        held = reception.register.view(sent)
        if held is None:
            continue
        person, wrong = _person(reception, held.patient, f"answers[{index}].patient", _hospital(message))
        problems += wrong
        if any(problem.level is Level.REJECTED for problem in wrong):
            continue
        answers.append(held)
        persons.append(person)
        particulars.append(_particulars(held.patient))
    return Read(
        original,
        message,
        reading.message,
        tuple(answers),
        tuple(persons),
        tuple(particulars),
        tuple(problems),
    )


def _hospital(message: Message) -> str | None:
    """Who gives out a hospital's own numbers: the sender, by its identifier."""
    party = message.sender.institution
    return f"{party.id_type}/{party.id}" if party and party.id else None


def _person(
    reception: Reception, patient: Patient, at: str, hospital: str | None
) -> tuple[CheckedNumber | None, list[Problem]]:
    if patient.number is None:
        return None, []
    checked = numbers.check(patient.number.reveal(), patient.id_type, at, hospital)
    if isinstance(checked, Problem):
        return None, [checked]
    foreign = numbers.check_belongs(checked, trial=reception.trial, at=at)
    return checked, [foreign] if foreign else []


def _particulars(patient: Patient) -> bytes:
    """What the vault keeps of a person, as JSON; empty when the message says nothing."""
    said = {
        "name": patient.name,
        "born": in_oslo(patient.birth_date.at).date().isoformat() if patient.birth_date else None,
        "sex": patient.sex,
        "address": patient.address,
        "municipality": patient.municipality,
    }
    kept = {name: value for name, value in said.items() if value}
    return orjson.dumps(kept) if kept else b""

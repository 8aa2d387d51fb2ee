"""What a clinician asks when looking a patient up, and what the country's laboratories have answered."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from infreg.vocabulary.answer import Coded
from infreg.vocabulary.mapping import ShownFinding, ShownIsolate
from infreg.vocabulary.shown import ShownAnswer, ShownValue


class Why(StrEnum):
    """Why a patient is looked up. `OTHER` is followed by the clinician's own words."""

    TREATMENT = "treatment"
    ADMISSION = "admission"
    FOLLOW_UP = "follow-up"
    OTHER = "other"


class Relation(StrEnum):
    """How the clinician comes to treat the patient."""

    OWN_PATIENT = "own-patient"
    WARD = "ward"
    ON_CALL = "on-call"
    CONSULTED = "consulted"


@dataclass(frozen=True, slots=True)
class PatientFinding:
    """A finding beside what the laboratory wrote of it: what it examined, in what specimen, and the value
    that decided."""

    finding: ShownFinding
    investigation: Coded | None
    specimen: Coded | None
    words: ShownValue | None


@dataclass(frozen=True, slots=True)
class PatientAnswer:
    """An open answer about the patient. `number` names it on a page, 1 the newest. `answered` is when the
    laboratory issued it, else when the register knew it; `day` the sampling day, else the day of issue.
    `laboratory` and the requester are None where a protected address hides them. `comments` are the
    laboratory's, on its results."""

    number: int
    answer: ShownAnswer
    laboratory: str | None
    answered: datetime
    day: date | None
    findings: tuple[PatientFinding, ...]
    comments: tuple[str, ...]

    @property
    def is_addition(self) -> bool:
        """Whether it stands beside another answer of the same name."""
        return self.answer.service_type == "A"


@dataclass(frozen=True, slots=True)
class PatientResults:
    """What is known of one patient as of a moment, from every laboratory, newest answer first. Who it is does
    not stand here. `is_hidden`: who asked and who answered is kept back, since the address is protected."""

    as_of: datetime
    sex: str | None
    birth_year: int | None
    answers: tuple[PatientAnswer, ...]
    isolates: tuple[ShownIsolate, ...]
    is_hidden: bool

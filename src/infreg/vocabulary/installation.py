"""What this installation is: shown on every page, so that nobody takes a trial for the register."""

from dataclasses import dataclass, field
from enum import StrEnum


class InstallationKind(StrEnum):
    """Fixed when the database is made. Only a trial holds made-up persons and demo users."""

    TRIAL = "trial"
    PRODUCTION = "production"


@dataclass(frozen=True, slots=True)
class DemoUser:
    """An account that a trial shows to everybody. Its password is no secret."""

    username: str
    password: str = field(repr=False)
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Installation:
    """`controller` is who answers for the processing (dataansvarlig). Of a trial alone: its demo users, and
    the number of somebody made up whom a clinician may look up."""

    kind: InstallationKind
    controller: str
    demo_users: tuple[DemoUser, ...] = ()
    demo_patient: str | None = field(default=None, repr=False)

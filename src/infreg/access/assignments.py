"""What accounts are given, for how long and under which agreement, and what of it counts when. No I/O."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from infreg.access.roles import Permission, Reach, Role


class AssignmentKind(StrEnum):
    """Somebody's own work, another's while they are away, or a period on call."""

    REGULAR = "regular"
    DEPUTY = "deputy"
    ON_CALL = "on_call"


class Target(StrEnum):
    """What an assignment gives."""

    ROLE = "role"  # what the role reaches, whole
    UNIT = "unit"
    MUNICIPALITY = "municipality"
    OFFICE = "office"
    SELF = "self"
    PROTECTED = "protected"  # beside another: what a protected address hides


class State(StrEnum):
    """What an assignment is at a moment. Only what is in force counts."""

    IN_FORCE = "in_force"
    COMING = "coming"
    OVER = "over"  # its period is past
    ENDED = "ended"  # somebody ended it
    NO_AGREEMENT = "no_agreement"  # the agreement it is under is not in force
    NO_OFFICE = "no_office"  # the office it is for is not


#: What accounts of a role may be given, by what the role reaches. A role without a purpose is given nothing.
TARGETS: Mapping[Reach, frozenset[Target]] = {
    Reach.NONE: frozenset({Target.ROLE}),
    Reach.OWN: frozenset({Target.UNIT}),
    Reach.MUNICIPALITIES: frozenset({Target.MUNICIPALITY, Target.OFFICE}),
    Reach.PATIENT: frozenset({Target.ROLE, Target.UNIT}),
    Reach.SELF: frozenset({Target.SELF}),
    Reach.COUNTRY: frozenset({Target.ROLE}),
}


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What an assignment gives: one thing, of a kind and for a time."""

    kind: AssignmentKind
    valid_from: datetime
    unit: int | None = None
    municipality: str | None = None
    office: str | None = None
    subject: bytes | None = field(default=None, repr=False)
    sees_protected: bool = False
    agreement: str | None = None
    valid_to: datetime | None = None

    @property
    def target(self) -> Target:
        if self.sees_protected:
            return Target.PROTECTED
        given = {
            Target.UNIT: self.unit,
            Target.MUNICIPALITY: self.municipality,
            Target.OFFICE: self.office,
            Target.SELF: self.subject,
        }
        return next((target for target, value in given.items() if value is not None), Target.ROLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment(Entitlement):
    """One thing given to an account, as it is written. `known_to`: when somebody ended it."""

    id: int
    account: str
    because: str
    by: str
    known_from: datetime
    known_to: datetime | None = None
    ended_because: str | None = None
    ended_by: str | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What assignments lean on, as it is at a moment: the municipalities of the offices there are, and the
    agreements in force."""

    offices: Mapping[str, frozenset[str]] = field(default_factory=dict)
    agreements: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reached:
    """What the assignments of an account that are in force come to."""

    units: frozenset[int] = frozenset()
    municipalities: frozenset[str] = frozenset()
    subjects: frozenset[bytes] = field(default=frozenset(), repr=False)
    sees_protected: bool = False


def targets_of(role: Role) -> frozenset[Target]:
    """What accounts of a role may be given."""
    if not role.purposes:
        return frozenset()
    protected = {Target.PROTECTED} if role.may(Permission.REVEAL) else set()
    return TARGETS[role.reach] | protected


def state(assignment: Assignment, at: datetime, terms: Terms) -> State:
    """What it is at a moment; `terms` are those of that moment. Nothing counts before it was written."""
    if assignment.known_to is not None and assignment.known_to <= at:
        return State.ENDED
    if at < max(assignment.valid_from, assignment.known_from):
        return State.COMING
    if assignment.valid_to is not None and assignment.valid_to <= at:
        return State.OVER
    if assignment.agreement is not None and assignment.agreement not in terms.agreements:
        return State.NO_AGREEMENT
    if assignment.office is not None and assignment.office not in terms.offices:
        return State.NO_OFFICE
    return State.IN_FORCE


def reached(role: Role, assignments: Iterable[Assignment], at: datetime, terms: Terms) -> Reached | None:
    """What an account of the role reaches at a moment; None: it has no access. Closed by default: who was
    given nothing has none, and what does not fit the role (it was another's then) gives none."""
    fitting = targets_of(role)
    counting = [
        each for each in assignments if each.target in fitting and state(each, at, terms) is State.IN_FORCE
    ]
    if all(each.target is Target.PROTECTED for each in counting):
        return None
    municipalities = {each.municipality for each in counting if each.municipality is not None}
    return Reached(
        units=frozenset(each.unit for each in counting if each.unit is not None),
        municipalities=frozenset(municipalities).union(
            *(terms.offices[each.office] for each in counting if each.office is not None)
        ),
        subjects=frozenset(each.subject for each in counting if each.subject is not None),
        sees_protected=any(each.sees_protected for each in counting),
    )

"""Whether an account may be given what somebody wishes for it: every reason why not, as a sentence."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from infreg.access.assignments import Assignment, AssignmentKind, Entitlement, Target, targets_of
from infreg.access.roles import Role
from infreg.definitions.book import Book
from infreg.definitions.period import Period, first_day_missing
from infreg.vocabulary.account import Wish
from infreg.vocabulary.time import in_oslo

#: How each is asked for.
_OPTIONS = {
    Target.ROLE: "nothing but --because",
    Target.UNIT: "--unit",
    Target.MUNICIPALITY: "--municipality",
    Target.OFFICE: "--office",
    Target.SELF: "--person",
    Target.PROTECTED: "--protected",
}


class CannotAssign(Exception):
    """What was asked for does not fit; the message says why, and what to do, to a person."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a wish leans on: the definitions, when each agreement is in force, and the institution's id, if
    there is one."""

    book: Book
    agreements: Mapping[str, Sequence[Period]]
    unit: int | None


def checked(
    role: Role, wish: Wish, known: Known, standing: Iterable[Assignment], now: datetime
) -> list[Entitlement]:
    """What is to be written for a wish; `standing` is what the account has already. Raises CannotAssign."""
    kind = _kind(wish.kind)
    first = max(wish.valid_from or now, now)
    period = _days(kind, first, wish.valid_to)
    if wish.agreement is not None:
        _check_agreement(wish.agreement, known, period, open_ended=wish.valid_to is None)
    blank = Entitlement(kind, first, valid_to=wish.valid_to, agreement=wish.agreement)
    new = _filled(blank, role, wish, known, period.first)
    for each in new:
        for other in standing:
            if _same(each, other) and _overlap(each, other):
                raise CannotAssign(
                    f"The account has that already: assignment {other.id}. End it first, or say other days."
                )
    return new


def _kind(written: str) -> AssignmentKind:
    try:
        return AssignmentKind(written.replace("-", "_"))
    except ValueError:
        kinds = ", ".join(kind.replace("_", "-") for kind in AssignmentKind)
        raise CannotAssign(f"There is no kind {written}. Choose one of {kinds}.") from None


def _days(kind: AssignmentKind, first: datetime, end: datetime | None) -> Period:
    """The days in Oslo that it touches."""
    if end is None:
        if kind is not AssignmentKind.REGULAR:
            raise CannotAssign(
                "A deputy and who is on call have access for a period: say when it ends, --to."
            )
        return Period(in_oslo(first).date())
    if end <= first:
        raise CannotAssign(
            f"It would end ({in_oslo(end):%Y-%m-%d %H:%M}) before it began ({in_oslo(first):%Y-%m-%d %H:%M})."
        )
    return Period(in_oslo(first).date(), in_oslo(end - timedelta(microseconds=1)).date())


def _check_agreement(name: str, known: Known, period: Period, *, open_ended: bool) -> None:
    """What goes on without an end ends with the agreement; what has an end lies within it."""
    there = known.agreements.get(name)
    if there is None:
        names = ", ".join(sorted(known.agreements)) or "none"
        raise CannotAssign(
            f"There is no agreement {name} (there are: {names}). Load it: infreg definitions load."
        )
    wanted = Period(period.first, period.first) if open_ended else period
    missing = first_day_missing(wanted, there)
    if missing:
        raise CannotAssign(f"The agreement {name} is not in force on {missing.isoformat()}.")


def _filled(blank: Entitlement, role: Role, wish: Wish, known: Known, day: date) -> list[Entitlement]:
    """One for each row to be written."""
    match _target(role, wish):
        case Target.UNIT:
            if known.unit is None:
                raise CannotAssign(
                    f"Nobody knows the institution {wish.unit}. Write it as HER:13; it must have delivered, "
                    "or stand in the definitions (organisations)."
                )
            return [replace(blank, unit=known.unit)]
        case Target.MUNICIPALITY:
            _check_municipalities(wish.municipalities, known, day)
            return [replace(blank, municipality=number) for number in dict.fromkeys(wish.municipalities)]
        case Target.OFFICE:
            if wish.office not in {row["code"] for row in known.book.as_of(day).rows("offices")}:
                raise CannotAssign(f"There is no office {wish.office} on {day.isoformat()}.")
            return [replace(blank, office=wish.office)]
        case Target.SELF:
            return [replace(blank, subject=wish.subject)]
        case Target.PROTECTED:
            return [replace(blank, sees_protected=True)]
        case Target.ROLE:
            return [blank]


def _target(role: Role, wish: Wish) -> Target:
    asked = tuple(_asked(wish))
    if len(asked) > 1:
        raise CannotAssign("Give one thing at a time: " + " or ".join(_OPTIONS[each] for each in asked) + ".")
    target = asked[0] if asked else Target.ROLE
    fitting = targets_of(role)
    if target not in fitting:
        wanted = " or ".join(_OPTIONS[each] for each in Target if each in fitting)
        raise CannotAssign(f"An account of the role {role.code} is given {wanted or 'nothing'}.")
    return target


def _asked(wish: Wish) -> Iterator[Target]:
    if wish.unit is not None:
        yield Target.UNIT
    if wish.municipalities:
        yield Target.MUNICIPALITY
    if wish.office is not None:
        yield Target.OFFICE
    if wish.subject is not None:
        yield Target.SELF
    if wish.protected:
        yield Target.PROTECTED


def _check_municipalities(numbers: Iterable[str], known: Known, day: date) -> None:
    there = {str(row["number"]) for row in known.book.as_of(day).rows("municipalities")}
    for number in numbers:
        if number not in there:
            raise CannotAssign(f"There is no municipality {number} on {day.isoformat()}.")


def _same(new: Entitlement, other: Assignment) -> bool:
    return all(
        getattr(new, name) == getattr(other, name)
        for name in ("unit", "municipality", "office", "subject", "sees_protected")
    )


def _overlap(new: Entitlement, other: Assignment) -> bool:
    begins_before = new.valid_to is None or other.valid_from < new.valid_to
    return begins_before and (other.valid_to is None or other.valid_to > new.valid_from)

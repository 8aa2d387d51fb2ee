"""What will be done, or was done, with each file handed over: the lines that the drop page shows.

Pure, but for the seal: between two looks the browser keeps the lines, signed, so that the page needs to
remember nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.core import signing

from infreg.flow.intake import Delivered
from infreg.vocabulary.casework import Preview
from infreg.vocabulary.identifiers import ReceiptNumber
from infreg.vocabulary.problem import Level, Problem
from infreg.vocabulary.reception import Status

#: A page of more lines is read by nobody; the list of deliveries has them all.
MOST_LINES = 500
_SALT = "infreg.doors.web.outcome"
_STOPPED = (Status.REJECTED, Status.HELD)


@dataclass(frozen=True, slots=True)
class Line:
    """One file. `receipt` is None in a preview, and for what could not even be sealed."""

    name: str
    status: Status
    problems: tuple[Problem, ...] = ()
    receipt: ReceiptNumber | None = None
    answers: int = 0
    organisms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """Every file of one handing over, in its order. `is_preview`: nothing of it is stored."""

    lines: tuple[Line, ...]
    is_preview: bool

    @property
    def counts(self) -> Mapping[Status, int]:
        """How many of each status, in the statuses' order."""
        counted = Counter(line.status for line in self.lines)
        return {status: counted[status] for status in Status if counted[status]}

    @property
    def shown(self) -> tuple[Line, ...]:
        """At most MOST_LINES: what somebody must look at before the rest, and all in their own order."""
        if len(self.lines) <= MOST_LINES:
            return self.lines
        ranked = sorted(range(len(self.lines)), key=lambda at: self.lines[at].status not in _STOPPED)
        return tuple(self.lines[at] for at in sorted(ranked[:MOST_LINES]))

    @property
    def left_out(self) -> int:
        return len(self.lines) - len(self.shown)

    @property
    def waiting(self) -> int:
        """How many are sealed and not yet taken in."""
        return 0 if self.is_preview else self.counts.get(Status.SEALED, 0)

    @property
    def wait(self) -> int:
        """Milliseconds until it is worth looking again: a second, more for what is large to send."""
        return 1000 + 2 * len(self.lines)

    @property
    def token(self) -> str:
        """These lines, signed, for `from_token`."""
        return signing.dumps([_packed(line) for line in self.lines], salt=_SALT, compress=True)


def of_previews(previews: Iterable[Preview]) -> Outcome:
    lines = (Line(p.name, p.status, p.problems, None, p.answers, p.organisms) for p in previews)
    return Outcome(tuple(lines), is_preview=True)


def of_delivered(delivered: Iterable[Delivered]) -> Outcome:
    lines = (Line(d.name, d.status, d.problems, d.receipt) for d in delivered)
    return Outcome(tuple(lines), is_preview=False)


def from_token(token: str) -> Outcome:
    """The lines of an outcome shown before. Raises `signing.BadSignature` for what is not one of ours."""
    lines = (_unpacked(*packed) for packed in signing.loads(token, salt=_SALT))
    return Outcome(tuple(lines), is_preview=False)


def renewed(outcome: Outcome, fates: Iterable[Delivered]) -> Outcome:
    """The same lines as they fare now. What had come before stays so; what is not told of stays as it
    was."""
    now = {fate.receipt: fate for fate in fates}
    return replace(outcome, lines=tuple(_renewed(line, now.get(line.receipt)) for line in outcome.lines))


def _renewed(line: Line, fate: Delivered | None) -> Line:
    if fate is None or line.receipt is None or line.status is not Status.SEALED:
        return line
    return replace(line, status=fate.status, problems=fate.problems)


def _packed(line: Line) -> list[object]:
    problems = [[p.code, p.level.value, p.at, dict(p.arguments)] for p in line.problems]
    return [line.name, line.status.value, problems, str(line.receipt) if line.receipt else None]


def _unpacked(
    name: str, status: str, problems: list[tuple[str, str, str, dict[str, str | int]]], receipt: str | None
) -> Line:
    return Line(
        name,
        Status(status),
        tuple(Problem(code, Level(level), at, arguments) for code, level, at, arguments in problems),
        ReceiptNumber(receipt) if receipt else None,
    )

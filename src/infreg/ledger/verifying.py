"""Whether a log is whole: every event under its leaf, every leaf under the signed checkpoints."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from infreg.ledger.checkpoints import Checkpoint, NotSigned, PublicKey, read_note
from infreg.ledger.entries import leaf_of
from infreg.ledger.merkle import Frontier
from infreg.vocabulary.audit import Action, AuditEvent, LogCheckpoint, LogEntry, LoggedEvent, commitment

#: What `object` of an erasure says before the id of the event that it erased.
ERASED = "event "
#: So long may an action take: its event says when it began to be written, and is numbered when it is done.
_LATE = timedelta(minutes=10)
_BATCH = 1024


class Fault(StrEnum):
    """What can be wrong with a log."""

    CHANGED = "changed"
    SAYING_CHANGED = "saying-changed"
    REMOVED = "removed"
    MISSING = "missing"
    OUT_OF_ORDER = "out-of-order"
    BACKDATED = "backdated"
    ERASED_UNRECORDED = "erased-unrecorded"
    HALF_ERASED = "half-erased"
    ROOT = "root"
    CHECKPOINT = "checkpoint"
    SHORT = "short"
    KEY = "key"
    UNREADABLE = "unreadable"


_TEXTS = {
    Fault.CHANGED: "the event, or its leaf, was changed, or put in another's place",
    Fault.SAYING_CHANGED: "what the event says of whom, what or why was changed",
    Fault.REMOVED: "the event is gone; its leaf stands",
    Fault.MISSING: "the event and its leaf are gone",
    Fault.OUT_OF_ORDER: "the number stands twice, or in the wrong place",
    Fault.BACKDATED: "an event without a number says that it is older than a checkpoint that lacks it",
    Fault.ERASED_UNRECORDED: "what the event said was erased, and no erasure of it is in the log",
    Fault.HALF_ERASED: "a part of what the event said was taken away, and a part stands",
    Fault.ROOT: "something among these numbers is not what was signed: changed, removed, inserted or moved",
    Fault.CHECKPOINT: "a checkpoint was changed or forged",
    Fault.SHORT: "the log lacks what a checkpoint was signed for: cut off, or an old backup stands",
    Fault.KEY: "the log names another key than the one it was checked with",
    Fault.UNREADABLE: "the export was changed or cut off",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A fault, and the numbers it is about: `first` to `last`, both included; None where it is about none."""

    fault: Fault
    first: int | None = None
    last: int | None = None
    detail: str = ""

    @property
    def text(self) -> str:
        return _TEXTS[self.fault] + (f" ({self.detail})" if self.detail else "")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking a log found. `signed` is how many of its numbered events the last good checkpoint covers;
    `unnumbered` those that wait, the oldest of which was written at `waiting_since`. `erased` is what the law
    took away, and no fault. `out_of_time` are numbers whose event says it is older than a checkpoint that was
    signed before it was numbered: a clock was set back, or an old event was written in."""

    size: int
    signed: int
    unnumbered: int
    waiting_since: datetime | None
    erased: int
    checkpoints: int
    outside: int
    out_of_time: tuple[int, ...]
    found: tuple[Found, ...]


def verify(
    entries: Iterable[LogEntry],
    checkpoints: Sequence[LogCheckpoint],
    outside: Sequence[str],
    key: PublicKey,
) -> Verdict:
    """Checks a log against its own checkpoints and those that were kept `outside` (their notes), all of which
    must be signed by the key. Entries come in the order of their numbers, the unnumbered last; memory does
    not grow with the log, but with what is wrong or erased in it."""
    walk = _Walk()
    walk.read(checkpoints, outside, key)
    for entry in entries:
        walk.pass_over(entry)
    walk.end()
    return Verdict(
        size=walk.size,
        signed=max(walk.good_inside, walk.good_outside),
        unnumbered=walk.unnumbered,
        waiting_since=walk.waiting_since,
        erased=len(walk.erased),
        checkpoints=len(checkpoints),
        outside=len(outside),
        out_of_time=tuple(walk.out_of_time),
        found=tuple(walk.found),
    )


@dataclass
class _Walk:
    """Where a check has come to. `size` is the number that comes next, which after a gap is more than the
    frontier's."""

    size: int = 0
    frontier: Frontier = field(default_factory=Frontier)
    leaves: list[bytes] = field(default_factory=list)
    due: list[tuple[Checkpoint, bool]] = field(default_factory=list)  # the last comes first; outside or not
    good_inside: int = 0
    good_outside: int = 0
    broken: bool = False
    signed_at: datetime | None = None
    unnumbered: int = 0
    waiting_since: datetime | None = None
    erased: dict[str, int | None] = field(default_factory=dict)
    erasures: set[str] = field(default_factory=set)
    out_of_time: list[int] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)

    def read(self, checkpoints: Sequence[LogCheckpoint], outside: Sequence[str], key: PublicKey) -> None:
        """Notes which roots are to be met at which sizes."""
        for row in checkpoints:
            signed = self._opened(row.note, key, f"of {row.size} events")
            if signed and (signed.size, signed.root, signed.at) != (row.size, row.root, row.at):
                self.add(Fault.CHECKPOINT, detail=f"of {row.size} events: it is not what its signature says")
            elif signed:
                self.due.append((signed, False))
        for note in outside:
            if signed := self._opened(note, key, "kept outside"):
                self.due.append((signed, True))
        self.due.sort(key=lambda each: (each[0].size, each[1]), reverse=True)

    def _opened(self, note: str, key: PublicKey, which: str) -> Checkpoint | None:
        try:
            return read_note(note, key)
        except NotSigned as fault:
            self.add(Fault.CHECKPOINT, detail=f"{which}: {fault}")
            return None

    def pass_over(self, entry: LogEntry) -> None:
        """The next entry of the log."""
        if entry.number is None:
            self._settle(self.size)
            self._wait(entry)
        else:
            self._take(entry, entry.number)
        if entry.logged is None:
            self.add(Fault.REMOVED, entry.number)
            return
        self._check(entry.logged, entry.number)
        if entry.number is not None and entry.leaf != leaf_of(entry.logged):
            self.add(Fault.CHANGED, entry.number)

    def _take(self, entry: LogEntry, number: int) -> None:
        if number < self.size or self.unnumbered:
            self.add(Fault.OUT_OF_ORDER, number)
            return
        self._settle(self.size)
        if number > self.size:
            self.add(Fault.MISSING, self.size, number - 1)
        self._settle(number)
        self.leaves.append(entry.leaf or b"")
        if len(self.leaves) == _BATCH:
            self._grow()
        self.size = number + 1
        if entry.logged and self._is_late(entry.logged.event):
            self.out_of_time.append(number)

    def _wait(self, entry: LogEntry) -> None:
        self.unnumbered += 1
        if entry.logged is None:
            return
        event = entry.logged.event
        self.waiting_since = min(event.at, self.waiting_since or event.at)
        if self._is_late(event):
            self.add(Fault.BACKDATED, detail=str(event.id))

    def _is_late(self, event: AuditEvent) -> bool:
        return self.signed_at is not None and event.at < self.signed_at - _LATE

    def _check(self, logged: LoggedEvent, number: int | None) -> None:
        event, which = logged.event, "" if number is not None else str(logged.event.id)
        if logged.salt is None:
            self.erased[str(event.id)] = number
            if (event.subject, event.object, event.reason, event.relation) != (None, None, None, None):
                self.add(Fault.HALF_ERASED, number, detail=which)
        elif commitment(event, logged.salt) != logged.commitment:
            self.add(Fault.SAYING_CHANGED, number, detail=which)
        elif event.action == Action.ERASE and event.object:
            self.erasures.add(event.object.removeprefix(ERASED))

    def _grow(self) -> None:
        self.frontier = self.frontier.grow(self.leaves)
        self.leaves.clear()

    def _settle(self, size: int) -> None:
        """Holds the checkpoints of up to so many events against what has passed."""
        while self.due and self.due[-1][0].size <= size:
            signed, outside = self.due.pop()
            self._grow()
            self.signed_at = max(signed.at, self.signed_at or signed.at)
            if self.broken:
                continue
            if (signed.size, signed.root) == (self.frontier.size, self.frontier.root()):
                if outside:
                    self.good_outside = signed.size
                else:
                    self.good_inside = signed.size
            else:
                # Whoever could sign may have signed a new history: an outsider's word goes before our own.
                since = self.good_outside if outside else max(self.good_inside, self.good_outside)
                whose = "kept outside" if outside else "the log's own"
                self.add(Fault.ROOT, since, signed.size - 1, detail=f"checkpoint of {signed.size}, {whose}")
                self.broken, self.good_inside = True, since

    def end(self) -> None:
        """What can be said when the whole log has passed."""
        self._settle(self.size)
        if self.due:
            largest = self.due[0][0].size
            self.add(Fault.SHORT, self.size, largest - 1, detail=f"it holds {self.size} of {largest}")
        for event, number in self.erased.items():
            if event not in self.erasures:
                which = "" if number is not None else event
                self.add(Fault.ERASED_UNRECORDED, number, detail=which)

    def add(self, fault: Fault, first: int | None = None, last: int | None = None, detail: str = "") -> None:
        """Notes a fault; of numbers that follow each other the same fault is told once."""
        last = first if last is None else last
        for place in range(len(self.found) - 1, max(-1, len(self.found) - len(Fault) - 1), -1):
            before = self.found[place]
            if (before.fault, before.detail) == (fault, detail) and _follows(before.last, first):
                self.found[place] = Found(fault, before.first, last, detail)
                return
        self.found.append(Found(fault, first, last, detail))


def _follows(before: int | None, number: int | None) -> bool:
    return before is not None and number is not None and before + 1 == number

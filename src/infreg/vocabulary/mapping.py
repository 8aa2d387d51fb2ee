"""What people say that codes and texts of laboratories mean, and what waits for them to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from infreg.vocabulary.finding import Term


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A term that no definition and nobody has explained, and whom it concerns. The ranking is by persons."""

    term: Term
    persons: int
    answers: int
    laboratories: int
    first_day: date | None
    last_day: date | None

    @property
    def id(self) -> str:
        """A short name of the term, the same everywhere."""
        return self.term.id


@dataclass(frozen=True, slots=True)
class Example:
    """A row where a term stands, with what stands around it: enough to see what is meant. Never a person."""

    laboratory: str
    receipt: str
    investigation: str | None
    specimen: str | None
    value: str | None
    comment: str | None
    day: date | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a term may mean: `target` as it is mapped, `title` for a person, `score` from 0 to 100, and why:
    `similar` (to the name `like`), or `earlier` (the same laboratory said the like of `like`)."""

    target: str
    title: str
    score: int
    why: str
    like: str


@dataclass(frozen=True, slots=True)
class MappedTerm:
    """One mapping. `unit` is the laboratory whose word it is, None for all; `target` is written as
    `interpretation` reads it. Closed when somebody took it back, or said otherwise."""

    id: int
    unit: int | None
    term: Term
    target: str
    because: str
    by: str
    known_from: datetime
    known_to: datetime | None = None
    undone_because: str | None = None
    undone_by: str | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of a laboratory's findings sampled in one month (its first day): how many there are, how many are
    decided and in the counts."""

    laboratory: str
    month: date | None
    findings: int
    counted: int


@dataclass(frozen=True, slots=True)
class Count:
    """Findings that count: of an organism with an outcome, how many and of how many persons."""

    organism: str | None
    outcome: str
    findings: int
    persons: int


@dataclass(frozen=True, slots=True)
class TermPage:
    """Everything somebody needs to say what a term means: whom it concerns, which laboratories say it (id and
    name), some rows where it stands, what it may mean, and what was said of it before, newest first."""

    unmapped: Unmapped
    laboratories: tuple[tuple[int, str], ...]
    examples: tuple[Example, ...]
    suggestions: tuple[Suggestion, ...]
    history: tuple[MappedTerm, ...]


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding as a page tells it. `organism` is its name, `rule` the words of the rule that decided, by
    language; `unmapped` the terms that keep it from the counts."""

    results: tuple[str, ...]
    organism: str | None
    organism_code: str | None
    outcome: str | None
    method: str | None
    screening: bool
    quantity: str | None
    flags: tuple[str, ...]
    rule: str
    rule_text: Mapping[str, str]
    counts: bool
    unmapped: tuple[Term, ...]
    day: date | None


@dataclass(frozen=True, slots=True)
class ShownTest:
    """An isolate against an agent: `agent` is its Norwegian name, or the sender's words while unknown."""

    agent: str | None
    agent_code: str | None
    sir: str | None
    sir_text: str | None
    mic_comparator: str | None
    mic: Decimal | None
    zone_mm: Decimal | None


@dataclass(frozen=True, slots=True)
class ShownIsolate:
    """An isolate as a page tells it; `receipts` are the deliveries that tell of it, the first grew it."""

    organism: str
    organism_code: str
    specimen: str | None
    day: date | None
    quantity: str | None
    flags: tuple[str, ...]
    typing: tuple[str, ...]
    method: str | None
    care: str | None
    receipts: tuple[str, ...]
    tested: tuple[ShownTest, ...]

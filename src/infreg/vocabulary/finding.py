"""What a laboratory answer tells of infection: findings, isolates, and what could not be read."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from infreg.vocabulary.answer import Susceptibility


class Outcome(StrEnum):
    """What a result says of the agent it looked for.

    `IMMUNITY`: antibodies or markers that tell of immunity or of an infection at some time, never alone of
    one now. `PREVIOUS`: found before, told again. `SCREENING`: reactive in a screening test that awaits its
    confirmation.
    """

    POSITIVE = "positive"
    NEGATIVE = "negative"
    INCONCLUSIVE = "inconclusive"
    IMMUNITY = "immunity"
    PREVIOUS = "previous"
    SCREENING = "screening"


class TermKind(StrEnum):
    """What a word or code of a laboratory was meant to name."""

    ORGANISM = "organism"
    INVESTIGATION = "investigation"
    VALUE = "value"
    SPECIMEN = "specimen"
    AGENT = "agent"


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """A code or a text that definitions may know: a code has `system` and `code`, a text (`normal`) neither.
    Both may be there: the code is looked up first."""

    kind: TermKind
    system: str
    code: str
    text: str

    @property
    def id(self) -> str:
        """Eight hexadecimal digits that name the term on pages and in commands, the same everywhere."""
        said = f"{self.kind.value}\n{self.system}\n{self.code}\n{self.text}"
        return hashlib.sha256(said.encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked for or found, as far as it was understood.

    `results` are the `Result.id`s it rests on, the deciding one first. `organism` is a code of the organisms
    (what was found, else what was looked for; None: whatever might be there). `outcome` is None while it is
    not decided: `unmapped` holds the terms that must be known first, and it does not count; `mapped` those
    that only a person's mapping explains. `rule` names what decided. `screening`: the investigation is of a
    healthy person or a carrier, not of an illness.
    """

    results: tuple[str, ...]
    specimen: str | None
    organism: str | None
    outcome: Outcome | None
    rule: str
    method: str | None = None
    marker: str | None = None
    screening: bool = False
    quantity: str | None = None
    flags: tuple[str, ...] = ()
    unmapped: tuple[Term, ...] = ()
    mapped: tuple[Term, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether it is in the counts: decided, and nothing it names is unknown."""
        return self.outcome is not None and not self.unmapped


@dataclass(frozen=True, slots=True)
class Tested:
    """A susceptibility with its agent understood: `agent` is a code of the agents, None while unmapped."""

    agent: str | None
    row: Susceptibility


@dataclass(frozen=True, slots=True)
class Source:
    """Where a finding stands: an answer (its key in the store), and the finding's place in it."""

    answer: int
    position: int


@dataclass(frozen=True, slots=True)
class Isolate:
    """One organism from one specimen of one patient, however many laboratories worked on it.

    The first source is where it was grown, the others are answers on the forwarded isolate. `care` is
    primary or specialist by who asked, None when that is not known. Age is not kept: birth year and sampling
    day are.
    """

    organism: str
    specimen: str | None
    specimen_id: str | None
    sampled_at: datetime | None
    sources: tuple[Source, ...]
    tested: tuple[Tested, ...] = ()
    quantity: str | None = None
    flags: tuple[str, ...] = ()
    typing: tuple[str, ...] = ()
    method: str | None = None
    care: str | None = None
    sex: str | None = None
    birth_year: int | None = None
    municipality: str | None = None

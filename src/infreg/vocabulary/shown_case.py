"""Cases as pages and commands tell them: pseudonymous, with what made them and what became of them.

Times are aware (UTC). `titles` and texts are by language, nb and en. Names of organisms and places are as
people call them; codes stand beside.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from infreg.vocabulary.case import Case, CaseDecision, Doubt
from infreg.vocabulary.identifiers import ReceiptNumber


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One line in the list of cases. `answers` is how many it rests on. `hidden`: the municipality is not
    told, because the person's address is protected."""

    id: str
    disease: str
    titles: Mapping[str, str]
    classification: str
    state: str | None
    group: str
    alert: bool
    clinician_notice: bool
    organism: str | None
    organism_code: str | None
    event: date
    received: datetime
    known: datetime
    municipality: str | None
    municipality_code: str | None
    sex: str | None
    birth_year: int | None
    answers: int
    doubts: tuple[Doubt, ...]
    decided: bool
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class ShownEvidenceFinding:
    """What one finding said. `position` is its place in the answer."""

    position: int
    organism: str | None
    organism_code: str | None
    outcome: str | None
    method: str | None
    specimen: str | None
    specimen_code: str | None
    flags: tuple[str, ...]
    day: date | None


@dataclass(frozen=True, slots=True)
class ShownEvidence:
    """An answer in a case. `answer` names it in decisions; `rule_text` says which rule it met, None where it
    supports without meeting one."""

    answer: str
    receipt: ReceiptNumber
    laboratory: str
    day: date | None
    rule: str | None
    rule_text: Mapping[str, str] | None
    findings: tuple[ShownEvidenceFinding, ...]


@dataclass(frozen=True, slots=True)
class ShownDecision:
    """What a person decided, and what became of it. `applied`: the case is made with it."""

    decision: CaseDecision
    applied: bool
    undone_because: str | None
    undone_by: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """What a version says otherwise than the one before: the field of `Case`, and both values as text."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class ShownCaseVersion:
    """A version of a case, oldest first: when it stood, and what was new in it. `gained` and `lost` are
    receipts of answers that came and went."""

    known_from: datetime
    known_to: datetime | None
    changes: tuple[Change, ...]
    gained: tuple[ReceiptNumber, ...]
    lost: tuple[ReceiptNumber, ...]


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """Something that waits for a person and is no case. `id` names it while it stands; `decision` is the one
    that lost its case. `hidden`: the laboratory is not told, because of a protected address."""

    id: int
    doubt: Doubt
    answer: str
    receipt: ReceiptNumber | None
    laboratory: str | None
    disease: str | None
    titles: Mapping[str, str]
    known: datetime
    decision: ShownDecision | None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class ShownCase:
    """A case with all that made it, and why. `person` is the pseudonym in hexadecimal. A case that does not
    stand any more has `closed_at`, is told as it stood last, and leads to those that took over
    (`became`: ids of cases of the same disease that rest on an answer of it). `told_apart`: infection and
    carriage are counted apart, whether or not it is known which this is. `others` are ids of the same
    person's other cases of the disease; `questions` those about the person and the disease. `hidden`:
    municipality, laboratories and deliveries are not told, because the person's address is protected."""

    case: Case
    person: str
    titles: Mapping[str, str]
    told_apart: bool
    organism: str | None
    municipality: str | None
    rule_text: Mapping[str, str]
    definition_title: Mapping[str, str]
    evidence: tuple[ShownEvidence, ...]
    decisions: tuple[ShownDecision, ...]
    versions: tuple[ShownCaseVersion, ...]
    others: tuple[str, ...]
    questions: tuple[ShownQuestion, ...]
    became: tuple[str, ...]
    closed_at: datetime | None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """What definitions would do to the cases of a disease: so many more, so many fewer, so many that stay and
    are told otherwise (class, state, group, duties, organism, day, place, or the answers they rest on)."""

    disease: str
    gained: int
    lost: int
    changed: int

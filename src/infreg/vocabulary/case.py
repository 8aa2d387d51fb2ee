"""A case: one person, one disease, one episode; what it was made of, and what people decided about it."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from infreg.vocabulary.finding import Finding
from infreg.vocabulary.identifiers import ReceiptNumber


class Classification(StrEnum):
    """How sure a case is, after the case definition (EU case definitions' words)."""

    CONFIRMED = "confirmed"
    PROBABLE = "probable"


class State(StrEnum):
    """Ill of a microbe, or carrying it: told apart where the disease's definition asks for it."""

    INFECTION = "infection"
    CARRIAGE = "carriage"


class Doubt(StrEnum):
    """Why a person should look at a case, or at an answer that made none.

    `NEAR_ANOTHER`: the case begins just after the window of the person's last one has passed.
    `WITHDRAWAL_UNMATCHED`: a laboratory took a notification back (MSIS-AV), and nothing says which.
    `MARKED_WITHOUT_DISEASE`: a laboratory marked an answer notifiable (MSIS-M, MSIS-UM), and no rule finds
    a disease in it. `AGAINST_DECISION`: what came later speaks against what a person decided.
    `DECISION_WITHOUT_CASE`: the answers that a decision was about make no case any more.
    """

    NEAR_ANOTHER = "near-another"
    WITHDRAWAL_UNMATCHED = "withdrawal-unmatched"
    MARKED_WITHOUT_DISEASE = "marked-without-disease"
    AGAINST_DECISION = "against-decision"
    DECISION_WITHOUT_CASE = "decision-without-case"


@dataclass(frozen=True, slots=True)
class Told:
    """A finding with all that cases ask of the answer it stands in.

    `answer` names the answer in every version and every rebuild (`answer_name`), `key` and `position` its row
    and the finding's place in it. `ancestors` are the organism's own groups, nearest first. `day` is the
    sampling day, else the day of issue; None when neither is known. `known` is when the register could know
    it: the answer's and its mappings' latest time. `marks` are codes of Volven 8269. `resistant` holds agents
    (codes) that the isolate of this finding is resistant to, of all that was reported of it.
    `specimen_unmapped`: the answer says what was taken, and nobody has said what its words mean.
    """

    answer: str
    key: int
    position: int
    receipt: ReceiptNumber
    unit: int
    finding: Finding
    day: date | None
    sampled: date | None
    issued: datetime | None
    received: datetime
    known: datetime
    ancestors: tuple[str, ...] = ()
    specimen_type: str | None = None
    specimen_id: str | None = None
    specimen_unmapped: bool = False
    site: str | None = None
    sterile: bool | None = None
    marks: tuple[str, ...] = ()
    resistant: tuple[str, ...] = ()
    care: str | None = None
    sex: str | None = None
    birth_year: int | None = None
    municipality: str | None = None


def answer_name(unit: int, answer_id: str, part: str) -> str:
    """Sixteen hexadecimal digits that name a laboratory's answer through all its versions."""
    return hashlib.sha256(f"{unit}\n{answer_id}\n{part}".encode()).hexdigest()[:16]


class Move(StrEnum):
    """What a person may decide about cases.

    `MERGE`: the cases of two answers are one. `SPLIT`: an answer and those after it are another episode.
    `RECLASSIFY`: confirmed, probable, infection, carriage, or no case at all. `MOVE`: the municipality of
    residence. `CONFIRM`: looked at, and right as it is: settles a doubt.
    """

    MERGE = "merge"
    SPLIT = "split"
    RECLASSIFY = "reclassify"
    MOVE = "move"
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True)
class CaseDecision:
    """A decision about the case of a disease that rests on an answer: a row for ever, replayed whenever the
    case is derived. `other` is the second answer of a merge; `to` what it is reclassified or moved to:
    "confirmed", "probable", "infection", "carriage", "none", or a municipality's number. `seen` is the
    digest of the evidence that the person saw (`Case.evidence_digest`). `undone_at` is None while it
    stands."""

    id: int
    disease: str
    answer: str
    move: Move
    because: str
    by: str
    at: datetime
    other: str | None = None
    to: str | None = None
    seen: str | None = None
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """An answer in a case: the places of its findings, and the rule of the disease (its id) that the
    strongest of them met; None where it supports without meeting one."""

    answer: str
    key: int
    receipt: ReceiptNumber
    unit: int
    positions: tuple[int, ...]
    day: date | None
    rule: str | None


@dataclass(frozen=True, slots=True)
class DefinitionRef:
    """The version of a definition that was used."""

    kind: str
    name: str
    valid_from: date
    hash: str


@dataclass(frozen=True, slots=True)
class Case:
    """One person, one disease, one episode.

    `id` is made of the disease and the first answer (by day). `event` is the day that statistics count by:
    onset, else sampling, else issue, else arrival. `known` is the latest time of all it is made of.
    `group`, `alert` and `clinician_notice` are as the definition of `event`'s day says (and MSIS-UM asks for
    no notice). `infected_in` is the country or municipality of infection, None while nobody has told.
    `rule` is the one that gave the classification; `decisions` are ids of those that were applied.
    """

    id: str
    disease: str
    classification: Classification
    state: State | None
    group: str
    alert: bool
    clinician_notice: bool
    organism: str | None
    event: date
    onset: date | None
    sampled: date | None
    received: datetime
    known: datetime
    municipality: str | None
    infected_in: str | None
    sex: str | None
    birth_year: int | None
    rule: str
    definition: DefinitionRef
    evidence: tuple[Evidence, ...]
    decisions: tuple[int, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    @property
    def evidence_digest(self) -> str:
        """Equal while the case rests on the same findings in the same answers."""
        said = "\n".join(f"{e.answer} {e.receipt.value} {e.positions} {e.rule}" for e in self.evidence)
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def case_id(disease: str, first_answer: str) -> str:
    """Sixteen hexadecimal digits: the same in whatever order the answers came."""
    return hashlib.sha256(f"msis\n{disease}\n{first_answer}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Question:
    """Something that waits for a person and is no case: the answer it stands in, and why. `decision` is the
    one that lost its case; `disease` where one is known."""

    doubt: Doubt
    answer: str
    key: int | None
    receipt: ReceiptNumber | None
    unit: int | None
    disease: str | None
    known: datetime
    decision: int | None = None


@dataclass(frozen=True, slots=True)
class Cases:
    """All that is derived of one person."""

    cases: tuple[Case, ...]
    questions: tuple[Question, ...]

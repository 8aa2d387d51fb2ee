"""How right the register is: what is true in Synthetic Norway, what the register holds, why they differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

#: The laboratory's HER-id and its id of the answer: the same in the truth and in the register.
AnswerKey = tuple[str, str]


class Subject(StrEnum):
    """What is counted."""

    CASES = "cases"
    ISOLATES = "isolates"


class Fault(StrEnum):
    """How the register may be wrong: it lacks what is true, or holds what is not."""

    MISSED = "missed"
    INVENTED = "invented"


class Reason(StrEnum):
    """Why something is missed or invented, what lies nearest to being counted first: of several answers
    that could each have told, the first reason in this order is given."""

    DECIDED_BY_A_PERSON = "decided-by-a-person"
    MERGED_WITH_ANOTHER = "merged-with-another"
    SPLIT_OF_ONE = "split-of-one"
    OTHER_STATE = "other-state"
    WITHDRAWN = "withdrawn"
    TWO_NUMBERS = "two-numbers"
    GROUP_INSTEAD_OF_SPECIES = "group-instead-of-species"
    WORD_UNMAPPED = "word-unmapped"
    OTHER_DISEASE = "other-disease"
    NO_RULE = "no-rule"
    UNDECIDED = "undecided"
    READ_AS_NEGATIVE = "read-as-negative"
    OTHER_ORGANISM = "other-organism"
    NOTHING_READ = "nothing-read"
    ANSWER_CANCELLED = "answer-cancelled"
    SET_ASIDE = "set-aside"
    HELD = "held"
    REJECTED = "rejected"
    MESSAGE_NOT_RECEIVED = "message-not-received"
    CORRECTED_LATER = "corrected-later"
    FALSE_POSITIVE = "false-positive"
    NOT_IN_TRUTH = "not-in-truth"


#: What each reason means, for a person.
MEANINGS: Mapping[Reason, str] = {
    Reason.DECIDED_BY_A_PERSON: "a person decided so: merged, split or reclassified",
    Reason.MERGED_WITH_ANOTHER: "the register holds it as one with another",
    Reason.SPLIT_OF_ONE: "the register holds one as several",
    Reason.OTHER_STATE: "infection and carriage are taken for each other",
    Reason.WITHDRAWN: "taken back by the laboratory (MSIS-AV)",
    Reason.TWO_NUMBERS: "one person with a D-number and a national number, not joined yet",
    Reason.GROUP_INSTEAD_OF_SPECIES: "held as a group of the organism (instead, or beside), or as one of it",
    Reason.WORD_UNMAPPED: "a word that no definition and nobody has explained",
    Reason.OTHER_DISEASE: "held as another disease",
    Reason.NO_RULE: "a positive finding that counts, and no rule makes more of it",
    Reason.UNDECIDED: "understood word by word, and no rule decides whether it is positive",
    Reason.READ_AS_NEGATIVE: "read as negative, or as immunity or an earlier infection",
    Reason.OTHER_ORGANISM: "another organism is held, or found",
    Reason.NOTHING_READ: "the answer is there, and nothing of this is read in it",
    Reason.ANSWER_CANCELLED: "the laboratory cancelled the answer",
    Reason.SET_ASIDE: "the answer does not stand: it is set aside",
    Reason.HELD: "the message is held for a person",
    Reason.REJECTED: "the message was rejected",
    Reason.MESSAGE_NOT_RECEIVED: "the message never came",
    Reason.CORRECTED_LATER: "the laboratory corrected or cancelled the answer later",
    Reason.FALSE_POSITIVE: "the register reads in the answer what was not there",
    Reason.NOT_IN_TRUTH: "the answers are not of this Synthetic Norway",
}


@dataclass(frozen=True, slots=True)
class TrueThing:
    """A case or an isolate as it truly is. `name` is the disease of a case, the organism of an isolate.
    `traits` tell things of one name apart where their answers do not (day, specimen), the weightiest first.
    `person` is a name of Synthetic Norway's own."""

    id: str
    name: str
    state: str | None
    answers: frozenset[AnswerKey]
    organism: str | None
    person: str
    traits: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldThing:
    """A case or an isolate as the register holds it. `decided`: a person's decision is part of it."""

    id: str
    name: str
    state: str | None
    answers: frozenset[AnswerKey]
    organism: str | None
    decided: bool = False
    traits: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadFinding:
    """An open finding. `terms` are ids of words that keep it from the counts, `beside` those of a specimen or
    an agent that nobody has explained either."""

    organism: str | None
    outcome: str | None
    counts: bool
    terms: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """What the register has of an answer. `standing`: a version is open and not set aside; `cancelled`: that
    version is the laboratory's cancellation. `persons` are whom its standing versions are about, joinings
    followed. `names` are how decisions name it. `withdrawn`: the same laboratory has taken something back
    (MSIS-AV) that it had notified of the same person."""

    standing: bool = False
    cancelled: bool = False
    withdrawn: bool = False
    persons: frozenset[bytes] = frozenset()
    names: tuple[str, ...] = ()
    message_ids: tuple[str, ...] = ()
    findings: tuple[ReadFinding, ...] = ()


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message as a laboratory of Synthetic Norway sent it. `kind` is first, preliminary, final, correction,
    addition, cancellation, resend or duplicate."""

    laboratory: str
    message_id: str
    answer_id: str
    kind: str


@dataclass(frozen=True, slots=True)
class OwnWord:
    """A word of a laboratory's own, and what it means: `target` is written as mappings are."""

    laboratory: str
    kind: str
    text: str
    target: str


@dataclass(frozen=True, slots=True)
class Because:
    """Why one thing is missed or invented: the words that are to blame (ids of terms), and the message it
    should have come with, or came with: (laboratory, message id)."""

    reason: Reason
    terms: tuple[str, ...] = ()
    message: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Explained:
    """How many are missed or invented for a reason; ids of terms with how many each keeps out, most first;
    some messages to look at: (laboratory, message id)."""

    fault: Fault
    reason: Reason
    count: int
    terms: tuple[tuple[str, int], ...] = ()
    examples: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """A share with the lower limit of its 95 % interval."""

    value: float
    lower: float


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How right the register is about cases or isolates: of a disease or an organism (`name`), or in all
    (None). `truth` is how many there truly are, `register` how many the register holds, `found` how many
    of both are the same. A share of nothing is None."""

    subject: Subject
    name: str | None
    truth: int
    found: int
    register: int
    sensitivity: Share | None
    ppv: Share | None
    explained: tuple[Explained, ...] = ()

    @property
    def missed(self) -> int:
        return self.truth - self.found

    @property
    def invented(self) -> int:
        return self.register - self.found


@dataclass(frozen=True, slots=True)
class Officer:
    """What a scripted officer did: how many words were looked up, how many mappings were made of them, and
    the ids of terms that the truth does not explain, or explains as what no definition knows."""

    looked_up: int
    mapped: int
    unknown: tuple[str, ...]
    refused: tuple[str, ...]

"""The rules that decide an outcome, in order: the first whose condition is true."""

from collections.abc import Mapping
from dataclasses import dataclass

from infreg.definitions.conditions import Condition, parse
from infreg.definitions.kinds.rule_names import RULE_NAMES
from infreg.definitions.snapshot import Snapshot
from infreg.interpretation.cells import text_in
from infreg.vocabulary.finding import Outcome

#: What stands in `Finding.rule` where no rule decided.
UNDECIDED = "undecided"
NO_FINDING = "no-finding"
AGENT_UNKNOWN = "agent-unknown"
SPECIMEN_UNKNOWN = "specimen-unknown"
#: The words of these, as the finding rules have their own.
WITHOUT_RULE: Mapping[str, Mapping[str, str]] = {
    UNDECIDED: {
        "nb": "Ingen regel avgjør dette: noe er ikke forstått, eller det som er sagt, er ikke nok.",
        "en": "No rule decides this: something is not understood, or what is said is not enough.",
    },
    NO_FINDING: {
        "nb": "Noen har sagt at dette ikke er et funn.",
        "en": "Somebody has said that this is no finding.",
    },
    AGENT_UNKNOWN: {
        "nb": "Et middel i resistensbestemmelsen er ukjent.",
        "en": "An agent in the susceptibility test is unknown.",
    },
    SPECIMEN_UNKNOWN: {"nb": "Prøvematerialet er ukjent.", "en": "The specimen is unknown."},
}
_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Decision:
    """What a rule decided, and its id."""

    rule: str
    outcome: Outcome | None


class Rules:
    """The finding rules of a day. What they said of the same values before is remembered."""

    __slots__ = ("_decided", "_rules")

    def __init__(self, snapshot: Snapshot) -> None:
        self._rules: tuple[tuple[str, Condition, Outcome], ...] = tuple(
            (text_in(row, "id"), parse(text_in(row, "when"), RULE_NAMES), Outcome(text_in(row, "outcome")))
            for row in snapshot.rows("finding-rules")
        )
        self._decided: dict[tuple[object, ...], Decision] = {}

    def decide(self, values: Mapping[str, object]) -> Decision:
        """What follows from these values; `UNDECIDED` where no rule's condition is true."""
        key = tuple(values.values())
        decision = self._decided.get(key)
        if decision is None:
            if len(self._decided) >= _REMEMBERED:
                self._decided.clear()
            decision = self._decided[key] = self._decide(values)
        return decision

    def _decide(self, values: Mapping[str, object]) -> Decision:
        for rule, condition, outcome in self._rules:
            if condition.holds(values):
                return Decision(rule, outcome)
        return Decision(UNDECIDED, None)

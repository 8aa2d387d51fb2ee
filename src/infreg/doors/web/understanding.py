"""What the register makes of an answer: its findings and isolates, beside what the laboratory wrote."""

from collections import Counter
from dataclasses import dataclass

from infreg.access.actor import Actor
from infreg.flow import codes
from infreg.vocabulary.answer import Coded
from infreg.vocabulary.mapping import ShownFinding, ShownIsolate
from infreg.vocabulary.shown import ShownMessage


@dataclass(frozen=True, slots=True)
class ToldFinding:
    """A finding, and what the laboratory examined when it was made: None where that cannot be told for
    sure."""

    finding: ShownFinding
    investigation: Coded | None

    @property
    def is_named(self) -> bool:
        """Whether a microbe is; else the investigation stands for it, and its name mostly tells how."""
        return self.finding.organism is not None


@dataclass(frozen=True, slots=True)
class Understood:
    """The findings and isolates of a delivery's answers."""

    told: tuple[ToldFinding, ...]
    isolates: tuple[ShownIsolate, ...]

    @property
    def total(self) -> int:
        return len(self.told)

    @property
    def counted(self) -> int:
        return sum(each.finding.counts for each in self.told)


def find_understood(at_work: Actor, message: ShownMessage) -> Understood | None:
    """What is understood of a delivery as of now; None where none of its answers stands any more, or it has
    none."""
    if all(answer.withdrawn or answer.superseded_by for answer in message.answers):
        return None
    receipt = str(message.receipt)
    findings, examined = codes.show_findings(at_work, receipt), _investigations(message)
    told = tuple(
        ToldFinding(each, examined.get(each.results[0] if each.results else "")) for each in findings
    )
    return Understood(told, codes.show_isolates(at_work, receipt))


def _investigations(message: ShownMessage) -> dict[str, Coded]:
    """What was examined, by a result's id; without ids that several answers of the delivery use."""
    results = [result for answer in message.answers for result in answer.results]
    times = Counter(result.id for result in results)
    return {result.id: result.investigation for result in results if times[result.id] == 1}

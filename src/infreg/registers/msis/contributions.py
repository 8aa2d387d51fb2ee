"""What answers contribute to cases: the findings that rules decide, an answer and a disease at a time."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from infreg.registers.msis.diseases import Disease, Diseases, Rule
from infreg.vocabulary.case import Classification, Evidence, State, Told
from infreg.vocabulary.time import in_oslo

#: What a person reclassifies a case to that is none.
NO_CASE = "none"
#: The more certain, the higher.
CERTAINTY: Mapping[str, int] = {NO_CASE: 0, Classification.PROBABLE: 1, Classification.CONFIRMED: 2}


@dataclass(frozen=True, slots=True)
class Met:
    """A finding, and the rule of a disease that it met."""

    told: Told
    day: date
    disease: Disease
    rule: Rule


@dataclass(frozen=True, slots=True)
class Contribution:
    """The findings of one answer that rules of one disease decided; they are never parted. `day` is the
    earliest of them, and `disease` as it is defined on that day. `state` is what a person made of it, else
    what was found: infection, where carriage was found beside it; None where the disease tells none apart,
    or no sample told. `deciding` are the findings of that state, the most certain first."""

    disease: Disease
    answer: str
    day: date
    state: State | None
    met: tuple[Met, ...] = field(repr=False)
    deciding: tuple[Met, ...] = field(repr=False)
    known: datetime

    @property
    def order(self) -> tuple[date, bool, str]:
        """By day; of one day an infection before carriage."""
        return self.day, self.state is State.CARRIAGE, self.answer

    @property
    def rule(self) -> Rule:
        """The rule that makes most of it."""
        return self.deciding[0].rule

    @property
    def told(self) -> Told:
        """The finding that makes most of it."""
        return self.deciding[0].told

    @property
    def is_infection(self) -> bool:
        """Whether an infection was found, whatever a person made of it."""
        return self.rule.state is State.INFECTION

    @property
    def evidence(self) -> Evidence:
        days = [each.told.day for each in self.met if each.told.day]
        return Evidence(
            answer=self.answer,
            key=self.told.key,
            receipt=self.told.receipt,
            unit=self.told.unit,
            positions=tuple(each.told.position for each in self.met),
            day=min(days, default=None),
            rule=self.rule.id,
        )

    def reclassified(self, state: State) -> "Contribution":
        """The same of a disease whose states are told apart, taken for infection or carriage."""
        return replace(self, state=state) if self.disease.states else self


def told_state(states: Iterable[State | None]) -> State | None:
    """What several findings tell together: infection, if any does."""
    told = set(states)
    return next((state for state in (State.INFECTION, State.CARRIAGE) if state in told), None)


def day_of(told: Told) -> date:
    """The day a finding counts by: without any of its own, the day it arrived."""
    return told.day or in_oslo(told.received).date()


def in_order(told: Iterable[Told]) -> list[Told]:
    """Each finding once, in an order that does not hang on how they came."""
    once = {(each.key, each.position): each for each in told}
    return sorted(once.values(), key=lambda each: (day_of(each), each.answer, each.key, each.position))


def met_by(told: Told, diseases_on: Callable[[date], Diseases]) -> list[Met]:
    """The rules that a finding meets, at most one a disease; none while something in it is not understood."""
    if not told.finding.counts:
        return []
    day = day_of(told)
    concerned = diseases_on(day).concerned(told.finding.organism, told.ancestors)
    decided = ((disease, disease.decide(told)) for disease in concerned)
    return [Met(told, day, disease, rule) for disease, rule in decided if rule]


def contributions(met: Sequence[Met]) -> Mapping[str, list[Contribution]]:
    """By disease, in order; `met` is in order."""
    by_answer: dict[tuple[str, str], list[Met]] = defaultdict(list)
    for each in met:
        by_answer[each.disease.code, each.told.answer].append(each)
    found: dict[str, list[Contribution]] = defaultdict(list)
    for (code, _), of_answer in by_answer.items():
        found[code].append(_contribution(of_answer))
    return found


def _contribution(met: Sequence[Met]) -> Contribution:
    state = met[0].rule.state
    deciding = met
    if len(met) > 1:
        state = told_state(each.rule.state for each in met)
        deciding = [each for each in met if each.rule.state is state]
        # Stable: of equally certain ones the first.
        deciding.sort(key=lambda each: -CERTAINTY[each.rule.classification])
    first = met[0]
    return Contribution(
        disease=first.disease,
        answer=first.told.answer,
        day=first.day,
        state=state,
        met=tuple(sorted(met, key=lambda each: each.told.position)),
        deciding=tuple(deciding),
        known=max(each.told.known for each in met),
    )

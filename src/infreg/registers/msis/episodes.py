"""Episodes: a person's findings of one disease, parted where the definition's window has passed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from infreg.registers.msis.contributions import CERTAINTY, NO_CASE, Contribution, told_state
from infreg.vocabulary.case import CaseDecision, Doubt, State


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an episode is doubted: the answer that gave the reason, when that was known, and the decision that
    it speaks against."""

    doubt: Doubt
    answer: str
    known: datetime
    decision: int | None = None


@dataclass(slots=True)
class Episode:
    """Contributions in order, at least one, and what people decided about them, in order of time. `decided`
    is the classification by decision, "none" too. `known` is when something that is no part of it any more
    was taken away."""

    parts: list[Contribution]
    decisions: list[CaseDecision] = field(default_factory=list)
    causes: list[Cause] = field(default_factory=list)
    decided: str | None = None
    known: datetime | None = None

    @property
    def state(self) -> State | None:
        return told_state(part.state for part in self.parts)

    @property
    def own(self) -> list[Contribution]:
        """The parts that say what it is: carriage beside an infection only supports it. What tells of
        neither is of the same microbe."""
        if len(self.parts) == 1:
            return self.parts
        state = self.state
        return [part for part in self.parts if part.state in (state, None)]

    @property
    def classification(self) -> str:
        """As a person decided, "none" too; else the most certain found."""
        return self.decided or self.strongest.rule.classification

    @property
    def strongest(self) -> Contribution:
        """The first of the most certain, of those that tell the state."""
        state = self.state
        return max(self.own, key=lambda part: (CERTAINTY[part.rule.classification], part.state is state))

    @property
    def is_case(self) -> bool:
        return self.classification != NO_CASE

    def find(self, answer: str | None) -> Contribution | None:
        return next((part for part in self.parts if part.answer == answer), None)

    def is_near(self, day: date) -> bool:
        """Whether a finding of this day would be in the window, before it or after it."""
        days = self.parts[-1].disease.episode_days
        return days is None or self.days_from(day) <= days

    def days_from(self, day: date) -> int:
        """How many days a finding of this day would lie before it or after it; 0 within."""
        return max((self.parts[0].day - day).days, (day - self.parts[-1].day).days, 0)


def episodes(parts: Sequence[Contribution]) -> list[Episode]:
    """The episodes of one person and disease, in order; `parts` may come in any. The window is counted from
    the last finding, and by the definition of the next one's day.

    Carriage on or after an infection's first day supports that infection, and keeps its window open for more
    carriage; a new infection is told from the infections alone. An infection after carriage is its own.
    What tells of neither, of a disease whose states are told apart, belongs to the nearest episode whose
    window it is in, and keeps none open; alone it makes one of its own.
    """
    ordered = sorted(parts, key=lambda part: part.order)
    telling = [part for part in ordered if part.state or not part.disease.states]
    found = _told_apart(telling)
    if len(telling) < len(ordered):
        _join(found, [part for part in ordered if part.disease.states and not part.state])
    return found


def _told_apart(ordered: Iterable[Contribution]) -> list[Episode]:
    found: list[Episode] = []
    ill: Episode | None = None
    carrying: Episode | None = None
    last_ill: Contribution | None = None
    for part in ordered:
        if part.state is not State.CARRIAGE:
            if ill is None or last_ill is None or not _is_within(last_ill, part):
                ill = Episode([])
                found.append(ill)
            ill.parts.append(part)
            last_ill = part
        elif ill and _is_within(ill.parts[-1], part):
            ill.parts.append(part)
        else:
            if carrying is None or not _is_within(carrying.parts[-1], part):
                carrying = Episode([])
                found.append(carrying)
            carrying.parts.append(part)
    return found


def _join(found: list[Episode], silent: Sequence[Contribution]) -> None:
    """Puts what tells of neither state, in order, where it belongs."""
    near = [_nearest(part, found) for part in silent]
    alone: Episode | None = None
    for part, episode in zip(silent, near, strict=True):
        if episode:
            episode.parts.append(part)
        elif alone and _is_within(alone.parts[-1], part):
            alone.parts.append(part)
        else:
            alone = Episode([part])
            found.append(alone)
    for episode in found:
        episode.parts.sort(key=lambda part: part.order)
    found.sort(key=lambda episode: episode.parts[0].order)


def _nearest(part: Contribution, found: Iterable[Episode]) -> Episode | None:
    """Of equally near ones an infection."""
    near = [episode for episode in found if episode.is_near(part.day)]
    return min(
        near, key=lambda episode: (episode.days_from(part.day), episode.state is State.CARRIAGE), default=None
    )


def _is_within(last: Contribution, part: Contribution) -> bool:
    days = part.disease.episode_days
    return days is None or (part.day - last.day).days <= days

"""Doubtful pairs: two cases of one person that are hardly further apart than one case reaches."""

from collections.abc import Sequence

from infreg.registers.msis.contributions import Contribution
from infreg.registers.msis.episodes import Cause, Episode
from infreg.vocabulary.case import CaseDecision, Doubt, Move

#: One part in so many of a window, beyond its end, still makes a person wonder: a window is a convention, and
#: what is sampled late would have been in it.
_PART = 4


def doubt_pairs(episodes: Sequence[Episode]) -> None:
    """Doubts the later of two cases of a disease, and of a state, that lie just outside one window, until a
    person who knew of both has looked at either; `episodes` are in order and as decided."""
    last: dict[object, Episode] = {}
    for later in (each for each in episodes if each.is_case):
        earlier = last.get(later.state)
        last[later.state] = later
        if earlier is None:
            continue
        ended, first = _last(earlier), later.parts[0]
        known = max(ended.known, first.known)
        decisions = (*earlier.decisions, *later.decisions)
        looked = any(each.at >= known and _is_look(each, first.answer) for each in decisions)
        if _is_just_outside(ended, first) and not looked:
            later.causes.append(Cause(Doubt.NEAR_ANOTHER, first.answer, known))


def _is_look(decision: CaseDecision, answer: str) -> bool:
    """Whether a person said of a case that it is right, or that another begins with this answer."""
    return decision.move is Move.CONFIRM or (decision.move is Move.SPLIT and decision.answer == answer)


def _last(episode: Episode) -> Contribution:
    """The one that the window is counted from."""
    state = episode.state
    return [part for part in episode.parts if part.state is state][-1]


def _is_just_outside(ended: Contribution, first: Contribution) -> bool:
    days = first.disease.episode_days
    return days is not None and days < (first.day - ended.day).days <= days + days // _PART

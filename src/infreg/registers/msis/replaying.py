"""What people decided about the cases of one disease, replayed in order of time on what is known now."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from infreg.registers.msis.contributions import CERTAINTY, Contribution
from infreg.registers.msis.episodes import Cause, Episode
from infreg.vocabulary.case import CaseDecision, Doubt, Move, State

#: The natural episodes of contributions, with the doubts that they are born with.
Parting = Callable[[Sequence[Contribution]], list[Episode]]


@dataclass(slots=True)
class Replayed:
    """The episodes as decided, and the decisions that found no case to be about."""

    episodes: list[Episode]
    lost: list[CaseDecision]


def replay(
    parts: Sequence[Contribution],
    decisions: Sequence[CaseDecision],
    parting: Parting,
    digest: Callable[[Episode], str],
) -> Replayed:
    """The episodes of one disease after what was decided about it; `decisions` stand, in order of time.

    A person who takes a case for infection or carriage says what was found: so that is settled first, and
    the episodes part anew. `digest` tells what a person saw of a case.
    """
    if not decisions:
        return Replayed(parting(parts), [])
    for place, decision in enumerate(decisions):
        if decision.move is Move.RECLASSIFY and decision.to in set(State):
            state = State(decision.to)
            before = _Replay(parting(parts), digest).all(decisions[:place])
            episode = before.find(decision.answer)
            taken = {part.answer for part in episode.parts} if episode else set()
            parts = [part.reclassified(state) if part.answer in taken else part for part in parts]
    last = _Replay(parting(parts), digest).all(decisions)
    return Replayed(last.episodes, last.lost)


class _Replay:
    """Episodes while they are decided about, each an unbroken run of what a person had."""

    def __init__(self, episodes: list[Episode], digest: Callable[[Episode], str]) -> None:
        self.episodes = episodes
        self.lost: list[CaseDecision] = []
        self._digest = digest

    def all(self, decisions: Iterable[CaseDecision]) -> "_Replay":
        for decision in decisions:
            episode = self.find(decision.answer)
            if episode is None or not self._is_done(decision, episode):
                self.lost.append(decision)
        return self

    def find(self, answer: str | None) -> Episode | None:
        return next((each for each in self.episodes if each.find(answer)), None)

    def _is_done(self, decision: CaseDecision, episode: Episode) -> bool:
        """Done, unless there is no case to do it to. No case can still be reclassified, split, looked at."""
        match decision.move:
            case Move.MERGE:
                other = self.find(decision.other)
                if other is None or not (episode.is_case and other.is_case):
                    return False
                self._merge(decision, episode, other)
            case Move.SPLIT:
                self._split(decision, episode)
            case Move.CONFIRM:
                episode.causes = [
                    cause for cause in episode.causes if not self._settles(decision, episode, cause)
                ]
                episode.decisions.append(decision)
            case Move.RECLASSIFY:
                self._say(decision, episode, _against(decision, episode))
                episode.decided = _decided([decision]) or episode.decided
            case Move.MOVE:
                if not episode.is_case:
                    return False
                self._say(decision, episode, _living_elsewhere(decision, episode))
        return True

    def _say(self, decision: CaseDecision, episode: Episode, parts: Iterable[Contribution]) -> None:
        """What spoke against an earlier decision of the same speaks against nothing any more."""
        replaced = {each.id for each in episode.decisions if _replaces(decision, each)}
        episode.causes = [cause for cause in episode.causes if cause.decision not in replaced]
        self._doubt(decision, episode, parts)
        episode.decisions.append(decision)

    def _merge(self, decision: CaseDecision, one: Episode, other: Episode) -> None:
        """What lies between two that are one belongs to them: cases of one person do not interlace."""
        if one is other:
            one.decisions.append(decision)
            return
        first, last = sorted((one, other), key=_order)
        states = {first.state, last.state}
        between = [
            each
            for each in self.episodes
            if _order(first) < _order(each) < _order(last) and each.state in states and each.is_case
        ]
        joined = [first, *between, last]
        certain = max((each.classification for each in joined), key=CERTAINTY.__getitem__)
        merged = Episode(
            parts=sorted((part for each in joined for part in each.parts), key=lambda part: part.order),
            decisions=sorted(
                (each for one in joined for each in one.decisions), key=lambda each: (each.at, each.id)
            ),
            causes=[cause for each in joined for cause in each.causes],
            decided=certain if any(each.decided for each in joined) else None,
            known=max((each.known for each in joined if each.known), default=None),
        )
        merged.decisions.append(decision)
        unseen = [part for each in between for part in each.parts if part.known > decision.at]
        self._doubt(decision, merged, unseen)
        self._replace(joined, [merged])

    def _split(self, decision: CaseDecision, episode: Episode) -> None:
        anchor = episode.find(decision.answer)
        order = anchor.order if anchor else episode.parts[0].order
        before = [part for part in episode.parts if part.order < order]
        after = [part for part in episode.parts if part.order >= order]
        self._doubt(decision, episode, _bridging(decision, before, after))
        episode.decisions.append(decision)
        self._replace([episode], [_half(episode, half) for half in (before, after) if half])

    def _replace(self, old: Sequence[Episode], new: Sequence[Episode]) -> None:
        kept = [each for each in self.episodes if not any(each is one for one in old)]
        self.episodes = sorted([*kept, *new], key=_order)

    def _doubt(self, decision: CaseDecision, episode: Episode, parts: Iterable[Contribution]) -> None:
        """Nothing speaks against a decision whose maker saw what the case rests on now."""
        parts = list(parts)
        if parts and (decision.move is Move.MERGE or decision.seen != self._digest(episode)):
            episode.causes += [
                Cause(Doubt.AGAINST_DECISION, part.answer, part.known, decision.id) for part in parts
            ]

    def _settles(self, decision: CaseDecision, episode: Episode, cause: Cause) -> bool:
        """What is no evidence is in no digest: of a retraction the time tells whether it was seen."""
        if decision.seen is not None and decision.seen != self._digest(episode):
            return False
        is_of_evidence = cause.doubt is Doubt.AGAINST_DECISION and decision.seen is not None
        return is_of_evidence or cause.known <= decision.at


def _order(episode: Episode) -> tuple[object, ...]:
    return episode.parts[0].order


def _half(episode: Episode, parts: list[Contribution]) -> Episode:
    """What was decided on an answer stays with it, and what spoke against that goes where it stands."""
    answers = {part.answer for part in parts}
    decisions = [
        each
        for each in episode.decisions
        if each.move is Move.SPLIT or not answers.isdisjoint({each.answer, each.other})
    ]
    ids = {each.id for each in decisions}
    causes = [
        cause
        for cause in episode.causes
        if cause.decision is None or (cause.decision in ids and cause.answer in answers)
    ]
    return Episode(parts, decisions, causes, _decided(decisions), episode.known)


def _decided(decisions: Sequence[CaseDecision]) -> str | None:
    """The last classification that a person gave, if any did."""
    return next(
        (
            each.to
            for each in reversed(decisions)
            if each.move is Move.RECLASSIFY and each.to is not None and each.to in CERTAINTY
        ),
        None,
    )


def _replaces(decision: CaseDecision, earlier: CaseDecision) -> bool:
    """How sure a case is and what state it is are two things to say."""
    same = _decided([decision]) is None, _decided([earlier]) is None
    return decision.move is earlier.move and same[0] is same[1]


def _against(decision: CaseDecision, episode: Episode) -> Iterator[Contribution]:
    """What became known after a reclassification and says more: surer, or ill where it says carriage."""
    if decision.to is None:
        return
    for part in _after(decision, episode):
        if decision.to in CERTAINTY:
            speaks = CERTAINTY[part.rule.classification] > CERTAINTY[decision.to]
        else:
            speaks = decision.to == State.CARRIAGE and part.is_infection
        if speaks:
            yield part


def _living_elsewhere(decision: CaseDecision, episode: Episode) -> Iterator[Contribution]:
    """What tells, after a move, of a municipality that nobody had told of before it."""
    new = _after(decision, episode)
    told = {municipality for part in episode.parts if part not in new for municipality in _lived(part)}
    yield from (part for part in new if _lived(part) - told - {decision.to})


def _lived(part: Contribution) -> set[str]:
    return {each.told.municipality for each in part.met if each.told.municipality}


def _after(decision: CaseDecision, episode: Episode) -> list[Contribution]:
    return [part for part in episode.parts if part.known > decision.at]


def _bridging(
    decision: CaseDecision, before: Sequence[Contribution], after: Sequence[Contribution]
) -> Iterator[Contribution]:
    """What became known after a split and lies in the gap. With nothing before any more: whatever did, for it
    may have been there."""
    if not before:
        yield from (part for part in after if part.known > decision.at)
        return
    last = max((part.order for part in before if part.known <= decision.at), default=None)
    yield from (part for part in before if part.known > decision.at and (last is None or part.order > last))

"""Which of what the register holds is which of what is true: by the answers that both rest on."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from infreg.vocabulary.accuracy import AnswerKey, HeldThing, TrueThing

Thing = TypeVar("Thing", TrueThing, HeldThing)


@dataclass(frozen=True)
class Matched:
    """Everything true and everything held, and which are the same: ids of the held by ids of the true."""

    true: tuple[TrueThing, ...]
    held: tuple[HeldThing, ...]
    pairs: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def found(self) -> frozenset[str]:
        """Ids of what is held and true."""
        return frozenset(self.pairs.values())

    @property
    def missed(self) -> Iterator[TrueThing]:
        return (each for each in self.true if each.id not in self.pairs)

    @property
    def invented(self) -> Iterator[HeldThing]:
        return (each for each in self.held if each.id not in self.found)

    @cached_property
    def _by_id(self) -> Mapping[str, HeldThing]:
        return {each.id: each for each in self.held}

    def held_as(self, one: TrueThing) -> HeldThing:
        """What the register holds of something that is found."""
        return self._by_id[self.pairs[one.id]]

    @cached_property
    def _true_of(self) -> Mapping[AnswerKey, list[TrueThing]]:
        return _by_answer(self.true)

    @cached_property
    def _held_of(self) -> Mapping[AnswerKey, list[HeldThing]]:
        return _by_answer(self.held)

    def true_of(self, answers: Iterable[AnswerKey]) -> list[TrueThing]:
        """What truly rests on any of these answers."""
        return _of_any(self._true_of, answers)

    def held_of(self, answers: Iterable[AnswerKey]) -> list[HeldThing]:
        """What the register makes of any of these answers."""
        return _of_any(self._held_of, answers)


def match(true: Sequence[TrueThing], held: Sequence[HeldThing]) -> Matched:
    """Pairs of one name and state that share an answer, one to one: who share most answers first, then who
    differ least, then who are alike in traits, then by id. The order they are given in never matters. What
    is held as of neither infection nor carriage is of either: that is unknown, and not wrong."""
    ordered = sorted(true, key=lambda each: each.id), sorted(held, key=lambda each: each.id)
    pairs: dict[str, str] = {}
    taken: set[str] = set()
    for *_, one, other in sorted(_candidates(*ordered)):
        if one not in pairs and other not in taken:
            pairs[one] = other
            taken.add(other)
    return Matched(tuple(ordered[0]), tuple(ordered[1]), pairs)


_Candidate = tuple[int, int, tuple[bool, ...], str, str]


def _candidates(true: Iterable[TrueThing], held: Iterable[HeldThing]) -> Iterator[_Candidate]:
    by_answer = _by_answer(held)
    for one in true:
        near = {each.id: each for answer in one.answers for each in by_answer.get(answer, ())}
        for other in near.values():
            if other.name == one.name and other.state in (one.state, None):
                shared = len(one.answers & other.answers)
                apart = len(one.answers ^ other.answers)
                unlike = tuple(a != b for a, b in zip(one.traits, other.traits, strict=False))
                yield -shared, apart, unlike, one.id, other.id


def _by_answer(things: Iterable[Thing]) -> Mapping[AnswerKey, list[Thing]]:
    found: dict[AnswerKey, list[Thing]] = defaultdict(list)
    for each in things:
        for answer in each.answers:
            found[answer].append(each)
    return found


def _of_any(by_answer: Mapping[AnswerKey, list[Thing]], answers: Iterable[AnswerKey]) -> list[Thing]:
    found = {each.id: each for answer in answers for each in by_answer.get(answer, ())}
    return [found[key] for key in sorted(found)]

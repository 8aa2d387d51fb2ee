"""Joinings of pseudonyms, followed to the end: whose a pseudonym was taken to be, and when."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Joining:
    """From a time to a time (None: still) rows of `subject` are about `person`."""

    subject: int
    person: int
    known_from: datetime
    known_to: datetime | None


def follow(said: Iterable[Joining]) -> list[Joining]:
    """At any moment at most one row a subject, which names the end of the chain that held then. Sorted."""
    by_subject: dict[int, list[Joining]] = defaultdict(list)
    for joining in said:
        by_subject[joining.subject].append(joining)
    return [joining for subject in sorted(by_subject) for joining in _stretches(subject, by_subject)]


def _stretches(subject: int, by_subject: Mapping[int, Sequence[Joining]]) -> Iterator[Joining]:
    """What a subject's chain led to, from one change in it to the next; equal neighbours in one."""
    moments = sorted(_moments(subject, by_subject))
    last: Joining | None = None
    for begins, ends in zip(moments, [*moments[1:], None], strict=True):
        person = _end(subject, begins, by_subject)
        if last and last.person == person and last.known_to == begins:
            last = Joining(subject, person, last.known_from, ends)
            continue
        if last:
            yield last
        last = None if person == subject else Joining(subject, person, begins, ends)
    if last:
        yield last


def _moments(subject: int, by_subject: Mapping[int, Sequence[Joining]]) -> set[datetime]:
    """When anything changed for whom this pseudonym was ever joined to."""
    moments: set[datetime] = set()
    seen, left = {subject}, [subject]
    while left:
        for joining in by_subject.get(left.pop(), ()):
            moments.add(joining.known_from)
            if joining.known_to:
                moments.add(joining.known_to)
            if joining.person not in seen:
                seen.add(joining.person)
                left.append(joining.person)
    return moments


def _end(subject: int, moment: datetime, by_subject: Mapping[int, Sequence[Joining]]) -> int:
    seen = {subject}
    while True:
        held = (one.person for one in by_subject.get(subject, ()) if _holds(one, moment))
        person = next(held, None)
        if person is None or person in seen:  # a ring has no end; nobody makes one
            return subject
        seen.add(person)
        subject = person


def _holds(joining: Joining, moment: datetime) -> bool:
    return joining.known_from <= moment and (joining.known_to is None or joining.known_to > moment)

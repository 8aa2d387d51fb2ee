"""From an episode to the case that is counted and shown."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import TypeVar

from infreg.registers.msis.contributions import Met
from infreg.registers.msis.diseases import Disease, Diseases
from infreg.registers.msis.episodes import Episode
from infreg.registers.msis.marks import NOTIFIED, NOTIFIED_WITHOUT_CLINICIAN
from infreg.vocabulary.case import Case, Classification, Doubt, Move, Told, case_id

_T = TypeVar("_T")


def case_of(episode: Episode, diseases_on: Callable[[date], Diseases]) -> Case:
    """The case of an episode; of one that a person decided to be none, the case it would be. What is owed for
    it is as the definition of the event's day says."""
    first, met = episode.parts[0], [each for part in episode.parts for each in part.met]
    rule = episode.strongest.rule
    decided = episode.decided if episode.is_case else None
    disease = diseases_on(first.day).all[first.disease.code]
    return Case(
        id=case_id(disease.code, first.answer),
        disease=disease.code,
        classification=Classification(decided) if decided else rule.classification,
        state=episode.state,
        group=disease.group,
        alert=disease.alert,
        clinician_notice=_is_notice_due(disease, met),
        organism=_organism(episode),
        event=first.day,
        onset=None,
        sampled=min((each.told.sampled for each in met if each.told.sampled), default=None),
        received=min(each.told.received for each in met),
        known=_known(episode),
        municipality=_moved_to(episode) or _nearest(first.day, met, lambda told: told.municipality),
        infected_in=None,
        sex=_nearest(first.day, met, lambda told: told.sex),
        birth_year=_nearest(first.day, met, lambda told: told.birth_year),
        rule=rule.id,
        definition=disease.reference,
        evidence=tuple(part.evidence for part in episode.parts),
        decisions=tuple(each.id for each in episode.decisions),
        doubts=_doubts(episode),
    )


def _is_notice_due(disease: Disease, met: Iterable[Met]) -> bool:
    """A laboratory that asks for a notice is not unsaid by one that, for a later sample, asks for none."""
    marks = {mark for each in met for mark in each.told.marks}
    return disease.clinician_notice and (NOTIFIED in marks or NOTIFIED_WITHOUT_CLINICIAN not in marks)


def _organism(episode: Episode) -> str | None:
    """The most specific of the most certain findings; of several the first."""
    certain = episode.strongest.rule.classification
    deciding = [
        each.told for part in episode.own for each in part.deciding if each.rule.classification is certain
    ]
    return max(deciding, key=lambda told: len(told.ancestors)).finding.organism


def _known(episode: Episode) -> datetime:
    """The latest of all it is made of: findings, decisions, and what was taken back beside it."""
    times = [part.known for part in episode.parts]
    times += [decision.at for decision in episode.decisions]
    times += [cause.known for cause in episode.causes]
    return max([*times, episode.known] if episode.known else times)


def _moved_to(episode: Episode) -> str | None:
    moves = [each.to for each in episode.decisions if each.move is Move.MOVE]
    return moves[-1] if moves else None


def _nearest(event: date, met: Sequence[Met], asked: Callable[[Told], _T | None]) -> _T | None:
    """What the answer nearest the event says; of equally near ones the first."""
    found: _T | None = None
    nearest: int | None = None
    for each in met:
        value, days = asked(each.told), abs((each.day - event).days)
        if value is not None and (nearest is None or days < nearest):
            found, nearest = value, days
    return found


def _doubts(episode: Episode) -> tuple[Doubt, ...]:
    found = {cause.doubt for cause in episode.causes}
    return tuple(doubt for doubt in Doubt if doubt in found)

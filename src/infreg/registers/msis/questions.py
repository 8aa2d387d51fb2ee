"""What waits for a person and is no case."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from infreg.registers.msis.contributions import NO_CASE, Met, day_of
from infreg.registers.msis.diseases import Diseases
from infreg.registers.msis.episodes import Cause
from infreg.registers.msis.marks import Retraction, is_notified
from infreg.registers.msis.replaying import Replayed
from infreg.vocabulary.case import CaseDecision, Doubt, Move, Question, Told


def marked_without_disease(told: Iterable[Told], met: Iterable[Met]) -> Mapping[str, list[Told]]:
    """The answers that a laboratory marked notifiable and that no rule finds a disease in, by name."""
    found: dict[str, list[Told]] = defaultdict(list)
    for each in told:
        if is_notified(each):
            found[each.answer].append(each)
    if found:
        for one in met:
            found.pop(one.told.answer, None)
    return found


def questions_of_marks(
    marked: Mapping[str, list[Told]],
    decisions: Sequence[CaseDecision],
    diseases_on: Callable[[date], Diseases],
) -> Iterator[Question]:
    """A person who has looked at such an answer, as it is now, has settled it."""
    for answer, told in marked.items():
        known = max(each.known for each in told)
        looked = any(
            each.move is Move.CONFIRM and each.answer == answer and each.at >= known for each in decisions
        )
        if not looked:
            concerned = {
                disease.code
                for each in told
                for disease in diseases_on(day_of(each)).concerned(each.finding.organism, each.ancestors)
            }
            yield Question(
                doubt=Doubt.MARKED_WITHOUT_DISEASE,
                answer=answer,
                key=told[0].key,
                receipt=told[0].receipt,
                unit=told[0].unit,
                disease=concerned.pop() if len(concerned) == 1 else None,
                known=known,
            )


def questions_of_decisions(
    disease: str,
    replayed: Replayed,
    told: Sequence[Told],
    retracting: Sequence[Retraction],
    marked: Mapping[str, object],
) -> Iterator[Question]:
    """Decisions that lost their case, and what came later and speaks against there being none. To have looked
    at an answer that makes no case is nothing lost."""
    for decision in replayed.lost:
        if decision.move is Move.CONFIRM and decision.answer in marked:
            continue
        answer = _lost_answer(decision, replayed)
        took = [one.known for one in retracting if any(each.told.answer == answer for each in one.took)]
        cause = Cause(Doubt.DECISION_WITHOUT_CASE, answer, max([decision.at, *took]), decision.id)
        yield _question(disease, cause, told)
    for episode in replayed.episodes:
        if not episode.is_case:
            none = {each.id for each in episode.decisions if each.to == NO_CASE}
            yield from (_question(disease, cause, told) for cause in episode.causes if cause.decision in none)


def _lost_answer(decision: CaseDecision, replayed: Replayed) -> str:
    """Of a merge, the answer that is in no case."""
    stands = any(each.is_case and each.find(decision.answer) for each in replayed.episodes)
    return decision.other if stands and decision.other else decision.answer


def _question(disease: str, cause: Cause, told: Sequence[Told]) -> Question:
    of_answer = [each for each in told if each.answer == cause.answer]
    first = of_answer[0] if of_answer else None
    return Question(
        doubt=cause.doubt,
        answer=cause.answer,
        key=first.key if first else None,
        receipt=first.receipt if first else None,
        unit=first.unit if first else None,
        disease=disease,
        known=max([cause.known, *(each.known for each in of_answer)]),
        decision=cause.decision,
    )

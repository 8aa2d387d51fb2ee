"""From all that was told of one person to the cases of notifiable diseases, and what waits for a person."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from infreg.registers.msis.assembling import case_of
from infreg.registers.msis.coinfection import coinfections
from infreg.registers.msis.contributions import Contribution, contributions, in_order, met_by
from infreg.registers.msis.diseases import Diseases
from infreg.registers.msis.episodes import Cause, Episode, episodes
from infreg.registers.msis.marks import Retraction, makes_no_case, retractions, take_back
from infreg.registers.msis.naming import without_groups
from infreg.registers.msis.pairs import doubt_pairs
from infreg.registers.msis.questions import marked_without_disease, questions_of_decisions, questions_of_marks
from infreg.registers.msis.replaying import replay
from infreg.vocabulary.case import Case, CaseDecision, Cases, Doubt, Question, Told


def derive(
    told: Sequence[Told], diseases_on: Callable[[date], Diseases], decisions: Sequence[CaseDecision]
) -> Cases:
    """The cases of one person; the same in whatever order and however often things were told.

    `told` holds every open finding that could make a case, and all findings of answers with a mark (Volven
    8269). `diseases_on` gives the definitions of a day: a finding's day for its rules, a case's event for
    what is owed. Of `decisions` those undone are passed over.
    """
    standing = in_order(told)
    decided = sorted(
        (each for each in decisions if each.undone_at is None), key=lambda each: (each.at, each.id)
    )
    met = [each for one in standing if not makes_no_case(one) for each in met_by(one, diseases_on)]
    marked = marked_without_disease(standing, met)
    retracting = retractions(standing, met, diseases_on)
    kept = take_back(met, retracting) if retracting else met
    parts = contributions(without_groups(kept, standing, retracting, diseases_on))
    cases: list[Case] = []
    questions = list(questions_of_marks(marked, decided, diseases_on))
    for disease in sorted({*parts, *(each.disease for each in decided)}):
        replayed = replay(
            parts.get(disease, ()),
            [each for each in decided if each.disease == disease],
            partial(_parted, disease, retracting=retracting),
            lambda episode: case_of(episode, diseases_on).evidence_digest,
        )
        doubt_pairs(replayed.episodes)
        cases += [case_of(each, diseases_on) for each in replayed.episodes if each.is_case]
        questions += questions_of_decisions(disease, replayed, standing, retracting, marked)
    cases += coinfections(cases, diseases_on)
    cases.sort(key=lambda case: (case.event, case.disease, case.id))
    questions.sort(key=_question_order)
    return Cases(tuple(cases), tuple(questions))


def _parted(disease: str, parts: Sequence[Contribution], retracting: Sequence[Retraction]) -> list[Episode]:
    """The episodes as they are before anybody decides, with what retractions say of them."""
    found = episodes(parts)
    for one in retracting:
        took = [each for each in one.took if each.disease.code == disease]
        for episode in found:
            if any(episode.is_near(each.day) for each in took):
                episode.known = max(episode.known or one.known, one.known)
            elif not one.took and _may_be_meant(one, disease, episode):
                cause = Cause(Doubt.WITHDRAWAL_UNMATCHED, one.answer, one.known)
                episode.causes.append(cause)
    return found


def _may_be_meant(retraction: Retraction, disease: str, episode: Episode) -> bool:
    """Nothing tells which finding was taken back: a case of the same disease and time may be what was meant,
    or where no disease is named any of the same sample."""
    met = [each for part in episode.parts for each in part.met]
    if not retraction.diseases:
        return any(retraction.is_of_sample(each) for each in met)
    return (
        disease in retraction.diseases
        and any(map(episode.is_near, retraction.days))
        and any(map(retraction.follows, met))
    )


def _question_order(question: Question) -> tuple[str, str, str, int]:
    return question.doubt.value, question.disease or "", question.answer, question.decision or 0

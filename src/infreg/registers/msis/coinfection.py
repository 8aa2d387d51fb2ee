"""Cases that are derived from two other cases of the same person."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from infreg.registers.msis.contributions import CERTAINTY
from infreg.registers.msis.diseases import Disease, Diseases
from infreg.vocabulary.case import Case, Evidence, case_id

CODE, TUBERCULOSIS, HIV = "tb-hiv-coinfection", "tuberculosis", "hiv"
#: The rule of such a case: no condition on a finding can say it.
BOTH_STAND = "both-cases-stand"


def coinfections(cases: Sequence[Case], diseases_on: Callable[[date], Diseases]) -> list[Case]:
    """A case for each tuberculosis that was found in somebody with hiv, or whose window was open when hiv was
    found: from the day both were there, and while both cases stand. None where no definition of that day
    asks for it, or where it has rules of its own."""
    found = []
    for tuberculosis in (each for each in cases if each.disease == TUBERCULOSIS):
        for hiv in (each for each in cases if each.disease == HIV):
            disease = diseases_on(max(tuberculosis.event, hiv.event)).all.get(CODE)
            if disease and not disease.rules and hiv.event <= _end(tuberculosis, diseases_on):
                found.append(_both(tuberculosis, hiv, disease))
                break
    return found


def _end(case: Case, diseases_on: Callable[[date], Diseases]) -> date:
    last = max((each.day for each in case.evidence if each.day), default=case.event)
    days = diseases_on(last).all[case.disease].episode_days
    return date.max if days is None else last + timedelta(days)


def _both(tuberculosis: Case, hiv: Case, disease: Disease) -> Case:
    """Named by the tuberculosis, since hiv is for life and may meet several. Who it is about is as the case
    found last says; no one organism causes it."""
    earlier, later = sorted((tuberculosis, hiv), key=lambda case: (case.event, case.disease))
    return replace(
        later,
        id=case_id(disease.code, tuberculosis.evidence[0].answer),
        disease=disease.code,
        classification=min(earlier.classification, later.classification, key=CERTAINTY.__getitem__),
        state=None,
        group=disease.group,
        alert=disease.alert,
        clinician_notice=disease.clinician_notice,
        organism=None,
        received=max(earlier.received, later.received),
        known=max(earlier.known, later.known),
        municipality=later.municipality or earlier.municipality,
        sex=later.sex or earlier.sex,
        birth_year=later.birth_year or earlier.birth_year,
        rule=BOTH_STAND,
        definition=disease.reference,
        evidence=_evidence(tuberculosis, hiv),
        decisions=tuple(sorted({*earlier.decisions, *later.decisions})),
        doubts=(),
    )


def _evidence(*cases: Case) -> tuple[Evidence, ...]:
    """That of each case; an answer that tells of both stands there once."""
    found: dict[str, Evidence] = {}
    for each in (evidence for case in cases for evidence in case.evidence):
        before = found.get(each.answer)
        positions = {*each.positions, *(before.positions if before else ())}
        found[each.answer] = replace(before or each, positions=tuple(sorted(positions)), rule=None)
    return tuple(found.values())

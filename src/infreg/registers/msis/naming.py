"""A microbe that is named more closely: what was found as a group is then known not to be the disease's."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from infreg.registers.msis.contributions import Met, day_of
from infreg.registers.msis.diseases import Diseases
from infreg.registers.msis.marks import Retraction, is_same_sample, makes_no_case
from infreg.vocabulary.case import Told
from infreg.vocabulary.finding import Outcome


def without_groups(
    met: Sequence[Met],
    told: Iterable[Told],
    retracting: Sequence[Retraction],
    diseases_on: Callable[[date], Diseases],
) -> Sequence[Met]:
    """What is left of the findings when those of a group have given way to what the same sample was found to
    hold of it, where that is excluded: *Salmonella* to *S.* Typhi, the tuberculosis complex to BCG."""
    if not any(each.disease.excluded for each in met):
        return met
    took = [each.told for one in retracting for each in one.took]
    names = [each for each in told if _names(each, diseases_on) and each not in took]
    return [each for each in met if not any(_excludes(one, each) for one in names)]


def _names(told: Told, diseases_on: Callable[[date], Diseases]) -> bool:
    """Whether it says what a microbe is. An answer that takes itself back says so only of what is no
    notifiable disease: that is why it is taken back."""
    finding = told.finding
    if finding.outcome is not Outcome.POSITIVE or not finding.counts or not told.ancestors:
        return False
    return not makes_no_case(told) or not diseases_on(day_of(told)).concerned(
        finding.organism, told.ancestors
    )


def _excludes(told: Told, met: Met) -> bool:
    return (
        met.told.finding.organism in told.ancestors
        and not met.disease.concerns(told.finding.organism, told.ancestors)
        and (told.answer == met.told.answer or is_same_sample(told, met.told))
    )

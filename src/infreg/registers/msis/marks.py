"""What laboratories say of their answers' notifiability: the marks of Volven 8269."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from infreg.registers.msis.contributions import Met, day_of
from infreg.registers.msis.diseases import Diseases
from infreg.vocabulary.case import Told

NOTIFIED, NOTIFIED_WITHOUT_CLINICIAN, TAKEN_BACK = "MSIS-M", "MSIS-UM", "MSIS-AV"
_NOTIFIABLE = frozenset({NOTIFIED, NOTIFIED_WITHOUT_CLINICIAN})


def is_notified(told: Told) -> bool:
    """Whether the laboratory says that its answer is notifiable."""
    return not _NOTIFIABLE.isdisjoint(told.marks)


def makes_no_case(told: Told) -> bool:
    """An answer that is marked both ways notifies of what it found, and takes back the rest."""
    return TAKEN_BACK in told.marks and not is_notified(told)


@dataclass(slots=True)
class Retraction:
    """An answer that takes a notification back. `diseases` are codes of those that its findings concern:
    none where no word says what they are of. `took` are the findings that it took back."""

    told: list[Told]
    diseases: set[str]
    took: list[Met] = field(default_factory=list)

    @property
    def answer(self) -> str:
        return self.told[0].answer

    @property
    def known(self) -> datetime:
        return max(each.known for each in self.told)

    @property
    def days(self) -> list[date]:
        return [day_of(each) for each in self.told]

    def is_of_sample(self, met: Met) -> bool:
        """Whether it is about the sample that something was found in, and came later."""
        return self.follows(met) and any(is_same_sample(each, met.told) for each in self.told)

    def follows(self, met: Met) -> bool:
        """What a laboratory says after taking back stands. Where a time is not told, it came before."""
        issued, taken = met.told.issued, self.told[0].issued
        return issued is None or taken is None or issued <= taken


def retractions(
    told: Iterable[Told], met: Sequence[Met], diseases_on: Callable[[date], Diseases]
) -> list[Retraction]:
    """The answers of one person that take something back; `told` is in order."""
    found: dict[str, Retraction] = {}
    for each in told:
        if TAKEN_BACK in each.marks:
            of_answer = found.setdefault(each.answer, Retraction([], set()))
            of_answer.told.append(each)
            concerned = diseases_on(day_of(each)).concerned(each.finding.organism, each.ancestors)
            of_answer.diseases.update(disease.code for disease in concerned)
    nameless = [each for each in found.values() if not each.diseases]
    for notified in met:
        if notified.told.answer in found:
            found[notified.told.answer].diseases.discard(notified.disease.code)
    return nameless + [each for each in found.values() if each.diseases]


def take_back(met: Sequence[Met], retracting: Sequence[Retraction]) -> list[Met]:
    """What stands. Each retraction is told what it took."""
    kept = []
    for each in met:
        taking = [one for one in retracting if each.disease.code in one.diseases and one.is_of_sample(each)]
        for one in taking:
            one.took.append(each)
        if not taking:
            kept.append(each)
    return kept


def is_same_sample(one: Told, other: Told) -> bool:
    """Of findings of one person. A laboratory's own number is unique within an answer alone, and some begin
    anew with each: it names a sample together with the day."""
    if one.unit == other.unit and one.specimen_id and other.specimen_id:
        days = {day for day in (one.sampled, other.sampled) if day}
        return one.specimen_id == other.specimen_id and len(days) <= 1
    return one.sampled is not None and one.sampled == other.sampled

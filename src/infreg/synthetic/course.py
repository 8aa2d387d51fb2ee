"""The course of infections in one block of persons: who catches what, when, from whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from types import MappingProxyType

from infreg.synthetic.chance import Weighted
from infreg.synthetic.diseases import APART, DISEASES, TOGETHER, Disease, Way
from infreg.synthetic.events import Found, Infection, Person, Sampled
from infreg.synthetic.illness import Illness, controls, first_specimen, other_specimens
from infreg.synthetic.people import Period
from infreg.synthetic.places import Places
from infreg.synthetic.sampling import Sampling, Wanted, present
from infreg.synthetic.strains import Strain, strain

#: Other infections of a person keep this many days away, so that no panel sees two of them by accident.
_ELSEWHERE = 60
#: What may yet be taken of an infection is taken within these days of its first specimen.
_LASTING = 70
_WORSE = 0.06
_PLACE_UNKNOWN = 0.1

_WAYS: Mapping[str, Weighted[Way]] = MappingProxyType(
    {each.code: Weighted((way, way.weight) for way in each.ways) for each in DISEASES.values()}
)
_ILL: Mapping[str, Weighted[Way]] = MappingProxyType(
    {
        each.code: Weighted((way, way.weight) for way in each.ways if way.state == "infection")
        for each in DISEASES.values()
        if any(way.state == "infection" for way in each.ways)
    }
)
_ORGANISMS: Mapping[str, Weighted[str]] = MappingProxyType(
    {each.code: Weighted(each.organisms) for each in DISEASES.values()}
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where an infection comes from, as far as that is decided: a planted outbreak, its strain, the way it is
    found, the place it was caught."""

    outbreak: str | None = None
    strain: Strain | None = None
    way: Way | None = None
    infected_in: str | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """An infection somebody has had: its onset, and the day of its last specimen."""

    disease: str
    onset: date
    last: date


class Course:
    """Fills `infections` and `specimens`. `past` tells, by person, what they have had."""

    def __init__(
        self, block: int, persons: Sequence[Person], places: Places, period: Period, random: Random
    ) -> None:
        self.infections: list[Infection] = []
        self.specimens: list[Sampled] = []
        self.past: dict[str, list[Past]] = {}
        self._block, self._period, self._random = block, period, random
        self._sampling = Sampling(f"s{block:05}-", places, period, random)
        self._households: dict[str, list[Person]] = {}
        for person in persons:
            self._households.setdefault(person.household, []).append(person)

    def delay(self, disease: Disease) -> int:
        """Days from onset to sampling: as often below the median as above it, and sometimes long."""
        return min(round(disease.delay * self._random.lognormvariate(0, 0.45)), 365)

    def can_catch(self, person: Person, disease: Disease, onset: date, sampled: date) -> bool:
        if person.born > onset or not present(person, sampled):
            return False
        return all(_goes_with(past, disease, onset, sampled) for past in self.past.get(person.id, ()))

    def infect(self, person: Person, disease: Disease, onset: date, sampled: date, source: Source) -> bool:
        """Whether it happened: it and its first specimen must be possible. Those at home may follow."""
        ill = self._ill(person, disease, onset, sampled, source)
        if ill is None:
            return False
        if disease.household or disease.contacts:
            self._at_home(ill, sampled, source)
        return True

    def _ill(
        self, person: Person, disease: Disease, onset: date, sampled: date, source: Source
    ) -> Illness | None:
        if not self.can_catch(person, disease, onset, sampled):
            return None
        random = self._random
        way = source.way or _WAYS[disease.code].draw(random)
        caught = source.strain or strain(_ORGANISMS[disease.code].draw(random), random, disease.resistance)
        place = source.infected_in or self._place(person, disease, onset)
        infection = Infection(
            self._next_id(),
            person.id,
            disease.code,
            caught.organism,
            onset,
            way.state,
            place,
            source.outbreak,
        )
        ill = Illness(person, disease, infection, way, caught)
        return ill if self._sample(ill, sampled) else None

    def _next_id(self) -> str:
        return f"i{self._block:05}-{len(self.infections):05}"

    def _place(self, person: Person, disease: Disease, onset: date) -> str | None:
        random = self._random
        if random.random() < disease.abroad:
            return disease.countries[int(random.random() * len(disease.countries))]
        return None if random.random() < _PLACE_UNKNOWN else person.municipality_on(onset)

    def _sample(self, ill: Illness, day: date) -> bool:
        """Takes all its specimens; False, and nothing done, when the first cannot be taken."""
        first = first_specimen(ill, day, self._sampling)
        if first is None:
            return False
        self.infections.append(ill.infection)
        first = self._together(ill, first)
        taken = [first, *other_specimens(ill, first, self._sampling, self._random)]
        last = max(each.at.date() for each in taken)
        taken += controls(ill, last, self._sampling, self._random)
        self.specimens += taken
        last = max(each.at.date() for each in taken)
        self._remember(ill.person, Past(ill.disease.code, ill.infection.onset, last))
        if ill.way.state == "carriage" and self._random.random() < _WORSE:
            self._worse(ill, last)
        return True

    def _remember(self, person: Person, past: Past) -> None:
        self.past.setdefault(person.id, []).append(past)

    def _together(self, ill: Illness, first: Sampled) -> Sampled:
        """A second infection that the same specimen tells of, where there is one."""
        code, share = TOGETHER.get(ill.disease.code, ("", 0.0))
        if self._random.random() >= share:
            return first
        other, day = DISEASES[code], first.at.date()
        if not self.can_catch(ill.person, other, ill.infection.onset, day):
            return first
        organism = other.organisms[0][0]
        infection = replace(ill.infection, id=self._next_id(), disease=code, organism=organism, outbreak=None)
        self.infections.append(infection)
        self._remember(ill.person, Past(code, infection.onset, day))
        return replace(first, found=(*first.found, Found(organism, infection.id)))

    def _worse(self, carried: Illness, last: date) -> None:
        """Carriage that becomes an infection weeks or months later, with the same strain."""
        onset = last + timedelta(days=25 + int(self._random.random() * 150))
        way = _ILL[carried.disease.code].draw(self._random)
        infection = replace(
            carried.infection, id=self._next_id(), onset=onset, state=way.state, outbreak=None
        )
        self._sample(replace(carried, infection=infection, way=way), onset + timedelta(days=2))

    def _at_home(self, ill: Illness, sampled: date, source: Source) -> None:
        """Some of the household catch it, and of the others some are examined."""
        disease = ill.disease
        for other in self._households[ill.person.household]:
            chance = self._random.random()
            if other is ill.person:
                continue
            if chance < disease.household:
                later = ill.infection.onset + timedelta(days=2 + int(self._random.random() * 9))
                caught = replace(
                    source, strain=ill.strain, way=None, infected_in=other.municipality_on(later)
                )
                day = later + timedelta(days=self.delay(disease))
                if day >= self._period.first:
                    self._ill(other, disease, later, day, caught)
            elif chance < disease.household + disease.contacts:
                self.contact(other, disease, sampled)

    def contact(self, person: Person, disease: Disease, day: date) -> None:
        """Examines somebody who was near; nothing is found. Who has had it is left alone."""
        if any(past.disease == disease.code for past in self.past.get(person.id, ())):
            return
        panel = disease.afterwards or disease.ways[0].takes[0].panel
        day += timedelta(days=1 + int(self._random.random() * 9))
        taken = self._sampling.take(person, Wanted(panel, day, reason="screening"))
        if taken is not None:
            self.specimens.append(taken)


def _goes_with(past: Past, disease: Disease, onset: date, sampled: date) -> bool:
    """Whether an infection may be had by one who has had, or will have, another."""
    if past.disease in disease.apart_from:
        return False
    apart = max((onset - past.last).days, (past.onset - sampled).days - _LASTING)
    if past.disease == disease.code:
        return disease.again > 0 and apart >= APART
    return apart >= _ELSEWHERE

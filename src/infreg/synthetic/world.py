"""Synthetic Norway: who lives there, what they catch, and what is sampled of it.

A country is made of blocks of persons. Each has streams of chance of its own, so that any block can be made
anywhere and in any order, and no more of the country than one block need be in memory.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from operator import attrgetter
from random import Random

from infreg.synthetic.chance import poisson, stream
from infreg.synthetic.course import Course, Past, Source
from infreg.synthetic.crowd import Crowd, days_of
from infreg.synthetic.diseases import APART, DISEASES, Disease, visible
from infreg.synthetic.events import Infection, Municipality, Outbreak, Person, Sampled
from infreg.synthetic.everyday import Everyday
from infreg.synthetic.outbreaks import plant
from infreg.synthetic.people import Period, Settling
from infreg.synthetic.places import Places
from infreg.synthetic.sampling import Sampling
from infreg.synthetic.spreading import cast, spread

#: Persons of a block: few enough to be held in memory many times over.
BLOCK = 2000
#: The smallest country there is.
FEWEST_PERSONS, FEWEST_MESSAGES, FEWEST_MONTHS = 100, 100, 1

#: Of all messages, so many tell of infections that were not planted, as far as persons suffice: a person may
#: have so many times what is usual.
_SHARE, _MOST = 0.27, 5.0
_MESSAGES_OF_A_CASE = 4
_TRIES = 25
_AT_HOME = 1.3  # others in an average household of those who fall ill


@dataclass(frozen=True)
class Plan:
    """What is asked for. `messages` are all that the laboratories will write; `first` the first day of
    sampling."""

    persons: int
    months: int
    messages: int
    seed: int
    first: date
    municipalities: tuple[Municipality, ...]

    @property
    def period(self) -> Period:
        """From the first day to the day before the same day of a month, `months` later."""
        months = self.first.year * 12 + self.first.month - 1 + self.months
        end = date(months // 12, months % 12 + 1, min(self.first.day, 28))
        return Period(self.first, end - timedelta(days=1))


@dataclass(frozen=True)
class Block:
    """Some persons, all their infections, and what is sampled of them in order of time. `specimens` are those
    of infections, contacts and controls, which are always written."""

    number: int
    persons: tuple[Person, ...]
    infections: tuple[Infection, ...]
    specimens: tuple[Sampled, ...]
    past: Mapping[str, Sequence[Past]]
    world: "World"

    def fillers(self) -> Iterator[Sampled]:
        """Everyday specimens, in no order and without end; the same ones whenever it is asked."""
        period, random = self.world.period, stream(self.world.plan.seed, "everyday", self.number)
        sampling = Sampling(f"e{self.number:05}-", self.world.places, period, random)
        return Everyday(Crowd(self.persons, period), self.past, sampling, random).specimens(period)


class World:
    """Synthetic Norway after a plan. The same plan is the same world."""

    def __init__(self, plan: Plan) -> None:
        if plan.persons < FEWEST_PERSONS or plan.messages < FEWEST_MESSAGES or plan.months < FEWEST_MONTHS:
            raise ValueError("too small a country")
        self.plan, self.period = plan, plan.period
        self.places = Places(plan.municipalities)
        self.planted = plant(plan.seed, plan.persons, plan.messages, self.period, self.places, self.blocks)

    @property
    def blocks(self) -> int:
        return -(-self.plan.persons // BLOCK)

    @property
    def outbreaks(self) -> tuple[Outbreak, ...]:
        return tuple(each.outbreak for each in self.planted)

    def persons(self, number: int) -> int:
        """How many persons live in a block."""
        return _part(self.plan.persons, number, self.blocks)

    def messages(self, number: int) -> int:
        """How many messages a block is to become: more where outbreaks are; those of all blocks are the
        plan's."""
        planted = sum(sum(each.quotas.values()) for each in self.planted)
        each_case = min(_MESSAGES_OF_A_CASE, self.plan.messages // 2 // planted)
        here = sum(each.quotas.get(number, 0) for each in self.planted)
        return _part(self.plan.messages - each_case * planted, number, self.blocks) + each_case * here

    def block(self, number: int) -> Block:
        seed, period = self.plan.seed, self.period
        settling = Settling(number, self.blocks, period, self.places, stream(seed, "people", number))
        persons = tuple(settling.persons(self.persons(number)))
        random = stream(seed, "course", number)
        here = [(each, each.quotas[number]) for each in self.planted if number in each.quotas]
        persons, casts = cast(here, persons, random)
        course = Course(number, persons, self.places, period, random)
        for each in casts:
            spread(each, persons, course, period, random)
        crowd = Crowd(persons, period)
        for disease in DISEASES.values():
            self._endemic(disease, len(persons), crowd, course, random)
        specimens = sorted(course.specimens, key=attrgetter("at", "id"))
        return Block(number, persons, tuple(course.infections), tuple(specimens), course.past, self)

    @cached_property
    def scale(self) -> float:
        """How much more (or less) of everything there is than usual."""
        usual = sum(self._usual(each, self.plan.persons) * _specimens_of(each) for each in DISEASES.values())
        return min(_MOST, _SHARE * self.plan.messages / usual)

    def _usual(self, disease: Disease, persons: int) -> float:
        return visible(disease.rate) * persons / 100_000 * self.period.years

    def _endemic(self, disease: Disease, persons: int, crowd: Crowd, course: Course, random: Random) -> None:
        """All that was not planted: so many, and for some of them once more much later."""
        for _ in range(poisson(random, self._usual(disease, persons) * self.scale)):
            for _ in range(_TRIES):
                person = self._candidate(disease, crowd, random)
                sampled = days_of(self.period, disease.season).draw(random)
                onset = sampled - timedelta(days=course.delay(disease))
                if person and course.infect(person, disease, onset, sampled, Source()):
                    self._again(person, disease, course, random)
                    break

    def _candidate(self, disease: Disease, crowd: Crowd, random: Random) -> Person | None:
        """Mostly from where most of it is, if there is such a place."""
        person = crowd.draw(disease.risk, disease.female, random)
        if person is None or not disease.counties & self.places.counties.keys():
            return person
        endemic = self.places.county(person.residences[-1].municipality) in disease.counties
        return person if endemic or random.random() < 0.1 else None

    def _again(self, person: Person, disease: Disease, course: Course, random: Random) -> None:
        if random.random() >= disease.again:
            return
        earliest = course.past[person.id][-1].last + timedelta(days=APART + 1)
        room = (self.period.last - earliest).days
        if room > 0:
            onset = earliest + timedelta(days=int(random.random() * room))
            course.infect(person, disease, onset, onset + timedelta(days=course.delay(disease)), Source())


def _part(whole: int, number: int, parts: int) -> int:
    return whole * (number + 1) // parts - whole * number // parts


def _specimens_of(disease: Disease) -> float:
    """Specimens that one infection leads to, on average."""
    weights = sum(way.weight for way in disease.ways)
    taken = (
        sum(way.weight * (1 + sum(take.share for take in way.takes[1:])) for way in disease.ways) / weights
    )
    again, found = disease.control
    return (taken + again * (1 + found)) * (1 + _AT_HOME * disease.household) + _AT_HOME * disease.contacts

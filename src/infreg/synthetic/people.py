"""Persons of Synthetic Norway, a household at a time: ages as Norway's, moves, deaths, arrivals, births."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from infreg.synthetic.chance import Weighted
from infreg.synthetic.events import Person, Residence
from infreg.synthetic.numbers import Numbers
from infreg.synthetic.places import Places
from infreg.vocabulary.identifiers import NationalId, NumberType

#: Families, given names of women and of men: put together of parts that are no names.
_FAMILIES = tuple(
    first + last
    for first in ("Prøve", "Tenke", "Dikt", "Påfunn", "Fabel", "Skrøne", "Lat", "Eksempel", "Øve", "Modell")
    for last in ("myr", "voll", "bakk", "sjø", "hylle", "tangen", "kvist", "ryen", "eng", "skar")
)
_WOMEN = (
    "Fiktiva", "Prøvine", "Tenka", "Diktea", "Modella", "Eventyra", "Skrønia", "Latina", "Øvelise", "Testine",
    "Fabelia", "Tanka", "Idella", "Innbilda", "Påhitta", "Sagalin", "Blanka", "Skisse", "Utkasta", "Formelia",
)  # fmt: skip
_MEN = (
    "Fiktivus", "Prøvar", "Tenkert", "Diktar", "Modellar", "Eventyrus", "Skrønulf", "Latar", "Øvar",
    "Testulf",
    "Fabelmund", "Tankar", "Idemund", "Innbildus", "Påhittar", "Sagamund", "Blankulf", "Skissar", "Utkastar",
    "Formelius",
)  # fmt: skip

#: How many households have somebody of this age (from, to, weight) as the one who is drawn first.
_ADULTS = (
    (18, 24, 8.0), (25, 34, 18.0), (35, 44, 16.0), (45, 54, 16.5), (55, 66, 19.5), (67, 79, 16.0),
    (80, 99, 6.5),
)  # fmt: skip
#: Of a first adult below an age: how often living with another adult, and how often with children.
_TOGETHER = (
    (25, 0.30, 0.06),
    (35, 0.62, 0.45),
    (45, 0.74, 0.74),
    (55, 0.70, 0.55),
    (67, 0.66, 0.09),
    (80, 0.62, 0.0),
)
_OLDEST = (0.30, 0.0)
_CHILDREN = Weighted(((1, 0.33), (2, 0.45), (3, 0.17), (4, 0.05)))

_MOVING = 0.05  # households a year
_LEAVING_HOME = 0.12  # persons of 18 to 25 a year
_ARRIVING = 0.015  # households a year
_NEWBORN_LATE = 0.08


@dataclass(frozen=True, slots=True)
class Period:
    """The days of the world: `last` is within it."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def years(self) -> float:
        return self.days / 365.25

    def draw(self, random: Random) -> date:
        return self.first + timedelta(days=int(random.random() * self.days))


class Settling:
    """Fills one block with households until it has the persons it should."""

    def __init__(self, block: int, blocks: int, period: Period, places: Places, random: Random) -> None:
        self._block, self._period, self._places, self._random = block, period, places, random
        self._numbers = Numbers(block, blocks, random)
        self._ages = Weighted(((low, high), weight) for low, high, weight in _ADULTS)

    def persons(self, count: int) -> Iterator[Person]:
        made = household = 0
        while made < count:
            for person in self._household(household, made, count - made):
                made += 1
                yield person
            household += 1

    def _household(self, household: int, made: int, room: int) -> Iterator[Person]:
        random, period = self._random, self._period
        family = _FAMILIES[int(random.random() * len(_FAMILIES))]
        arrived = period.draw(random) if random.random() < _ARRIVING * period.years else None
        residences = self._residences(arrived)
        members = self._members()[:room]
        for number, (born, sex) in enumerate(members):
            yield self._person(
                (household, made + number), f"{family}, {_given(sex, random)}", sex, born, residences
            )

    def _members(self) -> list[tuple[date, str]]:
        """(born, sex) of those who live together; children may yet be born."""
        random = self._random
        low, high = self._ages.draw(random)
        age = low + random.random() * (high - low + 1)
        sex = "female" if random.random() < (0.5 if age < 67 else 0.58) else "male"
        members = [(self._born(age), sex)]
        together, with_children = next(((t, c) for limit, t, c in _TOGETHER if age < limit), _OLDEST)
        if random.random() < together:
            other = "male" if sex == "female" else "female"
            members.append((self._born(max(18.0, age + random.gauss(0, 3))), other))
        if random.random() < with_children:
            members += [self._child(age) for _ in range(_CHILDREN.draw(random))]
        return [member for member in members if member[0] <= self._period.last]

    def _child(self, parent: float) -> tuple[date, str]:
        """Born when the parent was 22 to 39; not yet left home."""
        random = self._random
        youngest = max(parent - 39, -self._period.years)
        oldest = min(parent - 20, 20.0)
        age = youngest + random.random() * max(0.0, oldest - youngest)
        return self._born(age), "female" if random.random() < 0.487 else "male"

    def _born(self, age: float) -> date:
        return self._numbers.birthday(self._period.first - timedelta(days=int(age * 365.25)))

    def _residences(self, arrived: date | None) -> tuple[Residence, ...]:
        """Where the household lives; before `first` it has always lived there, unless it came."""
        random, period = self._random, self._period
        home = Residence(arrived or date(1900, 1, 1), self._places.home(random))
        if random.random() >= _MOVING * period.years:
            return (home,)
        return _moved((home,), period.draw(random), self._places.move_from(home.municipality, random))

    def _person(
        self, ids: tuple[int, int], name: str, sex: str, born: date, residences: tuple[Residence, ...]
    ) -> Person:
        random, period = self._random, self._period
        household, number = ids
        born, numbers = self._numbered(born, residences[0].since)
        age = (period.first - born).days / 365.25
        if 18 <= age < 25 and random.random() < _LEAVING_HOME * period.years:
            residences = _moved(residences, period.draw(random), self._places.home(random))
        if born > residences[0].since:
            residences = _from(born, residences)
        return Person(
            f"p{self._block:05}-{number:04}", f"h{self._block:05}-{household:04}", name, sex, born, numbers,
            residences, self._death(born, residences[0].since),
        )  # fmt: skip

    def _numbered(self, born: date, since: date) -> tuple[date, tuple[tuple[date, NationalId], ...]]:
        """The day of birth (an earlier one when the first has no number left) and the numbers of a life."""
        if since > self._period.first and since > born:
            return self._arrived(born, since)
        number = self._numbers.give(born, NumberType.FNR)
        while number is None:
            born = self._numbers.birthday(born - timedelta(days=1))
            number = self._numbers.give(born, NumberType.FNR)
        return born, ((self._registered(born), number),)

    def _registered(self, born: date) -> date:
        """A newborn has no number the first days, and some have none for weeks."""
        if born < self._period.first - timedelta(days=60):
            return born
        late = self._random.random() < _NEWBORN_LATE
        return born + timedelta(days=1 + int(self._random.random() * (45 if late else 6)))

    def _arrived(self, born: date, since: date) -> tuple[date, tuple[tuple[date, NationalId], ...]]:
        """Some weeks without, a D-number, and for most a fødselsnummer months later."""
        random = self._random
        first = since + timedelta(days=3 + int(random.random() * 40))
        second = first + timedelta(days=60 + int(random.random() * 340))
        while True:
            d_number = self._numbers.give(born, NumberType.DNR)
            settled = self._numbers.give(born, NumberType.FNR) if d_number else None
            if d_number and settled:
                break
            born = self._numbers.birthday(born - timedelta(days=1))
        return born, ((first, d_number), (second, settled))[: 2 if random.random() < 0.8 else 1]

    def _death(self, born: date, present: date) -> date | None:
        """Gompertz' law, with the deaths of Norway."""
        random, period = self._random, self._period
        start = max(period.first, present, born)
        age = (start - born).days / 365.25
        years = random.expovariate(math.exp(-10.6 + 0.095 * age))
        died = start + timedelta(days=1 + int(min(years, 200.0) * 365.25))
        return died if died <= period.last else None


def _given(sex: str, random: Random) -> str:
    names = _WOMEN if sex == "female" else _MEN
    return names[int(random.random() * len(names))]


def _moved(residences: tuple[Residence, ...], day: date, to: str) -> tuple[Residence, ...]:
    """Moved on a day after the last move, to another place."""
    last = residences[-1]
    return (*residences, Residence(day, to)) if day > last.since and to != last.municipality else residences


def _from(born: date, residences: tuple[Residence, ...]) -> tuple[Residence, ...]:
    """Residences of one who was born into the household."""
    before = [each for each in residences if each.since <= born]
    home = before[-1].municipality if before else residences[0].municipality
    return (Residence(born, home), *(each for each in residences if each.since > born))

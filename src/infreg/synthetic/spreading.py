"""A planted outbreak carried out in one block: who is in it, and that they are there when it happens."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from infreg.synthetic.course import Course, Source
from infreg.synthetic.diseases import DISEASES
from infreg.synthetic.events import Person, Residence
from infreg.synthetic.outbreaks import Planted
from infreg.synthetic.people import Period
from infreg.synthetic.sampling import present

#: Who moves there for an outbreak's sake has done so this long before.
_BEFORE = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Cast:
    """An outbreak's persons in a block: who catches it, and who was near without catching it."""

    planted: Planted
    infected: tuple[str, ...]
    near: tuple[str, ...]


def cast(
    planted: Sequence[tuple[Planted, int]], persons: Sequence[Person], random: Random
) -> tuple[tuple[Person, ...], tuple[Cast, ...]]:
    """Who is in which outbreak, nobody in two; and all persons, some of whom have moved for it. In a place
    with too few of the right age, households from elsewhere have moved in."""
    everybody = {person.id: person for person in persons}
    taken: set[str] = set()
    casts = []
    for each, quota in planted:
        wanted = quota + round(quota * each.contacts)
        fitting = [p for p in everybody.values() if p.id not in taken and _fits(p, each)]
        there = _drawn([p for p in fitting if _lives(p, each)], wanted, random)
        if len(there) < quota:
            elsewhere = [p for p in fitting if not _lives(p, each) and len(p.residences) == 1]
            there += _drawn([p for p in elsewhere if _moves(p, each)], quota - len(there), random)
        for person in there:
            _move_in(person, each, everybody, random)
        ids = tuple(person.id for person in there)
        taken.update(ids)
        casts.append(Cast(each, ids[:quota], ids[quota:]))
    return tuple(everybody.values()), tuple(casts)


def spread(cast: Cast, persons: Iterable[Person], course: Course, period: Period, random: Random) -> None:
    by_id = {person.id: person for person in persons}
    planted, outbreak = cast.planted, cast.planted.outbreak
    disease = DISEASES[outbreak.disease]
    for each in cast.infected:
        person, onset = by_id[each], planted.onset(random)
        sampled = min(onset + timedelta(days=course.delay(disease)), period.last)
        infected_in = outbreak.municipalities[0] if planted.local else person.municipality_on(onset)
        source = Source(outbreak.id, planted.strain, planted.ways.draw(random), infected_in)
        course.infect(person, disease, onset, sampled, source)
    for each in cast.near:
        course.contact(by_id[each], disease, planted.onset(random))


def _fits(person: Person, planted: Planted) -> bool:
    """Of the right age, there from the first day, and not to die."""
    first = planted.outbreak.first
    low, high = planted.ages
    age = (first - person.born).days / 365.25
    return low <= age < high + 1 and person.died is None and present(person, first)


def _lives(person: Person, planted: Planted) -> bool:
    days = (planted.outbreak.first, planted.outbreak.last + timedelta(days=60))
    return all(person.municipality_on(day) in planted.outbreak.municipalities for day in days)


def _moves(person: Person, planted: Planted) -> bool:
    return person.residences[0].since < _moving_day(planted)


def _moving_day(planted: Planted) -> date:
    return planted.outbreak.first - _BEFORE


def _drawn(persons: list[Person], count: int, random: Random) -> list[Person]:
    return random.sample(persons, min(count, len(persons)))


def _move_in(person: Person, planted: Planted, everybody: dict[str, Person], random: Random) -> None:
    """The household of a person from elsewhere moves to where it will happen; of others, nothing."""
    if _lives(everybody[person.id], planted):
        return
    places = planted.outbreak.municipalities
    to = Residence(_moving_day(planted), places[int(random.random() * len(places))])
    for other in everybody.values():
        if other.household == person.household and len(other.residences) == 1:
            since = other.residences[0].since
            residences = (other.residences[0], to) if since < to.since else (replace(to, since=since),)
            everybody[other.id] = replace(other, residences=residences)

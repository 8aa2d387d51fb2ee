"""One infection and the specimens that tell of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from infreg.synthetic.diseases import Disease, Take, Way
from infreg.synthetic.events import Infection, Person, Sampled
from infreg.synthetic.panels import PANELS
from infreg.synthetic.sampling import Sampling, Wanted
from infreg.synthetic.strains import Strain

#: Of the specimens beside the first, so many have something found in them.
_ALSO_FOUND = 0.85
_CONTROLS = 3
_CONTROLLED_AGAIN = 0.5
_CONTROLLED_IN_HOSPITAL = 0.5


@dataclass(frozen=True, slots=True)
class Illness:
    """An infection in a person: what causes it, and the way it is found."""

    person: Person
    disease: Disease
    infection: Infection
    way: Way
    strain: Strain


def first_specimen(ill: Illness, day: date, sampling: Sampling) -> Sampled | None:
    """The one that it was found in; None where nobody was there to give it."""
    return _take(ill, ill.way.takes[0], day, sampling)


def other_specimens(ill: Illness, first: Sampled, sampling: Sampling, random: Random) -> Iterator[Sampled]:
    """The rest of what is taken of the same illness; those of the same day by the same hands."""
    for take in ill.way.takes[1:]:
        if random.random() >= take.share:
            continue
        seen = bool(PANELS[take.panel].markers) or random.random() < _ALSO_FOUND
        taken = _take(ill, take, first.at.date() + timedelta(days=take.after), sampling, seen=seen)
        if taken is None:
            continue
        if not take.after:
            laboratory = sampling.laboratory(take.panel, first.requester)
            taken = replace(taken, at=first.at, requester=first.requester, laboratory=laboratory)
        yield taken


def controls(ill: Illness, last: date, sampling: Sampling, random: Random) -> Iterator[Sampled]:
    """Specimens 3 to 20 days after the one before, again as long as something is found."""
    again, found = ill.disease.control
    panel = ill.disease.afterwards or ill.way.takes[0].panel
    for _ in range(_CONTROLS):
        if random.random() >= again:
            return
        ward = ill.way.ward if random.random() < _CONTROLLED_IN_HOSPITAL else None
        kept = replace(ill, way=replace(ill.way, ward=ward, reason="control"))
        seen = random.random() < found
        day = last + timedelta(days=3 + int(random.random() * 16))  # a weekend may add two
        taken = _take(kept, Take(panel), day, sampling, seen=seen)
        if taken is None:
            return
        yield taken
        last, again = taken.at.date(), _CONTROLLED_AGAIN if seen else 0.0


def _take(ill: Illness, take: Take, day: date, sampling: Sampling, *, seen: bool = True) -> Sampled | None:
    taken = sampling.take(ill.person, Wanted(take.panel, day, take.specimen, ill.way.ward, ill.way.reason))
    if taken is None or not seen:
        return taken
    found = ill.strain.found(PANELS[take.panel], taken.specimen, ill.infection.id)
    return replace(taken, found=(found,)) if found else taken

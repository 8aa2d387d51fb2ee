"""Everyday specimens (`everyday.toml`): most tell of nothing, and none of anything notifiable."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from types import MappingProxyType
from typing import Any

from infreg.synthetic.chance import Weighted
from infreg.synthetic.course import Past
from infreg.synthetic.crowd import Crowd, days_of
from infreg.synthetic.diseases import BANDS
from infreg.synthetic.events import Person, Sampled
from infreg.synthetic.panels import PANELS
from infreg.synthetic.people import Period
from infreg.synthetic.sampling import Sampling, Wanted, present
from infreg.synthetic.strains import strain
from infreg.synthetic.tables import pairs, table

#: Nobody gives everyday specimens so many days from an infection of theirs.
_NEAR = 60
_TRIES = 1000

_CULTURES = frozenset(key for key, panel in PANELS.items() if panel.tested)
#: What would find, later or always, what somebody once had.
_TELLS_OF_OLD: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "hiv": frozenset(("hiv",)),
        "syphilis": frozenset(("syphilis", "ulcer-pcr")),
        "hepatitis-a": frozenset(("hepatitis-a",)),
        "hepatitis-b": frozenset(("hepatitis-b",)),
        "hepatitis-c": frozenset(("hepatitis-c",)),
        "hepatitis-e": frozenset(("hepatitis-e",)),
        "tick-borne-encephalitis": frozenset(("tbe",)),
        "nephropathia-epidemica": frozenset(("hantavirus",)),
        "tularaemia": frozenset(("tularaemia",)),
        "tuberculosis": frozenset(("tb-culture", "tb-pcr")),
        **dict.fromkeys(("mrsa", "vre", "esbl-carba", "candida-auris"), _CULTURES),
    }
)


@dataclass(frozen=True, slots=True)
class Habit:
    """A panel as it is asked for: the share in which something is found and what, at times two things
    (`mixed`); relative risk by age, share of women, season; wards, None for primary care."""

    panel: str
    positive: float
    organisms: Weighted[str] | None
    mixed: float
    phenotype: str | None
    risk: tuple[float, ...]
    female: float
    season: str
    wards: Weighted[str | None]
    reason: str


def _habits(told: Mapping[str, Any]) -> Iterator[tuple[Habit, float]]:
    wards = {
        name: Weighted((None if ward == "doctor" else ward, share) for ward, share in shares.items())
        for name, shares in told["wards"].items()
    }
    for row in told["everyday"]["habits"]:
        risk = row.get("risk", [1] * len(BANDS))
        yield (
            Habit(
                row["panel"],
                row.get("positive", 0.0),
                Weighted(pairs(row["organisms"])) if "organisms" in row else None,
                row.get("mixed", 0.0),
                row.get("phenotype"),
                tuple(told["risks"][risk] if isinstance(risk, str) else risk),
                row.get("female", 0.55),
                row.get("season", "flat"),
                wards[row.get("wards", "the doctor")],
                row.get("reason", "illness"),
            ),
            row["weight"],
        )


HABITS = Weighted(_habits(table("everyday")))


class Everyday:
    """Everyday specimens of one block, without end."""

    def __init__(
        self, crowd: Crowd, past: Mapping[str, Sequence[Past]], sampling: Sampling, random: Random
    ) -> None:
        self._crowd, self._past, self._sampling, self._random = crowd, past, sampling, random

    def specimens(self, period: Period) -> Iterator[Sampled]:
        missed = 0
        while missed < _TRIES:
            habit = HABITS.draw(self._random)
            taken = self._one(habit, days_of(period, habit.season).draw(self._random))
            missed = 0 if taken else missed + 1
            if taken:
                yield taken
        raise ValueError("nobody is left who could give a specimen")

    def _one(self, habit: Habit, day: date) -> Sampled | None:
        random = self._random
        person = self._crowd.draw(habit.risk, habit.female, random)
        if person is None or not present(person, day) or self._tells_of_other(person, habit.panel, day):
            return None
        wanted = Wanted(habit.panel, day, None, habit.wards.draw(random), habit.reason)
        if habit.organisms is None or random.random() >= habit.positive:
            return self._sampling.take(person, wanted)
        return self._positive(person, wanted, habit, habit.organisms)

    def _positive(
        self, person: Person, wanted: Wanted, habit: Habit, organisms: Weighted[str]
    ) -> Sampled | None:
        random, panel = self._random, PANELS[wanted.panel]
        grown = [organisms.draw(random)]
        if random.random() < habit.mixed:
            grown.append(organisms.draw(random))
        strains = [strain(each, random, habit.phenotype) for each in dict.fromkeys(grown)]
        found = [each.found(panel, panel.specimens[0], None) for each in strains]
        return self._sampling.take(person, wanted, tuple(each for each in found if each))

    def _tells_of_other(self, person: Person, panel: str, day: date) -> bool:
        """Whether the specimen might hold what somebody has or had: those are written on their own."""
        return any(
            abs((day - past.onset).days) < _NEAR
            or abs((day - past.last).days) < _NEAR
            or panel in _TELLS_OF_OLD.get(past.disease, ())
            for past in self._past.get(person.id, ())
        )

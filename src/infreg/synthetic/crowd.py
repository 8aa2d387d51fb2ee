"""A block's persons by age, to draw from; and the days of a period by season."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from infreg.synthetic.chance import Weighted
from infreg.synthetic.diseases import BANDS, SEASONS
from infreg.synthetic.events import Person
from infreg.synthetic.people import Period


class Crowd:
    """Persons by age in the middle of the period."""

    def __init__(self, persons: Sequence[Person], period: Period) -> None:
        middle = period.first + timedelta(days=period.days // 2)
        self._bands: list[list[Person]] = [[] for _ in BANDS]
        for person in persons:
            age = max(0.0, (middle - person.born).days / 365.25)
            self._bands[sum(age >= limit for limit in BANDS) - 1].append(person)
        self._drawers: dict[tuple[float, ...], Weighted[list[Person]] | None] = {}

    def draw(self, risk: tuple[float, ...], female: float, random: Random) -> Person | None:
        """Somebody, by relative risk of the ages; None now and then, so that the sexes come right, and always
        where nobody is at risk."""
        if risk not in self._drawers:
            pairs = [(band, len(band) * weight) for band, weight in zip(self._bands, risk, strict=True)]
            self._drawers[risk] = Weighted(pairs) if any(weight > 0 for _, weight in pairs) else None
        drawer = self._drawers[risk]
        if drawer is None:
            return None
        band = drawer.draw(random)
        person = band[int(random.random() * len(band))]
        share = female if person.sex == "female" else 1 - female
        return person if random.random() * max(female, 1 - female) < share else None


@lru_cache(maxsize=64)
def days_of(period: Period, season: str) -> Weighted[date]:
    """The period's days, each as likely as its month says."""
    days = (period.first + timedelta(days=day) for day in range(period.days))
    return Weighted((day, SEASONS[season][day.month - 1]) for day in days)

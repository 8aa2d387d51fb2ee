"""Who takes specimens, when, and of what: the step between a person and a laboratory."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from types import MappingProxyType

from infreg.synthetic.chance import Weighted
from infreg.synthetic.events import Found, Person, Requester, Sampled
from infreg.synthetic.panels import PANELS, Panel, specimens_of
from infreg.synthetic.people import Period
from infreg.synthetic.places import Places
from infreg.vocabulary.time import OSLO

_SATURDAY = 5
#: Of a hundred specimens that a surgery would take in a weekend, so many wait until Monday.
_WAITING = 0.9
_OUT_OF_HOURS = 0.08
#: Taken by bronchoscope, tube or needle; a surgery takes the panel's first specimen instead.
_IN_HOSPITALS = frozenset(
    ("bal", "tracheal-aspirate", "sputum-induced", "lymph-node", "pleural-fluid", "bone")
)
_NURSING_HOME = 0.25


def _choice(panel: Panel, sex: str) -> Weighted[str] | None:
    """The panel's specimens, the first ones most often."""
    fitting = specimens_of(panel, sex)
    return Weighted((each, 1 / (1 + place) ** 1.5) for place, each in enumerate(fitting)) if fitting else None


_SPECIMENS: Mapping[tuple[str, str], Weighted[str] | None] = MappingProxyType(
    {(key, sex): _choice(panel, sex) for key, panel in PANELS.items() for sex in ("female", "male")}
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A specimen to be taken. `specimen` None: whatever fits; `ward` None: in primary care."""

    panel: str
    day: date
    specimen: str | None = None
    ward: str | None = None
    reason: str = "illness"


class Sampling:
    """Takes the specimens of one block, and names them with its prefix in the order they are asked for."""

    def __init__(self, prefix: str, places: Places, period: Period, random: Random) -> None:
        self._prefix, self._places, self._period, self._random = prefix, places, period, random
        self._count = 0

    def take(self, person: Person, wanted: Wanted, found: tuple[Found, ...] = ()) -> Sampled | None:
        """None where the person is not there to give it (not born or come, dead, or after the last day)."""
        requester = self._requester(person, wanted)
        day = self._open(wanted.day, requester)
        if not present(person, day) or day > self._period.last:
            return None
        self._count += 1
        return Sampled(
            f"{self._prefix}{self._count:06}", person, self._time(day, requester),
            wanted.specimen or self._specimen(wanted.panel, person, day, requester), wanted.panel, requester,
            self.laboratory(wanted.panel, requester), found, wanted.reason,
        )  # fmt: skip

    def laboratory(self, panel: str, requester: Requester) -> str:
        return "reference" if PANELS[panel].reference else self._places.laboratory(requester)

    def _requester(self, person: Person, wanted: Wanted) -> Requester:
        """A ward of the nearest hospital, or the household's doctor; the old may live in a nursing home."""
        municipality = person.municipality_on(wanted.day)
        if wanted.ward:
            return self._places.hospital(municipality, wanted.ward)
        chance, household = self._random.random(), int(person.household[-4:]) + int(person.household[1:6])
        if chance < _OUT_OF_HOURS:
            return self._places.out_of_hours(municipality)
        if chance > 1 - _NURSING_HOME and (wanted.day - person.born).days > 82 * 365:
            return self._places.nursing_home(municipality, household)
        return self._places.surgery(municipality, household)

    def _specimen(self, panel: str, person: Person, day: date, requester: Requester) -> str:
        choice = _SPECIMENS[panel, person.sex]
        if choice is None:
            raise ValueError(f"{panel}: nothing to take of this sex")
        specimen = choice.draw(self._random)
        if specimen == "urine-bag" and (day - person.born).days > 3 * 365:
            return "urine-midstream"
        if specimen in _IN_HOSPITALS and requester.care == "primary":
            return PANELS[panel].specimens[0]
        return specimen

    def _open(self, day: date, requester: Requester) -> date:
        """The surgery's next day of work; hospitals and out-of-hours services never close."""
        waits = requester.care == "primary" and "legevakt" not in requester.name
        if waits and day.weekday() >= _SATURDAY and self._random.random() < _WAITING:
            monday = day + timedelta(days=7 - day.weekday())
            return monday if monday <= self._period.last else day
        return day

    def _time(self, day: date, requester: Requester) -> datetime:
        """In daytime; in hospitals also early and late, but never when the day is another in UTC."""
        first, minutes = (8, 450) if requester.care == "primary" else (4, 1170)
        minute = int(self._random.random() * minutes)
        clock = datetime(day.year, day.month, day.day, first + minute // 60, minute % 60, tzinfo=OSLO)
        return clock.astimezone(UTC)


def present(person: Person, day: date) -> bool:
    """Born, come to the country (nobody lives anywhere before that), and alive the whole day."""
    return person.residences[0].since <= day and (person.died is None or day < person.died)

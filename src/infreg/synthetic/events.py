"""What happens in Synthetic Norway, before any laboratory has put words on it.

Codes of organisms, specimens and agents are those of the package's definitions, written out: this floor
imports the vocabulary alone, and a test compares them.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from infreg.vocabulary.identifiers import NationalId


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality as it is given to the generator: number, county, how many live there, neighbours."""

    number: str
    name: str
    county: str
    population: int
    neighbours: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Residence:
    """Where somebody lives from a day on."""

    since: date
    municipality: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody nobody is. `numbers` are the national numbers with the day each was given out: a D-number may
    come before a fødselsnummer. All are synthetic (month + 80)."""

    id: str
    household: str
    name: str
    sex: str
    born: date
    numbers: tuple[tuple[date, NationalId], ...]
    residences: tuple[Residence, ...]
    died: date | None = None

    def number_on(self, day: date) -> NationalId | None:
        """The number in use on a day; None before any was given out (newborn, just arrived)."""
        held = [number for since, number in self.numbers if since <= day]
        return held[-1] if held else None

    def municipality_on(self, day: date) -> str:
        """Where the person lives on a day; before the first residence, there."""
        lived = [each.municipality for each in self.residences if each.since <= day]
        return lived[-1] if lived else self.residences[0].municipality


@dataclass(frozen=True, slots=True)
class Tested:
    """An agent (code of the agents) with what the laboratory's test shows: mg/L and S, I or R."""

    agent: str
    sir: str
    mic: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Infection:
    """The truth of one episode in one person. `disease` is a code of the notifiable diseases (kebab), None
    for what is not notifiable. `state` is "infection" or "carriage" where the two are told apart.
    `infected_in` is a municipality's number or a country's two letters. `outbreak` names a planted one."""

    id: str
    person: str
    disease: str | None
    organism: str
    onset: date
    state: str | None = None
    infected_in: str | None = None
    outbreak: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What is in a specimen: an organism, the infection it comes of, flags (MRSA, VRE …), resistance."""

    organism: str
    infection: str | None
    flags: tuple[str, ...] = ()
    tested: tuple[Tested, ...] = ()


@dataclass(frozen=True, slots=True)
class Requester:
    """Who took the specimen. `care` is primary or specialist; `ward` where a hospital has them. `telephone`
    is nobody's, as laboratories know it: some know none."""

    her_id: str
    name: str
    care: str
    municipality: str
    ward: str | None = None
    telephone: str | None = None


@dataclass(frozen=True, slots=True)
class Sampled:
    """A specimen on its way to a laboratory: what was asked of it (`panel`, a key of the panels), and what is
    truly in it. `found` empty: nothing of what was asked for. `reason` is illness, screening or control."""

    id: str
    person: Person
    at: datetime
    specimen: str
    panel: str
    requester: Requester
    laboratory: str
    found: tuple[Found, ...] = ()
    reason: str = "illness"


@dataclass(frozen=True, slots=True)
class Outbreak:
    """A planted outbreak: one source, persons infected by it."""

    id: str
    kind: str
    disease: str
    organism: str
    first: date
    last: date
    municipalities: tuple[str, ...]
    setting: str

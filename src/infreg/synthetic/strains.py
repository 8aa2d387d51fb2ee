"""Resistance: what laboratories would measure of a strain, with rates much like Norway's (`resistance.toml`).

MIC values are drawn, and S, I and R follow from them by breakpoints, so that the two never contradict.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from types import MappingProxyType
from typing import Any

from infreg.synthetic.chance import Weighted
from infreg.synthetic.events import Found, Tested
from infreg.synthetic.panels import Panel
from infreg.synthetic.tables import table

_Values = tuple[Decimal, ...]

#: Specimens whose isolates get a MIC as a rule; of others some strains do.
_MEASURED = frozenset(("blood-culture", "csf", "joint-fluid", "bone", "pleural-fluid", "lymph-node"))
_MEASURED_ELSEWHERE = 0.2


@dataclass(frozen=True, slots=True)
class Trait:
    """Something a strain may have acquired: how often, and what it does to MICs. `resistant`: how often
    strains of a named phenotype have it too."""

    share: float
    mics: Mapping[str, _Values]
    flags: tuple[str, ...]
    resistant: float


@dataclass(frozen=True, slots=True)
class Family:
    """Microbes that are tested alike."""

    breakpoints: Mapping[str, _Values]
    wild: Mapping[str, _Values]
    traits: tuple[Trait, ...]

    def interpreted(self, agent: str, mic: Decimal) -> str:
        """S up to the first breakpoint, R above the second, I between."""
        susceptible, resistant = self.breakpoints[agent]
        return "S" if mic <= susceptible else "R" if mic > resistant else "I"


@dataclass(frozen=True, slots=True)
class Strain:
    """A microbe with its resistance: the same through all specimens of one infection."""

    organism: str
    flags: tuple[str, ...] = ()
    tested: tuple[Tested, ...] = ()
    measured: bool = False

    def found(self, panel: Panel, specimen: str, infection: str | None) -> Found | None:
        """What the panel finds of it; None where it does not look for it."""
        seen = panel.sees(self.organism)
        if seen is None or not panel.tested:
            return Found(seen, infection) if seen else None
        return Found(seen, infection, self.flags, tuple(self._results(panel, specimen)))

    def _results(self, panel: Panel, specimen: str) -> Iterator[Tested]:
        wanted = _PANELS.get(panel.key)
        measured = self.measured or specimen in _MEASURED
        for each in self.tested:
            if wanted is None or each.agent in wanted:
                yield each if measured else Tested(each.agent, each.sir)


def strain(organism: str, random: Random, phenotype: str | None = None) -> Strain:
    """A strain as they are found. Notifiable resistance it has by name alone (MRSA, VRE, ESBL-CARBA)."""
    family = FAMILIES.get(organism)
    if family is None:
        return Strain(organism)
    mics, flags = dict(family.wild), list[str]()
    if phenotype:
        variant = PHENOTYPES[phenotype].draw(random)
        mics.update(variant.mics)
        flags += variant.flags
    for trait in family.traits:
        if random.random() < (trait.resistant if phenotype else trait.share):
            mics.update(trait.mics)
            flags += trait.flags
    tested = tuple(_tested(agent, values, family, random) for agent, values in mics.items())
    return Strain(organism, tuple(dict.fromkeys(flags)), tested, random.random() < _MEASURED_ELSEWHERE)


def _tested(agent: str, values: _Values, family: Family, random: Random) -> Tested:
    mic = values[int(random.random() * len(values))]
    return Tested(agent, family.interpreted(agent, mic), mic)


def _values(text: str) -> Mapping[str, _Values]:
    """`AMP 2 4; CIP 0.016`: values by agent."""
    parts = (part.split() for part in text.split(";"))
    return MappingProxyType({agent: tuple(map(Decimal, values)) for agent, *values in parts})


def _trait(row: Mapping[str, Any]) -> Trait:
    share = float(row["share"])
    resistant = float(row.get("resistant", min(1.0, share * 5)))
    return Trait(share, _values(row["mics"]), tuple(row.get("flags", "").split()), resistant)


def _families(told: Mapping[str, Any]) -> Iterator[tuple[str, Family]]:
    for row in told["families"]["list"]:
        wild: dict[str, _Values] = {}
        for name in row["wild"].split():
            wild.update(_values(told["wild"][name]))
        traits = (each for name in row["traits"].split() for each in told["traits"][name])
        family = Family(_values(told["breakpoints"][row["breakpoints"]]), wild, tuple(map(_trait, traits)))
        yield from ((organism, family) for organism in row["organisms"].split())


def _phenotype(rows: list[Mapping[str, Any]]) -> Weighted[Trait]:
    return Weighted((trait, trait.share) for trait in map(_trait, rows))


_RESISTANCE = table("resistance")
FAMILIES: Mapping[str, Family] = MappingProxyType(dict(_families(_RESISTANCE)))
PHENOTYPES: Mapping[str, Weighted[Trait]] = MappingProxyType(
    {name: _phenotype(rows) for name, rows in _RESISTANCE["phenotypes"].items()}
)
_PANELS = {panel: frozenset(agents.split()) for panel, agents in _RESISTANCE["panels"].items()}

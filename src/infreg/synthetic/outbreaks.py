"""Six planted outbreaks: their sources, days, places and sizes, and which blocks their cases are in."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from infreg.synthetic.chance import Weighted, stream
from infreg.synthetic.diseases import Take, Way
from infreg.synthetic.events import Municipality, Outbreak
from infreg.synthetic.people import Period
from infreg.synthetic.places import Places
from infreg.synthetic.strains import Strain, strain

#: Persons of the small country that sizes are given for.
_SMALL = 10_000
#: Of all messages, so many at most are to be about outbreaks.
_SHARE = 0.12
_SPECIMENS_EACH = 2.0
_FEWEST = 3

_WARD = "medisinsk avdeling"
_CARRIER = Way(1, (Take("vre-screening"),), _WARD, "carriage", "screening")
_URINE = Way(1, (Take("urine-culture"),), _WARD, "infection")
_FAECES = Way(1, (Take("faeces-pcr"), Take("faeces-culture", 0.85)))


@dataclass(frozen=True, slots=True)
class _Script:
    """An outbreak as it is thought of. `size`: cases in a small country, growing as a power of the
    population (`growth`); `days` how long; `ages` who; `late`: how the cases lie in time (a shape of the beta
    distribution: early and narrow, or even)."""

    kind: str
    disease: str
    organism: str
    setting: str
    size: int
    growth: float
    days: int
    ages: tuple[int, int] = (0, 110)
    ways: tuple[tuple[Way | None, float], ...] = ((None, 1.0),)
    shape: tuple[float, float] = (1.2, 1.2)
    contacts: float = 0.0


_SCRIPTS = (
    _Script(
        "ward", "vre", "ENCFAI", f"{_WARD} på ett sykehus", 10, 0.15, 70, (50, 110),
        ((_CARRIER, 0.8), (_URINE, 0.2)), contacts=1.5,
    ),
    _Script("county", "campylobacteriosis", "CAMJEJ", "vannverk", 20, 0.5, 16, ways=((_FAECES, 1.0),),
        shape=(1.6, 3.0)),
    _Script("counties", "salmonellosis", "SALAGO", "matvare i butikk", 16, 0.5, 35, ways=((_FAECES, 1.0),),
        shape=(1.6, 2.2)),
    _Script("slow", "listeriosis", "LISMON", "røkt fisk fra én produsent", 8, 0.3, 340, (60, 110),
        shape=(1.0, 1.0)),
    _Script("food", "ehec", "ESCO157", "selskap", 10, 0.15, 6, (4, 90), shape=(1.6, 2.0)),
    _Script("school", "pertussis", "BORPER", "barneskole", 14, 0.2, 50, (6, 15), contacts=0.5),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planted:
    """An outbreak and how it is carried out. `quotas` says how many of its cases are in a block."""

    outbreak: Outbreak
    strain: Strain
    ages: tuple[int, int]
    ways: Weighted[Way | None]
    shape: tuple[float, float]
    contacts: float
    quotas: Mapping[int, int]

    def onset(self, random: Random) -> date:
        days = (self.outbreak.last - self.outbreak.first).days + 1
        return self.outbreak.first + timedelta(
            days=min(int(random.betavariate(*self.shape) * days), days - 1)
        )

    @property
    def local(self) -> bool:
        """Whether all were infected in one place."""
        return len(self.outbreak.municipalities) == 1


def plant(
    seed: int, persons: int, messages: int, period: Period, places: Places, blocks: int
) -> tuple[Planted, ...]:
    """All six, the same for the same seed."""
    random = stream(seed, "outbreaks")
    sizes = [_size(script, persons) for script in _SCRIPTS]
    room = min(1.0, _SHARE * messages / (sum(sizes) * _SPECIMENS_EACH))
    return tuple(
        _planted(f"o{number}", script, max(_FEWEST, round(size * room)), period, places, blocks, random)
        for number, (script, size) in enumerate(zip(_SCRIPTS, sizes, strict=True), start=1)
    )


def _size(script: _Script, persons: int) -> int:
    growth = script.growth if persons >= _SMALL else 0.5
    return max(_FEWEST, round(script.size * math.pow(persons / _SMALL, growth)))


def _planted(
    id: str, script: _Script, size: int, period: Period, places: Places, blocks: int, random: Random
) -> Planted:
    first, last = _days(script, period, random)
    outbreak = Outbreak(
        id,
        script.kind,
        script.disease,
        script.organism,
        first,
        last,
        _where(script, places, random),
        script.setting,
    )
    phenotype = "VRE" if script.disease == "vre" else None
    return Planted(
        outbreak, strain(script.organism, random, phenotype), script.ages, Weighted(script.ways),
        script.shape,
        script.contacts, _quotas(size, blocks, random),
    )  # fmt: skip


def _days(script: _Script, period: Period, random: Random) -> tuple[date, date]:
    """Within the period, with some quiet before and time for specimens after."""
    length = max(1, min(script.days, int(period.days * 0.6)))
    after = min(30, (period.days - length) // 3)
    room = period.days - length - after
    start = int(room * (0.1 + 0.9 * random.random()))
    first = period.first + timedelta(days=start)
    return first, first + timedelta(days=length - 1)


def _where(script: _Script, places: Places, random: Random) -> tuple[str, ...]:
    counties = Weighted((county, float(_living(towns))) for county, towns in places.counties.items())
    if script.kind == "slow":
        return tuple(places.municipalities)
    if script.kind in {"food", "school", "ward"}:
        towns = sorted(places.municipalities.values(), key=lambda town: (-town.population, town.number))[:15]
        return (Weighted((town.number, float(town.population)) for town in towns).draw(random),)
    wanted = min(4 if script.kind == "counties" else 1, len(counties.values))
    chosen: list[str] = []
    while len(chosen) < wanted:
        county = counties.draw(random)
        if county not in chosen:
            chosen.append(county)
    return tuple(town.number for county in sorted(chosen) for town in places.counties[county])


def _living(towns: tuple[Municipality, ...]) -> int:
    return sum(town.population for town in towns)


def _quotas(size: int, blocks: int, random: Random) -> Mapping[int, int]:
    """Cases by block: a few together, so that a household or a class can be in one."""
    hosts = [int(random.random() * blocks) for _ in range(-(-size // 3))]
    quotas: dict[int, int] = {}
    for _ in range(size):
        host = hosts[int(random.random() * len(hosts))]
        quotas[host] = quotas.get(host, 0) + 1
    return quotas

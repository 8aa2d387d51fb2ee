"""The notifiable diseases of Synthetic Norway: how many, who, when, where from, and how they are found.

The figures are in `illnesses/*.toml`. Codes are those of the register's diseases.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from infreg.synthetic.tables import table

#: Ages that relative risks are given for: from each of these up to the next.
BANDS = (0, 5, 15, 30, 50, 70)
#: Days between two infections of one person with the same disease, where it is caught again at all: longer
#: than any window within which findings are one episode.
APART = 400

#: Months' weights.
SEASONS: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        "flat": (1,) * 12,
        "summer": (0.5, 0.5, 0.6, 0.7, 1.0, 1.6, 2.2, 2.3, 1.5, 0.9, 0.6, 0.5),
        "ticks": (0.1, 0.1, 0.2, 0.4, 1.0, 1.6, 2.2, 2.4, 2.0, 1.2, 0.6, 0.2),
        "autumn": (0.7, 0.6, 0.6, 0.6, 0.7, 0.9, 1.1, 1.7, 2.0, 1.5, 1.0, 0.7),
        "winter": (2.4, 2.6, 1.8, 0.9, 0.4, 0.1, 0.05, 0.05, 0.2, 0.4, 0.9, 2.0),
        "cold": (1.5, 1.5, 1.4, 1.2, 0.9, 0.7, 0.5, 0.5, 0.7, 0.9, 1.1, 1.3),
        "spring": (1.2, 1.4, 1.9, 2.0, 1.4, 0.8, 0.4, 0.3, 0.4, 0.6, 0.8, 0.9),
    }
)

_PARTS = ("bowel", "airways", "invasive", "sexual", "liver", "ticks-and-travel", "resistant")
_COUNTRIES = "ES TR TH GR PL"
_FLATTEN = 0.6
_PIVOT = 60.0


def visible(rate: float) -> float:
    """The rate (a year, of 100,000) that Synthetic Norway has where Norway has `rate`: flatter, so that rare
    diseases are seen in a small country too, and in the same order."""
    return _PIVOT * math.pow(rate / _PIVOT, _FLATTEN)


@dataclass(frozen=True, slots=True)
class Take:
    """A specimen that may be taken: its panel, how often, how many days after the first, in which specimen
    (None: any of its). Written `faeces-culture 0.45 +1 in faeces`; all but the panel may be absent."""

    panel: str
    share: float = 1.0
    after: int = 0
    specimen: str | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """One way that an infection comes to be found. The first specimen is always taken, and always positive.
    `ward` is the hospital's; None: in primary care. `state`: infection or carriage, where told apart."""

    weight: float
    takes: tuple[Take, ...]
    ward: str | None = None
    state: str | None = None
    reason: str = "illness"


@dataclass(frozen=True, slots=True)
class Disease:
    """A disease's figures.

    `rate`: cases a year of 100,000. `organisms` with weights. `delay`: median days from onset to sampling.
    `risk`: relative risk by `BANDS`. `season`: one of `SEASONS`. `female`: their share. `again`: how often it
    is caught again (`APART`). `abroad`: the share infected in one of `countries`. `household`: the share of
    those at home who catch it and are sampled; `contacts`: the share sampled who have not. `control`: how
    often a specimen is taken again after 3 to 20 days, and how often something is found then. `afterwards`:
    the panel of controls and contacts, where it is not that of the first specimen. `counties`: where most of
    it is. `apart_from`: diseases that the same person does not have. `resistance`: the strains' phenotype.
    """

    code: str
    rate: float
    organisms: tuple[tuple[str, float], ...]
    ways: tuple[Way, ...]
    delay: float
    risk: tuple[float, ...] = (1,) * len(BANDS)
    season: str = "flat"
    female: float = 0.5
    again: float = 0.0
    abroad: float = 0.0
    countries: tuple[str, ...] = tuple(_COUNTRIES.split())
    household: float = 0.0
    contacts: float = 0.0
    control: tuple[float, ...] = (0.0, 0.0)
    afterwards: str | None = None
    counties: frozenset[str] = frozenset()
    apart_from: frozenset[str] = frozenset()
    resistance: str | None = None


def _read() -> Iterator[Disease]:
    for part in _PARTS:
        yield from map(_disease, table(f"illnesses/{part}")["disease"])


def _disease(row: Mapping[str, Any]) -> Disease:
    told = dict(row)
    told["organisms"] = tuple(told["organisms"].items())
    told["ways"] = tuple(_way(each) for each in told["ways"])
    told["countries"] = tuple(told.get("countries", _COUNTRIES).split())
    for field in ("counties", "apart_from"):
        told[field] = frozenset(told.get(field, "").split())
    for field in ("risk", "control"):
        if field in told:
            told[field] = tuple(told[field])
    return Disease(**told)


def _way(row: Mapping[str, Any]) -> Way:
    return Way(**{**row, "takes": tuple(map(taken, row["takes"]))})


def taken(text: str) -> Take:
    """A `Take` as it is written."""
    said, _, specimen = text.partition(" in ")
    panel, *rest = said.split()
    after = next((int(word) for word in rest if word.startswith("+")), 0)
    share = next((float(word) for word in rest if not word.startswith("+")), 1.0)
    return Take(panel, share, after, specimen or None)


DISEASES: Mapping[str, Disease] = MappingProxyType({each.code: each for each in _read()})
#: Found in the same specimen, at times: a second disease, and how often.
TOGETHER: Mapping[str, tuple[str, float]] = MappingProxyType({"gonorrhoea": ("chlamydia", 0.12)})

"""Which cases an address asks for: disease, days, municipality, and whether somebody must look at them."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from urllib.parse import urlencode

from django.http import QueryDict

from infreg.doors.web.defining import wanted_day
from infreg.doors.web.listing import wanted_page
from infreg.doors.web.municipalities import Municipalities
from infreg.flow.cases import Wanted


class Period(StrEnum):
    """Days counted back from today, as an address names them. `OWN`: those that the visitor wrote."""

    FOUR_WEEKS = "fire-uker"
    THIS_YEAR = "i-ar"
    TWELVE_MONTHS = "tolv-maneder"
    EVER = "alle"
    OWN = "egne"


#: What is offered as links, the shortest first.
OFFERED = (Period.FOUR_WEEKS, Period.THIS_YEAR, Period.TWELVE_MONTHS, Period.EVER)
USUAL = Period.TWELVE_MONTHS
_CODE = re.compile("[a-z0-9-]{1,60}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the filters are set to. `place` is the municipality as it was written, `municipality` its number;
    `rivals` are those it may have meant, where they are several. `wrong` names the fields that were written
    so that nothing could be made of them, and that are passed over."""

    disease: str = ""
    place: str = ""
    municipality: str | None = None
    rivals: tuple[str, ...] = ()
    period: Period = USUAL
    since: date | None = None
    until: date | None = None
    doubted: bool = False
    page: int = 1
    wrong: frozenset[str] = frozenset()

    @property
    def wanted(self) -> Wanted:
        return Wanted(
            disease=self.disease or None,
            doubted=self.doubted,
            since=self.since,
            until=self.until,
            municipality=self.municipality,
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the period leaves cases out."""
        return bool(self.disease or self.municipality or self.doubted)

    @property
    def query(self) -> str:
        """The filters as an address says them, without the page."""
        days = {"fra": self.since, "til": self.until} if self.period is Period.OWN else {}
        said = {
            "sykdom": self.disease,
            "kommune": self.municipality,
            "periode": "" if self.period in (USUAL, Period.OWN) else self.period.value,
            **{name: day.isoformat() for name, day in days.items() if day},
            "ses-pa": "1" if self.doubted else "",
        }
        return urlencode({name: value for name, value in said.items() if value})

    def of(self, period: Period, today: date) -> "Asked":
        """The same of another period."""
        return replace(self, period=period, since=_since(period, today), until=None, page=1)

    def doubtful(self) -> "Asked":
        """The same, those alone that somebody must look at."""
        return replace(self, doubted=True, page=1)


def asked(said: QueryDict, municipalities: Municipalities, today: date) -> Asked:
    """What an address asks for. Nothing in it can be wrong enough to refuse the page."""
    wrong = set()
    days: dict[str, date | None] = {}
    for name in ("fra", "til"):
        written = said.get(name, "").strip()
        days[name] = wanted_day(written)
        if written and days[name] is None:
            wrong.add(name)
    since, until = days["fra"], days["til"]
    if since and until and until < since:
        wrong.add("til")
        until = None
    place = " ".join(said.get("kommune", "").split())[:60]
    found = municipalities.find(place)
    if place and len(found) != 1:
        wrong.add("kommune")
    period = Period.OWN if since or until else _wanted_period(said.get("periode"))
    return Asked(
        disease=_wanted_disease(said.get("sykdom", "")),
        place=place,
        municipality=found[0] if len(found) == 1 else None,
        rivals=tuple(municipalities.called(each) for each in found) if len(found) > 1 else (),
        period=period,
        since=since if period is Period.OWN else _since(period, today),
        until=until,
        doubted=bool(said.get("ses-pa")),
        page=wanted_page(said.get("side")),
        wrong=frozenset(wrong),
    )


def _wanted_disease(text: str) -> str:
    """A code as diseases have them, known or not; empty for anything else."""
    return text if _CODE.fullmatch(text) else ""


def _wanted_period(text: str | None) -> Period:
    return Period(text) if text in {each.value for each in OFFERED} else USUAL


def _since(period: Period, today: date) -> date | None:
    match period:
        case Period.FOUR_WEEKS:
            return today - timedelta(days=27)
        case Period.THIS_YEAR:
            return today.replace(month=1, day=1)
        case Period.TWELVE_MONTHS:
            return _a_year_before(today) + timedelta(days=1)
        case _:
            return None


def _a_year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year - 1, day=28)

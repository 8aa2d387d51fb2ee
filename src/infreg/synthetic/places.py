"""Where people live, who takes their specimens there, and which laboratory gets them."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from random import Random

from infreg.synthetic.chance import Weighted
from infreg.synthetic.events import Municipality, Requester

#: County → the laboratory of its hospitals. Counties of 2020 to 2023 and of today.
_HOSPITAL_LABORATORIES = {
    "03": ("capital", "hospital-a"), "32": ("hospital-a", "capital"), "30": ("hospital-a", "east"),
    "31": ("east",), "33": ("hospital-b",), "38": ("south",), "39": ("south",), "40": ("south",),
    "34": ("inland",), "42": ("south",), "11": ("west", "hospital-b"), "46": ("west",),
    "15": ("middle",), "50": ("middle",), "18": ("north",), "54": ("north",), "55": ("north",),
    "56": ("north",),
}  # fmt: skip
_ELSEWHERE = ("north", "west", "east", "middle", "south", "inland")
#: Share (of ten) of a region's surgeries that send to each private laboratory.
_PRIVATE = {"capital": (6, 2), "hospital-a": (5, 3), "east": (5, 2), "south": (2, 1), "west": (1, 3)}

#: Words nobody has given a surgery: what is made up should look it.
_MADE_UP = (
    "Prøvelia", "Tenkebakken", "Diktmoen", "Påfunnhaugen", "Lekneset", "Øveåsen", "Skinnvika", "Testemyra",
    "Oppdiktet", "Fabelstrand", "Skrønefjell", "Ideåsen", "Modellvoll", "Eventyrdal", "Tankefoss",
    "Luftslottet",
    "Forsøksvik", "Attpådal", "Ordskog", "Blankmark", "Tallnes", "Leksjordet", "Sagalund", "Drømmevang",
)  # fmt: skip
WARDS = (
    "medisinsk avdeling", "kirurgisk avdeling", "intensivavdeling", "barneavdeling", "infeksjonsavdeling",
    "akuttmottak", "fødeavdeling", "hudpoliklinikk", "geriatrisk avdeling", "dialyseavdeling",
)  # fmt: skip


class Places:
    """The country as it is given. HER-ids of requesters have seven digits: 7, municipality and number in
    primary care; 6, county, hospital and ward in specialist care."""

    def __init__(self, municipalities: Iterable[Municipality]) -> None:
        self.municipalities = {each.number: each for each in municipalities}
        if not self.municipalities:
            raise ValueError("a country needs a municipality")
        self._homes = Weighted((each.number, each.population) for each in self.municipalities.values())
        self._moves: dict[str, Weighted[str]] = {}
        self._requesters: dict[tuple[str, str, int], Requester] = {}

    @cached_property
    def counties(self) -> dict[str, tuple[Municipality, ...]]:
        """County → its municipalities, the largest first: that is where the hospitals are."""
        found: dict[str, list[Municipality]] = {}
        for each in self.municipalities.values():
            found.setdefault(each.county, []).append(each)
        return {
            county: tuple(sorted(found[county], key=lambda one: (-one.population, one.number)))
            for county in sorted(found)
        }

    def county(self, municipality: str) -> str:
        return self.municipalities[municipality].county

    def home(self, random: Random) -> str:
        """A municipality, as often as people live there."""
        return self._homes.draw(random)

    def move_from(self, municipality: str, random: Random) -> str:
        """Where somebody moves: half of them next door; the same place when there is nowhere to go."""
        if random.random() < 0.5:
            return self.home(random)
        near = self._moves.get(municipality)
        if near is None:
            known = [self.municipalities.get(each) for each in self.municipalities[municipality].neighbours]
            pairs = [(each.number, float(each.population)) for each in known if each is not None]
            near = self._moves[municipality] = Weighted([*pairs, (municipality, 1.0)])
        return near.draw(random)

    def surgery(self, municipality: str, household: int) -> Requester:
        """The household's own general practitioners."""
        surgeries = 1 + min(self.municipalities[municipality].population // 4000, 80)
        return self._requester("surgery", municipality, household % surgeries)

    def out_of_hours(self, municipality: str) -> Requester:
        return self._requester("out-of-hours", municipality, 0)

    def nursing_home(self, municipality: str, household: int) -> Requester:
        homes = 1 + min(self.municipalities[municipality].population // 20000, 16)
        return self._requester("nursing-home", municipality, household % homes)

    def hospital(self, municipality: str, ward: str) -> Requester:
        """A ward of the municipality's hospital: some belong to the county's second, where there are two."""
        county = self.county(municipality)
        second = len(self._hospital_laboratories(county)) > 1 and int(municipality) % 3 == 1
        return self._requester("second-hospital" if second else "hospital", county, WARDS.index(ward))

    def laboratory(self, requester: Requester) -> str:
        """The laboratory that the requester sends to."""
        own = self._hospital_laboratories(self.county(requester.municipality))
        number = int(requester.her_id)
        if requester.care == "specialist":
            return own[number // 100 % 10 % len(own)]
        first, second = _PRIVATE.get(own[0], (1, 0))
        place = number % 10
        return "private-a" if place < first else "private-b" if place < first + second else own[0]

    def _hospital_laboratories(self, county: str) -> tuple[str, ...]:
        listed = _HOSPITAL_LABORATORIES.get(county)
        return listed or (_ELSEWHERE[sum(map(ord, county)) % len(_ELSEWHERE)],)

    def _requester(self, kind: str, place: str, number: int) -> Requester:
        key = (kind, place, number)
        if key not in self._requesters:
            self._requesters[key] = self._made(kind, place, number)
        return self._requesters[key]

    def _made(self, kind: str, place: str, number: int) -> Requester:
        """`place` is a county for a hospital, else a municipality."""
        if kind in {"hospital", "second-hospital"}:
            return self._made_ward(place, number, second=kind == "second-hospital")
        name = self.municipalities[place].name
        fancy = _MADE_UP[(sum(map(ord, place)) * 7 + number) % len(_MADE_UP)]
        her_id, title = {
            "surgery": (number, f"{fancy} legesenter {number + 1}"),
            "out-of-hours": (99, f"{name} legevakt"),
            "nursing-home": (82 + number, f"{fancy} sykehjem"),
        }[kind]
        return _with_telephone(Requester(f"7{place}{her_id:02}", title, "primary", place))

    def _made_ward(self, county: str, ward: int, *, second: bool) -> Requester:
        towns = self.counties[county]
        town = towns[1] if second and len(towns) > 1 else towns[0]
        fancy = _MADE_UP[(sum(map(ord, county)) * 5 + second) % len(_MADE_UP)]
        her_id = f"6{county}0{int(second)}{ward:02}"
        return _with_telephone(Requester(her_id, f"{fancy} sykehus", "specialist", town.number, WARDS[ward]))


def _with_telephone(requester: Requester) -> Requester:
    """Most have one. No series of Norway's numbers is set apart for what is made up; those that begin with 20
    are blocked by Nkom, and nobody has one."""
    number = int(requester.her_id)
    if number % 7 == 3:
        return requester
    # A hospital's county, hospital and ward, or a municipality and what stands there: no two are the same.
    own = f"9{requester.her_id[1:3]}{requester.her_id[4:]}" if requester.ward else requester.her_id[1:]
    return replace(requester, telephone=f"{'+47' if number % 5 == 0 else ''}20{own}")

"""The same counts by another hand: row by row in plain Python, without an engine."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from infreg.vocabulary.figures import Borders
from tests.analysis.drawn import Row, rows, with_days
from tests.analysis.generated import Asking
from tests.analysis.world import PLACES, TABLES

Key = tuple[str, ...]
Answer = dict[Key, tuple[int, int | None]]
_PERIODS = {"year", "quarter", "month", "week"}
_PEOPLE = {"county", "municipality", "sex", "age", "age5"}


def reckon(asking: Asking, world: Mapping[str, Sequence[Row]]) -> Answer:
    """Numerator and denominator by strata, in the order of `by` and what is beside it."""
    known = [row for row in world["event"] if _known(row, asking.moment) and _in_scope(row, asking)]
    persons = _persons(world["joined"], asking.moment)
    counted = [
        _strata(with_days(row), asking) | {"of": persons.get(row["person"], row["person"])}
        for row in known
        if _in_period(row["day"], asking)
    ]
    counted = [row for row in counted if all(row[name] in values for name, values in asking.where)]
    if asking.kind == "rates":
        return _rates(counted, asking, world)
    return {key: _count(group, asking.kind) for key, group in _grouped(counted, asking).items()}


def _count(group: Sequence[Row], kind: str) -> tuple[int, int | None]:
    match kind:
        case "shares":
            return sum(row["positive"] for row in group), len(group)
        case "persons":
            return len(group), len({row["of"] for row in group})
        case _:
            return len(group), None


def _grouped(counted: Iterable[Row], asking: Asking) -> Mapping[Key, list[Row]]:
    found: dict[Key, list[Row]] = defaultdict(list)
    for row in counted:
        if asking.kind == "shares" and row["positive"] is None:
            continue
        key = tuple(row[name] for name in asking.by)
        if asking.kind == "histogram":
            key = (*key, "unknown" if row["delay"] is None else str(row["delay"]))
        found[key].append(row)
    return found


def _rates(counted: Sequence[Row], asking: Asking, world: Mapping[str, Sequence[Row]]) -> Answer:
    cases = {row["case"] for row in counted}
    lived: dict[Key, int] = defaultdict(int)
    incomplete: set[Key] = set()
    living = [
        row
        for row in world["population"]
        if row["borders"] == asking.borders.value and _known(row, asking.moment)
    ]
    for day in (with_days(row) for row in world["calendar"]):
        if not _in_period(day["day"], asking):
            continue
        period = tuple(str(day[name]) for name in asking.by if name in _PERIODS)
        of = max((row["year"] for row in living if row["year"] <= day["year"]), default=None)
        if of is None:
            incomplete.add(period)
        for row in living:
            if row["year"] == of:
                stratum = _strata(with_days(row) | {"day": None}, asking, placed=True)
                lived[period + tuple(stratum[name] for name in asking.by if name in _PEOPLE)] += row[
                    "persons"
                ]
    answer: Answer = {}
    for row in counted:
        key = tuple(row[name] for name in asking.by)
        answer[key] = (answer.get(key, (0, None))[0] + 1, None)
    for stratum_key, persons in lived.items():
        if "unknown" in stratum_key:
            continue
        period_count = sum(name in _PERIODS for name in asking.by)
        whole = None if stratum_key[:period_count] in incomplete else persons
        for case in cases:
            key = _placed(stratum_key, case, asking)
            answer[key] = (answer.get(key, (0, None))[0], whole)
    return answer


def _placed(stratum: Key, case: str, asking: Asking) -> Key:
    names = [name for name in asking.by if name in _PERIODS] + [name for name in asking.by if name in _PEOPLE]
    values = dict(zip(names, stratum, strict=True)) | {"case": case}
    return tuple(values[name] for name in asking.by)


def _strata(row: Row, asking: Asking, *, placed: bool = False) -> dict[str, Any]:
    places = {each["municipality"]: each for each in rows(TABLES["place"], PLACES)}
    if placed:
        where = (row["county"], row["municipality"])
    else:
        place = places.get(row["municipality"], {})
        then = asking.borders is Borders.THEN
        where = (place.get("county"), place.get("municipality"))
        where = where if then else (place.get("county_today"), place.get("today"))
    made = {
        **row,
        "county": where[0],
        "municipality": where[1],
        "age": _group(row["age"], 10, 80),
        "age5": _group(row["age"], 5, 90),
    }
    named = {*_PERIODS, *_PEOPLE, "disease", "doubtful", "laboratory"}
    return {name: _text(value) if name in named else value for name, value in made.items()} | {
        name: "unknown" for name in _PERIODS if row["day"] is None
    }


def _text(value: object) -> str:
    match value:
        case None:
            return "unknown"
        case bool():
            return "true" if value else "false"
        case _:
            return str(value)


def _group(age: int | None, width: int, oldest: int) -> str:
    if age is None:
        return "unknown"
    if age >= oldest:
        return f"{oldest}+"
    first = age - age % width
    return f"{first}-{first + width - 1}"


def _known(row: Row, moment: datetime) -> bool:
    return bool(row["known_from"] <= moment and (row["known_to"] is None or moment < row["known_to"]))


def _in_scope(row: Row, asking: Asking) -> bool:
    column = TABLES["event"].scope[asking.scope.reach]
    return not column or row[column] in asking.scope.values


def _in_period(day: date | None, asking: Asking) -> bool:
    if day is None:
        return asking.first is None and asking.last is None
    today = asking.moment.astimezone(ZoneInfo("Europe/Oslo")).date()
    return (asking.first or date.min) <= day <= min(asking.last or today, today)


def _persons(joined: Sequence[Row], moment: datetime) -> Mapping[int, int]:
    return {row["subject"]: row["person"] for row in joined if _known(row, moment)}

"""Synthetic Norway written to files: where its people live is read from the definitions, or from a file."""

import csv
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from infreg.definitions.shipped import shipped_definitions
from infreg.definitions.timeline import Timeline
from infreg.synthetic.events import Municipality
from infreg.synthetic.world import FEWEST_MESSAGES, FEWEST_MONTHS, FEWEST_PERSONS, Plan
from infreg.synthetic.writing import FolderNotEmpty, Progress, write_world

__all__ = ["FEWEST_MESSAGES", "FEWEST_MONTHS", "FEWEST_PERSONS", "FolderNotEmpty", "Progress"]

#: The last day of every world that nobody gives another: the same words make the same world on any day.
UNTIL = date(2026, 10, 31)


class PopulationUnusable(Exception):
    """The file of populations cannot be used. The message says which line, to a person."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a Synthetic Norway shall be like."""

    persons: int
    months: int
    messages: int
    seed: int
    until: date = UNTIL
    population: Path | None = None
    processes: int | None = None


def write(folder: Path, wish: Wish, progress: Callable[[Progress], None]) -> Mapping[str, Any]:
    """Writes messages and truth into an empty folder. Raises FolderNotEmpty and PopulationUnusable."""
    first = _months_before(wish.until + timedelta(days=1), wish.months)
    municipalities = _municipalities(wish.until, wish.population)
    plan = Plan(wish.persons, wish.months, wish.messages, wish.seed, first, municipalities)
    return write_world(folder, plan, wish.processes or os.cpu_count() or 1, progress)


def _months_before(day: date, months: int) -> date:
    """The same day of an earlier month; days that not every month has become the 28th."""
    month = day.year * 12 + day.month - 1 - months
    return date(month // 12, month % 12 + 1, min(day.day, 28))


def _municipalities(day: date, population: Path | None) -> tuple[Municipality, ...]:
    """Those of a day, with the population that the definitions tell, or a file."""
    known = tuple(map(_municipality, Timeline(shipped_definitions()).on(day).rows("municipalities")))
    if population is None:
        return known
    told = _read(population, {each.number for each in known})
    return tuple(replace(each, population=told[each.number]) for each in known if told.get(each.number))


def _municipality(row: Mapping[str, object]) -> Municipality:
    neighbours, population = row["neighbours"], row["population"]
    return Municipality(
        number=str(row["number"]),
        name=str(row["name"]),
        county=str(row["county"]),
        population=int(str(population)),
        neighbours=tuple(map(str, neighbours)) if isinstance(neighbours, tuple) else (),
    )


def _read(file: Path, known: set[str]) -> dict[str, int]:
    """Population by municipality: a CSV file with the columns `number` and `population`."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            return dict(_rows(csv.DictReader(opened), file.name, known))
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise PopulationUnusable(f"{file.name} cannot be read as a CSV file in UTF-8.") from fault


def _rows(rows: "csv.DictReader[str]", name: str, known: set[str]) -> Iterable[tuple[str, int]]:
    if not {"number", "population"} <= {*(rows.fieldnames or ())}:
        raise PopulationUnusable(f"{name} has no columns number and population in its first line.")
    found = 0
    for row in rows:
        number, said = (row["number"] or "").strip(), (row["population"] or "").strip()
        if number not in known:
            raise PopulationUnusable(f"{name}, line {rows.line_num}: no municipality has this number.")
        if not (said.isascii() and said.isdigit()):
            raise PopulationUnusable(f"{name}, line {rows.line_num}: the population is no whole number.")
        found += int(said)
        yield number, int(said)
    if not found:
        raise PopulationUnusable(f"{name} tells of nobody.")

"""Population figures in: a file is read whole, checked, and takes the place of its years, or of none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.compute as pc

from infreg.access.actor import Actor
from infreg.access.roles import Permission
from infreg.definitions.places import Places
from infreg.definitions.problem_texts import text
from infreg.flow.definitions import find_book
from infreg.flow.population.shipped import county_years
from infreg.parsing.population import Figures, read_figures, read_weights
from infreg.storage import population
from infreg.storage.connection import acting
from infreg.vocabulary.problem import Level, Problem
from infreg.vocabulary.time import OSLO

Connection = psycopg.Connection[Any]


class Refused(Exception):
    """Figures that cannot be used; nothing was loaded. `problems` say where and why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(text(problem, "en") for problem in problems))
        self.problems = tuple(problems)

    def lines(self, language: str) -> list[str]:
        """One line a problem: what is wrong, where, what to do."""
        return [text(problem, language) for problem in self.problems]


@dataclass(frozen=True, slots=True)
class PopulationYear:
    """One year's figures as they stand. `municipal`: loaded, of municipalities; otherwise the package's own,
    of counties and rounded. `places` is how many of them."""

    year: int
    municipal: bool
    places: int
    persons: int
    source: str
    by: str
    because: str | None
    known_from: datetime
    hash: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: years added, years that stood already, and what is worth knowing of the file."""

    added: tuple[PopulationYear, ...]
    unchanged: tuple[PopulationYear, ...]
    notes: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    figures: Figures
    hash: bytes
    weights: pa.Table | None
    weights_hash: bytes | None


def load(
    actor: Actor,
    file: Path,
    *,
    weights: Path | None = None,
    source: str | None = None,
    because: str | None = None,
) -> Loaded:
    """Loads population figures (Parquet or CSV), all years of the file or none; they take over for what was
    loaded of those years before, which is kept. `weights` says what became of old municipalities; without it
    the definition `municipality-changes` does. Raises Refused."""
    actor.check(Permission.DEFINE)
    with acting(actor) as connection:
        population.take_turns(connection)
        now = datetime.now(UTC)
        places = Places(find_book(connection), now.astimezone(OSLO).date())
        read = _read(file, weights, places)
        notes = tuple(_notes(read.figures, file.name, places))
        refused = [note for note in notes if note.level is Level.REJECTED]
        if refused:
            raise Refused(refused)
        stand = _unchanged(connection, read)
        rows = read.figures.rows
        rows = rows.filter(pc.invert(pc.is_in(rows["year"], pa.array(sorted(stand), rows["year"].type))))
        new = population.NewYears(source or file.name, read.hash, read.weights_hash, because, actor.name, now)
        if len(rows):
            population.add(connection, new, rows, read.weights)
        told = {each.year: each for each in _stored(connection)}
    return Loaded(
        tuple(told[year] for year in sorted(set(rows["year"].to_pylist()))),
        tuple(told[year] for year in sorted(stand)),
        notes,
    )


def _read(file: Path, weights: Path | None, places: Places) -> _Read:
    content = file.read_bytes()
    figures, problems = read_figures(content, file.name, places.numbers)
    told, weighed, weights_hash = list(problems), None, None
    if weights is not None:
        of_weights = weights.read_bytes()
        weighed, problems = read_weights(of_weights, weights.name, places.numbers)
        weights_hash = sha256(of_weights).digest()
        told += problems
    if figures is None or told:
        raise Refused(told)
    return _Read(figures, sha256(content).digest(), weighed, weights_hash)


def _notes(figures: Figures, file: str, places: Places) -> Iterator[Problem]:
    """What is to be said of the file as a whole, year by year."""
    if figures.left_out:
        yield Problem("population-rows-left-out", Level.NOTE, file, {"count": figures.left_out})
    told = figures.rows.select(["year", "municipality"]).group_by(["year", "municipality"]).aggregate([])
    for year in sorted(told["year"].unique().to_pylist()):
        numbers = set(told.filter(pc.equal(told["year"], year))["municipality"].to_pylist())
        day = places.day_of(numbers, year)
        if day is None:
            yield Problem("population-borders-mixed", Level.REJECTED, file, {"year": year})
        elif missing := len(places.on(day).keys() - numbers):
            yield Problem("population-places-missing", Level.WARNING, file, {"year": year, "count": missing})


def _unchanged(connection: Connection, read: _Read) -> frozenset[int]:
    """The years that stand as these very files have them."""
    return frozenset(
        stored.year
        for stored in population.find_years(connection)
        if stored.known_to is None and (stored.hash, stored.weights) == (read.hash, read.weights_hash)
    )


def years(actor: Actor) -> tuple[PopulationYear, ...]:
    """Every year there are figures for, as they stand now; sorted."""
    actor.check(Permission.SEE_DEFINITIONS)
    with acting(actor) as connection:
        stored = list(_stored(connection))
        today = datetime.now(OSLO).date()
        loaded = {each.year: each.known_from for each in stored}
        shipped = _shipped(connection, today, loaded)
        return tuple(sorted([*stored, *shipped], key=lambda each: each.year))


def _stored(connection: Connection) -> Iterator[PopulationYear]:
    totals = population.find_totals(connection)
    for stored in population.find_years(connection):
        if stored.known_to is None:
            yield PopulationYear(
                year=stored.year,
                municipal=True,
                places=totals[stored.id].places,
                persons=totals[stored.id].persons,
                source=stored.source,
                by=stored.by,
                because=stored.because,
                known_from=stored.known_from,
                hash=stored.hash.hex(),
            )


def _shipped(connection: Connection, today: date, loaded: dict[int, datetime]) -> Iterator[PopulationYear]:
    for each in county_years(find_book(connection), today, loaded):
        if each.known_to is None:
            definition = each.version.definition
            yield PopulationYear(
                year=each.year,
                municipal=False,
                places=len({row[0] for row in each.rows}),
                persons=sum(row[3] for row in each.rows),
                source=definition.source,
                by=each.version.by,
                because=None,
                known_from=each.known_from,
                hash=definition.hash,
            )

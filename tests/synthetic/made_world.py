"""Worlds to try the laws on: the package's municipalities, and a country a block can hold many times over."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path

import infreg
from infreg.synthetic.events import Infection, Municipality, Person, Sampled
from infreg.synthetic.world import Plan, World

LISTS = Path(infreg.__file__).parent / "definitions" / "lists"
FIRST = date(2024, 3, 1)


def rows(name: str) -> list[dict[str, str]]:
    with (LISTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def municipalities() -> tuple[Municipality, ...]:
    return tuple(
        Municipality(
            row["number"],
            row["name"],
            row["county"],
            int(row["population"]),
            tuple(row["neighbours"].split(";")),
        )
        for row in rows("municipalities")
    )


def plan(persons: int = 10_000, months: int = 24, messages: int = 12_000, seed: int = 7) -> Plan:
    return Plan(persons, months, messages, seed, FIRST, municipalities())


@dataclass(frozen=True)
class Lived:
    """All that happens in a world, and some everyday specimens of each block."""

    world: World
    persons: tuple[Person, ...]
    infections: tuple[Infection, ...]
    specimens: tuple[Sampled, ...]
    everyday: tuple[Sampled, ...]

    @property
    def people(self) -> dict[str, Person]:
        return {person.id: person for person in self.persons}

    def of(self, infection: str) -> list[Sampled]:
        """The specimens in which an infection was found, in order of time."""
        return [each for each in self.specimens if any(found.infection == infection for found in each.found)]


@cache
def lived(persons: int = 10_000, months: int = 24, messages: int = 12_000, seed: int = 7) -> Lived:
    world = World(plan(persons, months, messages, seed))
    blocks = [world.block(number) for number in range(world.blocks)]
    return Lived(
        world,
        tuple(person for block in blocks for person in block.persons),
        tuple(infection for block in blocks for infection in block.infections),
        tuple(specimen for block in blocks for specimen in block.specimens),
        tuple(specimen for block in blocks for specimen in islice(block.fillers(), 1000)),
    )


def large() -> Lived:
    """Where what is rare can be seen."""
    return lived(30_000, 24, 36_000)

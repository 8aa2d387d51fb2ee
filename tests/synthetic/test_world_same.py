"""The same seed is the same world, to the byte; another is another."""

import os
import subprocess
import sys
from hashlib import sha256
from itertools import islice
from pathlib import Path

import pytest

from infreg.synthetic.events import Infection
from infreg.synthetic.world import Block, World
from tests.synthetic.made_world import plan

pytestmark = pytest.mark.requirement("B-14", "B-4")

ROOT = Path(__file__).parents[2]


def digest(block: Block) -> str:
    """Of everything in the block, numbers too, which do not show themselves."""
    numbers = [(since, number.reveal()) for person in block.persons for since, number in person.numbers]
    shown = (numbers, block.persons, block.infections, block.specimens, list(islice(block.fillers(), 300)))
    return sha256(repr(shown).encode()).hexdigest()


def small(seed: int = 3) -> World:
    return World(plan(persons=5_000, months=12, messages=5_000, seed=seed))


def test_the_same_seed_is_the_same_world_whatever_order_blocks_are_made_in() -> None:
    forwards = {number: digest(small().block(number)) for number in (0, 1, 2)}
    world = small()
    backwards = {number: digest(world.block(number)) for number in (2, 1, 0)}
    assert forwards == backwards
    assert small().outbreaks == world.outbreaks
    assert len(set(forwards.values())) == 3


def test_another_seed_is_another_world() -> None:
    def caught(infections: tuple[Infection, ...]) -> list[tuple[str, str | None]]:
        return [(each.person, each.disease) for each in infections]

    assert caught(small(3).block(0).infections) != caught(small(4).block(0).infections)
    assert [each.first for each in small(3).outbreaks] != [each.first for each in small(4).outbreaks]


def test_the_order_of_hashes_does_not_matter() -> None:
    said = "from tests.synthetic.test_world_same import digest, small; print(digest(small().block(1)))"
    digests = {
        subprocess.run(
            [sys.executable, "-c", said],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert digests == {digest(small().block(1)) + "\n"}

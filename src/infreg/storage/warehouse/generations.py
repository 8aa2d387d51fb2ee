"""Whole states beside each other: one is made while another is read, takes its place in one step, and the old
one goes when nobody can be reading it any more."""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from infreg.storage.warehouse.manifest import CURRENT, GENERATIONS, MANIFEST, File, sync

_LOCK = "lock"


@contextmanager
def alone(warehouse: Path) -> Iterator[None]:
    """One refresher at a time; who comes second waits. Makes the folder (0700)."""
    generations = warehouse / GENERATIONS
    for folder in (warehouse, generations):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(warehouse / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)  # and with it the lock, as when the process is killed


def begin(warehouse: Path) -> Path:
    """The folder of the next generation, after what a refresh that was cut off had begun is gone."""
    generations, current = warehouse / GENERATIONS, current_number(warehouse)
    for number in _numbers(generations):
        if number > current or not (generations / str(number) / MANIFEST).exists():
            shutil.rmtree(generations / str(number))
    made = generations / str(current + 1)
    made.mkdir(mode=0o700)
    return made


def take_over(file: File, before: Path, generation: Path) -> None:
    """The same file in two generations: what did not change is not written again."""
    (generation / file.path).hardlink_to(before / file.path)


def swap(warehouse: Path, generation: Path) -> None:
    """From here on `generation` stands. It and its files are on the disk first."""
    for folder in (*(each for each in generation.iterdir() if each.is_dir()), generation, generation.parent):
        sync(folder)
    before = current_number(warehouse)
    if before:  # since when nobody begins to read it: what `sweep` counts from
        os.utime(warehouse / GENERATIONS / str(before))
    draft = warehouse / f".{CURRENT}"
    draft.unlink(missing_ok=True)
    draft.symlink_to(Path(GENERATIONS) / generation.name)
    draft.replace(warehouse / CURRENT)
    sync(warehouse)


def sweep(warehouse: Path, grace: timedelta) -> None:
    """Removes generations that have not stood for so long."""
    generations, current = warehouse / GENERATIONS, current_number(warehouse)
    for number in _numbers(generations):
        folder = generations / str(number)
        if number < current and time.time() - folder.stat().st_mtime >= grace.total_seconds():
            shutil.rmtree(folder)


def current_number(warehouse: Path) -> int:
    """Of the generation that stands; 0 before the first."""
    try:
        return int((warehouse / CURRENT).readlink().name)
    except FileNotFoundError:
        return 0


def _numbers(generations: Path) -> list[int]:
    return sorted(int(each.name) for each in generations.iterdir() if each.name.isdigit())

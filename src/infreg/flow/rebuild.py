"""Deriving again: every original is read anew, by the same function that read it first.

What is understood as before changes nothing; what is understood otherwise takes its place from now on, and
the rows that stood keep the time they stood.
"""

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Any, TypeAlias, cast

from infreg.flow.intake.reception import ACTOR, Reception
from infreg.flow.intake.taking_in import take_in
from infreg.flow.understanding import find_understanding
from infreg.storage import casework, sealed
from infreg.storage.connection import OutOfReach, acting, let_go

Pipe: TypeAlias = "Connection[Any, Any]"
_BATCH = 200
log = logging.getLogger(__name__)


class Broken(Exception):
    """One of several processes broke off; what it was on is as if it had not begun."""


def rebuild(reception: Reception, processes: int | None = None) -> Iterator[int]:
    """Reads everything anew, with what people decided, in so many processes (None: one a core); yields how
    many were read, a batch at a time. Cut off, it goes on where it was when the next worker comes. Raises
    Broken."""
    with acting(ACTOR) as connection:
        sealed.queue_again(connection, None)
    yield from side_by_side(lambda: _until_done(reception), processes)


def retry_held(reception: Reception) -> Iterator[int]:
    """Reads anew what is held: after definitions or the program have changed."""
    with acting(ACTOR) as connection:
        sealed.queue_again(connection, casework.find_all_held(connection))
    yield from _until_done(reception)


def _until_done(reception: Reception) -> Iterator[int]:
    while count := take_in(reception, None, _BATCH):
        yield count


def side_by_side(work: Callable[[], Iterable[int]], processes: int | None = None) -> Iterator[int]:
    """The same work in several processes, each taking what no other has; yields what any of them yields. They
    are forked, and have from us what is understood already, but each a connection of its own.

    Raises Broken, or the `OutOfReach` that one of them met, when all have ended.
    """
    count = processes or len(os.sched_getaffinity(0))
    if count == 1:
        yield from work()
        return
    with acting(ACTOR) as connection:
        find_understanding(connection)
    let_go()
    faults: list[Exception] = []
    pipes = [_start(work) for _ in range(count)]
    while pipes:
        for pipe in cast("list[Pipe]", wait(pipes)):
            said = _hear(pipe)
            if isinstance(said, int):
                yield said
            else:
                pipes.remove(pipe)
                faults += [said] if said else []
    if faults:
        raise faults[0]


def _start(work: Callable[[], Iterable[int]]) -> Pipe:
    forking = get_context("fork")
    ours, theirs = forking.Pipe(duplex=False)
    forking.Process(target=_tell, args=(work, theirs), daemon=True).start()
    theirs.close()  # or we would wait for ever for one that was killed
    return ours


def _tell(work: Callable[[], Iterable[int]], pipe: Pipe) -> None:
    """Works, and tells of it. Nothing of what it was on goes into a message."""
    try:
        for count in work():
            pipe.send(count)
        pipe.send(None)
    except OutOfReach as fault:
        pipe.send(type(fault))
    except KeyboardInterrupt:
        pipe.send(Broken)
    except Exception:
        log.exception("a process broke off")
        pipe.send(Broken)


def _hear(pipe: Pipe) -> int | Exception | None:
    """A count, how the process broke off, or None when it is done."""
    try:
        said: int | type[Exception] | None = pipe.recv()
    except EOFError:
        said = Broken
    return said("A process broke off. Say the same again.") if isinstance(said, type) else said

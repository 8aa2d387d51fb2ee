"""Deriving again: every original is read anew, by the same function that read it first.

What is understood as before changes nothing; what is understood otherwise takes its place from now on, and
the rows that stood keep the time they stood.
"""

from collections.abc import Iterator

from infreg.flow.intake.reception import ACTOR, Reception
from infreg.flow.intake.taking_in import take_in
from infreg.storage import casework, sealed
from infreg.storage.connection import acting

_BATCH = 200


def rebuild(reception: Reception) -> Iterator[int]:
    """Reads everything anew, with what people decided; yields how many were read, a batch at a time. Cut
    off, it goes on where it was when the next worker comes."""
    with acting(ACTOR) as connection:
        sealed.queue_again(connection, None)
    yield from _until_done(reception)


def retry_held(reception: Reception) -> Iterator[int]:
    """Reads anew what is held: after definitions or the program have changed."""
    with acting(ACTOR) as connection:
        sealed.queue_again(connection, casework.find_all_held(connection))
    yield from _until_done(reception)


def _until_done(reception: Reception) -> Iterator[int]:
    while count := take_in(reception, None, _BATCH):
        yield count

"""How every command starts: its database role fixed, Django read, the installation brought up. And how it
ends when it cannot go on: with words, never with a traceback that may quote a row."""

import getpass
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from infreg.access.actor import Actor

GONE = (
    "The database went away, or could not go on ({kind}). What has a line above is safe. When the database "
    "answers again (infreg doctor), say the same again: nothing is lost, and nothing is taken in twice."
)


def start(role: str, *, prepare: bool = True) -> None:
    """Makes this process `role`, whatever the environment says, and brings the installation up.

    Ends the process with a message for a person when that cannot be done.
    """
    os.environ["INFREG_ROLE"] = role
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infreg.doors.settings")
    sys.excepthook = _without_values
    # A file's name, or a mark in a text, may have a letter that this terminal does not.
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    # Django takes half a second to import: `infreg --help` does without.
    import django

    from infreg.flow import database

    with told(*database.Unusable):
        django.setup()
    from infreg.flow import control

    click.get_current_context().with_resource(_unbroken(control.OutOfReach))
    if prepare:
        with told(*control.Unusable):
            control.prepare()


@contextmanager
def _unbroken(out_of_reach: tuple[type[Exception], ...]) -> Iterator[None]:
    """For the whole of a command: the database may go away at any time."""
    try:
        yield
    except out_of_reach as fault:
        end(GONE.format(kind=type(fault).__name__))


def _without_values(kind: type[BaseException], fault: BaseException, frames: TracebackType | None) -> None:
    """A fault of ours is told as it is logged: where and of what kind, not what was in the row."""
    logging.getLogger(__name__).critical("infreg broke", exc_info=(kind, fault, frames))


@contextmanager
def told(*faults: type[Exception]) -> Iterator[None]:
    """Turns faults of the installation, whose messages are written for a person, into an end with code 2."""
    try:
        yield
    except faults as fault:
        end(str(fault))


def operator() -> "Actor":
    """Whoever works at this machine, by the name they are logged in with."""
    from infreg.access.actor import Actor, Purpose
    from infreg.access.roles import REGISTRY_OFFICER

    return Actor(f"operator {_user()}", REGISTRY_OFFICER, Purpose.QUALITY)


def _user() -> str:
    """A container may run as a number that no account has."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # KeyError until Python 3.12
        return f"uid-{os.getuid()}"


def end(message: str, code: int = 2) -> NoReturn:
    """Says what is wrong and ends."""
    sys.stderr.write(f"infreg: {message}\n")
    raise SystemExit(code)

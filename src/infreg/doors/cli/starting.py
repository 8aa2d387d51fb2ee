"""How every command starts: its database role fixed, Django read, the installation brought up."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn


def start(role: str, *, prepare: bool = True) -> None:
    """Makes this process `role` (unless INFREG_ROLE says another) and brings the installation up.

    Ends the process with a message for a person when that cannot be done.
    """
    os.environ.setdefault("INFREG_ROLE", role)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infreg.doors.settings")
    # Django takes half a second to import: `infreg --help` does without.
    import django

    django.setup()
    from infreg.flow import control

    if prepare:
        with told(*control.Unusable):
            control.prepare()


@contextmanager
def told(*faults: type[Exception]) -> Iterator[None]:
    """Turns faults of the installation, whose messages are written for a person, into an end with code 2."""
    try:
        yield
    except faults as fault:
        end(str(fault))


def end(message: str, code: int = 2) -> NoReturn:
    """Says what is wrong and ends."""
    sys.stderr.write(f"infreg: {message}\n")
    raise SystemExit(code)

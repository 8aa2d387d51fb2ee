"""How the starter fails: with words for whoever runs infreg."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class ServerFailed(Exception):
    """The embedded server cannot be made, started or stopped; the message says where and what to do."""


@contextmanager
def explained(home: Path) -> Iterator[None]:
    """Turns the machine's refusals (no room, no permission) into ServerFailed."""
    try:
        yield
    except OSError as error:
        where = error.filename or home
        raise ServerFailed(
            f"The embedded database of {home} cannot be handled: {error.strerror or error} ({where}). "
            "Look at that path's owner, permissions and free space, then try again."
        ) from error

"""What reception works with: keys, the register, the clock, and the points where it may be cut."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from infreg.access.actor import Actor, Purpose
from infreg.access.roles import RECEPTION
from infreg.flow.control import installation
from infreg.identity.keyed import content_hash
from infreg.identity.keys import Keys, KeysUnusable, read_or_make
from infreg.registers.lab import REGISTER as LAB
from infreg.storage import accounts
from infreg.storage.home import find_home, make_home
from infreg.storage.institutions import HERE
from infreg.vocabulary.answer import Party, Provider
from infreg.vocabulary.register import Register

__all__ = ["KeysUnusable", "Point", "Reception", "open_reception"]

ACTOR = Actor(name="reception", role=RECEPTION, purpose=Purpose.RECEPTION)


class Point(StrEnum):
    """Where reception can be cut off. The kill test stops a real process at each; it loses nothing,
    doubles nothing and leaves nothing half at any of them."""

    BEFORE_SEALING = "before sealing"
    SEALED_NOT_COMMITTED = "sealed, not committed"
    SEALED = "sealed and committed"
    CLAIMED = "claimed from the queue"
    READ = "opened, parsed and checked"
    RESOLVED = "persons resolved"
    STORED = "answers stored"
    RECEIPTED = "receipt written, not committed"
    TAKEN_IN = "taken in and committed"


def _pass(point: Point) -> None:
    """Nothing happens at a point, outside the kill test."""


@dataclass(frozen=True, slots=True)
class Reception:
    """Everything reception needs from outside. `deliverer` is who hands the deliveries over, `us` the
    register as its receipts name it, `trial` whether only made-up persons may come in."""

    keys: Keys
    register: Register
    us: Provider
    trial: bool
    deliverer: Party = HERE
    channel: str = "file"
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    reached: Callable[[Point], None] = _pass


def open_reception(
    environ: Mapping[str, str] = os.environ,
    *,
    deliverer: Party | None = None,
    reached: Callable[[Point], None] = _pass,
) -> Reception:
    """Reception of this installation; makes its keys the first time. Without a deliverer it is whoever
    works at this machine. Raises KeysUnusable."""
    home = find_home(environ)
    make_home(home)
    keys = read_or_make(home / "keys")
    if not accounts.key_fits(content_hash(keys, b"infreg key check")):
        raise KeysUnusable(
            f"The key file in {home / 'keys'} is not the one this database was filled with: with it nobody "
            "would be recognised again and no original opened. Bring the right one back before anything else."
        )
    us = Provider(institution=Party(LAB.charter.controller, environ.get("INFREG_HER_ID"), "HER"))
    return Reception(
        keys=keys,
        register=LAB,
        us=us,
        trial=installation().kind == "trial",
        deliverer=deliverer or HERE,
        reached=reached,
    )

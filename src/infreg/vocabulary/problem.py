"""What can be wrong with a delivery, as data: expected, named, placed and mendable.

A problem belongs to a message and is told to its sender. An exception is for us: a bug or a broken
machine. Never one for the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """How much a problem matters, mildest first."""

    NOTE = "note"
    WARNING = "warning"
    HELD = "held"
    REJECTED = "rejected"


_SEVERITY = {level: order for order, level in enumerate(Level)}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: a stable code, its level, and where it stands.

    `at` is a place (XPath, segment, row and column), never a value. `arguments` fill the text that
    `infreg.definitions.problems` holds by code and language; they hold names, limits and counts, never
    a value of a person.
    """

    code: str
    level: Level
    at: str = ""
    arguments: Mapping[str, str | int] = field(default_factory=dict)


def worst(problems: tuple[Problem, ...]) -> Level | None:
    """The gravest level present; None when nothing is wrong."""
    return max((p.level for p in problems), key=_SEVERITY.__getitem__, default=None)

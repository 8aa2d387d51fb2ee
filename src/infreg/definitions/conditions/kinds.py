"""The types that a name or value of a condition can have."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Self


class Kind(Enum):
    """What two sides of a comparison must have in common; the value is what messages call it."""

    TEXT = "a text"
    NUMBER = "a number"
    DAY = "a day"
    YES_NO = "a yes or no"
    TEXTS = "a list of texts"


@dataclass(frozen=True, slots=True)
class Type:
    """What values a name can have. None, or no value at all, is unknown in every type.

    text: `str`; number: `int` or finite `Decimal`; day: `date`, not `datetime`; yes or no: `bool`; texts: a
    tuple of `str`. `choices` are all texts there can be (None: any); `whole` is of a number without decimals.
    """

    kind: Kind
    choices: frozenset[str] | None = None
    whole: bool = False

    @classmethod
    def text(cls, choices: Iterable[str] | None = None) -> Self:
        return cls(Kind.TEXT, None if choices is None else frozenset(choices))

    @classmethod
    def texts(cls, choices: Iterable[str] | None = None) -> Self:
        return cls(Kind.TEXTS, None if choices is None else frozenset(choices))

    @classmethod
    def number(cls, *, whole: bool = False) -> Self:
        return cls(Kind.NUMBER, whole=whole)

    @classmethod
    def day(cls) -> Self:
        return cls(Kind.DAY)

    @classmethod
    def yes_no(cls) -> Self:
        return cls(Kind.YES_NO)

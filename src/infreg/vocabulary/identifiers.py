"""Identifiers that must never be mixed up, nor printed by mistake."""

from dataclasses import dataclass
from enum import StrEnum


class NumberType(StrEnum):
    """Kinds of personal identifier, with the codes of Volven 8116."""

    FNR = "FNR"  # fødselsnummer
    DNR = "DNR"  # D-number
    FHN = "FHN"  # shared emergency number
    HNR = "HNR"  # a hospital's own
    DUF = "DUF"  # immigration
    OTHER = "XXX"


@dataclass(frozen=True, slots=True)
class NationalId:
    """A personal number as a message gave it. It never shows itself: take `.reveal()` on purpose."""

    _digits: str
    type: NumberType

    def reveal(self) -> str:
        """The number itself: for encryption and keyed hashing in `identity`, nowhere else."""
        return self._digits

    def __repr__(self) -> str:
        return f"NationalId(***********, {self.type})"

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class Pseudonym:
    """32 bytes: one person in one register. Equal pseudonyms of two registers mean nothing."""

    value: bytes

    def __str__(self) -> str:
        return self.value.hex()


@dataclass(frozen=True, slots=True)
class ReceiptNumber:
    """The number of a receipt: 16 characters of Crockford's base 32 in fours, random, so that it tells
    nothing of order or time."""

    value: str

    def __str__(self) -> str:
        return self.value

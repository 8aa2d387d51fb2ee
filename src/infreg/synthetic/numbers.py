"""Synthetic personal numbers (month + 80) that no two persons share, whoever makes them and in what order.

Every block of persons has days of birth of its own, and where blocks must share a day, running numbers of its
own: nothing needs to be compared for two numbers to differ.
"""

from datetime import date
from random import Random

from infreg.vocabulary.identifiers import NationalId, NumberType
from infreg.vocabulary.person_number import completed

#: Blocks are born on every 31st day, each class on its own: a prime, so that no weekday is favoured.
_CLASSES = 31
#: Running numbers of a birth date in one century: 000 to 499 of the 1900s, 500 to 999 of the 2000s.
_RUNNING = 500
#: Of a hundred persons, so many have a number of the kind given out from 2032 though an older one was free.
_NEWER = 0.06


class Numbers:
    """The numbers of one block."""

    def __init__(self, block: int, blocks: int, random: Random) -> None:
        self._random = random
        self._classes = min(blocks, _CLASSES)
        self._class = block % self._classes
        self._width = _RUNNING // -(-blocks // self._classes)
        self._begin = block // self._classes * self._width
        self._next: dict[tuple[date, NumberType], int] = {}
        if self._width < 1:
            raise ValueError("more blocks of persons than there are running numbers")

    def birthday(self, near: date) -> date:
        """The block's last own day of birth that is not after `near`."""
        return date.fromordinal(near.toordinal() - (near.toordinal() - self._class) % self._classes)

    def give(self, born: date, type: NumberType) -> NationalId | None:
        """A number for a day of birth of the block's own; None when the block has no more of that day."""
        century = _RUNNING * (born.year >= 2000)
        key = (born, type)
        for running in range(self._next.get(key, 0), self._width):
            nine = _nine(born, century + self._begin + running, type)
            self._next[key] = running + 1
            found = completed(nine)
            if found:
                newer = self._random.random() < _NEWER
                return NationalId(found[-1 if newer else 0], type)
        return None


def _nine(born: date, running: int, type: NumberType) -> str:
    day = born.day + 40 * (type is NumberType.DNR)
    return f"{day:02}{born.month + 80:02}{born.year % 100:02}{running:03}"

"""Why somebody looked, as it is kept in the log."""

from collections.abc import Callable
from enum import StrEnum

from infreg.guard.numbers import mask


def written_reason(why: StrEnum, words: str, token: Callable[[str], str]) -> str:
    """What was chosen, and the actor's own words without anybody's number. `token` makes a number's mark,
    keyed: who may look has the keys, this file has not."""
    said = " ".join(words.split())
    return f"{why}: {mask(said, token)[0]}" if said else why.value

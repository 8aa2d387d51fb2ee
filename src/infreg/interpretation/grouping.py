"""A name that tells of resistance and of a group (VRE: enterococci) beside the microbe it is said of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from infreg.interpretation.reading import TextReading
from infreg.interpretation.statements import Named, Statement
from infreg.interpretation.verdicts import FOUND

Ancestors = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Folding:
    """The places of a group and of the one of its own that it gives way to, and the flags of both."""

    group: int
    own: int
    flags: tuple[str, ...]


def of_one_microbe(reading: TextReading, ancestors: Ancestors) -> TextReading:
    """*Enterococcus faecium (VRE, vanA)* tells of one microbe with its flags, not of a second one."""
    if folding := _folding(reading.named, ancestors):
        named = list(reading.named)
        named[folding.own] = replace(named[folding.own], flags=folding.flags)
        del named[folding.group]
        reading = replace(reading, named=tuple(named))
    if all(each.word in FOUND for each in reading.statements) and (
        folding := _folding(reading.statements, ancestors)
    ):
        statements = list(reading.statements)
        statements[folding.own] = replace(statements[folding.own], flags=folding.flags)
        del statements[folding.group]
        reading = replace(reading, statements=tuple(statements))
    return reading


def _folding(told: Sequence[Named | Statement], ancestors: Ancestors) -> _Folding | None:
    """A flagged group gives way where exactly one of its own stands beside it."""
    organisms = [each.organism for each in told]
    for place, group in enumerate(organisms):
        own = [at for at, one in enumerate(organisms) if one != group and group in ancestors(one or "")]
        if told[place].flags and len(own) == 1:
            flags = dict.fromkeys((*told[own[0]].flags, *told[place].flags))
            return _Folding(place, own[0], tuple(flags))
    return None

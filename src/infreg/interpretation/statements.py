"""What a text states: verdicts, each of a microbe or of what was looked for."""

from dataclasses import dataclass

from infreg.interpretation.parts import Harm


@dataclass(frozen=True, slots=True)
class Statement:
    """`word` is a verdict; `organism` a code, None for what was looked for. `of_flag`: it is the flags
    themselves that were found or not (*ESBL ikke påvist*). `others`: it is of all other microbes."""

    word: str
    organism: str | None = None
    flags: tuple[str, ...] = ()
    method: str = ""
    marker: str = ""
    of_flag: bool = False
    others: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """A microbe that is told without a verdict."""

    organism: str
    flags: tuple[str, ...] = ()
    harm: Harm = Harm.NONE


@dataclass(frozen=True, slots=True)
class SentenceReading:
    """`sought`: the named microbes are what was looked for. `strange`: it has words that nobody knows."""

    statements: tuple[Statement, ...]
    named: tuple[Named, ...]
    flags: tuple[str, ...]
    sought: bool
    doubt: bool
    strange: bool
    soft: bool

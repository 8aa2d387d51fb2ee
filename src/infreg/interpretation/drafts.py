"""What a row finds, before the rules have decided what it comes to."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from infreg.interpretation.lexicon import FLORA
from infreg.interpretation.parts import Harm
from infreg.interpretation.reading import TextReading
from infreg.interpretation.rows import Row
from infreg.interpretation.statements import Named, Statement
from infreg.interpretation.values import ValueReading
from infreg.interpretation.verdicts import FOUND, UNREAD
from infreg.vocabulary.finding import Term

#: A microbe is told by its name alone.
NAMED = "named"
#: All that was said is a number.
NUMBER = "number"
#: Words of a text that rules know by another, or not at all.
_WORDS = {UNREAD: None, "doubtful": "inconclusive"}
_GROWN = frozenset({"culture", "typing", "microscopy"})


@dataclass(frozen=True, slots=True)
class Draft:
    """One organism (None: not known which, or none) and one word of it. `word` is None when nobody could read
    what is said. `results` are the ids it rests on, its own row's first."""

    row: Row
    results: tuple[str, ...]
    organism: str | None
    word: str | None
    source: str
    method: str | None
    marker: str | None
    flags: tuple[str, ...] = ()
    quantity: str | None = None
    number: Decimal | None = None
    below: bool = False
    unit: str | None = None
    confirmed: bool = False
    unknown: tuple[Term, ...] = ()
    mapped: tuple[Term, ...] = ()

    @property
    def found(self) -> bool:
        """Whether something is told to be there."""
        return self.word in FOUND or self.word == NAMED


def drafts(row: Row, value: ValueReading) -> tuple[Draft, ...]:
    """Every finding that a row's value tells of, each organism once."""
    blank = Draft(
        row=row,
        results=(row.result.id, *row.above),
        organism=_one(row.investigation.agents),
        word=None,
        source=value.source,
        method=row.investigation.method,
        marker=row.investigation.marker,
        quantity=value.reading.quantity,
        confirmed=value.reading.confirmed or row.own.confirms,
        unknown=value.unknown,
        mapped=value.mapped,
    )
    return tuple(_each_once(_drafts(blank, value)))


def _drafts(blank: Draft, value: ValueReading) -> Iterator[Draft]:
    reading = value.reading
    for statement in reading.statements:
        yield from _of_statement(blank, statement, reading.flags)
    for named in reading.named:
        yield _of_name(blank, named, reading)
    if reading.statements or reading.named:
        return
    if value.number is not None:
        if blank.method != "culture":
            yield replace(blank, word=NUMBER, number=value.number, below=value.below, unit=value.unit)
    elif value.unknown:
        structural = blank.row.result.organism is not None
        yield replace(
            blank, organism=None if structural else blank.organism, word=NAMED if structural else None
        )


def _of_statement(blank: Draft, statement: Statement, flags: tuple[str, ...]) -> Iterator[Draft]:
    looked_for = blank.row.investigation
    for organism in _organisms(statement, looked_for.agents):
        about = looked_for.flags if statement.organism is None and statement.word not in FLORA else ()
        word = _WORDS.get(statement.word, statement.word)
        yield replace(
            blank,
            organism=organism,
            word=word,
            method=statement.method or blank.method,
            marker=statement.marker or (None if statement.method else blank.marker),
            flags=_unique(statement.flags, flags if statement.word in FOUND else (), about),
            unknown=() if word else blank.unknown,
        )


def _organisms(statement: Statement, agents: tuple[str, ...]) -> tuple[str | None, ...]:
    """What a statement is of: the microbe it names, else what was looked for, and all of that when denied."""
    if statement.organism is not None:
        return (statement.organism,)
    if statement.word in FLORA or not agents:
        return (None,)
    denied = statement.word == "negative" and not statement.of_flag
    return agents if denied or len(agents) == 1 else (None,)


def _of_name(blank: Draft, named: Named, reading: TextReading) -> Draft:
    """A name alone tells of a microbe where microbes are told so. A name that only repeats what was looked
    for does not, unless it is confirmed."""
    row = blank.row
    naming = row.own.means == "finding" or row.result.organism is not None or blank.method in _GROWN
    clear = named.harm is Harm.NONE or (named.harm is Harm.AFTER_NAME and naming)
    told = (
        naming
        or reading.confirmed
        or (blank.method == "nat" and named.organism not in row.investigation.agents)
    )
    word = None if not (clear and told) else "inconclusive" if reading.doubt else NAMED
    return replace(blank, organism=named.organism, word=word, flags=_unique(named.flags, reading.flags))


def _each_once(found: Iterator[Draft]) -> Iterator[Draft]:
    """Two words of one organism in one row are for a person to read."""
    kept: dict[tuple[str | None, str | None, str | None], Draft] = {}
    for draft in found:
        key = (draft.organism, draft.method, draft.marker)
        same = kept.get(key)
        if same is None:
            kept[key] = draft
        elif same.word != draft.word:
            kept[key] = replace(same, word=None)
    yield from kept.values()


def _one(agents: tuple[str, ...]) -> str | None:
    return agents[0] if len(agents) == 1 else None


def _unique(*several: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for one in several for each in one))

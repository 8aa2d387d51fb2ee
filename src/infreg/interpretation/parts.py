"""What one part of a sentence says, and of what."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, IntEnum, auto
from itertools import pairwise

from infreg.interpretation import verdicts
from infreg.interpretation.labels import Label
from infreg.interpretation.lexicon import DENIES_ALL, REFUSES, Kind
from infreg.interpretation.sentences import Part
from infreg.interpretation.verdicts import VERDICTS, Said

_UNCERTAIN = frozenset({"doubt", "contamination"})


class Style(Enum):
    """Where the verdict stands: before what it is of (*påvist A*), after it (*A påvist*), or alone."""

    BEFORE = auto()
    AFTER = auto()
    ALONE = auto()


class Harm(IntEnum):
    """What unknown words may do to a part: nothing, say more of what is named before them, or turn it."""

    NONE = 0
    AFTER_NAME = 1
    ANY = 2


@dataclass(frozen=True, slots=True)
class PartReading:
    """`word` is a verdict (see `verdicts`), None where the part has none; `denied` are flags that it denies.

    `denial` is a negation that has met no verdict (*ingen Salmonella*); `strong` when it reaches to the end
    of a list (*ingen A, B eller C*), `refuses` when it answers what stands before it (*påvist: nei*).
    `answers`: the part stands after a colon. `other_thing`: it is of cells, resistance and the like; `others`
    of all other microbes; `sought` names what was looked for. `undone`: what it is of was not done; `unsure`:
    a doubt that concludes nothing (*mulig*, but not *forenlig med*); `elsewhere`: the answer is told
    elsewhere; `amount`: it tells how much. `suspect` and `shortened`: it has such words.
    """

    organisms: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    methods: tuple[tuple[str, str], ...] = ()
    word: str | None = None
    style: Style = Style.ALONE
    denial: bool = False
    strong: bool = False
    refuses: bool = False
    harm: Harm = Harm.NONE
    doubt: bool = False
    unsure: bool = False
    others: bool = False
    sought: bool = False
    other_thing: bool = False
    undone: bool = False
    elsewhere: bool = False
    amount: bool = False
    answers: bool = False
    suspect: bool = False
    shortened: bool = False


def read_part(part: Part) -> Iterator[PartReading]:
    """One reading, or several where a part says several things: *A påvist og B ikke påvist*."""
    answers = part[0].kind is Kind.COLON
    pieces = [piece for piece in _pieces(part[1:] if answers else part, answers=answers) if piece]
    for piece in pieces:
        yield replace(_read(piece), answers=answers and piece is pieces[0])
    if answers and not pieces:
        yield PartReading(answers=True)


def _pieces(part: Part, *, answers: bool) -> Iterator[Part]:
    begin = 0
    for place in range(1, len(part)):
        before, after = part[begin:place], part[place:]
        if part[place].kind is Kind.LIST and _ends(before, part[place + 1 :], answers=answers and not begin):
            yield before
            begin = place + 1
        elif _begins_anew(before, after):
            yield before
            begin = place
    yield part[begin:]


def _ends(before: Part, after: Part, *, answers: bool) -> bool:
    """Whether *og* parts what is said from what is said next, and not only two microbes."""
    if before and before[-1].kind is Kind.ORGANISM and _told_first(after):
        return True  # *A og ingen B*
    if not _says(before):
        return False
    if not _names(before):
        return _says(after) or (answers and _names(after))
    if _told_first(before):
        return _told_first(after)
    return _names(after) or _says(after)


def _told_first(labels: Part) -> bool:
    """Whether a verdict or a negation stands before the first microbe: *påvist A*, *ingen A*."""
    for label in labels:
        if label.kind is Kind.ORGANISM:
            return False
        if _tells(label):
            return True
    return False


def _begins_anew(before: Part, after: Part) -> bool:
    """*A påvist | B ikke påvist* without a comma, and *påvist A | ikke B*."""
    if not (_names(before) and _says(before)):
        return False
    if after[0].kind is Kind.ORGANISM:
        return before[0].kind is Kind.ORGANISM and _says(after)
    return _denies(after[0]) and _names(after) and not any(_denies(label) for label in before)


def _says(labels: Part) -> bool:
    return any(label.says in VERDICTS or label.says == "doubt" for label in labels)


def _tells(label: Label) -> bool:
    return label.kind is Kind.NEGATION or label.says in VERDICTS or label.says == "doubt"


def _denies(label: Label) -> bool:
    return label.kind is Kind.NEGATION or label.says == "negative"


def _names(labels: Part) -> bool:
    return any(label.kind is Kind.ORGANISM for label in labels)


def _read(part: Part) -> PartReading:
    said, denial = verdicts.said(part)
    told = {label.says for label in part}
    named = [label.meaning for label in part]
    organisms = _unique(each.organism for each in named)
    return PartReading(
        organisms=organisms,
        flags=_unique(each.flag for each in named),
        denied=_unique(_denied(part)),
        methods=tuple(dict.fromkeys((each.method, each.marker) for each in named if each.method)),
        word=verdicts.together([each.word for each in said], named=bool(organisms)),
        style=_style(part, said),
        denial=denial is not None,
        strong=denial is not None and denial.says == DENIES_ALL,
        refuses=denial is not None and denial.says == REFUSES,
        harm=_harm(part),
        doubt=bool(_UNCERTAIN & told),
        unsure=any(label.says in _UNCERTAIN and not label.concludes for label in part),
        others="others" in told,
        sought="sought" in told,
        other_thing="object" in told,
        undone=bool(verdicts.UNDONE & told) and not any(each.method or each.flag for each in named),
        suspect=any(label.kind is Kind.SUSPECT for label in part),
        shortened=any(label.kind is Kind.SHORTENED for label in part),
        elsewhere="see-comment" in told,
        amount="amount" in told or any(label.numeric for label in part),
    )


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, texts)))


def _denied(part: Part) -> Iterator[str]:
    """Flags with a negation right before them: *ikke ESBL*."""
    for before, label in pairwise(part):
        if before.kind is Kind.NEGATION:
            yield label.meaning.flag


def _style(part: Part, said: Sequence[Said]) -> Style:
    first = next((place for place, label in enumerate(part) if label.kind is Kind.ORGANISM), None)
    if first is None or not said:
        return Style.ALONE
    return Style.BEFORE if said[0].place < first else Style.AFTER


def _harm(part: Part) -> Harm:
    """An unknown word does no harm after a preposition that follows what is told: *påvist i halvøyepinne*."""
    harm = Harm.NONE
    told = named = leaning = False
    for label in part:
        if label.kind in {Kind.SUSPECT, Kind.SHORTENED}:
            return Harm.ANY
        if label.kind is Kind.UNKNOWN and not leaning:
            harm = max(harm, Harm.AFTER_NAME if named and not label.participle else Harm.ANY)
        told = told or label.says in VERDICTS or label.kind is Kind.ORGANISM
        named = named or label.kind is Kind.ORGANISM
        leaning = told and (
            label.kind is Kind.PREPOSITION or (leaning and label.kind in {Kind.FILL, Kind.UNKNOWN})
        )
    return harm

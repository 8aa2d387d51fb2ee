"""A text as sentences, and each sentence as its parts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from infreg.interpretation.labels import Label
from infreg.interpretation.lexicon import Kind

Part = tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """`parts` are what commas, colons, brackets and *but* leave of it; one after a colon begins with it.
    `soft`: a new line ended the sentence, where no point did. `control`: a control sample is asked for.
    `cut`: it ends in a word that something should follow. `left_out`: words that may tell of a finding stood
    in a question, a piece of advice or the like, and are not among the parts.
    """

    parts: tuple[Part, ...]
    soft: bool
    control: bool
    cut: bool
    left_out: bool


#: A line that ends so goes on in the next.
_UNFINISHED = frozenset({Kind.NEGATION, Kind.PREPOSITION, Kind.LIST, Kind.PART, Kind.COLON, Kind.CONTRAST})
_CUT = _UNFINISHED - {Kind.PART, Kind.COLON}
_PARTING = frozenset({Kind.PART, Kind.COLON, Kind.CONTRAST})
_FOUND = frozenset({"positive", "weak", "growth"})


def sentences(labels: Sequence[Label]) -> tuple[Sentence, ...]:
    """What is told as found. Questions, and what stands after *ved mistanke om* or beside *anbefales*, is
    history, advice or description, and left out."""
    return tuple(_sentence(found, end) for found, end in _split(labels))


def _split(labels: Sequence[Label]) -> Iterator[tuple[list[Label], Kind]]:
    current: list[Label] = []
    asked = False  # by a question mark before it: *? Salmonella*
    for place, label in enumerate(labels):
        if label.kind is Kind.QUESTION and not current:
            asked = True
        elif label.kind in {Kind.SENTENCE, Kind.QUESTION} or (
            label.kind is Kind.LINE and current and _line_ends(current, labels[place + 1 :])
        ):
            yield current, Kind.QUESTION if asked else label.kind
            current, asked = [], False
        elif label.kind is not Kind.LINE:
            current.append(label)
    yield current, Kind.QUESTION if asked else Kind.SENTENCE


def _line_ends(before: Sequence[Label], after: Sequence[Label]) -> bool:
    """Whether a new line ends the sentence. A negation that has met nothing to deny reaches into the next."""
    if before[-1].kind in _UNFINISHED or not after:
        return False
    begins = after[0].capital or after[0].kind in {Kind.PART, Kind.COLON, Kind.LINE}
    return begins and (not _is_open(before) or _has_its_own(after))


def _is_open(line: Sequence[Label]) -> bool:
    opened = False
    for label in line:
        if label.kind is Kind.NEGATION:
            opened = True
        elif label.kind is Kind.SAYS:
            opened = False
    return opened


def _has_its_own(after: Sequence[Label]) -> bool:
    """Whether the next line has both a microbe and something said of it."""
    line = list(takewhile(lambda label: label.kind not in {Kind.LINE, Kind.SENTENCE}, after))
    kinds = {label.kind for label in line}
    return Kind.ORGANISM in kinds and bool({Kind.SAYS, Kind.NEGATION} & kinds)


def _sentence(found: Sequence[Label], end: Kind) -> Sentence:
    said = {label.says for label in found}
    kept = () if end is Kind.QUESTION else tuple(_parts(_without_aside(found)))
    told = {label.says for part in kept for label in part}
    return Sentence(
        parts=kept,
        soft=end is Kind.LINE,
        cut=bool(found) and found[-1].kind in _CUT,
        control="control" in said and bool({"advice", "aside"} & said),
        left_out=(bool(_FOUND & said) and not _FOUND & told)
        or (end is Kind.QUESTION and any(label.kind is Kind.ORGANISM for label in found)),
    )


def _without_aside(found: Sequence[Label]) -> Sequence[Label]:
    """An aside reaches to the end of its sentence, or to a colon that has more than its own word before it:
    *kontroll etter påvist Salmonella: negativ*, but *anamnese: Salmonella påvist*."""
    begin = next((place for place, label in enumerate(found) if label.says == "aside"), len(found))
    for place in range(begin + 2, len(found)):
        if found[place].kind is Kind.COLON:
            return (*found[:begin], *_without_aside(found[place:]))
    return found[:begin]


def _parts(found: Sequence[Label]) -> Iterator[Part]:
    part: list[Label] = []
    for label in found:
        if label.kind in _PARTING:
            yield from _kept(part)
            part = [label] if label.kind is Kind.COLON else []
        else:
            part.append(label)
    yield from _kept(part)


def _kept(part: list[Label]) -> Iterator[Part]:
    if part and not any(label.says == "advice" for label in part):
        yield tuple(part)

"""A value's text, understood as far as it goes."""

from collections.abc import Sequence
from dataclasses import dataclass

from infreg.interpretation.attaching import state
from infreg.interpretation.labels import Label, labels
from infreg.interpretation.lexicon import Kind, Lexicon
from infreg.interpretation.merging import joined, merged
from infreg.interpretation.sentences import Sentence, sentences
from infreg.interpretation.statements import Named, SentenceReading, Statement
from infreg.interpretation.tokens import folded, words

#: What a text may say that is no finding.
NOTES = frozenset({"not-done", "insufficient", "sufficient", "see-comment"})
_TOUCHING = frozenset({Kind.FILL, Kind.LIST})


@dataclass(frozen=True, slots=True)
class TextReading:
    """`statements` are verdicts, `named` microbes without one; `flags` belong to whatever is found, `notes`
    are of `NOTES`. `control`: a control sample is asked for; `confirmed`: something is told to be confirmed;
    `doubt`: something is doubted. `strange`: it has words that nobody knows, or that may tell of a finding
    where none can be told. `mentions`: it names a microbe, told or not. `quantity` is in the words of the
    text.
    """

    statements: tuple[Statement, ...] = ()
    named: tuple[Named, ...] = ()
    flags: tuple[str, ...] = ()
    notes: frozenset[str] = frozenset()
    control: bool = False
    confirmed: bool = False
    doubt: bool = False
    strange: bool = False
    mentions: bool = False
    quantity: str | None = None


def read(text: str, lexicon: Lexicon) -> TextReading:
    """Pure, and never raises: any text can be read, if only as strange."""
    alone = words(text)
    if says := lexicon.whole(alone):
        return said_alone(says)
    if len(alone) > 2 and text.rstrip()[-1:].isalnum() and (name := lexicon.name(alone)):
        # Whatever marks stand inside it: *Yersinia enterocolitica O:3*, *H. influenzae, ikke typbar*. A sign
        # at the end, and after a short name anywhere, may be a verdict: *E. coli: -*.
        flags = (name.flag,) if name.flag else ()
        return TextReading(named=(Named(name.organism, flags),), mentions=True)
    found = labels(text, lexicon)
    parted = sentences(found)
    told = joined([state(each) for each in parted])
    statements, named = merged(told)
    said = {label.says for label in found}
    return TextReading(
        statements=statements,
        named=named,
        flags=tuple(dict.fromkeys(flag for one in told for flag in one.flags)),
        notes=frozenset(said & NOTES),
        control=any(each.control for each in parted),
        confirmed="confirmed" in said,
        doubt=any(each.doubt for each in told),
        mentions=any(label.kind is Kind.ORGANISM for label in found),
        strange=_strange(parted, told, statements),
        quantity=_quantity(found, folded(text)),
    )


def said_alone(says: str) -> TextReading:
    """The reading of a value that is one word, or one code."""
    if says in NOTES:
        return TextReading(notes=frozenset({says}))
    if says in {"none", "amount", "confirmed"}:
        return TextReading()
    return TextReading(statements=(Statement(says),))


def _strange(
    parted: Sequence[Sentence], told: Sequence[SentenceReading], statements: Sequence[Statement]
) -> bool:
    return any(each.strange for each in told) or (not statements and any(each.left_out for each in parted))


def _quantity(found: Sequence[Label], text: str) -> str | None:
    """The first words that tell how much, with the numbers and signs that touch them."""
    for place, label in enumerate(found):
        if label.says == "amount":
            begin, end = place, place + 1
            while begin and _touches(found[begin - 1], text):
                begin -= 1
            while end < len(found) and _touches(found[end], text):
                end += 1
            return text[found[begin].start : found[end - 1].end]
    return None


def _touches(label: Label, text: str) -> bool:
    return label.says == "amount" or (label.kind in _TOUCHING and not text[label.start].isalpha())

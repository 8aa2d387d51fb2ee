"""The verdicts inside one part of a sentence, with what a negation makes of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from infreg.interpretation.labels import Label
from infreg.interpretation.lexicon import FLORA, Kind
from infreg.interpretation.sentences import Part

FOUND = frozenset({"positive", "weak", "growth"})
#: Each weighs more than those after it, and than a find: *påvist, som før* is told again. `doubtful` is what
#: the writer was not sure of (*trolig*), `inconclusive` what the test could not tell.
SHADES = ("inconclusive", "doubtful", "immunity", "previous", "screening", "rise", "current")
#: What a part or a text can say that bears on an outcome.
VERDICTS = FOUND | FLORA | {*SHADES, "negative"}
#: Somebody must read it: it says two things at once, or holds a word that nobody knows.
UNREAD = "unread"
#: Denied, and perhaps of an earlier sample: counts only where nothing else is said.
ONCE_NEGATIVE = "once-negative"
#: What holds a negation of its own: *ikke gjort* says nothing certain of what follows it.
UNDONE = frozenset({"not-done", "insufficient"})
_DENIABLE = FOUND | {"screening", "immunity", "rise", "current"}


@dataclass(frozen=True, slots=True)
class Said:
    """A verdict and the place in its part where it stands."""

    place: int
    word: str


def said(part: Part) -> tuple[list[Said], Label | None]:
    """The verdicts in order, and a negation that has met none."""
    found: list[Said] = []
    denial: Label | None = None
    undone = False
    for place, label in enumerate(part):
        undone = undone or label.says in UNDONE
        if label.kind is Kind.NEGATION:
            if found and _turns_back(part, place, found[-1]):
                found[-1] = Said(found[-1].place, "negative")
            elif denial is None:
                denial = label
            else:
                found.append(Said(place, UNREAD))
        elif label.says in VERDICTS:
            word = UNREAD if undone and label.says in FOUND else label.says
            _add(found, part, Said(place, word), denied=denial is not None)
            denial = None
        elif label.says in {"confirmed", "contamination"} and denial is not None:
            found += [Said(place, "inconclusive")] if label.says == "confirmed" else []
            denial = None
    return found, denial


def _add(found: list[Said], part: Part, new: Said, *, denied: bool) -> None:
    last = found[-1] if found else None
    if denied:
        if new.word != "previous":
            found.append(Said(new.place, "negative" if new.word in _DENIABLE else UNREAD))
    elif last and last.word == "negative" and new.word in _DENIABLE and _governs(part, last.place, new.place):
        return
    elif last and last.word == "growth" and new.word == "negative":
        found[-1] = Said(last.place, "negative")
    else:
        found.append(new)


def _turns_back(part: Part, place: int, last: Said) -> bool:
    """Whether a negation denies what stands before it: *påvises ikke*, *ble det påvist ikke Salmonella*."""
    between, after = part[last.place + 1 : place], part[place + 1 :]
    return (
        last.word in _DENIABLE
        and all(label.kind is Kind.FILL for label in between)
        and not any(label.says in VERDICTS for label in after)
        and not (after and after[0].kind in {Kind.UNKNOWN, Kind.SHORTENED, Kind.SUSPECT, Kind.FLAG})
    )


def _governs(part: Part, begin: int, end: int) -> bool:
    """Whether a denial reaches a second verdict: *ikke påvist vekst av*, with no microbe or *og* between."""
    return not any(label.kind in {Kind.ORGANISM, Kind.LIST} for label in part[begin + 1 : end])


def together(words: Iterable[str], *, named: bool) -> str | None:
    """What several verdicts on one thing say, None for none. `named`: a microbe is named beside them."""
    told = frozenset(words)
    if UNREAD in told or not told:
        return UNREAD if told else None
    if ONCE_NEGATIVE in told:
        return together(told - {ONCE_NEGATIVE}, named=named) or "negative"
    if "negative" in told:
        return _denied(told - {"negative"})
    return next((shade for shade in SHADES if shade in told), None) or _found(told, named=named)


def _found(told: frozenset[str], *, named: bool) -> str | None:
    """A microbe named beside flora is what is told; flora alone is itself."""
    if told & FLORA:
        if named:
            return "positive" if told & FOUND else None
        return "mixed-flora" if "mixed-flora" in told else "normal-flora"
    if "weak" in told:
        return "weak"
    return "positive" if "positive" in told or named else "growth"


def _denied(others: frozenset[str]) -> str:
    if others <= FLORA:
        return "negative"
    if others == {"previous"}:
        return ONCE_NEGATIVE
    uncertain = others & {"inconclusive", "doubtful"}
    return max(uncertain) if uncertain and not others & FOUND else UNREAD

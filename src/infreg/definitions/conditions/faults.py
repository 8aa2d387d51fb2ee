"""Why a text is no condition, said to whoever wrote it."""

from collections.abc import Iterable
from difflib import get_close_matches

_SHOWN = 40
_LISTED = 8


class ConditionFault(ValueError):
    """A text that is no condition: what is wrong, where (`line` and `column` from 1), what to write instead.

    It quotes the definition, which holds no person.
    """

    def __init__(self, what: str, instead: str, text: str = "", at: int = 0) -> None:
        self.what = what
        self.instead = instead
        self.line = text.count("\n", 0, at) + 1
        self.column = at - text.rfind("\n", 0, at)
        place = f"line {self.line}, column {self.column}" if "\n" in text else f"column {self.column}"
        super().__init__(f"{place}: {what}; {instead}")


def quoted(word: str) -> str:
    """The word as a message shows it: shortened, and without what a terminal would obey."""
    visible = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in word)
    return f"'{visible if len(visible) <= _SHOWN else visible[: _SHOWN - 1] + '…'}'"


def advice(word: str, known: Iterable[str]) -> str:
    """What somebody who wrote `word` may have meant; where nothing is like it, what there is."""
    by_folded = {name.casefold(): name for name in sorted(known)}
    if close := get_close_matches(word[: 2 * _SHOWN].casefold(), by_folded):
        return f"did you mean {' or '.join(quoted(by_folded[name]) for name in close)}?"
    if not by_folded:
        return "none is declared here"
    some = ", ".join(quoted(name) for name in list(by_folded.values())[:_LISTED])
    left = len(by_folded) - _LISTED
    return f"there are {some}" + (f" and {left} more" if left > 0 else "")

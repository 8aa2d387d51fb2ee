"""The first look at a condition's text: letters, signs, numbers, quotes and nesting, before Python's parser
sees it. What passes here makes that parser neither warn nor run out of stack."""

import ast
import re
from dataclasses import dataclass
from keyword import iskeyword

from infreg.definitions.conditions.faults import ConditionFault, quoted

LENGTH = 2_000
DEPTH = 20
DIGITS = 15  # a FHIR decimal travels as JSON's number; with 15 digits nothing is lost on the way

_PIECE = re.compile(
    r"""(?P<space>\s+) | (?P<name>[A-Za-z_]\w*) | (?P<number>\d[\w.]*) | (?P<text>"[^"]*"|'[^']*')
      | (?P<sign>==|!=|<=|>=|[<>()\[\],-])""",
    re.VERBOSE | re.ASCII,
)
_NUMBER = re.compile(r"(0|[1-9]\d*)(\.\d+)?", re.ASCII)
_CLOSES = {")": "(", "]": "["}
_INSTEAD = {"=": "==", "&": "and", "|": "or", "!": "not, or != between two values"}
_INSTEAD |= {"≤": "<=", "≥": ">=", "≠": "!=", **dict.fromkeys("“”„«»‘’`", 'straight quotes: "…"')}
_ALLOWED = "write names, values, comparisons, and, or, not, in, known(x), days(a, b)"


@dataclass(frozen=True, slots=True)
class Source:
    """The text, and where the parser's nodes stand in it."""

    text: str

    @property
    def flat(self) -> str:
        """The text as one line that begins with a word, so that a condition may be written over several."""
        return re.sub(r"\s", " ", self.text, flags=re.ASCII)[self._margin :]

    @property
    def _margin(self) -> int:
        return len(self.text) - len(self.text.lstrip(" \t\n\r\f\v"))

    def start(self, node: ast.expr) -> int:
        """The place of a node's first letter; the parser counts in bytes."""
        return self._margin + len(self.flat.encode()[: node.col_offset].decode())

    def written(self, node: ast.expr) -> str:
        """The node as it stands in the text."""
        return self.flat.encode()[node.col_offset : node.end_col_offset].decode()

    def fault(self, at: int, what: str, instead: str = _ALLOWED) -> ConditionFault:
        return ConditionFault(what, instead, self.text, at)


def check_letters(source: Source) -> None:
    """ConditionFault at the first piece that is none of the language's, or nested too deep."""
    if len(source.text) > LENGTH:
        raise source.fault(
            LENGTH, f"a condition has at most {LENGTH} characters", "divide it, or write a named rule"
        )
    nesting = _Nesting(source)
    at, before = 0, None
    while at < len(source.text):
        piece = _piece(source, at)
        if piece.lastgroup != "space":
            _check_neighbours(source, before, piece)
            nesting.take(piece)
            before = piece
        at = piece.end()
    if before is None:
        raise source.fault(0, "there is no condition here", "write a comparison, or yes for always")
    nesting.check_closed()


def _piece(source: Source, at: int) -> re.Match[str]:
    piece = _PIECE.match(source.text, at)
    if piece is None:
        raise _strange(source, at)
    word = piece[0]
    if piece.lastgroup == "number" and not (_NUMBER.fullmatch(word) and len(word.replace(".", "")) <= DIGITS):
        raise source.fault(
            at, f"{quoted(word)} is no number", f"write at most {DIGITS} digits, with a point before decimals"
        )
    if piece.lastgroup == "text" and ("\\" in word or not word.isprintable()):
        raise source.fault(
            at, "a text has a line break, a backslash or an invisible sign", "write the letters themselves"
        )
    return piece


def _strange(source: Source, at: int) -> ConditionFault:
    sign = source.text[at]
    if sign in "\"'":
        return source.fault(at, "the text that begins here does not end", f"end it with {sign}")
    if sign in _INSTEAD:
        return source.fault(at, f"{quoted(sign)} is no sign of the language", f"write {_INSTEAD[sign]}")
    if sign.isalnum():
        return source.fault(at, f"{quoted(sign)} stands in no name", "names have a to z, 0 to 9 and _")
    return source.fault(at, f"{quoted(sign)} is no sign of the language")


def _check_neighbours(source: Source, before: re.Match[str] | None, piece: re.Match[str]) -> None:
    """Two values side by side: also b"bytes", f"{text}" and "one" "two", which Python would understand."""
    if before and _is_value(before) and _is_value(piece):
        what = f"between {quoted(before[0])} and {quoted(piece[0])} something is missing"
        raise source.fault(piece.start(), what, "write and, or, or a sign such as == between them")


def _is_value(piece: re.Match[str]) -> bool:
    return piece.lastgroup != "sign" and not iskeyword(piece[0])


class _Nesting:
    """Counts what is open, and `not not not …` and `- - - …`, which nest as deep."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._open: list[re.Match[str]] = []
        self._run = 0

    def take(self, piece: re.Match[str]) -> None:
        sign, at = piece[0], piece.start()
        self._run = self._run + 1 if sign in {"not", "-"} else 0
        if sign in _CLOSES.values():
            self._open.append(piece)
        if max(self._run, len(self._open)) > DEPTH:
            raise too_deep(self._source, at)
        if sign in _CLOSES and not (self._open and self._open.pop()[0] == _CLOSES[sign]):
            raise self._source.fault(at, f"{quoted(sign)} closes nothing", "remove it, or open it before")

    def check_closed(self) -> None:
        if self._open:
            last = self._open[-1]
            raise self._source.fault(last.start(), f"{quoted(last[0])} is never closed", "close it")


def too_deep(source: Source, at: int) -> ConditionFault:
    return source.fault(at, f"more than {DEPTH} levels within each other", "write it flatter, or divide it")

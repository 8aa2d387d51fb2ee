"""A text of a laboratory as words and marks, which everything else in this stage reads."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum


class Mark(Enum):
    """What stands between words, as far as it changes what they say."""

    #: Parts that belong to one sentence: comma, brackets, bullets.
    PART = ","
    #: What follows is said of what stands before: a colon, an equals sign, a dash with space before it.
    COLON = ":"
    SENTENCE = "."
    QUESTION = "?"
    #: One of several: a slash, a plus or an ampersand between words.
    LIST = "/"
    #: A new line, which may be the end of a sentence or only of the paper.
    LINE = "\n"


@dataclass(frozen=True, slots=True)
class Token:
    """A word (casefolded) or a mark; `start` and `end` are places in the text as sent.

    `open` is of a word that ends in a dash and waits for the rest of another: *rhino-* og enterovirus.
    `capital` is of a word with a capital first letter or digit: what may begin a line. `stop`: a point after
    it may end a sentence, unless it belongs to a name (*influensa A. RSV*, but *E. Coli*).
    """

    text: str
    mark: Mark | None
    start: int
    end: int
    open: bool = False
    capital: bool = False
    stop: bool = False


#: A thing that a text can hold more of than anybody reads; the rest is left unread.
LONGEST = 20_000
_PIECE = re.compile(
    r"\([+–−-]+\)|\+/-|\d+(?:[.,]\d+)*(?![^\W_])|\++(?!\w)|[^\W_]+|\r\n?|\n|[.,;:?!()\[\]/+&=–—•·*-]|[<>≤≥~%]"
)
#: A point, space, and a letter that is not small.
_NEW_SENTENCE = re.compile(r"\.\s+(?=[^\W\d_a-zæøå])|\.\s*$")
_MARKS = {
    **dict.fromkeys(("\n", "\r", "\r\n"), Mark.LINE),
    **dict.fromkeys(":=–—", Mark.COLON),
    **dict.fromkeys(",()[]•·*", Mark.PART),
    **dict.fromkeys(";!", Mark.SENTENCE),
    "?": Mark.QUESTION,
}
_LISTS = frozenset("/+&")
#: *Gr.neg. staver*: the verdict is of the stain.
_STAINED = re.compile(r"(?<!\w)(?:gr|gram|g|koag)[. ]{0,2}(?:neg|pos)\.?$", re.IGNORECASE)
#: After these a point ends no sentence. "pos" and "neg" are not among them: they are often all that is said.
_ABBREVIATIONS = frozenset(
    "spp sp ssp subsp pr ca evt jf jfr bl eks f nr dr inkl ekskl resp tlf vs str stk pga ift mtp mhp vedr "
    "ang kl d dvs osv etc gr typ var serovar serogr max min ref us bakt mikr ant kompl infl influ parainfl "
    "tidl".split()
)
#: After these it ends none before a small letter: they may also be the last word of a sentence.
_SHORT_FORMS = frozenset(
    "konf inf res "
    "kleb klebs kl staph staf staphyl stafyl strep streptoc strept streptok enteroc enterok enterob pseud "
    "pseudom ps haem haemoph hem mycopl mykopl ureapl chlam chl klam cand camp campyl campylob clostr clost "
    "cl citrob acinetob acin acinet neiss neis morax mor list legion leg prot serr salm shig yers bact "
    "bacter bord bordet borr myc mycob mycobact mykob trich trichom coryneb coryn morg helicob hel plasm asp "
    "asperg cutib prop propionib esch fusob gardn stenotr pneumoc toxopl trep past betahem gram".split()
)


def tokens(text: str) -> tuple[Token, ...]:
    """All of a text. A hyphen and an underscore inside a word part it, so that *anti-HBs* and *anti HBs* are
    the same two words; numbers stay whole."""
    return tuple(_tokens(folded(text)))


def folded(text: str) -> str:
    """The text that places of tokens are in: compatible forms of letters made one (NFKC)."""
    return unicodedata.normalize("NFKC", text[:LONGEST])


def words(text: str) -> tuple[str, ...]:
    """The words of a text and its slashes, without other marks: how phrases and names are compared."""
    return tuple(token.text for token in tokens(text) if token.mark is None or token.mark is Mark.LIST)


def _tokens(text: str) -> Iterator[Token]:
    previous = ""
    for piece in _PIECE.finditer(text):
        token = _token(text, piece.group(), piece.start(), piece.end(), previous)
        if token:
            yield token
            previous = token.text if token.mark is None else ""


def _token(text: str, written: str, start: int, end: int, previous: str) -> Token | None:
    if written == "-":
        return _dash(text, start, end)
    if mark := _mark(text, written, start, end, previous):
        return Token(mark.value, mark, start, end)
    if written == ".":
        return None
    opened = text[end : end + 1] == "-" and not text[end + 1 : end + 2].isalnum()
    capital = written[0].isupper() or written[0].isdigit()
    stop = (len(written) == 1 or written.isdigit()) and bool(_NEW_SENTENCE.match(text, end))
    return Token(written.casefold(), None, start, end, opened, capital, stop)


def _dash(text: str, start: int, end: int) -> Token | None:
    """A dash with space before it says something of what stands there; otherwise it is a hyphen."""
    before = text[start - 1 : start]
    if before.isspace() or not before:
        return Token(Mark.COLON.value, Mark.COLON, start, end)
    return None


def _mark(text: str, written: str, start: int, end: int, previous: str) -> Mark | None:
    if written in _LISTS and text[start - 1 : start].isalnum():
        return Mark.LIST
    if written == "/" and text[start - 1 : start].isspace() and text[end : end + 1].isspace():
        return Mark.PART
    if written == ".":
        return Mark.SENTENCE if _ends(text, end, previous) else None
    return _MARKS.get(written)


def _ends(text: str, end: int, previous: str) -> bool:
    """Whether a point ends a sentence: nothing follows it at once, and no abbreviation goes before it."""
    after = text[end : end + 1]
    if previous.isdigit() or len(previous) < 2:
        return False  # `Token.stop`
    small = text[end : end + 2].strip()[:1].islower()
    if small and (previous in _SHORT_FORMS or _STAINED.search(text, 0, end)):
        return False
    return (not after or after.isspace()) and previous not in _ABBREVIATIONS

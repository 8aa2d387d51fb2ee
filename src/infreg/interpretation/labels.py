"""What each word of a text is for whoever reads it: a row of labels from beginning to end."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from infreg.interpretation.lexicon import Kind, Lexicon, Meaning
from infreg.interpretation.spelling import Near
from infreg.interpretation.tokens import Mark, Token, tokens


@dataclass(frozen=True, slots=True)
class Label:
    """A word, phrase or mark; `start` and `end` are its place in the folded text. `capital`: it begins with a
    capital letter or a digit; `numeric`: it is a number; `participle`: it ends as words do that tell what was
    done (*forkastet*), which no name of a microbe does; `concludes`: it says what something is taken for
    (*forenlig med*, *taler for*)."""

    meaning: Meaning
    start: int
    end: int
    capital: bool
    numeric: bool = False
    participle: bool = False
    concludes: bool = False

    @property
    def kind(self) -> Kind:
        return self.meaning.kind

    @property
    def says(self) -> str:
        return self.meaning.says


#: Words that grow together with others: *ikkepåvist*, *salmonellabakterier*, *toksinnegativ*.
_GLUED_BEFORE = ("ikkje", "ikke", "ingen", "non")
_GLUED_AFTER = (
    "produserende bakterier bakterien bakterie infeksjonen infeksjon antistoffer antistoff antigenet antigen "
    "viruset virus toksin positive positivt positiv negative negativt negativ bærerskap bærer resistente "
    "resistent arter stammer rna dna pcr igm igg smitte kokker flora"
).split()
_PARTICIPLES = ("ert", "ertes", "eres", "ket", "tet", "det", "kes")
#: After these a short word names a kind, and no more: gruppe B, serotype 19A.
_KIND_WORDS = frozenset("gruppe gr serogruppe serotype serovar genotype subtype type variant klade".split())
_NEGATIONS = Near("ikke ikkje ingen inga intet uten utan verken hverken none without".split())
#: What stands between the members of a list.
#: A word that is no longer may be a short form of anything: *i.p.* for *ikke påvist*.
_SHORT = 3
_BETWEEN = frozenset({"og", "eller", "samt", "and", "or", Mark.LIST.value, Mark.PART.value})
_MARKS = {
    Mark.PART: Meaning(Kind.PART),
    Mark.COLON: Meaning(Kind.COLON),
    Mark.SENTENCE: Meaning(Kind.SENTENCE),
    Mark.QUESTION: Meaning(Kind.QUESTION),
    Mark.LIST: Meaning(Kind.LIST),
    Mark.LINE: Meaning(Kind.LINE),
}
#: How what something is taken for is said in two words: *forenlig med*, *taler for*, *tyder på*.
_CONCLUDING_ENDS = frozenset({"med", "for", "på", "with"})
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_FILL, _UNKNOWN, _SUSPECT = Meaning(Kind.FILL), Meaning(Kind.UNKNOWN), Meaning(Kind.SUSPECT)
_SHORTENED = Meaning(Kind.SHORTENED)
#: What was so in a year is told again.
_EARLIER = Meaning(Kind.SAYS, "previous")


def labels(text: str, lexicon: Lexicon) -> tuple[Label, ...]:
    """Every word and mark of a text, in order."""
    return tuple(_labels(tuple(_spelled(tokens(text), lexicon)), lexicon))


def _spelled(found: Sequence[Token], lexicon: Lexicon) -> Iterator[Token]:
    """The tokens as they were meant: typing mistakes mended, words grown together parted."""
    for token in found:
        if token.mark is not None or token.text in lexicon:
            yield token
        elif parts := _parted(token.text, lexicon):
            for part in parts:
                yield replace(token, text=part)
        else:
            yield replace(token, text=lexicon.spelling.find(token.text) or token.text)


def _parted(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    for before in _GLUED_BEFORE:
        rest = word.removeprefix(before)
        if rest != word and rest in lexicon:
            return (before, rest)
    for after in _GLUED_AFTER:
        stem = word.removesuffix(after)
        if stem != word:
            for each in (stem, stem.removesuffix("s"), stem.removesuffix("e")):
                if len(each) > 2 and each in lexicon:
                    return (each, after)
    return ()


def _labels(found: Sequence[Token], lexicon: Lexicon) -> Iterator[Label]:
    words = tuple(token.text for token in found)
    named: tuple[str, ...] = ()
    place = 0
    while place < len(found):
        length, meaning = _meaning(found, words, place, lexicon, named)
        if meaning.kind is Kind.ORGANISM and (length > 1 or words[place][-1:].isdigit()):
            named = words[place : place + length]
        elif meaning.kind in {Kind.SENTENCE, Kind.LINE}:
            named = ()
        first, last = found[place], found[place + length - 1]
        word = words[place]
        yield Label(
            meaning,
            first.start,
            last.end,
            first.capital,
            word[0].isdigit(),
            word.endswith(_PARTICIPLES),
            concludes=length == 2 and words[place + 1] in _CONCLUDING_ENDS and word != "kan",
        )
        if last.stop:
            yield Label(_MARKS[Mark.SENTENCE], last.end, last.end, capital=False)
            named = ()
        place += length


def _meaning(
    found: Sequence[Token], words: Sequence[str], place: int, lexicon: Lexicon, named: tuple[str, ...]
) -> tuple[int, Meaning]:
    token = found[place]
    if token.mark not in {None, Mark.LIST}:
        return 1, _MARKS[token.mark]
    if code := _shortened(words, place, lexicon, named) or _halved(found, words, place, lexicon):
        return 1, Meaning(Kind.ORGANISM, organism=code)
    if known := lexicon.find(words, place):
        return known
    if code := lexicon.organism((token.text + "virus",)):
        return 1, Meaning(Kind.ORGANISM, organism=code)  # *noro*, *rota*
    return 1, _MARKS[token.mark] if token.mark else _strange(words, place, lexicon)


def _shortened(words: Sequence[str], place: int, lexicon: Lexicon, named: tuple[str, ...]) -> str:
    """The organism of the second letter or number in *influensa A og B*, *HSV 1/2*."""
    word = words[place]
    if not named or words[place - 1] not in _BETWEEN or len(word) > 3 or len(named[-1]) > 3:
        return ""
    return lexicon.organism((*named[:-1], word))


def _halved(found: Sequence[Token], words: Sequence[str], place: int, lexicon: Lexicon) -> str:
    """The organism of *rhino-* in *rhino- og enterovirus*."""
    if not found[place].open:
        return ""
    for end in ("virus", "bakterier", "kokker"):
        if any(word.endswith(end) for word in words[place + 1 : place + 4]):
            return lexicon.organism((words[place] + end,))
    return ""


def _strange(words: Sequence[str], place: int, lexicon: Lexicon) -> Meaning:
    """What an unknown word is: numbers, and letters after *type* or *gruppe*, change nothing."""
    word, before = words[place], words[place - 1] if place else ""
    if _YEAR.fullmatch(word) and before == "i":
        return _EARLIER
    if _is_figure(word, before):
        return _FILL
    if word in _NEGATIONS:
        return _SUSPECT
    short = len(word) <= _SHORT or not word.isalnum()  # *(-)*, *+/-*
    return _SHORTENED if short or word in lexicon.telling else _UNKNOWN


def _is_figure(word: str, before: str) -> bool:
    """Numbers, signs, and what stands for a type: 19A, ST131, gruppe B."""
    if any(map(str.isdigit, word)) or word in {"<", ">", "≤", "≥", "~", "%", "/"} or set(word) == {"+"}:
        return True
    return len(word) <= _SHORT + 1 and before in _KIND_WORDS

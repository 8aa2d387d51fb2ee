"""All words that a value may hold, with what each means: made once from the definitions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from infreg.definitions.snapshot import Row, Snapshot
from infreg.interpretation.cells import text_in
from infreg.interpretation.spelling import Near, Spelling
from infreg.interpretation.tokens import words
from infreg.interpretation.tries import Trie

Phrase = tuple[str, ...]


class Kind(Enum):
    """What a word, or several together, are for whoever reads a value."""

    ORGANISM = auto()
    SAYS = auto()
    NEGATION = auto()
    FLAG = auto()
    METHOD = auto()
    #: Known, and changes nothing.
    FILL = auto()
    PREPOSITION = auto()
    LIST = auto()
    CONTRAST = auto()
    UNKNOWN = auto()
    #: Unknown, and so short, or so like a word that tells what was found, that it may say anything.
    SHORTENED = auto()
    #: Unknown, and so like a negation that nothing in its sentence can be trusted.
    SUSPECT = auto()
    PART = auto()
    COLON = auto()
    SENTENCE = auto()
    QUESTION = auto()
    LINE = auto()


@dataclass(frozen=True, slots=True)
class Meaning:
    """`says` is a word of the finding words, `organism` a code; a flag may stand beside an organism (MRSA is
    both); `method` and `marker` are of a word for how it was looked for."""

    kind: Kind
    says: str = ""
    organism: str = ""
    flag: str = ""
    method: str = ""
    marker: str = ""


#: The closed classes of Norwegian and English; what all other words mean stands in the definitions.
_GRAMMAR = {
    Kind.LIST: "og eller samt and or både".split(),
    Kind.CONTRAST: "men mens medan but while whereas".split(),
    Kind.PREPOSITION: (
        "i på fra frå ved med hos av til for etter innen mot om in on from by with at of into"
    ).split(),
}
#: Definitions whose words may stand in a value without changing what it says, and in which column.
_FILL = {"specimen-names": "text", "specimens": "nb", "agent-names": "text", "agents": "nb", "units": "text"}
#: How names of a flora begin that tell of several sorts of bacteria, or of a specimen that is not clean.
_MIXED = ("bland", "mixed", "forurens", "kontamin")
#: Words this short are short forms of many things.
_SHORT = 3
_TELLING = frozenset("positive weak negative inconclusive previous immunity screening doubt growth".split())
FLORA = frozenset({"normal-flora", "mixed-flora"})


class Lexicon:
    """Asked for every word of every text that has not been read before."""

    __slots__ = ("_trie", "_whole", "spelling", "telling")

    def __init__(self, snapshot: Snapshot) -> None:
        self._trie = Trie(_meanings(snapshot).items())
        self._whole = dict(_whole(snapshot))
        #: The single words that say what was found or not, or how sure that is.
        self.telling = Near(word for word in self._trie.words if self._tells(word))
        self.spelling = Spelling({word: self._sort(word) for word in self._trie.words})

    def __contains__(self, word: str) -> bool:
        return word in self._trie.words

    def find(self, found: Sequence[str], place: int) -> tuple[int, Meaning] | None:
        """The longest phrase that begins at a place: how many words, and what they mean."""
        return self._trie.longest(found, place)

    def whole(self, found: Sequence[str]) -> str | None:
        """What these words say when they are all there is."""
        return self._whole.get(tuple(found))

    def name(self, found: Sequence[str]) -> Meaning | None:
        """The organism that exactly these words name, with a flag where the name tells of one."""
        meaning = self._trie.exactly(found)
        return meaning if meaning and meaning.kind is Kind.ORGANISM else None

    def organism(self, found: Sequence[str]) -> str:
        """The code of the organism that exactly these words name; empty for none."""
        meaning = self._trie.exactly(found)
        return meaning.organism if meaning else ""

    def _tells(self, word: str) -> bool:
        meaning = self._trie.exactly((word,))
        return meaning is not None and (meaning.says in _TELLING or meaning.kind is Kind.NEGATION)

    def _sort(self, word: str) -> str:
        meaning = self._trie.exactly((word,))
        return f"{meaning.kind.name}:{meaning.says}:{meaning.organism}" if meaning else word


def _meanings(snapshot: Snapshot) -> dict[Phrase, Meaning]:
    """What is told later weighs more than what is told before, but for organisms: see `_named`."""
    known = dict(_fill(snapshot))
    known.update(((word,), Meaning(kind)) for kind, each in _GRAMMAR.items() for word in each)
    known.update(_methods(snapshot))
    known.update(_said(snapshot))
    organisms = {text_in(row, "code"): row for row in snapshot.rows("organisms")}
    for phrase, code in _organism_names(snapshot):
        if phrase and code in organisms:
            known[phrase] = _named(phrase, known.get(phrase), organisms[code])
    return known


def _fill(snapshot: Snapshot) -> Iterator[tuple[Phrase, Meaning]]:
    """Each word by itself: a specimen or an agent may be told in any order of words."""
    for kind, column in _FILL.items():
        for row in snapshot.rows(kind):
            for word in words(text_in(row, column)):
                if len(word) > _SHORT:
                    yield (word,), Meaning(Kind.FILL)


def _methods(snapshot: Snapshot) -> Iterator[tuple[Phrase, Meaning]]:
    for row in snapshot.rows("method-words"):
        method, marker = text_in(row, "method"), text_in(row, "marker")
        kind = Kind.METHOD if method else Kind.FILL
        yield words(text_in(row, "text")), Meaning(kind, method=method, marker=marker)


def _said(snapshot: Snapshot) -> Iterator[tuple[Phrase, Meaning]]:
    for row in snapshot.rows("finding-words"):
        if text_in(row, "scope") != "whole":
            says, text = text_in(row, "says"), text_in(row, "text")
            kind, phrase = _KINDS.get(says, Kind.SAYS), words(text)
            if kind is Kind.NEGATION:
                says = REFUSES if phrase == ("nei",) else DENIES_ALL if _REACHING & {*phrase} else says
            yield phrase, Meaning(kind, says, flag=text.upper() if kind is Kind.FLAG else "")


#: A negation that holds for all of a list, and the words that do: *ingen A, B eller C*.
DENIES_ALL = "denies-all"
#: An answer to what stands before it: *påvist: nei*.
REFUSES = "refuses"
_REACHING = frozenset("ingen inga intet verken hverken korkje uten utan no without none neither nor".split())
_KINDS = {"flag": Kind.FLAG, "negation": Kind.NEGATION, "none": Kind.FILL}


def _whole(snapshot: Snapshot) -> Iterator[tuple[Phrase, str]]:
    for row in snapshot.rows("finding-words"):
        if text_in(row, "scope") == "whole":
            yield words(text_in(row, "text")), text_in(row, "says")


def _organism_names(snapshot: Snapshot) -> Iterator[tuple[Phrase, str]]:
    for row in snapshot.rows("organisms"):
        for column in ("name", "nb", "en"):
            yield words(text_in(row, column)), text_in(row, "code")
    for row in snapshot.rows("organism-names"):
        yield words(text_in(row, "text")), text_in(row, "organism")


def _named(phrase: Phrase, known: Meaning | None, organism: Row) -> Meaning:
    """A name weighs more than another meaning, but flora stays flora, and a gene that is a flag stays one."""
    if known and (known.says in FLORA or (known.flag and text_in(organism, "rank") == "toxin")):
        return known
    if text_in(organism, "kind") == "none":
        mixed = any(word.startswith(_MIXED) for word in phrase)
        return Meaning(Kind.SAYS, "mixed-flora" if mixed else "normal-flora")
    named = Meaning(Kind.ORGANISM, organism=text_in(organism, "code"))
    return replace(named, flag=known.flag) if known else named

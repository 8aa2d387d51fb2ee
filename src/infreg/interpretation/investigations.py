"""What an investigation looks for, and how: from a code, a name, or the words of a name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from infreg.definitions.snapshot import Row, Snapshot
from infreg.interpretation.cells import text_in, yes_in
from infreg.interpretation.labels import labels
from infreg.interpretation.lexicon import Lexicon
from infreg.interpretation.targets import LookedFor
from infreg.interpretation.tokens import words
from infreg.interpretation.tries import Trie

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Investigation:
    """`agents` are the organisms looked for (none: whatever there is). `means` is of a row that is no
    investigation but tells of one (row words). `listed`: the definitions or a person know it by itself;
    otherwise it was understood from its words, as far as it was. `quantitative`: it counts; `confirms`: it
    confirms another test. `infection` is False where it is known to look for none."""

    agents: tuple[str, ...] = ()
    method: str | None = None
    marker: str | None = None
    specimen: str | None = None
    screening: bool = False
    flags: tuple[str, ...] = ()
    means: str | None = None
    listed: bool = False
    quantitative: bool = False
    confirms: bool = False
    infection: bool = True

    @property
    def known(self) -> bool:
        """Whether anything is known of it."""
        return self.listed or bool(self.agents or self.method or self.means or self.flags)


UNKNOWN = Investigation()
#: Words of investigations that name a microbe and look for something else.
_SHORT = 3
_CONFIRMING = ("konfirm", "bekreft", "confirm", "western", "immunoblot", "immunblot", "blot", "geenius")
_COUNTING = ("kvant", "quant", "viruslast", "virusmengde", "load")
_OF_OTHERS = frozenset("ige asca allergi spesifikk-ige".split())
#: Of several methods in one name the first of these is what was done.
_METHODS = "typing nat culture microscopy toxin antibody antigen resistance other".split()
_MARKERS = "igm igg iga anti-hbs anti-hbc hbsag hbeag total".split()


def of_row(row: Row, spoken: Investigation) -> Investigation:
    """An investigation that the definitions list; `spoken` is what the words of its name tell."""
    return Investigation(
        agents=tuple(filter(None, (text_in(row, "agent"),))),
        method=text_in(row, "method") or None,
        marker=text_in(row, "marker") or None,
        specimen=text_in(row, "specimen") or None,
        screening=yes_in(row, "screening"),
        means=spoken.means,
        flags=spoken.flags,
        listed=True,
        quantitative=spoken.quantitative,
        confirms=spoken.confirms,
    )


def of_mapping(said: LookedFor) -> Investigation:
    """An investigation that a person has explained."""
    return Investigation(
        agents=(said.organism,) if said.organism else (),
        method=said.method,
        marker=said.marker,
        screening=said.screening,
        listed=True,
        infection=not said.none,
    )


@dataclass(frozen=True, slots=True)
class _Way:
    """What a method word tells."""

    method: str
    marker: str
    screening: bool


class Names:
    """Understands an investigation from the words of its name."""

    __slots__ = ("_lexicon", "_listed", "_means", "_toxins", "_ways")

    def __init__(self, snapshot: Snapshot, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._toxins = {
            text_in(row, "code"): text_in(row, "parent")
            for row in snapshot.rows("organisms")
            if text_in(row, "rank") == "toxin"
        }
        names = ((words(text_in(row, "text")), row) for row in snapshot.rows("investigation-names"))
        self._listed: Trie[Row] = Trie((phrase, row) for phrase, row in names if _stands_alone(phrase))
        self._ways = Trie((words(text_in(row, "text")), _way(row)) for row in snapshot.rows("method-words"))
        self._means = {
            words(text_in(row, "text")): text_in(row, "means") for row in snapshot.rows("row-words")
        }

    def understand(self, name: str) -> Investigation:
        """As far as the words go; `UNKNOWN` where none is known."""
        named = words(name)
        means = self._means.get(named) or self._means.get(
            named[:-1] if named[-1:] and named[-1].isdigit() else ()
        )
        if means:
            return Investigation(means=means)
        ways = tuple(self._ways_in(named))
        found = [label.meaning for label in labels(name, self._lexicon)]
        method, marker = _together(ways)
        agents = self._without_toxins(_unique(each.organism for each in found))
        inside = None if agents else self._inside(named)
        if inside:
            agents = (text_in(inside, "agent"),)
            method, marker = (
                method or text_in(inside, "method") or None,
                marker or text_in(inside, "marker") or None,
            )
        return Investigation(
            agents=agents,
            method=method,
            marker=marker,
            screening=any(way.screening for way in ways),
            flags=_unique(each.flag for each in found),
            quantitative=any(word.startswith(_COUNTING) for word in named),
            confirms=any(word.startswith(_CONFIRMING) for word in named),
            infection=not _OF_OTHERS & {*named},
        )

    def _without_toxins(self, agents: tuple[str, ...]) -> tuple[str, ...]:
        """A toxin beside its microbe is not looked for by itself: *STEC (stx1/stx2)*."""
        return tuple(each for each in agents if self._toxins.get(each) not in agents)

    def _inside(self, named: Phrase) -> Row | None:
        """The longest listed name inside another that says what is looked for: *S-anti-HBs (kvant.)*."""
        found = [each for place in range(len(named)) if (each := self._listed.longest(named, place))]
        told = [(length, row) for length, row in found if text_in(row, "agent")]
        return max(told, key=lambda each: each[0])[1] if told else None

    def _ways_in(self, named: Phrase) -> Iterator[_Way]:
        place = 0
        while place < len(named):
            length, way = self._ways.longest(named, place) or (1, None)
            if way:
                yield way
            place += length


def _stands_alone(phrase: Phrase) -> bool:
    """Whether a name means the same inside a longer one; a short form may not."""
    return len(phrase) > 1 or len(phrase[0]) > _SHORT


def _way(row: Row) -> _Way:
    return _Way(text_in(row, "method"), text_in(row, "marker"), yes_in(row, "screening"))


def _together(ways: Iterable[_Way]) -> tuple[str | None, str | None]:
    """One method and marker of all the words: antigen and antibody together is a test for antibodies too."""
    told = [way for way in ways if way.method]
    method = next((each for each in _METHODS if each in {way.method for way in told}), None)
    markers = {way.marker for way in told if way.method == method and way.marker}
    if {"igm", "igg"} <= markers:
        return method, "total"
    return method, next((each for each in _MARKERS if each in markers), next(iter(sorted(markers)), None))


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, texts)))

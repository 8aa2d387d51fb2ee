"""Everything the definitions know, ready to be asked: made once for the definitions of a day."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from infreg.definitions.snapshot import Snapshot
from infreg.interpretation.cells import text_in
from infreg.interpretation.grouping import of_one_microbe
from infreg.interpretation.investigations import UNKNOWN, Investigation, Names, of_mapping, of_row
from infreg.interpretation.lexicon import Lexicon
from infreg.interpretation.mappings import NO_MAPPINGS, Mappings
from infreg.interpretation.reading import TextReading, read
from infreg.interpretation.requesters import Requesters
from infreg.interpretation.rules import Rules
from infreg.interpretation.targets import looked_for
from infreg.interpretation.terms import LOCAL, coding, term_of
from infreg.interpretation.tokens import words
from infreg.interpretation.tries import Trie
from infreg.vocabulary.answer import Coded
from infreg.vocabulary.finding import Term, TermKind

T = TypeVar("T")
Phrase = tuple[str, ...]
_REMEMBERED = 50_000
#: A name with another in brackets.
_BRACKETED = re.compile(r"([^()]{3,60}) \(([^()]{3,60})\) ?([^()]{0,60})")
#: By kind of term: where its codes and names stand, and in which column what they mean.
_LISTS = {
    TermKind.ORGANISM: ("organism-codes", "organism-names", "organism"),
    TermKind.AGENT: ("agent-codes", "agent-names", "agent"),
    TermKind.SPECIMEN: ("specimen-codes", "specimen-names", "specimen"),
    TermKind.VALUE: ("finding-codes", "", "says"),
}
#: The things themselves, and the columns with their own names.
_THINGS = {
    TermKind.ORGANISM: ("organisms", ("name", "nb", "en")),
    TermKind.AGENT: ("agents", ("nb", "en")),
    TermKind.SPECIMEN: ("specimens", ("nb", "en")),
}


@dataclass(frozen=True, slots=True)
class Lookup(Generic[T]):
    """What was found (None: nobody knows). `term` is None when the definitions know it; otherwise it is what
    a person has explained, or should."""

    found: T | None
    term: Term | None = None


class Codes:
    """The definitions of a day with what people have explained. Pure: what it is asked, it only remembers."""

    #: The kinds of definitions it is made of: while none of these changes, it stays the same.
    KINDS = (
        "organisms organism-names organism-codes agents agent-names agent-codes specimens specimen-names "
        "specimen-codes investigations investigation-names method-words row-words finding-words "
        "finding-codes finding-rules requester-words units"
    ).split()

    def __init__(
        self, snapshot: Snapshot, mappings: Mappings = NO_MAPPINGS, *, made: "Codes | None" = None
    ) -> None:
        if made:
            vars(self).update(vars(made))
        else:
            self._make(snapshot)
        self._mappings = mappings

    def with_mappings(self, mappings: Mappings) -> "Codes":
        """The same definitions with what else people have explained; what is made of the definitions, and
        what is remembered of them, is shared."""
        return Codes(self.snapshot, mappings, made=self)

    def _make(self, snapshot: Snapshot) -> None:
        """All that what people explain does not change: a third of a second's work."""
        self.snapshot = snapshot
        self.rules = Rules(snapshot)
        self.lexicon = Lexicon(snapshot)
        self.requesters = Requesters(snapshot)
        self._names = Names(snapshot, self.lexicon)
        self._by_code = {kind: dict(_by_code(snapshot, kind)) for kind in _LISTS}
        self._by_text = {kind: dict(_by_text(snapshot, kind)) for kind in _THINGS}
        self._specimens = Trie(self._by_text[TermKind.SPECIMEN].items())
        self._investigations = {_coding(row): row for row in snapshot.rows("investigations")}
        self._named = {words(text_in(row, "text")): row for row in snapshot.rows("investigation-names")}
        self._parents = {text_in(row, "code"): text_in(row, "parent") for row in snapshot.rows("organisms")}
        self._sites = {text_in(row, "code"): text_in(row, "site") for row in snapshot.rows("specimens")}
        self.read = lru_cache(_REMEMBERED)(self._read)
        self.understood = lru_cache(_REMEMBERED)(self._understood)
        self.by_itself = lru_cache(_REMEMBERED)(self._by_itself)
        self.investigation_by_itself = lru_cache(_REMEMBERED)(self._investigation_by_itself)
        self.says = lru_cache(_REMEMBERED)(self._says)

    def find_organism(self, named: Coded | str, unit: int | None = None) -> str | None:
        """The organism of a code or name; with what people have explained for all, or for one laboratory."""
        return self.look_up(TermKind.ORGANISM, named, unit).found

    def find_agent(self, named: Coded | str, unit: int | None = None) -> str | None:
        """The agent of a code or name."""
        return self.look_up(TermKind.AGENT, named, unit).found

    def find_specimen(self, named: Coded | str, unit: int | None = None) -> str | None:
        """The kind of specimen of a code or name."""
        return self.look_up(TermKind.SPECIMEN, named, unit).found

    def find_investigation(self, named: Coded, unit: int | None = None) -> Investigation:
        """What an investigation looks for, as far as anybody knows."""
        return self.look_up_investigation(named, unit).found or self.understood(named)

    def look_up(self, kind: TermKind, named: Coded | str, unit: int | None) -> Lookup[str]:
        """An organism, agent, specimen or word for a value; nothing at all has no term."""
        listed = self.by_itself(kind, named)
        return self._explained(listed, unit) if listed.term else listed

    def explain(self, kind: TermKind, named: Coded | str, unit: int | None) -> Lookup[str]:
        """What a person has said that it means, whatever the definitions say."""
        return self._explained(_unlisted(kind, named), unit)

    def _explained(self, unlisted: Lookup[str], unit: int | None) -> Lookup[str]:
        term = unlisted.term
        target = self._mappings.find(term, unit) if term else None
        return unlisted if target is None else Lookup(target, term)

    def look_up_investigation(self, named: Coded, unit: int | None) -> Lookup[Investigation]:
        """An investigation that the definitions list or a person has explained; not one that is understood
        from its words (`understood`)."""
        listed = self.investigation_by_itself(named)
        target = self._mappings.find(listed.term, unit) if listed.term else None
        return Lookup(of_mapping(looked_for(target)), listed.term) if target else listed

    def has_explained(self, term: Term, unit: int | None) -> bool:
        """Whether a person has said what a term means."""
        return self._mappings.find(term, unit) is not None

    def of_code(self, kind: TermKind, coded: Coded) -> str | None:
        """What a code alone means, whatever words stand beside it."""
        return self._by_code[kind].get(coding(coded)) if coded.code else None

    def is_national(self, coded: Coded) -> bool:
        """Whether a code means the same to every laboratory."""
        return coding(coded)[0] not in LOCAL

    def site(self, specimen: str | None) -> str | None:
        """Where in the body a kind of specimen is from."""
        return self._sites.get(specimen or "") or None

    def related(self, one: str, other: str) -> bool:
        """Whether two organisms are the same, or one is a group that holds the other."""
        return one in self.ancestors(other) or other in self.ancestors(one)

    def ancestors(self, organism: str) -> tuple[str, ...]:
        """The organism and the groups it belongs to, nearest first."""
        found: list[str] = []
        while organism and organism not in found:
            found.append(organism)
            organism = self._parents.get(organism, "")
        return tuple(found)

    def _read(self, text: str) -> TextReading:
        return of_one_microbe(read(text, self.lexicon), self.ancestors)

    def _says(self, coded: Coded) -> str | None:
        """What a code of a value says."""
        return self._by_code[TermKind.VALUE].get(coding(coded))

    def _listed(self, kind: TermKind, named: Coded | str) -> str | None:
        if isinstance(named, str):
            return self._of_text(kind, named)
        if (code := self._by_code[kind].get(coding(named))) is not None:
            return code
        texts = (named.display, named.text)
        return next((found for text in texts if text and (found := self._of_text(kind, text))), None)

    def _of_text(self, kind: TermKind, text: str) -> str | None:
        named, known = words(text), self._by_text.get(kind, {})
        if named in known:
            return known[named]
        match kind:
            case TermKind.ORGANISM:
                return self._one_organism(text)
            case TermKind.SPECIMEN:
                return self._one_specimen(named)
            case _:
                return known.get(named[1:])  # "Us-Ampicillin": the system goes before the agent

    def _one_organism(self, text: str) -> str | None:
        """The one organism in a name with more to it, such as a quantity or a typing mistake."""
        if (bracketed := _BRACKETED.fullmatch(text)) and (code := self._of_brackets(*bracketed.groups())):
            return code
        reading = self.read(text)
        found = {each.organism for each in reading.named}
        return found.pop() if len(found) == 1 and not reading.statements and not reading.strange else None

    def _of_brackets(self, before: str, inside: str, after: str) -> str | None:
        """The organism of *Cutibacterium (Propionibacterium) acnes*, and of *Streptokokker gr. G
        (S. dysgalactiae)*, where the two names must be of one family."""
        known = self._by_text[TermKind.ORGANISM]
        outer, inner = known.get(words(f"{before} {after}")), known.get(words(inside))
        if after or not (outer and inner):
            return outer if after else None
        if outer in self.ancestors(inner):
            return inner
        return inner if set(self.ancestors(outer)[1:]) & {*self.ancestors(inner)[1:]} else None

    def _one_specimen(self, named: Phrase) -> str | None:
        """The kind of specimen with the longest name in a text, where there is one."""
        found: dict[int, set[str]] = {}
        place = 0
        while place < len(named):
            length, code = self._specimens.longest(named, place) or (1, None)
            if code:
                found.setdefault(length, set()).add(code)
            place += length
        longest = found[max(found)] if found else set()
        return longest.pop() if len(longest) == 1 else None

    def _by_itself(self, kind: TermKind, named: Coded | str) -> Lookup[str]:
        """What the definitions say of it; else the term it is explained by."""
        code = self._listed(kind, named)
        return _unlisted(kind, named) if code is None else Lookup(code)

    def _investigation_by_itself(self, named: Coded) -> Lookup[Investigation]:
        understood = self.understood(named)
        term = term_of(TermKind.INVESTIGATION, named)
        if understood.listed or not (term.code or term.text):
            return Lookup(understood)
        return Lookup(None, term)

    def _understood(self, named: Coded) -> Investigation:
        row = self._investigations.get(coding(named))
        texts = tuple(filter(None, (named.display, named.text)))
        for text in texts:
            row = row or self._named.get(words(text))
        spoken = [self._names.understand(text) for text in texts]
        known = next((each for each in spoken if each.known), UNKNOWN)
        if row:
            return of_row(row, known)
        return known if known.known else self._of_specimen(texts)

    def _of_specimen(self, texts: tuple[str, ...]) -> Investigation:
        """An investigation called by its specimen alone (*halsprøve*) may tell of whatever is there."""
        known = self._by_text[TermKind.SPECIMEN]
        specimen = next((known[named] for text in texts if (named := words(text)) in known), None)
        return Investigation(means="finding", specimen=specimen) if specimen else UNKNOWN


def _unlisted(kind: TermKind, named: Coded | str) -> Lookup[str]:
    term = term_of(kind, named)
    return Lookup(None, term if term.code or term.text else None)


def _coding(row: Mapping[str, object]) -> tuple[str, str]:
    return coding(Coded(text_in(row, "system"), None, text_in(row, "code")))


def _by_code(snapshot: Snapshot, kind: TermKind) -> Iterator[tuple[tuple[str, str], str]]:
    codes, _, column = _LISTS[kind]
    for row in snapshot.rows(codes):
        yield _coding(row), text_in(row, column)


def _by_text(snapshot: Snapshot, kind: TermKind) -> Iterator[tuple[Phrase, str]]:
    things, columns = _THINGS[kind]
    for row in snapshot.rows(things):
        for column in columns:
            if phrase := words(text_in(row, column)):
                yield phrase, text_in(row, "code")
    _, names, column = _LISTS[kind]
    for row in snapshot.rows(names):
        yield words(text_in(row, "text")), text_in(row, column)

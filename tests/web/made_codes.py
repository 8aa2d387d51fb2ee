"""Words that nobody understands, what was said of others, and definitions, as `flow.codes` and
`flow.definitions` would tell them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from infreg.access.actor import Actor
from infreg.access.roles import Permission
from infreg.definitions.book import Book, Version
from infreg.definitions.definition import Definition
from infreg.definitions.reading import read
from infreg.vocabulary.finding import Term, TermKind
from infreg.vocabulary.mapping import (
    Coverage,
    Example,
    MappedTerm,
    ShownFinding,
    ShownIsolate,
    Suggestion,
    TermPage,
    Unmapped,
)
from tests.definitions.made import definition
from tests.web.made_pages import RECEIPT

LONG_AGO = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
DAY = date(2026, 3, 14)
KOLI = Term(TermKind.ORGANISM, "", "", "escherichia koli")
PANEL = Term(TermKind.INVESTIGATION, "2.16.578.1.12.4.1.1.7280", "NPU99999", "luftveispanel")
PUSS = Term(TermKind.SPECIMEN, "", "", "puss fra tå")
NORD, SUD = (1, "Nordlab"), (2, "Sørlab")


def unmapped(
    term: Term = KOLI, persons: int = 21, answers: int = 27, laboratories: int = 1, last: date | None = DAY
) -> Unmapped:
    return Unmapped(term, persons, answers, laboratories, DAY, last)


def similar(target: str, title: str, like: str, score: int = 90) -> Suggestion:
    return Suggestion(target, title, score, "similar", like)


COLI = similar("ESCCOL", "Escherichia coli", "escherichia coli", 94)
ALBERTII = Suggestion("ESCALB", "Escherichia albertii", 71, "earlier", "esch albertii")
EXAMPLE = Example("Nordlab", str(RECEIPT), "Dyrkning", "Urin", "Escherichia koli", "Rikelig vekst", DAY)


def page(
    found: Unmapped | None = None,
    suggestions: tuple[Suggestion, ...] = (COLI, ALBERTII),
    laboratories: tuple[tuple[int, str], ...] = (NORD,),
    history: tuple[MappedTerm, ...] = (),
) -> TermPage:
    return TermPage(found or unmapped(), laboratories, (EXAMPLE,), suggestions, history)


def mapped(number: int = 7, term: Term = KOLI, target: str = "ESCCOL", unit: int | None = None) -> MappedTerm:
    return MappedTerm(number, unit, term, target, "Skrivefeil.", "Rita Registermedarbeider", LONG_AGO)


@dataclass
class Codes:
    """What `flow.codes` answers. `refuses` is raised by what changes something."""

    ranked: tuple[Unmapped, ...] = ()
    pages: Mapping[str, TermPage] = field(default_factory=dict)
    found: tuple[Suggestion, ...] = ()
    said: list[MappedTerm] = field(default_factory=list)
    shares: tuple[Coverage, ...] = ()
    rereading: int = 0
    findings: tuple[ShownFinding, ...] = ()
    isolates: tuple[ShownIsolate, ...] = ()
    refuses: Exception | None = None
    done: list[tuple[object, ...]] = field(default_factory=list)
    searched: list[tuple[TermKind, str]] = field(default_factory=list)

    def unmapped(
        self, actor: Actor, *, kind: TermKind | None = None, page: int = 1, size: int = 25
    ) -> tuple[tuple[Unmapped, ...], int]:
        actor.check(Permission.SEE_CODES)
        chosen = [each for each in self.ranked if kind in (None, each.term.kind)]
        here = tuple(chosen[(page - 1) * size : page * size])
        return here, len(chosen) if here else 0

    def find_term(self, actor: Actor, term_id: str) -> TermPage | None:
        actor.check(Permission.SEE_CODES)
        return self.pages.get(term_id)

    def search_targets(self, actor: Actor, kind: TermKind, words: str) -> tuple[Suggestion, ...]:
        actor.check(Permission.SEE_CODES)
        self.searched.append((kind, words))
        return self.found

    def map_term(self, actor: Actor, term_id: str, target: str, because: str, unit: int | None = None) -> int:
        actor.check(Permission.MAP)
        if self.refuses:
            raise self.refuses
        self.done.append(("map", term_id, target, because, unit))
        term = self.pages[term_id].unmapped.term
        self.said.insert(0, MappedTerm(99, unit, term, target, because, actor.name, LONG_AGO))
        return 27

    def undo(self, actor: Actor, mapping: int, because: str) -> int:
        actor.check(Permission.MAP)
        if self.refuses:
            raise self.refuses
        self.done.append(("undo", mapping, because))
        return 27

    def history(self, actor: Actor, *, limit: int = 50) -> tuple[MappedTerm, ...]:
        actor.check(Permission.SEE_CODES)
        return tuple(self.said[:limit])

    def coverage(self, actor: Actor) -> tuple[Coverage, ...]:
        actor.check(Permission.SEE_CODES)
        return self.shares

    def waiting(self, actor: Actor) -> int:
        actor.check(Permission.SEE_CODES)
        return self.rereading

    def show_findings(self, actor: Actor, receipt: str) -> tuple[ShownFinding, ...]:
        del receipt
        actor.check(Permission.SEE_ANSWERS)
        return self.findings

    def show_isolates(self, actor: Actor, receipt: str) -> tuple[ShownIsolate, ...]:
        del receipt
        actor.check(Permission.SEE_ANSWERS)
        return self.isolates


#: What of `flow.codes` the pages ask.
ASKED = tuple(
    "unmapped find_term search_targets map_term undo history coverage waiting "
    "show_findings show_isolates".split()
)


# --- definitions

ORGANISMS = """code,name,rank,parent,kind,nb,en,source,status
ESCSPP,Escherichia,genus,,bacterium,,,,
ESCCOL,Escherichia coli,species,ESCSPP,bacterium,kolibakterie,,"TESSy metadata set 57",verified
ESCALB,Escherichia albertii,species,ESCSPP,bacterium,,,,
INFA,Influenza A virus,virus,,virus,influensa A,,,
"""
NAMES = """text,organism,how
Escherichia coli,ESCCOL,name
kolibakterie,ESCCOL,norwegian
E. albertii,ESCALB,abbreviation
"""
SYSTEMS = """system,name,nb,en
2.16.578.1.12.4.1.1.7280,NLK,Norsk laboratoriekodeverk,Norwegian laboratory code system
2.16.578.1.12.4.1.1.8202,Volven 8202,Type laboratoriemelding,Type of laboratory message
2.16.578.1.12.4.1.1.8351,Volven 8351,Prøvemateriale,Specimen
http://hl7.org/fhir/administrative-gender,FHIR AdministrativeGender,Kjønn,Sex
"""
RULES = """
kind = "finding-rules"
name = "finding-rules"
valid_from = 1990-01-01
source = "Faglig kunnskap"
status = "unverified"
[title]
nb = "Funnregler"
en = "Rules for findings"
[[rule]]
id = "antibodies-tell-of-immunity"
when = 'word == "positive" and marker in ["igg", "anti-hbs"]'
outcome = "immunity"
[rule.text]
nb = "Antistoff av klasse IgG tyder på immunitet."
en = "IgG antibodies tell of immunity."
"""


def rules() -> Definition:
    found, faults = read({"finding-rules.toml": RULES.encode()})
    assert found, faults
    return found


def book() -> Book:
    """Organisms in two versions, the later known last; their names; code systems; one rule."""
    loaded = (
        definition(ORGANISMS.replace("kolibakterie", "koli"), valid_from="1990-01-01"),
        definition(ORGANISMS, valid_from="2012-01-01"),
        definition(NAMES, "organism-names", valid_from="1990-01-01"),
        definition(SYSTEMS, "systems", valid_from="1990-01-01"),
        rules(),
    )
    return Book(Version(at, LONG_AGO + timedelta(days=at), each) for at, each in enumerate(loaded))

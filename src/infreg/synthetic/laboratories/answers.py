"""What a laboratory says of a specimen: the rows of an answer, in its words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from infreg.synthetic.events import Found, Tested
from infreg.synthetic.laboratories.laboratory import Laboratory, Own
from infreg.synthetic.laboratories.wording import OID, Speaker
from infreg.synthetic.panels import GROUPS, Panel
from infreg.vocabulary.answer import Coded, Concentration, Result, Susceptibility, Value, ValueKind

#: Groups whose members only a reference laboratory tells apart: those that send isolates there name these.
TYPED_BY_REFERENCE = frozenset({"SALSPP", "NEIMEN", "HAEINF", "YERENT", "ESCSTE", "LEGPNE", "MYCTUB"})
#: Members that every laboratory tells from the rest: what they cause is another disease.
_ALWAYS_NAMED = frozenset({"SALTPI", "SALPAA", "SALPAB"})
_GROUP_OF = {
    member: group
    for group in TYPED_BY_REFERENCE
    for member in GROUPS.get(group, ())
    if member not in _ALWAYS_NAMED
}
#: What is told of resistance, and what it is called; genes are told where the laboratory has looked.
_FLAG_NAMES = {"VANA": "vanA", "VANB": "vanB"}
#: Of the agents tested, so many are told at first by those who send the rest in an addition.
_FIRST_AGENTS = 4
_NOTHING = Value(ValueKind.NONE)
#: Of answers that find something, so many say more of it.
_REMARKED = 0.2


@dataclass(frozen=True, slots=True)
class Reported:
    """One thing told as found: by which row, as which organism, with which flags and agents. `grown`: it is
    an isolate."""

    found: Found
    row: str
    organism: str
    flags: tuple[str, ...]
    tested: tuple[Tested, ...]
    grown: bool


@dataclass(frozen=True, slots=True)
class Content:
    """The rows of an answer, and what they tell. `own` are the words in it that nobody knows."""

    specimen: Coded
    results: tuple[Result, ...]
    susceptibilities: tuple[Susceptibility, ...]
    reported: tuple[Reported, ...]
    own: tuple[Own, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """How much of a specimen an answer tells: `agents` none, first, rest or all. `unfinished`: what has not
    grown may still."""

    agents: str = "all"
    unfinished: bool = False


ALL = Told()


def compose(
    laboratory: Laboratory,
    panel: Panel,
    specimen: tuple[str, str],
    found: Sequence[Found],
    random: Random,
    told: Told = ALL,
) -> Content:
    """The rows on a specimen (code and the laboratory's number of it), with what of it was found."""
    page = _Page(laboratory, panel, specimen, random, told)
    if panel.method in {"culture", "microscopy"}:
        page.culture(found)
    elif laboratory.speech.rows or len(panel.organisms) == 1:
        page.each_agent(found)
    else:
        page.all_agents(found)
    return page.content()


def isolate(
    laboratory: Laboratory, found: Found, number: str, random: Random, types: Sequence[tuple[str, str]]
) -> Content:
    """The rows of a reference laboratory on an isolate that another one grew: the finest name, and types."""
    page = _Page(laboratory, ISOLATES, ("bacterial-isolate", number), random, ALL)
    page.isolate(found, types)
    return page.content()


#: What a reference laboratory does with isolates.
ISOLATES = Panel("isolate", ("bacterial-isolate",), (), "culture", tested=True)


class _Page:
    """An answer being written."""

    def __init__(
        self, laboratory: Laboratory, panel: Panel, specimen: tuple[str, str], random: Random, told: Told
    ) -> None:
        self._laboratory, self._panel, self._random, self._told = laboratory, panel, random, told
        self._speech = laboratory.speech
        self._speaker = Speaker(laboratory)
        kind, self._number = specimen
        self._kind = kind
        self._specimen = self._speaker.specimen(kind, random)
        self._results: list[Result] = []
        self._susceptibilities: list[Susceptibility] = []
        self._reported: list[Reported] = []

    def content(self) -> Content:
        if self._reported and self._random.random() < _REMARKED:
            kind = "remark/reactive" if self._panel.awaits else "remark/found"
            if remark := self._speaker.words(kind, self._random):
                self._results[0] = replace(self._results[0], comment=remark)
        return Content(
            self._specimen,
            tuple(self._results),
            tuple(self._susceptibilities),
            tuple(self._reported),
            tuple(self._speaker.own),
        )

    # --- What grows or is seen ---

    def culture(self, found: Sequence[Found]) -> None:
        """A culture names what grew: under itself, or in its own row. What was seen stands in its own."""
        title = self._speaker.title(self._panel, self._random)
        if not found:
            self._nothing_grew(title)
        elif self._panel.key == "mrsa-screening" and self._speech.screened == "verdict":
            self._verdict(title, found[0])
        elif self._speech.growth == "named" or self._panel.method == "microscopy":
            for each in found:
                self._named(title, each)
        elif (
            self._speech.growth == "sentence"
            and len(found) == 1
            and not found[0].flags
            and not found[0].tested
        ):
            self._sentence(title, found[0])
        else:
            self._identified(title, found)

    def _verdict(self, title: Coded, found: Found) -> None:
        """*MRSA: positiv*, and no more."""
        row = self._row(title, self._speaker.value("verdict", self._random))
        flags = tuple(flag for flag in found.flags if flag == "MRSA")
        self._reported.append(Reported(found, row, found.organism, flags, (), grown=True))

    def _nothing_grew(self, title: Coded) -> None:
        if self._told.unfinished:
            turned_out = "preliminary"
        elif self._panel.method == "microscopy":
            turned_out = "not-seen"
        else:
            turned_out = "not-grown" if self._panel.organisms else "no-growth"
        self._row(title, self._speaker.value(turned_out, self._random, self._panel))

    def _identified(self, title: Coded, found: Sequence[Found]) -> None:
        growth = self._speaker.value("growth", self._random) if self._speech.growth == "growth" else _NOTHING
        culture = self._row(title, growth)
        for each in found:
            organism = self._organism(each)
            named = self._row(self._speaker.row("Identifikasjon"), self._name(organism, each), culture)
            self._amount(named)
            self._report(named, each, organism)

    def _named(self, title: Coded, found: Found) -> None:
        organism = self._organism(found)
        named = self._row(title, self._name(organism, found))
        self._amount(named)
        self._report(named, found, organism)

    def _sentence(self, title: Coded, found: Found) -> None:
        organism = self._organism(found)
        name = self._speaker.organism(organism, self._random, plain=True)
        sentence = self._speaker.words("sentence", self._random) or "Vekst av {}."
        self._report(self._row(title, _text(sentence.format(name))), found, organism)

    def _organism(self, found: Found) -> str:
        """The group where a reference laboratory is to tell which member it is."""
        if self._laboratory.habits.forwards and self._panel.method == "culture":
            return _GROUP_OF.get(found.organism, found.organism)
        return found.organism

    def _name(self, organism: str, found: Found) -> Value:
        """The name, with the resistance where it is told in the name."""
        plain = bool(found.flags) and self._speech.flags == "name"
        name = self._speaker.organism(organism, self._random, plain=plain)
        flags = [_FLAG_NAMES.get(flag, flag) for flag in found.flags]
        if flags and self._speech.flags == "name":
            form = self._speaker.words("flagged", self._random) or "{} ({})"
            name = form.format(name, ", ".join(flags))
        return _text(name)

    def _amount(self, named: str) -> None:
        urine = self._kind.startswith("urine")
        words = self._speaker.words("amount/urine" if urine else "amount", self._random)
        if words and self._panel.key not in {"blood-culture", "isolate"} and self._panel.method == "culture":
            self._row(self._speaker.row("Mengde"), _text(words), named)

    # --- What is looked for ---

    def each_agent(self, found: Sequence[Found]) -> None:
        """A row for every agent, and for every marker of it."""
        by_organism = {each.organism: each for each in found}
        for organism in self._panel.organisms:
            there = by_organism.get(organism)
            rows = [self._tested_for(organism, marker, there) for marker in self._panel.markers or (None,)]
            if there:
                self._report(rows[0], there, organism)

    def _tested_for(self, organism: str, marker: str | None, found: Found | None) -> str:
        test = self._speaker.test(self._panel, organism, marker, self._random)
        reacts = self._panel.method == "antibody"
        if found and self._panel.key in _COUNTED and self._speech.counted != "no":
            copies = int(10 ** self._random.uniform(2.2, 6.5))
            return self._row(test, self._speaker.count(copies))
        turned_out = (
            ("reactive" if reacts else "found") if found else ("not-reactive" if reacts else "not-found")
        )
        return self._row(test, self._speaker.value(turned_out, self._random, self._panel))

    def all_agents(self, found: Sequence[Found]) -> None:
        """One row for all: what was found is named in its words."""
        title = self._speaker.title(self._panel, self._random)
        if not found:
            self._row(title, self._speaker.value("none-found", self._random, self._panel))
            return
        for each in found:
            name = self._speaker.organism(each.organism, self._random, plain=True)
            sentence = self._speaker.words("found-among", self._random) or "Påvist {}."
            self._report(self._row(title, _text(sentence.format(name))), each, each.organism)

    def isolate(self, found: Found, types: Sequence[tuple[str, str]]) -> None:
        """A reference laboratory's rows on an isolate."""
        named = self._row(self._speaker.row("Artsidentifikasjon"), self._name(found.organism, found))
        for name, value in types:
            self._row(self._speaker.row(name), _text(value), named)
        self._report(named, found, found.organism)

    # --- Rows ---

    def _row(self, asked: Coded, value: Value, parent: str | None = None) -> str:
        row = str(len(self._results) + 1)
        self._results.append(Result(row, parent, self._number, asked, value))
        return row

    def _report(self, row: str, found: Found, organism: str) -> None:
        """What a row tells as found; with flags in rows of their own, and what it was tested against."""
        if found.flags and (self._speech.flags == "row" or self._panel.method != "culture"):
            for flag in found.flags:
                asked = Coded(system=OID + "8212", text=_FLAG_NAMES.get(flag, flag))
                self._row(asked, self._speaker.value("flag", self._random), row)
        tested = tuple(self._agents(found.tested))
        self._susceptibilities += [self._susceptibility(row, each) for each in tested]
        grown = self._panel.method == "culture"
        self._reported.append(Reported(found, row, organism, found.flags, tested, grown))

    def _agents(self, tested: Sequence[Tested]) -> Iterator[Tested]:
        match self._told.agents:
            case "none":
                return
            case "first":
                yield from tested[:_FIRST_AGENTS]
            case "rest":
                yield from tested[_FIRST_AGENTS:]
            case _:
                yield from tested

    def _susceptibility(self, row: str, tested: Tested) -> Susceptibility:
        return Susceptibility(
            organism_result=row,
            agent=self._speaker.agent(tested.agent, self._random),
            sir=tested.sir,
            sir_text=self._speaker.words(f"sir/{tested.sir}", self._random),
            mic=Concentration(tested.mic) if tested.mic is not None else None,
            specimen=self._number,
        )


#: Panels that count copies.
_COUNTED = frozenset({"hiv-rna", "hepatitis-c-rna", "hepatitis-b-dna"})


def _text(words: str) -> Value:
    return Value(ValueKind.TEXT, words)

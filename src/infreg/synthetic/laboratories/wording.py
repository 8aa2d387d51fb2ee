"""Chooses the words a laboratory says things in: its own, or those that all laboratories use."""

from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

from infreg.synthetic.laboratories.laboratory import Laboratory, Own, Words, common
from infreg.synthetic.panels import Panel
from infreg.vocabulary.answer import Coded, Value, ValueKind

OID = "2.16.578.1.12.4.1.1."
LOCAL, NATIONAL, SPECIMENS, VALUES = OID + "8212", OID + "7280", OID + "8351", OID + "8340"
#: What tells of antibodies, by marker, in patterns' names.
_ENDINGS = {"nat": "P", "antigen": "A", "antibody": "S", "toxin": "T", "microscopy": "M", "culture": "D"}


class Speaker:
    """One laboratory's choice of words. What is drawn with equal random numbers is equal. `own` gathers the
    words that nobody knows, as they are said."""

    def __init__(self, laboratory: Laboratory) -> None:
        self.laboratory = laboratory
        self.own: list[Own] = []
        self._decided: dict[tuple[str, str], str | None] = {}
        self._speech = laboratory.speech

    def organism(self, code: str, random: Random, *, plain: bool = False) -> str:
        """The name of a microbe; `plain`: in a sentence, where only names that anybody knows are said."""
        speech = self._speech
        if not plain and (own := self._own("organism", code, random)):
            return own
        named = speech.said.get("organisms", _NO_WORDS).get(code)
        name = (
            named[int(random.random() * len(named))]
            if named
            else _nth(_names("organisms", code), speech.names)
        )
        return name.upper() if speech.capitals and not plain else name

    def specimen(self, code: str, random: Random) -> Coded:
        """A code of the national list where the laboratory sends them, else words."""
        if own := self._own("specimen", code, random):
            return Coded(text=own)
        speech = self._speech
        if speech.codes == "national" and (national := _table("national-specimens").get(code)):
            return Coded(SPECIMENS, None, national[0], national[1])
        named = speech.said.get("specimens", _NO_WORDS).get(code)
        return Coded(text=named[0] if named else _nth(_names("specimens", code), speech.specimens))

    def test(self, panel: Panel, organism: str, marker: str | None, random: Random) -> Coded:
        """What a row of one agent is called."""
        at = "/".join(filter(None, (panel.method, organism, marker)))
        if own := self._own("investigation", at, random):
            return Coded(system=LOCAL, text=own)
        speech = self._speech
        if named := speech.said.get("tests", _NO_WORDS).get(at):
            return self._local(named[0], organism, panel.method)
        if speech.codes == "national" and (national := _table("national").get(at)):
            return Coded(NATIONAL, None, national[0], national[1])
        if fixed := _table("tests").get(at):
            return self._local(_nth(fixed, speech.titles), organism, panel.method)
        target = speech.said.get("targets", _NO_WORDS).get(organism)
        name = target[0] if target else _nth(_names("organisms", organism), speech.targets)
        pattern = speech.patterns[marker if panel.method == "antibody" and marker else panel.method]
        return self._local(pattern.format(name), organism, panel.method)

    def title(self, panel: Panel, random: Random) -> Coded:
        """What a panel as a whole is called."""
        if own := self._own("investigation", panel.key, random):
            return Coded(system=LOCAL, text=own)
        speech = self._speech
        if named := speech.said.get("titles", _NO_WORDS).get(panel.key):
            return self._local(named[0], panel.key, panel.method)
        if speech.codes == "national" and (national := _table("national").get(panel.key)):
            return Coded(NATIONAL, None, national[0], national[1])
        titles = common("titles").get(panel.key)
        if titles is None:
            return self.test(panel, panel.organisms[0], panel.markers[0] if panel.markers else None, random)
        return self._local(_nth(titles, speech.titles), panel.key, panel.method)

    def row(self, name: str) -> Coded:
        """A row that is no investigation by itself: *Identifikasjon*, *Mengde*."""
        said = self._speech.said.get("rows", _NO_WORDS).get(name)
        return Coded(system=LOCAL, text=said[0] if said else name)

    def value(self, turned_out: str, random: Random, panel: Panel | None = None) -> Value:
        """The words of a result: `turned_out` names them; a panel may have its own."""
        if own := self._own("value", turned_out, random):
            return Value(ValueKind.TEXT, own)
        values = self._speech.values
        words = values.get(f"{turned_out}/{panel.key}") if panel else None
        words = words or values.get(turned_out) or values[_INSTEAD[turned_out]]
        return _value(words[int(random.random() * len(words))])

    def words(self, name: str, random: Random) -> str | None:
        """Some words of a list; None where the laboratory has none."""
        words = self._speech.values.get(name)
        return str(words[int(random.random() * len(words))]) if words else None

    def agent(self, code: str, random: Random) -> Coded:
        if own := self._own("agent", code, random):
            return Coded(system=LOCAL, text=own)
        speech = self._speech
        if speech.codes == "national" and (national := _table("national").get(code)):
            return Coded(NATIONAL, None, national[0], national[1])
        named = speech.said.get("agents", _NO_WORDS).get(code)
        name = named[0] if named else common("agents")[code][0]
        return Coded(LOCAL, None, code, name) if speech.codes == "local" else Coded(system=LOCAL, text=name)

    def count(self, number: int) -> Value:
        """How many copies, as the laboratory writes numbers."""
        written = f"{number:,}".replace(",", " ")
        match self._speech.counted:
            case "number":
                return Value(ValueKind.NUMBER, number=Decimal(number), unit="kopier/mL")
            case "dots":
                return Value(ValueKind.TEXT, f"{written.replace(' ', '.')} kopier/mL")
            case _:
                return Value(ValueKind.TEXT, f"{written} kopier/mL")

    def _own(self, kind: str, at: str, random: Random) -> str | None:
        """A word of the laboratory's own, as often as it says it there: in the whole of an answer, or not."""
        choices = self._speech.own.get((kind, at))
        if not choices:
            return None
        if (kind, at) not in self._decided:
            self._decided[kind, at] = self._choose(choices, random)
        return self._decided[kind, at]

    def _choose(self, choices: tuple[Own, ...], random: Random) -> str | None:
        drawn = random.random()
        for each in choices:
            if drawn < each.share:
                self.own.append(each)
                return each.text
            drawn -= each.share
        return None

    def _local(self, name: str, of: str, method: str) -> Coded:
        """With a code of the laboratory's own, or words alone."""
        if self._speech.codes != "local":
            return Coded(system=LOCAL, text=name)
        return Coded(LOCAL, None, f"{of.replace('-', '').upper()[:9]}{_ENDINGS[method]}", name)


_NO_WORDS: Words = {}
#: A result that a laboratory has no words of its own for is said in those of another.
_INSTEAD = {
    "reactive": "found", "not-reactive": "not-found", "not-seen": "not-found", "no-growth": "not-found",
    "not-grown": "no-growth", "preliminary": "no-growth", "verdict": "found",
}  # fmt: skip


def _value(word: Any) -> Value:
    """Words; or a code of the national list or of its own, with its name."""
    if isinstance(word, str):
        return Value(ValueKind.TEXT, word)
    system = LOCAL if "local" in word else VALUES
    coded = Coded(system, None, word.get("local") or word["code"], word["display"])
    return Value(ValueKind.CODED, word.get("text"), coded)


@cache
def _table(name: str) -> Words:
    return common(name)


def _names(part: str, code: str) -> tuple[str, ...]:
    return common(part)[code]


def _nth(names: tuple[str, ...], place: int) -> str:
    return names[min(place, len(names) - 1)]

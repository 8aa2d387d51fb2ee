"""A condition as the manual says it, in Norwegian or English."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from infreg.definitions.conditions.condition import Condition
from infreg.definitions.conditions.kinds import Kind
from infreg.definitions.conditions.phrases import PHRASES, Phrases
from infreg.definitions.conditions.tree import (
    Compared,
    Constant,
    Days,
    Joined,
    Known,
    Listed,
    Name,
    Not,
    Operand,
    Tree,
    plain,
    printed,
)

#: By language.
Words = Mapping[str, str]


def wording(
    condition: Condition,
    language: Literal["nb", "en"],
    names: Mapping[str, Words],
    values: Mapping[str, Mapping[str, Words]] | None = None,
) -> str:
    """The condition as a clause, without capital letter or full stop.

    `names` are words by name, `values` by name and value; of a yes-or-no name the words of "yes" and "no" are
    whole clauses ("pasienten er innlagt"). What has no words is told by its name, a value within quotes.
    No two conditions of different meaning are told alike, as long as their words differ.
    """
    teller = _Teller(PHRASES[language], language, names, values or {})
    return teller.sentence(plain(condition.tree))


@dataclass(frozen=True, slots=True)
class _Teller:
    phrases: Phrases
    language: str
    names: Mapping[str, Words]
    values: Mapping[str, Mapping[str, Words]]

    def sentence(self, tree: Tree) -> str:
        """What is joined of simple parts is an enumeration; otherwise a comma parts the parts."""
        if not isinstance(tree, Joined):
            return self.clause(tree)
        word = self.phrases.words[tree.word]
        if all(_is_simple(part) for part in tree.parts):
            return _enumerated([self.clause(part) for part in tree.parts], word)
        return f", {word} ".join(self.part(part) for part in tree.parts)

    def part(self, tree: Tree) -> str:
        """Parentheses from the third level on; at the second, comma and *either … or* are enough."""
        if not isinstance(tree, Joined):
            return self.clause(tree)
        if not all(_is_simple(part) for part in tree.parts):
            return f"({self.sentence(tree)})"
        either = f"{self.phrases.words['either']} " if tree.word == "or" else ""
        return f"{either}{self.sentence(tree)}"

    def clause(self, tree: Tree) -> str:
        match tree:
            case Compared(left, sign, right):
                return self.comparison(left, sign, right)
            case Known(name) | Not(Known(name)):
                return self.phrases.known[isinstance(tree, Known)].format(a=self.name(name))
            case (Name() as name) | Not(Name() as name):
                return self.answer(name, said=isinstance(tree, Name))
            case Constant(value):
                return self.phrases.always[bool(value)]
        raise AssertionError(f"not in plain form: {printed(tree)}")

    def answer(self, name: Name, *, said: bool) -> str:
        clause = self.words_of(name, "yes" if said else "no")
        return clause or self.phrases.answer[said].format(a=self.name(name))

    def comparison(self, left: Operand, sign: str, right: Operand | Listed) -> str:
        if isinstance(right, Listed):
            return self.membership(left, sign, right.members)
        phrase = self.phrase(left, sign, right)
        return phrase.format(a=self.operand(left, right), b=self.operand(right, left))

    def phrase(self, left: Operand, sign: str, right: Operand) -> str:
        if right.type.kind is Kind.TEXTS:
            return self.phrases.holds[sign]
        if not isinstance(right, Constant) and sign in self.phrases.names:
            return self.phrases.names[sign]
        if left.type.kind is Kind.DAY and sign in self.phrases.order:
            return self.phrases.order[sign]
        return self.phrases.signs[sign]

    def membership(self, left: Operand, sign: str, members: Sequence[Constant]) -> str:
        if not members:
            return self.phrases.always[sign == "not in"]
        if len(members) == 1:
            return self.comparison(left, "==" if sign == "in" else "!=", members[0])
        word = self.phrases.words["or" if sign == "in" else "nor"]
        among = _enumerated([self.constant(member, left) for member in members], word)
        return self.phrases.signs[sign].format(a=self.operand(left, left), b=among)

    def operand(self, operand: Operand, other: Operand) -> str:
        match operand:
            case Name():
                return self.name(operand)
            case Days(start, end):
                return self.phrases.days.format(a=self.operand(start, end), b=self.operand(end, start))
            case Constant():
                return self.constant(operand, other)

    def name(self, name: Name) -> str:
        return self.names.get(name.name, {}).get(self.language, name.name)

    def words_of(self, name: Operand, value: str) -> str | None:
        if not isinstance(name, Name):
            return None
        return self.values.get(name.name, {}).get(value, {}).get(self.language)

    def constant(self, constant: Constant, other: Operand) -> str:
        """A value as it is called where it is compared with `other`."""
        match constant.value:
            case bool(value):
                return self.phrases.words["yes" if value else "no"]
            case str(value):
                return self.words_of(other, value) or self.phrases.quotes.format(value)
            case Decimal() as value:
                return f"{value:f}".replace(".", self.phrases.point).replace("-", "−")
            case date() as value:
                month = self.phrases.months[value.month - 1]
                return self.phrases.day.format(day=value.day, month=month, year=value.year)


def _is_simple(tree: Tree) -> bool:
    """Neither joined nor a comparison with a list, which holds an *or* of its own."""
    if isinstance(tree, Compared) and isinstance(tree.right, Listed):
        return len(tree.right.members) < 2
    return not isinstance(tree, Joined)


def _enumerated(parts: Sequence[str], word: str) -> str:
    return f" {word} ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))

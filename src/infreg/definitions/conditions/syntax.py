"""From text to tree: Python's own parser, and a white list of what it may have found."""

import ast
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from infreg.definitions.conditions.agreement import find_disagreement
from infreg.definitions.conditions.faults import ConditionFault, advice, quoted
from infreg.definitions.conditions.kinds import Kind, Type
from infreg.definitions.conditions.scanning import DEPTH, Source, check_letters, too_deep
from infreg.definitions.conditions.tree import (
    Compared,
    Constant,
    Days,
    Known,
    Listed,
    Name,
    Not,
    Operand,
    Tree,
    constant,
    joined,
)

_YES_NO = {"yes": True, "no": False}
_CALLS = {"known": "known(x)", "days": "days(a, b)", "day": 'day("2024-01-31")'}
#: The words that no name can have.
RESERVED = frozenset({*_YES_NO, *_CALLS})
_SIGNS: Mapping[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
}
_REFUSED: Mapping[type[ast.expr], tuple[str, str]] = {
    ast.BinOp: ("there is no arithmetic", "write days(a, b) for the days between"),
    ast.Compare: ("a comparison stands inside another", "join comparisons with and, or"),
    ast.BoolOp: ("and, or stand inside a comparison", "compare each by itself"),
    ast.IfExp: ("there is no if", "write and, or, not"),
    ast.Tuple: ("a list stands where one value should", "write x in [ … ]"),
    ast.List: ("a list stands where one value should", "write x in [ … ]"),
}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def tree_of(text: str, names: Mapping[str, Type]) -> Tree:
    """The tree of a condition over these names; ConditionFault where the text is none."""
    source = Source(text)
    check_letters(source)
    return _Reader(source, names).condition(_parsed(source), 0)


def _parsed(source: Source) -> ast.expr:
    try:
        return ast.parse(source.flat, mode="eval").body
    except SyntaxError as error:
        at = len(source.text) if not error.offset else len(source.text) - len(source.flat) + error.offset - 1
        raise source.fault(
            at, "here it stops making sense", "write such as: age >= 18 and known(sampled)"
        ) from None
    except (RecursionError, MemoryError):
        raise too_deep(source, 0) from None


@dataclass(frozen=True, slots=True)
class _Reader:
    source: Source
    names: Mapping[str, Type]

    def condition(self, node: ast.expr, depth: int) -> Tree:
        if depth > DEPTH:
            raise too_deep(self.source, self.source.start(node))
        match node:
            case ast.BoolOp(op=op, values=parts):
                word = "and" if isinstance(op, ast.And) else "or"
                return joined(word, [self.condition(part, depth + 1) for part in parts])
            case ast.UnaryOp(op=ast.Not(), operand=part):
                return Not(self.condition(part, depth + 1))
            case ast.Compare(left=left, ops=ops, comparators=others):
                return self.comparisons([left, *others], ops)
            case ast.Call(func=ast.Name(id="known"), args=[ast.Name() as name], keywords=[]):
                return Known(self.name(name))
        return self.yes_or_no(node)

    def yes_or_no(self, node: ast.expr) -> Name | Constant:
        value = self.operand(node)
        if isinstance(value, Days) or value.type.kind is not Kind.YES_NO:
            written = quoted(self.source.written(node))
            raise self.refused(
                node,
                f"{written} is {value.type.kind.value}, and alone no condition",
                "compare it with a value",
            )
        return value

    def comparisons(self, sides: list[ast.expr], ops: list[ast.cmpop]) -> Tree:
        """`a < b < c` is `a < b and b < c`."""
        signs = [_SIGNS.get(type(op), "is") for op in ops]
        if "is" in signs:
            raise self.refused(sides[0], "is, is not compare nothing here", "write ==, != or known(x)")
        if len(signs) > 1 and {"in", "not in"} & set(signs):
            raise self.refused(sides[0], "in stands in a chain of comparisons", "join them with and")
        pairs = zip(pairwise(sides), signs, strict=True)
        return joined("and", [self.compared(left, sign, right) for (left, right), sign in pairs])

    def compared(self, before: ast.expr, sign: str, after: ast.expr) -> Compared:
        left = self.operand(before)
        if sign in {"in", "not in"} and isinstance(after, ast.Tuple | ast.List):
            members = tuple(self.member(before, left, part) for part in after.elts)
            return Compared(left, sign, Listed(members))
        right = self.operand(after)
        self.check_agreement((before, left), sign, (after, right))
        return Compared(left, sign, right)

    def member(self, before: ast.expr, left: Operand, node: ast.expr) -> Constant:
        value = self.operand(node)
        if not isinstance(value, Constant):
            raise self.refused(node, "a list holds values, no names", "compare with names by == and or")
        self.check_agreement((before, left), "==", (node, value))
        return value

    def check_agreement(
        self, left: tuple[ast.expr, Operand], sign: str, right: tuple[ast.expr, Operand]
    ) -> None:
        """The fault stands at the fixed value, if there is one: it is what will be written otherwise."""
        if disagreement := find_disagreement(left[1], sign, right[1]):
            node, _ = left if isinstance(left[1], Constant) else right
            raise self.refused(node, *disagreement)

    def operand(self, node: ast.expr) -> Operand:
        match node:
            case ast.Name(id=word):
                return constant(_YES_NO[word]) if word in _YES_NO else self.name(node)
            case ast.Constant(value=value):
                return self.value(node, value)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as size) as digits):
                if not isinstance(size, bool):
                    return constant(-Decimal(self.source.written(digits)))
            case ast.Call(func=ast.Name(id=word), args=parts, keywords=[]):
                return self.call(node, word, parts)
        raise self.refused(node, *_REFUSED.get(type(node), ("this does not belong to the language",)))

    def name(self, node: ast.Name) -> Name:
        if node.id in RESERVED:
            shape = _CALLS.get(node.id, f"x == {node.id}")
            raise self.refused(
                node, f"{quoted(node.id)} is a word of the language and no name", f"write {shape}"
            )
        if node.id not in self.names:
            raise self.refused(node, f"unknown name {quoted(node.id)}", advice(node.id, self.names))
        return Name(node.id, self.names[node.id])

    def value(self, node: ast.expr, value: object) -> Constant:
        match value:
            case bool():
                raise self.refused(
                    node, f"'{value}' is no word of the language", f"write {'yes' if value else 'no'}"
                )
            case int() | float():
                return constant(Decimal(self.source.written(node)))
            case str():
                return constant(value)
        raise self.refused(node, f"'{value}' is no value", "write known(x) or not known(x)")

    def call(self, node: ast.expr, word: str, parts: list[ast.expr]) -> Operand:
        match word, parts:
            case "days", [start, end]:
                return Days(self.day(start), self.day(end))
            case "day", [ast.Constant(value=str(text))]:
                return self.written_day(node, text)
            case "known", [ast.Name()]:
                raise self.refused(
                    node, "known(x) is compared with nothing", "write known(x) or not known(x)"
                )
        if word in _CALLS:
            raise self.refused(node, f"{word} is not written so", f"write {_CALLS[word]}")
        raise self.refused(node, f"there is no function {quoted(word)}", advice(word, _CALLS))

    def day(self, node: ast.expr) -> Name | Constant:
        value = self.operand(node)
        if isinstance(value, Days) or value.type.kind is not Kind.DAY:
            raise self.refused(
                node, f"{quoted(self.source.written(node))} is no day", f"write {_CALLS['days']} of days"
            )
        return value

    def written_day(self, node: ast.expr, text: str) -> Constant:
        # fromisoformat reads other forms too, week dates among them.
        with suppress(ValueError):
            if _DAY.fullmatch(text):
                return constant(date.fromisoformat(text))
        raise self.refused(node, f"{quoted(text)} is no day of the calendar", "write it as year-month-day")

    def refused(self, node: ast.expr, *said: str) -> ConditionFault:
        return self.source.fault(self.source.start(node), *said)

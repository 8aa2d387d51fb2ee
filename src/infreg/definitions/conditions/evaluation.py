"""From tree to function: three values (Kleene's strong logic), made once, called for every row."""

import operator
from collections.abc import Callable, Mapping
from typing import Any

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
)

Values = Mapping[str, object]
Evaluation = Callable[[Values], bool | None]
# What stands behind a name has the declared type; closures over `Any` say so to no checker and cost nothing.
_Reading = Callable[[Values], Any]

_SIGNS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def evaluation(tree: Tree) -> Evaluation:
    """The function that says yes, no, or None for unknown."""
    match tree:
        case Name() | Constant():
            return _reading(tree)
        case Known(Name(name)):
            return lambda values: values.get(name) is not None
        case Not(part):
            return _opposite(evaluation(part))
        case Joined(word, parts):
            return _joined([evaluation(part) for part in parts], ends=word == "or")
        case Compared():
            return _comparison(tree)


def _comparison(compared: Compared) -> Evaluation:
    match compared:
        case Compared(left, "in", right):
            return _within(_reading(left), _reading(right))
        case Compared(left, "not in", right):
            return _opposite(_within(_reading(left), _reading(right)))
        case Compared(Name(name), sign, Constant(value)):
            return _against(name, _SIGNS[sign], value)
    return _compared(_reading(compared.left), _SIGNS[compared.sign], _reading(compared.right))


def _reading(operand: Operand | Listed) -> _Reading:
    match operand:
        case Name(name):
            return lambda values: values.get(name)
        case Days(start, end):
            return _days(_reading(start), _reading(end))
        case Constant(value):
            return lambda _: value
        case Listed(members):
            held = frozenset(member.value for member in members)
            return lambda _: held


def _days(start: _Reading, end: _Reading) -> _Reading:
    def days(values: Values) -> int | None:
        first, last = start(values), end(values)
        return None if first is None or last is None else (last - first).days

    return days


def _opposite(part: Evaluation) -> Evaluation:
    def holds(values: Values) -> bool | None:
        said = part(values)
        return None if said is None else not said

    return holds


def _joined(parts: list[Evaluation], *, ends: bool) -> Evaluation:
    """`ends` decides whatever the others say: no for and, yes for or."""

    def holds(values: Values) -> bool | None:
        result: bool | None = not ends
        for part in parts:
            said = part(values)
            if said is None:
                result = None
            elif said is ends:
                return ends
        return result

    return holds


def _against(name: str, sign: Callable[[Any, Any], bool], value: object) -> Evaluation:
    """A name and a fixed value: nearly every comparison there is."""

    def holds(values: Values) -> bool | None:
        held = values.get(name)
        return None if held is None else sign(held, value)

    return holds


def _compared(left: _Reading, sign: Callable[[Any, Any], bool], right: _Reading) -> Evaluation:
    def holds(values: Values) -> bool | None:
        one, other = left(values), right(values)
        return None if one is None or other is None else sign(one, other)

    return holds


def _within(left: _Reading, among: _Reading) -> Evaluation:
    """Nothing is in an empty list, so that is no even for what is unknown."""

    def holds(values: Values) -> bool | None:
        held = among(values)
        if held is None:
            return None
        if not held:
            return False
        one = left(values)
        return None if one is None else one in held

    return holds

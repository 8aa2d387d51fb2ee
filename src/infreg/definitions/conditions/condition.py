"""A condition: parsed and typed when a definition is loaded, asked for every row."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from infreg.definitions.conditions.evaluation import Evaluation, Values, evaluation
from infreg.definitions.conditions.kinds import Type
from infreg.definitions.conditions.syntax import tree_of
from infreg.definitions.conditions.tree import (
    Compared,
    Days,
    Joined,
    Known,
    Listed,
    Name,
    Not,
    Operand,
    Tree,
)


@dataclass(frozen=True, slots=True)
class Condition:
    """Made by `parse`. Two are equal when their text and the types of the names in it are."""

    text: str
    types: frozenset[tuple[str, Type]]
    tree: Tree = field(compare=False, repr=False)
    _evaluation: Evaluation = field(compare=False, repr=False)

    @property
    def names(self) -> frozenset[str]:
        """The names it asks for, and no others."""
        return frozenset(name for name, _ in self.types)

    def holds(self, values: Values) -> bool | None:
        """Whether it holds for these values; None where that hangs on something unknown (None or absent).

        Never raises for values of the declared types (`Type` says which); others are the caller's fault.
        """
        return self._evaluation(values)


def parse(text: str, names: Mapping[str, Type]) -> Condition:
    """The condition that a text says over these names; ConditionFault where it is none or the types clash.

    Texts stand in quotes without backslashes, days as `day("2024-01-31")`, yes and no are words; there is
    no other value. Spaces and line breaks between words mean nothing.
    """
    tree = tree_of(text, names)
    types = frozenset((name.name, name.type) for name in _names(tree))
    return Condition(text, types, tree, evaluation(tree))


def _names(node: Tree | Operand | Listed) -> frozenset[Name]:
    match node:
        case Name():
            return frozenset({node})
        case Known(part) | Not(part):
            return _names(part)
        case Compared(left, _, right):
            return _names(left) | _names(right)
        case Days(start, end):
            return _names(start) | _names(end)
        case Joined(_, parts):
            return frozenset().union(*map(_names, parts))
        case _:
            return frozenset()

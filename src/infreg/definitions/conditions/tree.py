"""What a condition is made of once it is understood: frozen nodes, as text again, and in plain form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from infreg.definitions.conditions.kinds import Kind, Type

_OPPOSITE = {"==": "!=", "<": ">=", ">": "<=", "in": "not in"}
#: The sign that says the reverse.
OPPOSITE = _OPPOSITE | {there: here for here, there in _OPPOSITE.items()}
#: The sign when the sides change places.
MIRRORED = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}

Value = str | Decimal | date | bool


@dataclass(frozen=True, slots=True)
class Name:
    """A variable; of type yes or no it is a condition by itself."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Constant:
    """A value written in the condition; `type` keeps yes and 1 apart, which Python calls equal."""

    value: Value
    type: Type


@dataclass(frozen=True, slots=True)
class Days:
    """The days from one day to another: negative where the second comes first."""

    start: Name | Constant
    end: Name | Constant

    @property
    def type(self) -> Type:
        return Type.number(whole=True)


@dataclass(frozen=True, slots=True)
class Listed:
    """The values that `in` looks among."""

    members: tuple[Constant, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two sides and the sign between them: == != < <= > >= in, not in."""

    left: "Operand"
    sign: str
    right: "Operand | Listed"


@dataclass(frozen=True, slots=True)
class Known:
    """Whether there is a value at all."""

    name: Name


@dataclass(frozen=True, slots=True)
class Not:
    part: "Tree"


@dataclass(frozen=True, slots=True)
class Joined:
    """Two or more parts with one word (and, or) between them; `joined` makes it."""

    word: str
    parts: tuple["Tree", ...]


Operand = Name | Constant | Days
Tree = Name | Constant | Compared | Known | Not | Joined


def constant(value: Value) -> Constant:
    """The value with its type."""
    match value:
        case bool():
            return Constant(value, Type.yes_no())
        case str():
            return Constant(value, Type.text())
        case Decimal():
            return Constant(value, Type.number(whole=value == value.to_integral_value()))
        case date():
            return Constant(value, Type.day())


def joined(word: str, parts: Sequence[Tree]) -> Tree:
    """The parts with the word between them. Parts of the same word are taken apart, since `a and (b and c)`
    says no more than `a and b and c`; one part alone is itself."""
    flat: list[Tree] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Joined) and part.word == word else [part])
    return flat[0] if len(flat) == 1 else Joined(word, tuple(flat))


def printed(tree: Tree | Operand | Listed) -> str:
    """The tree as text of the language; parsed again, it is the same tree."""
    match tree:
        case Compared(left, sign, right):
            return f"{printed(left)} {sign} {printed(right)}"
        case Known(name):
            return f"known({printed(name)})"
        case Not(part):
            return f"not {_enclosed(part)}"
        case Joined(word, parts):
            return f" {word} ".join(_enclosed(part) for part in parts)
        case _:
            return _side(tree)


def _side(side: Operand | Listed) -> str:
    match side:
        case Name(name):
            return name
        case Constant(value):
            return _value(value)
        case Days(start, end):
            return f"days({_side(start)}, {_side(end)})"
        case Listed(members):
            return f"[{', '.join(_side(member) for member in members)}]"


def _value(value: Value) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case str():
            return f"'{value}'" if '"' in value else f'"{value}"'
        case Decimal():
            return f"{value:f}"
        case date():
            return f'day("{value.isoformat()}")'


def _enclosed(tree: Tree) -> str:
    return f"({printed(tree)})" if isinstance(tree, Joined | Compared) else printed(tree)


def plain(tree: Tree, *, wanted: bool = True) -> Tree:
    """The same condition (its opposite, where not `wanted`) as it is best said: `not` before names and
    `known` only, the name before the value, `x == yes` as `x`. Equal in three values, not only in two."""
    match tree:
        case Not(part):
            return plain(part, wanted=not wanted)
        case Joined(word, parts):
            word = word if wanted else {"and": "or", "or": "and"}[word]
            return joined(word, [plain(part, wanted=wanted) for part in parts])
        case Constant(bool(value)):
            return constant(value is wanted)
        case Compared(left, sign, right):
            return _plain_comparison(left, sign if wanted else OPPOSITE[sign], right)
        case _:
            return tree if wanted else Not(tree)


def _plain_comparison(left: Operand, sign: str, right: Operand | Listed) -> Tree:
    if isinstance(left, Constant) and isinstance(right, Name | Days) and sign in MIRRORED:
        left, sign, right = right, MIRRORED[sign], left
    if isinstance(left, Name) and isinstance(right, Constant) and right.type.kind is Kind.YES_NO:
        return left if (sign == "==") == right.value else Not(left)
    return Compared(left, sign, right)

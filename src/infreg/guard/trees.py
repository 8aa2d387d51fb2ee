"""Masks national identity numbers in a whole understood message, wherever they may not stand.

A number may stand in a `NationalId` and nowhere else. Every other text of every field is looked at, and
the plan of a type is made from its declaration, so that a field added later is looked at too.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from infreg.guard.numbers import find_numbers, mask, may_hold_number
from infreg.vocabulary.answer import Value, ValueKind
from infreg.vocabulary.identifiers import NationalId

Tree = TypeVar("Tree")
Token = Callable[[str], str]
#: These hold no text of a sender's, or are where a number belongs.
_CLOSED = (NationalId, Enum, datetime, date, bool, int, bytes)


@dataclass(frozen=True, slots=True)
class _Plan:
    """The names of a type's fields that hold texts, decimals, trees, and tuples of trees or texts."""

    texts: tuple[str, ...]
    read_texts: Callable[[object], tuple[str | None, ...]]
    decimals: tuple[str, ...]
    trees: tuple[str, ...]
    rows: tuple[str, ...]


def mask_tree(tree: Tree, token: Token) -> tuple[Tree, tuple[str, ...]]:
    """The tree with every number outside a `NationalId` masked, and the places where they stood.

    A place is a path of fields, `answers[0].results[2].value.text`. Without a number the very same tree
    comes back. A decimal that is a number goes, and its value becomes a text that holds the mark. Equal
    numbers get equal marks, so that ids that held one still point at each other.
    """
    texts: set[str] = set()
    _gather(tree, texts)
    if not any(map(may_hold_number, texts)):
        return tree, ()
    places: list[str] = []
    masked = _masked(tree, "", token, places)
    return (masked if places else tree), tuple(places)


def _gather(node: object, texts: set[str]) -> None:
    """All the tree's texts that are long enough to hold a number, large decimals among them.

    This is run for every message and nearly always finds nothing: it is the path that must be fast.
    """
    plan = _PLANS[type(node)]
    if plan.texts:
        texts.update([text for text in plan.read_texts(node) if text is not None and len(text) > 10])
    for name in plan.decimals:
        number = getattr(node, name)
        if number is not None and (written := _written(number)):
            texts.add(written)
    for name in plan.trees:
        part = getattr(node, name)
        if part is not None:
            _gather(part, texts)
    for name in plan.rows:
        for row in getattr(node, name):
            if isinstance(row, str):
                texts.add(row)
            else:
                _gather(row, texts)


def _masked(node: object, place: str, token: Token, places: list[str]) -> Any:
    if isinstance(node, str):
        return _mask_text(node, place, token, places)
    plan = _PLANS[type(node)]
    before = f"{place}." if place else ""
    changes: dict[str, Any] = {}
    for name in plan.texts + plan.trees:
        held = getattr(node, name)
        if held is not None:
            changes[name] = _masked(held, before + name, token, places)
    for name in plan.rows:
        rows = enumerate(getattr(node, name))
        changes[name] = tuple(_masked(row, f"{before}{name}[{n}]", token, places) for n, row in rows)
    for name in plan.decimals:
        if find_numbers(_written(getattr(node, name))):
            places.append(before + name)
            changes[name] = None
    return _whole(node, changes, token)


def _mask_text(text: str, place: str, token: Token, places: list[str]) -> str:
    masked, count = mask(text, token)
    if count:
        places.append(place)
    return masked


def _whole(node: object, changes: dict[str, Any], token: Token) -> Any:
    """The node with its changes; what lost a decimal becomes what it can be without it."""
    lost = [name for name in _PLANS[type(node)].decimals if name in changes]
    if lost and isinstance(node, Value):
        mark, _ = mask(_written(getattr(node, lost[0])), token)
        changes = {"text": mark, **changes, "kind": ValueKind.TEXT, "number": None, "high": None}
    elif lost and _needs(type(node), lost):
        return None
    return replace(node, **changes)  # type: ignore[type-var]  # its plan has refused what is no dataclass


def _written(number: Decimal | None) -> str:
    """A whole number as a person number is written: a leading zero was lost when it became a decimal."""
    if number is None or not 9 <= number.adjusted() <= 10:
        return ""
    return f"{abs(int(number)):011}" if number == number.to_integral_value() else ""


def _needs(kind: type, names: list[str]) -> bool:
    """Whether a type cannot be without these fields."""
    hints = get_type_hints(kind)
    return any(NoneType not in get_args(hints[name]) for name in names)


class _Plans(dict[type, _Plan]):
    """Plans by type, each made when it is first asked for."""

    def __missing__(self, kind: type) -> _Plan:
        return self.setdefault(kind, _plan(kind))


_PLANS = _Plans()


def _plan(kind: type) -> _Plan:
    """TypeError for a field we cannot look into: nothing is skipped in silence."""
    if not is_dataclass(kind):
        raise TypeError(f"{kind.__name__} is no tree of the vocabulary")
    sorts: dict[str, list[str]] = {"texts": [], "decimals": [], "trees": [], "rows": []}
    hints = get_type_hints(kind)
    for field in fields(kind):
        if sort := _sort(hints[field.name], f"{kind.__name__}.{field.name}"):
            sorts[sort].append(field.name)
    texts, decimals, trees, rows = map(tuple, sorts.values())
    return _Plan(texts, _reader(texts), decimals, trees, rows)


def _reader(names: tuple[str, ...]) -> Callable[[object], tuple[str | None, ...]]:
    """Reads these fields at once; two or more, because `attrgetter` of one gives no tuple."""
    return attrgetter(*names) if len(names) > 1 else lambda node: tuple(getattr(node, name) for name in names)


def _sort(hint: Any, place: str) -> str | None:
    """Which of a plan's sorts a field is; None for what need not be looked into."""
    if isinstance(hint, UnionType):
        parts = [part for part in get_args(hint) if part is not NoneType]
        hint = parts[0] if len(parts) == 1 else hint
    if get_origin(hint) is tuple:
        return "rows"
    if isinstance(hint, type):
        if issubclass(hint, _CLOSED):
            return None
        if issubclass(hint, str):
            return "texts"
        if issubclass(hint, Decimal):
            return "decimals"
        if is_dataclass(hint):
            return "trees"
    raise TypeError(f"{place}: the guard cannot look into {hint}")

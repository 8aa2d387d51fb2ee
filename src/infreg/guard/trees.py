"""Masks national identity numbers in a whole understood message, wherever they may not stand.

A number may stand in a `NationalId` and nowhere else. Every other text of every field is looked at, and
the plan of a type is made from its declaration, so that a field added later is looked at too.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from operator import is_not
from string import ascii_letters, digits
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import orjson

from infreg.guard.numbers import BRANCHES, find_numbers, mask, may_hold_number, may_read_as_number
from infreg.vocabulary.answer import Value, ValueKind
from infreg.vocabulary.identifiers import NationalId
from infreg.vocabulary.person_number import DIGIT

Tree = TypeVar("Tree")
Token = Callable[[str], str]
#: These hold no text of a sender's, or are where a number belongs.
_CLOSED = (NationalId, Enum, datetime, date, bool, int, bytes)
_WRITTEN_BRANCHES = tuple(f'"{branch}'.encode() for branch in BRANCHES)
#: One character that JSON writes with more than one: a quote, a backslash, what cannot be seen.
_ESCAPED = re.compile(rb"\\(?:u[0-9a-fA-F]{4}|.)")
#: UTF-8's bytes of ASCII and of À to ÿ; beyond them are other scripts' digits.
_FAMILIAR = bytes({*range(0xC0), 0xC3})
_ASCII = bytes(range(0x80))
_DIGIT = re.compile(DIGIT)
#: What `may_hold_number` looks for where all digits are ASCII's: each digit made a zero, what may stand
#: between two digits left out, and a space for all that parts numbers.
_PARTS = {*b",:;<=>%|~", *b'"{}[]', *ascii_letters.encode()}
_AS_ZEROS = bytes(ord("0") if byte in digits.encode() else ord(" ") for byte in range(256))
_AS_DIGITS = bytes(byte if byte in digits.encode() else ord(" ") for byte in range(256))
_BETWEEN = bytes(byte for byte in range(256) if byte not in _PARTS | {*digits.encode()})
_ELEVEN = b"0" * 11


@dataclass(frozen=True, slots=True)
class _Plan:
    """The names of a type's fields that hold texts, decimals, trees, and tuples of trees or texts."""

    texts: tuple[str, ...]
    decimals: tuple[str, ...]
    trees: tuple[str, ...]
    rows: tuple[str, ...]


def mask_tree(tree: Tree, token: Token) -> tuple[Tree, tuple[str, ...]]:
    """The tree with every number outside a `NationalId` masked, and the places where they stood.

    A place is a path of fields, `answers[0].results[2].value.text`. Without a number the very same tree
    comes back. A decimal that is a number goes, and its value becomes a text that holds the mark. Equal
    numbers get equal marks, so that ids that held one still point at each other.
    """
    _PLANS[type(tree)]  # raises for what cannot be looked into
    if not _may_hold_number(tree):
        return tree, ()
    places: list[str] = []
    return _masked(tree, "", token, places), tuple(places)


def _may_hold_number(tree: object) -> bool:
    """Whether a number may stand anywhere in the tree's texts and decimals; a tree that holds none may be
    suspected, never the other way round.

    This is run for every message and nearly always says no, so the whole tree is written as JSON, in one
    go, and looked at as one text. The fields of a `NationalId` are left out of it.
    """
    written = orjson.dumps(tree, default=_other)  # of a moment no ten digits run together
    for branch in _WRITTEN_BRANCHES:
        written = written.replace(branch, b'"')
    if b"\\" in written:
        written = _ESCAPED.sub(b" ", written)
    if written.translate(None, _FAMILIAR) and _DIGIT.search(written.translate(None, _ASCII).decode()):
        return may_hold_number(written.decode())
    if _ELEVEN not in written.translate(_AS_ZEROS, _BETWEEN):
        return False
    # Laboratories' own numbers are often as long; few of them read as a person's, wherever it began.
    rows = written.translate(_AS_DIGITS, _BETWEEN).decode().split()
    return any(may_read_as_number(row) for row in rows if len(row) >= len(_ELEVEN))


def _other(held: object) -> str | None:
    """What JSON has no word for: decimals as a person number is written; bytes hold none."""
    return _written(held) if isinstance(held, Decimal) else None


def _masked(node: object, place: str, token: Token, places: list[str]) -> Any:
    if isinstance(node, str):
        return _mask_text(node, place, token, places)
    plan = _PLANS[type(node)]
    before = f"{place}." if place else ""
    changes: dict[str, Any] = {}
    for name in plan.texts + plan.trees:
        held = getattr(node, name)
        if held is not None and (masked := _masked(held, before + name, token, places)) is not held:
            changes[name] = masked
    for name in plan.rows:
        rows = getattr(node, name)
        made = [_masked(row, f"{before}{name}[{n}]", token, places) for n, row in enumerate(rows)]
        if any(map(is_not, made, rows)):
            changes[name] = tuple(made)
    for name in plan.decimals:
        if find_numbers(_written(getattr(node, name))):
            places.append(before + name)
            changes[name] = None
    return _whole(node, changes, token) if changes else node


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
    return _Plan(texts, decimals, trees, rows)


def _sort(hint: Any, place: str) -> str | None:
    """Which of a plan's sorts a field is; None for what need not be looked into."""
    if isinstance(hint, UnionType):
        parts = [part for part in get_args(hint) if part is not NoneType]
        hint = parts[0] if len(parts) == 1 else hint
    if get_origin(hint) is tuple:
        for part in get_args(hint):
            if part is not Ellipsis:
                _sort(part, place)
        return "rows"
    if isinstance(hint, type):
        if issubclass(hint, _CLOSED):
            return None
        if issubclass(hint, str):
            return "texts"
        if issubclass(hint, Decimal):
            return "decimals"
        if is_dataclass(hint):
            _PLANS[hint]  # looked into now: what is below may be missing from the first tree of its type
            return "trees"
    raise TypeError(f"{place}: the guard cannot look into {hint}")

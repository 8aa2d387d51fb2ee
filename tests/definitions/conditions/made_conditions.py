"""Conditions of every shape, values for them, and a second, slower opinion of what they say."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from infreg.definitions.conditions import Condition, Type, parse
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
    constant,
    joined,
)

RESULTS = ("positive", "negative", "weak")
FLAGS = ("ESBL", "MRSA", "weak")
NAMES = {
    "result": Type.text(RESULTS),
    "earlier_result": Type.text(RESULTS),
    "note": Type.text(),
    "age": Type.number(whole=True),
    "mic": Type.number(),
    "sampled": Type.day(),
    "admitted": Type.day(),
    "icu": Type.yes_no(),
    "vaccinated": Type.yes_no(),
    "flags": Type.texts(FLAGS),
    "remarks": Type.texts(),
}
# Letters of one to four bytes, and signs that mean something outside of quotes.
_NOTES = st.text("aæ€𝄞 '.#(,", max_size=5) | st.text('aæ€𝄞 ".#(,', max_size=5)
_WHOLE = st.integers(-3, 120).map(Decimal)
_NUMBERS = st.decimals(-9, 99, places=2) | _WHOLE
_DAYS = st.dates(date(2024, 1, 28), date(2024, 2, 3)) | st.dates()
_EQUAL, _ORDER, _IN = ("==", "!="), ("==", "!=", "<", "<=", ">", ">="), ("in", "not in")

VALUES: st.SearchStrategy[dict[str, object]] = st.fixed_dictionaries(
    {},
    optional={
        "result": st.none() | st.sampled_from(RESULTS),
        "earlier_result": st.none() | st.sampled_from(RESULTS),
        "note": st.none() | _NOTES,
        "age": st.none() | st.integers(-3, 120) | _WHOLE,
        "mic": st.none() | st.integers(-3, 9) | _NUMBERS,
        "sampled": st.none() | _DAYS,
        "admitted": st.none() | _DAYS,
        "icu": st.none() | st.booleans(),
        "vaccinated": st.none() | st.booleans(),
        "flags": st.none() | st.lists(st.sampled_from(FLAGS), max_size=2).map(tuple),
        "remarks": st.none() | st.lists(_NOTES, max_size=2).map(tuple),
    },
)


def made(text: str) -> Condition:
    return parse(text, NAMES)


def _names(*words: str) -> st.SearchStrategy[Name]:
    return st.sampled_from([Name(word, NAMES[word]) for word in words])


def _comparisons(
    names: st.SearchStrategy[Any], values: st.SearchStrategy[Any], signs: tuple[str, ...]
) -> st.SearchStrategy[Tree]:
    """Name and value, value and name, two names, a name and a list."""
    constants = values.map(constant)
    lists = st.builds(Listed, st.lists(constants, max_size=3).map(tuple))
    return st.one_of(
        st.builds(Compared, names, st.sampled_from(signs), constants),
        st.builds(Compared, constants, st.sampled_from(signs), names),
        st.builds(Compared, names, st.sampled_from(signs), names),
        st.builds(Compared, names, st.sampled_from(_IN), lists),
    )


_MOMENTS = _names("sampled", "admitted") | _DAYS.map(constant)
_LEAVES: st.SearchStrategy[Tree] = st.one_of(
    _names("icu", "vaccinated"),
    st.booleans().map(constant),
    st.builds(Known, _names(*NAMES)),
    _comparisons(_names("result", "earlier_result"), st.sampled_from(RESULTS), _EQUAL),
    _comparisons(_names("note"), _NOTES, _EQUAL),
    _comparisons(_names("age") | st.builds(Days, _MOMENTS, _MOMENTS), _WHOLE, _ORDER),
    _comparisons(_names("mic"), _NUMBERS, _ORDER),
    st.builds(Compared, _names("age"), st.sampled_from(_ORDER), _names("mic")),
    _comparisons(_names("sampled", "admitted"), _DAYS, _ORDER),
    _comparisons(_names("icu", "vaccinated"), st.booleans(), _EQUAL),
    st.builds(
        Compared,
        st.sampled_from(FLAGS).map(constant) | _names("note", "result"),
        st.sampled_from(_IN),
        _names("flags"),
    ),
    st.builds(Compared, _NOTES.map(constant) | _names("note"), st.sampled_from(_IN), _names("remarks")),
)


def _larger(parts: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    several = st.lists(parts, min_size=2, max_size=4)
    return st.builds(Not, parts) | st.builds(joined, st.sampled_from(["and", "or"]), several)


TREES: st.SearchStrategy[Tree] = st.recursive(_LEAVES, _larger, max_leaves=10)

_YES, _NO, _UNKNOWN = Fraction(1), Fraction(0), Fraction(1, 2)
_SIGNS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": lambda one, other: one == other,
    "!=": lambda one, other: one != other,
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
}


def judged(tree: Tree, values: Mapping[str, object]) -> bool | None:
    """What the tree says, by Kleene's arithmetic: no 0, unknown ½, yes 1; and the least, or the most."""
    return {_YES: True, _NO: False, _UNKNOWN: None}[_weight(tree, values)]


def _weight(tree: Tree, values: Mapping[str, object]) -> Fraction:
    match tree:
        case Name() | Constant():
            return _of(_value(tree, values))
        case Known(name):
            return _of(_value(name, values) is not None)
        case Not(part):
            return 1 - _weight(part, values)
        case Joined(word, parts):
            weights = [_weight(part, values) for part in parts]
            return min(weights) if word == "and" else max(weights)
        case Compared(left, sign, right):
            return _comparison(_value(left, values), sign, right, values)


def _comparison(left: object, sign: str, right: Operand | Listed, values: Mapping[str, object]) -> Fraction:
    if sign == "not in":
        return 1 - _comparison(left, "in", right, values)
    if sign != "in":
        return _two(left, sign, _value(right, values))
    among: Any = [one.value for one in right.members] if isinstance(right, Listed) else _value(right, values)
    if among is None:
        return _UNKNOWN
    return max([_two(left, "==", one) for one in among], default=_NO)


def _two(left: object, sign: str, right: object) -> Fraction:
    return _UNKNOWN if left is None or right is None else _of(_SIGNS[sign](left, right))


def _value(operand: Operand | Listed, values: Mapping[str, object]) -> object:
    match operand:
        case Name(name):
            return values.get(name)
        case Constant(value):
            return value
        case Days(start, end):
            first, last = _value(start, values), _value(end, values)
            both = isinstance(first, date) and isinstance(last, date)
            return last.toordinal() - first.toordinal() if both else None  # type: ignore[attr-defined]
        case Listed():
            raise AssertionError("a list is no operand")


def _of(said: object) -> Fraction:
    return {True: _YES, False: _NO, None: _UNKNOWN}[said]  # type: ignore[index]

"""The values of cells and fields: from text or TOML to what the column's type says, or what is wrong."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from infreg.definitions.faults import Wrong
from infreg.definitions.kinds.shape import EXAMPLES, CellType, Column, fits
from infreg.vocabulary.words import normal

#: Characters of a cell; what is longer is a text that lost its closing quote.
LONGEST = 4_000
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?")
_YES_NO = {"yes": True, "no": False}
#: Categories of Unicode that nobody sees: controls, formats, private and unassigned.
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})


def cell(column: Column, written: str) -> object:
    """The value of a cell of a CSV, None for an empty one, or a `Wrong`. Spaces around it do not count."""
    value = written.strip()
    if not value:
        return Wrong("cell-empty", {"column": column.name}) if column.required else None
    return _unreadable(column, value) or _READERS[column.type](column, value)


def field(column: Column, given: object) -> object:
    """The value of a field of a TOML, or a `Wrong`."""
    types, code = _IN_TOML.get(column.type, ((str,), "field-not-text"))
    # By the very type: a datetime is a date and a yes/no a number to Python, not to people.
    if type(given) not in types:
        return Wrong(code, {"column": column.name})
    if isinstance(given, list):
        texts = tuple(each.strip() if isinstance(each, str) else "" for each in given)
        return _members(column, texts)
    if column.type in {CellType.YES_NO, CellType.DAY}:
        return given
    written = str(given)
    return cell(column, written) if written.strip() else Wrong("field-empty", {"column": column.name})


def _unreadable(column: Column, value: str) -> Wrong | None:
    if len(value) > LONGEST:
        return Wrong("cell-too-long", {"column": column.name, "limit": LONGEST})
    if not value.isprintable():
        lines_allowed = "\n\r" if column.type in {CellType.TEXT, CellType.CONDITION} else ""
        for character in value:
            if character not in lines_allowed and unicodedata.category(character) in _UNSEEN:
                unseen = f"U+{ord(character):04X}"
                return Wrong("cell-unseen", {"column": column.name, "character": unseen}, value)
    return None


def _text(column: Column, value: str) -> object:
    if column.by_normal and not normal(value):
        return Wrong("text-without-letters", {"column": column.name}, value)
    return value


def _code(column: Column, value: str) -> object:
    return value if fits(column.form, value) else _misshapen(column, value)


def _choice(column: Column, value: str) -> object:
    if value in column.values:
        return value
    allowed = {"column": column.name, "allowed": ", ".join(column.values)}
    return Wrong("choice-unknown", allowed, value, column.values)


def _yes_no(column: Column, value: str) -> object:
    return _YES_NO[value] if value in _YES_NO else Wrong("cell-not-yes-no", {"column": column.name}, value)


def _day(column: Column, value: str) -> object:
    try:
        # fromisoformat takes weeks and days without dashes too.
        return date.fromisoformat(value if _DAY.fullmatch(value) else "")
    except ValueError:
        return Wrong("cell-not-day", {"column": column.name}, value)


def _number(column: Column, value: str) -> object:
    if not _NUMBER.fullmatch(value):
        return Wrong("cell-not-number", {"column": column.name}, value)
    read = Decimal(value)
    if column.whole and read != read.to_integral_value():
        return Wrong("cell-not-whole", {"column": column.name}, value)
    if column.least is not None and read < column.least:
        return Wrong("number-too-small", {"column": column.name, "least": column.least}, value)
    return read


def _texts(column: Column, value: str) -> object:
    return _members(column, tuple(member.strip() for member in value.split(";")))


def _members(column: Column, members: tuple[str, ...]) -> object:
    if not all(members):
        return Wrong("list-gap", {"column": column.name})
    twice = [member for position, member in enumerate(members) if member in members[:position]]
    if twice:
        return Wrong("list-twice", {"column": column.name}, twice[0])
    misshapen = [member for member in members if not fits(column.form, member)]
    return _misshapen(column, misshapen[0]) if misshapen else members


def _misshapen(column: Column, value: str) -> Wrong:
    return Wrong("code-form", {"column": column.name, "example": EXAMPLES[column.form]}, value)


def _condition(column: Column, value: str) -> object:
    reasons = column.check_condition(value) if column.check_condition else []
    if reasons:
        return Wrong("condition-unreadable", {"column": column.name, "reason": "; ".join(reasons)})
    return value


_READERS: Mapping[CellType, Callable[[Column, str], object]] = {
    CellType.TEXT: _text,
    CellType.CODE: _code,
    CellType.CHOICE: _choice,
    CellType.CONDITION: _condition,
    CellType.YES_NO: _yes_no,
    CellType.DAY: _day,
    CellType.NUMBER: _number,
    CellType.TEXTS: _texts,
}
_IN_TOML: Mapping[CellType, tuple[tuple[type, ...], str]] = {
    CellType.YES_NO: ((bool,), "field-not-yes-no"),
    CellType.DAY: ((date,), "field-not-day"),
    CellType.NUMBER: ((int, Decimal), "field-not-number"),
    CellType.TEXTS: ((list,), "field-not-list"),
}

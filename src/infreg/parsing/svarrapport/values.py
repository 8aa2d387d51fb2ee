"""KITH's data types and the values of results: CS, CV, ST, TS, PQ and what a result may hold."""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from lxml import etree

from infreg.parsing.moments import is_incomplete, moment
from infreg.parsing.reading import Findings
from infreg.parsing.svarrapport.names import BASE64_CONTAINER, Tags, place
from infreg.vocabulary.answer import Coded, Concentration, Value, ValueKind
from infreg.vocabulary.moment import Moment

Parts = Mapping[str, "etree._Element"]

NOTHING = Value(ValueKind.NONE)
UNCODED = Coded()

# Volven 8239. "Much greater" is still greater; NE (not equal) has no sign and becomes words.
_COMPARATORS = {"EQ": "=", "GE": ">=", "GT": ">", "LE": "<=", "LT": "<", "MG": ">", "ML": "<"}
_SIGNS = {"≤": "<=", "≥": ">=", "=<": "<=", "=>": ">="}
_NUMBER = re.compile(r"[+-]?[0-9]{1,30}([.,][0-9]{1,30})?([eE][+-]?[0-9]{1,2})?")
_CONCENTRATION = re.compile(
    r"(<=|>=|=<|=>|≤|≥|<|>|=)?\s*([0-9]{1,9}(?:[.,][0-9]{1,9})?)\s*(mg/l)?", re.IGNORECASE
)
# XHTML elements that begin a line.
_BLOCKS = frozenset(
    (
        *("blockquote", "br", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol"),
        *("p", "pre", "table", "td", "th", "tr", "ul"),
    )
)


def child(element: etree._Element, tag: str) -> etree._Element | None:
    """The first child of that name (lxml's `find` takes four times as long over its path language)."""
    return next(element.iterchildren(tag), None)


def words(element: etree._Element | None) -> str | None:
    """The text of a simple element, trimmed; None when there is none."""
    if element is None:
        return None
    text = element.text
    return (text.strip() or None) if text else None


def code(element: etree._Element | None, findings: Findings) -> str | None:
    """The code of a CS. Some senders write it as text: taken, with a warning."""
    if element is None:
        return None
    value = element.get("V")
    if value and (value := value.strip()):
        return value
    if value := words(element):
        note(findings, "code-as-text", element)
    return value


def coded(element: etree._Element) -> Coded:
    """A CV as it stands. Equal ones are one object: codes recur, and an answer has dozens."""
    return _coded(tuple(element.items()))


@lru_cache(maxsize=4096)
def _coded(attributes: tuple[tuple[str, str], ...]) -> Coded:
    said = {name: value.strip() or None for name, value in attributes}
    return Coded(said.get("S"), None, said.get("V"), said.get("DN"), said.get("OT"))


def time(element: etree._Element | None, findings: Findings) -> Moment | None:
    """The moment of a TS; None, and why, when it is none."""
    said = element.get("V") if element is not None else None
    if element is None or not said:
        return None
    said = said.strip()
    if found := moment(said):
        return found
    note(findings, "date-incomplete" if is_incomplete(said) else "date-unreadable", element)
    return None


def note(findings: Findings, code: str, at: etree._Element, **arguments: str | int) -> None:
    """A problem at an element."""
    findings.add(code, "" if findings.full else place(at), **arguments)


def concentration(text: str) -> Concentration | None:
    """A concentration as laboratories write it ("0,25", ">256", "<=0,016 mg/L"); None for other words."""
    found = _CONCENTRATION.fullmatch(text)
    if not found:
        return None
    sign, number, _ = found.groups()
    sign = _SIGNS.get(sign, sign)
    return Concentration(Decimal(number.replace(",", ".")), None if sign == "=" else sign)


def flowing(element: etree._Element, findings: Findings) -> str | None:
    """The text of an element that may hold XHTML, a line for each paragraph or break.

    A Base64Container is a file, not text: passed over with a note.
    """
    if not len(element):
        return words(element)
    pieces: list[str] = []
    _gather(element, pieces, findings)
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line) or None


def _gather(element: etree._Element, pieces: list[str], findings: Findings) -> None:
    # Line breaks of the XML are spaces; line breaks of the text are those of its blocks.
    pieces.append((element.text or "").replace("\n", " "))
    for child in element:
        block = child.tag.rpartition("}")[2] in _BLOCKS
        pieces.append("\n" if block else "")
        if child.tag == BASE64_CONTAINER:
            note(findings, "attachment-unread", element)
        else:
            _gather(child, pieces, findings)
        pieces.append(("\n" if block else "") + (child.tail or "").replace("\n", " "))


def measured(parts: Parts, tags: Tags, findings: Findings) -> Value:
    """The value of a result that is not text: a number, an interval, a date, or nothing."""
    if (number := parts.get(tags.NumResult)) is not None:
        return _number(number, tags, findings)
    if (interval := parts.get(tags.Interval)) is not None:
        return _interval(interval, tags, findings)
    if (date := parts.get(tags.DateResult)) is not None:
        said = child(date, tags.DateResultValue)
        text = said.get("V") if said is not None else None
        return Value(ValueKind.DATE, text=text, date=time(said, findings)) if text else NOTHING
    return NOTHING


def _number(element: etree._Element, tags: Tags, findings: Findings) -> Value:
    quantity, relation = child(element, tags.NumResultValue), child(element, tags.ArithmeticComp)
    said, unit = _quantity(quantity)
    if quantity is None or said is None:
        return NOTHING
    comparator = code(relation, findings)
    number = _decimal(said)
    if relation is not None and comparator and comparator not in _COMPARATORS:
        note(findings, "comparator-unknown", relation)
        named = (relation.get("DN") or comparator, said, unit)
        return Value(ValueKind.TEXT, text=" ".join(filter(None, named)), unit=unit)
    if number is None:
        note(findings, "number-unreadable", quantity)
        return Value(ValueKind.TEXT, text=said, unit=unit)
    sign = _COMPARATORS[comparator] if comparator else None
    return Value(ValueKind.NUMBER, number=number, comparator=sign, unit=unit)


def _interval(element: etree._Element, tags: Tags, findings: Findings) -> Value:
    ends = [child(element, tags.Low), child(element, tags.High)]
    said = [_quantity(end) for end in ends]
    numbers = [_decimal(value) if value else None for value, _ in said]
    for end, (value, _), number in zip(ends, said, numbers, strict=True):
        if end is not None and value and number is None:
            note(findings, "number-unreadable", end)
    unit = said[0][1] or said[1][1]
    if any(value and number is None for (value, _), number in zip(said, numbers, strict=True)):
        return Value(ValueKind.TEXT, text=" – ".join(value or "" for value, _ in said), unit=unit)
    if numbers == [None, None]:
        return NOTHING
    return Value(ValueKind.INTERVAL, number=numbers[0], high=numbers[1], unit=unit)


def _quantity(element: etree._Element | None) -> tuple[str | None, str | None]:
    if element is None:
        return None, None
    return (element.get("V") or "").strip() or None, (element.get("U") or "").strip() or None


def _decimal(said: str) -> Decimal | None:
    # The pattern keeps away what Decimal also takes: NaN, Infinity, underscores, other scripts' digits.
    return Decimal(said.replace(",", ".")) if _NUMBER.fullmatch(said) else None

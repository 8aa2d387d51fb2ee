"""KITH's data types and the values of results: CS, CV, ST, TS, PQ and what a result may hold."""

import re
from decimal import Decimal
from functools import lru_cache

from lxml import etree

from infreg.parsing.moments import is_incomplete, moment
from infreg.parsing.reading import Findings
from infreg.parsing.svarrapport.names import Tags
from infreg.parsing.svarrapport.opened import Parts, child, children
from infreg.vocabulary.answer import Coded, Value, ValueKind
from infreg.vocabulary.moment import Moment

NOTHING = Value(ValueKind.NONE)
UNCODED = Coded()

# Volven 8239. "Much greater" is still greater; NE (not equal) has no sign and becomes words.
_COMPARATORS = {"EQ": "=", "GE": ">=", "GT": ">", "LE": "<=", "LT": "<", "MG": ">", "ML": "<"}
_NUMBER = re.compile(r"[+-]?[0-9]{1,30}([.,][0-9]{1,30})?([eE][+-]?[0-9]{1,2})?")


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
        findings.note("code-as-text", element)
    return value


def service_type(element: etree._Element | None, findings: Findings) -> str | None:
    """The code of a ServType; what stands beside the code, as some senders have it (if only a line break),
    is told and passed over."""
    if element is None:
        return None
    if element.text and element.get("V"):
        findings.note("code-with-text", element)
    return code(element, findings)


def coded(element: etree._Element) -> Coded:
    """A CV as it stands. Equal ones are one object: codes recur, and an answer has dozens."""
    return _coded(tuple(element.items()))


@lru_cache(maxsize=4096)
def _coded(attributes: tuple[tuple[str, str], ...]) -> Coded:
    said = {name: value.strip() or None for name, value in attributes}
    return Coded(said.get("S"), None, said.get("V"), said.get("DN"), said.get("OT"))


def time(element: etree._Element | None, findings: Findings) -> Moment | None:
    """The moment of a TS; None, and why, when it is none."""
    if element is None:
        return None
    said = element.get("V")
    if not said:
        # Never seen with its time as text but in a GenDate; taken wherever it stands.
        said = words(element)
        if not said:
            return None
        findings.note("code-as-text", element)
    said = said.strip()
    if found := moment(said):
        return found
    findings.note("date-incomplete" if is_incomplete(said) else "date-unreadable", element)
    return None


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
    quantity = relation = None
    for part in children(element):
        if part.tag == tags.NumResultValue:
            quantity = part
        elif part.tag == tags.ArithmeticComp:
            relation = part
    if quantity is None:
        return NOTHING
    said, unit, number = _quantity(quantity, findings)
    comparator = code(relation, findings)
    if said is None:
        return NOTHING
    if relation is not None and comparator and comparator not in _COMPARATORS:
        findings.note("comparator-unknown", relation)
        named = (relation.get("DN") or comparator, said, unit)
        return Value(ValueKind.TEXT, " ".join(filter(None, named)), unit=unit)
    if number is None:
        findings.note("number-unreadable", quantity)
        return Value(ValueKind.TEXT, said, unit=unit)
    return Value(ValueKind.NUMBER, None, None, number, None, _COMPARATORS.get(comparator or ""), unit)


def _interval(element: etree._Element, tags: Tags, findings: Findings) -> Value:
    ends = [child(element, tag) for tag in (tags.Low, tags.High)]
    said = [(None, None, None) if end is None else _quantity(end, findings) for end in ends]
    (low, low_unit, lowest), (high, high_unit, highest) = said
    unit = low_unit or high_unit
    unread = [end for end, (value, _, number) in zip(ends, said, strict=True) if value and number is None]
    for end in unread:
        if end is not None:
            findings.note("number-unreadable", end)
    if unread:
        return Value(ValueKind.TEXT, f"{low or ''} – {high or ''}", unit=unit)
    if lowest is None and highest is None:
        return NOTHING
    return Value(ValueKind.INTERVAL, number=lowest, high=highest, unit=unit)


def _quantity(element: etree._Element, findings: Findings) -> tuple[str | None, str | None, Decimal | None]:
    """The words of a PQ, its unit, and the number that the words are."""
    said, unit = element.get("V"), element.get("U")
    unit = (unit.strip() or None) if unit else None
    said = said.strip() if said else None
    if not said:
        said = words(element)
        if not said:
            return None, unit, None
        findings.note("code-as-text", element)
    # The pattern keeps away what Decimal also takes: NaN, Infinity, underscores, other scripts' digits.
    if not _NUMBER.fullmatch(said):
        return said, unit, None
    if "," in said:
        findings.note("number-with-comma", element)
        return said, unit, Decimal(said.replace(",", "."))
    return said, unit, Decimal(said)

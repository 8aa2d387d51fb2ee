"""The ResultItems of a report as rows: each with what it says of itself, and the rows around it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from infreg.parsing.reading import Findings
from infreg.parsing.svarrapport.names import Tags
from infreg.parsing.svarrapport.subjects import free
from infreg.parsing.svarrapport.values import (
    NOTHING,
    UNCODED,
    Parts,
    code,
    coded,
    flowing,
    measured,
    note,
    words,
)
from infreg.vocabulary.answer import Coded, Value, ValueKind

RESISTANCE_HEADING = "RSB"
RESISTANCE_SYSTEM = "2.16.578.1.12.4.1.1.8271"
RESISTANCE_CODES = frozenset("SIRK")
_LABORATORY_CODES = "2.16.578.1.12.4.1.1.7280"
_CANCELLED = "C"


@dataclass(slots=True, eq=False)
class Row:
    """One ResultItem. `above` is the row it stands in, `position` its number among its siblings.

    Its `id` and `parent` (a row with a finding, by nesting or reference) come when all rows are read.
    """

    element: etree._Element
    parts: Parts
    above: "Row | None"
    position: int
    said_id: str | None
    reference: str | None
    investigation: Coded
    remarks: str | None
    words: str | None
    codes: list[Coded]
    unit: str | None
    is_resistance: bool
    specimen: str | None
    id: str = ""
    parent: "Row | None" = None


def rows_of(
    patient: etree._Element, specimens: Mapping[str, str], tags: Tags, findings: Findings
) -> list[Row]:
    """All rows in the order they stand, without cancelled ones and what stands in them."""
    rows: list[Row] = []
    _read(rows, patient, None, specimens, tags, findings)
    _name(rows, findings)
    return rows


def _read(
    rows: list[Row],
    holder: etree._Element,
    above: Row | None,
    specimens: Mapping[str, str],
    tags: Tags,
    findings: Findings,
) -> None:
    for position, element in enumerate(holder.iterchildren(tags.ResultItem), start=1):
        parts = {part.tag: part for part in element}
        if not tags.known.issuperset(parts):
            note(findings, "element-unknown", element)
        if tags.ServType in parts and code(parts[tags.ServType], findings) == _CANCELLED:
            # A finding taken back is no finding; which one it was stands in the version before.
            note(findings, "result-cancelled", element)
            continue
        row = _row(element, parts, above, position, tags, findings)
        row.specimen = _specimen(row, specimens, tags, findings)
        rows.append(row)
        if tags.ResultItem in parts:
            _read(rows, element, row, specimens, tags, findings)


def _row(
    element: etree._Element, parts: Parts, above: Row | None, position: int, tags: Tags, findings: Findings
) -> Row:
    heading: str | None = None
    text: str | None = None
    unit: str | None = None
    codes: list[Coded] = []
    if (result := parts.get(tags.TextResult)) is not None:
        for part in result:
            tag = part.tag
            if tag == tags.Heading:
                heading = code(part, findings)
            elif tag == tags.TextCode:
                codes.append(coded(part))
            elif tag == tags.TextResultValue:
                text = flowing(part, findings)
            elif tag == tags.Unit:
                unit = words(part)
    asked = tags.Investigation in parts
    investigation, remarks = _asked(element, parts, tags)
    return Row(
        element,
        parts,
        above,
        position,
        words(parts.get(tags.IdResultItem)),
        words(parts.get(tags.RefIdResultItem)),
        investigation,
        remarks,
        text,
        codes,
        unit,
        # A heading above nothing is a group's title, not an agent tested.
        (heading == RESISTANCE_HEADING and (asked or bool(codes))) or _has_category(codes),
        None,
    )


def _has_category(codes: list[Coded]) -> bool:
    return bool(codes) and any(
        each.system == RESISTANCE_SYSTEM and each.code in RESISTANCE_CODES for each in codes
    )


def _asked(element: etree._Element, parts: Parts, tags: Tags) -> tuple[Coded, str | None]:
    """What was looked for, by the national laboratory codes where one stands, else as first named; and
    the comments on the row and on what was looked for, a line each."""
    named: list[Coded] = []
    said = [words(parts[tags.Comment])] if tags.Comment in parts else []
    for asked in _each(element, parts, tags.Investigation):
        for part in asked:
            tag = part.tag
            if tag == tags.Id:
                named.append(coded(part))
            elif tag == tags.Comment:
                said.append(words(part))
    remarks = "\n".join(filter(None, said)) or None if said else None
    return (named[0] if len(named) == 1 else _preferred(named)), remarks


def _each(element: etree._Element, parts: Parts, tag: str) -> list[etree._Element]:
    """Every child of that name. `parts` holds but the last of each name; in most rows that is all."""
    last = parts.get(tag)
    if last is None:
        return []
    return [last] if len(parts) == len(element) else list(element.iterchildren(tag))


def _preferred(named: list[Coded]) -> Coded:
    for wanted in named:
        if wanted.code and wanted.system == _LABORATORY_CODES:
            return wanted
    return next((each for each in named if each.code), named[0] if named else UNCODED)


def _specimen(row: Row, specimens: Mapping[str, str], tags: Tags, findings: Findings) -> str | None:
    """The row's own specimen, else that of the row it stands in."""
    said = [words(each) for each in _each(row.element, row.parts, tags.RefAnalysedSubject)]
    if not said:
        return row.above.specimen if row.above else None
    known = [specimens[each] for each in said if each and each in specimens]
    if len(known) < len(said):
        note(findings, "specimen-unknown", row.element)
    if len(known) > 1:
        note(findings, "result-several-specimens", row.element)
    return known[0] if known else None


def _name(rows: list[Row], findings: Findings) -> None:
    """Give each row an id: the sender's where it means one finding, else one made of its place."""
    said = Counter([row.said_id for row in rows if row.said_id and not row.is_resistance])
    unique = {each for each, count in said.items() if count == 1}
    taken = dict.fromkeys(unique, 1)
    for row in rows:
        own = None if row.is_resistance else row.said_id
        if own in unique:
            row.id = own
            continue
        if own:
            note(findings, "result-id-repeated", row.element)
        row.id = free(f"{row.above.id}.{row.position}" if row.above else str(row.position), taken)


def value_of(row: Row, tags: Tags, findings: Findings) -> Value:
    """What the row found. Words beside a code stay; several codes beside no words become words."""
    if not row.codes and row.words is None:
        return measured(row.parts, tags, findings)
    if not any(each.code or each.display for each in row.codes):
        said = row.words or "; ".join(each.text for each in row.codes if each.text)
        return Value(ValueKind.TEXT, said, unit=row.unit) if said else NOTHING
    text = row.words
    if text is None and len(row.codes) > 1:
        text = "; ".join(filter(None, (each.display or each.text or each.code for each in row.codes)))
    return Value(ValueKind.CODED, text, row.codes[0], unit=row.unit)

"""Rows become results and susceptibilities: who belongs to whom, and which row names the microbe."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from infreg.parsing.reading import Findings
from infreg.parsing.svarrapport.names import Tags
from infreg.parsing.svarrapport.opened import Opened
from infreg.parsing.svarrapport.rows import RESISTANCE_CODES, Row, is_category, is_misused, rows_of
from infreg.parsing.svarrapport.values import NOTHING, code, measured
from infreg.parsing.written_numbers import concentration, written_number
from infreg.vocabulary.answer import (
    Coded,
    Concentration,
    Organism,
    Result,
    Susceptibility,
    Value,
    ValueKind,
)

# Rows of this name hold the microbe found by the culture they belong to.
_IDENTIFICATION = "identifikasjon"
# A resistance row refers to its microbe, or to something at most this many rows below it.
_LONGEST_CHAIN = 10
# Units of a concentration, the first when none is said: microgram a millilitre is milligram a litre.
_CONCENTRATIONS = ("", "mg/l", "µg/ml", "μg/ml", "ug/ml", "mcg/ml")

Findable = tuple[tuple[Result, ...], tuple[Susceptibility, ...]]
NO_RESULTS: Findable = ((), ())


def results(patient: Opened, specimens: Mapping[str, str], tags: Tags, findings: Findings) -> Findable:
    """Every finding and every resistance row of a patient, in the order they stand."""
    rows = rows_of(patient, specimens, tags, findings)
    kin = _Kin(rows, findings)
    organisms: dict[Row, str] = {}
    tested = [row for row in rows if row.is_resistance]
    susceptibilities = tuple(_susceptibility(row, kin, organisms, tags, findings) for row in tested)
    found = (row for row in rows if not row.is_resistance)
    return tuple(_result(row, organisms.get(row), tags, findings) for row in found), susceptibilities


#: «Escherichia coli Over 100 000 pr. ml»: how much, written behind what.
_AMOUNT = re.compile(r"\s+(?:(?:over|under|ca\.?|mer enn|mindre enn)\s+|[<>]=?\s*)\d.*$", re.IGNORECASE)


def _result(row: Row, organism: str | None, tags: Tags, findings: Findings) -> Result:
    return Result(
        row.id,
        row.parent.id if row.parent else None,
        row.specimen,
        row.investigation,
        _value(row, tags, findings),
        Organism(organism) if organism else None,
        code(row.opened.parts.get(tags.StatusInvestigation), findings),
        row.remarks,
        row.service_type,
    )


def _value(row: Row, tags: Tags, findings: Findings) -> Value:
    """What the row found. Words beside a code stay; several codes beside no words become words."""
    text, codes = row.words, row.codes
    if not codes:
        return _uncoded(row, tags, findings) if text is None else _of_words(text, row, findings)
    if any(map(is_misused, codes)):
        findings.note("resistance-list-misused", row.element)
    if not any(each.code or each.display for each in codes):
        said = text or "; ".join(each.text for each in codes if each.text)
        return _of_words(said, row, findings) if said else NOTHING
    if text is None and len(codes) > 1:
        text = "; ".join(filter(None, (each.display or each.text or each.code for each in codes)))
    return Value(ValueKind.CODED, text, codes[0], unit=row.unit)


def _uncoded(row: Row, tags: Tags, findings: Findings) -> Value:
    found = measured(row.opened.parts, tags, findings)
    # Some give a number's unit as if it were text; a unit of nothing is nothing.
    has_one = not row.unit or found.unit or found.kind is ValueKind.NONE
    return found if has_one else replace(found, unit=row.unit)


def _of_words(said: str, row: Row, findings: Findings) -> Value:
    """A number where the words as a whole are one, else the words."""
    written = written_number(said, has_unit=bool(row.unit))
    if written is None or (written.unit and row.unit and written.unit.casefold() != row.unit.casefold()):
        return Value(ValueKind.TEXT, said, None, None, None, None, row.unit)
    if written.number is None:
        findings.note("number-ambiguous", row.element)
        return Value(ValueKind.TEXT, said, unit=row.unit)
    unit = row.unit or written.unit
    return Value(ValueKind.NUMBER, said, None, written.number, None, written.comparator, unit)


def _susceptibility(
    row: Row, kin: "_Kin", organisms: dict[Row, str], tags: Tags, findings: Findings
) -> Susceptibility:
    named = kin.naming(row)
    if named is None:
        findings.note("resistance-without-organism", row.element)
    elif named not in organisms:
        organisms[named] = _name(_microbe(named) or "")
    sir, sir_text, said = _category(row, findings)
    mic, zone, unread = _amount(said, row.unit)
    return Susceptibility(
        named.id if named else None,
        row.investigation,
        sir,
        sir_text,
        mic,
        zone,
        row.specimen or (named.specimen if named else None),
        code(row.opened.parts.get(tags.StatusInvestigation), findings),
        f"{unread}\n{row.remarks}" if unread and row.remarks else unread or row.remarks,
        row.service_type,
    )


def _amount(said: str | None, unit: str | None) -> tuple[Concentration | None, Decimal | None, str | None]:
    """The concentration or the zone in millimetres; the words where they are neither."""
    if said is None:
        return None, None, None
    amount, measure = concentration(said), (unit or "").casefold()
    if amount and measure in _CONCENTRATIONS:
        return amount, None, None
    if amount and measure == "mm" and not amount.comparator:
        return None, amount.value, None
    return None, None, f"{said} {unit or ''}".strip()


def _category(row: Row, findings: Findings) -> tuple[str | None, str | None, str | None]:
    """S, I, R or K, its words, and the words left. A code of another list is words alone: its S may mean
    anything."""
    for each in row.codes:
        if is_category(each) or (each.system is None and each.code in RESISTANCE_CODES):
            said = each.display or each.text
            if said or row.words is None or concentration(row.words):
                return each.code, said, row.words
            return each.code, row.words, None
    if row.codes:
        findings.note("resistance-code-unknown", row.element)
        first = row.codes[0]
        return None, first.display or first.text or first.code, row.words
    if row.words in RESISTANCE_CODES:
        findings.note("resistance-category-as-text", row.element)
        return row.words, None, None
    return None, None, row.words


def _microbe(row: Row) -> str | None:
    """The words of a row that may name a microbe: a number does not."""
    if row.words and written_number(row.words):
        return None
    if row.words or not row.codes:
        return row.words
    return row.codes[0].display or row.codes[0].text


def _name(said: str) -> str:
    """A microbe's name out of the words that hold it: without the amount behind it, and as a name is
    written where a laboratory writes in capitals. The words themselves stay in the value."""
    name = _AMOUNT.sub("", " ".join(said.split()))
    return name.capitalize() if name.isupper() and " " in name else name


class _Kin:
    """Who belongs to whom among the rows of a report; settles every row's `parent`."""

    def __init__(self, rows: list[Row], findings: Findings) -> None:
        self._findings = findings
        self._findable: Mapping[str, list[Row]] = _grouped(row for row in rows if not row.is_resistance)
        self._tested = {row.said_id for row in rows if row.is_resistance and row.said_id}
        for row in rows:
            if not row.is_resistance and (row.above or row.reference):
                row.parent = _around(row) or self._referred(row)
        if any(row.reference and row.parent for row in rows):
            # Rows that only stand in each other make no circle.
            self._break_circles(rows)
        self._named: dict[Row | None, Row | None] = {None: None}
        self._identifications: dict[Row, list[Row]] = defaultdict(list)
        for row in rows:
            if row.parent and not row.is_resistance and _is_identification(row.investigation):
                self._identifications[row.parent].append(row)

    def naming(self, tested: Row) -> Row | None:
        """The row that names the microbe a resistance row speaks of: the one referred to, or the one it
        stands in; failing words there, its one identification, or the row that it belongs to."""
        step = self._referred(tested) or _around(tested)
        if step not in self._named:
            # Dozens of agents are tested against one microbe.
            self._named[step] = self._named_from(step)
        return self._named[step]

    def _named_from(self, step: Row | None) -> Row | None:
        for _ in range(_LONGEST_CHAIN):
            if step is None:
                return None
            named = [row for row in self._identifications.get(step, ()) if _microbe(row)]
            named = [row for row in named if not row.is_cancelled] or named
            if named:
                # A culture that grew two microbes does not say which of them was tested.
                return named[0] if len(named) == 1 else None
            if _microbe(step):
                return step
            step = step.parent
        return None

    def _referred(self, row: Row) -> Row | None:
        if row.reference is None:
            return None
        meant = self._findable.get(row.reference, [])
        if len(meant) == 1:
            return meant[0]
        if meant:
            self._findings.note("result-reference-unclear", row.element)
        elif row.reference not in self._tested:
            self._findings.note("result-reference-unknown", row.element)
        return None

    def _break_circles(self, rows: list[Row]) -> None:
        settled: set[Row] = set()
        for row in rows:
            trail: dict[Row, None] = {}
            step: Row | None = row
            while step is not None and step not in settled and step not in trail:
                trail[step] = None
                step = step.parent
            if step is not None and step in trail:
                # Nesting alone makes no circle: one of these rows has its parent by reference.
                guilty = next(each for each in trail if each.parent in trail and _around(each) is None)
                self._findings.note("result-reference-circular", guilty.element)
                guilty.parent = None
            settled.update(trail)


def _grouped(rows: Iterable[Row]) -> dict[str, list[Row]]:
    by_id: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.said_id:
            by_id[row.said_id].append(row)
    # Of a row and the cancelled one that it replaces, the row is meant.
    for own, meant in by_id.items():
        if len(meant) > 1:
            by_id[own] = [each for each in meant if not each.is_cancelled] or meant
    return by_id


def _around(row: Row) -> Row | None:
    """The nearest row with a finding that this one stands in."""
    step = row.above
    while step is not None and step.is_resistance:
        step = step.above
    return step


def _is_identification(investigation: Coded) -> bool:
    return (investigation.text or investigation.display or "").casefold() == _IDENTIFICATION

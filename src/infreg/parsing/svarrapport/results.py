"""Rows become results and susceptibilities: who belongs to whom, and which row names the microbe."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from lxml import etree

from infreg.parsing.reading import Findings
from infreg.parsing.svarrapport.names import Tags
from infreg.parsing.svarrapport.rows import (
    RESISTANCE_CODES,
    RESISTANCE_SYSTEM,
    Row,
    rows_of,
    value_of,
)
from infreg.parsing.svarrapport.values import code, concentration, note
from infreg.vocabulary.answer import Coded, Concentration, Organism, Result, Susceptibility

# Rows of this name hold the microbe found by the culture they belong to.
_IDENTIFICATION = "identifikasjon"
# A resistance row refers to its microbe, or to something at most this many rows below it.
_LONGEST_CHAIN = 10

Findable = tuple[tuple[Result, ...], tuple[Susceptibility, ...]]


def results(
    patient: etree._Element, specimens: Mapping[str, str], tags: Tags, findings: Findings
) -> Findable:
    """Every finding and every resistance row of a patient, in the order they stand."""
    rows = rows_of(patient, specimens, tags, findings)
    kin = _Kin(rows, findings)
    organisms: dict[Row, str] = {}
    tested = [row for row in rows if row.is_resistance]
    susceptibilities = tuple(_susceptibility(row, kin, organisms, tags, findings) for row in tested)
    found = (row for row in rows if not row.is_resistance)
    return tuple(_result(row, organisms.get(row), tags, findings) for row in found), susceptibilities


def _result(row: Row, organism: str | None, tags: Tags, findings: Findings) -> Result:
    return Result(
        row.id,
        row.parent.id if row.parent else None,
        row.specimen,
        row.investigation,
        value_of(row, tags, findings),
        Organism(organism) if organism else None,
        code(row.parts.get(tags.StatusInvestigation), findings),
        row.remarks,
    )


def _susceptibility(
    row: Row, kin: "_Kin", organisms: dict[Row, str], tags: Tags, findings: Findings
) -> Susceptibility:
    named = kin.naming(row)
    if named is None:
        note(findings, "resistance-without-organism", row.element)
    else:
        organisms.setdefault(named, _microbe(named) or "")
    sir, sir_text = _category(row, findings)
    mic, zone, unread = _amount(row)
    return Susceptibility(
        named.id if named else None,
        row.investigation,
        sir,
        sir_text,
        mic,
        zone,
        row.specimen or (named.specimen if named else None),
        code(row.parts.get(tags.StatusInvestigation), findings),
        f"{unread}\n{row.remarks}" if unread and row.remarks else unread or row.remarks,
    )


def _amount(row: Row) -> tuple[Concentration | None, Decimal | None, str | None]:
    """The concentration or the zone in millimetres; the words where they are neither."""
    if row.words is None:
        return None, None, None
    amount, unit = concentration(row.words), (row.unit or "").casefold()
    if amount and unit in ("", "mg/l"):
        return amount, None, None
    if amount and unit == "mm" and not amount.comparator:
        return None, amount.value, None
    return None, None, f"{row.words} {row.unit or ''}".strip()


def _category(row: Row, findings: Findings) -> tuple[str | None, str | None]:
    """S, I, R or K and its words. A code of another list is words alone: its S may mean anything."""
    for each in row.codes:
        if each.code in RESISTANCE_CODES and each.system in (RESISTANCE_SYSTEM, None):
            return each.code, each.display or each.text
    if not row.codes:
        return None, None
    note(findings, "resistance-code-unknown", row.element)
    first = row.codes[0]
    return None, first.display or first.text or first.code


def _microbe(row: Row) -> str | None:
    """The words of a row that may name a microbe."""
    if row.words or not row.codes:
        return row.words
    return row.codes[0].display or row.codes[0].text


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
        self._identifications: dict[Row, list[Row]] = defaultdict(list)
        for row in rows:
            if row.parent and not row.is_resistance and _is_identification(row.investigation):
                self._identifications[row.parent].append(row)

    def naming(self, tested: Row) -> Row | None:
        """The row that names the microbe a resistance row speaks of: the one referred to, or the one it
        stands in; failing words there, its one identification, or the row that it belongs to."""
        step = self._referred(tested) or _around(tested)
        for _ in range(_LONGEST_CHAIN):
            if step is None:
                return None
            named = [row for row in self._identifications.get(step, ()) if _microbe(row)]
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
            note(self._findings, "result-reference-unclear", row.element)
        elif row.reference not in self._tested:
            note(self._findings, "result-reference-unknown", row.element)
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
                note(self._findings, "result-reference-circular", guilty.element)
                guilty.parent = None
            settled.update(trail)


def _grouped(rows: Iterable[Row]) -> dict[str, list[Row]]:
    by_id: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.said_id:
            by_id[row.said_id].append(row)
    return by_id


def _around(row: Row) -> Row | None:
    """The nearest row with a finding that this one stands in."""
    step = row.above
    while step is not None and step.is_resistance:
        step = step.above
    return step


def _is_identification(investigation: Coded) -> bool:
    return (investigation.text or investigation.display or "").casefold() == _IDENTIFICATION

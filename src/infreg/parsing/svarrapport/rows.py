"""The ResultItems of a report as rows: each with what it says of itself, and the rows around it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from infreg.parsing.reading import Findings
from infreg.parsing.svarrapport.names import Tags
from infreg.parsing.svarrapport.opened import Opened, children
from infreg.parsing.svarrapport.shapes import note_faults
from infreg.parsing.svarrapport.subjects import free
from infreg.parsing.svarrapport.texts import flowing
from infreg.parsing.svarrapport.values import UNCODED, code, coded, service_type, words
from infreg.vocabulary.answer import Coded

RESISTANCE_HEADING = "RSB"
RESISTANCE_SYSTEM = "2.16.578.1.12.4.1.1.8271"
RESISTANCE_CODES = frozenset("SIRK")
CANCELLED = "C"
_LABORATORY_CODES = "2.16.578.1.12.4.1.1.7280"


@dataclass(slots=True, eq=False)
class Row:
    """One ResultItem. `above` is the row it stands in, `position` its number among its siblings.

    Its `id` and `parent` (a row with a finding, by nesting or reference) come when all rows are read.
    """

    opened: Opened
    above: "Row | None"
    position: int
    said_id: str | None
    reference: str | None
    service_type: str | None
    investigation: Coded
    remarks: str | None
    specimen: str | None
    words: str | None = None
    codes: tuple[Coded, ...] = ()
    unit: str | None = None
    is_resistance: bool = False
    id: str = ""
    parent: "Row | None" = None

    @property
    def element(self) -> etree._Element:
        return self.opened.element

    @property
    def is_cancelled(self) -> bool:
        return self.service_type == CANCELLED


@dataclass(slots=True, eq=False)
class _Reader:
    """Reads the rows of one patient into `rows`."""

    specimens: Mapping[str, str]
    tags: Tags
    findings: Findings
    rows: list[Row]

    def read(self, holder: Opened, above: Row | None) -> None:
        tags, findings = self.tags, self.findings
        for position, element in enumerate(holder.each(tags.ResultItem), start=1):
            opened = Opened(element)
            parts = opened.parts
            note_faults(opened, tags.row_shape, findings)
            investigation, remarks = _asked(opened, tags)
            row = Row(
                opened,
                above,
                position,
                words(parts.get(tags.IdResultItem)),
                words(parts.get(tags.RefIdResultItem)),
                service_type(parts.get(tags.ServType), findings),
                investigation,
                remarks,
                above.specimen if above else None,
            )
            if tags.RefAnalysedSubject in parts:
                row.specimen = self._specimen(row)
            if above and row.service_type is None and above.is_cancelled:
                # What stands in a cancelled row is cancelled with it.
                row.service_type = CANCELLED
            if (text := parts.get(tags.TextResult)) is not None:
                _read_text(row, text, tags, findings)
            self.rows.append(row)
            if tags.ResultItem in parts:
                self.read(opened, row)

    def _specimen(self, row: Row) -> str | None:
        """The row's own specimen; one that the answer does not hold stays as it was named."""
        said = list(map(words, row.opened.each(self.tags.RefAnalysedSubject)))
        if len(said) == 1 and (only := self.specimens.get(said[0] or "")):
            return only
        known = [self.specimens[each] for each in said if each and each in self.specimens]
        if len(known) < len(said):
            self.findings.note("specimen-unknown", row.element)
        if len(known) > 1:
            self.findings.note("result-several-specimens", row.element)
        return next(iter([*known, *filter(None, said)]), None)


def rows_of(patient: Opened, specimens: Mapping[str, str], tags: Tags, findings: Findings) -> list[Row]:
    """All rows in the order they stand, cancelled ones among them."""
    rows: list[Row] = []
    _Reader(specimens, tags, findings, rows).read(patient, None)
    _settle_kinds(rows)
    _name(rows, findings)
    return rows


def _read_text(row: Row, text: etree._Element, tags: Tags, findings: Findings) -> None:
    heading: str | None = None
    codes: list[Coded] = []
    for part in children(text):
        tag = part.tag
        if tag == tags.Heading:
            heading = code(part, findings)
        elif tag == tags.TextCode:
            codes.append(coded(part))
        elif tag == tags.TextResultValue:
            said = flowing(part, findings)
            row.words = f"{row.words}\n{said}" if row.words and said else row.words or said
        elif tag == tags.Unit:
            row.unit = words(part)
    if codes:
        row.codes = tuple(codes)
    # A heading above nothing is a group's title, not an agent tested.
    if heading == RESISTANCE_HEADING:
        row.is_resistance = bool(codes) or row.investigation is not UNCODED
    elif codes:
        row.is_resistance = any(map(is_category, codes))


def is_category(coded: Coded) -> bool:
    """Whether a code is S, I, R or K of the list of resistance."""
    return coded.system == RESISTANCE_SYSTEM and coded.code in RESISTANCE_CODES


def is_misused(coded: Coded) -> bool:
    """Whether a code is given to the list of resistance that it does not have: microbes and words are."""
    return coded.system == RESISTANCE_SYSTEM and coded.code not in RESISTANCE_CODES


def _settle_kinds(rows: list[Row]) -> None:
    """Under the heading of resistance some send the microbe itself, as a code of the list of resistance.

    Such a row is a finding where it belongs to no other row, or where another refers to it or stands in it.
    """
    doubtful = [row for row in rows if row.is_resistance and row.codes and all(map(is_misused, row.codes))]
    if not doubtful:
        return
    referred = {row.reference for row in rows if row.reference}
    holders = {row.above for row in rows if row.above}
    for row in doubtful:
        belongs = row.reference or row.above
        row.is_resistance = bool(belongs) and row.said_id not in referred and row not in holders


def _asked(row: Opened, tags: Tags) -> tuple[Coded, str | None]:
    """What was looked for, by the national laboratory codes where one stands, else as first named; and
    the comments on the row and on what was looked for, a line each."""
    named: list[Coded] = []
    said = list(map(words, row.each(tags.Comment))) if tags.Comment in row.parts else []
    for asked in row.each(tags.Investigation):
        for part in children(asked):
            tag = part.tag
            if tag == tags.Id:
                named.append(coded(part))
            elif tag == tags.Comment:
                said.append(words(part))
    remarks = ("\n".join(filter(None, said)) or None) if said else None
    return named[0] if len(named) == 1 else _preferred(named), remarks


def _preferred(named: list[Coded]) -> Coded:
    for wanted in named:
        if wanted.code and wanted.system == _LABORATORY_CODES:
            return wanted
    return next((each for each in named if each.code), named[0] if named else UNCODED)


def _name(rows: list[Row], findings: Findings) -> None:
    """Give each row an id: the sender's where it means one finding, else one made of its place.

    A row that replaces a cancelled one of the same id keeps it.
    """
    found = [row for row in rows if row.said_id and not row.is_resistance]
    owners: dict[str | None, Row] = {row.said_id: row for row in found}
    repeated: set[str | None] = set()
    if len(owners) < len(found):
        owners, repeated = _owners(found)
    taken = dict.fromkeys(filter(None, owners), 1)
    for row in rows:
        own = None if row.is_resistance else row.said_id
        if own and owners.get(own) is row:
            row.id = own
            continue
        if own in repeated:
            findings.note("result-id-repeated", row.element)
        row.id = free(f"{row.above.id}.{row.position}" if row.above else str(row.position), taken)


def _owners(found: list[Row]) -> tuple[dict[str | None, Row], set[str | None]]:
    """Which row each id means, and the ids that mean several."""
    by_id: dict[str | None, list[Row]] = defaultdict(list)
    for row in found:
        by_id[row.said_id].append(row)
    owners: dict[str | None, Row] = {}
    for own, rows in by_id.items():
        live = [row for row in rows if not row.is_cancelled]
        if len(rows) == 1 or len(live) == 1:
            owners[own] = (live or rows)[0]
    return owners, {own for own in by_id if own not in owners}

"""Findings made ready for cases: with what definitions say of their organisms, specimens and requesters."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from infreg.flow.understanding import Understanding
from infreg.interpretation.codes import Codes
from infreg.storage.told import FoundRow
from infreg.vocabulary.case import Told
from infreg.vocabulary.time import in_oslo


def told(rows: Iterable[FoundRow], known: Understanding) -> Mapping[bytes, list[Told]]:
    """By patient; what the codes mean is asked of the definitions of the finding's day."""
    found: dict[bytes, list[Told]] = defaultdict(list)
    for row in rows:
        found[row.head.subject].append(_told(row, known.on(row.day or date.max)))
    return found


def _told(row: FoundRow, codes: Codes) -> Told:
    head, organism = row.head, row.finding.organism
    return Told(
        answer=head.answer,
        key=head.key,
        position=row.position,
        receipt=head.receipt,
        unit=head.unit,
        finding=row.finding,
        day=row.day,
        sampled=in_oslo(row.sampled_at).date() if row.sampled_at else None,
        issued=head.issued,
        received=head.received,
        known=max(head.known, row.explained or head.known),
        ancestors=codes.ancestors(organism)[1:] if organism else (),
        specimen_type=row.specimen_type,
        specimen_id=row.finding.specimen,
        specimen_unmapped=row.specimen_named and row.specimen_type is None,
        site=codes.site(row.specimen_type),
        sterile=_is_sterile(codes, row.specimen_type),
        marks=head.marks,
        resistant=row.resistant,
        care=codes.requesters.of_name(head.requester) if head.requester else None,
        sex=head.sex,
        birth_year=head.birth_year,
        municipality=head.municipality,
    )


#: Which kinds of specimens are sterile, by the id of the rows that say so; they are kept with it, so that no
#: others have it.
_STERILE: dict[int, tuple[object, Mapping[str, bool | None]]] = {}
_MOST_KEPT = 16


def _is_sterile(codes: Codes, specimen: str | None) -> bool | None:
    """Whether a kind of specimen is from where there should be no microbes; None when nobody has said."""
    if specimen is None:
        return None
    rows = codes.snapshot.rows("specimens")
    kept = _STERILE.get(id(rows))
    if kept is None:
        if len(_STERILE) >= _MOST_KEPT:
            _STERILE.clear()
        kept = _STERILE[id(rows)] = rows, {str(row["code"]): _yes_no(row["sterile"]) for row in rows}
    return kept[1].get(specimen)


def _yes_no(value: object) -> bool | None:
    return value if isinstance(value, bool) else None

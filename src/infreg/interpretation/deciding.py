"""The rules asked of each draft, with what the rest of the answer says beside it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from infreg.interpretation.codes import Codes
from infreg.interpretation.drafts import Draft
from infreg.interpretation.rows import Row
from infreg.interpretation.rules import Decision
from infreg.interpretation.verdicts import FOUND
from infreg.vocabulary.answer import Answer

#: Markers that a second test confirms.
_CONFIRMED_LATER = frozenset({"hbsag", "igm"})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Of one answer: `companions` what was said of an organism by marker (or `nat`), `controlled` the
    organisms of which a control sample is asked for (None: of all), `doubted` the rows whose comments doubt
    them, `awaiting` those that say that a confirmation is yet to come, `specimens` the kind of each
    specimen."""

    companions: Mapping[tuple[str, str], str]
    controlled: frozenset[str | None]
    doubted: frozenset[str]
    awaiting: frozenset[str]
    specimens: Mapping[str, str | None]


def surroundings(
    answer: Answer, rows: Sequence[Row], drafts: Iterable[Draft], codes: Codes, unit: int | None
) -> Surroundings:
    """What the drafts and the comments of an answer say together."""
    return Surroundings(
        companions=_companions(drafts),
        controlled=frozenset(agent for row in rows if _controls(row, codes) for agent in _agents(row)),
        doubted=frozenset(row.result.id for row in rows if _doubts(row, codes)),
        awaiting=frozenset(row.result.id for row in rows if _awaits(row, codes)),
        specimens={each.id: codes.find_specimen(each.type, unit) for each in answer.specimens},
    )


def decide(draft: Draft, beside: Surroundings, codes: Codes) -> Decision:
    """What the first rule that is true of a draft says."""
    return codes.rules.decide(_values(draft, beside, codes))


def _values(draft: Draft, beside: Surroundings, codes: Codes) -> Mapping[str, object]:
    row, organism = draft.row, draft.organism or ""
    specimen = row.investigation.specimen or beside.specimens.get(row.specimen or "")
    companions = beside.companions
    return {
        "word": _word(draft, beside),
        "source": draft.source,
        "method": draft.method,
        "marker": draft.marker,
        "screening": row.investigation.screening,
        "organism": draft.organism,
        "has_organism": draft.organism is not None,
        "flagged": bool(draft.flags),
        "investigation_known": row.investigation.known,
        "quantitative": row.investigation.quantitative,
        "specimen": specimen,
        "site": codes.site(specimen),
        "number_known": draft.number is not None,
        "number": draft.number,
        "below": draft.below,
        "unit": draft.unit,
        "confirmed": draft.confirmed,
        "doubted": row.result.id in beside.doubted,
        "control_advised": bool(beside.controlled & {organism, None}),
        "companion_igg": companions.get((organism, "igg")),
        "companion_igm": companions.get((organism, "igm")),
        "companion_total": companions.get((organism, "total")),
        "companion_other": companions.get((organism, "other")),
        "companion_nat": companions.get((organism, "nat")),
    }


def _word(draft: Draft, beside: Surroundings) -> str | None:
    """A marker that is found while its confirmation is awaited has only been screened for."""
    awaits = draft.marker in _CONFIRMED_LATER and draft.row.result.id in beside.awaiting
    return "screening" if awaits and draft.word in FOUND else draft.word


def _companions(drafts: Iterable[Draft]) -> Mapping[tuple[str, str], str]:
    """By organism and marker; of several the one that found."""
    said: dict[tuple[str, str], str] = {}
    for draft in drafts:
        if draft.organism and draft.word:
            key = (draft.organism, "nat" if draft.method == "nat" else draft.marker or "")
            if draft.found:
                said[key] = "positive"
            else:
                said.setdefault(key, "negative" if draft.word == "negative" else "inconclusive")
    return said


def _controls(row: Row, codes: Codes) -> bool:
    texts = (row.result.comment, row.result.value.text)
    return any(codes.read(text).control for text in texts if text)


def _agents(row: Row) -> tuple[str | None, ...]:
    return row.investigation.agents or (None,)


def _doubts(row: Row, codes: Codes) -> bool:
    """Whether a row's comment takes back what its value says."""
    if not row.result.comment:
        return False
    read = codes.read(row.result.comment)
    words = {each.word for each in read.statements if not each.of_flag and not each.marker}
    return "inconclusive" in words or (read.confirmed and "negative" in words)


def _awaits(row: Row, codes: Codes) -> bool:
    """Whether a row's comment says that a confirmation is yet to come."""
    if not row.result.comment:
        return False
    read = codes.read(row.result.comment)
    return not read.confirmed and any(each.word == "screening" for each in read.statements)

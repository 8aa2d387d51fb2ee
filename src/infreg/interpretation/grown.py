"""What grew, one finding at a time: the pieces that isolates are put together from."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from infreg.interpretation.codes import Codes
from infreg.interpretation.families import quantity
from infreg.interpretation.requesters import LABORATORY
from infreg.interpretation.rows import CANCELLED, Row, rows
from infreg.vocabulary.answer import Answer, Specimen
from infreg.vocabulary.finding import Finding, Outcome, Source, Tested
from infreg.vocabulary.moment import Moment
from infreg.vocabulary.time import in_oslo

#: Kinds of specimens that are isolates themselves.
ISOLATES = frozenset({"bacterial-isolate", "fungal-isolate"})


class Sampled(Protocol):
    """A specimen, stored or shown."""

    @property
    def collected_at(self) -> Moment | None:
        """When it was taken; None when nobody says."""


def day_of(answer: Answer) -> date | None:
    """The day of an answer: when it was sampled first, else issued; None when nobody knows."""
    issued = answer.issued_at
    return sampled_on(answer.specimens) or (in_oslo(issued.at).date() if issued else None)


def sampled_on(specimens: Iterable[Sampled]) -> date | None:
    """The first day on which any of these was taken."""
    taken = [specimen.collected_at.at for specimen in specimens if specimen.collected_at]
    return in_oslo(min(taken)).date() if taken else None


@dataclass(frozen=True, slots=True)
class Interpreted:
    """An answer with its findings: `key` is the answer's in the store, `unit` the laboratory, `subject` the
    patient's pseudonym."""

    key: int
    unit: int
    subject: bytes
    answer: Answer
    findings: tuple[Finding, ...]

    @property
    def day(self) -> date:
        """The day whose definitions hold; the last there is when nobody knows."""
        return day_of(self.answer) or date.max


@dataclass(frozen=True, slots=True)
class Piece:
    """One finding of growth. `forwarded`: it is of an isolate that another laboratory grew."""

    source: Source
    unit: int
    organism: str
    ancestors: tuple[str, ...]
    forwarded: bool
    specimen: str | None
    specimen_id: str | None
    sampled_at: datetime | None
    tested: tuple[Tested, ...]
    quantity: str | None
    flags: tuple[str, ...]
    typing: tuple[str, ...]
    method: str | None
    care: str | None
    sex: str | None
    birth_year: int | None
    municipality: str | None


def grows(one: Interpreted) -> bool:
    """Whether an answer may tell of an isolate; `pieces` says whether it does."""
    tested = {row.organism_result for row in one.answer.susceptibilities}
    return any(
        _is_found(each) and (each.method in {"culture", "typing"} or each.results[0] in tested)
        for each in one.findings
    )


def pieces(one: Interpreted, codes: Codes) -> Iterator[Piece]:
    """What grew, in the order of the findings: what a culture found, what resistance was tested of, and of a
    forwarded isolate what it was typed as."""
    if not grows(one):
        return
    specimens = {specimen.id: specimen for specimen in one.answer.specimens}
    standing = rows(one.answer, codes, one.unit)
    for place, finding in enumerate(one.findings, 1):
        if _is_found(finding):
            specimen = specimens.get(finding.specimen or "")
            piece = _piece(one, place, finding, specimen, standing, codes)
            if (
                finding.method == "culture"
                or piece.tested
                or (piece.forwarded and finding.method == "typing")
            ):
                yield piece


def _is_found(finding: Finding) -> bool:
    return finding.outcome is Outcome.POSITIVE and finding.counts and finding.organism is not None


def _piece(
    one: Interpreted,
    place: int,
    finding: Finding,
    specimen: Specimen | None,
    standing: Sequence[Row],
    codes: Codes,
) -> Piece:
    patient, organism = one.answer.patient, finding.organism or ""
    kind = codes.find_specimen(specimen.type, one.unit) if specimen else None
    care = codes.requesters.care(one.answer.requester)
    forwarded = care == LABORATORY or kind in ISOLATES
    return Piece(
        source=Source(one.key, place),
        unit=one.unit,
        organism=organism,
        ancestors=codes.ancestors(organism),
        forwarded=forwarded,
        specimen=kind,
        specimen_id=specimen.id if specimen else None,
        sampled_at=specimen.collected_at.at if specimen and specimen.collected_at else None,
        tested=tuple(_tested(one, finding, codes)),
        quantity=finding.quantity,
        flags=finding.flags,
        typing=tuple(_typing(one, finding, standing, alone=forwarded)),
        method=finding.method,
        care=None if care == LABORATORY else care,
        sex=patient.sex,
        birth_year=in_oslo(patient.birth_date.at).year if patient.birth_date else None,
        municipality=patient.municipality,
    )


def _tested(one: Interpreted, finding: Finding, codes: Codes) -> Iterator[Tested]:
    for row in one.answer.susceptibilities:
        if row.organism_result == finding.results[0] and row.service_type != CANCELLED:
            yield Tested(codes.find_agent(row.agent, one.unit), row)


def _typing(one: Interpreted, finding: Finding, standing: Sequence[Row], *, alone: bool) -> Iterator[str]:
    """What rows of typing say of the microbe: those under it, and of a forwarded isolate that is alone in its
    answer every one."""
    alone = alone and sum(map(_is_found, one.findings)) == 1
    for row in standing:
        under = finding.results[0] in row.above or row.result.id in finding.results
        if row.own.method == "typing" and (under or alone) and (said := quantity(row.result)):
            named = row.result.investigation
            yield f"{named.display or named.text or named.code}: {said}"

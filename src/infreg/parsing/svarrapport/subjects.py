"""The patient and the specimens of a report."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

from lxml import etree

from infreg.parsing.reading import Findings
from infreg.parsing.svarrapport.names import Tags
from infreg.parsing.svarrapport.opened import Opened, Parts, child, children
from infreg.parsing.svarrapport.values import UNCODED, code, coded, time, words
from infreg.vocabulary.answer import Coded, Patient, Specimen
from infreg.vocabulary.identifiers import NationalId, NumberType

# Volven 3101. Other codes (0 not known, 9 not specified) stay as they are.
_SEXES = {"1": "male", "2": "female"}
_NUMBER_TYPES = {kind.value: kind for kind in NumberType}


def patient(person: Opened, tags: Tags, findings: Findings) -> Patient:
    """The patient as described; nothing is concluded from the number."""
    parts = person.parts
    id_type = code(parts.get(tags.TypeOffId), findings)
    number = "".join((words(parts.get(tags.OffId)) or "").split())
    if not number:
        findings.note("patient-number-missing", person.element)
    kind = _NUMBER_TYPES.get(id_type or "", NumberType.OTHER)
    sex = code(parts.get(tags.Sex), findings)
    address, municipality = _address(parts.get(tags.Address, parts.get(tags.Adress)), tags)
    return Patient(
        NationalId(number, kind) if number else None,
        id_type,
        words(parts.get(tags.Name)),
        time(parts.get(tags.DateOfBirth), findings),
        _SEXES.get(sex, sex) if sex else None,
        municipality,
        address,
    )


def _address(element: etree._Element | None, tags: Tags) -> tuple[str | None, str | None]:
    """The address on one line, and the municipality's number when it is one."""
    if element is None:
        return None, None
    parts = {part.tag: part for part in children(element)}
    city = " ".join(filter(None, (words(parts.get(tags.PostalCode)), words(parts.get(tags.City)))))
    lines = filter(None, (words(parts.get(tags.StreetAdr)), city))
    county = parts.get(tags.County)
    number = (county.get("V") or "").strip() if county is not None else ""
    is_municipality = len(number) == 4 and number.isascii() and number.isdigit()
    return ", ".join(lines) or None, number if is_municipality else None


@dataclass(frozen=True, slots=True)
class Specimens:
    """A report's specimens in the order sent, and which of them a sender's id means."""

    all: tuple[Specimen, ...]
    by_said_id: Mapping[str, str]


NO_SPECIMENS = Specimens((), {})


def specimens(patient: Opened, tags: Tags, findings: Findings) -> Specimens:
    """The specimens of a patient, those made from other specimens among them."""
    found: list[Specimen] = []
    by_said_id: dict[str, str] = {}
    taken: dict[str, int] = {}
    # A specimen may hold the one made from it, and all are referred to alike.
    outer = patient.each(tags.AnalysedSubject)
    every = chain.from_iterable(each.iter(tags.AnalysedSubject) for each in outer)
    for position, element in enumerate(every, start=1):
        parts = {part.tag: part for part in children(element)}
        said = words(parts.get(tags.IdByServProvider))
        if said is None:
            findings.note("specimen-id-missing", element)
        elif said in taken:
            findings.note("specimen-id-repeated", element)
        known = free(said or str(position), taken)
        if said:
            by_said_id.setdefault(said, known)
        collected = parts.get(tags.CollectedSample)
        day = child(collected, tags.CollectedDate) if collected is not None else None
        found.append(Specimen(known, _type(parts, tags), time(day, findings)))
    return Specimens(tuple(found), by_said_id)


def _type(parts: Parts, tags: Tags) -> Coded:
    kind = parts.get(tags.TypeCoded)
    named = coded(kind) if kind is not None else UNCODED
    own = words(parts.get(tags.Type))
    return Coded(named.system, named.version, named.code, named.display, own) if own else named


def free(wanted: str, taken: dict[str, int]) -> str:
    """The wanted id, or the first free one like it; taken from now on.

    `taken` counts how often each was wanted, so that a thousand equal ids cost a thousand steps.
    """
    if wanted not in taken:
        taken[wanted] = 1
        return wanted
    found, count = wanted, taken[wanted]
    while found in taken:
        count += 1
        found = f"{wanted}~{count}"
    taken[wanted] = count
    taken[found] = 1
    return found

"""A ServReport: one answer about one patient."""

from lxml import etree

from infreg.parsing.reading import Findings
from infreg.parsing.svarrapport.names import Tags
from infreg.parsing.svarrapport.parties import NOBODY, completed, provider
from infreg.parsing.svarrapport.results import results
from infreg.parsing.svarrapport.subjects import patient, specimens
from infreg.parsing.svarrapport.values import Parts, child, code, note, time, words
from infreg.vocabulary.answer import Answer, Patient, Provider

_REQUESTS = "REK"
_PERFORMS = "LAB"
_ANSWERS_FOR_REPORT = "ARP"
_CANCELLED = "C"


def answer(
    report: etree._Element, spare_id: str, sender: Provider, tags: Tags, findings: Findings
) -> Answer | None:
    """The answer of a report; None, and why, when it cannot be one.

    `spare_id` is the answer's id where version 1.3 lets the laboratory leave it out.
    """
    parts = {part.tag: part for part in report}
    if not tags.known.issuperset(parts):
        note(findings, "element-unknown", report)
    answer_id = _answer_id(report, parts, spare_id, tags, findings)
    service_type = _required_code(report, parts, tags.ServType, findings)
    person = parts.get(tags.Patient)
    if not _is_about_a_person(report, parts, service_type, tags, findings) or answer_id is None:
        return None
    inside = {part.tag: part for part in person} if person is not None else {}
    if not tags.known.issuperset(inside):
        note(findings, "element-unknown", report if person is None else person)
    taken = specimens(person, tags, findings) if person is not None else None
    found = results(person, taken.by_said_id, tags, findings) if person is not None and taken else ((), ())
    return Answer(
        answer_id,
        service_type,
        _required_code(report, parts, tags.Status, findings),
        _required_code(report, parts, tags.MsgDescr, findings),
        time(parts.get(tags.IssueDate), findings),
        _laboratory(report, parts, sender, tags, findings),
        _requester(person, inside, parts, tags, findings),
        patient(person, inside, tags, findings) if person is not None else Patient(),
        taken.all if taken else (),
        *found,
    )


def _answer_id(
    report: etree._Element, parts: Parts, spare_id: str, tags: Tags, findings: Findings
) -> str | None:
    said = words(parts.get(tags.ServProvId))
    if said:
        return said
    if tags.version == "1.3":
        note(findings, "report-id-made", report)
        return spare_id
    note(findings, "report-id-missing", report)
    return None


def _is_about_a_person(
    report: etree._Element, parts: Parts, service_type: str | None, tags: Tags, findings: Findings
) -> bool:
    if tags.Animal in parts or tags.Material in parts:
        note(findings, "subject-not-a-person", report)
        return False
    person = parts.get(tags.Patient)
    if person is None:
        # A cancellation needs only the id of what it cancels.
        if service_type != _CANCELLED:
            note(findings, "patient-missing", report)
        return service_type == _CANCELLED
    if (other := child(person, tags.Patient)) is not None:
        # Mother and child: two persons' findings in one report, which the tree does not hold yet.
        note(findings, "patient-in-patient", other)
        return False
    return True


def _required_code(report: etree._Element, parts: Parts, tag: str, findings: Findings) -> str | None:
    found = code(parts.get(tag), findings)
    if found is None:
        note(findings, "element-missing", report, element=tag.rpartition("}")[2])
    return found


def _laboratory(
    report: etree._Element, parts: Parts, sender: Provider, tags: Tags, findings: Findings
) -> Provider:
    """The performing institution; an institution that answers for the report if it can be identified;
    else the sender. A person who answers for it is no laboratory."""
    if tags.RelServProv not in parts:
        return sender
    for holder in report.iterchildren(tags.RelServProv):
        relation = code(child(holder, tags.Relation), findings)
        if relation in (_PERFORMS, _ANSWERS_FOR_REPORT):
            found = completed(provider(holder, tags, findings), sender)
            if found.institution and (relation == _PERFORMS or found.institution.id):
                return found
    return sender


def _requester(
    person: etree._Element | None, inside: Parts, parts: Parts, tags: Tags, findings: Findings
) -> Provider:
    addressed = provider(parts.get(tags.Requester), tags, findings)
    if person is None or tags.ResponsibleHcp not in inside:
        return addressed
    for holder in person.iterchildren(tags.ResponsibleHcp):
        if code(child(holder, tags.Relation), findings) == _REQUESTS:
            found = provider(holder, tags, findings)
            return completed(found, addressed) if found != NOBODY else addressed
    return addressed

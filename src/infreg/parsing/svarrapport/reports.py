"""A ServReport: one answer about one patient."""

from lxml import etree

from infreg.parsing.reading import Findings
from infreg.parsing.svarrapport.names import Tags
from infreg.parsing.svarrapport.parties import NOBODY, completed, provider
from infreg.parsing.svarrapport.results import NO_RESULTS, results
from infreg.parsing.svarrapport.shapes import note_faults
from infreg.parsing.svarrapport.subjects import NO_SPECIMENS, patient, specimens
from infreg.parsing.svarrapport.values import Parts, child, code, coded, service_type, time, words
from infreg.vocabulary.answer import Answer, Coded, Patient, Provider

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
    note_faults(report, parts, tags.report_shape, findings)
    answer_id = _answer_id(report, parts, spare_id, tags, findings)
    kind = service_type(parts.get(tags.ServType), findings)
    if kind is None:
        findings.note("element-missing", report, element="ServType")
    person = parts.get(tags.Patient)
    if not _is_about_a_person(report, parts, kind, tags, findings) or answer_id is None:
        return None
    status = _required_code(report, parts, tags.Status, findings)
    discipline = _required_code(report, parts, tags.MsgDescr, findings)
    inside: Parts = {}
    taken, found = NO_SPECIMENS, NO_RESULTS
    if person is not None:
        inside = {part.tag: part for part in person}
        note_faults(person, inside, tags.patient_shape, findings)
        taken = specimens(person, tags, findings) if tags.AnalysedSubject in inside else NO_SPECIMENS
        found = results(person, taken.by_said_id, tags, findings) if tags.ResultItem in inside else NO_RESULTS
    return Answer(
        answer_id,
        kind,
        status,
        discipline,
        time(parts.get(tags.IssueDate), findings),
        _laboratory(report, parts, sender, tags, findings),
        _requester(person, inside, parts, tags, findings),
        patient(person, inside, tags, findings) if person is not None else Patient(),
        taken.all,
        *found,
        _comments(report, parts, tags, findings),
    )


def _comments(report: etree._Element, parts: Parts, tags: Tags, findings: Findings) -> tuple[Coded, ...]:
    """What the laboratory says of the report in codes (Volven 8269); files beside it are only told of."""
    if tags.RefDoc in parts:
        for document in report.iterchildren(tags.RefDoc):
            if any(child(document, tag) is not None for tag in (tags.Content, tags.FileReference)):
                findings.note("attachment-unread", document)
    if tags.CodedComment not in parts:
        return ()
    return tuple(map(coded, report.iterchildren(tags.CodedComment)))


def _answer_id(
    report: etree._Element, parts: Parts, spare_id: str, tags: Tags, findings: Findings
) -> str | None:
    said = words(parts.get(tags.ServProvId))
    if said:
        return said
    if tags.version == "1.3":
        findings.note("report-id-made", report)
        return spare_id
    findings.note("report-id-missing", report)
    return None


def _is_about_a_person(
    report: etree._Element, parts: Parts, kind: str | None, tags: Tags, findings: Findings
) -> bool:
    if tags.Animal in parts or tags.Material in parts:
        findings.note("subject-not-a-person", report)
        return False
    person = parts.get(tags.Patient)
    if person is None:
        # A cancellation needs only the id of what it cancels.
        if kind != _CANCELLED:
            findings.note("patient-missing", report)
        return kind == _CANCELLED
    if (other := child(person, tags.Patient)) is not None:
        # Mother and child: two persons' findings in one report, which the tree does not hold yet.
        findings.note("patient-in-patient", other)
        return False
    return True


def _required_code(report: etree._Element, parts: Parts, tag: str, findings: Findings) -> str | None:
    found = code(parts.get(tag), findings)
    if found is None:
        findings.note("element-missing", report, element=tag.rpartition("}")[2])
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

"""A ServReport: one answer about one patient."""

from infreg.parsing.reading import Findings
from infreg.parsing.svarrapport.names import Tags
from infreg.parsing.svarrapport.opened import Opened, child
from infreg.parsing.svarrapport.parties import NOBODY, completed, provider, requester
from infreg.parsing.svarrapport.results import NO_RESULTS, results
from infreg.parsing.svarrapport.shapes import note_faults
from infreg.parsing.svarrapport.subjects import NO_SPECIMENS, patient, specimens
from infreg.parsing.svarrapport.values import code, coded, service_type, time, words
from infreg.vocabulary.answer import Answer, Coded, Patient, Provider

_REQUESTS = "REK"
_PERFORMS = "LAB"
_ANSWERS_FOR_REPORT = "ARP"
_CANCELLED = "C"


def answer(report: Opened, spare_id: str, sender: Provider, tags: Tags, findings: Findings) -> Answer | None:
    """The answer of a report; None, and why, when it cannot be one.

    `spare_id` is the answer's id where version 1.3 lets the laboratory leave it out.
    """
    parts = report.parts
    note_faults(report, tags.report_shape, findings)
    answer_id = _answer_id(report, spare_id, tags, findings)
    kind = service_type(parts.get(tags.ServType), findings)
    if kind is None:
        findings.note("element-missing", report.element, element="ServType")
    described = parts.get(tags.Patient)
    person = Opened(described) if described is not None else None
    if not _is_about_a_person(report, person, kind, tags, findings) or answer_id is None:
        return None
    status = _required_code(report, tags.Status, findings)
    discipline = _required_code(report, tags.MsgDescr, findings)
    taken, found = NO_SPECIMENS, NO_RESULTS
    if person is not None:
        note_faults(person, tags.patient_shape, findings)
        taken = specimens(person, tags, findings)
        found = results(person, taken.by_said_id, tags, findings)
    return Answer(
        answer_id,
        kind,
        status,
        discipline,
        time(parts.get(tags.IssueDate), findings),
        _laboratory(report, sender, tags, findings),
        _requester(report, person, tags, findings),
        patient(person, tags, findings) if person is not None else Patient(),
        taken.all,
        *found,
        _comments(report, tags, findings),
    )


def _comments(report: Opened, tags: Tags, findings: Findings) -> tuple[Coded, ...]:
    """What the laboratory says of the report in codes (Volven 8269); files beside it are only told of."""
    for document in report.each(tags.RefDoc):
        if any(child(document, tag) is not None for tag in (tags.Content, tags.FileReference)):
            findings.note("attachment-unread", document)
    return tuple(map(coded, report.each(tags.CodedComment)))


def _answer_id(report: Opened, spare_id: str, tags: Tags, findings: Findings) -> str | None:
    said = words(report.parts.get(tags.ServProvId))
    if said:
        return said
    if tags.version == "1.3":
        findings.note("report-id-made", report.element)
        return spare_id
    findings.note("report-id-missing", report.element)
    return None


def _is_about_a_person(
    report: Opened, person: Opened | None, kind: str | None, tags: Tags, findings: Findings
) -> bool:
    if tags.Animal in report.parts or tags.Material in report.parts:
        findings.note("subject-not-a-person", report.element)
        return False
    if person is None:
        # A cancellation needs only the id of what it cancels.
        if kind != _CANCELLED:
            findings.note("patient-missing", report.element)
        return kind == _CANCELLED
    if others := person.each(tags.Patient):
        # Mother and child: two persons' findings in one report, which the tree does not hold yet.
        findings.note("patient-in-patient", others[0])
        return False
    return True


def _required_code(report: Opened, tag: str, findings: Findings) -> str | None:
    found = code(report.parts.get(tag), findings)
    if found is None:
        findings.note("element-missing", report.element, element=tag.rpartition("}")[2])
    return found


def _laboratory(report: Opened, sender: Provider, tags: Tags, findings: Findings) -> Provider:
    """The performing institution; an institution that answers for the report if it can be identified;
    else the sender. A person who answers for it is no laboratory."""
    for holder in report.each(tags.RelServProv):
        relation = code(child(holder, tags.Relation), findings)
        if relation in (_PERFORMS, _ANSWERS_FOR_REPORT):
            found = completed(provider(holder, tags, findings), sender)
            if found.institution and (relation == _PERFORMS or found.institution.id):
                return found
    return sender


def _requester(report: Opened, person: Opened | None, tags: Tags, findings: Findings) -> Provider:
    """Who asked: the professional or institution said to have, else whom the answer is addressed to. Whoever
    answers for the report (RelServProv) and gives a telephone is the laboratory's, not theirs."""
    addressed = requester(report.parts.get(tags.Requester), tags, findings)
    for holder in person.each(tags.ResponsibleHcp) if person else ():
        if code(child(holder, tags.Relation), findings) == _REQUESTS:
            found = requester(holder, tags, findings)
            return completed(found, addressed) if found != NOBODY else addressed
    return addressed

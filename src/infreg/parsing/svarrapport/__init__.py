"""KITH's Svarrapport (laboratory report), versions 1.3 and 1.4, into the tree of answers."""

from lxml import etree

from infreg.parsing.reading import Findings, Reading
from infreg.parsing.svarrapport.names import NAMESPACES, VERSIONS, Tags
from infreg.parsing.svarrapport.parties import NOBODY, provider
from infreg.parsing.svarrapport.reports import answer
from infreg.parsing.svarrapport.values import Parts, code, note, time, words
from infreg.vocabulary.answer import Answer, Message, Provider


def read(root: etree._Element) -> Reading | None:
    """The reading of a Svarrapport; None when the root is another format's."""
    namespace, _, name = root.tag.removeprefix("{").rpartition("}")
    if name != "Message" or not (not namespace or namespace.startswith(NAMESPACES)):
        return None
    findings = Findings()
    tags = VERSIONS.get(namespace)
    if tags is None:
        # The head stands where it always stood and a receipt needs it; the rest may mean something else.
        note(findings, "version-unknown" if namespace else "namespace-missing", root)
        tags = Tags("unknown", namespace)
        reports = []
    else:
        reports = _reports(root, tags, findings)
    message = _message(root, reports, tags, findings)
    return Reading(message, findings.all())


def _reports(root: etree._Element, tags: Tags, findings: Findings) -> list[etree._Element]:
    reports = list(root.iterchildren(tags.ServReport))
    if not reports:
        note(findings, "report-missing", root)
    if len(reports) > 1 and tags.version == "1.4":
        note(findings, "reports-several", root)
    return reports


def _message(
    root: etree._Element, reports: list[etree._Element], tags: Tags, findings: Findings
) -> Message | None:
    parts = {part.tag: part for part in root}
    message_id = words(parts.get(tags.MsgId))
    if message_id is None:
        note(findings, "message-id-missing", root)
        return None
    if reports:
        _look_over(root, parts, tags, findings)
    answers, sender = _answers(reports, message_id, tags, findings)
    return Message(
        f"svarrapport-{tags.version}",
        message_id,
        code(parts.get(tags.Type), findings),
        time(parts.get(tags.GenDate), findings),
        sender,
        answers,
    )


def _look_over(root: etree._Element, parts: Parts, tags: Tags, findings: Findings) -> None:
    """What a message must have and say of itself, beside its reports."""
    if not tags.known.issuperset(parts):
        note(findings, "element-unknown", root)
    # Later versions of an answer are told from earlier ones by this time, so its absence must be known.
    if tags.GenDate not in parts:
        note(findings, "element-missing", root, element="GenDate")
    declared = parts.get(tags.MIGversion)
    if declared is not None and not (words(declared) or "").startswith(f"v{tags.version}"):
        note(findings, "version-disagrees", declared)


def _answers(
    reports: list[etree._Element], message_id: str, tags: Tags, findings: Findings
) -> tuple[tuple[Answer, ...], Provider]:
    """Every report that could be understood, and the sender that the first one names."""
    answers: dict[str, Answer] = {}
    senders: list[Provider] = []
    for position, report in enumerate(reports, start=1):
        holder = next(report.iterchildren(tags.ServProvider), None)
        if holder is None:
            note(findings, "element-missing", report, element="ServProvider")
        sender = provider(holder, tags, findings)
        senders.append(sender)
        spare_id = message_id if len(reports) == 1 else f"{message_id}:{position}"
        found = answer(report, spare_id, sender, tags, findings)
        if found and found.answer_id in answers:
            # Which of the two is to stand cannot be told from the message.
            note(findings, "report-id-repeated", report)
        elif found:
            answers[found.answer_id] = found
    return tuple(answers.values()), senders[0] if senders else NOBODY

"""KITH's Svarrapport (laboratory report), versions 1.3 and 1.4, into the tree of answers."""

from collections.abc import Sequence

from lxml import etree

from infreg.parsing.reading import Findings
from infreg.parsing.svarrapport.names import NAMESPACES, VERSIONS, Tags
from infreg.parsing.svarrapport.opened import Opened
from infreg.parsing.svarrapport.parties import NOBODY, provider
from infreg.parsing.svarrapport.reports import answer
from infreg.parsing.svarrapport.shapes import note_faults, note_stray_text
from infreg.parsing.svarrapport.values import code, time, words
from infreg.vocabulary.answer import Answer, Message, Provider


def is_svarrapport(root: etree._Element) -> bool:
    """Whether an element is a Svarrapport of any version, also one that cannot be read."""
    namespace, _, name = root.tag.removeprefix("{").rpartition("}")
    return name == "Message" and (not namespace or namespace.startswith(NAMESPACES))


def read(root: etree._Element, findings: Findings, spare_id: str | None = None) -> Message | None:
    """The message of a Svarrapport; None when it has no id, and no `spare_id` of an envelope."""
    namespace = root.tag.removeprefix("{").rpartition("}")[0]
    tags = VERSIONS.get(namespace)
    if tags is None:
        # The head stands where it always stood and a receipt needs it; the rest may mean something else.
        findings.note("version-unknown" if namespace else "namespace-missing", root)
        return _message(Opened(root), (), Tags("unknown", namespace), findings, spare_id)
    message = Opened(root)
    reports = message.each(tags.ServReport)
    if not reports:
        findings.note("report-missing", root)
    if len(reports) > 1 and tags.version == "1.4":
        findings.note("reports-several", root)
    return _message(message, reports, tags, findings, spare_id)


def _message(
    message: Opened,
    reports: Sequence[etree._Element],
    tags: Tags,
    findings: Findings,
    spare_id: str | None,
) -> Message | None:
    parts = message.parts
    message_id = words(parts.get(tags.MsgId)) or spare_id
    if message_id is None:
        findings.note("message-id-missing", message.element)
        return None
    if reports:
        _look_over(message, tags, findings)
    answers, sender = _answers(reports, message_id, tags, findings)
    return Message(
        f"svarrapport-{tags.version}",
        message_id,
        code(parts.get(tags.Type), findings),
        time(parts.get(tags.GenDate), findings),
        sender,
        answers,
    )


def _look_over(message: Opened, tags: Tags, findings: Findings) -> None:
    """What a message must have and say of itself, beside its reports."""
    note_faults(message, tags.message_shape, findings)
    note_stray_text(message.element, tags, findings)
    # Later versions of an answer are told from earlier ones by this time, so its absence must be known.
    if tags.GenDate not in message.parts:
        findings.note("element-missing", message.element, element="GenDate")
    declared = message.parts.get(tags.MIGversion)
    if declared is not None and not (words(declared) or "").startswith(f"v{tags.version}"):
        findings.note("version-disagrees", declared)


def _answers(
    reports: Sequence[etree._Element], message_id: str, tags: Tags, findings: Findings
) -> tuple[tuple[Answer, ...], Provider]:
    """Every report that could be understood, and the sender that the first one names."""
    answers: dict[str, Answer] = {}
    senders: list[Provider] = []
    for position, element in enumerate(reports, start=1):
        report = Opened(element)
        holder = next(iter(report.each(tags.ServProvider)), None)
        if holder is None:
            findings.note("element-missing", element, element="ServProvider")
        sender = provider(holder, tags, findings)
        senders.append(sender)
        spare_id = message_id if len(reports) == 1 else f"{message_id}:{position}"
        found = answer(report, spare_id, sender, tags, findings)
        if found and found.answer_id in answers:
            # Which of the two is to stand cannot be told from the message.
            findings.note("report-id-repeated", element)
        elif found:
            answers[found.answer_id] = found
    return tuple(answers.values()), senders[0] if senders else NOBODY

"""From bytes to the tree of laboratory answers. Pure: no clock, no files, no network."""

from infreg.parsing import msghead, svarrapport, xml
from infreg.parsing.reading import Findings, Reading, unreadable

__all__ = ["Reading", "parse"]

MOST_BYTES = 20 * 1024 * 1024


def parse(content: bytes) -> Reading:
    """What the content says, in whatever format it is written.

    Never raises because of what it is given: what is wrong comes back as problems.
    """
    if refused := _refused_unread(content):
        return refused
    findings = Findings()
    root = xml.read(content, findings)
    if root is None:
        return Reading(None, findings.all())
    if svarrapport.is_svarrapport(root):
        return Reading(svarrapport.read(root, findings), findings.all())
    if msghead.is_msghead(root):
        return Reading(msghead.read(root, findings), findings.all())
    return unreadable("format-unknown")


def _refused_unread(content: bytes) -> Reading | None:
    if len(content) > MOST_BYTES:
        return unreadable("content-too-large", megabytes=MOST_BYTES // (1024 * 1024))
    if not content or content.isspace():
        return unreadable("content-empty")
    return None if xml.looks_like_xml(content) else unreadable("format-unknown")

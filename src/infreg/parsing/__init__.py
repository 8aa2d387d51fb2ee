"""From bytes to the tree of laboratory answers. Pure: no clock, no files, no network."""

from infreg.parsing import svarrapport, xml
from infreg.parsing.reading import Reading, unreadable
from infreg.vocabulary.problem import Problem

__all__ = ["Reading", "parse"]

MOST_BYTES = 20 * 1024 * 1024


def parse(content: bytes) -> Reading:
    """What the content says, in whatever format it is written.

    Never raises because of what it is given: what is wrong comes back as problems.
    """
    if len(content) > MOST_BYTES:
        return unreadable("content-too-large", megabytes=MOST_BYTES // (1024 * 1024))
    if not content or content.isspace():
        return unreadable("content-empty")
    if not xml.looks_like_xml(content):
        return unreadable("format-unknown")
    root = xml.read(content)
    if isinstance(root, Problem):
        return Reading(None, (root,))
    return svarrapport.read(root) or unreadable("format-unknown")

"""What stands where the standard does not have it, told element by element."""

from functools import cache

from lxml import etree

from infreg.parsing.reading import Findings
from infreg.parsing.svarrapport.names import Shape, Tags
from infreg.parsing.svarrapport.opened import Opened, children


def note_faults(opened: Opened, shape: Shape, findings: Findings) -> None:
    """Notes parts that are strange, repeated or out of order."""
    names = opened.names
    if names in shape.sound or shape.is_sound(names):
        return
    for code, name in shape.faults(names):
        if name:
            findings.note(code, opened.element, element=name)
        else:
            findings.note(code, opened.element)


def note_stray_text(root: etree._Element, tags: Tags, findings: Findings) -> None:
    """Notes elements of the standard with text among their parts, where there may be none."""
    # Whether there is anything to look for is told quickly, and there seldom is.
    if not _has_mixed(tags.prefix)(root):
        return
    free = (tags.TextResultValue, tags.Content, tags.Description)
    for element in root.iter(f"{tags.prefix}*"):
        if len(element) and _has_text(element) and element.tag not in free:
            findings.note("text-stray", element)


@cache
def _has_mixed(prefix: str) -> etree.XPath:
    """Whether any element of the standard has more than space among its parts. Of the conditions the one
    that most texts fail comes first."""
    words = "boolean(descendant::text()[../*][normalize-space()][parent::labsvar:*])"
    return etree.XPath(words, namespaces={"labsvar": prefix.strip("{}")})


def _has_text(element: etree._Element) -> bool:
    said = "".join([part.tail or "" for part in children(element)]) + (element.text or "")
    return bool(said) and not said.isspace()

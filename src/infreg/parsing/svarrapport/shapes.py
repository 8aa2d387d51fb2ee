"""What stands where the standard does not have it, told element by element."""

from lxml import etree

from infreg.parsing.reading import Findings
from infreg.parsing.svarrapport.names import Shape, Tags
from infreg.parsing.svarrapport.values import Parts

_mixed = etree.XPath("boolean(descendant::text()[../*])")


def note_faults(element: etree._Element, parts: Parts, shape: Shape, findings: Findings) -> None:
    """Notes parts that are strange, repeated or out of order. `parts` are the element's by name, each name
    once: enough where no name comes twice."""
    names = tuple(parts) if len(parts) == len(element) else tuple([part.tag for part in element])
    if names in shape.sound or shape.is_sound(names):
        return
    for code, name in shape.faults(names):
        if name:
            findings.note(code, element, element=name)
        else:
            findings.note(code, element)


def note_stray_text(root: etree._Element, tags: Tags, findings: Findings) -> None:
    """Notes elements of the standard with text among their parts, where there may be none."""
    # Without space between elements, and no formatted text, there is seldom anything to look for.
    if not _mixed(root):
        return
    free = (tags.TextResultValue, tags.Content, tags.Description)
    for element in root.iter(f"{tags.prefix}*"):
        if len(element) and element.tag not in free and _has_text(element):
            findings.note("text-stray", element)


def _has_text(element: etree._Element) -> bool:
    said = [element.text, *(part.tail for part in element)]
    return any(each and not each.isspace() for each in said)

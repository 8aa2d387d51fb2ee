"""The texts of results: plain, or with XHTML in them; files are passed over."""

from lxml import etree

from infreg.parsing.reading import Findings
from infreg.parsing.svarrapport.names import BASE64_CONTAINER
from infreg.parsing.svarrapport.values import words

# What stands within a line of XHTML. Everything else, also what nobody knows, begins and ends a line, so
# that two words never become one.
_WITHIN_LINES = frozenset(
    """
    a abbr acronym b bdo big cite code del dfn em font i ins kbd label mark q s samp small span strike strong
    sub sup tt u var
    """.split()
)
_NO_TEXT = frozenset(("head", "script", "style", "title"))
_XHTML = "{http://www.w3.org/1999/xhtml}"


def flowing(element: etree._Element, findings: Findings) -> str | None:
    """The text of an element that may hold XHTML, a line for each paragraph, cell or break.

    A Base64Container is a file, not text: passed over with a note.
    """
    if not len(element):
        return words(element)
    pieces: list[str] = []
    _gather(element, pieces, findings, is_set=False)
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line) or None


def _gather(element: etree._Element, pieces: list[str], findings: Findings, *, is_set: bool) -> None:
    # Line breaks of the XML are spaces, but in <pre>; line breaks of the text are those of its blocks.
    text = element.text or ""
    pieces.append(text if is_set else text.replace("\n", " "))
    for part in element:
        namespace, _, name = part.tag.rpartition("}")
        end = "" if name in _WITHIN_LINES and namespace == _XHTML[:-1] else "\n"
        pieces.append(end)
        if part.tag == BASE64_CONTAINER:
            findings.note("attachment-unread", element)
        elif name not in _NO_TEXT:
            _gather(part, pieces, findings, is_set=is_set or name == "pre")
        tail = part.tail or ""
        pieces.append(end + (tail if is_set else tail.replace("\n", " ")))

"""An element with its children at hand.

Every question to lxml makes objects anew; an element that is asked more than once is opened once instead.
"""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter

from lxml import etree

Parts = Mapping[str, "etree._Element"]

#: An element's children. lxml makes a slice in one go, which iterating is not.
children: Callable[[etree._Element], list[etree._Element]] = itemgetter(slice(None))


class Opened:
    """An element, its children, and its parts by name: the last child of each."""

    __slots__ = ("children", "element", "parts")

    def __init__(self, element: etree._Element) -> None:
        self.element = element
        self.children = children(element)
        self.parts: Parts = {each.tag: each for each in self.children}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all children, in the order they stand."""
        if len(self.parts) == len(self.children):
            return tuple(self.parts)
        return tuple([each.tag for each in self.children])

    def each(self, tag: str) -> Sequence[etree._Element]:
        """Every child of that name; in most elements no name comes twice."""
        last = self.parts.get(tag)
        if last is None:
            return ()
        if len(self.parts) == len(self.children):
            return (last,)
        return [each for each in self.children if each.tag == tag]


def child(element: etree._Element, tag: str) -> etree._Element | None:
    """The first child of that name (faster than lxml's `find` and `iterchildren` where there are few)."""
    for part in children(element):
        if part.tag == tag:
            return part
    return None

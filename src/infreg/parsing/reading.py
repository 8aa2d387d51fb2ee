"""What a parser hands back, and how it gathers what is wrong along the way."""

from dataclasses import dataclass

from lxml import etree

from infreg.parsing.places import place
from infreg.vocabulary.answer import Message
from infreg.vocabulary.problem import Level, Problem, worst

LEVELS = {
    # Nothing can be read.
    "content-empty": Level.REJECTED,
    "content-too-large": Level.REJECTED,
    "format-unknown": Level.REJECTED,
    "xml-doctype": Level.REJECTED,
    "xml-encoding-refused": Level.REJECTED,
    "xml-encoding-wrong": Level.REJECTED,
    "xml-entity-bomb": Level.REJECTED,
    "xml-entity-external": Level.REJECTED,
    "xml-not-well-formed": Level.REJECTED,
    "xml-text-too-long": Level.REJECTED,
    "xml-too-deep": Level.REJECTED,
    "xml-too-many-attributes": Level.REJECTED,
    "xml-too-many-elements": Level.REJECTED,
    # The message, or one of its reports, cannot be used as it was sent.
    "message-id-missing": Level.REJECTED,
    "document-missing": Level.REJECTED,
    "envelope-version-unknown": Level.REJECTED,
    "namespace-missing": Level.REJECTED,
    "patient-missing": Level.REJECTED,
    "report-id-missing": Level.REJECTED,
    "report-missing": Level.REJECTED,
    "version-unknown": Level.REJECTED,
    # Ours to settle.
    "envelope-without-answer": Level.HELD,
    "patient-in-patient": Level.HELD,
    "report-id-repeated": Level.HELD,
    "subject-not-a-person": Level.HELD,
    # Liberties taken with the standard: understood, or stored without the part that was not.
    "code-as-text": Level.WARNING,
    "code-with-text": Level.WARNING,
    "comparator-unknown": Level.WARNING,
    "date-unreadable": Level.WARNING,
    "element-misplaced": Level.WARNING,
    "element-missing": Level.WARNING,
    "element-misspelt": Level.WARNING,
    "element-out-of-order": Level.WARNING,
    "element-repeated": Level.WARNING,
    "element-unknown": Level.WARNING,
    "id-as-text": Level.WARNING,
    "number-unreadable": Level.WARNING,
    "number-with-comma": Level.WARNING,
    "patient-number-missing": Level.WARNING,
    "report-id-made": Level.WARNING,
    "reports-several": Level.WARNING,
    "resistance-category-as-text": Level.WARNING,
    "resistance-code-unknown": Level.WARNING,
    "resistance-list-misused": Level.WARNING,
    "resistance-without-organism": Level.WARNING,
    "result-id-repeated": Level.WARNING,
    "result-reference-circular": Level.WARNING,
    "result-reference-unclear": Level.WARNING,
    "result-reference-unknown": Level.WARNING,
    "specimen-id-missing": Level.WARNING,
    "specimen-id-repeated": Level.WARNING,
    "specimen-unknown": Level.WARNING,
    "text-stray": Level.WARNING,
    "version-disagrees": Level.WARNING,
    "xml-encoding-corrected": Level.WARNING,
    "xml-instruction-ignored": Level.WARNING,
    # Worth knowing, nothing to mend.
    "attachment-unread": Level.NOTE,
    "date-incomplete": Level.NOTE,
    "document-unread": Level.NOTE,
    "number-ambiguous": Level.NOTE,
    "problems-omitted": Level.NOTE,
    "result-several-specimens": Level.NOTE,
}
"""Every code a parser may give, with its level; the words stand in definitions/problems/parsing.toml."""

MOST_PROBLEMS = 100


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as understood, and everything wrong with it.

    `message` is None only when not even the message id could be read. A message without answers, or with
    fewer than it came with, always has a rejected or held problem that says why.
    """

    message: Message | None
    problems: tuple[Problem, ...] = ()


def problem(code: str, at: str = "", **arguments: str | int) -> Problem:
    """A problem of a parser, at the level its code always has."""
    return Problem(code, LEVELS[code], at, arguments)


def unreadable(code: str, at: str = "", **arguments: str | int) -> Reading:
    """The reading of content of which nothing can be said but what is wrong with it."""
    return Reading(None, (problem(code, at, **arguments),))


class Findings:
    """Gathers problems in the order found; past `MOST_PROBLEMS` it only counts and keeps the gravest
    level, so that a message made to be wrong in a hundred thousand places costs no more than others."""

    __slots__ = ("_found", "_omitted", "_worst_omitted", "within")

    def __init__(self) -> None:
        self.within = ""
        """The place that holds the document now read; stands before every place of a problem."""
        self._found: list[Problem] = []
        self._omitted = 0
        self._worst_omitted = LEVELS["problems-omitted"]

    @property
    def full(self) -> bool:
        """Whether a further problem will only be counted: its place need not be worked out."""
        return len(self._found) >= MOST_PROBLEMS

    def add(self, code: str, at: str = "", **arguments: str | int) -> None:
        """Take note of one more problem."""
        found = problem(code, self.within + at, **arguments)
        if not self.full:
            self._found.append(found)
            return
        self._omitted += 1
        gravest = worst((found, Problem("", self._worst_omitted)))
        self._worst_omitted = gravest or self._worst_omitted

    def place_of(self, element: etree._Element) -> str:
        """The whole place of an element, from the outermost document."""
        return self.within + place(element)

    def note(self, code: str, at: etree._Element, **arguments: str | int) -> None:
        """Take note of a problem at an element."""
        self.add(code, "" if self.full else place(at), **arguments)

    def all(self) -> tuple[Problem, ...]:
        """Everything found; the last one tells how many more there were."""
        if not self._omitted:
            return tuple(self._found)
        omitted = Problem("problems-omitted", self._worst_omitted, "", {"count": self._omitted})
        return (*self._found, omitted)

"""How words of laboratories, what they are said to mean, and definitions read on a page."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django import template
from django.urls import reverse
from django.utils import dateformat, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from infreg.definitions.kinds.shape import CellType, Column
from infreg.doors.web import code_systems
from infreg.doors.web.code_systems import Systems
from infreg.doors.web.coverage import Share
from infreg.doors.web.definition_page import Cell
from infreg.doors.web.targets import Names, Target
from infreg.doors.web.templatetags import shown
from infreg.doors.web.value_words import METHODS, OUTCOMES, column_name, value_text
from infreg.vocabulary.finding import Term, TermKind
from infreg.vocabulary.identifiers import ReceiptNumber
from infreg.vocabulary.mapping import MappedTerm, ShownIsolate, ShownTest

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

register = template.Library()

_NO_BREAK = "\u00a0"


# --- terms, and what they mean


@register.filter
def kind_word(kind: TermKind) -> str:
    """What a term was meant to name, in a word."""
    return {
        TermKind.ORGANISM: pgettext("term", "Microbe"),
        TermKind.INVESTIGATION: pgettext("term", "Investigation"),
        TermKind.VALUE: pgettext("term", "Result"),
        TermKind.SPECIMEN: pgettext("term", "Specimen"),
        TermKind.AGENT: pgettext("term", "Agent"),
    }[kind]


@register.filter
def kind_words(kind: TermKind) -> str:
    """The kind in the plural, as a choice."""
    return {
        TermKind.ORGANISM: pgettext("terms", "Microbes"),
        TermKind.INVESTIGATION: pgettext("terms", "Investigations"),
        TermKind.VALUE: pgettext("terms", "Results"),
        TermKind.SPECIMEN: pgettext("terms", "Specimens"),
        TermKind.AGENT: pgettext("terms", "Agents"),
    }[kind]


@register.filter
def term_words(term: Term, systems: Systems) -> str:
    """What the laboratory says: its words, else the bare code with its system."""
    return term.text or term_code(term, systems)


@register.filter
def term_code(term: Term, systems: Systems) -> str:
    """*NLK NPU06073*; the code alone where the system has no short name; empty for words alone."""
    if not term.code:
        return ""
    system = code_systems.short_name(systems, term.system) or term.system
    return f"{system} {term.code}".strip()


@register.filter
def quoted_words(terms: Sequence[Term], systems: Systems) -> SafeString:
    """Terms in a sentence: *«a» og «b»*."""
    return shown.joined([_quoted(term, systems) for term in terms])


@register.filter
def linked_words(terms: Sequence[Term], systems: Systems) -> SafeString:
    """The same, each leading to its page."""
    link = '<a class="ds-link" href="{}">{}</a>'
    return shown.joined(
        [format_html(link, reverse("term", args=[term.id]), _quoted(term, systems)) for term in terms]
    )


def _quoted(term: Term, systems: Systems) -> str:
    return pgettext("quotes", "“%(words)s”") % {"words": term_words(term, systems)}


@register.simple_tag
def target_title(names: Names, mapped: MappedTerm) -> str:
    """What a term was said to mean, in words."""
    return names.title(mapped.term.kind, mapped.target)


@register.filter
def why_suggested(target: Target) -> str:
    """Why a meaning is suggested; empty where nobody need be told."""
    match target.why:
        case "similar":
            return _("is like “%(like)s”") % {"like": target.like}
        case "earlier":
            return _("said before of “%(like)s”") % {"like": target.like}
        case _:
            return ""


@register.filter
def same_as(title: str) -> str:
    """A reason to begin with, for who chose a meaning."""
    return _("The same as %(title)s.") % {"title": title}


# --- how much


@register.filter
def percent(share: Share) -> str:
    """*97 %*. Only all is 100, only nothing 0: close to them it has a decimal."""
    if not share.whole:
        return "–"
    exact = Decimal(100 * share.part) / share.whole
    said = exact.quantize(Decimal(1))
    if said in (0, 100) and exact != said:
        said = min(max(exact.quantize(Decimal("0.1")), Decimal("0.1")), Decimal("99.9"))
    return pgettext("share", "%(n)s%%") % {"n": shown.number(said)}


@register.filter
def bar(share: Share) -> str:
    """The share as the width of a bar 100 wide, as SVG writes numbers."""
    return f"{100 * share.part / share.whole:.1f}" if share.whole else "0"


@register.filter
def month(first: date) -> str:
    """*mars 2026*."""
    return dateformat.format(first, pgettext("date format", "F Y"))


# --- findings and isolates


@register.filter
def outcome_word(outcome: str | None) -> "StrOrPromise":
    """What was found, in a word or two."""
    return OUTCOMES.get(outcome, outcome) if outcome else _("not decided")


@register.filter
def method_word(method: str) -> "StrOrPromise":
    return METHODS.get(method, method)


@register.filter
def test_measured(test: ShownTest) -> str:
    """What the letter rests on: *≤ 0,25 mg/L*, *22 mm*, or nothing."""
    mic = f"{shown.compared(test.mic_comparator, test.mic)}{_NO_BREAK}mg/L" if test.mic is not None else ""
    zone = f"{shown.number(test.zone_mm)}{_NO_BREAK}mm" if test.zone_mm is not None else ""
    return " · ".join(filter(None, (mic, zone)))


@register.filter
def told_elsewhere(isolate: ShownIsolate, receipt: ReceiptNumber) -> tuple[str, ...]:
    """The other deliveries that tell of an isolate."""
    return tuple(each for each in isolate.receipts if each != str(receipt))


@register.filter
def in_language(said: Mapping[str, str]) -> str:
    """What is said in several languages, in the page's."""
    return said.get(translation.get_language() or "nb") or said["nb"]


# --- definitions


@register.filter
def heading(column: Column) -> "StrOrPromise":
    return column_name(column.name, column.refers_to)


@register.filter
def written(cell: Cell) -> SafeString | str:
    """A cell as one reads it."""
    match cell.value:
        case None:
            return ""
        case bool(value):
            return pgettext("answer", "yes") if value else pgettext("answer", "no")
        case date() as value:
            return shown.calendar_day(value)
        case Decimal() as value:
            return shown.number(value)
        case tuple() as value:
            return ", ".join(map(str, value))
        case value:
            return _written_text(cell.column, str(value))


def _written_text(column: Column, value: str) -> SafeString | str:
    if column.type is CellType.CODE:
        return format_html("<code>{}</code>", value)
    return str(value_text(column.name, value)) if column.type is CellType.CHOICE else value


@register.filter
def at(named: Mapping[str, str], key: str) -> str:
    """What stands under a name; empty where nothing does."""
    return named.get(key, "")


@register.filter
def value_word(value: str, column: str) -> "StrOrPromise":
    """A chosen value in words, by the column that chooses."""
    return value_text(column, value)

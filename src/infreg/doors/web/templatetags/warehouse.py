"""How the warehouse reads on a page."""

from collections.abc import Mapping
from datetime import date

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from infreg.doors.web import warehouse_words
from infreg.doors.web.templatetags import codes
from infreg.doors.web.warehouse_page import Group
from infreg.flow.describing import Measure
from infreg.vocabulary.warehouse import Kind, Sensitivity, Texts

register = template.Library()


@register.filter
def holds(kind: Kind) -> str:
    """What a column holds: *Tekst*."""
    return str(warehouse_words.KINDS[kind])


@register.filter
def sensitivity_word(sensitivity: Sensitivity) -> str:
    """How sensitive a column is: *åpen*, *virksomhet*, *person*."""
    return str(warehouse_words.SENSITIVITIES[sensitivity])


@register.filter
def sensitivity_colour(sensitivity: Sensitivity) -> str:
    """A person's stands out; the word says it too."""
    return "accent" if sensitivity is Sensitivity.PERSON else "neutral"


@register.filter
def of_month(written: str) -> str:
    """*mars 2026* of `2026-03`, as files are named."""
    return codes.month(date.fromisoformat(f"{written}-01"))


@register.filter
def within_sentence(sentence: str) -> str:
    """A sentence where another has begun: *én dag.* of *Én dag.*"""
    return sentence[:1].lower() + sentence[1:]


@register.filter
def with_names(text: str) -> SafeString:
    """A text in which names of tables, columns and measures stand between backticks: *See `tests`.*"""
    parts = enumerate(text.split("`"))
    marked = ((format_html("<code>{}</code>", part) if place % 2 else part,) for place, part in parts)
    return format_html_join("", "{}", marked)


@register.filter
def told_as(measure: Measure) -> str:
    """What a measure's figure is, and its interval."""
    if measure.standardised:
        return str(warehouse_words.STANDARDISED)
    return str(warehouse_words.SHAPES[measure.shape])


@register.filter
def strata_words(names: tuple[str, ...]) -> SafeString:
    """Strata as one reads them, each with the name it is asked by."""
    words = ((warehouse_words.STRATA.get(name, name), name) for name in names)
    return format_html_join(mark_safe(", "), '{} <code class="subtle">{}</code>', words)


@register.filter
def at_key(found: Mapping[str, Texts], key: str | None) -> Texts | None:
    """What stands at a key; None where nothing does."""
    return found.get(key or "")


@register.filter
def is_beside(group: Group) -> bool:
    """Whether tables are there to be counted by or divided by."""
    return group is Group.BESIDE


@register.filter
def is_counted(group: Group) -> bool:
    """Whether tables were counted in advance."""
    return group is Group.AGGREGATE

"""How a look at a patient, and what it finds, read on a page."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from infreg.doors.web.patient import Line
from infreg.doors.web.templatetags import shown
from infreg.vocabulary.shown_patient import Relation, Why

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

register = template.Library()

_WHYS: "dict[str, StrOrPromise]" = {
    Why.TREATMENT: pgettext_lazy("why looked up", "Examination or treatment now"),
    Why.ADMISSION: pgettext_lazy("why looked up", "Admission or transfer"),
    Why.FOLLOW_UP: pgettext_lazy("why looked up", "Follow-up"),
    Why.OTHER: pgettext_lazy("why looked up", "Something else"),
}
_RELATIONS: "dict[str, StrOrPromise]" = {
    Relation.OWN_PATIENT: pgettext_lazy("relation", "My own patient"),
    Relation.WARD: pgettext_lazy("relation", "In my ward or department"),
    Relation.ON_CALL: pgettext_lazy("relation", "I am on call"),
    Relation.CONSULTED: pgettext_lazy("relation", "I have been asked for advice"),
}


@register.filter
def why_word(why: str) -> "StrOrPromise":
    """Why a patient is looked up, as one chooses it."""
    return _WHYS.get(why, why)


@register.filter
def relation_word(relation: str) -> "StrOrPromise":
    """How the patient is the clinician's to treat, as one chooses it."""
    return _RELATIONS.get(relation, relation)


@register.filter
def look_reason(logged: str) -> str:
    """The reason of a look as the log has it (*treatment*, *other: words*), in the page's language."""
    why, colon, words = logged.partition(": ")
    said = str(why_word(why))
    return f"{said}: {words}" if colon else said


@register.filter
def finding_name(line: Line) -> str:
    """The microbe; where none is named, what was examined."""
    if line.organism:
        return shown.organism(line.organism)
    return shown.coded(line.found.investigation) or _("Microbe not named")


@register.filter
def finding_names(lines: Sequence[Line]) -> SafeString:
    """Each name once, in a sentence."""
    return shown.joined(list(dict.fromkeys(finding_name(line) for line in lines)))


@register.filter
def specimen_words(line: Line) -> str:
    """The specimen within a sentence; empty where nobody says."""
    said = shown.coded(line.found.specimen)
    return said[:1].lower() + said[1:] if said[1:2].islower() else said

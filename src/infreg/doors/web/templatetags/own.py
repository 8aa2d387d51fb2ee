"""How looks at somebody's data read to the person they are about."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django import template
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from infreg.access.purposes import PURPOSES, Purpose
from infreg.doors.web.revealing import WHYS
from infreg.doors.web.templatetags.patient import relation_word, why_word
from infreg.vocabulary.audit import Action, Outcome
from infreg.vocabulary.revealed import Look
from infreg.vocabulary.shown_patient import Relation
from infreg.vocabulary.shown_patient import Why as LookUpWhy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

register = template.Library()

#: What was done, as one would say it to whom it was about.
_DONE: "Mapping[str, StrOrPromise]" = {
    Action.LOOK_UP: gettext_lazy("Looked up your laboratory results"),
    Action.REVEAL: gettext_lazy("Opened your name and contact details"),
    Action.OPEN_CASE: gettext_lazy("Opened a case about you, without your name"),
    Action.OPEN_ANSWER: gettext_lazy("Opened a laboratory answer about you, without your name"),
    Action.DECIDE: gettext_lazy("Decided about what is registered about you, without your name"),
    Action.CHANGE_ACCESS: gettext_lazy("Changed what is hidden about you, or who has your page"),
}
_TRIED: "Mapping[str, StrOrPromise]" = {
    Action.LOOK_UP: gettext_lazy("Tried to look up your laboratory results, and was refused"),
    Action.REVEAL: gettext_lazy("Tried to open your name and contact details, and was refused"),
}
_OTHERWISE = pgettext_lazy("look", "Used what is registered about you")
_REFUSED = pgettext_lazy("look", "Tried to use what is registered about you, and was refused")


@register.filter
def done_words(look: Look) -> "StrOrPromise":
    """What was done or tried."""
    if look.outcome == Outcome.REFUSED:
        return _TRIED.get(look.action, _REFUSED)
    return _DONE.get(look.action, _OTHERWISE)


@register.filter
def was_refused(look: Look) -> bool:
    return look.outcome == Outcome.REFUSED


@register.filter
def purpose_word(purpose: str) -> str:
    """What a purpose is called, in the page's language."""
    if purpose not in {each.value for each in Purpose}:
        return purpose
    name = PURPOSES[Purpose(purpose)].name
    return name.get(translation.get_language() or "nb", name["nb"])


@register.filter
def reason_words(look: Look) -> str:
    """Why, as it was given: what was chosen, in words, and what was written."""
    chosen, _colon, written = (look.reason or "").partition(": ")
    word = _chosen(look, chosen)
    if word is None:
        return look.reason or ""
    said = word[:1].upper() + word[1:]
    return _("%(chosen)s: “%(written)s”") % {"chosen": said, "written": written} if written else said


def _chosen(look: Look, chosen: str) -> str | None:
    """A choice in words; None where nothing was chosen."""
    if look.action == Action.REVEAL:
        return str(WHYS[chosen]) if chosen in WHYS else None
    if look.action == Action.LOOK_UP and chosen in {each.value for each in LookUpWhy}:
        return str(why_word(LookUpWhy(chosen)))
    return None


@register.filter
def relation_words(look: Look) -> str:
    """The treating relation, in words."""
    if look.relation in {each.value for each in Relation}:
        return str(relation_word(Relation(look.relation)))
    return look.relation or ""

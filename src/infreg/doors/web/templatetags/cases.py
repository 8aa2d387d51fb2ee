"""How cases of notifiable diseases read on a page."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from infreg.doors.web import case_words
from infreg.doors.web.case_filters import Asked, Period
from infreg.doors.web.case_page import Step
from infreg.doors.web.municipalities import Municipalities
from infreg.doors.web.settling_cases import Chosen
from infreg.doors.web.templatetags import codes, shown
from infreg.doors.web.value_words import CASE_STATES, CLASSIFICATIONS, METHODS
from infreg.vocabulary.case import Case, CaseDecision, Doubt, Move
from infreg.vocabulary.shown_case import CaseLine, Change, ShownEvidenceFinding

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

register = template.Library()


# --- what a case is


@register.filter
def class_word(value: str) -> "StrOrPromise":
    """*bekreftet* or *sannsynlig*."""
    return CLASSIFICATIONS.get(value, value)


@register.filter
def state_word(value: str) -> "StrOrPromise":
    """*infeksjon* or *bærertilstand*."""
    return CASE_STATES.get(value, value)


@register.filter
def classed(case: Case | CaseLine) -> str:
    """How sure, and of what: *bekreftet bærertilstand*, *sannsynlig tilfelle*."""
    what = {
        "infection": pgettext("classed", "%(class)s infection"),
        "carriage": pgettext("classed", "%(class)s carriage"),
    }.get(case.state or "", pgettext("classed", "%(class)s case"))
    return what % {"class": class_word(case.classification)}


#: Years from which somebody is called a man or a woman.
_GROWN = 18


@register.filter
def who(case: Case | CaseLine) -> str:
    """*Kvinne, 34 år*: the age by birth year alone, in the year of the case."""
    sex = shown.sex(case.sex) if case.sex else ""
    if case.birth_year is None:
        return sex
    years = case.event.year - case.birth_year
    age = ngettext("%(n)s year", "%(n)s years", years) % {"n": years}
    return f"{sex}, {age}" if sex else age


@register.filter
def person(case: Case) -> str:
    """*en kvinne på 34 år*, *en gutt på 1 år*; what is unknown is said to be."""
    years = None if case.birth_year is None else case.event.year - case.birth_year
    is_child = years is not None and years < _GROWN
    whom = {
        "male": pgettext("person", "a boy") if is_child else pgettext("person", "a man"),
        "female": pgettext("person", "a girl") if is_child else pgettext("person", "a woman"),
    }.get(case.sex or "", pgettext("person", "a person"))
    if years is not None:
        return ngettext("%(whom)s aged %(n)s", "%(whom)s aged %(n)s", years) % {"whom": whom, "n": years}
    unknown = _("%(whom)s of unknown age") if case.sex else _("%(whom)s of unknown sex and age")
    return unknown % {"whom": whom}


@register.filter
def group_words(group: str) -> "StrOrPromise":
    return case_words.GROUPS.get(group, group)


@register.filter
def period_words(asked: Asked) -> SafeString:
    """The period in a sentence's end: *siste fire uker*, *fra 1. mars til 3. april 2026*."""
    match asked.period:
        case Period.FOUR_WEEKS:
            return format_html("{}", pgettext("period", "in the last four weeks"))
        case Period.THIS_YEAR:
            return format_html("{}", pgettext("period", "so far this year"))
        case Period.TWELVE_MONTHS:
            return format_html("{}", pgettext("period", "in the last twelve months"))
        case Period.EVER:
            return format_html("{}", pgettext("period", "in all"))
        case Period.OWN:
            return _days(asked.since, asked.until)


def _days(since: date | None, until: date | None) -> SafeString:
    said = {
        "since": shown.calendar_day(since) if since else "",
        "until": shown.calendar_day(until) if until else "",
    }
    if since and until:
        return format_html(pgettext("period", "from {since} to {until}"), **said)
    return format_html(
        pgettext("period", "since {since}") if since else pgettext("period", "until {until}"), **said
    )


@register.filter
def period_word(period: Period) -> str:
    """A period as a choice."""
    return {
        Period.FOUR_WEEKS: pgettext("periods", "Last four weeks"),
        Period.THIS_YEAR: pgettext("periods", "This year"),
        Period.TWELVE_MONTHS: pgettext("periods", "Last twelve months"),
        Period.EVER: pgettext("periods", "All"),
        Period.OWN: pgettext("periods", "Own days"),
    }[period]


# --- how it is known


@register.filter
def step_word(step: Step) -> str:
    return {
        "onset": pgettext("step", "Onset"),
        "sampled": pgettext("step", "Sampled"),
        "received": pgettext("step", "First answer received"),
        "known": pgettext("step", "All of this known"),
    }[step.name]


@register.filter
def days_later(days: int) -> str:
    """*2 dager etter*, *samme dag*."""
    if days == 0:
        return _("the same day")
    if days < 0:
        return ngettext("%(n)s day before", "%(n)s days before", -days) % {"n": shown.number(-days)}
    return ngettext("%(n)s day after", "%(n)s days after", days) % {"n": shown.number(days)}


@register.filter
def found_words(finding: ShownEvidenceFinding) -> SafeString:
    """*Salmonella: påvist, dyrkning, fæces*."""
    what = shown.organism(finding.organism) if finding.organism else _("Microbe not named")
    said = [codes.outcome_word(finding.outcome)]
    if finding.method:
        said.append(METHODS.get(finding.method, finding.method))
    if finding.specimen:
        said.append(finding.specimen[:1].lower() + finding.specimen[1:])
    return format_html("<strong>{}</strong>: {}", what, ", ".join(map(str, said)))


# --- doubts and decisions


@register.filter
def doubt_tag(doubt: Doubt) -> "StrOrPromise":
    return case_words.DOUBT_TAGS[doubt]


@register.filter
def doubt_words(doubt: Doubt) -> "StrOrPromise":
    """A doubt as a sentence."""
    return case_words.DOUBTS[doubt]


@register.filter
def remedy(doubt: Doubt) -> "StrOrPromise":
    """What may be done about it; empty where its own page says so."""
    return case_words.REMEDIES.get(doubt, "")


@register.filter
def move_word(move: Move) -> "StrOrPromise":
    return case_words.MOVES[move]


@register.filter
def move_question(move: Move) -> "StrOrPromise":
    return case_words.ASKED[move]


@register.filter
def doing(move: Move, chosen: Chosen) -> str:
    """What is about to be done, with what was chosen."""
    return str(case_words.DOING[move]) % {"to": chosen.place or str(target_word(chosen.target)).lower()}


@register.filter
def move_for(move: Move) -> "StrOrPromise":
    """What it is for."""
    return case_words.FOR[move]


@register.filter
def target_word(target: str) -> "StrOrPromise":
    return case_words.TARGETS.get(target, target)


@register.filter
def target_help(target: str) -> "StrOrPromise":
    return case_words.TARGET_HELP.get(target, "")


@register.filter
def decided_words(decision: CaseDecision, municipalities: Municipalities) -> "StrOrPromise":
    """What was decided, as a short sentence without its end."""
    match decision.move:
        case Move.MERGE:
            return _("Merged with another case")
        case Move.SPLIT:
            return _("Split: a new case begins with one of the answers")
        case Move.RECLASSIFY if decision.to == case_words.NO_CASE:
            return _("No case")
        case Move.RECLASSIFY:
            return _("Reclassified: %(to)s") % {"to": str(target_word(decision.to or "")).lower()}
        case Move.MOVE:
            to = municipalities.called(decision.to) if decision.to else None
            return _("Moved to %(to)s") % {"to": to} if to else _("Moved to another municipality")
        case Move.CONFIRM:
            return _("Looked at, and right as it is")


# --- what changed from version to version


@register.filter
def field_word(change: Change) -> "StrOrPromise":
    return case_words.FIELDS.get(change.field, change.field)


@register.simple_tag
def change_text(
    change: Change, value: str | None, organisms: Mapping[str, str], municipalities: Municipalities
) -> SafeString:
    """One side of a change, in words."""
    if value is None:
        return format_html("{}", _none_of(change.field))
    match change.field:
        case "organism":
            said: object = shown.organism(organisms.get(value, value))
        case "municipality":
            said = municipalities.name(value)
        case field:
            said = _SAID.get(field, str)(value)
    return format_html("{}", said)


def _none_of(field: str) -> str:
    """Nothing there: no doubt and no decision is not the same as not knowing."""
    return pgettext("change", "none") if field in ("doubts", "decisions") else pgettext("change", "unknown")


def _version(value: str) -> SafeString:
    """A version of a definition by the day that it holds from, and the beginning of its hash: two may hold
    from the same day."""
    _name, since, digest = value.split(" ")
    said = _("version of {day} ({digest})")
    return format_html(said, day=shown.calendar_day(date.fromisoformat(since)), digest=digest[:6])


def _yes_no(value: str) -> str:
    return pgettext("answer", "yes") if value == "yes" else pgettext("answer", "no")


def _calendar_day(value: str) -> SafeString:
    return shown.calendar_day(date.fromisoformat(value))


def _doubts(value: str) -> str:
    return ", ".join(str(doubt_tag(Doubt(each))) for each in value.split(", "))


def _decisions(value: str) -> str:
    count = len(value.split(", "))
    return ngettext("one in use", "%(n)s in use", count) % {"n": count}


#: How the value of a field of a case is told, where it is not told as it is.
_SAID: "Mapping[str, Callable[[str], StrOrPromise]]" = {
    "classification": class_word,
    "state": state_word,
    "alert": _yes_no,
    "clinician_notice": _yes_no,
    "event": _calendar_day,
    "onset": _calendar_day,
    "sampled": _calendar_day,
    "sex": shown.sex,
    "doubts": _doubts,
    "decisions": _decisions,
    "definition": _version,
}

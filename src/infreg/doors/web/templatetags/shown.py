"""How values read on a page: dates, numbers, codes and names, in the page's language."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

from django import template
from django.utils import dateformat, timezone, translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from infreg.access.roles import ROLES
from infreg.definitions import problem_texts
from infreg.doors.web import code_systems
from infreg.doors.web.code_systems import Systems
from infreg.doors.web.latin import is_latin
from infreg.doors.web.reading import CodeLine, Finding, SpecimenReading, flatten
from infreg.vocabulary.answer import Coded, Party, ValueKind
from infreg.vocabulary.moment import Moment
from infreg.vocabulary.problem import Level, Problem, worst
from infreg.vocabulary.reception import Status
from infreg.vocabulary.shown import ShownSusceptibility, ShownValue

register = template.Library()

THIN_SPACE = "\u202f"
_SHORT, _SHORT_WORDS = 3, 80  # results, and letters of each, in a sentence
_COMPARATORS = {"<=": "≤", ">=": "≥", "=": ""}
_CALLED = re.compile(r"(\+?)([0-9]+)")
_NORWAY = re.compile(r"(\+47)?([2-9][0-9]{7})")


# --- time and number


@register.filter
def moment(value: datetime | Moment | None) -> SafeString:
    """A time in Oslo: *14. mars 2026 kl. 10.15*, or the day alone where no clock was given."""
    if value is None:
        return mark_safe("")
    at, day_only = (value.at, value.date_only) if isinstance(value, Moment) else (value, False)
    local = timezone.localtime(at)
    machine = local.date().isoformat() if day_only else local.isoformat(timespec="minutes")
    return format_html('<time datetime="{}">{}</time>', machine, _day(local) if day_only else _clock(local))


@register.filter
def day(value: datetime | Moment) -> SafeString:
    """The day alone: *14. mars 2026*."""
    local = timezone.localtime(value.at if isinstance(value, Moment) else value)
    return format_html('<time datetime="{}">{}</time>', local.date().isoformat(), _day(local))


@register.filter
def calendar_day(value: date) -> SafeString:
    """A day of the calendar, wherever the clock stood: *14. mars 2026*."""
    said = dateformat.format(value, pgettext("date format", "j F Y"))
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), said)


@register.filter
def number(value: Decimal | int | None) -> str:
    """A number with decimal comma (point in English) and thin spaces between thousands."""
    if value is None:
        return ""
    point = "." if translation.get_language() == "en" else ","
    return f"{Decimal(value):,f}".replace(",", THIN_SPACE).replace(".", point)


def _day(local: datetime) -> str:
    return dateformat.format(local, pgettext("date format", "j F Y"))


def _clock(local: datetime) -> str:
    return dateformat.format(local, pgettext("date format", "j F Y, H:i"))


# --- what was found


@register.filter
def organism(name: str | None) -> str:
    """A microbe's name; Latin ones in italics."""
    if not name:
        return _("Organism not stated")
    return format_html('<i lang="la">{}</i>', name) if is_latin(name) else name


@register.filter
def coded(value: Coded | None) -> str:
    """What a coded value says in words: the sender's name for it, their own words, or the bare code."""
    if value is None:
        return ""
    known = code_systems.find_system_text(value.system, value.code)
    return value.display or value.text or (str(known) if known else None) or value.code or ""


@register.filter
def agent(value: Coded) -> SafeString:
    """An antimicrobial agent without NLK's old prefix for an unspecified system (*Us-Ampicillin*); a
    combination may break its line after the plus."""
    parts = coded(value).removeprefix("Us-").split("+")
    return format_html_join(mark_safe("+<wbr>"), "{}", ((part,) for part in parts))


@register.filter
def shown_value(value: ShownValue) -> str:
    """A result's value as one reads it. A number keeps its comparator and unit."""
    if value.kind in (ValueKind.NUMBER, ValueKind.INTERVAL) and value.number is not None:
        return _quantity(value)
    if value.coded is not None and coded(value.coded):
        return coded(value.coded)
    return value.text or _("No value given")


def _quantity(value: ShownValue) -> str:
    low = compared(value.comparator, value.number)
    both = low if value.high is None else f"{low}–{number(value.high)}"
    return f"{both}\u00a0{value.unit}" if value.unit else both


def compared(comparator: str | None, value: Decimal | None) -> str:
    """A number with its comparator: *≤ 0,25*."""
    mark = _COMPARATORS.get(comparator or "", comparator or "")
    return f"{mark}{THIN_SPACE}{number(value)}" if mark else number(value)


@register.filter
def measured(one: ShownSusceptibility) -> str:
    """What the letter rests on: *0,25 mg/L*, *22 mm*, or nothing."""
    mic = f"{compared(one.mic_comparator, one.mic_value)}\u00a0mg/L" if one.mic_value is not None else ""
    zone = f"{number(one.zone_mm)}\u00a0mm" if one.zone_mm is not None else ""
    return " · ".join(filter(None, (mic, zone)))


@register.filter
def sir_text(letter: str | None) -> str:
    """S, I, R or K in words; anything else as it came."""
    return str(code_systems.find_text(8271, letter) or letter or "")


@register.filter
def volven(code: str | None, number: int) -> str:
    """A code of one of Volven's lists in words; the code itself when the list does not hold it."""
    return str(code_systems.find_text(number, code) or code or "")


@register.filter
def sex(code: str) -> str:
    """A patient's sex in a word."""
    return str(code_systems.find_system_text(code_systems.SEX, code) or code)


@register.filter
def system_name(value: Coded, systems: Systems) -> str:
    """The code system as people call it; its identifier when we do not know it; said when none is given."""
    return code_systems.short_name(systems, value.system) or value.system or _("no code system given")


@register.filter
def system_title(value: Coded, systems: Systems) -> str:
    """What the code system is a list of; empty when we do not know."""
    return code_systems.long_name(systems, value.system)


@register.filter
def listed(names: tuple[str, ...]) -> SafeString:
    """Microbes in a sentence: *A*, *A og B*, *A, B og C*."""
    return joined([organism(name) for name in names])


def joined(parts: Sequence[str]) -> SafeString:
    """Parts of a sentence: *a*, *a og b*, *a, b og c*."""
    *first, last = parts or [""]
    start = format_html_join(", ", "{}", ((part,) for part in first))
    return format_html("{} {} {}", start, pgettext("list", "and"), last) if first else format_html("{}", last)


# --- who and how it went


@register.filter
def party(value: Party | None) -> str:
    """An institution or person by name, else by identifier."""
    if value is None:
        return ""
    return value.name or " ".join(filter(None, (value.id_type, value.id)))


@register.filter
def telephone(value: str) -> str:
    """As it is read aloud: *22 12 34 56*, *412 34 567*, *+47 22 12 34 56*; another country's as it came."""
    norwegian = _NORWAY.fullmatch(value)
    if norwegian is None:
        return value
    country, digits = norwegian.groups()
    cuts = (0, 3, 5, 8) if digits[0] in "489" else (0, 2, 4, 6, 8)
    groups = [digits[start:end] for start, end in pairwise(cuts)]
    return "\u00a0".join([*([country] if country else []), *groups])


@register.filter
def telephone_url(value: str | None) -> str:
    """What a telephone calls when it is pressed; empty for none, and where a person's number was masked."""
    return f"tel:{value}" if value and _CALLED.fullmatch(value) else ""


@register.filter
def role_name(code: str) -> str:
    """A role in the page's language."""
    return ROLES[code].name[translation.get_language() or "nb"]


@register.filter
def format_name(name: str | None) -> str:
    """*Svarrapport 1.4* from `svarrapport-1.4`."""
    standard, _dash, version = (name or "").partition("-")
    known = {"hl7v2": "HL7 v2", "fhir": "FHIR", "slash": "SLASH"}
    return f"{known.get(standard, standard.capitalize())} {version}".strip()


@register.filter
def pseudonym(value: str) -> str:
    """The first half of a pseudonym's first half: enough to see that two are the same on a page."""
    return f"{value[:4]} {value[4:8]} …"


@register.filter
def status_word(status: Status) -> str:
    """What became of a delivery, in a word."""
    return {
        Status.SEALED: _("Sealed, waiting"),
        Status.ACCEPTED: _("Accepted"),
        Status.ACCEPTED_WITH_WARNINGS: _("Accepted with remarks"),
        Status.HELD: _("Held back"),
        Status.REJECTED: _("Rejected"),
        Status.DUPLICATE: _("Came before"),
    }[status]


@register.filter
def status_colour(status: Status) -> str:
    """Grey is as usual; yellow is ours to settle; red the sender's. The word says it too."""
    return {Status.HELD: "warning", Status.REJECTED: "danger"}.get(status, "neutral")


@register.filter
def level_word(level: Level) -> str:
    """How much a problem matters, in a word."""
    return {
        Level.NOTE: pgettext("problem", "Note"),
        Level.WARNING: pgettext("problem", "Remark"),
        Level.HELD: pgettext("problem", "Held back"),
        Level.REJECTED: pgettext("problem", "Rejected"),
    }[level]


@register.filter
def level_colour(level: Level) -> str:
    return {Level.HELD: "warning", Level.REJECTED: "danger"}.get(level, "neutral")


@register.filter
def problem_text(problem: Problem) -> str:
    """What is wrong and what to do, in the page's language."""
    return problem_texts.text(problem, translation.get_language() or "nb")


@register.filter
def problem_wrong(problem: Problem) -> str:
    """What is wrong alone: what the sender should do is not for others."""
    try:
        what, _mend = problem_texts.templates(problem.code, translation.get_language() or "nb")
        return f"{what.format_map(problem.arguments)}."
    except KeyError:
        return problem_text(problem)


@register.filter
def gravest(problems: tuple[Problem, ...]) -> Problem | None:
    """The first of the gravest problems, where one stopped the delivery; None where none did."""
    level = worst(problems)
    if level not in (Level.HELD, Level.REJECTED):
        return None
    return next(problem for problem in problems if problem.level is level)


# --- an answer in short


@register.filter
def specimen(value: Coded) -> str:
    """A specimen as a sentence begins: capital first."""
    said = coded(value) or _("Specimen of unknown kind")
    return said[:1].upper() + said[1:]


@register.filter
def in_short(read: SpecimenReading) -> SafeString:
    """A specimen's results in a sentence's end, where no microbe is named: the first three, and how many
    more."""
    said = [(_finding_in_short(finding),) for finding in read.findings[:_SHORT]]
    if not said:
        return format_html("{}", _("no findings"))
    more = len(list(flatten(read.findings))) - len(said)
    rest = ngettext("and %(n)s more result", "and %(n)s more results", more) % {"n": number(more)}
    start = format_html_join("; ", "{}", said)
    return format_html("{} {}", start, rest) if more > 0 else start


def _finding_in_short(finding: Finding) -> str:
    """A Latin name says it alone; other values need to be told of what they are."""
    what, found = coded(finding.result.investigation), shown_value(finding.result.value)
    if is_latin(found):
        return organism(found)
    words = f"{what} {_within(found)}" if what else found
    return words if len(words) <= _SHORT_WORDS else f"{words[:_SHORT_WORDS].rstrip()} …"


def _within(words: str) -> str:
    """A value inside a sentence: *Ikke påvist* begins small, *PCR* and Latin names do not."""
    ordinary = words[:1].isupper() and words[1:2].islower() and not is_latin(words)
    return words[:1].lower() + words[1:] if ordinary else words


@register.filter
def code_role(line: CodeLine) -> str:
    """What a coded value says of, in words."""
    return {
        "specimen": _("Specimen"),
        "investigation": _("Investigation"),
        "value": _("Value"),
        "agent": _("Agent"),
        "susceptibility": _("Resistance"),
        "discipline": _("Discipline"),
        "service_type": pgettext("report", "Kind"),
        "status": _("Status"),
        "sex": _("Sex"),
        "id_type": _("Patient's number"),
        "result_status": _("Status of a result"),
    }[line.role]

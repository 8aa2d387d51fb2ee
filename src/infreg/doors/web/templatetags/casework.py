"""How casework reads on a page: what will happen, what was decided, and how two messages differ."""

from datetime import datetime

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from infreg.doors.web import code_systems
from infreg.doors.web.comparing import Comparison, Fact, Mark, PlacedResult
from infreg.doors.web.outcome import Outcome
from infreg.doors.web.templatetags import shown
from infreg.vocabulary.answer import Party
from infreg.vocabulary.casework import Choice, HeldDelivery
from infreg.vocabulary.reception import Status
from infreg.vocabulary.shown import ShownResult, ShownSpecimen, ShownSusceptibility

register = template.Library()


# --- what is handed over


@register.filter
def tally(outcome: Outcome) -> SafeString:
    """How the files fare, in a sentence's end: *5 er tatt imot og 1 er holdt tilbake*."""
    say = _will_be if outcome.is_preview else _was
    return shown.joined([say(status, count) for status, count in outcome.counts.items()])


@register.filter
def status_to_come(status: Status) -> str:
    """What would become of a file, in a word."""
    return {
        Status.SEALED: pgettext("preview", "Will be sealed"),
        Status.ACCEPTED: pgettext("preview", "Will be accepted"),
        Status.ACCEPTED_WITH_WARNINGS: pgettext("preview", "Will be accepted with remarks"),
        Status.HELD: pgettext("preview", "Will be held back"),
        Status.REJECTED: pgettext("preview", "Will be rejected"),
        Status.DUPLICATE: pgettext("preview", "Came before"),
    }[status]


def _was(status: Status, n: int) -> str:
    return {
        Status.SEALED: ngettext("%(n)s waits to be taken in", "%(n)s wait to be taken in", n),
        Status.ACCEPTED: ngettext("%(n)s is accepted", "%(n)s are accepted", n),
        Status.ACCEPTED_WITH_WARNINGS: ngettext(
            "%(n)s is accepted with remarks", "%(n)s are accepted with remarks", n
        ),
        Status.HELD: ngettext("%(n)s is held back", "%(n)s are held back", n),
        Status.REJECTED: ngettext("%(n)s is rejected", "%(n)s are rejected", n),
        Status.DUPLICATE: _("%(n)s had come before"),
    }[status] % {"n": shown.number(n)}


def _will_be(status: Status, n: int) -> str:
    return {
        Status.SEALED: _("%(n)s will be sealed"),
        Status.ACCEPTED: _("%(n)s will be accepted"),
        Status.ACCEPTED_WITH_WARNINGS: _("%(n)s will be accepted with remarks"),
        Status.HELD: _("%(n)s will be held back"),
        Status.REJECTED: _("%(n)s will be rejected"),
        Status.DUPLICATE: _("%(n)s came before"),
    }[status] % {"n": shown.number(n)}


# --- what is held, and what is decided


@register.filter
def held_reason(delivery: HeldDelivery) -> str:
    """Why it waits, as we say it among ourselves."""
    if delivery.rival:
        return _("Two messages have the same message id, with different content.")
    stopped = shown.gravest(delivery.problems)
    return shown.problem_wrong(stopped) if stopped else _("It is not said why.")


@register.filter
def waited(since: datetime, now: datetime) -> str:
    """How long something has waited, as one says it: minutes, hours, days."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 1:
        return _("less than a minute")
    if minutes < 60:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    if minutes < 48 * 60:
        return ngettext("%(n)s hour", "%(n)s hours", minutes // 60) % {"n": minutes // 60}
    days = minutes // (24 * 60)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": shown.number(days)}


@register.filter
def choice_word(choice: Choice) -> str:
    """What is chosen, as the one who chooses would say it."""
    return {
        Choice.FIRST: _("The first one holds"),
        Choice.LATER: _("The later one holds"),
        Choice.BOTH: _("Both hold (two different messages)"),
        Choice.RETRY: _("Try again"),
    }[choice]


@register.filter
def choice_consequence(choice: Choice) -> str:
    """What the choice sets going, in plain words."""
    return {
        Choice.FIRST: _(
            "What the register knows today stays. The later message is not taken in, and its sender is told "
            "so."
        ),
        Choice.LATER: _(
            "The later message is taken in, and takes the first one's place. The first one stays sealed, but "
            "counts no longer."
        ),
        Choice.BOTH: _("The later message is taken in beside the first. Both count."),
        Choice.RETRY: _(
            "The delivery is read once more, with the program and the definitions as they are now. If it "
            "goes well, it is taken in; if not, it is held back again, and you find it here."
        ),
    }[choice]


@register.filter
def choice_when(choice: Choice) -> str:
    """What the choice is for."""
    return {
        Choice.FIRST: _("Choose this when the later one was sent by mistake."),
        Choice.LATER: _("Choose this when the later one is a correction."),
        Choice.BOTH: _("Choose this when the sender has given two different messages the same id."),
        Choice.RETRY: _("Choose this when what stopped it is mended."),
    }[choice]


# --- how two messages differ


@register.filter
def differences(comparison: Comparison) -> str:
    """How much differs, in a sentence."""
    counts = comparison.counts
    said = {
        Mark.CHANGED: ngettext("%(n)s row is changed", "%(n)s rows are changed", counts[Mark.CHANGED]),
        Mark.NEW: ngettext("%(n)s is new", "%(n)s are new", counts[Mark.NEW]),
        Mark.GONE: ngettext("%(n)s is gone", "%(n)s are gone", counts[Mark.GONE]),
    }
    parts = [text % {"n": shown.number(counts[mark])} for mark, text in said.items() if counts[mark]]
    return f"{shown.joined(parts)}." if parts else _("The two say the same.")


@register.filter
def mark_word(mark: Mark) -> str:
    return {
        Mark.SAME: pgettext("difference", "the same"),
        Mark.CHANGED: pgettext("difference", "changed"),
        Mark.NEW: pgettext("difference", "new"),
        Mark.GONE: pgettext("difference", "gone"),
    }[mark]


@register.filter
def fact_name(fact: Fact) -> str:
    return {
        "answer_id": _("The laboratory's id"),
        "service_type": pgettext("report", "Kind"),
        "status": _("Status"),
        "discipline": _("Discipline"),
        "requester": _("Requester"),
        "requester_telephone": _("The requester's telephone"),
        "sex": _("Sex"),
        "birth_year": _("Birth year"),
        "municipality": _("Municipality"),
        "id_type": _("Type of number"),
        "pseudonym": _("Pseudonym"),
    }[fact.role]


_LISTS = {"service_type": 7309, "status": 7306, "discipline": 8202, "id_type": 8116}


@register.filter
def fact_text(fact: Fact) -> str:
    """What is said, in words where a code has them."""
    if isinstance(fact.value, Party):
        return shown.party(fact.value)
    value = str(fact.value)
    if fact.role in _LISTS:
        return str(code_systems.find_text(_LISTS[fact.role], value) or value)
    said = {"sex": shown.sex, "pseudonym": shown.pseudonym, "requester_telephone": shown.telephone}
    return said.get(fact.role, str)(value)


@register.filter
def specimen_text(specimen: ShownSpecimen) -> SafeString:
    """The kind of specimen and when it was taken."""
    if specimen.collected_at is None:
        return format_html("{}", shown.specimen(specimen.type))
    return format_html("{}, {}", shown.specimen(specimen.type), shown.moment(specimen.collected_at))


@register.filter
def result_name(placed: PlacedResult) -> SafeString:
    """What was examined, after the findings it belongs under."""
    above = (shown.organism(_named(each)) for each in placed.above)
    trail = format_html_join("", '<span class="subtle">{}</span> › ', ((each,) for each in above))
    what = shown.coded(placed.result.investigation) or _("Investigation not stated")
    return format_html("{}{}", trail, what)


def _named(result: ShownResult) -> str:
    return result.organism.name if result.organism else shown.coded(result.investigation)


@register.filter
def result_text(placed: PlacedResult) -> SafeString:
    """What was found, and the result's own status where it is not final."""
    result = placed.result
    found = shown.organism(result.organism.name if result.organism else shown.shown_value(result.value))
    if not result.status or result.status == "3":
        return format_html("{}", found)
    return format_html(
        '{} <span class="subtle">({})</span>', found, shown.volven(result.status, 8245).lower()
    )


@register.filter
def tested_text(one: ShownSusceptibility) -> SafeString:
    """The letter with its meaning for who hears it, and what it rests on."""
    letter = (
        format_html(
            '<span class="sir" data-sir="{}">{}</span><span class="ds-sr-only"> {}</span>',
            one.sir,
            one.sir,
            shown.sir_text(one.sir),
        )
        if one.sir
        else mark_safe("")
    )
    return format_html('{} <span class="measured">{}</span>', letter, shown.measured(one))

"""One case: what we know, and how we know it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from infreg.access.actor import Actor
from infreg.access.roles import Permission, Reach
from infreg.doors.web.case_words import NO_CASE, WAYS
from infreg.doors.web.cases import is_acute
from infreg.doors.web.definition_page import names
from infreg.doors.web.frame import actor, may
from infreg.doors.web.municipalities import municipalities
from infreg.flow import cases, definitions
from infreg.registers.msis.coinfection import BOTH_STAND
from infreg.vocabulary.case import Case, Move
from infreg.vocabulary.shown_case import ShownCase, ShownDecision

#: Other cases that are told of one by one; a person seldom has more of one disease.
_MOST_OTHERS = 10


@dataclass(frozen=True, slots=True)
class Step:
    """A moment in the life of a case: `day` None while nobody has told, `at` where the clock is known;
    `later` are the days since the step before that is known."""

    name: str
    day: date | None
    at: datetime | None = None
    later: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A decision with what became of it: `standing`, `undone`, or `idle` where its case does not show it."""

    shown: ShownDecision
    fate: str


@require_safe
def case(request: HttpRequest, case_id: str) -> HttpResponse:
    """What we know of one case, and how."""
    at_work, now = actor(request, Permission.SEE_CASES), timezone.now()
    shown = find_case(at_work, case_id)
    book = definitions.book(at_work)
    mine = shown.case
    context = {
        "shown": shown,
        "case": mine,
        "steps": steps(mine),
        "laboratories": len({each.unit for each in mine.evidence}),
        "is_acute": not shown.closed_at and is_acute(mine, now),
        "follows": mine.rule == BOTH_STAND,
        "told": tuple(_told(shown)),
        "is_no_case": is_said_to_be_none(shown),
        "is_reclassified": any(
            each.applied and each.decision.move is Move.RECLASSIFY for each in shown.decisions
        ),
        "others": tuple(find_cases(at_work, shown.others)),
        "became": tuple(find_cases(at_work, shown.became)),
        "versions": tuple(reversed(shown.versions)),
        "organisms": names(book.as_of(mine.event), ("organisms",))["organisms"],
        "municipalities": municipalities(book, timezone.localdate(now)),
        "ways": () if shown.closed_at or mine.rule == BOTH_STAND else tuple(WAYS.items()),
        "done": WAYS.get(request.GET.get("gjort", "")),
        "is_undone": request.GET.get("gjort") == "angret",
        "may_settle": may(request, Permission.SETTLE_CASES),
        "may_see_answers": may(request, Permission.SEE_ANSWERS),
        "may_reveal": not shown.closed_at and may(request, Permission.REVEAL),
        "is_local": at_work.role.reach is Reach.MUNICIPALITIES,
        "may_see_definitions": may(request, Permission.SEE_DEFINITIONS),
        "now": now,
    }
    return render(request, "web/case.html", context)


def find_case(at_work: Actor, case_id: str) -> ShownCase:
    """The case; a page that is not there where there never was such a one."""
    shown = cases.find_case(at_work, case_id)
    if shown is None:
        raise Http404
    return shown


def find_cases(at_work: Actor, ids: Iterable[str]) -> Iterator[ShownCase]:
    """Cases by id, those that are there."""
    for each in list(ids)[:_MOST_OTHERS]:
        shown = cases.find_case(at_work, each)
        if shown:
            yield shown


def is_said_to_be_none(shown: ShownCase) -> bool:
    """Whether it is closed because somebody said that it is no case."""
    return shown.closed_at is not None and any(
        each.decision.move is Move.RECLASSIFY
        and each.decision.to == NO_CASE
        and each.decision.undone_at is None
        for each in shown.decisions
    )


def steps(case: Case) -> tuple[Step, ...]:
    """From the first symptom to all that is known, in the order that things happen."""
    received, known = timezone.localtime(case.received), timezone.localtime(case.known)
    found = [
        Step("onset", case.onset),
        Step("sampled", case.sampled),
        Step("received", received.date(), case.received),
    ]
    if case.known > case.received:
        found.append(Step("known", known.date(), case.known))
    return tuple(_with_days(found))


def _with_days(found: Iterable[Step]) -> Iterator[Step]:
    last: date | None = None
    for step in found:
        later = (step.day - last).days if step.day and last else None
        yield Step(step.name, step.day, step.at, later)
        last = step.day or last


def _told(shown: ShownCase) -> Iterator[Told]:
    """The newest first. What closed a case is not in what it was last: there it stands until undone."""
    for each in reversed(shown.decisions):
        if each.decision.undone_at:
            yield Told(each, "undone")
        else:
            yield Told(each, "standing" if each.applied or shown.closed_at else "idle")

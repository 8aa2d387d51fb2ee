"""The list of cases: how many, of what, where, and which ones wait for somebody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from infreg.access.actor import Actor
from infreg.access.roles import Permission, Reach
from infreg.definitions.book import Book
from infreg.doors.web.case_filters import OFFERED, Asked, asked
from infreg.doors.web.frame import actor, may
from infreg.doors.web.listing import Pages, wanted_page
from infreg.doors.web.municipalities import Municipalities, municipalities
from infreg.flow import cases, casework, definitions
from infreg.flow.cases import Wanted
from infreg.vocabulary.case import Case
from infreg.vocabulary.shown_case import CaseLine

#: How old a case may be, by its day and by when it came, for its duty to alert to wait for somebody. The
#: register does not know yet who has been alerted; what is older is history.
ALERT_DAYS_OLD = timedelta(days=28)
ALERT_DAYS_KNOWN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Choice:
    """A disease that can be chosen."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits for a decision: cases that are doubted, and questions that are no case."""

    doubted: int
    questions: int

    @property
    def total(self) -> int:
        return self.doubted + self.questions


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Which cases do we know, and which must somebody look at?"""
    at_work, now = actor(request, Permission.SEE_CASES), timezone.now()
    book, today = definitions.book(at_work), timezone.localdate(now)
    known = municipalities(book, today)
    filters = asked(request.GET, known, today)
    found, total = cases.find_cases(at_work, filters.wanted, page=filters.page, size=Pages.SIZE)
    pages = Pages(total, filters.page, len(found))
    if filters.page > pages.pages:
        raise Http404
    diseases = _diseases(book)
    may_settle = may(request, Permission.SETTLE_CASES)
    context = {
        "lines": found,
        "acute": frozenset(each.id for each in found if is_acute(each, now)),
        "pages": pages,
        "asked": filters,
        "disease": next((each for each in diseases if each.code == filters.disease), None),
        "diseases": diseases,
        "municipalities": known,
        "municipality": known.name(filters.municipality) if filters.municipality else "",
        "doubted": _count_doubted(at_work, filters, total) if may_settle else 0,
        "periods": [(each, filters.of(each, today)) for each in OFFERED],
        "waiting": find_waiting(at_work) if may_settle else None,
        "may_settle": may_settle,
        "is_local": at_work.role.reach is Reach.MUNICIPALITIES,
        "own_places": sorted(known.name(each) for each in at_work.municipalities),
        "choices": _offered(at_work, known),
        "has_hidden": any(each.hidden for each in found),
        "now": now,
    }
    return render(request, "web/cases.html", context)


@require_safe
def to_settle(request: HttpRequest) -> HttpResponse:
    """What waits for somebody to decide, and where."""
    at_work, now = actor(request, Permission.SETTLE_CASES), timezone.now()
    page = wanted_page(request.GET.get("side"))
    questions, total = cases.find_questions(at_work, page=page, size=Pages.SIZE)
    pages = Pages(total, page, len(questions))
    if page > pages.pages:
        raise Http404
    doubted, doubted_total = cases.find_cases(at_work, Wanted(doubted=True), size=Pages.SIZE)
    may_settle_held = may(request, Permission.SETTLE)
    context = {
        "lines": doubted,
        "waiting": Waiting(doubted_total, total),
        "questions": questions,
        "pages": pages,
        "is_done": bool(request.GET.get("gjort")),
        "held": casework.held(at_work, page=1, size=1)[1] if may_settle_held else None,
        "now": now,
    }
    return render(request, "web/cases_to_settle.html", context)


def is_acute(case: CaseLine | Case, now: datetime) -> bool:
    """Whether a duty to alert may still wait for somebody."""
    is_new = now - case.received <= ALERT_DAYS_KNOWN
    return case.alert and is_new and timezone.localdate(case.received) - case.event <= ALERT_DAYS_OLD


def find_waiting(at_work: Actor) -> Waiting:
    """How much waits for a decision, of all days."""
    _, questions = cases.find_questions(at_work, size=1)
    return Waiting(_count(at_work, Wanted(doubted=True)), questions)


def _count_doubted(at_work: Actor, filters: Asked, total: int) -> int:
    return total if filters.doubted else _count(at_work, filters.doubtful().wanted)


def _offered(at_work: Actor, known: Municipalities) -> Mapping[str, str]:
    """The municipalities to choose among: one's own, or all of today's."""
    if at_work.role.reach is Reach.MUNICIPALITIES:
        return {each: known.name(each) for each in sorted(at_work.municipalities)}
    return known.today


def _count(at_work: Actor, wanted: Wanted) -> int:
    return cases.find_cases(at_work, wanted, size=1)[1]


def _diseases(book: Book) -> Sequence[Choice]:
    """All that were ever defined, as people call them."""
    language = translation.get_language() or "nb"
    titles = {
        each.definition.name: each.definition.title
        for each in book.latest()
        if each.definition.kind == "diseases"
    }
    choices = (Choice(code, str(title.get(language) or title["nb"])) for code, title in titles.items())
    return sorted(choices, key=lambda choice: choice.title.casefold())

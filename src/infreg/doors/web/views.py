"""The pages of what came: each asks `flow` one question and shows the answer."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from infreg.access.actor import Refused
from infreg.access.roles import Permission
from infreg.doors.web.comparing import compare
from infreg.doors.web.frame import PLACES, actor, may
from infreg.doors.web.listing import Listing, Pages, Today, wanted_page, wanted_status
from infreg.doors.web.reading import read_message
from infreg.doors.web.understanding import find_understood
from infreg.flow import cases, casework, intake
from infreg.vocabulary.reception import Status
from infreg.vocabulary.shown import ShownMessage


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """On to the first place that the visitor's role may go to."""
    actor(request)
    place = next((place for place in PLACES if may(request, place.permission)), None)
    if place is None:
        raise Refused("no place of this role's")
    return redirect(place.address)


@require_safe
def arrivals(request: HttpRequest) -> HttpResponse:
    """Did it arrive, and was it understood? The list of what came, newest first."""
    at_work, now = actor(request), timezone.now()
    page, status = wanted_page(request.GET.get("side")), wanted_status(request.GET.get("status"))
    found, total = intake.arrivals(at_work, page=page, size=Pages.SIZE, status=status)
    listing = Listing(found, Pages(total, page, len(found)), status)
    if page > listing.place.pages:
        raise Http404
    today = Today(intake.counts(at_work, day=timezone.localdate(now)))
    return render(request, "web/arrivals.html", {"listing": listing, "today": today, "now": now})


@require_safe
def message(request: HttpRequest, receipt: str) -> HttpResponse:
    """One delivery: what was understood of it, what was not, and what people decided about it."""
    at_work = actor(request)
    shown = intake.show(at_work, receipt)
    if shown is None:
        raise Http404
    context = {
        "message": shown,
        "reading": read_message(shown),
        "understood": find_understood(at_work, shown),
        "decisions": casework.decisions(at_work, receipt),
        "may_settle": shown.status is Status.HELD and may(request, Permission.SETTLE),
        "may_join": bool(shown.answers) and may(request, Permission.JOIN),
        "may_see_codes": may(request, Permission.SEE_CODES),
        "cases": cases.cases_of(at_work, receipt) if may(request, Permission.SEE_CASES) else (),
        "joinings": casework.joined(at_work, receipt) if may(request, Permission.JOIN) else (),
        "now": timezone.now(),
    }
    return render(request, "web/message.html", context)


@require_safe
def comparison(request: HttpRequest, receipt: str, other: str) -> HttpResponse:
    """What one version of an answer says otherwise than another, the earlier of them first."""
    at_work = actor(request)
    one, another = intake.show(at_work, receipt), intake.show(at_work, other)
    if one is None or another is None:
        raise Http404
    context = {"comparison": compare(*in_order(one, another)), "now": timezone.now()}
    return render(request, "web/compare.html", context)


def in_order(one: ShownMessage, another: ShownMessage) -> tuple[ShownMessage, ShownMessage]:
    """The two as versions of an answer follow each other; where they are not, as they came."""
    for answer in one.answers:
        order = [version.receipt for version in answer.versions]
        if one.receipt in order and another.receipt in order:
            later = order.index(one.receipt) > order.index(another.receipt)
            return (another, one) if later else (one, another)
    return (another, one) if one.received_at > another.received_at else (one, another)

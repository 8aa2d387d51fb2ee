"""The pages: each asks `flow` one question and shows the answer."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from infreg.access.actor import Actor, Purpose, Refused
from infreg.doors.web.forms import LoginForm
from infreg.doors.web.listing import Listing, Today, wanted_page, wanted_status
from infreg.doors.web.reading import read_message
from infreg.flow import intake


@method_decorator(login_not_required, name="dispatch")
class Login(LoginView):
    """Who is logged in already goes on to the list."""

    template_name = "web/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True


@require_safe
def arrivals(request: HttpRequest) -> HttpResponse:
    """Did it arrive, and was it understood? The list of what came, newest first."""
    actor, now = _actor(request), timezone.now()
    page, status = wanted_page(request.GET.get("side")), wanted_status(request.GET.get("status"))
    found, total = intake.arrivals(actor, page=page, size=Listing.SIZE, status=status)
    listing = Listing(found, total, page, status)
    if page > listing.pages:
        raise Http404
    today = Today(intake.counts(actor, day=timezone.localdate(now)))
    return render(request, "web/arrivals.html", {"listing": listing, "today": today, "now": now})


@require_safe
def message(request: HttpRequest, receipt: str) -> HttpResponse:
    """One delivery: what was understood of it, and what was not."""
    shown = intake.show(_actor(request), receipt)
    if shown is None:
        raise Http404
    reading = read_message(shown)
    return render(request, "web/message.html", {"message": shown, "reading": reading, "now": timezone.now()})


def _actor(request: HttpRequest) -> Actor:
    """The visitor at work: these pages follow up the quality of what came."""
    if not request.user.is_authenticated:
        raise Refused("not logged in")
    return request.user.actor(Purpose.QUALITY)

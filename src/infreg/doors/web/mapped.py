"""What was said of words, and taken back; and how much is understood because of it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from infreg.access.actor import Actor
from infreg.access.roles import Permission
from infreg.doors.web.coverage import tabulate
from infreg.doors.web.forms import ReasonForm
from infreg.doors.web.frame import actor, may
from infreg.doors.web.listing import Pages, wanted_page
from infreg.doors.web.targets import find_names
from infreg.flow import codes
from infreg.vocabulary.mapping import MappedTerm

#: How far back the page goes: further than anybody turns pages.
_LONGEST = 1000


@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """What was said, newest first, with who, when and why."""
    at_work = actor(request, Permission.SEE_CODES)
    page = wanted_page(request.GET.get("side"))
    found = codes.history(at_work, limit=_LONGEST)
    here = found[(page - 1) * Pages.SIZE : page * Pages.SIZE]
    pages = Pages(len(found), page, len(here))
    if page > pages.pages:
        raise Http404
    answers = request.GET.get("svar", "")
    context = {
        "mapped": here,
        "pages": pages,
        "standing": sum(each.known_to is None for each in found),
        "names": find_names(at_work),
        "reread": int(answers) if answers.isascii() and answers.isdigit() and len(answers) < 9 else None,
        "may_map": may(request, Permission.MAP),
        "now": timezone.now(),
    }
    return render(request, "web/codes_history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, mapping: int) -> HttpResponse:
    """Takes back what was said, with a reason."""
    at_work = actor(request, Permission.MAP)
    mapped = _mapping(at_work, mapping)
    form = ReasonForm(request.POST or None)
    status = 200
    if form.is_valid():
        try:
            answers = codes.undo(at_work, mapping, form.cleaned_data["because"])
            return redirect(f"{reverse('codes_history')}?svar={answers}")
        except codes.UnknownTerm:
            form.add_error(None, _("It does not hold any more: somebody took it back, or said otherwise."))
            status = 409
    context = {"mapped": mapped, "names": find_names(at_work), "form": form, "now": timezone.now()}
    return render(request, "web/codes_undo.html", context, status=status)


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """How much is understood, by laboratory and month of sampling."""
    at_work = actor(request, Permission.SEE_CODES)
    context = {
        "table": tabulate(codes.coverage(at_work)),
        "rereading": codes.waiting(at_work),
        "now": timezone.now(),
    }
    return render(request, "web/codes_coverage.html", context)


def _mapping(at_work: Actor, mapping: int) -> MappedTerm:
    found = (each for each in codes.history(at_work, limit=_LONGEST) if each.id == mapping)
    mapped = next(found, None)
    if mapped is None:
        raise Http404
    return mapped

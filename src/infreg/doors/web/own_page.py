"""My page: who has looked at what is registered about the visitor, when and why."""

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from infreg.access.roles import Permission
from infreg.doors.web.frame import actor
from infreg.doors.web.listing import Pages, wanted_page
from infreg.flow import own

if TYPE_CHECKING:
    from infreg.access.actor import Actor


@require_safe
def own_page(request: HttpRequest) -> HttpResponse:
    """Who has looked, when, and why."""
    at_work: Actor = actor(request, Permission.SEE_OWN)
    page = wanted_page(request.GET.get("side"))
    told = own.find_looks(at_work, page=page, size=Pages.SIZE)
    pages = Pages(told.total, page, len(told.looks))
    if page > pages.pages:
        raise Http404
    context = {
        "told": told,
        "pages": pages,
        "is_bound": bool(at_work.subjects),
        "now": timezone.now(),
    }
    return render(request, "web/own.html", context)

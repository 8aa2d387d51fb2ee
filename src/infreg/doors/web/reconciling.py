"""The sender's reconciliation: a list of what was sent a day against what came."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from infreg.access.roles import Permission
from infreg.doors.web.forms import ReconciliationForm
from infreg.doors.web.frame import actor
from infreg.doors.web.sheets import as_csv
from infreg.doors.web.templatetags.shown import status_word
from infreg.flow import intake
from infreg.vocabulary.casework import Reconciliation


@require_http_methods(["GET", "HEAD", "POST"])
def reconcile(request: HttpRequest) -> HttpResponse:
    """Did everything arrive that was sent? Differences both ways, on the page or to take away."""
    at_work = actor(request, Permission.RECONCILE)
    yesterday = timezone.localdate() - timedelta(days=1)
    if request.method != "POST":
        return _page(request, ReconciliationForm(initial={"day": yesterday}))
    form = ReconciliationForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form)
    day = form.cleaned_data["day"]
    reconciliation = intake.reconcile(at_work, form.found.ids, day)
    if request.POST.get("do") == "csv":
        return _csv(reconciliation, day)
    return _page(request, form, reconciliation)


def _page(
    request: HttpRequest, form: ReconciliationForm, reconciliation: Reconciliation | None = None
) -> HttpResponse:
    now = timezone.now()
    context = {"form": form, "reconciliation": reconciliation, "now": now, "today": timezone.localdate(now)}
    return render(request, "web/reconcile.html", context)


def _csv(reconciliation: Reconciliation, day: date) -> HttpResponse:
    response = HttpResponse(
        as_csv(
            (_("Difference"), _("Message id"), _("Receipt"), _("Received"), _("Status")),
            _differences(reconciliation),
        ),
        content_type="text/csv; charset=utf-8",
    )
    response.headers["Content-Disposition"] = f'attachment; filename="avstemming-{day.isoformat()}.csv"'
    return response


def _differences(reconciliation: Reconciliation) -> Iterator[tuple[str, ...]]:
    for message_id in reconciliation.missing:
        yield _("Missing with us"), message_id, "", "", ""
    for one in reconciliation.unexpected:
        received = timezone.localtime(one.received_at).strftime("%Y-%m-%d %H:%M")
        yield (
            _("Received, not on the list"),
            one.message_id or "",
            str(one.receipt),
            received,
            status_word(one.status),
        )

"""The page to drop files on: what would become of them, and what did."""

from django.core import signing
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from infreg.access.roles import Permission
from infreg.doors.web import uploads
from infreg.doors.web.frame import actor
from infreg.doors.web.outcome import Outcome, from_token, of_delivered, of_previews, renewed
from infreg.doors.web.refusals import in_words
from infreg.flow import intake
from infreg.vocabulary.reception import Status


@require_http_methods(["GET", "HEAD", "POST"])
def deliver(request: HttpRequest) -> HttpResponse:
    """Drop files on it: see what will happen, then deliver."""
    at_work = actor(request, Permission.DELIVER)
    if request.method != "POST":
        return _page(request, None)
    files = uploads.deliveries(request)
    if not files:
        return _page(request, None, refused=_("Choose at least one file first."))
    try:
        if request.POST.get("do") == "deliver":
            return _page(request, of_delivered(intake.deliver(at_work, files)))
        return _page(request, of_previews(intake.preview(at_work, files)))
    except intake.NoInstitution as refused:
        return _page(request, None, refused=in_words(refused))


@require_http_methods(["GET", "HEAD", "POST"])
def refresh(request: HttpRequest) -> HttpResponse:
    """The same lines as they fare now, for those that were not taken in yet."""
    at_work = actor(request, Permission.DELIVER)
    if request.method != "POST":
        return redirect("deliver")
    try:
        before = from_token(request.POST.get("lines", ""))
    except signing.BadSignature:
        raise SuspiciousOperation("lines that were not ours") from None
    waiting = [str(line.receipt) for line in before.lines if line.status is Status.SEALED]
    return _page(request, renewed(before, intake.fates(at_work, waiting) if waiting else ()))


def _page(request: HttpRequest, outcome: Outcome | None, *, refused: str = "") -> HttpResponse:
    """The whole page, or the result alone where a script asks for that part."""
    part = request.headers.get("X-Part") == "result"
    context = {
        "outcome": outcome,
        "refused": refused,
        "most_mb": uploads.MOST_MB,
        "most_files": uploads.MOST_FILES,
        "now": timezone.now(),
    }
    return render(request, "web/deliver_result.html" if part else "web/deliver.html", context)

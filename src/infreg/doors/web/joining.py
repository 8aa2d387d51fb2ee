"""Two answers about the same person: joined by a registry officer, seen before it is done, and undone."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from infreg.access.actor import Actor
from infreg.access.roles import Permission
from infreg.doors.web.comparing import compare_patients
from infreg.doors.web.forms import JoiningForm, ReasonForm
from infreg.doors.web.frame import actor
from infreg.doors.web.refusals import in_words
from infreg.flow import casework, intake
from infreg.vocabulary.shown import ShownMessage


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, receipt: str) -> HttpResponse:
    """Says whose answer this one's patient is, after both have been seen beside each other."""
    at_work = actor(request, Permission.JOIN)
    message = _message(at_work, receipt)
    form = JoiningForm(request.POST or None)
    if not form.is_valid():
        return _page(request, message, form)
    other, because = form.cleaned_data["other"], form.cleaned_data["because"]
    there = intake.show(at_work, other)
    if there is None or not there.answers:
        form.add_error("other", _("No answer has this receipt number. Check it in the list of deliveries."))
        return _page(request, message, form)
    if request.POST.get("do") != "join":
        patients = compare_patients(message.answers[0].patient, there.answers[0].patient)
        context = {"message": message, "other": there, "patients": patients, "because": because}
        return render(request, "web/join_confirm.html", {**context, "now": timezone.now()})
    try:
        casework.join(at_work, receipt, other, because)
    except casework.CannotJoin as refused:
        form.add_error(None, in_words(refused))
        return _page(request, message, form, status=409)
    return redirect("message", receipt)


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, receipt: str) -> HttpResponse:
    """Takes a joining back."""
    at_work = actor(request, Permission.JOIN)
    message = _message(at_work, receipt)
    form = ReasonForm(request.POST or None)
    status = 200
    if form.is_valid():
        try:
            casework.undo(at_work, receipt, form.cleaned_data["because"])
            return redirect("message", receipt)
        except casework.CannotJoin as refused:
            form.add_error(None, in_words(refused))
            status = 409
    context = {"message": message, "form": form, "now": timezone.now()}
    return render(request, "web/join_undo.html", context, status=status)


def _message(at_work: Actor, receipt: str) -> ShownMessage:
    """The delivery, where it holds an answer: without one there is no patient to speak of."""
    message = intake.show(at_work, receipt)
    if message is None or not message.answers:
        raise Http404
    return message


def _page(
    request: HttpRequest, message: ShownMessage, form: JoiningForm, *, status: int = 200
) -> HttpResponse:
    context = {"message": message, "form": form, "now": timezone.now()}
    return render(request, "web/join.html", context, status=status)

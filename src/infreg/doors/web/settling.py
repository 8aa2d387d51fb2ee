"""What is held: the list, one of them with what it is about, and the decision of a person."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from infreg.access.actor import Actor
from infreg.access.roles import Permission
from infreg.doors.web.comparing import Comparison, compare
from infreg.doors.web.forms import SettlingForm
from infreg.doors.web.frame import actor
from infreg.doors.web.listing import Pages, wanted_page
from infreg.doors.web.refusals import NOT_HELD, in_words
from infreg.flow import casework, intake
from infreg.vocabulary.casework import Choice, Decision, HeldDelivery
from infreg.vocabulary.shown import ShownMessage

#: What may be chosen where two messages have one id, and elsewhere.
OF_CONFLICT = (Choice.FIRST, Choice.LATER, Choice.BOTH)
OF_OTHERS = (Choice.RETRY,)
#: How long a delivery that was decided on may take to be read anew before it is offered for decision again.
READING = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Case:
    """A delivery on the page where it is settled. `held` is None when it is not held any more; `comparison`
    where it and its rival can both be read; `is_pending` while the worker reads it anew after a decision."""

    message: ShownMessage
    held: HeldDelivery | None
    rival: ShownMessage | None
    comparison: Comparison | None
    decisions: tuple[Decision, ...]
    is_pending: bool

    @property
    def choices(self) -> tuple[Choice, ...]:
        if self.held is None or self.is_pending:
            return ()
        return OF_CONFLICT if self.held.rival else OF_OTHERS


@require_safe
def held(request: HttpRequest) -> HttpResponse:
    """What waits for a person, and why."""
    page = wanted_page(request.GET.get("side"))
    found, total = casework.held(actor(request, Permission.SETTLE), page=page, size=Pages.SIZE)
    pages = Pages(total, page, len(found))
    if page > pages.pages:
        raise Http404
    return render(request, "web/held.html", {"deliveries": found, "pages": pages, "now": timezone.now()})


@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest, receipt: str) -> HttpResponse:
    """One that is held: what it is about, what can be chosen, what was decided. A choice is shown with its
    consequence before it is carried out."""
    at_work = actor(request, Permission.SETTLE)
    case = _case(at_work, receipt)
    if request.method != "POST":
        return _page(request, case, SettlingForm(choices=case.choices))
    form = SettlingForm(request.POST, choices=case.choices)
    if not case.choices:
        return _page(request, case, form, refused=in_words(casework.NotHeld(NOT_HELD)), status=409)
    if not form.is_valid():
        return _page(request, case, form)
    choice, because = Choice(form.cleaned_data["choice"]), form.cleaned_data["because"]
    if request.POST.get("do") != "settle":
        context = {"case": case, "choice": choice, "because": because, "now": timezone.now()}
        return render(request, "web/settle_confirm.html", context)
    try:
        casework.settle(at_work, receipt, choice, because)
    except casework.NotHeld as refused:
        return _page(request, _case(at_work, receipt), form, refused=in_words(refused), status=409)
    return redirect("settle", receipt)


def _case(at_work: Actor, receipt: str) -> Case:
    message = intake.show(at_work, receipt)
    if message is None:
        raise Http404
    waiting = casework.find_held(at_work, receipt)
    if waiting and waiting.rival:
        message = intake.show_held(at_work, receipt) or message
    rival = intake.show(at_work, str(waiting.rival)) if waiting and waiting.rival else None
    comparison = compare(rival, message) if rival and rival.answers and message.answers else None
    decisions = casework.decisions(at_work, receipt)
    is_pending = bool(waiting and decisions and timezone.now() - decisions[-1].at < READING)
    return Case(message, waiting, rival, comparison, decisions, is_pending)


def _page(
    request: HttpRequest, case: Case, form: SettlingForm, *, refused: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "case": case,
        "form": form,
        "refused": refused,
        "decisions": case.decisions,
        "now": timezone.now(),
    }
    return render(request, "web/settle.html", context, status=status)

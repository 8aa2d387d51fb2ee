"""Questions that are no case: one of them, and what a person says to it."""

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from infreg.access.actor import Actor
from infreg.access.roles import Permission
from infreg.doors.web.case_forms import QuestionForm
from infreg.doors.web.case_words import SETTLED_MEANWHILE, refusal
from infreg.doors.web.frame import actor
from infreg.doors.web.municipalities import municipalities
from infreg.flow import cases, definitions
from infreg.vocabulary.case import Doubt
from infreg.vocabulary.shown_case import ShownQuestion

#: What becomes of a question: it stays as it is, or a case of it is what is chosen.
KEEP = "keep"
CHOICES: Mapping[Doubt, tuple[str, ...]] = {
    Doubt.AGAINST_DECISION: (KEEP, "confirmed", "probable"),
    Doubt.WITHDRAWAL_UNMATCHED: (KEEP,),
    Doubt.MARKED_WITHOUT_DISEASE: (KEEP,),
    Doubt.DECISION_WITHOUT_CASE: (KEEP,),
}
#: How many questions are looked through at once for one of them.
_MANY = 500


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, question_id: int) -> HttpResponse:
    """What is asked, what can be said to it, and what that does before it is done."""
    at_work = actor(request, Permission.SETTLE_CASES)
    found = _find(at_work, question_id)
    if found is None:
        return _gone(request)
    choices = CHOICES[found.doubt]
    posted = request.POST if request.method == "POST" else None
    form = QuestionForm(posted, choices=[(each, each) for each in choices])
    if not form.is_valid():
        return _page(request, at_work, found, form)
    because, target = form.cleaned_data["because"], form.cleaned_data["target"]
    if request.POST.get("do") != "settle":
        return _page(request, at_work, found, form, template="web/case_question_confirm.html")
    try:
        cases.settle_question(at_work, question_id, because, to=None if target == KEEP else target)
    except cases.UnknownCase:
        return _gone(request)
    except cases.CannotDecide as said:
        form.add_error(None, refusal(said))
        return _page(request, at_work, found, form, status=409)
    return redirect(f"{reverse('cases_to_settle')}?gjort=1")


def _find(at_work: Actor, question_id: int) -> ShownQuestion | None:
    page, total = 1, _MANY
    while (page - 1) * _MANY < total:
        found, total = cases.find_questions(at_work, page=page, size=_MANY)
        for each in found:
            if each.id == question_id:
                return each
        page += 1
    return None


def _gone(request: HttpRequest) -> HttpResponse:
    """It is settled already. Who is about to settle it is told so; else there is no such page."""
    if request.method != "POST":
        raise Http404
    context = {"refused": _(SETTLED_MEANWHILE), "now": timezone.now()}
    return render(request, "web/case_question_gone.html", context, status=409)


def _page(
    request: HttpRequest,
    at_work: Actor,
    found: ShownQuestion,
    form: QuestionForm,
    *,
    template: str = "web/case_question.html",
    status: int = 200,
) -> HttpResponse:
    context = {
        "question": found,
        "form": form,
        "choices": CHOICES[found.doubt],
        "because": form.cleaned_data.get("because", "") if form.is_bound else "",
        "target": form.cleaned_data.get("target", "") if form.is_bound else "",
        "municipalities": municipalities(definitions.book(at_work), timezone.localdate()),
        "now": timezone.now(),
    }
    return render(request, template, context, status=status)

"""The name behind a case: asked for with a reason, shown in the answer alone; in no address, title or log."""

from typing import TYPE_CHECKING

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from infreg.access.actor import Purpose
from infreg.access.roles import Permission
from infreg.doors.web.frame import actor
from infreg.flow import cases, revealing
from infreg.vocabulary.revealed import Why

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrOrPromise

LONGEST_WORDS = 300
#: What a name may be opened for, as one chooses it.
WHYS: "Mapping[str, StrOrPromise]" = {
    Why.FOLLOW_UP: _("Follow-up of the patient"),
    Why.CONTACT_TRACING: _("Contact tracing"),
    Why.OUTBREAK: _("Clearing up an outbreak"),
    Why.NOTICE: _("The clinician's notice is missing or incomplete"),
    Why.CORRECTION: _("The case may be wrong, or told twice"),
}
_WHY = _("Choose what you need the name for.")


class RevealForm(forms.Form):
    """Why somebody opens a name: a choice, and their own words. Nothing is chosen beforehand."""

    why = forms.ChoiceField(
        choices=[(why.value, why.value) for why in Why],
        error_messages={"required": _WHY, "invalid_choice": _WHY},
    )
    words = forms.CharField(
        max_length=LONGEST_WORDS,
        error_messages={"required": _("Write what you are going to do, so that the person can understand.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reveal(request: HttpRequest, case_id: str) -> HttpResponse:
    """Asks why, and answers with the name. To load the answer again is another look."""
    at_work = actor(request, Permission.REVEAL, Purpose.SURVEILLANCE)
    line = cases.find_line(at_work, case_id)
    if line is None:
        raise Http404
    form = RevealForm(request.POST if request.method == "POST" else None)
    context = {"line": line, "form": form, "whys": tuple(WHYS.items()), "now": timezone.now()}
    if not form.is_valid():
        return render(request, "web/reveal.html", context)
    try:
        found = revealing.reveal(at_work, case_id, Why(form.cleaned_data["why"]), form.cleaned_data["words"])
    except revealing.CannotReveal:
        return render(request, "web/reveal.html", context, status=403)
    if found is None:
        raise Http404
    return render(request, "web/revealed.html", {**context, "found": found})

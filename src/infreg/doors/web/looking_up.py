"""A clinician looks a patient up. The number comes by POST alone and goes into no address, title or log."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from infreg.access.actor import Purpose
from infreg.access.roles import Permission
from infreg.doors.web.frame import actor
from infreg.doors.web.looking_up_forms import LookUpForm
from infreg.doors.web.patient import NEW_DAYS, RECENT_DAYS, TESTED_DAYS, read_patient
from infreg.flow import lookup
from infreg.vocabulary.person_number import digits_of
from infreg.vocabulary.shown_patient import Relation, Why

#: How many digits the numbers have that one can be looked up by.
_LENGTHS = {11, 12}


@sensitive_post_parameters("number")
@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    """The form; and, as the answer to it, everything known of one patient. Nothing of it is kept."""
    at_work = actor(request, Permission.LOOK_UP, Purpose.TREATMENT)
    form = LookUpForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _form(request, form)
    asked = form.cleaned_data
    try:
        results = lookup.look_up(
            at_work, asked["number"], Why(asked["why"]), Relation(asked["relation"]), words=asked["words"]
        )
    except lookup.NotANumber as refused:
        form.add_error("number", _wrong(refused.problem.code, asked["number"]))
        return _form(request, form)
    context = {
        "patient": read_patient(results) if results else None,
        "now": results.as_of if results else None,
        "new_days": NEW_DAYS,
        "recent_days": RECENT_DAYS,
        "tested_days": TESTED_DAYS,
    }
    return render(request, "web/patient.html", context)


def _form(request: HttpRequest, form: LookUpForm) -> HttpResponse:
    return render(
        request, "web/look_up.html", {"form": form, "whys": tuple(Why), "relations": tuple(Relation)}
    )


def _wrong(problem: str, number: str) -> str:
    """What is wrong with a number, for who typed it."""
    if problem == "number-real-in-trial":
        return _("This is a trial installation: use a synthetic number. Real numbers do not belong here.")
    if problem == "number-synthetic-in-production":
        return _("This is a synthetic test number, and nobody has it. Check the patient's number.")
    if len(digits_of(number) or "") not in _LENGTHS:
        return _(
            "The number is not valid: a national identity number, D-number or shared emergency number has "
            "11 digits, a DUF number 12."
        )
    return _("The number is not valid: its check digits do not hold.")

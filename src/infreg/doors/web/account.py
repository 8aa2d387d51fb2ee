"""My account: the password, the second factor, the sessions."""

from typing import Any

import segno
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from infreg.access.actor import Actor
from infreg.doors.web import devices, sealed_fields
from infreg.doors.web.account_forms import EnrolmentForm, NewPasswordForm, PasswordForm, must_wait
from infreg.doors.web.frame import actor
from infreg.doors.web.sessions import go_on
from infreg.flow import login

_ISSUER = "Infeksjonsregisteret"
_SECRET = "second factor"  # noqa: S105 - what a hidden field is for
#: How long the page with the picture may lie open before the code is written.
_SECRET_SECONDS = 15 * 60
_DONE = ("passord", "okter", "totrinn-av")


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Who I am here, and what I can change."""
    actor(request)
    return _page(request, NewPasswordForm(user=request.user))


@sensitive_post_parameters()
@require_POST
def password(request: HttpRequest) -> HttpResponse:
    """A new password; the other sessions end."""
    at_work, form = actor(request), NewPasswordForm(request.POST, user=request.user)
    if wait := _must_wait(request):
        return _page(request, NewPasswordForm(user=request.user), refused=wait)
    if not _is_right(at_work, request, form):
        return _page(request, form)
    login.change_password(at_work, _me(request), form.cleaned_data["new_password"])
    return _gone_on(request, "passord")


@require_POST
def sessions(request: HttpRequest) -> HttpResponse:
    """Ends every session of mine, this one too where it is asked for."""
    login.end_sessions(actor(request), _me(request))
    if request.POST.get("do") == "all":
        logout(request)
        return redirect("login")
    return _gone_on(request, "okter")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Makes a second factor: the picture, the first code, then the spare codes, shown this once."""
    at_work = actor(request)
    if login.find_factor(_me(request)):
        return redirect("account")
    if request.method != "POST":
        return _enrolment(request, at_work, EnrolmentForm(), login.make_secret())
    secret = _find_secret(request)
    if secret is None:
        return redirect("second_factor")
    form = EnrolmentForm(request.POST)
    if form.is_valid():
        recovery = login.enrol(at_work, _me(request), secret, form.cleaned_data["otp"])
        if recovery:
            go_on(request)
            return render(request, "web/account_recovery.html", {"recovery": recovery, "here": None})
        form.add_error("otp", _("The code does not fit. Look at the app for a new one, and write that."))
    return _enrolment(request, at_work, form, secret)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def without_second_factor(request: HttpRequest) -> HttpResponse:
    """Takes the second factor away, after the password; not where the installation demands one."""
    at_work, form, refused = actor(request), PasswordForm(user=request.user), ""
    if login.is_demanded() or not login.find_factor(_me(request)):
        return redirect("account")
    if request.method == "POST":
        refused = _must_wait(request)
        form = form if refused else PasswordForm(request.POST, user=request.user)
        if not refused and _is_right(at_work, request, form):
            login.drop_factor(at_work, _me(request))
            return _gone_on(request, "totrinn-av")
    context = {"form": form, "refused": refused, "username": at_work.name}
    return render(request, "web/account_factor_off.html", context)


def _me(request: HttpRequest) -> int:
    """The number of the visitor's account; `actor` has found that there is one."""
    return int(request.user.pk or 0)


def _must_wait(request: HttpRequest) -> str:
    """Why the password cannot be judged now, if so: it is guessed no faster here than at the login. An
    attempt is counted; `_is_right` says whether it failed."""
    username, place = request.user.get_username(), devices.find_address(request)
    try:
        request.META["infreg.attempt"] = login.begin(username, place, devices.find_device(request))
    except login.MustWait as refused:
        return must_wait(refused.wait)
    return ""


def _is_right(at_work: Actor, request: HttpRequest, form: PasswordForm) -> bool:
    if "password" in form.errors:
        login.refuse_change(at_work, "password")
    else:
        login.confirm(request.META["infreg.attempt"])
    return form.is_valid()


def _gone_on(request: HttpRequest, done: str) -> HttpResponse:
    go_on(request)
    return redirect(f"{reverse('account')}?gjort={done}")


def _page(request: HttpRequest, form: NewPasswordForm, *, refused: str = "") -> HttpResponse:
    done = request.GET.get("gjort", "")
    context = {
        "form": form,
        "refused": refused,
        "factor": login.find_factor(_me(request)),
        "demanded": login.is_demanded(),
        "done": done if done in _DONE else "",
        "username": request.user.get_username(),
    }
    return render(request, "web/account.html", context)


def _enrolment(request: HttpRequest, at_work: Actor, form: EnrolmentForm, secret: bytes) -> HttpResponse:
    address = login.otpauth(secret, _ISSUER, at_work.name)
    context = {
        "form": form,
        "letters": login.in_letters(secret),
        "otpauth": address,
        "picture": _picture(address),
        "secret": sealed_fields.seal(_SECRET, [_me(request), secret.hex()]),
        "demanded": login.is_demanded(),
        "here": None,  # the language switch would make another secret
    }
    return render(request, "web/account_factor.html", context)


def _find_secret(request: HttpRequest) -> bytes | None:
    said: Any = sealed_fields.find(_SECRET, request.POST.get("secret", ""), max_age=_SECRET_SECONDS)
    return bytes.fromhex(said[1]) if said and said[0] == _me(request) else None


def _picture(address: str) -> str:
    """The QR code, as the address of an image in the page itself: the secret is asked for nowhere else."""
    code = segno.make(address, error="m", micro=False)
    return code.svg_data_uri(scale=5, border=4, dark="#000", light="#fff")

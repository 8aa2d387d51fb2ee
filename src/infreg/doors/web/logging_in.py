"""The way in, in one step or two, and the way out."""

import time
from typing import Any

from django.contrib.auth import SESSION_KEY, load_backend
from django.contrib.auth import login as begin_session
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from infreg.access.actor import Actor, Ended
from infreg.access.roles import ROLES
from infreg.doors.web import devices, typed
from infreg.doors.web.account_forms import CodeForm, LoginForm, must_wait
from infreg.flow import login

#: The way in where the password was right and the code is not yet given; and how long that stands open.
_HALFWAY = "halfway"
_HALFWAY_SECONDS = 5 * 60
_BACKEND = "django.contrib.auth.backends.ModelBackend"


class _WayIn(LoginView):
    """What both steps share. Who is logged in already goes on to the list."""

    redirect_authenticated_user = True

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        kept = self.request.POST.get(typed.FIELD, "")
        return {**super().get_context_data(**more), "kept": kept, "next": self._next()}

    def _next(self) -> str:
        return str(self.get_redirect_url())

    def enter(self, user: Any, attempts: tuple[login.Attempt, ...]) -> HttpResponse:
        """Logs the user in under a new session, and leads to where they were going."""
        try:
            actor = _actor(user)
        except Ended:
            return self.turn_away(user)
        self.request.session.flush()
        begin_session(self.request, user, _BACKEND)
        login.succeed(actor, attempts)
        self.request.session.clear_expired()
        response = self._on(user)
        devices.remember(response, user.pk)
        return response

    def turn_away(self, user: Any) -> HttpResponse:
        """The account is who it says, and has no access."""
        login.refuse(user.username, "no access")
        form = LoginForm(self.request)
        refused = _("This account has no access now. Ask whoever gave you the account.")
        context = self.get_context_data(form=form, refused=refused)
        return render(self.request, "web/login.html", context)

    def _on(self, user: Any) -> HttpResponse:
        kept = self.request.POST.get(typed.FIELD, "")
        what = typed.find_typed(kept, user.pk)
        if what is None:
            return redirect(self.get_success_url())
        context = {"kept": kept, "page": what.page, "had_files": what.had_files, "here": None}
        return render(self.request, "web/typed_kept.html", context)


@method_decorator(login_not_required, name="dispatch")
class Login(_WayIn):
    """User name and password; then the code, where the account has a second factor."""

    template_name = "web/login.html"
    authentication_form = LoginForm

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return {**super().get_context_data(**more), "ended": "utlogget" in self.request.GET}

    def form_valid(self, form: Any) -> HttpResponse:
        user = form.get_user()
        if login.find_factor(user.pk) is None:
            return self.enter(user, (form.attempt,))
        self.request.session.flush()
        self.request.session[_HALFWAY] = {
            "account": user.pk,
            "attempt": form.attempt.number,
            "at": int(time.time()),
            "hash": user.get_session_auth_hash(),
        }
        return render(self.request, "web/login_code.html", self.get_context_data(form=CodeForm(), here=None))


@method_decorator(login_not_required, name="dispatch")
class Code(_WayIn):
    """The second step."""

    template_name = "web/login_code.html"
    form_class = CodeForm  # type: ignore[assignment]  # a second step has a form of its own
    http_method_names = ("post", "options")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"data": self.request.POST}

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return {**super().get_context_data(**more), "here": None}

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Who comes without a password that was right a moment ago begins anew."""
        halfway: Any = request.session.get(_HALFWAY)
        user = _find_user(halfway)
        form = self.get_form()
        if user is None:
            context = self.get_context_data(
                form=LoginForm(request), refused=_("Log in again: it took too long.")
            )
            return render(request, "web/login.html", context)
        if not form.is_valid():
            return self.form_invalid(form)
        try:
            attempt = login.begin(user.username, devices.find_address(request), devices.find_device(request))
        except login.MustWait as refused:
            form.add_error(None, must_wait(refused.wait))
            return self.form_invalid(form)
        if not login.check_code(user.pk, form.cleaned_data["otp"]):
            login.refuse(user.username, "second factor")
            form.add_error(
                "otp", _("The code is wrong, or it was used already. Wait for the next one and try it.")
            )
            return self.form_invalid(form)
        return self.enter(user, (login.Attempt(halfway["attempt"]), attempt))


@method_decorator(login_not_required, name="dispatch")
class Logout(LogoutView):
    """Ends the session on the server, so that its cookie is worth nothing."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if SESSION_KEY in request.session:
            login.log_out(_named(request.user))
        return super().post(request, *args, **kwargs)


def _find_user(halfway: Any) -> Any:
    """Whose password was right a moment ago, if it still is."""
    if not halfway or not 0 <= time.time() - halfway["at"] <= _HALFWAY_SECONDS:
        return None
    user: Any = load_backend(_BACKEND).get_user(halfway["account"])
    if user and constant_time_compare(user.get_session_auth_hash(), halfway["hash"]):
        return user
    return None


def _actor(user: Any) -> Actor:
    """The user at work for what their role ordinarily is. Raises Ended."""
    role = ROLES[user.role]
    if not role.purposes:
        raise Ended(Actor(user.username, role, login.WITHOUT_PURPOSE))
    actor: Actor = user.actor(role.purposes[0])
    return actor


def _named(user: Any) -> Actor:
    """The user for the log, also when they reach nothing any more."""
    try:
        return _actor(user)
    except Ended as ended:
        return ended.actor

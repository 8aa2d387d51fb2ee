"""How long a session lives, and what ends it.

Eight hours from login, half an hour from the last page; ended at once by logout, by a new password or role,
by the account's closing, by the visitor ("log out everywhere") and when nothing the account was given is in
force any more. It is bound to nothing that changes with the network, and holds no personal data.
"""

import time
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, update_session_auth_hash
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from infreg.access.actor import Ended
from infreg.doors.web import typed
from infreg.flow import login

_BEGAN, _SEEN, _ROUND, _ROLE, _FACTOR = "began", "seen", "round", "role", "factor"
#: How often a page writes that it was asked for: not each time.
_WRITTEN_EVERY = 60


def mark(request: HttpRequest, user: Any, **_: Any) -> None:
    """Marks a session that begins; called by Django at every login, whatever door it came through."""
    now = int(time.time())
    request.session.update({_BEGAN: now, _SEEN: now, _ROUND: user.session_round, _ROLE: user.role})
    request.session[_FACTOR] = login.find_factor(user.pk) is not None


def go_on(request: HttpRequest) -> None:
    """The visitor changed what ends sessions: this one goes on, under a new key, and the others end."""
    user: Any = request.user
    user.refresh_from_db()
    update_session_auth_hash(request, user)
    mark(request, user)


def _holds(request: HttpRequest, now: int) -> bool:
    user, session = request.user, request.session
    return (
        user.is_authenticated
        and session.get(_ROUND) == user.session_round
        and session.get(_ROLE) == user.role
        and 0 <= now - session.get(_BEGAN, 0) < settings.SESSION_COOKIE_AGE
        and 0 <= now - session.get(_SEEN, 0) < settings.SESSION_IDLE_AGE
    )


class LoginRequired(LoginRequiredMiddleware):
    """Closed by default: judges the session, leads to the login, and keeps what was typed. In production who
    has no second factor gets no further than to where they make one."""

    def process_request(self, request: HttpRequest) -> None:
        whose = request.session.get(SESSION_KEY)
        if whose is None:
            return
        now = int(time.time())
        if not _holds(request, now):
            request.session.flush()
            request.user = AnonymousUser()
            typed.remember_account(request, int(whose))
        elif now - request.session[_SEEN] >= _WRITTEN_EVERY:
            request.session[_SEEN] = now

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        refused = super().process_view(request, view_func, view_args, view_kwargs)
        if refused or not getattr(view_func, "login_required", True):
            return refused
        if SESSION_KEY in request.session and not request.session.get(_FACTOR):
            here = request.resolver_match and request.resolver_match.url_name
            if here != "second_factor" and login.is_demanded():
                return redirect("second_factor")
        return None

    def handle_no_permission(  # type: ignore[override]  # a page, where Django always leads away
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponse:
        del view_func
        asked = typed.ask_to_log_in(request)
        if asked is not None:
            return asked
        query = {"next": request.get_full_path()}
        if typed.has_ended(request):
            query["utlogget"] = "1"
        return redirect(f"{reverse('login')}?{urlencode(query)}")


class EndWithAccess:
    """Nothing the account was given is in force any more: its session ends with the refusal."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase = self.get_response(request)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Ended) and SESSION_KEY in request.session:
            request.session.flush()
        return None

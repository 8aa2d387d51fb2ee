"""What somebody typed when their session had ended: kept through the login, and put back into the form.

One way for every form there is or will be. The fields travel sealed in a hidden field of the login page, and
nowhere else. After the login the page that the form stands on is made as for GET, so that nothing can be
carried out, and its fields are filled in; the visitor looks them over and presses again. What cannot be put
back is shown, to be copied. Files are not kept, nor is a form with a password or a code in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve

from infreg.doors.web import sealed_fields
from infreg.doors.web.account_forms import LoginForm
from infreg.doors.web.devices import find_device
from infreg.doors.web.filling import fill

#: The hidden field, of the login page and of the one after.
FIELD = "infreg_typed"
_PURPOSE = "typed"
#: What is more is no form that somebody filled in by hand; and how long it waits for the login.
_MOST_LETTERS = 100_000
_MAX_AGE = 60 * 60
_NOT_KEPT = ("csrfmiddlewaretoken", FIELD)


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields of a form, whose they are, where it stood (`page`) and where it was sent (`action`)."""

    account: int
    page: str
    action: str
    fields: Mapping[str, Sequence[str]]
    had_files: bool


def remember_account(request: HttpRequest, account: int) -> None:
    """Tells what comes after that the session which came with the request has ended, and whose it was."""
    request.META["infreg.ended"] = account


def has_ended(request: HttpRequest) -> bool:
    """Whether a session came with the request that has ended."""
    return "infreg.ended" in request.META


def ask_to_log_in(request: HttpRequest) -> HttpResponse | None:
    """The login page in the place of an answer to a form, with what was typed; None where that cannot be
    kept: nobody knows whose it is, or a script asks."""
    if request.method != "POST" or request.headers.get("X-Part"):
        return None
    kept = request.POST.get(FIELD) or _keep(request)
    if kept is None:
        return None
    context = {
        "form": LoginForm(request),
        "next": _page_of(request),
        "kept": kept,
        "had_files": bool(request.FILES),
        "here": None,  # the language switch would load the page again, without what was typed
    }
    return render(request, "web/login.html", context, status=401)


def find_typed(field: str, account: int) -> Typed | None:
    """What the account typed; None for another's, what is too old, and what is not ours."""
    said = sealed_fields.find(_PURPOSE, field, max_age=_MAX_AGE) if field else None
    typed = Typed(**said) if said else None
    return typed if typed and typed.account == account else None


class PutBack:
    """Makes the page again that a form stood on, as for GET, with what was typed in its fields."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        typed = request.META.get("infreg.typed")
        return _filled(request, response, typed) if typed else response

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponseBase | None:
        """Stands behind the token and the login, so that the form is ours and the visitor known."""
        if request.method != "POST" or FIELD not in request.POST or not request.user.is_authenticated:
            return None
        if not getattr(request.resolver_match and request.resolver_match.func, "login_required", True):
            return None
        typed = find_typed(request.POST[FIELD], request.user.pk)
        if typed is None or typed.page != request.get_full_path():
            return redirect(request.get_full_path())
        request.method = request.META["REQUEST_METHOD"] = "GET"
        request.POST = QueryDict()
        request.FILES.clear()
        request.META["infreg.typed"] = typed
        return None


def _keep(request: HttpRequest) -> str | None:
    device = find_device(request)
    account = request.META.get("infreg.ended", device.account if device else None)
    fields = {name: values for name, values in request.POST.lists() if name not in _NOT_KEPT}
    letters = sum(len(value) for values in fields.values() for value in values)
    secret = any("password" in name.lower() or name == "otp" for name in fields)
    if account is None or not fields or secret or letters > _MOST_LETTERS:
        return None
    typed = Typed(account, _page_of(request), request.get_full_path(), fields, bool(request.FILES))
    return sealed_fields.seal(_PURPOSE, asdict(typed))


def _page_of(request: HttpRequest) -> str:
    """The page that the form stood on, where the browser says so and it is one of ours behind the login."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    try:
        is_closed = getattr(resolve(came_from.path).func, "login_required", True)
    except Resolver404:
        is_closed = False
    if came_from.netloc != request.get_host() or not is_closed:
        return request.get_full_path()
    return came_from.path + (f"?{came_from.query}" if came_from.query else "")


def _filled(request: HttpRequest, response: HttpResponse, typed: Typed) -> HttpResponse:
    is_page = response.status_code == 200 and response.headers.get("Content-Type", "").startswith("text/html")
    if not is_page:
        context = {"left": _prose(typed.fields), "had_files": typed.had_files}
        return render(request, "web/typed_gone.html", context)
    page, placed = fill(response.content.decode("utf-8"), typed.page, typed.action, typed.fields)
    left = {name: values for name, values in typed.fields.items() if name not in placed}
    context = {"left": _prose(left), "had_files": typed.had_files, "placed": bool(placed)}
    notice = render_to_string("web/typed_notice.html", context, request)
    head, mark, rest = page.partition(_MAIN)
    response.content = (head + mark + notice + rest if mark else notice + page).encode("utf-8")
    return response


#: Where the notice stands, in every page of ours.
_MAIN = '<main id="main" class="wide" tabindex="-1">'


def _prose(fields: Mapping[str, Sequence[str]]) -> list[str]:
    """What people wrote themselves, as far as one can tell: what pages put in hidden fields has no spaces."""
    return [value for values in fields.values() for value in values if " " in value.strip()]

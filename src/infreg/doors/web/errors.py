"""The pages for what went wrong. Each says what, and what to do now; none needs the database to say it."""

import sys
from collections.abc import Iterable

import psycopg
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from infreg.access.actor import Ended
from infreg.doors.web import uploads
from infreg.flow import control

ACCESS_ENDED = "web/access_ended.html"
#: The database is away: through Django, or through psycopg where named SQL runs.
_AWAY = (OperationalError, InterfaceError, psycopg.OperationalError)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 for a request that is too large. The host may be forged here, so that the page of a 400 is
    made without the request."""
    if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
        part = request.headers.get("X-Part") == "result"
        return _page(request, 413, template="web/too_large.html" if part else "")
    return _page(None, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the role does not hold what was asked for, or nothing that the account was given is in force."""
    return _page(request, 403, template=ACCESS_ENDED if isinstance(exception, Ended) else "")


def stale_form(request: HttpRequest | None, reason: str = "") -> HttpResponse:
    """403 when a form's token is missing or old, or the form stood on another site's page (CSRF)."""
    del reason
    return _page(request, 403, template="web/stale_form.html")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or none that this visitor may know of. The page does not repeat the address."""
    del exception
    return _page(request, 404)


def no_such_page() -> HttpResponse:
    """404 where nothing of the request may be read on."""
    return _page(None, 404)


def wrong_method(allowed: Iterable[str]) -> HttpResponse:
    """405: the address is there, but not for this. Reloading the page after a form leads here."""
    response = _page(None, 405)
    response.headers["Allow"] = ", ".join(allowed)
    return response


def too_many(seconds: int) -> HttpResponse:
    """429: one visitor asks for more than is good for the others."""
    response = _page(None, 429)
    response.headers["Retry-After"] = str(seconds)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """503 when the database does not answer, else 500. Called by Django while the exception is at hand."""
    del request
    away = isinstance(sys.exception(), _AWAY)
    response = _page(None, 503 if away else 500)
    if away:
        response.headers["Retry-After"] = "30"
    return response


def _page(request: HttpRequest | None, status: int, template: str = "") -> HttpResponse:
    """The page within its frame, or, where even that fails, without it."""
    name = template or f"web/{status}.html"
    limits = {"most_mb": uploads.MOST_MB, "most_files": uploads.MOST_FILES}
    try:
        context: dict[str, object] = dict(limits) if request else {"installation": control.installation()}
        if template == ACCESS_ENDED:
            context |= {"visitor": None, "places": ()}  # the session has ended with the access
        if request and status == 404:
            # Who typed a name into the address does not read it again, nor does who stands behind.
            context["here"] = reverse("home")
        page = render_to_string(name, context, request)
    except Exception:  # noqa: BLE001 - the frame asks the database, which may be what is wrong
        page = render_to_string(name, limits)
    response = HttpResponse(page, status=status)
    # Some are answered before Django's own middleware would say it, and the server would end the connection.
    response.headers["Content-Length"] = str(len(response.content))
    return response

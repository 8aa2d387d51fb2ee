"""The pages for what went wrong. Each says what, and what to do now; none needs the database to say it."""

import sys

import psycopg
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from infreg.doors.web import uploads
from infreg.flow import control

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
    """403: the role does not hold what was asked for."""
    del exception
    return _page(request, 403)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 when a form's token is missing or old (CSRF)."""
    del reason
    return _page(request, 403, template="web/stale_form.html")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or none that this visitor may know of."""
    del exception
    return _page(request, 404)


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
        context = limits if request else {"installation": control.installation()}
        page = render_to_string(name, context, request)
    except Exception:  # noqa: BLE001 - the frame asks the database, which may be what is wrong
        page = render_to_string(name, limits)
    return HttpResponse(page, status=status)

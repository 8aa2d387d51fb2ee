"""What no page is made for is turned away before anything else reads it."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from infreg.doors.web import errors
from infreg.doors.web.security_log import SecurityEvent, note

GetResponse = Callable[[HttpRequest], HttpResponseBase]

READING = frozenset({"GET", "HEAD"})
METHODS = READING | {"POST"}
#: Eleven digits that stand alone, written together or with a sign between. Check digits are not asked for:
#: a number with a slip in it still points at somebody.
_NUMBER = re.compile(r"(?<![^\W_])(?<!\d[ .+-])\d(?:[ .+-]?\d){10}(?![ .+-]?\d)(?![^\W_])")


class Gate:
    """Refuses methods that no page takes, addresses that hold a person's number, and what another site's
    page sent. A page that does not take the method gets the words for it too."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.get_host()  # raises DisallowedHost, which becomes page 400
        if request.method not in METHODS:
            return errors.wrong_method(sorted(METHODS))
        if any(_NUMBER.search(text) for text in _said(request)):
            note(SecurityEvent.NUMBER_IN_ADDRESS)
            return errors.no_such_page()
        if request.method not in READING and is_foreign(request):
            note(SecurityEvent.FOREIGN_FORM)
            return errors.stale_form(None)
        response = self.get_response(request)
        if response.status_code == 405 and not getattr(response, "content", b""):
            return errors.wrong_method(response.headers.get("Allow", "").split(", "))
        return response


def is_foreign(request: HttpRequest) -> bool:
    """Whether the browser says that another site's page sent this. A program that says nothing of where it
    comes from is judged by the form's token alone, as browsers never are."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return True
    ours = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    came_from = request.headers.get("Origin") or _origin_of(request.headers.get("Referer", ""))
    return bool(came_from) and came_from not in ours


def _origin_of(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return "unreadable"
    return f"{parts.scheme}://{parts.netloc}" if address else ""


def _said(request: HttpRequest) -> Iterator[str]:
    """Every text that an address holds, decoded once."""
    yield request.path
    for name, values in request.GET.lists():
        yield name
        yield from values

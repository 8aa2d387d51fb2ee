"""What every response carries, and what every request is given."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

from infreg.access.actor import Refused
from infreg.access.roles import ROLES
from infreg.doors.web import errors, frame
from infreg.flow import auditing

GetResponse = Callable[[HttpRequest], HttpResponseBase]

#: Nothing inline, nothing from another host. `data:` is for the design system's icons. `object-src` says
#: again what `default-src` says, for who looks for it.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
#: The pages use nothing of the machine they are shown on.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "publickey-credentials-get",
        "screen-wake-lock",
        "serial",
        "usb",
        "xr-spatial-tracking",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Cache-Control": "no-store",
}


class SecurityHeaders:
    """Puts the headers on every response. One that has said how long it keeps (a static file) keeps so."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if _has_logged_out(request):
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


def _has_logged_out(request: HttpRequest) -> bool:
    """What a page left in the browser goes with who leaves; the chosen language stays."""
    place = request.resolver_match
    return place is not None and place.url_name == "logout" and request.method == "POST"


class ChosenLanguage:
    """The language the visitor chose by the switch; bokmål for who has not chosen.

    The browser's own wish is not asked: many in Norwegian health care use an English browser.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Cookie",))
        return response


class RefusedIsForbidden:
    """Access refused by a policy stands in the log, once, and becomes the page that says so."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        visitor = frame.find_visitor(request)
        if visitor and isinstance(request.user, AbstractBaseUser):
            # The place, never the address: what somebody typed into it may be anything.
            place = request.resolver_match.view_name if request.resolver_match else None
            role = ROLES[visitor.role]
            auditing.refused_visitor(request.user.get_username(), role, exception, object=place)
        return errors.forbidden(request, exception)

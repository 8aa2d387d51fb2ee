"""Which account was last logged in with a browser, and where a request comes from.

A browser that an account has used is let try when strangers' attempts make the account wait, and what was
typed in it when a session ended is given back to that account alone. The cookie opens nothing by itself.
"""

import secrets
from ipaddress import ip_address

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from infreg.doors.web.limits import client_of
from infreg.flow.login import Device

_SALT = "infreg.device"
_NAME_SIZE = 16


def find_device(request: HttpRequest) -> Device | None:
    """The account that this browser last logged in with."""
    said = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    try:
        account, name = signing.loads(said, salt=_SALT, max_age=settings.DEVICE_COOKIE_AGE)
    except signing.BadSignature:
        return None
    return Device(account, bytes.fromhex(name))


def remember(response: HttpResponse, account: int) -> None:
    """From now on this browser is the account's."""
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps([account, secrets.token_hex(_NAME_SIZE)], salt=_SALT),
        max_age=settings.DEVICE_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def find_address(request: HttpRequest) -> str | None:
    """Where a request comes from, to count by. None for this machine itself: that is a proxy in front of us
    that we were not told of (INFREG_TRUSTED_PROXY), and would be everybody's."""
    try:
        local = ip_address(str(request.META.get("REMOTE_ADDR", ""))).is_loopback
    except ValueError:
        return None
    return None if local else client_of(request)

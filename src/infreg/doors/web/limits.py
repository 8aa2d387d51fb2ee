"""How much one visitor may ask for: each address and each account has a bucket that fills with time.

The buckets live in the process. `infreg serve` runs one, so the bound is exact; whoever runs n behind a
balancer allows n times as much. A table would give one bound to all, and cost a write for every page, before
anybody is logged in and also while the database is away: that would be the attack itself.
"""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from infreg.doors.web import errors
from infreg.doors.web.security_log import SecurityEvent, note

GetResponse = Callable[[HttpRequest], HttpResponseBase]

#: An address may be a whole hospital; an account is one person.
_BURST = 4
_ACCOUNTS_SHARE = 0.5
#: Of deliveries through a page, a minute.
UPLOADS_A_MINUTE = 60
MB_A_MINUTE = 400
#: Seconds between two lines in the log about the same visitor.
_QUIET = 60.0


@dataclass(slots=True)
class _Bucket:
    level: float
    at: float
    told_at: float = -math.inf


class Buckets:
    """Token buckets by key, the least recently used forgotten first. Safe between threads."""

    def __init__(
        self,
        rate: float,
        burst: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        most_keys: int = 10_000,
    ) -> None:
        self._rate, self._burst, self._clock, self._most = rate, burst, clock, most_keys
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: str, cost: float = 1.0) -> float:
        """Takes what it costs; 0.0 when let through, else the seconds until it would be. What costs more
        than a full bucket costs a full one."""
        cost = min(cost, self._burst)
        with self._lock:
            _, bucket = self._filled(key)
            if bucket.level >= cost:
                bucket.level -= cost
                return 0.0
            return (cost - bucket.level) / self._rate

    def is_news(self, key: str) -> bool:
        """Whether the log has not been told of this key for a while; from now on it has."""
        with self._lock:
            now, bucket = self._filled(key)
            if now - bucket.told_at < _QUIET:
                return False
            bucket.told_at = now
            return True

    def _filled(self, key: str) -> tuple[float, _Bucket]:
        now = self._clock()
        bucket = self._buckets.setdefault(key, _Bucket(self._burst, now))
        self._buckets.move_to_end(key)
        bucket.level = min(self._burst, bucket.level + (now - bucket.at) * self._rate)
        bucket.at = now
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        return now, bucket


class AddressLimit:
    """Stands behind the static files, so that they do not count, and before the session, so that a flood
    does not reach the database."""

    def __init__(self, get_response: GetResponse) -> None:
        rate = _rate()
        self.get_response = get_response
        self.buckets = Buckets(rate, rate * _BURST)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return _refused(self.buckets, client_of(request)) or self.get_response(request)


class AccountLimit:
    """Stands behind the session and before the forms are read: uploads count before they are parsed."""

    def __init__(self, get_response: GetResponse) -> None:
        rate = _rate() * _ACCOUNTS_SHARE
        self.get_response = get_response
        self.requests = Buckets(rate, rate * _BURST)
        self.uploads = Buckets(UPLOADS_A_MINUTE / 60, UPLOADS_A_MINUTE)
        self.megabytes = Buckets(MB_A_MINUTE / 60, MB_A_MINUTE)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        account = request.session.get(SESSION_KEY)
        refused = _refused(self.requests, f"account {account}") if account else None
        if not refused and request.content_type == "multipart/form-data":
            refused = self._refused_upload(request, f"account {account}" if account else client_of(request))
        return refused or self.get_response(request)

    def _refused_upload(self, request: HttpRequest, who: str) -> HttpResponseBase | None:
        length = request.META.get("CONTENT_LENGTH") or ""
        megabytes = int(length) / (1024 * 1024) if length.isdigit() else 0.0
        event = SecurityEvent.TOO_MUCH_UPLOADED
        return _refused(self.uploads, who, 1, event) or _refused(self.megabytes, who, megabytes, event)


def client_of(request: HttpRequest) -> str:
    """Where a request comes from, as the server has it: a proxy's word counts where INFREG_TRUSTED_PROXY
    names the proxy, and nowhere else. Of IPv6 the network: one visitor has all of its addresses."""
    told = str(request.META.get("REMOTE_ADDR", ""))
    try:
        address = ip_address(told)
    except ValueError:
        return told[:45]
    if isinstance(address, IPv6Address):
        return str(ip_network((int(address), 64), strict=False))
    return str(address)


def _refused(
    buckets: Buckets, who: str, cost: float = 1.0, event: SecurityEvent = SecurityEvent.TOO_MANY_REQUESTS
) -> HttpResponseBase | None:
    wait = buckets.take(who, cost)
    if not wait:
        return None
    if buckets.is_news(who):
        note(event, who)
    return errors.too_many(math.ceil(wait))


def _rate() -> float:
    if not settings.REQUESTS_A_SECOND:
        raise MiddlewareNotUsed
    return float(settings.REQUESTS_A_SECOND)

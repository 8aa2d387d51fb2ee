"""The server that stands in front of the pages: how much it lets in, how long it waits, what it refuses.

It listens on this machine only; what comes from outside comes through a proxy that ends TLS. Both must read a
request's end at the same place, so that nobody hides one request in another: where that could be doubted, the
request is refused.
"""

import logging
import time
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, WSGITask

from infreg.doors.web.middleware import HEADERS
from infreg.doors.web.uploads import SERVING

#: Seconds until the head of a request must be there, the whole of it, and until a connection is ended
#: whatever it does. waitress itself ends only those that say nothing at all.
HEAD_SECONDS = 20
REQUEST_SECONDS = 300
CONNECTION_SECONDS = 900
IDLE_SECONDS = 60
CONNECTIONS = 100
THREADS = 8
#: Of address and headers together; a session's cookies and the longest address need a quarter.
HEAD_BYTES = 16 * 1024
#: All requests that are on their way in, together: they are kept in memory.
BODIES_BYTES = 512 * 1024 * 1024
log = logging.getLogger(__name__)


class Parser(HTTPRequestParser):  # type: ignore[misc]
    """Refuses what two programs could understand in two ways."""

    def parse_header(self, header_plus: bytes) -> None:
        names = [line.partition(b":")[0].strip().lower() for line in header_plus.split(b"\r\n")[1:]]
        coded = names.count(b"transfer-encoding")
        if coded > 1 or (coded and b"content-length" in names):
            raise ParsingError("where the request ends is said twice")
        if names.count(b"host") > 1:
            raise ParsingError("more than one host")
        super().parse_header(header_plus)
        if coded and not self.chunked:
            raise ParsingError("a transfer coding that is not known here")
        if self.proxy_netloc:
            raise ParsingError("an address of another site")


class PlainError(ErrorTask):  # type: ignore[misc]
    """What is refused before Django sees it: the status in words, with the headers of every answer, and
    nothing of the request or of this program."""

    def execute(self) -> None:
        error = self.request.error
        body = f"{error.code} {error.reason}\n".encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers.extend(
            [("Content-Type", "text/plain; charset=utf-8"), *HEADERS.items(), *_transport()]
        )
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class Answer(WSGITask):  # type: ignore[misc]
    """The last answer of a connection that has had its time says that it is."""

    def build_response_header(self) -> bytes:
        if time.time() - self.channel.creation_time > CONNECTION_SECONDS:
            self.set_close_on_finish()
        return bytes(super().build_response_header())


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection that knows when its present request began."""

    parser_class = Parser
    task_class = Answer
    error_task_class = PlainError
    began: float | None = None

    def received(self, data: bytes) -> bool:
        if self.request is None:
            self.began = time.time()
        taken = bool(super().received(data))
        if self.request is None:
            self.began = None
        elif self.request.body_bytes_received and self.server.bodies() > BODIES_BYTES:
            log.warning("requests on their way in fill %d MB; one is dropped", BODIES_BYTES // 2**20)
            self.will_close = True
        return taken

    def is_late(self, now: float) -> bool:
        """Whether this connection has had its time. One whose request is being answered has not."""
        if self.requests:
            return False
        waited = now - self.began if self.began is not None and self.request is not None else 0.0
        head_is_there = self.request is None or self.request.headers_finished
        return (
            waited > (REQUEST_SECONDS if head_is_there else HEAD_SECONDS)
            or now - self.creation_time > CONNECTION_SECONDS
        )


class Listener(TcpWSGIServer):  # type: ignore[misc]
    """waitress with those connections."""

    channel_class = Channel

    def maintenance(self, now: float) -> None:
        super().maintenance(now)
        for channel in list(self.active_channels.values()):
            if channel.is_late(now):
                channel.will_close = True

    def bodies(self) -> int:
        """How many bytes of bodies are here that no page has been given yet."""
        return sum(
            channel.request.body_bytes_received
            for channel in list(self.active_channels.values())
            if channel.request is not None
        )


def listen(application: Callable[..., Any], host: str, port: int) -> Listener:
    """A server that listens already; its `run` serves until the process is told to end.

    Raises OSError where the port is taken, ValueError where INFREG_TRUSTED_PROXY is no network address.
    """
    is_https = bool(settings.SECURE_HSTS_SECONDS)
    if is_https and not settings.TRUSTED_PROXY:
        log.warning("INFREG_TRUSTED_PROXY is not set: everybody behind the proxy counts as one visitor")
    told = Adjustments(
        host=host,
        port=port,
        threads=THREADS,
        ident=None,
        url_scheme="https" if is_https else "http",
        connection_limit=CONNECTIONS,
        channel_timeout=IDLE_SECONDS,
        cleanup_interval=2,
        max_request_header_size=HEAD_BYTES,
        recv_bytes=64 * 1024,
        log_socket_errors=False,
        **_proxy(settings.TRUSTED_PROXY),
        **SERVING,
    )
    return Listener(application, adj=told)


def _proxy(address: str) -> dict[str, Any]:
    """Whose word is taken for where a request comes from and how: one proxy's, by its address; a request
    from anywhere else loses such headers before Django sees it."""
    if not address:
        return {"clear_untrusted_proxy_headers": True}
    return {
        "trusted_proxy": str(ip_address(address)),
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
        "clear_untrusted_proxy_headers": True,
    }


def _transport() -> list[tuple[str, str]]:
    """HTTPS for ever, where people come by it; Django says so on every other answer."""
    seconds = settings.SECURE_HSTS_SECONDS
    return [("Strict-Transport-Security", f"max-age={seconds}; includeSubDomains")] if seconds else []

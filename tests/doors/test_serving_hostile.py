"""The real server against clients that mean it harm: bytes on a socket, and what comes back."""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from infreg.doors.web import listening
from infreg.doors.web.middleware import HEADERS
from tests.register import Server
from tests.web.conftest import free_port, wait_until_it_listens

INFREG = str(Path(sys.executable).with_name("infreg"))
NUMBER = "13916903833"
HOST = b"Host: localhost\r\n"
#: A page that needs no login, and is cheap.
PLAIN = b"GET /static/infreg.css HTTP/1.1\r\n" + HOST

pytestmark = pytest.mark.requirement("NOIS-4-1")


@contextmanager
def serving(server: Server, **more: str) -> Iterator[int]:
    """The web server alone, as `infreg serve` starts it; its port."""
    with server.fresh() as register, tempfile.TemporaryFile() as said:
        environment = os.environ | register.environ | more | {"INFREG_ROLE": "app"}
        port = free_port()
        process = subprocess.Popen([INFREG, "site", str(port)], env=environment, stdout=said, stderr=said)
        try:
            wait_until_it_listens(port, process)
            yield port
        finally:
            process.terminate()
            process.wait(timeout=30)


@pytest.fixture(scope="module")
def port(embedded: Server) -> Iterator[int]:
    """One server for all, without limits of number: floods have a law of their own."""
    with serving(embedded, INFREG_REQUESTS_A_SECOND="0") as port:
        yield port


def say(port: int, *parts: bytes, seconds: float = 10.0) -> bytes:
    """Sends the parts, one after the other, and reads until the server ends or says no more."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as connection:
        said = b""
        try:
            for part in parts:
                connection.sendall(part)
            connection.settimeout(1.5)
            while more := connection.recv(65536):
                said += more
        except (TimeoutError, ConnectionError):
            pass
        return said


def statuses(said: bytes) -> list[int]:
    """Of every answer in a row of answers."""
    return [int(code) for code in re.findall(rb"HTTP/1\.[01] (\d{3}) ", said)]


def head_of(said: bytes) -> dict[str, str]:
    lines = said.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")[1:]
    return {name.title(): value.strip() for name, _, value in (line.partition(":") for line in lines)}


# --- one request hidden in another

HIDDEN = b"GET /finnes-ikke-skjult HTTP/1.1\r\nHost: localhost\r\n\r\n"
POST = b"POST /logg-inn HTTP/1.1\r\n" + HOST
CHUNKED = b"Transfer-Encoding: chunked\r\n"
SMUGGLED = {
    "length and coding": POST + b"Content-Length: 5\r\n" + CHUNKED + b"\r\n0\r\n\r\n" + HIDDEN,
    "coding and length": POST + CHUNKED + b"Content-Length: 5\r\n\r\n0\r\n\r\n" + HIDDEN,
    "two lengths": POST + b"Content-Length: 0\r\nContent-Length: 60\r\n\r\n" + HIDDEN,
    "two equal lengths": POST + b"Content-Length: 0\r\nContent-Length: 0\r\n\r\n" + HIDDEN,
    "two lengths in one": POST + b"Content-Length: 0, 60\r\n\r\n" + HIDDEN,
    "length with a sign": POST + b"Content-Length: +0\r\n\r\n" + HIDDEN,
    "length below nothing": POST + b"Content-Length: -1\r\n\r\n" + HIDDEN,
    "length in hexadecimal": POST + b"Content-Length: 0x10\r\n\r\n" + HIDDEN,
    "length with a space in it": POST + b"Content-Length: 1 0\r\n\r\n" + HIDDEN,
    "length with an underscore": POST + b"Content-Length: 1_0\r\n\r\n" + HIDDEN,
    "coding twice": POST + CHUNKED + CHUNKED + b"\r\n0\r\n\r\n" + HIDDEN,
    "coding twice, one unknown": POST + CHUNKED + b"Transfer-Encoding: x\r\n\r\n0\r\n\r\n" + HIDDEN,
    "coding unknown": POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "coding identity": POST + b"Transfer-Encoding: identity\r\n\r\n" + HIDDEN,
    "coding gzip, chunked": POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "coding with a tab": POST + b"Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "coding before HTTP 1.1": b"POST /logg-inn HTTP/1.0\r\n" + HOST + CHUNKED + b"\r\n0\r\n\r\n" + HIDDEN,
    "space before the colon": POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "name on a folded line": POST
    + b"X: y\r\n Transfer-Encoding: chunked\r\nContent-Length: x\r\n\r\n"
    + HIDDEN,
    "bare line feed": POST + b"X: y\nContent-Length: 60\r\n\r\n" + HIDDEN,
    "bare return": POST + b"X: y\rContent-Length: 60\r\n\r\n" + HIDDEN,
    "zero byte in a name": POST + b"Content\x00-Length: 60\r\n\r\n" + HIDDEN,
    "zero byte in a value": POST + b"X: a\x00b\r\nContent-Length: x\r\n\r\n" + HIDDEN,
    "chunk of no size": POST + CHUNKED + b"\r\nzz\r\n\r\n" + HIDDEN,
    "chunk of a signed size": POST + CHUNKED + b"\r\n-1\r\n\r\n" + HIDDEN,
    "chunk of a size in Python's words": POST + CHUNKED + b"\r\n0x0\r\n\r\n" + HIDDEN,
    "chunk longer than it says": POST + CHUNKED + b"\r\n1\r\nabc\r\n0\r\n\r\n" + HIDDEN,
    "chunk ended by a bare line feed": POST + CHUNKED + b"\r\n1\na\n0\n\n" + HIDDEN,
    "two hosts": b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n" + HIDDEN,
    "another host in the address": b"GET http://evil.example/ HTTP/1.1\r\n" + HOST + b"\r\n" + HIDDEN,
    "no header name": POST + b": y\r\n\r\n" + HIDDEN,
    "no method": b" / HTTP/1.1\r\n" + HOST + b"\r\n" + HIDDEN,
    "two spaces": b"GET  / HTTP/1.1\r\n" + HOST + b"\r\n" + HIDDEN,
    "nothing but noise": os.urandom(0) + bytes(range(128, 256)) + b"\r\n\r\n" + HIDDEN,
}


@pytest.mark.control("4.2.1")
@pytest.mark.parametrize("way", SMUGGLED)
def test_a_request_hidden_in_another_is_not_answered(port: int, way: str) -> None:
    """One refusal, the connection ended, and nothing of the request repeated."""
    said = say(port, SMUGGLED[way])
    assert statuses(said) in ([400], [501]), said[:300]
    assert head_of(said)["Connection"] == "close"
    assert b"skjult" not in said


@pytest.mark.control("4.2.1")
def test_requests_that_follow_each_other_rightly_are_answered_each(port: int) -> None:
    """The law above can fail: what is right is let through, also in chunks and one after the other."""
    chunked = POST + CHUNKED + b"\r\n3\r\na=b\r\n0\r\n\r\n"
    measured = POST + b"Content-Length: 3\r\n\r\na=b"
    assert statuses(say(port, chunked + HIDDEN)) == [403, 404]
    assert statuses(say(port, measured + HIDDEN)) == [403, 404]


@pytest.mark.control("3.4.3", "3.4.4", "13.4.6", "16.5.1")
@pytest.mark.parametrize(
    "request_",
    [
        b"\x00\x00\r\n\r\n",
        PLAIN + b"X: " + b"a" * 40_000 + b"\r\n\r\n",
        POST + b"Content-Length: 99999999999\r\n\r\n",
        POST + b"Transfer-Encoding: gzip\r\n\r\n",
    ],
    ids=["noise", "large head", "large body", "unknown coding"],
)
def test_what_the_server_itself_refuses_carries_the_headers_and_tells_nothing(
    port: int, request_: bytes
) -> None:
    said = say(port, request_)
    head = head_of(said)
    assert {name.title(): value for name, value in HEADERS.items()}.items() <= head.items()
    assert head["Content-Type"] == "text/plain; charset=utf-8"
    assert len(said.partition(b"\r\n\r\n")[2]) < 50
    assert b"waitress" not in said.lower()


@pytest.mark.control("13.4.6")
@pytest.mark.parametrize("path", ["/logg-inn", "/static/infreg.css", "/finnes-ikke", "/"])
def test_no_answer_says_what_serves_it(port: int, path: str) -> None:
    said = say(port, f"GET {path} HTTP/1.1\r\n".encode() + HOST + b"Connection: close\r\n\r\n")
    assert not {"Server", "X-Powered-By", "Via"} & head_of(said).keys()
    assert not re.search(rb"waitress|django|python|whitenoise", said.partition(b"\r\n\r\n")[0].lower())


# --- too much


@pytest.mark.control("2.4.1", "5.2.1")
@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 431),
        (PLAIN + b"X-A: b\r\n" * 3_000 + b"\r\n", 431),
        (PLAIN + b"Cookie: " + b"c" * 20_000 + b"\r\n\r\n", 431),
        (b"a" * 100_000, 431),
        (POST + b"Content-Length: 70000000\r\n\r\n", 413),
        (POST + CHUNKED + b"\r\n" + (b"ffff\r\n" + b"x" * 0xFFFF + b"\r\n") * 1100, 413),
    ],
    ids=["address", "headers", "cookie", "no end of head", "length", "chunks"],
)
def test_too_much_is_refused_and_the_connection_ended(port: int, request_: bytes, status: int) -> None:
    said = say(port, request_)
    # Who still sends while the refusal comes may see the connection end instead.
    assert statuses(said) == [status] or (not said and len(request_) > 50_000_000)


@pytest.mark.control("14.2.1")
@pytest.mark.parametrize(
    "path",
    [f"/leveranser/{NUMBER}", f"/leveranser?fra={NUMBER}", f"/{NUMBER[:6]}%20{NUMBER[6:]}", f"//{NUMBER}"],
)
def test_a_number_in_an_address_is_answered_without_it(port: int, path: str) -> None:
    said = say(port, f"GET {path} HTTP/1.1\r\n".encode() + HOST + b"Connection: close\r\n\r\n")
    assert statuses(said) == [404]
    assert NUMBER.encode() not in said
    assert NUMBER[:6].encode() not in said


# --- too slow


@pytest.fixture(scope="module")
def hasty(embedded: Server) -> Iterator[int]:
    """The same server in a hurry: the waits are what they are, in tenths."""
    with embedded.fresh() as register, tempfile.TemporaryFile() as said:
        environment = os.environ | register.environ | {"INFREG_ROLE": "app", "INFREG_REQUESTS_A_SECOND": "0"}
        port = free_port()
        program = (
            "import django\ndjango.setup()\nfrom infreg.doors.web import listening as l\n"
            "l.HEAD_SECONDS, l.REQUEST_SECONDS, l.CONNECTION_SECONDS, l.IDLE_SECONDS = 2, 5, 9, 3\n"
            "from infreg.doors.cli import main\n"
            f"main(['site', '{port}'])"
        )
        process = subprocess.Popen([sys.executable, "-c", program], env=environment, stdout=said, stderr=said)
        try:
            wait_until_it_listens(port, process)
            yield port
        finally:
            process.terminate()
            process.wait(timeout=30)


def drip(port: int, first: bytes, drop: bytes, most: float) -> float:
    """Keeps a connection alive by a little every fifth of a second; how long it was let."""
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(first)
        connection.settimeout(0.05)
        while time.monotonic() - began < most:
            try:
                time.sleep(0.2)
                connection.sendall(drop)
                if connection.recv(65536) == b"":
                    break
            except TimeoutError:
                pass
            except OSError:
                break
    return time.monotonic() - began


@pytest.mark.control("2.4.1", "15.2.2")
def test_who_drips_is_ended_and_others_are_served_meanwhile(hasty: int) -> None:
    """A head, a body, and one page after the other without end: each has its time."""
    body = POST + b"Content-Length: 100000\r\n\r\n"
    ways = [
        (b"GET / HTTP/1.1\r\n", b"X: y\r\n", 2 + 2.5),
        (body, b"x", 5 + 2.5),
        (POST + CHUNKED + b"\r\n", b"1\r\nx\r\n", 5 + 2.5),
        (b"", PLAIN + b"\r\n", 9 + 2.5),
    ]
    with ThreadPoolExecutor(64) as pool:
        slow = [pool.submit(drip, hasty, *way[:2], 30.0) for way in ways for _ in range(12)]
        time.sleep(1)
        for _ in range(10):
            began = time.monotonic()
            said = say(hasty, PLAIN + b"Connection: close\r\n\r\n")
            assert statuses(said) == [200]
            assert time.monotonic() - began < 2
        times = [each.result() for each in slow]
    for number, (_, _, most) in enumerate(ways):
        assert max(times[12 * number : 12 * number + 12]) < most + 2, times


@pytest.mark.control("2.4.1", "15.2.2")
def test_more_connections_than_are_taken_wait_and_are_served_when_the_others_end(hasty: int) -> None:
    idle = [
        socket.create_connection(("127.0.0.1", hasty), timeout=10) for _ in range(listening.CONNECTIONS + 20)
    ]
    try:
        said = say(hasty, PLAIN + b"Connection: close\r\n\r\n", b"", seconds=10)
        waited = statuses(said)
        deadline = time.monotonic() + 15
        while waited != [200] and time.monotonic() < deadline:
            waited = statuses(say(hasty, PLAIN + b"Connection: close\r\n\r\n"))
        assert waited == [200]
    finally:
        for connection in idle:
            connection.close()


# --- too often, and by whose word


@pytest.mark.control("2.4.1", "4.1.3", "15.3.4")
def test_a_trusted_proxy_says_who_asks_and_nobody_else_does(embedded: Server) -> None:
    def ask(port: int, who: str, times: int) -> list[int]:
        head = f"GET /finnes-ikke HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {who}\r\n"
        page, last = f"{head}\r\n".encode(), f"{head}Connection: close\r\n\r\n".encode()
        with ThreadPoolExecutor(4) as pool:
            answers = pool.map(lambda _: say(port, page * 9 + last), range(times // 10))
            return [code for said in answers for code in statuses(said)]

    with serving(embedded, INFREG_REQUESTS_A_SECOND="5", INFREG_TRUSTED_PROXY="127.0.0.1") as port:
        flood = ask(port, "192.0.2.1", 200)
        assert len(flood) == 200
        assert flood.count(429) > 100
        assert ask(port, "192.0.2.2", 10) == [404] * 10
        # The last word is the proxy's; what stands before it was the visitor's own.
        assert 429 in ask(port, "192.0.2.77, 192.0.2.1", 10)
    with serving(embedded, INFREG_REQUESTS_A_SECOND="2") as port:
        answers = [code for n in range(10) for code in ask(port, f"192.0.2.{n}", 10)]
        assert answers.count(429) > 20


def test_a_proxy_that_is_no_address_stops_the_start(embedded: Server) -> None:
    with embedded.fresh() as register:
        environment = os.environ | register.environ | {"INFREG_ROLE": "app", "INFREG_TRUSTED_PROXY": "*"}
        done = subprocess.run(
            [INFREG, "site", str(free_port())], env=environment, capture_output=True, text=True, check=False
        )
    assert done.returncode != 0
    assert "INFREG_TRUSTED_PROXY must be the network address of one proxy" in done.stdout + done.stderr


@pytest.mark.control("3.3.1", "3.3.3", "3.4.1", "4.1.2", "12.2.1")
def test_where_people_come_by_https_every_answer_says_so(embedded: Server) -> None:
    host = "Host: register.example.no"

    def ask(port: int, path: str, scheme: str) -> bytes:
        head = f"GET {path} HTTP/1.1\r\n{host}\r\nX-Forwarded-Proto: {scheme}\r\nConnection: close\r\n\r\n"
        return say(port, head.encode())

    with serving(
        embedded, INFREG_URL="https://register.example.no", INFREG_TRUSTED_PROXY="127.0.0.1"
    ) as port:
        for path in ("/logg-inn", "/", "/static/infreg.css", "/finnes-ikke"):
            said = ask(port, path, "https")
            transport = head_of(said)["Strict-Transport-Security"]
            assert re.match(r"max-age=\d{8,}; includeSubDomains", transport)
        cookies = re.findall(rb"Set-Cookie: +([^\r]+)", ask(port, "/logg-inn", "https"))
        assert cookies
        for cookie in cookies:
            assert cookie.startswith(b"__Host-infreg_"), cookie
            assert {b"Path=/", b"Secure"} <= {part.strip() for part in cookie.split(b";")}, cookie
            assert b"Domain" not in cookie
        assert "includeSubDomains" in head_of(say(port, b"\x00\r\n\r\n"))["Strict-Transport-Security"]
        plain = ask(port, "/logg-inn", "http")
        assert statuses(plain) == [301]
        assert head_of(plain)["Location"] == "https://register.example.no/logg-inn"

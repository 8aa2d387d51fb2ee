"""Durable reception (sealed, understood, pseudonymised, stored, receipted) beside its limit: the bare parse
of the same bytes and COPY of the same rows, one after the other, on the same cores."""

import os
import re
import resource
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from itertools import chain

from lxml import etree

from bench.figures import Figure, seconds
from bench.parsing import SHARED
from infreg.flow import intake
from infreg.flow.intake import Delivery
from infreg.flow.understanding import find_understanding
from infreg.storage.connection import acting
from infreg.storage.server import stop
from infreg.synthetic import handful
from infreg.vocabulary.person_number import completed, is_person_number
from tests.register import Register, Server, close, make_server

WORKERS = 2
#: What reception writes; copied again without policies, as the limit.
TABLES = (
    "sealed.receipt",
    "sealed.original",
    "sealed.message",
    "sealed.outcome",
    "sealed.outbox",
    "registry.answer",
    "registry.specimen",
    "registry.result",
    "registry.susceptibility",
    "registry.finding",
    "registry.term",
    "registry.isolate",
    "registry.isolate_source",
    "registry.isolate_test",
)
_HANDFUL = [content for _, content in handful(datetime(2026, 11, 22, tzinfo=UTC))]
#: What is exchanged in a message to make it another answer.
_MARKED = (b"<MsgId>", b"<ServProvId>")
#: And what it says of its specimens, so that they are others too.
_SPECIMENS = (b"<IdByServProvider>", b"<RefAnalysedSubject>")
_NUMBER = re.compile(rb"(?<=<OffId>)[0-9]{11}(?=</OffId>)")


def measure(count: int) -> Iterator[Figure]:
    """One worker, then two; then how memory grows from n to 10 n."""
    server = make_server(None)
    try:
        for name, corpus in _corpora():
            for workers in (1, WORKERS):
                yield _durable(server, f"durable reception, {name}", corpus, count, workers)
        yield _memory(server, count)
    finally:
        close()
        stop(server.home)
        server.end()


def _corpora() -> Iterator[tuple[str, list[bytes]]]:
    """Our handful, and the real messages (those that can be marked) where they are."""
    yield "made-up messages", _HANDFUL
    if SHARED.is_dir():
        contents = [file.read_bytes() for file in sorted(SHARED.glob("*.xml"))]
        yield "real messages", [c for c in contents if all(mark in c for mark in _MARKED)]


def _durable(server: Server, name: str, corpus: list[bytes], count: int, workers: int) -> Figure:
    shares = [list(_messages(corpus, count, worker, workers)) for worker in range(workers)]
    with server.fresh() as register:
        taken = _in_children(register, [partial(_receive, register, share) for share in shares])
        parse = seconds(lambda: _parse_all(shares), runs=3) / workers
        copy = _copy_again(register)
    name = f"{name}, {workers} worker{'s' if workers > 1 else ''}"
    limit = count / (parse + copy)
    return Figure(name, count / taken, "bare parse + COPY of the same rows", limit, "messages/s", goal=0.5)


def _memory(server: Server, count: int) -> Figure:
    """Peak memory of a process that receives 10 n, against one that receives n."""
    peaks = []
    for many in (10 * count, count):
        with server.fresh() as register:
            _warm(register)
            peaks.append(_in_a_child(partial(_receive, register, _messages(_HANDFUL, many, 0, 1))))
    return Figure("peak memory at 10 n", peaks[0], "at n", peaks[1], "MB", goal=1.2)


def _messages(corpus: list[bytes], count: int, worker: int, workers: int) -> Iterator[Delivery]:
    """Different messages, a corpus at a time of answers of their own, each about a person of its own: a
    country has few who are tested often. Each worker has its share."""
    for number in range(worker, count, workers):
        content = corpus[number % len(corpus)]
        for element in (*_MARKED, *_SPECIMENS):
            content = content.replace(element, element + f"b{number:x}-".encode())
        yield Delivery(f"{number}.xml", _NUMBER.sub(partial(_another, number), content))


def _another(number: int, found: "re.Match[bytes]") -> bytes:
    """The made-up person of a message, where the number is of one."""
    return _person(number).encode() if is_person_number(found[0].decode()) else found[0]


def _person(number: int) -> str:
    """A number of nobody's (month + 80) for each of some millions of messages."""
    born, own = divmod(number, 1000)
    year, day = divmod(born, 336)
    nine = f"{day % 28 + 1:02}{day // 28 + 81:02}{year % 100:02}{own:03}"
    return completed(nine)[-1]


def _receive(register: Register, deliveries: Iterable[Delivery]) -> None:
    register.use("intake")
    for _ in intake.receive(intake.open_reception(), deliveries):
        pass


def _warm(register: Register) -> None:
    """Reads the definitions, which a worker does once in its life; children have them from us."""
    register.use("intake")
    intake.open_reception()
    with acting(intake.ACTOR) as connection:
        find_understanding(connection).on(date.max)
    close()


def _parse_all(shares: list[list[Delivery]]) -> None:
    for delivery in chain.from_iterable(shares):
        etree.fromstring(delivery.content)


def _copy_again(register: Register) -> float:
    """Seconds to COPY every row that reception wrote into tables alike, with their indexes, in one
    transaction a table."""
    total = 0.0
    with register.superuser() as bare:
        for table in TABLES:
            with bare.cursor().copy(f"COPY {table} TO STDOUT (FORMAT binary)".encode()) as rows:
                content = b"".join(bytes(row) for row in rows)
            bare.execute(f"CREATE TABLE again (LIKE {table} INCLUDING ALL)".encode())
            began = time.perf_counter()
            with bare.cursor().copy(b"COPY again FROM STDIN (FORMAT binary)") as copy:
                copy.write(content)
            total += time.perf_counter() - began
            bare.execute(b"DROP TABLE again")
    return total


def _in_children(register: Register, works: list[Callable[[], None]]) -> float:
    """Seconds until every child, forked warm, has done its work."""
    _warm(register)
    began = time.perf_counter()
    children = [_fork(work) for work in works]
    for child in children:
        _, status = os.waitpid(child, 0)
        if status:
            raise RuntimeError("a child of the benchmark failed")
    return time.perf_counter() - began


def _in_a_child(work: Callable[[], None]) -> float:
    """Peak memory (MB) of a child that does the work."""
    close()
    read, write = os.pipe()

    def measured() -> None:
        work()
        os.write(write, str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss).encode())

    child = _fork(measured)
    os.close(write)
    with os.fdopen(read) as said:
        peak = int(said.read())
    os.waitpid(child, 0)
    return peak / 1024


def _fork(work: Callable[[], None]) -> int:
    child = os.fork()
    if child:
        return child
    try:
        work()
        os._exit(0)
    except BaseException:  # noqa: BLE001 - a child must end here, whatever happens
        os._exit(1)

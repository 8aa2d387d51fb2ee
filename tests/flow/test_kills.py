"""Reception cut off by SIGKILL, at every point there is, and its database under it: nothing is lost,
doubled or half."""

import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import cycle, islice

import pytest

from infreg.flow import intake
from infreg.flow.intake import Delivery, Point
from infreg.storage import server
from infreg.storage.server import processes
from infreg.synthetic.handful import handful
from tests.register import DEBIAN, Register, Server, close

pytestmark = pytest.mark.requirement("B-1", "NOIS-4-1")

HANDFUL = list(dict(handful(datetime(2026, 11, 22, tzinfo=UTC))).values())
EACH = 3
#: One row a message in each of these, whatever happened on the way.
ONE_EACH = (
    "sealed.receipt",
    "sealed.original",
    "sealed.outcome",
    "sealed.outbox",
    "sealed.message",
    "registry.answer",
)
#: A delivery is whole when it waits and nothing of it is stored, or when all of it is.
HALF = """
    SELECT count(*) FROM sealed.receipt AS r
    WHERE (SELECT count(*) FROM sealed.original AS o WHERE o.receipt = r.number) <> 1
    OR (
        (SELECT count(*) FROM sealed.waiting AS w WHERE w.receipt = r.number),
        (SELECT count(*) FROM sealed.outcome AS o WHERE o.receipt = r.number),
        (SELECT count(*) FROM sealed.outbox AS b WHERE b.receipt = r.number),
        (SELECT count(*) FROM sealed.message AS m WHERE m.receipt = r.number),
        (SELECT count(*) FROM registry.answer AS a WHERE a.receipt = r.number)
    ) NOT IN ((1, 0, 0, 0, 0), (0, 1, 1, 1, 1))
"""
#: What was understood, without what differs from run to run: receipts, times of arrival, surrogate keys.
UNDERSTOOD = """
    SELECT a.answer_id, a.status, s.specimen_id, r.result_id, r.text, r.organism_name, a.known_to IS NULL,
        u.agent_code, u.sir, u.mic
    FROM registry.answer AS a JOIN registry.specimen AS s ON s.answer = a.id
    JOIN registry.result AS r ON r.answer = a.id
    LEFT JOIN registry.susceptibility AS u ON u.answer = a.id AND u.organism_result = r.result_id
    ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
"""


def messages(count: int) -> list[Delivery]:
    """As many different messages as asked for, of answers of their own."""
    made = []
    for number, content in enumerate(islice(cycle(HANDFUL), count)):
        own = content.replace(b"<MsgId>", f"<MsgId>{number}-".encode())
        own = own.replace(b"<ServProvId>", f"<ServProvId>{number // len(HANDFUL)}-".encode())
        made.append(Delivery(f"{number}.xml", own))
    return made


def receive_in_a_child(
    register: Register, deliveries: list[Delivery], reached: Callable[[Point], None]
) -> int:
    """Receives in a process forked warm; returns how it ended, as waitpid says."""
    close()
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    try:  # the child: it must end here, whatever happens, or there would be two test runs
        register.use("intake")
        list(intake.receive(intake.open_reception(reached=reached), deliveries))
        os._exit(0)
    except BaseException:  # noqa: BLE001 - the database was killed under it, and it says so
        os._exit(1)


def ends_at(wanted: Point) -> Callable[[Point], None]:
    """Kills its own process at a point."""

    def reached(point: Point) -> None:
        if point is wanted:
            os.kill(os.getpid(), signal.SIGKILL)

    return reached


def kills_the_database_at(wanted: Point, register: Register) -> Callable[[Point], None]:
    """Kills the server and all its sessions at a point."""
    data = server.folder(register.home) / "data"

    def reached(point: Point) -> None:
        if point is wanted:
            for process in processes.using(data):
                os.kill(process, signal.SIGKILL)

    return reached


def postmaster(register: Register) -> int:
    found = processes.postmaster(server.folder(register.home) / "data")
    assert found
    return found


def halves(register: Register) -> int:
    with register.superuser() as bare:
        row = bare.execute(HALF).fetchone()
    assert row
    return int(row[0])


def understood(register: Register) -> list[tuple[object, ...]]:
    with register.superuser() as bare:
        return bare.execute(UNDERSTOOD).fetchall()


def cut_off(register: Register, *, workers: int, databases: int) -> None:
    with register.superuser() as bare:
        binaries = DEBIAN if bare.info.server_version < 160000 else None
    deliveries = messages(EACH * (workers + databases))
    parts = [deliveries[i : i + EACH] for i in range(0, len(deliveries), EACH)]
    for part, point in zip(parts[:workers], cycle(Point), strict=False):
        status = receive_in_a_child(register, part, ends_at(point))
        assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL, point
        assert halves(register) == 0, point
    for part, point in zip(parts[workers:], cycle((Point.STORED, Point.SEALED_NOT_COMMITTED)), strict=False):
        killed = postmaster(register)
        assert receive_in_a_child(register, part, kills_the_database_at(point, register)) != 0
        server.start(register.home, binaries)
        assert postmaster(register) != killed, point
        assert halves(register) == 0, point
    delivered = list(receive(register, deliveries))
    assert {one.status.value for one in delivered} <= {"duplicate", "accepted", "accepted_with_warnings"}
    assert len({one.receipt for one in delivered}) == len(deliveries)
    assert {table: register.count(table) for table in ONE_EACH} == dict.fromkeys(ONE_EACH, len(deliveries))
    assert (register.count("sealed.waiting"), halves(register)) == (0, 0)


def receive(register: Register, deliveries: list[Delivery]) -> list[intake.Delivered]:
    register.use("intake")
    return list(intake.receive(intake.open_reception(), deliveries))


@pytest.mark.control("2.3.3")
def test_a_worker_killed_anywhere_loses_nothing_and_doubles_nothing(either: Register) -> None:
    cut_off(either, workers=40, databases=2)


@pytest.mark.slow
def test_two_hundred_kills_lose_nothing_and_double_nothing(either: Register) -> None:
    cut_off(either, workers=200, databases=10)


def test_a_register_that_was_cut_off_understood_the_same_as_one_that_was_not(
    register: Register, embedded: Server
) -> None:
    deliveries = messages(EACH * len(Point))
    parts = [deliveries[i : i + EACH] for i in range(0, len(deliveries), EACH)]
    for part, point in zip(parts, Point, strict=True):
        receive_in_a_child(register, part, ends_at(point))
    receive(register, deliveries)
    disturbed = understood(register)
    with embedded.fresh() as quiet:
        receive(quiet, deliveries)
        assert understood(quiet) == disturbed


def test_what_a_killed_process_sealed_the_next_worker_takes_in(register: Register) -> None:
    deliveries = messages(EACH)
    receive_in_a_child(register, deliveries, ends_at(Point.SEALED))
    assert register.count("sealed.waiting") == EACH
    register.use("intake")
    assert intake.take_in_waiting(intake.open_reception()) == EACH
    assert register.count("registry.answer") == EACH


def test_the_points_are_all_on_the_way(register: Register) -> None:
    met: list[Point] = []
    register.use("intake")
    list(intake.receive(intake.open_reception(reached=met.append), messages(1)))
    assert met == list(Point)

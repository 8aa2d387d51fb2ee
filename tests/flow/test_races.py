"""Two at once, and messages made to stop the queue: nobody waits for ever, and what is good gets through."""

import base64
import os
import re
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from threading import Barrier, BrokenBarrierError, Event
from time import sleep

import pytest

from infreg.flow import intake
from infreg.flow.intake import Delivered, Delivery, Point, taking_in
from infreg.synthetic.handful import handful
from infreg.vocabulary.reception import Status
from tests.register import Register, close

pytestmark = pytest.mark.requirement("B-1")

HANDFUL = dict(handful(datetime(2026, 11, 22, tzinfo=UTC)))
#: Of three persons.
URINE, BLOOD, COVID = (HANDFUL[f"{name}.xml"] for name in ("urinkultur", "blodkultur", "covid"))
FINAL, LOCAL = HANDFUL["urinkultur-endelig.xml"], HANDFUL["lokal-tekst.xml"]
PATIENCE = 20


def other(content: bytes, name: str) -> bytes:
    """The same answer as another message, about another specimen."""
    content = content.replace(b"<MsgId>", f"<MsgId>{name}-".encode())
    return content.replace(b"<ServProvId>", f"<ServProvId>{name}-".encode())


def at(point: Point, wait: Callable[[], object]) -> Callable[[Point], None]:
    """Does something the first time that a point is reached."""
    met: list[Point] = []

    def reached(now: Point) -> None:
        if now is point and not met:
            met.append(now)
            wait()

    return reached


def never(point: Point) -> None:
    del point


def receiver(
    threads: ThreadPoolExecutor, contents: Sequence[bytes], reached: Callable[[Point], None] = never
) -> "Future[list[Delivered]]":
    """A receiver with a connection of its own."""

    def work() -> list[Delivered]:
        try:
            deliveries = [Delivery(f"{number}.xml", content) for number, content in enumerate(contents, 1)]
            return list(intake.receive(intake.open_reception(reached=reached), deliveries))
        finally:
            close()

    return threads.submit(work)


def worker(threads: ThreadPoolExecutor, reached: Callable[[Point], None] = never) -> "Future[int]":
    """A worker with a connection of its own."""

    def work() -> int:
        try:
            return intake.take_in_waiting(intake.open_reception(reached=reached))
        finally:
            close()

    return threads.submit(work)


def waits_until_blocked(register: Register, count: int) -> None:
    """Returns when so many sessions wait for another's lock."""
    with register.superuser() as bare:
        for _ in range(PATIENCE * 20):
            row = bare.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'",
                (register.database,),
            ).fetchone()
            if row and row[0] >= count:
                return
            sleep(0.05)
    pytest.fail("nobody waits")


def together(register: Register, point: Point, *batches: Sequence[bytes]) -> list[list[Status]]:
    """Receivers that meet at a point before any goes on (or wait a moment, where they cannot meet)."""
    register.use("intake")
    barrier = Barrier(len(batches))

    def meet() -> None:
        with suppress(BrokenBarrierError):
            barrier.wait(1)

    with ThreadPoolExecutor(len(batches)) as threads:
        both = [receiver(threads, batch, at(point, meet)) for batch in batches]
        return [[one.status for one in future.result(PATIENCE)] for future in both]


def test_two_receivers_of_the_same_files_in_other_orders_both_get_through(either: Register) -> None:
    """A third holds the middle one, so that each of the two has sealed its first when it comes to it."""
    either.receive(LOCAL)
    sealed, go = Event(), Event()

    def hold() -> None:
        sealed.set()
        go.wait(PATIENCE)

    with ThreadPoolExecutor(3) as threads:
        third = receiver(threads, [BLOOD], at(Point.SEALED_NOT_COMMITTED, hold))
        assert sealed.wait(PATIENCE)
        both = [receiver(threads, order) for order in ([URINE, BLOOD, COVID], [COVID, BLOOD, URINE])]
        waits_until_blocked(either, 2)
        go.set()
        delivered = [one for future in (third, *both) for one in future.result(PATIENCE)]
    assert len({one.receipt for one in delivered}) == 3
    assert either.standing() == 4


def test_what_is_delivered_together_arrives_in_the_order_given(register: Register) -> None:
    delivered = register.receive(*HANDFUL.values())
    with register.superuser() as bare:
        arrived = bare.execute("SELECT number FROM sealed.receipt ORDER BY arrival").fetchall()
    assert [str(one.receipt) for one in delivered] == [row[0] for row in arrived]


def test_two_workers_with_a_bad_message_each_never_wait_in_a_circle(either: Register) -> None:
    """What is tried one by one comes in the order of arrival, not in the order of locks."""
    either.receive(LOCAL)
    with either.superuser() as bare:
        bare.execute("ALTER TABLE registry.result ADD CHECK (text NOT LIKE '%Escherichia%')")
    turned = [other(content, "x") for content in (BLOOD, URINE, COVID)]
    statuses = together(either, Point.STORED, [COVID, URINE, BLOOD], turned)
    assert statuses == [[Status.ACCEPTED, Status.HELD, Status.ACCEPTED]] * 2


@pytest.mark.parametrize("point", [Point.BEFORE_SEALING, Point.CLAIMED, Point.READ])
@pytest.mark.control("2.3.4")
def test_of_two_contents_under_one_message_id_at_once_one_stands(register: Register, point: Point) -> None:
    """Institutions, message id and person are all new, and met by both at once."""
    (first,), (second,) = together(register, point, [URINE], [URINE.replace(b"Klebsiella", b"Raoultella")])
    assert {first, second} == {Status.ACCEPTED, Status.HELD}
    assert register.standing() == register.count("identity.person") == 1


@pytest.mark.parametrize("point", [Point.BEFORE_SEALING, Point.CLAIMED, Point.READ])
def test_of_two_versions_of_an_answer_at_once_the_later_stands(register: Register, point: Point) -> None:
    assert together(register, point, [URINE], [FINAL]) == [[Status.ACCEPTED]] * 2
    with register.superuser() as bare:
        versions = bare.execute(
            "SELECT status, known_to IS NULL FROM registry.answer ORDER BY generated_at"
        ).fetchall()
    assert versions == [("P", False), ("F", True)]
    assert register.count("identity.person") == 1


def test_a_caller_hears_what_a_worker_beside_it_makes_of_the_delivery(register: Register) -> None:
    register.use("intake")
    claimed = Event()

    def hold() -> None:
        claimed.set()
        sleep(0.3)

    with ThreadPoolExecutor(2) as threads:

        def let_the_worker_have_it() -> None:
            worker(threads, at(Point.CLAIMED, hold))
            assert claimed.wait(PATIENCE)

        delivered = receiver(threads, [COVID], at(Point.SEALED, let_the_worker_have_it)).result(PATIENCE)
    assert [one.status for one in delivered] == [Status.ACCEPTED]


@pytest.mark.parametrize("tag", ["MsgId", "ServProvId", "Id"])
def test_an_id_too_long_for_an_index_is_held_and_stops_nobody(either: Register, tag: str) -> None:
    long = base64.b64encode(os.urandom(6000)).decode()  # it must not compress
    content = URINE.replace(f"<{tag}>".encode(), f"<{tag}>{long}".encode())
    bad, good = either.receive(content, COVID)
    assert (bad.status, good.status) == (Status.HELD, Status.ACCEPTED)
    assert either.count("sealed.waiting") == 0


def test_a_message_of_very_many_answers_does_not_use_up_the_servers_locks(register: Register) -> None:
    report, number = (
        found[0]
        for pattern in (rb"<ServReport>.*</ServReport>", rb"<OffId>[^<]*</OffId>")
        if (found := re.search(pattern, COVID, re.DOTALL))
    )
    patient = b"<Patient>" + number + b'<TypeOffId V="FNR"/></Patient>'
    one = b'<ServReport><ServType V="N"/><ServProvId>%d</ServProvId>' + patient + b"</ServReport>"
    many = COVID.replace(report, b"".join(one % n for n in range(3000)))
    locks: list[int] = []

    def count() -> None:
        with register.superuser() as bare:
            row = bare.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'").fetchone()
        locks.append(row[0] if row else 0)

    register.use("intake")
    reception = intake.open_reception(reached=at(Point.STORED, count))
    list(intake.receive(reception, [Delivery("many.xml", many)]))
    assert register.standing() == 3000
    assert locks[0] < 1500


def test_an_original_whose_key_is_damaged_is_held_and_stops_nobody(register: Register) -> None:
    register.use("intake")

    def damage() -> None:
        with register.superuser() as bare:
            bare.execute(
                "UPDATE sealed.original SET wrapped_key = substr(wrapped_key, 2) WHERE receipt ="
                " (SELECT number FROM sealed.receipt ORDER BY arrival LIMIT 1)"
            )

    reception = intake.open_reception(reached=at(Point.SEALED, damage))
    deliveries = [Delivery("1.xml", COVID), Delivery("2.xml", BLOOD)]
    statuses = [one.status for one in intake.receive(reception, deliveries)]
    assert statuses == [Status.HELD, Status.ACCEPTED]


@pytest.mark.control("2.3.2", "15.2.2")
def test_a_worker_takes_no_more_at_once_than_it_can_hold(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waits after a crash may be thousands of files of many megabytes."""

    def cut_off() -> None:
        raise KeyboardInterrupt

    register.use("intake")
    deliveries = [Delivery("1.xml", content) for content in HANDFUL.values()]
    with pytest.raises(KeyboardInterrupt):
        list(intake.receive(intake.open_reception(reached=at(Point.SEALED, cut_off)), deliveries))
    monkeypatch.setattr(taking_in, "BATCH_BYTES", len(URINE) + 1)
    reception = intake.open_reception()
    taken = []
    while count := intake.take_in_waiting(reception):
        taken.append(count)
    assert taken[0] == 2
    assert sum(taken) == len(HANDFUL)

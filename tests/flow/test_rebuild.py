"""Deriving it all again by several processes: as by one, and told of when one of them breaks off."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

import django.db
import pytest

from infreg.flow import deriving, intake, rebuild
from infreg.flow.intake import Point
from infreg.parsing import parse
from infreg.storage.connection import OutOfReach
from infreg.synthetic.handful import handful
from tests.flow.test_kills import messages
from tests.register import Register

pytestmark = pytest.mark.requirement("B-4", "B-5")

HANDFUL = dict(handful(datetime(2026, 11, 22, tzinfo=UTC)))
#: Everything that stands, by the answer it is of, without receipts, times and surrogate keys.
STANDING = """
    SELECT a.answer_id, a.part, a.status, r.result_id, r.text, f.position, f.organism, f.outcome, f.rule,
        f.made_of, (
            SELECT array_agg(i.organism || s.order || i.flags::text ORDER BY i.id)
            FROM registry.isolate_source AS s JOIN registry.isolate AS i ON i.id = s.isolate
            WHERE s.answer = a.id AND s.position = f.position AND i.known_to IS NULL
        )
    FROM registry.answer AS a JOIN registry.result AS r ON r.answer = a.id
    LEFT JOIN registry.finding AS f ON f.answer = a.id AND f.known_to IS NULL
    WHERE a.known_to IS NULL ORDER BY a.answer_id, a.part, r.result_id, f.position
"""
TABLES = ("registry.answer", "registry.finding", "registry.isolate", "registry.isolate_source")


def standing(register: Register) -> list[tuple[object, ...]]:
    with register.superuser() as bare:
        return bare.execute(STANDING).fetchall()


def all_again(register: Register, processes: int, reached: Callable[[Point], None] = lambda _: None) -> int:
    """Reads everything anew and derives it again; how many deliveries."""
    register.use("intake")
    read = sum(rebuild.rebuild(intake.open_reception(reached=reached), processes))
    deriving.ask_for_all()
    sum(deriving.derive_all_stale())
    return read


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild, "_BATCH", 5)


@pytest.mark.usefixtures("small_batches")
def test_two_processes_leave_what_one_leaves(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of what was first understood otherwise, so that there is something to change."""
    contents = [delivery.content for delivery in messages(40)]
    with monkeypatch.context() as otherwise:
        misread = "infreg.flow.intake.reading.parse"
        otherwise.setattr(misread, lambda content: parse(content.replace(b"Klebsiella", b"Raoultella")))
        register.receive(*contents)
    misunderstood = standing(register)
    both = multiprocessing.get_context("fork").Barrier(2)
    met: list[Point] = []

    def meet(point: Point) -> None:
        """Neither begins before the other has something to read, or the rebuild breaks off."""
        if point is Point.CLAIMED and not met:
            met.append(point)
            both.wait(20)

    assert all_again(register, 2, meet) == len(contents)
    assert not met, "the processes did the work, and not we"
    by_two = standing(register)
    assert by_two != misunderstood
    counts = [register.count(table) for table in TABLES]
    assert all_again(register, 1) == len(contents)
    assert standing(register) == by_two
    assert [register.count(table) for table in TABLES] == counts
    assert register.count("sealed.waiting") == register.count("registry.stale") == 0


def breaks_with(fault: Exception) -> Callable[[], Iterable[int]]:
    def work() -> Iterator[int]:
        yield 1
        raise fault

    return work


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize(
    ("fault", "told"),
    [(ValueError("Kari"), rebuild.Broken), (django.db.OperationalError("Kari"), OutOfReach)],
    ids=["ours", "the database's"],
)
def test_who_waits_for_several_hears_when_one_breaks_off_and_nothing_of_what_it_held(
    fault: Exception, told: type[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    counts = rebuild.side_by_side(breaks_with(fault), 2)
    assert [next(counts), next(counts)] == [1, 1]
    with pytest.raises(told) as raised:
        next(counts)
    assert "Kari" not in str(raised.value)
    assert "Kari" not in "".join(caplog.messages)


@pytest.mark.usefixtures("register")
def test_a_process_that_is_killed_is_told_of_and_not_waited_for() -> None:
    def work() -> Iterator[int]:
        yield 1
        os.kill(os.getpid(), signal.SIGKILL)

    counts = rebuild.side_by_side(work, 2)
    assert [next(counts), next(counts)] == [1, 1]
    with pytest.raises(rebuild.Broken):
        next(counts)

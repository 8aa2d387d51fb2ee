"""What is mapped or corrected while something else is being taken in or derived is counted all the same."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from time import sleep

import pytest

from infreg.flow import codes, deriving, intake
from infreg.flow.intake import Delivery, Point
from tests.flow.test_mapping import OFFICER, WORD, counted, culture
from tests.register import Register, close

pytestmark = pytest.mark.requirement("B-3", "B-1")

#: So long something may do its work, if nothing holds it back; held back, it goes on after the other.
A_MOMENT = 1.0


def beside(threads: ThreadPoolExecutor, work: Callable[[], object]) -> "Future[None]":
    """Does it with a connection of its own."""

    def done() -> None:
        try:
            work()
        finally:
            close()

    return threads.submit(done)


def take_in_while(content: bytes, work: Callable[[], object]) -> None:
    """Takes a delivery in; after it is stored and before that is committed, something else begins."""
    with ThreadPoolExecutor(1) as threads:
        begun: list[Future[None]] = []

        def reached(point: Point) -> None:
            if point is Point.STORED and not begun:
                begun.append(beside(threads, work))
                sleep(A_MOMENT)

        list(intake.receive(intake.open_reception(reached=reached), [Delivery("1.xml", content)]))
        begun[0].result(timeout=20)


def test_a_mapping_holds_for_what_is_being_taken_in_meanwhile(either: Register) -> None:
    either.receive(culture(1, WORD), culture(2, WORD, person=1), culture(3, WORD, person=1))
    ((ranked,), _) = codes.unmapped(OFFICER)
    take_in_while(culture(4, WORD, person=2), lambda: codes.map_term(OFFICER, ranked.id, "KLEPNE", "prøve"))
    sum(deriving.derive_all_stale())
    assert counted() == {"KLEPNE": 4}


def test_no_finding_stands_of_an_answer_that_does_not(either: Register) -> None:
    either.receive(culture(1, WORD))
    ((ranked,), _) = codes.unmapped(OFFICER)
    codes.map_term(OFFICER, ranked.id, "KLEPNE", "prøve")
    take_in_while(culture(1, WORD, cancelled=True), deriving.derive_stale)
    sum(deriving.derive_all_stale())
    assert counted() == {}

"""The log gets its order: every event one number, nothing skipped; checkpoints leave the database."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from infreg.access.actor import Actor, Purpose
from infreg.access.roles import REGISTRY_OFFICER
from infreg.flow import auditing
from infreg.flow.sequencing import EVERY
from infreg.ledger.checkpoints import find_notes, read_note
from infreg.storage import audit
from infreg.vocabulary.audit import Action
from tests.flow.made_log import check, sequencer, write_made
from tests.ledger import made_log
from tests.ledger.made_log import SIGNER
from tests.register import Register

pytestmark = pytest.mark.requirement("NOIS-6-1", "NOIS-4-1")

OFFICER = Actor("officer", REGISTRY_OFFICER, Purpose.QUALITY)


def numbered(register: Register) -> list[str]:
    """The objects of the numbered events, in their order."""
    with register.superuser() as bare:
        rows = bare.execute(
            "SELECT l.number, e.object FROM registry.audit_leaf AS l JOIN registry.audit_event AS e"
            " ON e.id = l.event ORDER BY l.number"
        ).fetchall()
    assert [row[0] for row in rows] == list(range(len(rows)))
    return [row[1] for row in rows]


def test_events_are_numbered_by_their_time_and_what_is_committed_late_comes_later(
    either: Register, tmp_path: Path
) -> None:
    working = sequencer(tmp_path)
    with either.login("app") as slow, slow.transaction():
        slow.execute(
            "SELECT set_config('infreg.actor', 'slow', true), set_config('infreg.purpose', 'quality', true)"
        )
        slow.execute(
            "INSERT INTO registry.audit_event"
            " (id, at, account, role, purpose, action, outcome, object, commitment)"
            " VALUES (gen_random_uuid(), '2020-01-01', 'slow', 'x', 'quality', 'use', 'done', 'slow', 'x')"
        )
        either.use("app")
        for name in ("one", "two"):
            auditing.refused(OFFICER, Action.USE, object=name)
        either.use("intake")
        assert working.number_waiting() == 2
        assert working.number_waiting() == 0
    assert working.number_waiting() == 1, "it was not passed over"
    assert numbered(either) == ["one", "two", "slow"]


def test_a_clock_that_was_set_back_changes_no_number(register: Register, tmp_path: Path) -> None:
    working = sequencer(tmp_path)
    write_made(register, 10, 20)
    register.use("intake")
    working.work(at_once=True)
    write_made(register, 0, 5)  # an hour before, by the clock
    working.work(at_once=True)
    assert numbered(register) == [f"receipt {number}" for number in (*range(10, 20), *range(5))]
    assert not check(register).found


def test_two_sequencers_at_once_make_one_order(register: Register, tmp_path: Path) -> None:
    """Nothing twice, nothing skipped, no fork; while events keep coming."""
    count, writers = 3000, 3
    register.use("intake")
    start = threading.Barrier(2 + writers)
    left = [writers]

    def write_some(place: int) -> None:
        start.wait()
        for first in range(place * 1000, (place + 1) * 1000, 100):
            write_made(register, first, first + 100)
        left[0] -= 1

    def sequence(folder: Path) -> int:
        working, done = sequencer(folder), 0
        start.wait()
        try:
            while True:
                busy = left[0] > 0
                fresh = working.number_waiting()
                done += fresh
                working.sign(at_once=True)
                if not busy and not fresh:
                    return done
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(2 + writers) as threads:
        writing = [threads.submit(write_some, place) for place in range(writers)]
        sequencing = [threads.submit(sequence, tmp_path) for _ in range(2)]
        for each in writing:
            each.result()
        assert sum(each.result() for each in sequencing) == count
    assert sorted(numbered(register)) == sorted(f"receipt {number}" for number in range(count))
    notes = [note for file in tmp_path.iterdir() for note in find_notes(file.read_text())]
    verdict = check(register, *notes)
    assert not verdict.found
    assert verdict.signed == count


def test_a_sequencer_that_is_cut_off_leaves_all_or_nothing(
    register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_made(register, 0, 50)
    working = sequencer(tmp_path)
    register.use("intake")
    with monkeypatch.context() as patched:
        patched.setattr("infreg.flow.sequencing.audit.number", cut_off_after())
        with pytest.raises(ConnectionError):
            working.number_waiting()
    assert numbered(register) == []
    assert working.seen == 0
    assert working.number_waiting() == 50


def cut_off_after() -> Callable[..., None]:
    real = audit.number

    def number(*given: Any) -> None:
        real(*given)
        raise ConnectionError

    return number


def test_checkpoints_leave_the_database_once_and_in_order(register: Register, tmp_path: Path) -> None:
    folder = tmp_path / "ut"
    working = sequencer(folder)
    register.use("intake")
    for first in (0, 7, 20):
        write_made(register, first, first + 5)
        assert working.work(at_once=True) == 5
    assert working.work(at_once=True) == 0
    (file,) = folder.iterdir()
    assert file.name == "checkpoints-2026-11.txt"
    sizes = [read_note(note, SIGNER.public).size for note in find_notes(file.read_text())]
    assert sizes == [5, 10, 15]
    assert working.latest() == list(find_notes(file.read_text()))[-1]


def test_what_could_not_leave_leaves_later(register: Register, tmp_path: Path) -> None:
    folder = tmp_path / "ut"
    folder.write_text("a file where the folder should be")
    working = sequencer(folder)
    write_made(register, 0, 5)
    register.use("intake")
    assert working.work(at_once=True) == 5
    assert working.work(at_once=True) == 0
    (told,) = working.told
    assert "cannot be written" in told
    folder.unlink()
    working.work(at_once=True)
    (file,) = folder.iterdir()
    assert [read_note(note, SIGNER.public).size for note in find_notes(file.read_text())] == [5]


def test_a_note_that_was_half_written_harms_no_other(register: Register, tmp_path: Path) -> None:
    folder = tmp_path / "ut"
    folder.mkdir()
    (folder / "checkpoints-2026-11.txt").write_text("infreg.log/56475aa7")
    working = sequencer(folder)
    write_made(register, 0, 5)
    register.use("intake")
    working.work(at_once=True)
    torn, whole = find_notes((folder / "checkpoints-2026-11.txt").read_text())
    assert torn == "infreg.log/56475aa7"
    assert read_note(whole, SIGNER.public).size == 5


def test_a_young_checkpoint_is_not_followed_at_once(register: Register, tmp_path: Path) -> None:
    now = [made_log.BEGAN]
    working = sequencer(tmp_path)
    working.now = lambda: now[0]
    register.use("intake")
    write_made(register, 0, 5)
    working.work()
    write_made(register, 5, 9)
    working.work()
    assert register.count("registry.audit_checkpoint") == 1
    now[0] += EVERY
    working.work()
    assert register.count("registry.audit_checkpoint") == 2

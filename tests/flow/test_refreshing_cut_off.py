"""Readers and refreshers at once, and refreshes cut off by SIGKILL: what stands is always one whole state."""

import hashlib
import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from pyarrow import parquet

from infreg.flow import refreshing
from infreg.flow.refreshing import Step
from infreg.storage.warehouse import manifest
from tests.flow.made_warehouse import DECLARED, contents, digests, folder, read, refreshed
from tests.register import Register, close

pytestmark = pytest.mark.requirement("NOIS-4-1", "B-13")

#: A laboratory and a case in each transaction: whoever sees more of one than of the other sees half.
IN_STEP = """
    WITH made AS (
        INSERT INTO registry.institution (id_type, identifier, name, known_from)
        VALUES ('HER', %(number)s::text, 'Laboratorium', now())
    )
    INSERT INTO registry.case (name, register, subject, disease, classification, "group", alert,
        clinician_notice, event, received, known, rule, definition_kind, definition_name,
        definition_valid_from, definition_hash, decisions, doubts, made_of, known_from)
    VALUES (%(number)s::text, 'msis', sha256(%(number)s::text::bytea), 'salmonellosis', 'confirmed', 'A',
        false, false, date '2026-01-01' + 40 * (%(number)s %% 9), now(), now(), 'x', 'diseases', 'x',
        '2000-01-01', 'x', '{}', '{}', 'x', now())
"""


def write_in_step(register: Register, number: int) -> None:
    with register.superuser() as bare:
        bare.execute(IN_STEP, {"number": number})


def rows_of(files: tuple[Path, ...]) -> int:
    return sum(parquet.read_table(file, partitioning=None).num_rows for file in files)


def is_whole(home: Path) -> bool:
    """Every file is there, and is the one that was written."""
    found = manifest.find_contents(folder(home))
    assert found
    generation, said = found
    named = {file.path: file.sha256 for held in said.tables.values() for file in held.files}
    lies = {
        f"{file.parent.name}/{file.name}": hashlib.sha256(file.read_bytes()).hexdigest()
        for file in generation.rglob("*.parquet")
    }
    return named == lies


def in_a_child(register: Register, work: Callable[[], object]) -> int:
    """The process that does it as the refresh does; forked warm."""
    close()
    child = os.fork()
    if child:
        return child
    try:  # the child: it must end here, whatever happens, or there would be two test runs
        register.use("insight")
        work()
        os._exit(0)
    except BaseException:  # noqa: BLE001 - told by how it ends
        os._exit(1)


def ends_at(wanted: Step) -> Callable[[Step], None]:
    def reached(step: Step) -> None:
        if step is wanted:
            os.kill(os.getpid(), signal.SIGKILL)

    return reached


@pytest.mark.parametrize("times", [20, pytest.param(100, marks=pytest.mark.slow)])
def test_who_reads_during_refreshes_never_sees_half(register: Register, tmp_path: Path, times: int) -> None:
    refreshed(register, tmp_path)
    done = Event()

    def reading() -> list[int]:
        seen: list[int] = []
        known_at = manifest.find_current(folder(tmp_path))
        while not done.is_set():
            found = manifest.find_current(folder(tmp_path))
            assert found
            assert known_at
            assert found.known_at >= known_at.known_at
            assert found.files.keys() >= DECLARED
            cases, institutions = rows_of(found.files["case"]), rows_of(found.files["institution"])
            assert cases == institutions
            seen.append(cases)
            known_at = found
        return seen

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(reading) for _ in range(2)]
        try:
            for number in range(times):
                write_in_step(register, number)
                refreshed(register, tmp_path)
        finally:
            done.set()
        for reader in readers:
            seen = reader.result()
            assert seen == sorted(seen)
            assert len(set(seen)) > times / 10, "it read while there was something to read"
    assert len(read(tmp_path, "case")) == times


@pytest.mark.parametrize("step", Step)
def test_a_refresh_killed_anywhere_leaves_a_whole_state_and_the_next_completes(
    either: Register, tmp_path: Path, step: Step
) -> None:
    for number in range(5):
        write_in_step(either, number)
    refreshed(either, tmp_path)
    before = digests(tmp_path)
    write_in_step(either, 5)
    environ = {"INFREG_HOME": str(tmp_path)}
    child = in_a_child(either, lambda: refreshing.refresh(environ, reached=ends_at(step)))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    swapped = step in {Step.SWAPPED, Step.COMMITTED}
    assert (digests(tmp_path) == before) is not swapped
    assert is_whole(tmp_path)
    assert len(read(tmp_path, "case")) == len(read(tmp_path, "institution")) == (6 if swapped else 5)
    either.use("intake")
    assert refreshing.is_due() is (step is not Step.COMMITTED)
    refreshed(either, tmp_path)
    assert len(read(tmp_path, "case")) == len(read(tmp_path, "institution")) == 6
    assert is_whole(tmp_path)
    either.use("intake")
    assert not refreshing.is_due()
    left = {int(each.name) for each in (folder(tmp_path) / "generations").iterdir()}
    assert max(left) == contents(tmp_path).number, "what was half made is gone"
    refreshed(either, tmp_path / "other")
    assert digests(tmp_path) == digests(tmp_path / "other")


def test_every_step_is_on_the_way(register: Register, tmp_path: Path) -> None:
    met: list[Step] = []
    refreshed(register, tmp_path, reached=met.append)
    assert list(dict.fromkeys(met)) == list(Step)


def test_what_changes_while_a_refresh_reads_is_left_for_the_next(register: Register, tmp_path: Path) -> None:
    write_in_step(register, 1)

    def meanwhile(step: Step) -> None:
        if step is Step.TABLE_WRITTEN and not written:
            written.append(2)
            write_in_step(register, 2)

    written: list[int] = []
    refreshed(register, tmp_path, reached=meanwhile)
    assert len(read(tmp_path, "case")) == len(read(tmp_path, "institution")) == 1
    register.use("intake")
    assert refreshing.is_due()
    refreshed(register, tmp_path)
    assert len(read(tmp_path, "case")) == len(read(tmp_path, "institution")) == 2


def test_refreshers_at_once_take_turns(either: Register, tmp_path: Path) -> None:
    for number in range(3):
        write_in_step(either, number)
    environ = {"INFREG_HOME": str(tmp_path)}
    children = [in_a_child(either, lambda: refreshing.refresh(environ)) for _ in range(4)]
    for number in range(3, 9):
        write_in_step(either, number)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * len(children)
    assert is_whole(tmp_path)
    refreshed(either, tmp_path)
    assert len(read(tmp_path, "case")) == len(read(tmp_path, "institution")) == 9


def test_a_reader_keeps_what_it_found_until_the_grace_is_over(register: Register, tmp_path: Path) -> None:
    write_in_step(register, 1)
    refreshed(register, tmp_path)
    found = manifest.find_current(folder(tmp_path))
    assert found
    for number in range(2, 5):
        write_in_step(register, number)
        refreshed(register, tmp_path)
    assert rows_of(found.files["case"]) == 1
    assert rows_of(tuple((folder(tmp_path) / "current/case").glob("*.parquet"))) == 4


def test_nobody_finds_a_warehouse_where_none_was_written(tmp_path: Path) -> None:
    assert manifest.find_current(tmp_path) is None
    assert refreshing.find({"INFREG_HOME": str(tmp_path)}) is None

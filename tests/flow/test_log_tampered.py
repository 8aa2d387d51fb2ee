"""Tampering with the log in the database, as who rules it: each kind is found, and named where it was."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from infreg.flow.sequencing import Sequencer
from infreg.ledger.verifying import Fault
from tests.flow.made_log import check, sequencer, where, write
from tests.ledger import made_log
from tests.ledger.made_log import SIGNER
from tests.register import Register, Server

pytestmark = [pytest.mark.requirement("NOIS-6-1", "NOIS-4-1"), pytest.mark.control("16.4.2")]

SIZE, EACH = 10_000, 2000
ONE = 4321
TABLES = ("audit_event", "audit_leaf", "audit_checkpoint")


@dataclass
class Log:
    """The log as it was signed, and the notes that left the machine."""

    register: Register
    notes: list[str]

    def tamper(self, *statements: str) -> None:
        with self.register.superuser() as bare:
            for statement in statements:
                bare.execute(
                    statement.format(
                        one=f"(SELECT event FROM registry.audit_leaf WHERE number = {ONE})"
                    ).encode()
                )


@pytest.fixture(scope="module")
def kept(embedded: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Log]:
    """Ten thousand events, signed for after every two thousand, and copies of the tables to go back to."""
    with embedded.fresh() as register:
        working = sequencer(tmp_path_factory.mktemp("ut"), made_log.BEGAN, timedelta(seconds=EACH))
        notes = []
        for start in range(0, SIZE, EACH):
            with register.superuser() as bare:
                write(bare, [made_log.logged(number) for number in range(start, start + EACH)])
            register.use("intake")
            assert working.number_waiting() == EACH
            note = working.sign(at_once=True)
            assert note
            notes.append(note)
        with register.superuser() as bare:
            bare.execute(b"CREATE SCHEMA copies")
            for table in TABLES:
                bare.execute(f"CREATE TABLE copies.{table} AS TABLE registry.{table}".encode())
        yield Log(register, notes)


@pytest.fixture
def log(kept: Log) -> Iterator[Log]:
    yield kept
    with kept.register.superuser() as bare:
        for table in TABLES:
            bare.execute(f"TRUNCATE registry.{table}".encode())
            bare.execute(f"INSERT INTO registry.{table} SELECT * FROM copies.{table}".encode())


def test_an_untouched_log_is_whole_and_looking_is_written(log: Log) -> None:
    verdict = check(log.register, *log.notes)
    assert not verdict.found
    assert (verdict.size, verdict.signed, verdict.checkpoints) == (SIZE, SIZE, SIZE // EACH)
    assert verdict.unnumbered == 1, "that somebody looked waits for its number"
    assert check(log.register).unnumbered == 2


CHANGES = {
    "id": "gen_random_uuid()",
    "at": "at - interval '1 microsecond'",
    "account": "'x'",
    "role": "'x'",
    "purpose": "'x'",
    "action": "'x'",
    "outcome": "'x'",
    "permission": "'x'",
    "unit": "77",
    "commitment": "sha256('x')",
    "transaction": "transaction + 1",
    "subject": "sha256('x')",
    "object": "'x'",
    "reason": "'x'",
    "relation": "'x'",
    "salt": "sha256('x')",
}


def test_a_change_of_any_column_of_an_event_is_found_at_its_number(log: Log) -> None:
    numbers = {column: 100 + 10 * place for place, column in enumerate(CHANGES)}
    log.tamper(
        *(
            f"UPDATE registry.audit_event SET {column} = {CHANGES[column]} WHERE id ="
            f" (SELECT event FROM registry.audit_leaf WHERE number = {number})"
            for column, number in numbers.items()
        )
    )
    found = where(check(log.register))
    assert {first for _, first, _ in found if first is not None} == set(numbers.values())
    assert (Fault.REMOVED, numbers["id"], numbers["id"]) in found
    assert {fault for fault, first, _ in found if first == numbers["subject"]} == {Fault.SAYING_CHANGED}


def test_every_column_of_an_event_was_changed(log: Log) -> None:
    with log.register.superuser() as bare:
        columns = bare.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'registry.audit_event'::regclass"
            " AND attnum > 0 AND NOT attisdropped"
        ).fetchall()
    assert {row[0] for row in columns} == set(CHANGES)


def test_a_changed_leaf_is_found(log: Log) -> None:
    log.tamper(f"UPDATE registry.audit_leaf SET hash = sha256('x') WHERE number = {ONE}")
    assert where(check(log.register)) == {(Fault.CHANGED, ONE, ONE), (Fault.ROOT, 4000, 5999)}


@pytest.mark.control("16.4.2")
def test_a_deleted_event_is_found(log: Log) -> None:
    log.tamper("DELETE FROM registry.audit_event WHERE id = {one}")
    assert where(check(log.register)) == {(Fault.REMOVED, ONE, ONE)}


def test_an_event_deleted_with_its_leaf_is_found(log: Log) -> None:
    log.tamper(
        "DELETE FROM registry.audit_event WHERE id = {one}",
        f"DELETE FROM registry.audit_leaf WHERE number = {ONE}",
    )
    assert where(check(log.register)) == {(Fault.MISSING, ONE, ONE), (Fault.ROOT, 4000, 5999)}


def test_a_gap_closed_by_renumbering_is_found(log: Log) -> None:
    log.tamper(
        "DELETE FROM registry.audit_event WHERE id = {one}",
        f"DELETE FROM registry.audit_leaf WHERE number = {ONE}",
        f"UPDATE registry.audit_leaf SET number = -number WHERE number > {ONE}",
        "UPDATE registry.audit_leaf SET number = -number - 1 WHERE number < 0",
    )
    assert where(check(log.register)) == {(Fault.ROOT, 4000, 5999), (Fault.SHORT, SIZE - 1, SIZE - 1)}


CUT = """
    DELETE FROM registry.audit_event WHERE id IN (SELECT event FROM registry.audit_leaf WHERE number >= 7000)
"""
CUT_LEAVES = "DELETE FROM registry.audit_leaf WHERE number >= 7000"
CUT_CHECKPOINTS = "DELETE FROM registry.audit_checkpoint WHERE size > 7000"


def test_a_cut_off_end_is_found(log: Log) -> None:
    log.tamper(CUT)
    assert where(check(log.register)) == {(Fault.REMOVED, 7000, SIZE - 1)}
    log.tamper(CUT_LEAVES)
    assert where(check(log.register)) == {(Fault.SHORT, 7000, SIZE - 1)}


def test_an_old_backup_is_found_by_what_left_the_machine(log: Log) -> None:
    log.tamper(CUT, CUT_LEAVES, CUT_CHECKPOINTS)
    assert not check(log.register).found, "nothing in the database itself tells"
    assert where(check(log.register, *log.notes)) == {(Fault.SHORT, 7000, SIZE - 1)}


def test_everything_deleted_is_found(log: Log) -> None:
    log.tamper(*(f"TRUNCATE registry.{table}" for table in TABLES))
    assert where(check(log.register, log.notes[-1])) == {(Fault.SHORT, 0, SIZE - 1)}


def test_two_events_that_changed_places_are_found(log: Log) -> None:
    log.tamper(
        f"UPDATE registry.audit_leaf SET number = -1 WHERE number = {ONE}",
        f"UPDATE registry.audit_leaf SET number = {ONE} WHERE number = {ONE + 7}",
        f"UPDATE registry.audit_leaf SET number = {ONE + 7} WHERE number = -1",
    )
    assert where(check(log.register)) == {(Fault.ROOT, 4000, 5999)}


INSERTED = """
    INSERT INTO registry.audit_event
        (id, at, account, role, purpose, action, outcome, salt, commitment, transaction)
    SELECT gen_random_uuid(), at, 'framed', role, purpose, action, outcome, 'x', sha256('x'), transaction
    FROM registry.audit_event WHERE id = {one}
"""


def test_an_event_inserted_between_two_is_found(log: Log) -> None:
    log.tamper(INSERTED)
    faults = {fault for fault, _, _ in where(check(log.register, *log.notes))}
    assert faults == {Fault.BACKDATED, Fault.SAYING_CHANGED}


def test_an_event_inserted_with_a_number_is_found(log: Log) -> None:
    log.tamper(
        f"UPDATE registry.audit_leaf SET number = -number WHERE number >= {ONE}",
        "UPDATE registry.audit_leaf SET number = 1 - number WHERE number < 0",
        INSERTED.replace("{one}", "(SELECT min(id::text)::uuid FROM registry.audit_event)"),
        f"INSERT INTO registry.audit_leaf SELECT {ONE}, id, sha256('x') FROM registry.audit_event"
        " WHERE account = 'framed'",
    )
    found = where(check(log.register))
    assert {(Fault.CHANGED, ONE, ONE), (Fault.ROOT, 4000, 5999)} <= found


def rebuilt(log: Log) -> None:
    """A new history, numbered and signed by the real sequencer: the key was stolen with the machine."""
    log.tamper(
        "UPDATE registry.audit_event SET account = 'x' WHERE id = {one}",
        "TRUNCATE registry.audit_leaf",
        "TRUNCATE registry.audit_checkpoint",
    )


def test_a_chain_rebuilt_with_the_key_is_found_by_what_left_the_machine(log: Log, tmp_path: Path) -> None:
    rebuilt(log)
    log.register.use("intake")
    thief = sequencer(tmp_path / "another folder")
    assert thief.number_waiting() == SIZE
    assert thief.sign(at_once=True)
    assert not check(log.register).found, "nothing in the database itself tells"
    assert where(check(log.register, log.notes[1], log.notes[-1])) == {(Fault.ROOT, 4000, SIZE - 1)}


@pytest.mark.parametrize(
    "change",
    [
        "root = sha256('x')",
        "at = at - interval '1 second'",
        "size = size - 1",
        "note = replace(note, '4000', '3999')",
        "note = ''",
    ],
)
def test_a_changed_checkpoint_is_found(log: Log, change: str) -> None:
    log.tamper(f"UPDATE registry.audit_checkpoint SET {change} WHERE size = 4000")
    assert {fault for fault, _, _ in where(check(log.register))} == {Fault.CHECKPOINT}


def test_a_checkpoint_whose_frontier_was_changed_is_not_gone_on_from(log: Log, tmp_path: Path) -> None:
    log.tamper(f"UPDATE registry.audit_checkpoint SET frontier[1] = sha256('x') WHERE size = {SIZE}")
    nothing_is_signed(log, sequencer(tmp_path), "was changed")


def test_a_number_that_is_missing_is_not_signed_over(log: Log, tmp_path: Path) -> None:
    log.tamper(
        CUT_CHECKPOINTS,
        f"DELETE FROM registry.audit_leaf WHERE number = {SIZE - 5}",
        f"DELETE FROM registry.audit_event WHERE id IN ({ORPHANS})",
    )
    nothing_is_signed(log, sequencer(tmp_path), "missing")


ORPHANS = (
    "SELECT id FROM registry.audit_event AS e"
    " WHERE NOT EXISTS (SELECT FROM registry.audit_leaf WHERE event = e.id)"
)


def test_an_old_backup_is_not_signed_for(log: Log, tmp_path: Path) -> None:
    """Else there were two histories, both signed."""
    folder = tmp_path / "kontrollpunkt"
    working = sequencer(folder)
    log.register.use("intake")
    working.sign(at_once=True)  # writes what left the machine into the folder
    assert len(list(folder.iterdir())) == 1
    log.tamper(CUT, CUT_LEAVES, CUT_CHECKPOINTS)
    nothing_is_signed(log, working, "Bring the right one back")


def nothing_is_signed(log: Log, working: Sequencer, why: str) -> None:
    check(log.register)  # writes an event, which there were to sign for
    before = log.register.count("registry.audit_checkpoint")
    log.register.use("intake")
    assert working.work(at_once=True) == 1, "events are numbered all the same"
    assert log.register.count("registry.audit_checkpoint") == before
    (told,) = working.told
    assert why in told


def test_a_forged_checkpoint_from_outside_is_found(log: Log) -> None:
    forged = log.notes[-1].replace(str(SIZE), str(SIZE - 1))
    assert {fault for fault, _, _ in where(check(log.register, forged))} == {Fault.CHECKPOINT}
    assert SIGNER.public.name in forged

"""Tampering with an exported log of ten thousand events: each kind is found, and named where it was done."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infreg.flow.proof import NoKey, Verdict, verify_export
from infreg.ledger.checkpoints import PublicKey, Signer
from infreg.ledger.entries import leaf_of
from infreg.ledger.verifying import Fault, Found
from infreg.vocabulary.audit import Action, LogEntry, LoggedEvent, commitment
from tests.ledger import made_log
from tests.ledger.made_log import EACH, SIGNER, WAITING, signed

pytestmark = pytest.mark.requirement("NOIS-6-1")

SIZE = 10_000
#: An event in the middle, between the checkpoints of 4,000 and 5,000.
ONE = 4321
LOG = made_log.entries(SIZE)
LEAVES = [entry.leaf for entry in LOG if entry.leaf is not None]
CHECKPOINTS = signed(LEAVES)
LINES = made_log.lines(LOG, CHECKPOINTS)
#: The heading and the checkpoints stand before event 0.
HEAD = 1 + len(CHECKPOINTS)
#: What somebody outside was given, of 7,000 events.
OUTSIDE = CHECKPOINTS[6].note


def check(lines: list[bytes], *outside: str, key: PublicKey | None = SIGNER.public) -> Verdict:
    return verify_export(lines, outside, key)


def where(verdict: Verdict) -> set[tuple[Fault, int | None, int | None]]:
    return {(each.fault, each.first, each.last) for each in verdict.found}


def edited(place: int, change: Callable[[dict[str, Any]], object]) -> list[bytes]:
    """The export with one line changed by hand."""
    row = json.loads(LINES[place])
    change(row)
    return [*LINES[:place], json.dumps(row).encode(), *LINES[place + 1 :]]


def test_an_untouched_log_is_whole() -> None:
    verdict = check(LINES, OUTSIDE)
    assert not verdict.found
    assert (verdict.size, verdict.signed, verdict.unnumbered, verdict.erased) == (SIZE, SIZE, WAITING, 0)
    assert (verdict.checkpoints, verdict.outside, verdict.out_of_time) == (SIZE // EACH, 1, ())
    assert verdict.waiting_since == made_log.event(SIZE).at


COLUMNS: dict[str, object] = {
    "id": "00000000-0000-0000-0000-00000000ffff",
    "at": "2026-11-22T06:00:00Z",
    "account": "somebody else",
    "role": "laboratory",
    "purpose": "treatment",
    "action": "reveal",
    "outcome": "refused",
    "permission": "reveal",
    "unit": 99,
    "commitment": "00" * 32,
    "transaction": 1,
}
SAYINGS: dict[str, object] = {
    "subject": "ff" * 32,
    "object": "another receipt",
    "reason": "another reason",
    "relation": "another relation",
    "salt": "00" * 32,
}


def changed_in_turn(columns: dict[str, object]) -> tuple[list[bytes], dict[str, int]]:
    """The export with each of these columns changed, each of another event, and of which one."""
    lines, numbers = [*LINES], {column: ONE + 10 * place for place, column in enumerate(columns)}
    for column, number in numbers.items():
        row = json.loads(lines[HEAD + number])
        row["event"][column] = columns[column]
        lines[HEAD + number] = json.dumps(row).encode()
    return lines, numbers


def test_a_changed_column_is_found_at_its_number() -> None:
    lines, numbers = changed_in_turn(COLUMNS)
    found = where(check(lines))
    assert {first for fault, first, _ in found if fault is Fault.CHANGED} == set(numbers.values())
    commitment_of = numbers["commitment"]
    assert found - {(Fault.CHANGED, n, n) for n in numbers.values()} == {
        (Fault.SAYING_CHANGED, commitment_of, commitment_of)
    }


def test_what_an_event_says_cannot_be_changed_though_it_may_be_erased() -> None:
    lines, numbers = changed_in_turn(SAYINGS)
    assert where(check(lines)) == {(Fault.SAYING_CHANGED, n, n) for n in numbers.values()}


def test_every_column_that_is_exported_is_proved() -> None:
    assert set(json.loads(LINES[HEAD + ONE])["event"]) == {*COLUMNS, *SAYINGS}


def test_a_changed_leaf_is_found_at_its_number_and_by_the_next_checkpoint() -> None:
    verdict = check(edited(HEAD + ONE, lambda row: row.update(leaf="00" * 32)))
    assert where(verdict) == {(Fault.CHANGED, ONE, ONE), (Fault.ROOT, 4000, 4999)}
    assert verdict.signed == 4000


def rehashed(number: int) -> LogEntry:
    """An event changed by who knew to change its commitment and its leaf too."""
    was = LOG[number].logged
    assert was
    assert was.salt
    event = replace(was.event, account="somebody else", object="another")
    changed = LoggedEvent(event, was.salt, commitment(event, was.salt), was.transaction)
    return LogEntry(number, leaf_of(changed), changed)


def test_an_event_changed_with_its_leaf_is_found_between_two_checkpoints() -> None:
    log = [*LOG[:ONE], rehashed(ONE), *LOG[ONE + 1 :]]
    assert where(check(made_log.lines(log, CHECKPOINTS))) == {(Fault.ROOT, 4000, 4999)}


def test_a_removed_event_is_named_by_the_leaf_it_left() -> None:
    verdict = check(edited(HEAD + ONE, lambda row: row.update(event=None)))
    assert where(verdict) == {(Fault.REMOVED, ONE, ONE)}


def test_an_event_removed_with_its_leaf_leaves_a_gap() -> None:
    verdict = check([*LINES[: HEAD + ONE], *LINES[HEAD + ONE + 1 :]])
    assert where(verdict) == {(Fault.MISSING, ONE, ONE), (Fault.ROOT, 4000, 4999)}


def test_many_removed_in_a_row_are_told_as_one() -> None:
    verdict = check([*LINES[: HEAD + ONE], *LINES[HEAD + ONE + 500 :]])
    assert (Fault.MISSING, ONE, ONE + 499) in where(verdict)


def renumbered(log: list[LogEntry]) -> list[LogEntry]:
    return [replace(each, number=place if each.leaf else None) for place, each in enumerate(log)]


def test_a_gap_that_was_closed_by_renumbering_is_found() -> None:
    log = renumbered([*LOG[:ONE], *LOG[ONE + 1 :]])
    assert where(check(made_log.lines(log, CHECKPOINTS))) == {
        (Fault.ROOT, 4000, 4999),
        (Fault.SHORT, SIZE - 1, SIZE - 1),
    }


def test_an_inserted_event_is_found() -> None:
    log = renumbered([*LOG[:ONE], rehashed(77), *LOG[ONE:]])
    assert (Fault.ROOT, 4000, 4999) in where(check(made_log.lines(log, CHECKPOINTS)))


def test_two_events_that_changed_places_are_found() -> None:
    one, two = LOG[ONE], LOG[ONE + 2]
    log = [*LOG]
    log[ONE], log[ONE + 2] = replace(two, number=ONE), replace(one, number=ONE + 2)
    assert where(check(made_log.lines(log, CHECKPOINTS))) == {(Fault.ROOT, 4000, 4999)}


def test_two_lines_that_changed_places_are_found() -> None:
    lines = [*LINES]
    lines[HEAD + ONE], lines[HEAD + ONE + 1] = lines[HEAD + ONE + 1], lines[HEAD + ONE]
    assert (Fault.OUT_OF_ORDER, ONE, ONE) in where(check(lines))


def test_a_line_that_stands_twice_is_found() -> None:
    lines = [*LINES[: HEAD + ONE], LINES[HEAD + ONE], *LINES[HEAD + ONE :]]
    assert where(check(lines)) == {(Fault.OUT_OF_ORDER, ONE, ONE)}


def test_a_number_after_the_waiting_is_out_of_order() -> None:
    last = HEAD + SIZE - 1
    verdict = check([*LINES[:last], *LINES[last + 1 :], LINES[last]])
    assert (Fault.OUT_OF_ORDER, SIZE - 1, SIZE - 1) in where(verdict)


def test_a_dropped_tail_is_found_by_the_logs_own_checkpoints() -> None:
    assert where(check(LINES[: HEAD + 6400])) == {(Fault.SHORT, 6400, SIZE - 1)}


def test_a_tail_dropped_with_its_checkpoints_is_found_by_one_kept_outside() -> None:
    log, kept = LOG[:6400], CHECKPOINTS[:6]
    assert not check(made_log.lines(log, kept)).found, "nothing in the log itself tells"
    assert where(check(made_log.lines(log, kept), OUTSIDE)) == {(Fault.SHORT, 6400, 6999)}


def test_a_log_rebuilt_and_signed_by_a_stolen_key_is_found_by_a_checkpoint_kept_outside() -> None:
    log = [*LOG[:ONE], rehashed(ONE), *LOG[ONE + 1 :]]
    rebuilt = made_log.lines(log, signed([each.leaf for each in log if each.leaf]))
    assert not check(rebuilt).found, "whoever holds the key can sign another history"
    assert where(check(rebuilt, OUTSIDE)) == {(Fault.ROOT, 0, 6999)}
    before = CHECKPOINTS[3].note
    assert where(check(rebuilt, before, OUTSIDE)) == {(Fault.ROOT, 4000, 6999)}
    assert check(rebuilt, before, OUTSIDE).signed == 4000


def test_a_checkpoint_whose_row_was_changed_is_found() -> None:
    lines = [*LINES]
    changes: list[dict[str, object]] = [{"root": "00" * 32}, {"at": "2026-11-22T06:00:00Z"}, {"size": 3999}]
    for place, change in enumerate(changes, 3):
        row = json.loads(lines[place])
        row["checkpoint"].update(change)
        lines[place] = json.dumps(row).encode()
    found = check(lines).found
    assert [each.fault for each in found] == [Fault.CHECKPOINT] * len(changes)
    assert all("not what its signature says" in each.text for each in found)


def test_a_checkpoint_whose_note_was_changed_is_found() -> None:
    def change(row: dict[str, Any]) -> None:
        row["checkpoint"]["note"] = row["checkpoint"]["note"].replace("4000", "3999")

    verdict = check(edited(4, change))
    assert verdict.found == (
        Found(
            Fault.CHECKPOINT, detail="of 4000 events: its signature does not fit: it was changed or forged"
        ),
    )


def test_checkpoints_signed_by_another_key_are_found() -> None:
    forged = signed(LEAVES, signer=Signer.of(bytes(32)))
    verdict = check(made_log.lines(LOG, forged))
    assert {each.fault for each in verdict.found} == {Fault.CHECKPOINT}
    assert verdict.signed == 0


def test_an_export_that_names_another_key_than_the_one_held_is_found() -> None:
    other = Signer.of(bytes(32))
    lines = [LINES[0].replace(str(SIGNER.public).encode(), str(other.public).encode()), *LINES[1:]]
    assert Fault.KEY in {each.fault for each in check(lines).found}
    alone = verify_export(lines, (), None)
    assert {each.fault for each in alone.found} == {Fault.CHECKPOINT}, "its checkpoints are not that key's"


def erased(number: int) -> LogEntry:
    was = LOG[number].logged
    assert was
    event = replace(was.event, subject=None, object=None, reason=None, relation=None)
    return LogEntry(number, LOG[number].leaf, replace(was, event=event, salt=None))


def erasure(number: int, of: int) -> LogEntry:
    target = LOG[of].logged
    assert target
    event = replace(made_log.event(number), action=Action.ERASE, object=f"event {target.event.id}")
    kept = LoggedEvent(event, b"salt", commitment(event, b"salt"), 700 + number)
    return LogEntry(None, None, kept)


def test_what_the_law_erased_leaves_the_proof_whole_and_is_counted() -> None:
    log = [*LOG[:ONE], erased(ONE), *LOG[ONE + 1 :], erasure(SIZE + WAITING, of=ONE)]
    verdict = check(made_log.lines(log, CHECKPOINTS), OUTSIDE)
    assert not verdict.found
    assert verdict.erased == 1


def test_an_erasure_that_nobody_recorded_is_found() -> None:
    log = [*LOG[:ONE], erased(ONE), *LOG[ONE + 1 :]]
    assert where(check(made_log.lines(log, CHECKPOINTS))) == {(Fault.ERASED_UNRECORDED, ONE, ONE)}


def test_half_an_erasure_is_found() -> None:
    verdict = check(edited(HEAD + ONE, lambda row: row["event"].update(salt=None)))
    assert (Fault.HALF_ERASED, ONE, ONE) in where(verdict)


def test_an_old_event_among_those_that_wait_is_found() -> None:
    old = LogEntry(None, None, made_log.logged(5))
    verdict = check(made_log.lines([*LOG, old], CHECKPOINTS))
    assert [each.fault for each in verdict.found] == [Fault.BACKDATED]


def test_a_clock_that_was_set_back_breaks_nothing_and_is_named() -> None:
    log = [*LOG[:SIZE]]
    was = LOG[ONE].logged
    assert was
    late = replace(was, event=replace(was.event, at=made_log.BEGAN))
    log[ONE] = LogEntry(ONE, leaf_of(late), late)
    verdict = check(made_log.lines(log, signed([each.leaf for each in log if each.leaf])))
    assert not verdict.found
    assert verdict.out_of_time == (ONE,)


@pytest.mark.parametrize("line", [b"", b"{}", b"[]", b"null", b'{"number":1}', b"\xff"])
def test_a_line_that_is_none_of_an_exports_is_told_with_its_place(line: bytes) -> None:
    verdict = check([*LINES[: HEAD + 10], line, *LINES[HEAD + 10 :]])
    unreadable = [each for each in verdict.found if each.fault is Fault.UNREADABLE]
    assert [each.detail for each in unreadable] == [f"line {HEAD + 11} is not what an export is made of"]


def test_an_export_without_a_heading_is_no_export() -> None:
    for lines in ([], LINES[1:], [b"x"]):
        with pytest.raises(NoKey):
            check(lines)


SMALL = made_log.entries(64)
SMALL_CHECKPOINTS = signed([each.leaf for each in SMALL if each.leaf], each=8)
SMALL_LINES = made_log.lines(SMALL, SMALL_CHECKPOINTS)


@given(st.integers(1 + len(SMALL_CHECKPOINTS), len(SMALL_LINES) - 1 - WAITING), st.data())
def test_no_signed_event_changes_by_a_letter_unseen(place: int, data: st.DataObject) -> None:
    """Whatever byte of the export is changed: it is found, or it says the same as before."""
    line = SMALL_LINES[place]
    at = data.draw(st.integers(0, len(line) - 2))
    byte = data.draw(st.integers(32, 126))
    changed = line[:at] + bytes([byte]) + line[at + 1 :]
    verdict = check([*SMALL_LINES[:place], changed, *SMALL_LINES[place + 1 :]])
    if not verdict.found:
        assert changed.lower() == line.lower()

"""The warehouse from the command line, and beside a worker."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from infreg.doors.cli import serving
from tests.doors.terminal import Terminal
from tests.doors.test_commands import INFREG
from tests.flow.made_cases import Told
from tests.flow.made_warehouse import DECLARED, read, refreshed
from tests.register import Register

pytestmark = pytest.mark.requirement("NIR-12")


@pytest.fixture
def terminal(register: Register, tmp_path: Path) -> Terminal:
    """A register whose warehouse nobody else writes."""
    register.receive(Told(grew="Salmonella Enteritidis").written())
    for shared in ("passwords", "keys"):
        (tmp_path / shared).symlink_to(register.home / shared)
    return Terminal(register.environ | {"INFREG_HOME": str(tmp_path)})


def test_what_was_received_is_written_and_shown(terminal: Terminal, tmp_path: Path) -> None:
    empty = terminal.run("warehouse", "show")
    assert (empty.returncode, empty.stdout) == (1, "")
    assert "infreg warehouse refresh" in empty.stderr
    done = terminal.run("warehouse", "refresh")
    assert done.returncode == 0
    assert "finding                    1 rows in 1 files" in done.stdout
    assert "The warehouse shows what was known 20" in done.stdout
    assert "Nothing had changed" in terminal.run("warehouse", "refresh").stdout
    shown = terminal.run("warehouse", "show")
    assert "{:<28}{:>12}  2026-10 to 2026-10".format("case", 1) in shown.stdout
    lines = [json.loads(line) for line in terminal.run("warehouse", "show", "--json").stdout.splitlines()]
    by_table = {line["table"]: line for line in lines}
    assert by_table.keys() >= DECLARED
    assert (by_table["case"]["rows"], by_table["case"]["first"]) == (1, "2026-10")
    assert (by_table["institution"]["first"], by_table["institution"]["rows"]) == (None, 2)
    (file,) = (tmp_path / "warehouse/current/case").glob("*.parquet")
    assert parquet.read_table(file, partitioning=None)["disease"].to_pylist() == ["salmonellosis"]


def test_a_program_reads_what_was_written(terminal: Terminal) -> None:
    said = json.loads(terminal.run("warehouse", "refresh", "--json").stdout)
    assert said["generation"] == 1
    assert said["tables"]["case"] == {"rows": 1, "files": 1}
    again = json.loads(terminal.run("warehouse", "refresh", "--json").stdout)
    assert (again["generation"], again["tables"]) == (1, {})
    full = json.loads(terminal.run("warehouse", "refresh", "--full", "--json").stdout)
    assert (full["generation"], full["tables"]) == (2, said["tables"])


def test_a_warehouse_that_cannot_be_written_is_told_of_without_a_traceback(
    terminal: Terminal, tmp_path: Path
) -> None:
    (tmp_path / "warehouse").write_text("in the way")
    refused = terminal.run("warehouse", "refresh")
    assert refused.returncode == 2
    assert refused.stderr.startswith("infreg: The warehouse in ")
    assert "Traceback" not in refused.stderr


class Child:
    """A process that ends when it is told to."""

    def __init__(self) -> None:
        self.returncode: int | None = None
        self.is_ended = False

    def poll(self) -> int | None:
        return self.returncode

    def terminate(self) -> None:
        self.is_ended = True

    def wait(self) -> None:
        assert self.is_ended


class Beside:
    """A refresher beside a worker whose clock and changes the test makes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.is_due, self.started = 1000.0, False, list[Child]()
        monkeypatch.setattr(serving, "_start", self._start)
        self.refresher = serving.Refresher(lambda: self.is_due, lambda: self.now)

    def _start(self, *words: str) -> Any:
        assert words == ("insight", "warehouse", "refresh")
        self.started.append(Child())
        return self.started[-1]

    def after(self, seconds: float, *, is_due: bool) -> int:
        self.now += seconds
        self.is_due = is_due
        self.refresher.look()
        return len(self.started)


def test_what_changed_is_refreshed_half_a_minute_after_the_last_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    beside = Beside(monkeypatch)
    assert beside.after(1, is_due=True) == 0
    assert beside.after(29, is_due=True) == 1
    assert beside.after(300, is_due=True) == 1, "never two at once"
    beside.started[0].returncode = 0
    assert beside.after(1, is_due=True) == 1
    assert beside.after(29, is_due=True) == 1
    assert beside.after(1, is_due=True) == 2
    beside.started[1].returncode = 1
    assert beside.after(0, is_due=True) == 2
    assert beside.after(30, is_due=True) == 3, "one that failed is tried again"


def test_when_nothing_changes_the_warehouse_still_shows_until_now(monkeypatch: pytest.MonkeyPatch) -> None:
    beside = Beside(monkeypatch)
    assert beside.after(599, is_due=False) == 0
    assert beside.after(1, is_due=False) == 1


def test_a_refresh_ends_with_its_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    beside = Beside(monkeypatch)
    beside.refresher.stop()
    assert beside.after(30, is_due=True) == 1
    beside.refresher.stop()
    assert beside.started[0].is_ended


def test_while_a_worker_runs_an_arrival_is_in_the_warehouse_within_two_minutes(
    register: Register, terminal: Terminal
) -> None:
    home = Path(terminal.environ["INFREG_HOME"])
    kept = {name: value for name, value in os.environ.items() if not name.startswith("INFREG_")}
    worker = subprocess.Popen([INFREG, "worker"], env={**kept, **terminal.environ})
    try:
        until = time.monotonic() + 120
        while time.monotonic() < until and not (home / "warehouse/current").exists():
            time.sleep(0.5)
        assert [row["disease"] for row in read(home, "case")] == ["salmonellosis"]
    finally:
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=60) == 0
    assert refreshed(register, home).tables == {}

"""The log by commands: listed, exported, proved with and without a database, and its checkpoints kept."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from infreg.doors.cli.auditing import event_line
from infreg.storage import server
from infreg.vocabulary.audit import LogEntry
from tests.doors.terminal import Terminal
from tests.doors.test_commands import HANDFUL, INFREG, Home
from tests.ledger import made_log

pytestmark = pytest.mark.requirement("NOIS-6-1", "NOIS-4-1")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A home in which an answer was looked at twice, numbered and signed for by a worker."""
    made = Home(tmp_path_factory.mktemp("hjem") / "hjemme")
    file = tmp_path_factory.mktemp("svar") / "covid.xml"
    file.write_bytes(HANDFUL["covid.xml"])
    (received,) = made.receive(file)
    for _ in range(2):
        assert Terminal(made.environment).run("show", str(received["receipt"])).returncode == 0
    assert made.run("worker", "--once").returncode == 0
    yield made
    folder = server.folder(made.folder)
    server.stop(made.folder)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def terminal(home: Home) -> Terminal:
    return Terminal(home.environment)


@pytest.fixture(scope="module")
def export(terminal: Terminal, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("eksport") / "log.jsonl"
    done = terminal.run("audit", "export", file)
    assert done.returncode == 0, done.stderr
    return file


def offline(*words: str | Path, folder: Path) -> "subprocess.CompletedProcess[str]":
    """The command where there is no installation, no database and nowhere to make one."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("INFREG_")}
    kept |= {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing", "INFREG_HOME": "/proc/no-home"}
    return subprocess.run(
        [INFREG, *map(str, words)],
        env=kept,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_what_was_done_is_listed_and_the_listing_is_too(terminal: Terminal) -> None:
    first = terminal.run("audit", "list", "--json")
    events = [json.loads(line) for line in first.stdout.splitlines()]
    looks = [each for each in events if each["event"]["action"] == "open-answer"]
    assert [each["number"] for each in looks] == [0, 1]
    assert {each["event"]["role"] for each in looks} == {"registry_officer"}
    assert all(len(each["event"]["subject"]) == 64 for each in looks)
    again = terminal.run(
        "audit", "list", "--since", "2020-01-01", "--account", events[-1]["event"]["account"]
    )
    assert again.stdout.count("see-log done  list") >= 2
    assert "open-answer" not in terminal.run("audit", "list", "--refused").stdout


@pytest.mark.control("16.4.1")
def test_what_somebody_typed_makes_no_line_of_its_own_in_the_list() -> None:
    typed = "grunn\r\n       7  2026-01-01  forged \x1b[2J\u2028\u202e"
    was = made_log.entries(1)[0].logged
    assert was
    entry = LogEntry(0, None, replace(was, event=replace(was.event, reason=typed, account="a\nb")))
    line = event_line(entry)
    assert len(line.splitlines()) == 1
    assert line.isprintable()


def test_a_whole_log_is_told_in_one_line(terminal: Terminal) -> None:
    done = terminal.run("audit", "verify")
    assert (done.returncode, done.stderr) == (0, "")
    (line,) = done.stdout.splitlines()
    assert line.startswith("whole: ")
    assert "wait for a number" in line, "that somebody looked is not numbered yet"


def test_verify_says_the_same_to_programs(terminal: Terminal) -> None:
    done = terminal.run("audit", "verify", "--json")
    said = json.loads(done.stdout)
    assert said["whole"] is True
    assert said["found"] == []
    assert said["signed"] <= said["size"]


def test_a_checkpoint_is_signed_printed_and_laid_in_the_folder(
    home: Home, terminal: Terminal, tmp_path: Path
) -> None:
    printed = terminal.run("audit", "checkpoint")
    assert printed.returncode == 0, printed.stderr
    again = terminal.run("audit", "checkpoint")
    assert again.stdout == printed.stdout, "nothing was done since"
    files = list((home.folder / "checkpoints").iterdir())
    assert any(printed.stdout in file.read_text() for file in files)
    kept = tmp_path / "note"
    kept.write_text(printed.stdout)
    key = terminal.run("audit", "key").stdout.strip()
    done = terminal.run("audit", "verify", "--checkpoint", kept, "--key", key)
    assert done.returncode == 0, done.stdout


def test_checkpoints_go_where_the_environment_says(terminal: Terminal, tmp_path: Path) -> None:
    terminal.run("audit", "list")
    done = terminal.run("audit", "checkpoint", INFREG_CHECKPOINTS=str(tmp_path / "ut"))
    assert done.returncode == 0, done.stderr
    (file,) = (tmp_path / "ut").iterdir()
    assert done.stdout in file.read_text()


def test_an_export_is_proved_without_database_or_installation(
    terminal: Terminal, export: Path, tmp_path: Path
) -> None:
    key = tmp_path / "key"
    key.write_text(terminal.run("audit", "key").stdout)
    done = offline("audit", "verify", "--export", export, "--key", key, folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    (line,) = done.stdout.splitlines()
    assert line.startswith("whole: ")
    alone = offline("audit", "verify", "--export", export, folder=tmp_path)
    assert alone.returncode == 0
    assert "not by one you hold" in alone.stdout


def test_a_tampered_export_is_named_by_number_and_ends_with_1(export: Path, tmp_path: Path) -> None:
    lines = export.read_text().splitlines()
    place = next(place for place, line in enumerate(lines) if json.loads(line).get("number") == 1)
    row = json.loads(lines[place])
    row["event"]["account"] = "somebody else"
    lines[place] = json.dumps(row)
    changed = tmp_path / "changed.jsonl"
    changed.write_text("\n".join(lines) + "\n")
    done = offline("audit", "verify", "--export", changed, folder=tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith("WRONG  1: the event, or its leaf, was changed")
    assert "NOT WHOLE" in done.stdout
    said = json.loads(offline("audit", "verify", "--export", changed, "--json", folder=tmp_path).stdout)
    assert [(each["fault"], each["first"], each["last"]) for each in said["found"]] == [("changed", 1, 1)]


def test_an_export_is_its_owners_alone_and_replaces_no_file(terminal: Terminal, export: Path) -> None:
    assert export.stat().st_mode & 0o077 == 0
    again = terminal.run("audit", "export", export)
    assert again.returncode == 2
    assert "already" in again.stderr


@pytest.mark.parametrize("words", [("--key", "nonsense"), ("--export", "empty"), ("--checkpoint", "empty")])
def test_what_cannot_be_read_is_told_with_words(
    terminal: Terminal, tmp_path: Path, words: tuple[str, str]
) -> None:
    (tmp_path / "empty").write_text("")
    option, value = words
    done = terminal.run("audit", "verify", option, tmp_path / "empty" if value == "empty" else value)
    assert done.returncode == 2
    assert done.stderr.startswith("infreg: ")
    assert "Traceback" not in done.stderr


def test_a_log_changed_in_the_database_is_found_by_the_command(home: Home, terminal: Terminal) -> None:
    """Last: the log is not whole any more."""
    with psycopg.connect(server.address(home.folder).conninfo("infreg"), autocommit=True) as bare:
        bare.execute("UPDATE registry.audit_event SET account = 'x' WHERE action = 'open-answer'")
    done = terminal.run("audit", "verify")
    assert done.returncode == 1
    assert "WRONG  0 to 1: " in done.stdout

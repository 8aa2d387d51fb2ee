"""The command where things are not as they should be: a sentence that says what to do, never a traceback,
and nothing lost."""

import json
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from infreg.storage import server
from tests.doors.test_commands import HANDFUL, INFREG, Home

PATIENCE = 30


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    made = Home(tmp_path_factory.mktemp("hjem") / "hjemme")
    yield made
    folder = server.folder(made.folder)
    server.stop(made.folder)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def answer(tmp_path: Path) -> Path:
    file = tmp_path / "svar" / "covid.xml"
    file.parent.mkdir()
    file.write_bytes(HANDFUL["covid.xml"])
    return file


def until(true: Callable[[], bool]) -> bool:
    """Whether it came true within patience."""
    deadline = time.monotonic() + PATIENCE
    while not (now := true()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return now


def lines(done: "subprocess.CompletedProcess[str]") -> list[dict[str, Any]]:
    assert "Traceback" not in done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.requirement("B-2")
def test_what_cannot_be_read_or_is_too_large_is_told_and_the_others_are_received(
    home: Home, answer: Path
) -> None:
    (answer.parent / "a-borte.xml").symlink_to("ingensteds")
    (answer.parent / "b-ring").symlink_to("b-ring")
    os.mkfifo(answer.parent / "c-ledning")
    with (answer.parent / "d-stor.xml").open("wb") as large:
        large.truncate(100 * 1024**3)
    memory = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (4 * 1024**3, memory[1]))
    try:
        done = home.run("receive", "--json", answer.parent, "/proc/self/mem")
    finally:
        resource.setrlimit(resource.RLIMIT_AS, memory)
    said = [(line["file"], line["status"], [p["code"] for p in line["problems"]]) for line in lines(done)]
    assert [(Path(str(file)).name, codes) for file, _, codes in said] == [
        ("a-borte.xml", ["file-unreadable"]),
        ("b-ring", ["file-unreadable"]),
        ("covid.xml", []),
        ("d-stor.xml", ["file-too-large"]),
        ("mem", ["file-unreadable"]),
    ]
    assert done.returncode == 1


@pytest.mark.requirement("B-2")
@pytest.mark.control("1.3.3")
def test_a_name_that_is_no_text_or_moves_the_cursor_is_written_on_one_line(home: Home, answer: Path) -> None:
    for name in (b"sv\xf8r.xml", b"to\nlinjer.xml", b"\x1b[2Jborte.xml"):
        answer.with_name(os.fsdecode(name)).write_bytes(answer.read_bytes())
    said = home.run("receive", "--json", answer.parent)
    assert [Path(str(line["file"])).name for line in lines(said)] == [
        "\\x1b[2Jborte.xml",
        "covid.xml",
        "sv\\udcf8r.xml",
        "to\\nlinjer.xml",
    ]
    plain = home.run("receive", answer.parent, PYTHONIOENCODING="ascii")
    assert (plain.returncode, plain.stderr, len(plain.stdout.splitlines())) == (0, "", 4)


def test_a_receipts_number_may_be_typed_in_small_letters(home: Home, answer: Path) -> None:
    number = str(home.receive(answer)[0]["receipt"])
    assert home.run("show", number.lower()).returncode == 0
    assert home.run("receipt", f" {number.lower()}").returncode == 0
    for wrong in ("17057412345", "sv\udcf8r"):
        refused = home.run("show", wrong)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert "Traceback" not in refused.stderr
        assert wrong not in refused.stderr


@pytest.mark.control("1.4.2")
def test_a_number_that_json_cannot_hold_exactly_is_shown_all_the_same(home: Home, answer: Path) -> None:
    number = b'<NumResult><NumResultValue V="123456789012345678901234567890" U="kopier/ml"/></NumResult>'
    covid = HANDFUL["covid.xml"]
    answer.write_bytes(
        re.sub(rb"<TextResult>.*?</TextResult>", number, covid).replace(b"<MsgId>", b"<MsgId>n")
    )
    shown = home.run("show", str(home.receive(answer)[0]["receipt"]))
    assert "1.2345678901234568e" in shown.stdout, shown.stderr


@pytest.mark.requirement("B-1")
def test_a_database_that_goes_away_in_the_middle_is_told_and_nothing_is_lost(
    home: Home, answer: Path, tmp_path: Path
) -> None:
    """A pipe among the files stops the command where we want it."""
    home.receive(answer)
    pipe = tmp_path / "svar" / "ledning"
    os.mkfifo(pipe)
    own = tmp_path / "egen.xml"
    own.write_bytes(HANDFUL["hals-negativ.xml"])
    receiving = subprocess.Popen(
        [INFREG, "receive", str(own), str(pipe)],
        env=home.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with pipe.open("wb") as writing:
        server.stop(home.folder)
        writing.write(HANDFUL["blodkultur.xml"])
    said = receiving.communicate(timeout=PATIENCE)[1]
    assert receiving.returncode == 2
    assert "Traceback" not in said
    assert "The database went away" in said
    assert home.receive(own)[0]["status"] == "accepted"


@pytest.mark.requirement("B-1")
@pytest.mark.control("16.5.2")
def test_a_worker_outlives_its_database(home: Home, answer: Path) -> None:
    home.receive(answer)
    worker = home.start("worker")
    assert until(lambda: workers(home) == 1)
    server.stop(home.folder)
    time.sleep(1.5)
    server.start(home.folder)
    assert until(lambda: workers(home) == 1)
    worker.terminate()
    assert worker.wait(timeout=PATIENCE) == 0


def workers(home: Home) -> int:
    """How many sessions of role intake the database has."""
    with psycopg.connect(server.address(home.folder).conninfo("infreg")) as bare:
        row = bare.execute("SELECT count(*) FROM pg_stat_activity WHERE usename = 'intake'").fetchone()
    return row[0] if row else 0


def test_a_full_output_or_a_closed_one_is_no_fault_of_ours(home: Home, answer: Path) -> None:
    number = str(home.receive(answer)[0]["receipt"])
    for words in (["receive", str(answer)], ["receipt", number], ["show", number]):
        reading, writing = os.pipe()
        os.close(reading)
        done = subprocess.run(
            [INFREG, *words],
            env=home.environment,
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        os.close(writing)
        assert (done.returncode, done.stderr) == (1, ""), words


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"DATABASE_URL": "postgres//drift:hemmelig@vert/db"}, "DATABASE_URL is no address"),
        ({"DATABASE_URL": "postgresql://drift:hemmelig@127.0.0.1:1/db"}, "does not answer"),
        ({"INFREG_HOME": "/proc/hjemme"}, "INFREG_HOME"),
    ],
)
def test_a_wrong_environment_is_told_in_a_sentence(
    home: Home, answer: Path, environment: dict[str, str], said: str
) -> None:
    refused = home.run("receive", answer, **environment)
    assert refused.returncode == 2
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr
    assert "hemmelig" not in refused.stderr


@pytest.mark.parametrize("other", [{"PGPASSWORD": "of another server"}, {"INFREG_ROLE": "insight"}])
def test_an_environment_meant_for_others_stands_in_nobodys_way(
    home: Home, answer: Path, other: dict[str, str]
) -> None:
    assert home.run("receive", answer, **other).returncode == 0


@pytest.mark.requirement("NOIS-4-1")
def test_a_fault_of_ours_is_told_without_what_was_in_the_row(home: Home, answer: Path) -> None:
    home.receive(answer)
    broken = "ALTER TABLE sealed.receipt ADD CONSTRAINT broken CHECK (size <> %d) NOT VALID"
    answer.write_bytes(HANDFUL["blodkultur.xml"] + b" " * 7)
    with psycopg.connect(server.address(home.folder).conninfo("infreg"), autocommit=True) as bare:
        bare.execute((broken % answer.stat().st_size).encode())
        done = home.run("receive", answer)
        bare.execute("ALTER TABLE sealed.receipt DROP CONSTRAINT broken")
    assert done.returncode == 1
    assert "CheckViolation" in done.stderr
    assert "violates" not in done.stderr, "the exception's own words, which may quote what was sent"
    assert home.receive(answer)[0]["status"] == "accepted"


def test_a_port_in_use_or_that_is_none_is_told(home: Home) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused = home.run("serve", "--port", str(taken.getsockname()[1]))
    assert refused.returncode == 1
    assert "Choose another with --port" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert home.run("serve", "--port", "70000").returncode == 2


def test_a_site_that_is_killed_leaves_no_child_behind(home: Home) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    serving = home.start("serve", "--port", str(port))
    assert until(lambda: len(children(serving.pid)) == 2)
    assert until(lambda: workers(home) == 1)
    left = children(serving.pid)
    serving.send_signal(signal.SIGKILL)
    serving.wait(timeout=PATIENCE)
    assert until(lambda: not any(Path(f"/proc/{child}").exists() for child in left))


def children(process: int) -> list[int]:
    said = Path(f"/proc/{process}/task/{process}/children").read_text()
    return [int(child) for child in said.split()]

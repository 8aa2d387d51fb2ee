"""The command, as programs and people use it: real processes on a home of their own."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from infreg.doors.cli import main
from infreg.storage import server
from infreg.synthetic.handful import handful

INFREG = str(Path(sys.executable).with_name("infreg"))
HANDFUL = dict(handful(datetime(2026, 11, 22, tzinfo=UTC)))
#: The promise of `show --json`, to the letter.
PROMISE = {
    "": {"receipt", "format", "message_id", "generated_at", "received_at", "sender", "answers"},
    "sender": {"name", "id", "id_type"},
    "answers": {
        *("answer_id", "service_type", "status", "discipline", "replaces", "superseded_by", "withdrawn"),
        *("versions", "requester", "patient", "specimens", "results", "susceptibilities"),
    },
    "answers.requester": {"name", "id", "id_type"},
    "answers.patient": {"pseudonym", "id_type", "sex", "birth_year", "municipality"},
    "answers.specimens": {"id", "type", "collected_at"},
    "answers.specimens.type": {"system", "version", "code", "display", "text"},
    "answers.results": {"id", "parent", "specimen", "investigation", "value", "organism", "status"},
    "answers.results.investigation": {"system", "version", "code", "display", "text"},
    "answers.results.value": {"kind", "text", "code", "number", "comparator", "unit"},
    "answers.results.organism": {"code", "name"},
    "answers.susceptibilities": {"organism_result", "organism", "agent", "sir", "mic", "zone_mm"},
    "answers.susceptibilities.agent": {"code", "display", "atc"},
    "answers.susceptibilities.mic": {"comparator", "value"},
}


@dataclass
class Home:
    """An installation of its own."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("INFREG_")}
        kept.pop("DATABASE_URL", None)
        return kept | {"INFREG_HOME": str(self.folder)}

    def run(self, *words: str | Path, **more: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [INFREG, *map(str, words)],
            env=self.environment | more,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def start(self, *words: str | Path) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [INFREG, *map(str, words)],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def receive(self, *paths: Path) -> list[dict[str, object]]:
        done = self.run("receive", "--json", *paths)
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    made = Home(tmp_path_factory.mktemp("hjem") / "mappe med æøå")
    yield made
    folder = server.folder(made.folder)
    server.stop(made.folder)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    folder = tmp_path / "svar"
    folder.mkdir()
    for name, content in HANDFUL.items():
        (folder / name).write_bytes(content)
    return folder


def names(value: object, path: str = "") -> Iterator[tuple[str, frozenset[str]]]:
    """Every object in a JSON value: where it stands, and its names."""
    if isinstance(value, dict):
        yield path, frozenset(value)
        for name, below in value.items():
            yield from names(below, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        for below in value:
            yield from names(below, path)


@pytest.mark.requirement("NIR-2", "B-2")
def test_two_commands_at_once_on_a_bare_home_make_one_register(home: Home, answers: Path) -> None:
    both = [home.start("receive", answers) for _ in range(2)]
    assert [process.wait(timeout=120) for process in both] == [0, 0]
    assert {line["status"] for line in home.receive(answers)} == {"duplicate"}


@pytest.mark.requirement("NIR-2")
def test_show_keeps_its_promise_to_the_letter(home: Home, answers: Path) -> None:
    met: dict[str, frozenset[str]] = {}
    for line in home.receive(*(answers / name for name in ("urinkultur-endelig.xml", "covid.xml"))):
        shown = json.loads(home.run("show", str(line["receipt"]), "--json").stdout)
        for path, found in names(shown):
            if path != "answers.versions":
                assert met.setdefault(path, found) == found
    assert met == PROMISE


@pytest.mark.requirement("B-1", "B-2")
def test_the_receipt_that_goes_back_is_the_same_byte_for_byte(home: Home, answers: Path) -> None:
    receipt = str(home.receive(answers / "covid.xml")[0]["receipt"])
    forms = (["--format", "apprec"], ["--format", "apprec", "--apprec", "1.1"], ["--format", "json"])
    first, again = ([home.run("receipt", receipt, *form).stdout for form in forms] for _ in range(2))
    assert first == again
    assert "<Id>handful-covid-" in first[0]
    assert json.loads(first[2])["receipt"] == receipt


@pytest.mark.requirement("B-2")
def test_a_file_that_is_no_message_gets_a_receipt_that_says_what_to_do(home: Home, tmp_path: Path) -> None:
    (tmp_path / "brev.txt").write_text("Hei! Her er svaret.")
    line = home.receive(tmp_path / "brev.txt")[0]
    assert line["status"] == "rejected"
    problems = line["problems"]
    assert isinstance(problems, list)
    assert set(problems[0]) == {"code", "level", "at", "text"}
    refused = home.run("receipt", str(line["receipt"]), "--format", "apprec")
    assert refused.returncode == 2
    assert "Traceback" not in refused.stderr


def test_a_worker_killed_beside_another_command_harms_nobody(home: Home, answers: Path) -> None:
    worker, receiving = home.start("worker"), home.start("receive", answers)
    time.sleep(0.5)
    worker.kill()
    assert worker.wait(timeout=30) == -signal.SIGKILL
    assert receiving.wait(timeout=120) == 0
    receiving = home.start("receive", answers)
    time.sleep(0.3)
    receiving.kill()
    receiving.wait(timeout=30)
    assert len(home.receive(answers)) == len(HANDFUL)
    assert home.run("worker", "--once").returncode == 0


@pytest.mark.requirement("NOIS-4-1")
def test_a_live_address_logs_in_as_the_role_asked_for(home: Home) -> None:
    for role in ("owner", "app", "intake", "insight", "auditor"):
        url = home.run("database", "url", "--role", role).stdout.strip()
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT current_user").fetchone() == (role,)


@pytest.mark.requirement("NOIS-4-1")
def test_the_doctor_sees_what_is_wrong_and_how_to_mend_it(home: Home, answers: Path) -> None:
    home.receive(answers / "covid.xml")
    well = home.run("doctor", "--json")
    assert well.returncode == 0, well.stdout
    (home.folder / "keys" / "root").chmod(0o644)
    ill = home.run("doctor", "--json")
    (home.folder / "keys" / "root").chmod(0o600)
    assert ill.returncode == 1
    wrong = [finding for finding in map(json.loads, ill.stdout.splitlines()) if not finding["well"]]
    assert [finding["name"] for finding in wrong] == ["keys"]
    assert "chmod" in wrong[0]["mend"]


@pytest.mark.requirement("NOIS-4-1")
def test_another_key_file_is_refused_before_anything_is_sealed_with_it(home: Home, answers: Path) -> None:
    home.receive(answers / "covid.xml")
    key = home.folder / "keys" / "root"
    kept = key.read_bytes()
    key.unlink()
    refused = home.run("receive", answers)
    key.write_bytes(kept)
    assert refused.returncode == 2
    assert "key file" in refused.stderr
    assert home.run("receive", answers).returncode == 0


def test_the_kind_of_an_installation_cannot_be_changed(home: Home, answers: Path) -> None:
    home.receive(answers / "covid.xml")
    refused = home.run("receive", answers, INFREG_KIND="production")
    assert refused.returncode == 2
    assert "trial" in refused.stderr


def test_stop_ends_the_server_and_the_next_command_starts_it_again(home: Home, answers: Path) -> None:
    home.receive(answers / "covid.xml")
    assert home.run("stop").stdout == "stopped\n"
    assert home.run("stop").stdout == "was not running\n"
    assert home.run("doctor").returncode == 1
    assert home.receive(answers / "covid.xml")[0]["status"] == "duplicate"


def test_every_command_has_an_example(home: Home) -> None:

    commands = [*main.commands.values(), *getattr(main.commands["database"], "commands", {}).values()]
    for command in commands:
        if not command.hidden and command.name != "database":
            assert "Example: " in (command.help or ""), command.name
    assert home.run("--help").returncode == 0

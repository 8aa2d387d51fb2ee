"""`infreg population`: figures loaded and shown at the machine."""

import json
from pathlib import Path

import pytest

from tests.doors.terminal import Terminal
from tests.register import Register

pytestmark = pytest.mark.requirement("NIR-3")

HEADING = "municipality,year,age,sex,population\n"


@pytest.fixture
def terminal(register: Register) -> Terminal:
    return Terminal(register.environ)


def test_figures_are_loaded_and_shown(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "figures.csv"
    file.write_text(f"{HEADING}1507,2023,30,F,1000\n", "utf-8")
    done = terminal.run("population", "load", file, "--source", "The test", "--because", "a trial")
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["loaded", "2023", "1", "municipalities", "1000", "persons"]
    assert "355" in done.stderr, "the municipalities that are missing are told"
    shown = [json.loads(line) for line in terminal.run("population", "show", "--json").stdout.splitlines()]
    assert [one["year"] for one in shown] == list(range(2015, 2027))
    [one] = [one for one in shown if one["year"] == 2023]
    assert one["of"] == "municipalities"
    assert (one["places"], one["persons"], one["rounded"]) == (1, 1000, False)
    assert (one["source"], one["because"]) == ("The test", "a trial")
    assert {one["of"] for one in shown if one["year"] != 2023} == {"counties"}
    again = terminal.run("population", "load", file)
    assert again.stdout.startswith("unchanged")
    lines = terminal.run("population", "show").stdout.splitlines()
    assert lines[8].split()[:4] == ["2023", "1000", "persons", "in"]


def test_a_bad_file_is_refused_by_line_and_nothing_is_loaded(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "figures.csv"
    file.write_text(f"{HEADING}1507,2023,30,F,1000\n1507,2023,31,F,-1\n0000,2023,31,F,1\n", "utf-8")
    done = terminal.run("population", "load", file)
    assert done.returncode == 2
    first, second, last = done.stderr.splitlines()
    assert "figures.csv:3" in first
    assert "figures.csv:4" in second
    assert "2 faults; nothing was loaded" in last
    assert done.stdout == ""
    assert '"municipalities"' not in terminal.run("population", "show", "--json").stdout

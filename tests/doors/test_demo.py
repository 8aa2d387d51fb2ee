"""The demo's country, through the command."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from infreg.storage import server
from tests.doors.test_commands import Home

SMALL = ("demo", "--persons", "200", "--months", "2", "--no-serve")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path / "home")
    yield made
    database = server.folder(made.folder)
    server.stop(made.folder)
    shutil.rmtree(database, ignore_errors=True)


@pytest.mark.requirement("B-14")
def test_the_demo_receives_a_country_once_and_can_be_measured(home: Home) -> None:
    first = home.run(*SMALL)
    assert first.returncode == 0, first.stderr
    assert "prøv-infreg-her" in first.stdout
    said = next(line for line in first.stdout.splitlines() if "accepted" in line and "," in line)
    assert sum(int(part.split()[0]) for part in said.split(",")) == 100
    again = home.run("demo", "--persons", "500", "--months", "3", "--no-serve")
    assert "100 duplicate" in again.stdout  # the country that is there stays as it is
    measured = home.run("synthetic", "accuracy", home.folder / "norway", "--json")
    whole = {row["kind"]: row for row in map(json.loads, measured.stdout.splitlines()[:2])}
    assert whole["cases"]["truth"] > 0
    assert whole["cases"]["found"] + whole["cases"]["missed"] == whole["cases"]["truth"]


@pytest.mark.requirement("B-14")
def test_a_demo_cut_off_goes_on(home: Home) -> None:
    assert home.run(*SMALL).returncode == 0
    (home.folder / "norway/truth/world.json").unlink()  # as if writing had not come to its end
    again = home.run(*SMALL)
    assert "100 duplicate" in again.stdout


def test_a_country_too_small_is_refused_in_words(home: Home) -> None:
    refused = home.run("demo", "--persons", "7", "--no-serve")
    assert refused.returncode == 2
    assert "100 persons or more" in refused.stderr
    assert "Traceback" not in refused.stderr

"""The same questions put to several machines: the same integers."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from infreg.analysis.engines.duckdb import open_duckdb
from tests.analysis.cluster import started
from tests.analysis.generated import ASKED, worlds
from tests.analysis.world import country
from tests.conftest import ROOT

CASES = 200


@pytest.mark.slow
@pytest.mark.requirement("B-13")
@pytest.mark.skipif(shutil.which("java") is None, reason="Java is not installed")
def test_a_master_and_two_workers_count_as_one_process_does(tmp_path: Path) -> None:
    one, several = tmp_path / "one-process", tmp_path / "several"
    for folder in (one, several):
        folder.mkdir()
    with started(tmp_path) as cluster:
        command = [sys.executable, "-m", "tests.analysis.cluster", cluster.master, str(CASES), str(several)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=500)
        assert cluster.workers_asked == 2
    engine = open_duckdb(country(one, worlds(CASES), files=3))
    expected = [asking.ask(engine).to_pydict() for asking in ASKED]
    engine.close()
    assert json.loads(done.stdout.splitlines()[-1]) == expected

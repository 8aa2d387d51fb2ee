"""Every wall of .importlinter is broken once, on purpose, in a copy of the house, and seen to be caught."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLOORS = "Floors look down only, and the stages not sideways"
ROOMS = "Rooms know words, definitions and measures alone"
OUTSIDE = "Rooms use ibis and what only computes"
NEIGHBOURS = "Registers do not know each other"
DOORS = "Doors ask flow, never a stage"
IDENTITY = "Only nine journeys meet identity"
DJANGO = "Django serves storage and doors alone"
ENGINES = "Engines are known in analysis.engines alone"
XML = "XML is read in parsing and written in output"
SYNTHETIC = "Synthetic Norway knows the words alone"
RINGS = "No ring of imports"
WALLS = {FLOORS, ROOMS, OUTSIDE, NEIGHBOURS, DOORS, IDENTITY, DJANGO, ENGINES, XML, SYNTHETIC, RINGS}


@dataclass(frozen=True)
class Breach:
    """Imports that must not be: what is planted in which files, and which walls it breaks."""

    files: dict[str, str]
    walls: frozenset[str]


def breach(file: str, text: str, *walls: str) -> Breach:
    return Breach({file: text}, frozenset(walls))


BREACHES = {
    "a floor looks up": breach("vocabulary/planted.py", "import infreg.definitions", FLOORS),
    "access asks definitions": breach("access/planted.py", "import infreg.definitions", FLOORS),
    "a stage looks sideways": breach("parsing/planted.py", "import infreg.guard", FLOORS),
    "a stage knows a register": breach("storage/planted.py", "import infreg.registers.lab", FLOORS),
    "the ledger keeps rows itself": breach("ledger/planted.py", "import infreg.storage", FLOORS),
    "a journey knows its door": breach("flow/planted.py", "import infreg.doors", FLOORS),
    "a floor nobody has thought of": breach("drawer/__init__.py", "", FLOORS),
    "a room stores": breach("registers/lab/planted.py", "import infreg.storage", ROOMS),
    "a room asks who may": breach("registers/lab/planted.py", "import infreg.access.roles", ROOMS),
    "a room's front stores": breach("registers/lab/__init__.py", "import infreg.storage", ROOMS),
    "a study parses": Breach(
        {"studies/__init__.py": "", "studies/planted.py": "import infreg.parsing"}, frozenset({ROOMS})
    ),
    "a room imports by name": breach("registers/lab/planted.py", "import importlib", OUTSIDE),
    "a room opens files": breach("registers/lab/planted.py", "from pathlib import Path", OUTSIDE),
    "a room has a driver": breach("registers/lab/planted.py", "import psycopg", OUTSIDE),
    "a room knows its neighbour": breach("registers/planted.py", "import infreg.registers.lab", NEIGHBOURS),
    "a door stores, inside a function": breach(
        "doors/web/planted.py", "def view() -> None:\n    from infreg.storage import models", DOORS
    ),
    "a command asks identity": breach("doors/cli/planted.py", "import infreg.identity", DOORS, IDENTITY),
    "a tenth journey meets identity": breach("flow/planted.py", "import infreg.identity", IDENTITY),
    "a journey keeps rows": breach("flow/planted.py", "from django.db import connection", DJANGO),
    "a rule keeps rows": breach("definitions/planted.py", "from django.db import models", DJANGO),
    "a journey counts by hand": breach("flow/planted.py", "import duckdb", ENGINES),
    "a door starts a cluster": breach("doors/cli/planted.py", "import pyspark.sql", ENGINES),
    "a second reader of XML": breach("guard/planted.py", "from lxml import etree", XML),
    "a careless reader of XML": breach("parsing/planted.py", "import xml.etree.ElementTree", XML),
    "the truth shares a rule": breach("synthetic/planted.py", "import infreg.definitions", SYNTHETIC),
    "two files in a circle": Breach(
        {
            "definitions/planted.py": "from infreg.definitions import planted_too",
            "definitions/planted_too.py": "from infreg.definitions import planted",
        },
        frozenset({RINGS}),
    ),
}
# What the house allows must pass, or the walls would only prove that nothing at all may be imported.
ALLOWED = {
    "flow/intake.py": "import infreg.identity",
    "doors/web/planted.py": "import infreg.flow.planted\nimport django.http",
    "flow/planted.py": "import infreg.storage\nimport infreg.parsing\nimport infreg.registers.lab",
    "registers/lab/planted.py": "import infreg.vocabulary.answer\nimport infreg.definitions\nimport ibis",
    "studies/__init__.py": "",
    "studies/planted.py": "import infreg.registers.lab\nimport infreg.vocabulary.answer",
    "storage/planted.py": "import django.db\nimport infreg.access.roles",
    "parsing/planted.py": "import lxml.etree\nimport infreg.definitions",
    "synthetic/planted.py": "import infreg.vocabulary.answer",
}


@dataclass(frozen=True)
class Verdict:
    """What the linter said of a copy of the house."""

    kept: frozenset[str]
    broken: frozenset[str]
    code: int
    text: str


def lint(house: Path, files: dict[str, str]) -> Verdict:
    """Copies the house, adds the files' text to what stands there, and asks the linter."""
    shutil.copytree(ROOT / "src/infreg", house / "infreg", ignore=only_python)
    shutil.copy(ROOT / ".importlinter", house)
    for name, text in files.items():
        path = house / "infreg" / name
        if path.with_suffix("").is_dir():  # the file has become a folder since
            path = path.with_suffix("") / "__init__.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as planted:
            planted.write(f"\n{text}\n")
    # The copy's own path comes first, so that it is the copy which is read; wide, so that names do not wrap.
    environment = {**os.environ, "PYTHONPATH": str(house), "COLUMNS": "200", "NO_COLOR": "1"}
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]
    done = subprocess.run(
        command, cwd=house, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    return Verdict(said(done.stdout, "KEPT"), said(done.stdout, "BROKEN"), done.returncode, done.stdout)


def only_python(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if not name.endswith(".py") and not (Path(folder) / name).is_dir()]


def said(text: str, verdict: str) -> frozenset[str]:
    return frozenset(wall for wall in WALLS if f"\n{wall} {verdict}" in text)


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Verdict]:
    """All copies judged at once, as many at a time as the machine has cores."""
    houses = {"clean": {}, "allowed": ALLOWED} | {name: planted.files for name, planted in BREACHES.items()}
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        running = {
            name: pool.submit(lint, tmp_path_factory.mktemp("house"), files) for name, files in houses.items()
        }
        return {name: verdict.result() for name, verdict in running.items()}


def test_the_house_as_it_stands_keeps_every_wall(verdicts: dict[str, Verdict]) -> None:
    assert verdicts["clean"].code == 0, verdicts["clean"].text
    assert verdicts["clean"].kept == WALLS


def test_what_the_house_allows_passes(verdicts: dict[str, Verdict]) -> None:
    assert verdicts["allowed"].code == 0, verdicts["allowed"].text


@pytest.mark.parametrize("name", BREACHES)
def test_a_breach_is_caught_by_its_wall_and_no_other(name: str, verdicts: dict[str, Verdict]) -> None:
    verdict = verdicts[name]
    assert verdict.broken == BREACHES[name].walls, verdict.text
    assert verdict.code == 1


def test_every_wall_is_broken_once() -> None:
    assert {wall for planted in BREACHES.values() for wall in planted.walls} == WALLS


def test_every_wall_of_the_house_is_known_here() -> None:
    lines = (ROOT / ".importlinter").read_text("utf-8").splitlines()
    assert {line.removeprefix("name = ") for line in lines if line.startswith("name = ")} == WALLS

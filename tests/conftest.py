"""What every test leans on: the shared reference data, and marks that name requirements which exist."""

import os
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

import django
import hypothesis
import pytest

# Before anything reads the settings: no test may touch an installation that somebody uses.
os.environ.pop("DATABASE_URL", None)
os.environ["INFREG_HOME"] = str(Path(tempfile.gettempdir()) / "infreg-no-home")
os.environ["DJANGO_SETTINGS_MODULE"] = "infreg.doors.settings"
django.setup()

from tests.register import DEBIAN, Register, Server, make_server  # noqa: E402 - models can be read only now

ROOT = Path(__file__).resolve().parent.parent

# The same examples on every run and no clock: a gate that fails on a slow morning teaches nothing.
hypothesis.settings.register_profile("house", derandomize=True, deadline=None)
hypothesis.settings.load_profile("house")


def shared_folder() -> Path:
    """Reference data that are not part of the repository: INFREG_SHARED, or `shared` beside it."""
    return Path(os.environ.get("INFREG_SHARED") or ROOT.parent / "shared")


def known_requirements() -> frozenset[str]:
    groups = tomllib.loads((ROOT / "docs/requirements.toml").read_text("utf-8"))["group"]
    return frozenset(name for group in groups for name in group["requirements"])


KNOWN_REQUIREMENTS = known_requirements()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what reads the shared data, and skips it, with a reason, where they are not."""
    present = (shared_folder() / "data").is_dir()
    absent = pytest.mark.skip(reason="the shared reference data are not here (set INFREG_SHARED)")
    for item in items:
        if "shared" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.shared)
        if item.get_closest_marker("shared") and not present:
            item.add_marker(absent)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Fails a test whose `requirement` mark names nothing, or what docs/requirements.toml does not know."""
    for mark in item.iter_markers("requirement"):
        unknown = sorted({str(name) for name in mark.args} - KNOWN_REQUIREMENTS)
        if unknown or not mark.args or mark.kwargs:
            pytest.fail(f"docs/requirements.toml knows no requirement {unknown or mark}", pytrace=False)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared reference data. A test that asks for it is marked `shared` by that."""
    return shared_folder()


@pytest.fixture(scope="session")
def embedded() -> Iterator[Server]:
    """The embedded PostgreSQL 18, once a worker."""
    made = make_server(None)
    yield made
    made.end()


@pytest.fixture(scope="session")
def debian() -> Iterator[Server]:
    """Debian's PostgreSQL 15, once a worker."""
    if not DEBIAN.is_dir():
        pytest.skip("Debian's PostgreSQL 15 is not installed")
    made = make_server(DEBIAN)
    yield made
    made.end()


@pytest.fixture
def register(embedded: Server) -> Iterator[Register]:
    """An empty register on PostgreSQL 18."""
    with embedded.fresh() as made:
        yield made


@pytest.fixture(params=["embedded", "debian"])
def either(request: pytest.FixtureRequest) -> Iterator[Register]:
    """An empty register, on PostgreSQL 18 and again on 15."""
    made: Server = request.getfixturevalue(request.param)
    with made.fresh() as register:
        yield register

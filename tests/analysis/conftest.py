"""Engines for the tests: DuckDB, and one Spark a run."""

import functools
import shutil
from collections.abc import Iterator

import pytest

from infreg.analysis.engines.duckdb import open_duckdb
from tests.analysis.world import Open

#: Small tables are counted before a plan for large ones would be made.
SMALL = {
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.shuffle.partitions": "1",
}


@pytest.fixture(scope="session")
def spark() -> Iterator[Open]:
    """Opens files in a Spark that stays until the run ends: it takes long to start."""
    if shutil.which("java") is None:
        pytest.skip("Java is not installed")
    from infreg.analysis.engines.spark import open_spark

    keeps = open_spark({})
    yield functools.partial(open_spark, settings=SMALL)
    keeps.close()


@pytest.fixture(params=["duckdb", "spark"])
def open_engine(request: pytest.FixtureRequest) -> Open:
    """Each engine in turn."""
    if request.param == "duckdb":
        return open_duckdb
    opened: Open = request.getfixturevalue("spark")
    return opened

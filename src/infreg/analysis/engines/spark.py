"""Apache Spark: the same counts, on as many machines as it is given. Needs Java 17."""

import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from types import MappingProxyType

import ibis
import pyarrow as pa
from ibis.expr import datatypes as dtypes
from pyspark.sql import SparkSession

from infreg.analysis.engine import Engine, Files, reading, tables_of

_LOOPBACK = "127.0.0.1"
# Without an appender Spark takes this for no configuration at all, and brings its own.
_QUIET = """
rootLogger.level = off
rootLogger.appenderRef.nowhere.ref = nowhere
appender.nowhere.type = Null
appender.nowhere.name = nowhere
"""


_TYPES = {
    dtypes.string: "string",
    dtypes.int64: "bigint",
    dtypes.date: "date",
    dtypes.boolean: "boolean",
    dtypes.Timestamp("UTC", 6): "timestamp",
}


class _Machine:
    """Java's side, of which a process has one: started for its first engine, ended with its last."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._engines = 0
        self._master = ""
        self._session: SparkSession | None = None
        self._scratch = Path()

    def join(self, master: str, memory_gb: int) -> SparkSession:
        with self._lock:
            if self._session is None:
                self._scratch = Path(tempfile.mkdtemp(prefix="infreg-spark-"))
                self._session = _start(master, memory_gb, self._scratch)
                self._master = master
            elif master != self._master:
                raise ValueError(f"this process counts on {self._master} already")
            self._engines += 1
            # A session of its own has views of its own.
            return self._session.newSession()

    def leave(self) -> None:
        with self._lock:
            self._engines -= 1
            if self._engines or self._session is None:
                return
            self._session.stop()
            self._session = None
            shutil.rmtree(self._scratch, ignore_errors=True)


_MACHINE = _Machine()


class _Spark:
    def __init__(self, session: SparkSession, files: Files) -> None:
        self._session, self._files = session, files
        self.tables = tables_of(files)
        for name, paths in files.items():
            # Told its types, it need not look for them, which would be a job for each table.
            rows = session.read.schema(_types(self.tables[name].schema()))
            rows.parquet(*(path.as_uri() for path in paths)).createOrReplaceTempView(name)

    def count(self, expression: ibis.Table) -> pa.Table:
        query = str(ibis.to_sql(expression, dialect="pyspark"))
        with reading(self._files):
            # Not through Ibis, which would take the rows by pandas and make floats of integers with NULL.
            return self._session.sql(query).toArrow()

    def close(self) -> None:
        _MACHINE.leave()


def open_spark(
    files: Files,
    *,
    master: str = "local[2]",
    memory_gb: int = 2,
    settings: Mapping[str, str] = MappingProxyType({}),
) -> Engine:
    """An engine on Spark, whose machines must all reach the files. `master` as Spark writes it; `settings`
    are more of Spark SQL's. Raises `Vanished`."""
    session = _MACHINE.join(master, memory_gb)
    try:
        for name, value in settings.items():
            session.conf.set(name, value)
        with reading(files):
            return _Spark(session, files)
    except Exception:
        _MACHINE.leave()
        raise


def _types(schema: ibis.Schema) -> str:
    return ", ".join(f"`{name}` {_TYPES[kind.copy(nullable=True)]}" for name, kind in schema.items())


def _start(master: str, memory_gb: int, scratch: Path) -> SparkSession:
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    log = scratch / "log4j2.properties"
    log.write_text(_QUIET, "utf-8")
    settings = {
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={log.as_uri()}",
        "spark.driver.memory": f"{memory_gb}g",
        # A worker of as many GB keeps some for itself.
        "spark.executor.memory": f"{memory_gb * 900}m",
        "spark.local.dir": str(scratch),
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "8",
        "spark.sql.warehouse.dir": (scratch / "warehouse").as_uri(),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    # Whoever counts on this machine alone is not heard by others.
    if master.startswith("local") or _LOOPBACK in master:
        os.environ["SPARK_LOCAL_IP"] = _LOOPBACK
        settings |= {"spark.driver.host": _LOOPBACK, "spark.driver.bindAddress": _LOOPBACK}
    builder = SparkSession.builder.master(master).appName("infreg")
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()

"""DuckDB: counts in this process, on the files as they lie."""

from collections.abc import Mapping

import duckdb
import ibis
import pyarrow as pa

from infreg.analysis.engine import Engine, Files, reading, tables_of

_CLOSED: Mapping[str, str] = {
    # Rows about persons rest in the warehouse alone: what does not fit in memory fails, and is not spilled.
    "temp_directory": "",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


class _DuckDB:
    def __init__(self, connection: duckdb.DuckDBPyConnection, files: Files) -> None:
        self._connection, self._files = connection, files
        self.tables = tables_of(files)

    def count(self, expression: ibis.Table) -> pa.Table:
        query = str(ibis.to_sql(expression, dialect="duckdb"))
        with reading(self._files):
            return self._connection.sql(query).to_arrow_table()

    def close(self) -> None:
        self._connection.close()


def open_duckdb(files: Files, *, memory_gb: int = 3, threads: int | None = None) -> Engine:
    """An engine that reads these files, and from then on nothing else of the machine: no other file, no
    network, no extension, no setting. Raises `Vanished`."""
    config: dict[str, str | bool | int | float | list[str]] = {**_CLOSED, "memory_limit": f"{memory_gb}GB"}
    if threads:
        config["threads"] = str(threads)
    connection = duckdb.connect(":memory:", config=config)
    try:
        connection.execute("SET TimeZone = 'UTC'")
        with reading(files):
            for name, paths in files.items():
                rows = connection.read_parquet([str(path) for path in paths], hive_partitioning=False)
                rows.create_view(name)
            engine = _DuckDB(connection, files)
        paths_read = [str(path) for paths in files.values() for path in paths]
        connection.execute("SET allowed_paths = ?", [paths_read])
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
    except Exception:
        connection.close()
        raise
    return engine

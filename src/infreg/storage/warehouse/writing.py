"""Parquet files: typed as declared, compressed, readable by their owner alone, on the disk before anybody is
told of them."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from infreg.storage.warehouse.manifest import File

UNKNOWN, ALL = "unknown", "all"
#: A row group: what engines read at once, and what is held in memory until it is written.
_ROWS = 128 * 1024


def write_months(folder: Path, rows: Iterable[pa.RecordBatch], schema: pa.Schema) -> Iterator[File]:
    """A file for each value of the column `month`, as it is done; rows come sorted by it, those without one
    last."""
    for month, some in groupby(_by_month(rows), itemgetter(0)):
        yield write_one(folder, month, map(itemgetter(1), some), schema)


def _by_month(rows: Iterable[pa.RecordBatch]) -> Iterator[tuple[str, pa.RecordBatch]]:
    for batch in rows:
        runs = pc.run_end_encode(batch.column(batch.schema.get_field_index("month")))
        begins = 0
        for month, ends in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
            yield month or UNKNOWN, batch.slice(begins, ends - begins)
            begins = ends


def write_one(folder: Path, name: str, rows: Iterable[pa.RecordBatch], schema: pa.Schema) -> File:
    """One file, also of no rows."""
    path, count = folder / f"{name}.parquet", 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
            for group in _groups(rows, schema):
                writer.write_table(group, row_group_size=_ROWS)
                count += group.num_rows
        file.flush()
        os.fsync(file.fileno())
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return File(f"{folder.name}/{path.name}", count, path.stat().st_size, digest)


def _groups(rows: Iterable[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.Table]:
    held: list[pa.RecordBatch] = []
    for some in rows:
        held.append(some)
        if sum(each.num_rows for each in held) >= _ROWS:
            yield pa.Table.from_batches(held, schema).combine_chunks()
            held = []
    if held:
        yield pa.Table.from_batches(held, schema).combine_chunks()

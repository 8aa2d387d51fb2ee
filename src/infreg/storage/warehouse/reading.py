"""Rows out of the database as Arrow has them, some tens of thousands at a time: memory does not grow with
how many there are."""

from collections.abc import Generator, Iterator, Mapping
from typing import LiteralString

import pyarrow as pa
from psycopg import sql
from pyarrow import csv

from infreg.storage.rows import Connection

#: So much text is understood at once.
_BYTES = 8 * 1024 * 1024


def read(
    connection: Connection, question: LiteralString, arguments: Mapping[str, str], schema: pa.Schema
) -> Generator[pa.RecordBatch]:
    """What a question finds, its columns those of the schema in that order. Raises pyarrow.ArrowInvalid
    where a value is not of its column's type. Close it: until then the connection does nothing else."""
    copying = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv)").format(sql.SQL(question))
    with connection.cursor().copy(copying, arguments) as copy:
        rows: list[bytes] = []
        size = 0
        for row in copy:  # a row at a time, whole: no text is cut in two
            rows.append(bytes(row))
            size += len(row)
            if size >= _BYTES:
                yield from _understood(b"".join(rows), schema)
                rows, size = [], 0
        if rows:
            yield from _understood(b"".join(rows), schema)


def _understood(said: bytes, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """PostgreSQL writes what is NULL as nothing, and an empty text as quotes with nothing in them."""
    table = csv.read_csv(
        pa.BufferReader(said),
        csv.ReadOptions(use_threads=False, block_size=len(said) + 1, column_names=schema.names),
        csv.ParseOptions(newlines_in_values=True),
        csv.ConvertOptions(
            column_types=schema,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            true_values=["t"],
            false_values=["f"],
        ),
    )
    yield from table.cast(schema).to_batches()

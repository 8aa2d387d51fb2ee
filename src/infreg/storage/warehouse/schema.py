"""A declared table as Parquet has it."""

import pyarrow as pa

from infreg.vocabulary.warehouse import Kind, Table

#: One type a kind, the same on every engine: a time is UTC to the microsecond.
TYPES: dict[Kind, pa.DataType] = {
    Kind.TEXT: pa.string(),
    Kind.INTEGER: pa.int64(),
    Kind.DAY: pa.date32(),
    Kind.TIME: pa.timestamp("us", tz="UTC"),
    Kind.BOOLEAN: pa.bool_(),
}


def schema(table: Table) -> pa.Schema:
    """Its columns in the declared order. What is required is not nullable: a file that would lack it cannot
    be written."""
    return pa.schema(
        [pa.field(column.name, TYPES[column.kind], nullable=not column.required) for column in table.columns]
    )


def kinds(table: Table) -> tuple[tuple[str, str], ...]:
    """Its columns' names and kinds, as a manifest tells them."""
    return tuple((column.name, column.kind.value) for column in table.columns)

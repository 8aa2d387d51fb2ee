"""What an engine is: something that counts one expression over the warehouse's files. Which one does not
matter to the integers that come out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import ibis
import pyarrow as pa
from pyarrow import parquet

#: The files of each table.
Files = Mapping[str, Sequence[Path]]


class Vanished(Exception):
    """Files of the warehouse were swept away by a later refresh: open the newest generation and ask again."""


class Engine(Protocol):
    """One thread's at a time. `tables` are the warehouse's as they lie, all versions and everybody's, by name
    and type: for `asking` alone, which narrows them to what the asker may count."""

    @property
    def tables(self) -> Mapping[str, ibis.Table]: ...

    def count(self, expression: ibis.Table) -> pa.Table:
        """The rows, in any order, with types as the engine has them. Raises `Vanished`."""
        ...

    def close(self) -> None: ...


def tables_of(files: Files) -> Mapping[str, ibis.Table]:
    """The tables by name and the types that their files say, the same for every engine."""
    schemas = {name: ibis.Schema.from_pyarrow(parquet.read_schema(paths[0])) for name, paths in files.items()}
    return {name: ibis.table(schema, name=name) for name, schema in schemas.items()}


@contextmanager
def reading(files: Files) -> Iterator[None]:
    """Tells files that are gone from every other fault of an engine, in whatever words it puts them."""
    try:
        yield
    except Exception as fault:
        if gone := _gone(each for paths in files.values() for each in paths):
            raise Vanished(f"{gone} files of the warehouse are gone") from fault
        raise


def _gone(paths: Iterable[Path]) -> int:
    return sum(not each.exists() for each in paths)

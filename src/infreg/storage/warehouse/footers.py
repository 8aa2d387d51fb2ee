"""What the warehouse's files tell of themselves: how many rows lack a column, from the numbers at each file's
end, and how long rows took, from one column of it. A file never changes, so each is asked once."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import pyarrow.compute as pc
from pyarrow import parquet

#: Files of which what they told is kept: some hundred bytes each.
_KEPT = 8192


@dataclass(frozen=True, slots=True)
class Lying:
    """A file as it lies. What it holds is named by its digest: where it lies tells nothing."""

    sha256: str
    path: Path = field(compare=False)


@lru_cache(maxsize=_KEPT)
def lacking(file: Lying) -> Mapping[str, int]:
    """In how many rows each column is NULL. Raises FileNotFoundError for a file that was swept away."""
    said = parquet.read_metadata(file.path)
    found: Counter[str] = Counter(dict.fromkeys(said.schema.names, 0))
    for group in range(said.num_row_groups):
        for place in range(said.num_columns):
            column = said.row_group(group).column(place)
            found[column.path_in_schema] += column.statistics.null_count
    return found


@lru_cache(maxsize=_KEPT)
def delays(file: Lying, column: str, standing: str) -> Mapping[int, int]:
    """How many rows have each number of days in a column, of those in which the column `standing` is NULL: of
    versions, those that stand. Raises FileNotFoundError for a file that was swept away."""
    read = parquet.read_table(file.path, columns=[column, standing], partitioning=None)
    kept = read.filter(pc.is_null(read[standing]))[column].drop_null()
    counted = kept.value_counts().to_pylist()
    return {int(each["values"]): int(each["counts"]) for each in counted}

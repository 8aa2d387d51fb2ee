"""Tables drawn as text, for people to read, and the Parquet files that they stand for.

    day        | municipality | known_to
    2026-01-05 | 0301         | 2026-02-01
    2026-01-06 | -            |

A dash is "not known" (NULL), and so is an empty field. What is required and not drawn has a value that does
not matter; the year, quarter, month and week come from the day.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from infreg.vocabulary.warehouse import Kind, Table

Row = dict[str, Any]
_TYPES = {
    Kind.TEXT: pa.string(),
    Kind.INTEGER: pa.int64(),
    Kind.DAY: pa.date32(),
    Kind.TIME: pa.timestamp("us", tz="UTC"),
    Kind.BOOLEAN: pa.bool_(),
}
_INDIFFERENT: Mapping[Kind, Any] = {
    Kind.TEXT: "x",
    Kind.INTEGER: 0,
    Kind.DAY: date(2020, 1, 1),
    Kind.TIME: datetime(2020, 1, 1, tzinfo=UTC),
    Kind.BOOLEAN: False,
}


def cells(text: str) -> list[dict[str, str | None]]:
    """The rows as they are drawn."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    if any(len(line) != len(lines[0]) for line in lines):
        raise ValueError(f"a row has not as many fields as the head: {lines[0]}")
    return [
        dict(zip(lines[0], ((cell.strip("-") and cell) or None for cell in line), strict=True))
        for line in lines[1:]
    ]


def rows(table: Table, text: str) -> list[Row]:
    """The rows of a declared table. Raises KeyError for a column that it has not."""
    return [
        {name: _value(table.column(name).kind, cell) for name, cell in drawn.items()} for drawn in cells(text)
    ]


def with_days(row: Row) -> Row:
    """The row, with the periods of its day."""
    day: date | None = row.get("day")
    if day is None:
        return row
    iso = day.isocalendar()
    periods = {
        "year": day.year,
        "quarter": f"{day.year}-Q{(day.month + 2) // 3}",
        "month": f"{day:%Y-%m}",
        "week": f"{iso.year}-W{iso.week:02}",
    }
    return periods | row


def write(folder: Path, table: Table, content: Sequence[Row], *, files: int = 1) -> tuple[Path, ...]:
    """The table as so many files, one of them empty when there is more than one."""
    schema = pa.schema([(column.name, _TYPES[column.kind]) for column in table.columns])
    needed = {column.name: _INDIFFERENT[column.kind] for column in table.columns if column.required}
    whole = [needed | with_days(row) for row in content]
    each = -(-len(whole) // max(files - 1, 1))
    made = []
    for number in range(files):
        path = folder / table.name / f"{number}.parquet"
        path.parent.mkdir(exist_ok=True, parents=True)
        part = whole[number * each : (number + 1) * each]
        parquet.write_table(pa.Table.from_pylist(part, schema), path)
        made.append(path)
    return tuple(made)


def drawing(table: pa.Table) -> str:
    """An answer as text: as `same` compares it, and as a failing test shows it."""
    drawn = [table.column_names, *([_shown(cell) for cell in row.values()] for row in table.to_pylist())]
    return _aligned(drawn)


def same(text: str) -> str:
    """A drawn answer with its columns as wide as `drawing` makes them."""
    drawn = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return _aligned(drawn)


def _aligned(drawn: Sequence[Sequence[str]]) -> str:
    wide = [max(len(row[place]) for row in drawn) for place in range(len(drawn[0]))]
    return "\n".join(
        " | ".join(cell.ljust(width) for cell, width in zip(row, wide, strict=True)).rstrip() for row in drawn
    )


def _shown(cell: object) -> str:
    return "-" if cell is None else str(cell)


def _value(kind: Kind, cell: str | None) -> Any:
    if cell is None:
        return None
    match kind:
        case Kind.INTEGER:
            return int(cell)
        case Kind.DAY:
            return date.fromisoformat(cell)
        case Kind.TIME:
            time = datetime.fromisoformat(cell)
            return time if time.tzinfo else time.replace(tzinfo=UTC)
        case Kind.BOOLEAN:
            return {"yes": True, "no": False}[cell]
        case _:
            return cell

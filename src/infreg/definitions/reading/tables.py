"""The rows of a definition that stand in a CSV: UTF-8, commas, quotes doubled, a first line of columns."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from infreg.definitions.faults import Fault, Wrong
from infreg.definitions.kinds.shape import Column, Kind
from infreg.definitions.reading.cells import cell
from infreg.definitions.reading.rows import ReadRow, Rows, collected, finished

#: More rows than any list of ours, fewer than fill a server's memory.
MOST_ROWS = 200_000
_SEPARATORS = ";\t|"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A CSV with its columns understood: `places` has, for each column of the kind that is there, where."""

    file: str
    kind: Kind
    width: int
    places: tuple[tuple[Column, int], ...]
    header: Mapping[str, object]


def read_table(text: str, file: str, kind: Kind, header: Mapping[str, object]) -> Rows:
    """`header` has the fields that are in order; rows are read even where some are not."""
    records = _records(text, file)
    line, names = next(records, (1, Wrong("file-empty").at(file, None)))
    if isinstance(names, Fault):
        return Rows(faults=(names,))
    if len(names) == 1 and any(separator in names[0] for separator in _SEPARATORS):
        return Rows(faults=(Wrong("table-without-commas").at(file, line),))
    wrong = tuple(each.at(file, line) for each in _column_faults(names, kind))
    places = tuple(
        (kind.by_name[name], names.index(name)) for name in dict.fromkeys(names) if name in kind.by_name
    )
    read = collected(_rows(records, Sheet(file, kind, len(names), places, header)), file)
    return Rows(read.rows, read.lines, wrong + read.faults)


def _records(text: str, file: str) -> Iterator[tuple[int, list[str] | Fault]]:
    """Every record with the line it begins on; a fault, and no more, where the quotes go wrong."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, skipinitialspace=True)
    while True:
        line = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, _quote_fault(error, file, line, reader.line_num)
            return
        if record:
            yield line, [each.strip() for each in record]


def _quote_fault(error: csv.Error, file: str, begins: int, ends: int) -> Fault:
    # The csv module tells its errors apart by their words alone.
    if "unexpected end" in str(error) or "field limit" in str(error):
        return Wrong("quote-unclosed").at(file, begins)
    return Wrong("quote-stray").at(file, ends)


def _column_faults(names: list[str], kind: Kind) -> Iterator[Wrong]:
    known = [column.name for column in kind.row_columns]
    for name, count in Counter(names).items():
        if not name:
            yield Wrong("column-unnamed", {"position": names.index(name) + 1})
        elif name not in known:
            yield Wrong("column-unknown", {"known": ", ".join(known)}, name, known)
        elif count > 1:
            yield Wrong("column-twice", {"column": name})
    for column in kind.columns:
        if column.required and column.name not in names:
            yield Wrong("column-missing", {"column": column.name})


def _rows(records: Iterator[tuple[int, list[str] | Fault]], sheet: Sheet) -> Iterator[tuple[int, ReadRow]]:
    for count, (line, record) in enumerate(records, start=1):
        if count > MOST_ROWS:
            yield line, (Wrong("table-too-long", {"limit": MOST_ROWS}).at(sheet.file, line),)
            return
        yield line, (record,) if isinstance(record, Fault) else _row(record, line, sheet)


def _row(record: list[str], line: int, sheet: Sheet) -> ReadRow:
    if len(record) != sheet.width:
        code = "cells-too-many" if len(record) > sheet.width else "cells-too-few"
        counts = {"expected": sheet.width, "found": len(record)}
        return (Wrong(code, counts).at(sheet.file, line),)
    read = {column.name: cell(column, record[place]) for column, place in sheet.places}
    wrong = [value for value in read.values() if isinstance(value, Wrong)]
    if not wrong:
        row = finished(sheet.kind, read, sheet.header)
        if not isinstance(row, Wrong):
            return row
        wrong = [row]
    return tuple(each.at(sheet.file, line) for each in wrong)

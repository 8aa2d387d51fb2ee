"""The rows of a definition that stand in its header's file, as an array of tables such as `[[rule]]`."""

from collections.abc import Iterator, Mapping

from infreg.definitions.faults import Fault, Wrong
from infreg.definitions.kinds.shape import Column, Kind
from infreg.definitions.reading.cells import field
from infreg.definitions.reading.headers import Header, fields_faults
from infreg.definitions.reading.rows import ReadRow, Rows, collected, finished
from infreg.definitions.reading.toml_lines import TomlPath, line_at


def read_tables(header: Header, kind: Kind, fields: Mapping[str, object]) -> Rows:
    """`fields` has the fields of the header that are in order."""
    tables = header.table.get(kind.rows_table)
    if tables is None or tables == []:
        if kind.rows_optional:
            return Rows()
        return Rows(faults=(header.fault(Wrong("tables-missing", {"table": kind.rows_table})),))
    if not isinstance(tables, list):
        return Rows(faults=(header.fault(_not_several(kind), kind.rows_table),))
    return collected(
        (
            _row(table, (kind.rows_table, position), header, kind, fields)
            for position, table in enumerate(tables)
        ),
        header.file,
    )


def _row(
    table: object, path: TomlPath, header: Header, kind: Kind, fields: Mapping[str, object]
) -> tuple[int, ReadRow]:
    line = line_at(header.lines, path)
    if not isinstance(table, Mapping):
        return line, (header.fault(_not_several(kind), *path),)
    faults = tuple(_faults(table, path, header, kind))
    if faults:
        return line, faults
    columns = ((column, _table_of(column, table)) for column in kind.row_columns)
    cells = {column.name: field(column, held[column.name]) for column, held in columns if column.name in held}
    row = finished(kind, cells, fields)
    return line, (header.fault(row, *path),) if isinstance(row, Wrong) else row


def _faults(table: Mapping[str, object], path: TomlPath, header: Header, kind: Kind) -> Iterator[Fault]:
    within = {column.within for column in kind.row_columns}
    for name in sorted(within):
        columns = [column for column in kind.row_columns if column.within == name]
        held, place = (table.get(name, {}), (*path, name)) if name else (table, path)
        if not isinstance(held, Mapping):
            yield header.fault(Wrong("field-not-table", {"column": name}), *place)
            continue
        yield from fields_faults(header, columns, held, place)
        known = {column.name for column in columns} | (set() if name else within - {""})
        for key in held:
            if key not in known:
                yield header.fault(Wrong("field-unknown", {}, key, sorted(known)), *place, key)


def _table_of(column: Column, table: Mapping[str, object]) -> Mapping[str, object]:
    held = table.get(column.within, {}) if column.within else table
    return held if isinstance(held, Mapping) else {}


def _not_several(kind: Kind) -> Wrong:
    return Wrong("tables-not-several", {"table": kind.rows_table})

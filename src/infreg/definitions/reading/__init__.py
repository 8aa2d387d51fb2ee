"""Reads definitions from their files. Everything that is wrong with a file is told at once."""

from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from infreg.definitions.definition import Content, Definition
from infreg.definitions.faults import Fault, Wrong, in_order
from infreg.definitions.kinds import KINDS
from infreg.definitions.kinds.shape import Kind
from infreg.definitions.reading import headers
from infreg.definitions.reading.files import Folder, decoded
from infreg.definitions.reading.headers import Header
from infreg.definitions.reading.rows import Rows
from infreg.definitions.reading.tables import read_table
from infreg.definitions.reading.toml_lines import line_of_error, lines_of, load
from infreg.definitions.reading.toml_rows import read_tables

Read = tuple[Definition | None, tuple[Fault, ...]]


def read(source: Path | Mapping[str, bytes], kinds: Mapping[str, Kind] = KINDS) -> Read:
    """One definition: a path of its TOML, or the bytes of its one TOML and its CSV by name. Either the
    definition or faults, never both and never neither."""
    if isinstance(source, Path):
        return _read(Folder(source.parent), source.name, kinds)
    tomls = sorted(name for name in source if name.endswith(".toml"))
    if len(tomls) != 1:
        code = "headers-several" if tomls else "header-missing"
        return None, (Fault(min(source, default=""), None, code, {"files": ", ".join(tomls)}),)
    return _read(Folder(source), tomls[0], kinds)


def read_folder(
    folder: Traversable, kinds: Mapping[str, Kind] = KINDS
) -> tuple[tuple[Definition, ...], tuple[Fault, ...]]:
    """Every definition of a folder and those below it, by file; a CSV that none of them names is a fault."""
    names = sorted(_names(folder))
    results = [_read(Folder(folder), name, kinds) for name in names if name.endswith(".toml")]
    definitions = tuple(definition for definition, _ in results if definition)
    faults = [fault for _, found in results for fault in found]
    if not faults:
        claimed = {each.rows_file for each in definitions}
        unclaimed = (name for name in names if name.endswith(".csv") and name not in claimed)
        faults += [Fault(name, None, "rows-unclaimed") for name in unclaimed]
    return definitions, in_order(faults)


def _read(folder: Folder, name: str, kinds: Mapping[str, Kind]) -> Read:
    content = folder.read(name)
    if isinstance(content, Wrong):
        return None, (content.at(name, None),)
    header = _header(content, name, kinds)
    if isinstance(header, Fault):
        return None, (header,)
    fields = headers.values(header)
    rows_name, rows_content, rows = _rows(folder, header, fields)
    faults = in_order((*headers.faults(header, kinds), *rows.faults))
    if faults:
        return None, faults
    return _definition(header, fields, rows, Content(name, content, rows_name, rows_content)), ()


def _header(content: bytes, name: str, kinds: Mapping[str, Kind]) -> Header | Fault:
    text = decoded(content)
    if isinstance(text, tuple):
        wrong, line = text
        return wrong.at(name, line)
    try:
        table = load(text)
    except (ValueError, RecursionError) as error:
        line, reason = line_of_error(error, text)
        return Wrong("toml-unreadable", {"reason": reason}).at(name, line)
    return Header(name, table, lines_of(text), headers.kind_of(table, kinds))


def _rows(
    folder: Folder, header: Header, fields: Mapping[str, object]
) -> tuple[str | None, bytes | None, Rows]:
    """The name and content of the file with the rows, where they have one of their own, and the rows."""
    named = fields.get("rows")
    if header.kind and header.kind.rows_table:
        return None, None, read_tables(header, header.kind, fields)
    if header.kind is None or not isinstance(named, str):
        return None, None, Rows()
    beside = str(PurePosixPath(header.file).parent / named)
    content = folder.read(beside)
    if isinstance(content, Wrong):
        return None, None, Rows(faults=(_not_there(header, content, named, beside),))
    text = decoded(content)
    if isinstance(text, tuple):
        wrong, line = text
        return None, None, Rows(faults=(wrong.at(beside, line),))
    return beside, content, read_table(text, beside, header.kind, fields)


def _not_there(header: Header, wrong: Wrong, named: str, file: str) -> Fault:
    """Told where the file is named; of a file that is there but too large, by its own name."""
    match wrong.code:
        case "file-missing":
            return header.fault(Wrong("rows-missing", value=named), "rows")
        case "rows-outside":
            return header.fault(Wrong("rows-outside", value=named), "rows")
    return wrong.at(file, None)


def _definition(header: Header, fields: dict[str, object], rows: Rows, content: Content) -> Definition:
    """Of a header and rows without faults: every required field is there, and of its type."""
    first, last, title = fields["valid_from"], fields.get("valid_to"), header.table["title"]
    if header.kind is None or not isinstance(first, date) or not isinstance(title, Mapping):
        raise TypeError(f"{header.file} has faults that nobody found")
    return Definition(
        kind=header.kind.name,
        name=str(fields["name"]),
        valid_from=first,
        valid_to=last if isinstance(last, date) else None,
        title=MappingProxyType({language: str(words).strip() for language, words in title.items()}),
        source=str(fields["source"]),
        status=str(fields["status"]),
        header=MappingProxyType({each.name: fields.get(each.name) for each in header.kind.header}),
        rows=rows.rows,
        lines=rows.lines,
        header_lines=MappingProxyType(
            {each.name: header.line(each.name) for each in header.kind.header_fields}
        ),
        content=content,
        hash=content.hash,
    )


def _names(folder: Traversable, within: str = "") -> Iterator[str]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _names(entry, f"{within}{entry.name}/")
        elif entry.name.endswith((".toml", ".csv")):
            yield within + entry.name

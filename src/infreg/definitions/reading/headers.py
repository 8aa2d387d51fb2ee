"""The header of a definition: which fields it must and may have, and what stands in them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from infreg.definitions.faults import LANGUAGES, Fault, Wrong
from infreg.definitions.kinds.shape import HEADER_FIELDS, ROWS_FIELD, Column, Kind, text
from infreg.definitions.reading.cells import field
from infreg.definitions.reading.toml_lines import TomlPath, line_at


@dataclass(frozen=True, slots=True)
class Header:
    """A header's table with the lines of its keys, and its kind where that is known."""

    file: str
    table: Mapping[str, object]
    lines: Mapping[TomlPath, int]
    kind: Kind | None

    def fault(self, wrong: Wrong, *path: str | int) -> Fault:
        return wrong.at(self.file, line_at(self.lines, path))

    def line(self, key: str) -> int:
        return line_at(self.lines, (key,))


def kind_of(table: Mapping[str, object], kinds: Mapping[str, Kind]) -> Kind | None:
    """None for a kind that is not said, or not known."""
    name = table.get("kind")
    return kinds.get(name) if isinstance(name, str) else None


def values(header: Header) -> dict[str, object]:
    """The fields that are in order; `faults` tells of the others."""
    read = ((each.name, field(each, header.table[each.name])) for each in _given(header))
    return {name: value for name, value in read if not isinstance(value, Wrong)}


def faults(header: Header, kinds: Mapping[str, Kind]) -> Iterator[Fault]:
    """Everything that is wrong in the header by itself."""
    yield from fields_faults(header, _fields(header.kind), header.table, ())
    yield from _unknown_fields(header)
    if "title" in header.table:
        yield from _title_faults(header)
    else:
        yield header.fault(Wrong("field-missing", {"column": "title"}))
    read = values(header)
    if header.kind is None and "kind" in read:
        yield header.fault(Wrong("kind-unknown", {}, str(read["kind"]), tuple(kinds)), "kind")
    yield from (header.fault(wrong, "valid_to") for wrong in reversed_period(read))


def fields_faults(
    header: Header, columns: Iterable[Column], table: Mapping[str, object], path: TomlPath
) -> Iterator[Fault]:
    """What is missing of a table of the header, and what does not hold what it should."""
    for column in columns:
        if column.name not in table:
            if column.required:
                yield header.fault(Wrong("field-missing", {"column": column.name}), *path)
        elif isinstance(wrong := field(column, table[column.name]), Wrong):
            yield header.fault(wrong, *path, column.name)


def reversed_period(read: Mapping[str, object]) -> Iterator[Wrong]:
    """That the last day comes before the first."""
    first, last = read.get("valid_from"), read.get("valid_to")
    if isinstance(first, date) and isinstance(last, date) and last < first:
        yield Wrong("period-reversed", {"first": first.isoformat(), "last": last.isoformat()})


def _fields(kind: Kind | None) -> tuple[Column, ...]:
    return kind.header_fields if kind else HEADER_FIELDS


def _given(header: Header) -> Iterator[Column]:
    return (column for column in _fields(header.kind) if column.name in header.table)


def _unknown_fields(header: Header) -> Iterator[Fault]:
    if header.kind is None:
        return
    table = {header.kind.rows_table} - {""}
    known = {each.name for each in _fields(header.kind)} | {"title"} | table
    for key in header.table:
        if key == ROWS_FIELD.name and table:
            yield header.fault(Wrong("rows-not-wanted", {"table": header.kind.rows_table}), key)
        elif key not in known:
            yield header.fault(Wrong("field-unknown", {}, key, sorted(known)), key)


def _title_faults(header: Header) -> Iterator[Fault]:
    title = header.table["title"]
    if not isinstance(title, Mapping):
        yield header.fault(Wrong("title-not-table"), "title")
        return
    for language in LANGUAGES:
        if language not in title:
            yield header.fault(Wrong("title-untranslated", {"language": language}), "title")
    for language, words in title.items():
        if language not in LANGUAGES:
            yield header.fault(Wrong("title-language-unknown", {}, language, LANGUAGES), "title", language)
        elif isinstance(wrong := field(text(language, about=""), words), Wrong):
            yield header.fault(wrong, "title", language)

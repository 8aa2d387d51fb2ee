"""Descriptions of definition files for editors and other programs, made from the kinds: a JSON Schema
(2020-12) of the headers, and a Frictionless Table Schema of each kind's CSV."""

from collections.abc import Mapping

from infreg.definitions.faults import LANGUAGES
from infreg.definitions.kinds import KINDS
from infreg.definitions.kinds.shape import CellType, Column, Kind

Json = dict[str, object]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TABLE_PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"
_TABLE_TYPES: Mapping[CellType, str] = {
    CellType.YES_NO: "boolean",
    CellType.DAY: "date",
    CellType.NUMBER: "number",
    CellType.TEXTS: "list",
}
_TABLE_FORMATS: Mapping[CellType, Json] = {
    CellType.YES_NO: {"trueValues": ["yes"], "falseValues": ["no"]},
    CellType.TEXTS: {"delimiter": ";", "itemType": "string"},
}


def header_schema(kinds: Mapping[str, Kind] = KINDS) -> Json:
    """Of the TOML of every kind: by `kind` it is known which fields there may be."""
    return {
        "$schema": DIALECT,
        "title": "infreg definition",
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"enum": list(kinds)}},
        "allOf": [
            {"if": {"properties": {"kind": {"const": kind.name}}}, "then": _of_kind(kind)}
            for kind in kinds.values()
        ],
    }


def table_schema(kind: Kind, kinds: Mapping[str, Kind] = KINDS) -> Json:
    """Of the CSV of a kind; what it refers to are tables named by their kinds."""
    names = [column.name for column in kind.columns]
    return {
        "$schema": TABLE_PROFILE,
        "name": kind.name,
        "title": kind.title["en"],
        "description": kind.about,
        # Columns that are not required may be absent, and stand in any order.
        "fieldsMatch": "superset",
        "missingValues": [""],
        "fields": [_table_field(column) for column in kind.row_columns],
        # The same key may stand again for other days.
        "uniqueKeys": [[*(name for name in kind.key if name in names), "valid_from"]],
        "foreignKeys": [
            _foreign_key(column.name, kind, kinds[column.refers_to])
            for column in kind.columns
            if column.refers_to and column.type is CellType.CODE and not column.law_checks_reference
        ],
    }


def _foreign_key(name: str, kind: Kind, target: Kind) -> Json:
    # Table Schema: a table refers to itself by saying no table.
    resource: Json = {} if kind.name == target.name else {"resource": target.name}
    return {"fields": [name], "reference": resource | {"fields": list(target.key)}}


def _of_kind(kind: Kind) -> Json:
    properties: Json = {column.name: _property(column) for column in kind.header_fields}
    required = [column.name for column in kind.header_fields if column.required]
    properties["kind"] = {"const": kind.name, "description": kind.about}
    properties["title"] = _by_language({"type": "string", "minLength": 1}) | {
        "description": "What it is called."
    }
    if kind.rows_table:
        properties[kind.rows_table] = _tables(kind)
        required += [] if kind.rows_optional else [kind.rows_table]
    return _closed(properties, [*required, "title"])


def _tables(kind: Kind) -> Json:
    """The array of tables that holds the rows, those columns that stand in a table of their own within it."""
    within = sorted({column.within for column in kind.row_columns} - {""})
    groups = {name: [each for each in kind.row_columns if each.within == name] for name in ("", *within)}
    properties = {each.name: _property(each) for each in groups[""]}
    required = [each.name for each in groups[""] if each.required]
    for name in within:
        properties[name] = _closed(
            {each.name: _property(each) for each in groups[name]},
            [each.name for each in groups[name] if each.required],
        )
    least = 0 if kind.rows_optional else 1
    return {"type": "array", "minItems": least, "items": _closed(properties, [*required, *within])}


def _property(column: Column) -> Json:
    match column.type:
        case CellType.CHOICE:
            shape: Json = {"enum": list(column.values)}
        case CellType.CODE:
            shape = {"type": "string", "pattern": _whole(column)}
        case CellType.DAY:
            shape = {"type": "string", "format": "date"}
        case CellType.YES_NO:
            shape = {"type": "boolean"}
        case CellType.NUMBER:
            shape = {"type": "integer" if column.whole else "number"}
            shape |= {} if column.least is None else {"minimum": column.least}
        case CellType.TEXTS:
            items = {"type": "string", "pattern": _whole(column)}
            shape = {"type": "array", "items": items, "uniqueItems": True}
        case _:
            shape = {"type": "string", "minLength": 1}
    return shape | {"description": column.about}


def _table_field(column: Column) -> Json:
    constraints: Json = {"required": True} if column.required else {}
    if column.type is CellType.CHOICE:
        constraints["enum"] = list(column.values)
    if column.type is CellType.CODE:
        constraints["pattern"] = _whole(column)
    if column.least is not None:
        constraints["minimum"] = column.least
    type_ = "integer" if column.whole else _TABLE_TYPES.get(column.type, "string")
    field: Json = {"name": column.name, "type": type_, "description": column.about}
    field |= _TABLE_FORMATS.get(column.type, {})
    return field | ({"constraints": constraints} if constraints else {})


def _by_language(shape: Json) -> Json:
    return _closed(dict.fromkeys(LANGUAGES, shape), list(LANGUAGES))


def _closed(properties: Mapping[str, object], required: list[str]) -> Json:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": required,
        "additionalProperties": False,
    }


def _whole(column: Column) -> str:
    return f"^(?:{column.form.value})$"

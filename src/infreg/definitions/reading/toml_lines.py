"""On which line of a TOML text each table and key stands: what tomllib knows and does not tell."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal

#: Names of tables and keys, with the index where a table is one of several.
TomlPath = tuple[str | int, ...]

_NAME = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
_NAMES = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_ONE_OF_SEVERAL = re.compile(rf"\s*\[\[\s*({_NAMES})\s*\]\]")
_TABLE = re.compile(rf"\s*\[\s*({_NAMES})\s*\]")
_KEY = re.compile(rf"\s*({_NAMES})\s*=")
_LONG_TEXT = re.compile(r'"""|' + "'''")
_AT_LINE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")


def lines_of(text: str) -> Mapping[TomlPath, int]:
    """The line of every table and key of a valid text. Keys of inline tables stand where the table does."""
    found: dict[TomlPath, int] = {}
    counts: dict[TomlPath, int] = {}
    table: TomlPath = ()
    for number, line in _outside_long_texts(text):
        if several := _ONE_OF_SEVERAL.match(line):
            name = _path(several[1])
            counts[name] = counts.get(name, -1) + 1
            table = (*_indexed(name, counts), counts[name])
        elif plain := _TABLE.match(line):
            table = _indexed(_path(plain[1]), counts)
        elif key := _KEY.match(line):
            found.setdefault((*table, *_path(key[1])), number)
            continue
        else:
            continue
        found.setdefault(table, number)
    return found


def line_at(lines: Mapping[TomlPath, int], path: TomlPath) -> int:
    """Where the path stands, or the nearest table it would stand in; 1 for the file itself."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def line_of_error(error: Exception, text: str) -> tuple[int, str]:
    """The line that an error of tomllib names, and its reason without it."""
    reason = str(error)
    place = _AT_LINE.search(reason)
    if place is None:
        return 1, reason
    line = int(place[1]) if place[1] else text.rstrip("\n").count("\n") + 1
    return line, _AT_LINE.sub("", reason).rstrip(".")


def load(text: str) -> dict[str, object]:
    """With numbers as they are written. Raises ValueError for what is no TOML, numbers past all measure
    included; RecursionError for brackets without end."""
    return tomllib.loads(text, parse_float=Decimal)


def _outside_long_texts(text: str) -> Iterator[tuple[int, str]]:
    closing = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if closing:
            closing = "" if closing in line else closing
            continue
        if line.lstrip().startswith("#"):
            continue
        yield number, line
        opening = _LONG_TEXT.search(line)
        if opening and opening[0] not in line[opening.end() :]:
            closing = opening[0]


def _path(names: str) -> TomlPath:
    return tuple(name.strip("\"'") for name in re.findall(_NAME, names))


def _indexed(path: TomlPath, counts: Mapping[TomlPath, int]) -> TomlPath:
    """The path with the index of the table that was opened last, where a name has several."""
    for length in range(len(path) - 1, 0, -1):
        if path[:length] in counts:
            return (*path[:length], counts[path[:length]], *path[length:])
    return path

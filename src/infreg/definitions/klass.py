"""Official lists of Statistics Norway (KLASS) as definitions: from the CSV that KLASS gives out, or that
`ssb-klass-python` writes of a classification's codes.

Columns that are read: `code`, `name`, and where they are there `level`, `validFrom` and `validTo` (or these
with `InRequestedRange`). KLASS's `validTo` is the first day that a code no longer holds; a definition's is
the last day that it does.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_ONE_DAY = timedelta(days=1)
#: What each kind calls the code and its words.
_COLUMNS = {
    "code-system": ("code", "nb"),
    "counties": ("number", "name"),
    "municipalities": ("number", "name"),
}
KINDS = tuple(_COLUMNS)


class NotKlass(ValueError):
    """The file is no list of codes from KLASS. The message says what is missing, and where."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is made of a list: a kind of definition with its name, titles, first day, and the classification's
    number in KLASS."""

    kind: str
    name: str
    classification: int
    title: Mapping[str, str]
    valid_from: date


def from_klass(content: bytes, wanted: Wanted) -> dict[str, bytes]:
    """The two files of the definition, by name, to be looked at and loaded. Raises NotKlass."""
    rows = list(_rows(content, wanted))
    if not rows:
        raise NotKlass("The file holds no codes.")
    return {
        f"{wanted.name}.toml": _header(wanted).encode(),
        f"{wanted.name}.csv": _csv(wanted.kind, rows).encode(),
    }


def _rows(content: bytes, wanted: Wanted) -> Iterator[tuple[str, ...]]:
    """Codes of one level (the lowest there is), each with its first and last day where they are not the
    definition's own."""
    for line, row in _lowest(list(_read(content))):
        code, name = (row.get("code") or "").strip(), (row.get("name") or "").strip()
        if not code or not name:
            raise NotKlass(f"Line {line} has no code or no name.")
        first = _day(row, "validFrom", line)
        ended = _day(row, "validTo", line)
        last = ended - _ONE_DAY if ended else None
        if last and last < wanted.valid_from:
            continue
        since = first.isoformat() if first and first > wanted.valid_from else ""
        until = last.isoformat() if last else ""
        county = (code[:2],) if wanted.kind == "municipalities" else ()
        yield (code, name, *county, since, until)


def _lowest(rows: Sequence[tuple[int, Mapping[str, str]]]) -> list[tuple[int, Mapping[str, str]]]:
    levels = [row["level"] for _, row in rows if row.get("level")]
    return [(line, row) for line, row in rows if not levels or row.get("level") == max(levels, key=int)]


def _read(content: bytes) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Rows with their lines. KLASS writes commas or semicolons, as it is asked, in UTF-8 or Latin-1."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    first = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if ";" in first else ",")
    missing = {"code", "name"} - set(reader.fieldnames or ())
    if missing:
        raise NotKlass(f"The first line has no column {' and no column '.join(sorted(missing))}.")
    for row in reader:
        yield reader.line_num, {name: value for name, value in row.items() if name and isinstance(value, str)}


def _day(row: Mapping[str, str], column: str, line: int) -> date | None:
    said = row.get(column) or row.get(f"{column}InRequestedRange") or ""
    try:
        return date.fromisoformat(said.strip()[:10]) if said.strip() else None
    except ValueError:
        raise NotKlass(f"Line {line}: {column} is no day.") from None


def _header(wanted: Wanted) -> str:
    url = f"https://www.ssb.no/klass/klassifikasjoner/{wanted.classification}"
    system = [f'system = "{url}"', f'version = "{wanted.valid_from.isoformat()}"']
    lines = [
        f'kind = "{wanted.kind}"',
        f'name = "{wanted.name}"',
        *(system if wanted.kind == "code-system" else []),
        f"valid_from = {wanted.valid_from.isoformat()}",
        f'source = "Statistics Norway, KLASS {wanted.classification}"',
        'status = "verified"',
        f'rows = "{wanted.name}.csv"',
        "[title]",
        *(f"{language} = {_quoted(words)}" for language, words in sorted(wanted.title.items())),
    ]
    return "\n".join(lines) + "\n"


def _quoted(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _csv(kind: str, rows: Sequence[tuple[str, ...]]) -> str:
    county = ("county",) if kind == "municipalities" else ()
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow((*_COLUMNS[kind], *county, "valid_from", "valid_to"))
    writer.writerows(sorted(rows))
    return written.getvalue()

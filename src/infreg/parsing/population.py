"""Files of population figures, and of the weights by which municipalities became those of today: Parquet, or
CSV in UTF-8 with commas or semicolons. Everything that is wrong with a file is told at once."""

import io
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet
from numpy.typing import NDArray

from infreg.vocabulary.problem import Level, Problem

#: How many problems of one file are told; the rest are counted.
LIMIT = 100
OLDEST = 120
_FIRST_YEAR, _LAST_YEAR = 1800, 2200
_COLUMNS = ("municipality", "year", "age", "sex", "population")
_SEXES = {"F": "female", "M": "male"}
_WHOLE = r"^-?[0-9]{1,9}$"
_SHARE = r"^[0-9]{1,9}(\.[0-9]{1,18})?$"
_TODAY = re.compile(r"municipality_[0-9]{4}")
#: How far from 1 the weights of one municipality may sum: shares are written with few decimals.
_SLACK = 0.001

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Figures:
    """What a file says: year, municipality, sex (female, male), age, persons; a row each. `left_out` are rows
    without a figure, of a place that no definition knows."""

    rows: pa.Table = field(repr=False)
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A file's columns as they stand, and where each row stands: a line of a CSV, a row of Parquet."""

    file: str
    columns: dict[str, pa.ChunkedArray]
    lines: NDArray[np.int64]

    def at(self, row: int) -> str:
        return f"{self.file}:{self.lines[row]}"


class _Unreadable(Exception):
    """Nothing of the file can be understood; the problem says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def read_figures(
    content: bytes, file: str, known: Collection[str]
) -> tuple[Figures | None, tuple[Problem, ...]]:
    """Either the figures or what is wrong with them. `known` are the numbers of all municipalities there are
    or have been."""
    try:
        sheet = _sheet(content, file)
        columns = [_column(sheet, name) for name in _COLUMNS]
    except _Unreadable as unreadable:
        return None, (unreadable.problem,)
    municipality, sex = _text(columns[0]), _text(columns[3])
    year, age, persons = (_whole(columns[place]) for place in (1, 2, 4))
    in_list = _isin(municipality, known)
    # A place outside the municipalities may stand there without a figure: nothing is said of it.
    without = persons.empty & ~in_list
    told = _Told(sheet, ~without)
    told.where(~year.within(_FIRST_YEAR, _LAST_YEAR), "population-year-unreadable")
    told.where(~in_list, "population-municipality-unknown")
    told.where(~_isin(sex, _SEXES), "population-sex-unknown")
    told.where(~age.within(0, OLDEST), "population-age-unreadable")
    told.where(persons.empty, "population-count-missing")
    told.where(~persons.empty & ~persons.readable, "population-count-unreadable")
    told.where(persons.readable & (persons.values < 0), "population-count-negative")
    told.twice(pa.array(year.values), municipality, sex, pa.array(age.values))
    if without.all():
        told.append(Problem("population-empty", Level.REJECTED, file))
    if problems := told.in_order():
        return None, problems
    rows = pa.table(
        {
            "year": year.values,
            "municipality": municipality,
            "sex": pc.if_else(pc.equal(sex, "F"), _SEXES["F"], _SEXES["M"]),
            "age": age.values,
            "persons": persons.values,
        }
    )
    return Figures(rows.filter(pa.array(~without)), int(without.sum())), ()


def read_weights(
    content: bytes, file: str, known: Collection[str]
) -> tuple[pa.Table | None, tuple[Problem, ...]]:
    """What became of the municipalities of each year: year, municipality, today, weight (as a number's text).
    `known` as above; that one of old is not known is nothing wrong."""
    try:
        sheet = _sheet(content, file)
        columns = [_column(sheet, name) for name in ("municipality_original", "year", "weighting")]
        later = [name for name in sheet.columns if _TODAY.fullmatch(name)]
        columns.append(_column(sheet, later[0] if later else "municipality_2024"))
    except _Unreadable as unreadable:
        return None, (unreadable.problem,)
    original, weight, today = (_text(columns[place]) for place in (0, 2, 3))
    year = _whole(columns[1])
    shares = _shares(weight)
    told = _Told(sheet, np.ones(len(original), dtype=bool))
    told.where(~year.within(_FIRST_YEAR, _LAST_YEAR), "population-year-unreadable")
    told.where(~_isin(today, known), "population-municipality-unknown")
    told.where(~((shares > 0) & (shares <= 1)), "population-weight-unreadable")
    told.twice(pa.array(year.values), original, today)
    table = pa.table({"year": year.values, "municipality": original, "today": today, "weight": weight})
    if not told.found:
        told.where(~_whole_people(table, shares), "population-weights-not-whole")
    problems = told.in_order()
    return (None, problems) if problems else (table, ())


@dataclass(frozen=True, slots=True)
class _Numbers:
    """A column of whole numbers: 0 where it is empty or cannot be read."""

    values: NDArray[np.int64]
    empty: Mask
    readable: Mask

    def within(self, least: int, most: int) -> Mask:
        return self.readable & (self.values >= least) & (self.values <= most)


@dataclass(slots=True)
class _Told:
    """What is wrong with the rows of a sheet, as it is found. `asked`: the rows that anything is asked of;
    `fine`: those of them that nothing is wrong with so far."""

    sheet: _Sheet
    asked: Mask
    found: list[tuple[int, Problem]] = field(default_factory=list)
    omitted: int = 0
    fine: Mask = field(init=False)

    def __post_init__(self) -> None:
        self.fine = self.asked.copy()

    def where(self, wrong: Mask, code: str) -> None:
        rows = np.flatnonzero(wrong & self.asked)
        self.fine &= ~wrong
        self.omitted += max(0, len(rows) - LIMIT)
        for row in rows[:LIMIT]:
            self.found.append((int(row), Problem(code, Level.REJECTED, self.sheet.at(int(row)))))

    def twice(self, *keys: pa.Array) -> None:
        """Every row whose keys an earlier one has, told with that one's line. Of rows that can be read."""
        asked = np.flatnonzero(self.fine)
        if not len(asked):
            return
        first = asked[_first_of_each(key.filter(pa.array(self.fine)) for key in keys)]
        repeated = np.flatnonzero(first != asked)
        self.omitted += max(0, len(repeated) - LIMIT)
        for place in repeated[:LIMIT]:
            row, said = int(asked[place]), {"line": int(self.sheet.lines[first[place]])}
            problem = Problem("population-row-repeated", Level.REJECTED, self.sheet.at(row), said)
            self.found.append((row, problem))

    def append(self, problem: Problem) -> None:
        self.found.append((-1, problem))

    def in_order(self) -> tuple[Problem, ...]:
        """By line, at most `LIMIT`; what is left out is counted in a last one."""
        ordered = [problem for _, problem in sorted(self.found, key=lambda each: (each[0], each[1].code))]
        more = self.omitted + len(ordered) - LIMIT
        if more <= 0:
            return tuple(ordered)
        count = {"count": more}
        return (
            *ordered[:LIMIT],
            Problem("population-problems-omitted", Level.REJECTED, self.sheet.file, count),
        )


def _sheet(content: bytes, file: str) -> _Sheet:
    try:
        if content.startswith(b"PAR1"):
            table, lines = pa.parquet.read_table(io.BytesIO(content)), None
        else:
            table, lines = _csv(content, file)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError, UnicodeDecodeError):
        # What Arrow says quotes the row.
        raise _Unreadable(Problem("population-unreadable", Level.REJECTED, file)) from None
    if not len(table):
        raise _Unreadable(Problem("population-empty", Level.REJECTED, file))
    columns = dict(zip((name.strip() for name in table.column_names), table.columns, strict=True))
    return _Sheet(file, columns, np.arange(1, len(table) + 1) if lines is None else lines)


def _csv(content: bytes, file: str) -> tuple[pa.Table, NDArray[np.int64]]:
    """Every cell as text, and the line that each row stands on."""
    head = content[: content.find(b"\n") + 1]
    odd: list[tuple[int, bool]] = []

    def skip(row: pa.csv.InvalidRow) -> str:
        odd.append((row.number, not row.text.strip(" \t\r,;")))
        return "skip"

    text = pa.csv.ConvertOptions(
        column_types={name: pa.string() for name in _header(head)}, strings_can_be_null=False
    )
    table = pa.csv.read_csv(
        io.BytesIO(content),
        pa.csv.ReadOptions(use_threads=False),
        pa.csv.ParseOptions(delimiter=_separator(head), invalid_row_handler=skip, ignore_empty_lines=False),
        text,
    )
    uneven = [number for number, blank in odd if not blank]
    if uneven:
        raise _Unreadable(Problem("population-row-uneven", Level.REJECTED, f"{file}:{uneven[0]}"))
    blank = {number for number, _ in odd}
    lines = (line for line in range(2, len(table) + len(blank) + 2) if line not in blank)
    return table, np.fromiter(lines, dtype=np.int64)


def _separator(head: bytes) -> str:
    return ";" if head.count(b";") > head.count(b",") else ","


def _header(head: bytes) -> Iterator[str]:
    for name in head.decode("utf-8-sig").strip("\r\n").split(_separator(head)):
        yield name.removeprefix('"').removesuffix('"')


def _column(sheet: _Sheet, name: str) -> pa.ChunkedArray:
    if name not in sheet.columns:
        said = {"column": name, "found": ", ".join(sheet.columns)}
        raise _Unreadable(Problem("population-column-missing", Level.REJECTED, f"{sheet.file}:1", said))
    return sheet.columns[name]


def _text(column: pa.ChunkedArray) -> pa.Array:
    """As text without spaces around; empty where there is none."""
    if pa.types.is_dictionary(column.type):
        column = pc.cast(column, column.type.value_type)
    if not pa.types.is_string(column.type):
        column = pc.cast(column, pa.string(), safe=False)
    return pc.utf8_trim_whitespace(pc.fill_null(column, "")).combine_chunks()


def _whole(column: pa.ChunkedArray) -> _Numbers:
    if pa.types.is_floating(column.type):
        column = _without_decimals(column)
    written = _text(column)
    empty = pc.equal(written, "").to_numpy(zero_copy_only=False)
    readable = pc.match_substring_regex(written, _WHOLE).to_numpy(zero_copy_only=False)
    values = pc.cast(pc.if_else(readable, written, "0"), pa.int64())
    return _Numbers(values.to_numpy(zero_copy_only=False), empty, readable)


def _without_decimals(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Numbers that a program wrote as decimals, as text: 12.0 is 12; what has a remainder, or is none, stays
    unreadable."""
    whole = pc.and_(pc.equal(pc.floor(column), column), pc.less(pc.abs(column), 1e9))
    whole = pc.fill_null(whole, fill_value=False)
    counted = pc.cast(pc.cast(pc.if_else(whole, column, 0), pa.int64()), pa.string())
    return pc.if_else(whole, counted, pc.if_else(pc.is_null(column, nan_is_null=True), "", "-"))


def _shares(written: pa.Array) -> NDArray[np.float64]:
    """NaN where it is no number."""
    readable = pc.match_substring_regex(written, _SHARE)
    values = pc.cast(pc.if_else(readable, written, None), pa.float64())
    return np.asarray(pc.fill_null(values, float("nan")).to_numpy(zero_copy_only=False), dtype=np.float64)


def _whole_people(table: pa.Table, shares: NDArray[np.float64]) -> Mask:
    """Whether everybody who lived there then is somewhere today, row by row."""
    keyed = table.select(["year", "municipality"]).append_column("share", pa.array(shares))
    sums = keyed.group_by(["year", "municipality"]).aggregate([("share", "sum")])
    broken = sums.filter(pc.greater(pc.abs(pc.subtract(sums["share_sum"], 1)), _SLACK)).to_pylist()
    names = {(each["year"], each["municipality"]) for each in broken}
    if not names:
        return np.ones(len(table), dtype=bool)
    pairs = zip(table["year"].to_pylist(), table["municipality"].to_pylist(), strict=True)
    return np.fromiter((pair not in names for pair in pairs), dtype=bool, count=len(table))


def _isin(values: pa.Array, among: Collection[str]) -> Mask:
    found = pc.is_in(values, pa.array(sorted(among), pa.string()))
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)


def _first_of_each(keys: Iterable[pa.Array]) -> NDArray[np.int64]:
    """For each row the first row that has the same in every column."""
    together = np.zeros(1, dtype=np.int64)
    for key in keys:
        coded = key.dictionary_encode()
        numbers = coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        together = together * len(coded.dictionary) + numbers
    _, first, of_row = np.unique(together, return_index=True, return_inverse=True)
    return np.asarray(first[of_row], dtype=np.int64)

"""A small country in a warehouse: the reference tables drawn, a table of events, and what is asked of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from infreg.analysis import asking, reference
from infreg.analysis.engine import Engine, Files
from infreg.analysis.measure import Body, Measure, Shape
from infreg.vocabulary import columns
from infreg.vocabulary.figures import Borders, Question
from infreg.vocabulary.warehouse import Column, Kind, Table
from tests.analysis.drawn import Row, rows, write

_NOTHING = {"nb": "", "en": ""}


def _column(name: str, kind: Kind) -> Column:
    return Column(name, kind, _NOTHING)


#: One table of events with a column of each kind, and `case`: which of many small worlds a row is of.
EVENT = Table(
    name="event",
    register=None,
    title=_NOTHING,
    row=_NOTHING,
    columns=(
        _column("case", Kind.TEXT),
        columns.PERSON,
        columns.LABORATORY,
        *columns.days(_NOTHING),
        _column("disease", Kind.TEXT),
        _column("positive", Kind.BOOLEAN),
        _column("doubtful", Kind.BOOLEAN),
        _column("onset", Kind.DAY),
        _column("delay", Kind.INTEGER),
        *columns.WHO,
        *columns.VERSION,
    ),
    event="day",
    scope={"country": "", "municipalities": "municipality", "own": "laboratory"},
    lag=_NOTHING,
)
#: What only the country's staff may count.
SECRET = Table(
    name="secret",
    register=None,
    title=_NOTHING,
    row=_NOTHING,
    columns=(columns.PERSON, *columns.days(_NOTHING), *columns.VERSION),
    event="day",
    scope={"country": ""},
    lag=_NOTHING,
)
TABLES = {table.name: table for table in (EVENT, SECRET, *reference.TABLES)}
STRATA = "case year quarter month week county municipality sex age age5 disease doubtful laboratory".split()
#: 0211 became 3001, 0231 was split, 0301 is as it always was.
PLACES = """
    municipality | name  | county | county_name | today | county_today
    0301         | Oslo  | 03     | Oslo        | 0301  | 03
    0211         | Vik   | 02     | Fjord       | 3001  | 30
    3001         | Nyvik | 30     | Fjell       | 3001  | 30
    0231         | Delt  | 02     | Fjord       | -     | 30
"""


def measure(body: Body, shape: Shape = Shape.COUNT, **others: object) -> Measure:
    """A measure that knows every stratum, of events and whoever lives."""
    made: dict[str, object] = {
        "name": "tried",
        "version": 1,
        "title": _NOTHING,
        "counts": _NOTHING,
        "population": _NOTHING,
        "shape": shape,
        "tables": ("event", "population", "calendar") if shape is Shape.RATE else ("event",),
        "strata": tuple(STRATA),
        "body": body,
    }
    return Measure(**{**made, **others})  # type: ignore[arg-type]


def calendar(first: date, last: date) -> list[Row]:
    return [{"day": first + timedelta(days=each)} for each in range((last - first).days + 1)]


def country(folder: Path, tables: Mapping[str, str | list[Row]], *, files: int = 1) -> Files:
    """The files of a warehouse: what is drawn, or rows; else empty, but for places and days from 2019."""
    made: dict[str, str | list[Row]] = {
        "place": PLACES,
        "calendar": calendar(date(2019, 1, 1), date(2026, 12, 31)),
        **tables,
    }
    return {
        name: write(folder, table, _rows(table, made.get(name, [])), files=files)
        for name, table in TABLES.items()
    }


def _rows(table: Table, content: str | list[Row]) -> list[Row]:
    return rows(table, content) if isinstance(content, str) else content


@dataclass(frozen=True)
class Spec:
    """A law of counting: tables, a question, the answer. Known at the end of 30 June 2026, if nothing else
    is said."""

    law: str
    body: Body
    answer: str
    tables: Mapping[str, str]
    by: tuple[str, ...] = ()
    shape: Shape = Shape.COUNT
    always: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    borders: Borders = Borders.NOW
    where: Mapping[str, tuple[str, ...]] | None = None
    scope: asking.Scope = field(default_factory=lambda: asking.Scope("country"))
    moment: datetime = datetime(2026, 6, 30, 21, 59, tzinfo=UTC)

    def ask(self, engine: Engine) -> pa.Table:
        question = Question(
            measure="tried",
            by=self.by,
            first=self.first,
            last=self.last,
            borders=self.borders,
            where=self.where,
        )
        asked = measure(self.body, self.shape, always=self.always)
        return asking.count(engine, asked, question, TABLES, self.scope, moment=self.moment)


Open = Callable[[Files], Engine]

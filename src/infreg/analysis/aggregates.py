"""Aggregates: what a measure counts by the finest strata that pages ask for, kept as a table, so that a page
adds up some thousands of numbers and never reads a country's rows.

Only what adds up is kept so: the rows of two strata are those of both. Persons are not (one may be in both).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from infreg.analysis import asking
from infreg.analysis.asking import Scope
from infreg.analysis.engine import Engine
from infreg.analysis.measure import DENOMINATOR, NUMERATOR, Asked, Body, Measure, Shape
from infreg.analysis.strata import DAYS, PERIODS, named
from infreg.vocabulary.figures import Question
from infreg.vocabulary.time import in_oslo
from infreg.vocabulary.warehouse import UNKNOWN, Column, Kind, Sensitivity, Table, Texts

#: The municipality as it was written, by which an officer's rows are told, whatever it is called today.
WRITTEN = "written"
_COUNTRY = Scope("country")
#: More separate stretches than this, and everything is counted at once.
_STRETCHES = 4
#: The months of a table that changed (None: rows without a day).
Months = frozenset[date | None]


@dataclass(frozen=True, slots=True)
class Other:
    """Another measure whose figures are made of the same numbers: its numerators as they stand or, of rows
    that have the strata `needs`, what `fold` makes of them."""

    measure: Measure
    fold: Callable[[pa.Table], pa.Table] = lambda rows: rows
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Aggregate:
    """What `measure` counts by `by`, of today's borders and today's knowledge. `by` has one period, which
    questions may begin and end with."""

    name: str
    measure: Measure
    by: tuple[str, ...]
    title: Texts
    others: tuple[Other, ...] = ()

    @property
    def table(self) -> str:
        """Its name in the warehouse."""
        return f"aggregate_{self.name}"

    @property
    def period(self) -> str:
        return next(each for each in self.by if each in PERIODS)

    @property
    def strata(self) -> tuple[str, ...]:
        """Every column that tells what a row is of."""
        beside = (DAYS,) if self.measure.shape is Shape.DELAY else ()
        placed = (WRITTEN,) if "municipality" in self.by else ()
        return tuple(dict.fromkeys((*self.by, *placed, *self.measure.always, *beside)))

    def other(self, measure: str) -> Other | None:
        """How a measure's figures are made of it."""
        named = {each.measure.name: each for each in (Other(self.measure), *self.others)}
        return named.get(measure)

    @property
    def of(self) -> tuple[str, ...]:
        """The tables that it changes with. With the calendar comes a new day, which may be an event's."""
        return (*self.measure.tables, "calendar", "place")


def declared(aggregate: Aggregate, tables: Mapping[str, Table]) -> Table:
    """The aggregate as a table of the warehouse, its columns as declared where they are counted."""
    source = tables[aggregate.measure.tables[0]]
    own = {each.name: each for each in source.columns}
    scope = {reach: WRITTEN if column == "municipality" else column for reach, column in source.scope.items()}
    return Table(
        name=aggregate.table,
        register=source.register,
        title=aggregate.title,
        row={
            "nb": f"Teller og nevner i målet «{aggregate.measure.name}» for én kombinasjon av de andre "
            "kolonnene, slik det er kjent nå. Det som ikke er kjent, er «unknown».",
            "en": f"Numerator and denominator of the measure `{aggregate.measure.name}` for one combination "
            "of the other columns, as known now. What is not known is `unknown`.",
        },
        columns=tuple(_column(name, own) for name in (*aggregate.strata, NUMERATOR, DENOMINATOR)),
        lag=source.lag,
        limitations=aggregate.measure.limitations,
        versioned=False,
        scope={reach: column for reach, column in scope.items() if column in ("", *aggregate.strata)},
    )


def _column(name: str, own: Mapping[str, Column]) -> Column:
    if name in own and name not in _MADE:
        return replace(own[name], kind=Kind.TEXT, required=True)
    title, kind = _MADE[name]
    text = kind is Kind.TEXT
    sensitivity = Sensitivity.PERSON if text else Sensitivity.OPEN
    return Column(name, kind, title, sensitivity, required=name != DENOMINATOR)


_MADE: Mapping[str, tuple[Texts, Kind]] = {
    "municipality": (
        {"nb": "Bostedskommune, dagens grenser", "en": "Municipality of residence, today's borders"},
        Kind.TEXT,
    ),
    WRITTEN: (
        {"nb": "Bostedskommune som skrevet", "en": "Municipality of residence as written"},
        Kind.TEXT,
    ),
    "county": ({"nb": "Fylke, dagens grenser", "en": "County, today's borders"}, Kind.TEXT),
    "age5": ({"nb": "Femårig aldersgruppe", "en": "Five years of age"}, Kind.TEXT),
    DAYS: ({"nb": "Døgn", "en": "Days"}, Kind.TEXT),
    NUMERATOR: ({"nb": "Teller", "en": "Numerator"}, Kind.INTEGER),
    DENOMINATOR: ({"nb": "Nevner", "en": "Denominator"}, Kind.INTEGER),
}


def count(
    aggregate: Aggregate,
    engine: Engine,
    tables: Mapping[str, Table],
    moment: datetime,
    old: pa.Table | None = None,
    changed: Months = frozenset(),
) -> pa.Table:
    """The aggregate as known at a moment: all of it or, where `old` is as it was before some months changed,
    that with those months counted anew."""
    # What is dated after the day of knowledge is not counted, wherever it was.
    known = in_oslo(moment).date()
    come = frozenset(month for month in changed if month is None or month <= known)
    if old is None or len(stretches := list(_stretches(aggregate.period, come))) > _STRETCHES:
        return _counted(aggregate, engine, tables, moment, Question(aggregate.measure.name))
    period = old[aggregate.period]
    kept, new = pa.array([True] * len(old), pa.bool_()), []
    for stretch in stretches:
        if stretch is None:
            question = Question(aggregate.measure.name, where={aggregate.period: (UNKNOWN,)})
            stays = pc.not_equal(period, UNKNOWN)
        else:
            first, last = stretch
            question = Question(aggregate.measure.name, first=first, last=last)
            begins, ends = named_period(aggregate.period, first), named_period(aggregate.period, last)
            within = pc.and_(pc.greater_equal(period, begins), pc.less_equal(period, ends))
            stays = pc.or_(pc.equal(period, UNKNOWN), pc.invert(within))
        kept = pc.and_(kept, stays)
        new.append(_counted(aggregate, engine, tables, moment, question).cast(old.schema))
    whole = pa.concat_tables([old.filter(kept), *new])
    return whole.sort_by([(each, "ascending") for each in aggregate.strata])


def _counted(
    aggregate: Aggregate, engine: Engine, tables: Mapping[str, Table], moment: datetime, question: Question
) -> pa.Table:
    placed = [each for each in aggregate.strata if each not in (DAYS, *aggregate.measure.always)]
    measure = replace(
        aggregate.measure,
        strata=(*aggregate.measure.strata, WRITTEN),
        body=_with_written(aggregate.measure.body),
    )
    asked = replace(question, by=tuple(placed))
    counted = asking.count(engine, measure, asked, tables, _COUNTRY, moment=moment)
    counted = counted.select([*aggregate.strata, NUMERATOR, DENOMINATOR])
    return counted.sort_by([(each, "ascending") for each in aggregate.strata])


def _with_written(body: Body) -> Body:
    """The same, told apart by the municipality as written, too."""

    def told(asked: Asked) -> ibis.Table:
        return body(Asked({name: _written(table) for name, table in asked.tables.items()}, asked.by))

    return told


def _written(table: ibis.Table) -> ibis.Table:
    if "municipality_written" not in table.columns:
        return table
    return table.mutate(**{WRITTEN: named(table["municipality_written"])})


def _stretches(period: str, months: Months) -> Iterator[tuple[date, date] | None]:
    """The days of whole periods that some months touch, what lies side by side in one; None: no day."""
    if None in months:
        yield None
    spans = sorted(_touched(period, month) for month in months if month is not None)
    while spans:
        first, last = spans.pop(0)
        while spans and spans[0][0] <= last + timedelta(days=1):
            last = max(last, spans.pop(0)[1])
        yield first, last


def _touched(period: str, month: date) -> tuple[date, date]:
    last = date(month.year + month.month // 12, month.month % 12 + 1, 1) - timedelta(days=1)
    return begins(period, month), ends(period, last)


def begins(period: str, day: date) -> date:
    """The first day of the period that a day is in."""
    steps: Mapping[str, Callable[[], date]] = {
        "year": lambda: day.replace(month=1, day=1),
        "quarter": lambda: day.replace(month=day.month - (day.month - 1) % 3, day=1),
        "month": lambda: day.replace(day=1),
        "week": lambda: day - timedelta(days=day.weekday()),
    }
    return steps[period]()


def ends(period: str, day: date) -> date:
    """The last day of it."""
    longest = {"year": 366, "quarter": 92, "month": 31, "week": 7}[period]
    return begins(period, begins(period, day) + timedelta(days=longest)) - timedelta(days=1)


def named_period(period: str, day: date) -> str:
    """What the period of a day is called: text that sorts by time."""
    year, week, _ = day.isocalendar()
    return {
        "year": f"{day.year}",
        "quarter": f"{day.year}-Q{(day.month + 2) // 3}",
        "month": f"{day:%Y-%m}",
        "week": f"{year}-W{week:02}",
    }[period]


def fits(aggregate: Aggregate, measure: str, strata: Iterable[str]) -> bool:
    """Whether a measure's figures by these strata can be added up of the aggregate."""
    has = {*aggregate.by, *(name for name, (source, _) in DERIVED.items() if source in aggregate.by)}
    return aggregate.other(measure) is not None and has.issuperset(strata)


def whole_periods(aggregate: Aggregate, first: date | None, last: date | None, moment: datetime) -> bool:
    """Whether days asked for begin and end with a period; the last may be one that has not ended yet."""
    begun = first is None or first == begins(aggregate.period, first)
    return begun and (last is None or last >= in_oslo(moment).date() or last == ends(aggregate.period, last))


def _ten_years(group: str) -> str:
    if group == UNKNOWN:
        return group
    first = int(group.rstrip("+").partition("-")[0]) // 10 * 10
    return "80+" if first >= 80 else f"{first}-{first + 9}"


def _of_month(month: str, made: Callable[[str], str]) -> str:
    return month if month == UNKNOWN else made(month)


#: Strata that another tells, too.
DERIVED: Mapping[str, tuple[str, Callable[[str], str]]] = {
    "year": ("month", lambda month: _of_month(month, lambda known: known[:4])),
    "quarter": (
        "month",
        lambda month: _of_month(month, lambda known: f"{known[:4]}-Q{(int(known[5:]) + 2) // 3}"),
    ),
    "age": ("age5", _ten_years),
}

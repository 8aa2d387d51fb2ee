"""Who lived where, and for how long: the denominators of rates, added up from people by five years of age.

The same numbers as the measures' `bodies.person_days`, without an engine: a page has no time to plan a query.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from infreg.analysis.preparing import Scope
from infreg.analysis.strata import PEOPLE, PERIODS, PLACES
from infreg.vocabulary.figures import Borders
from infreg.vocabulary.warehouse import UNKNOWN, Table

#: The people as pages read them: the columns of `population`, but `age` is the first of five years.
PEOPLE_TABLE = "aggregate_people"
_OLDEST5, _OLDEST10 = 90, 80
#: Strata that are told by another column.
_SOURCES = {"age5": "age"}
Key = tuple[str, ...]
Where = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Lived:
    """By a stratum's values, of the strata that a population and a calendar have (`names`, in that order):
    person-days (None where a part of the period has no population) and the days of the period. `taken` says
    which year's population stands for each year of the period."""

    names: Key
    rows: Mapping[Key, tuple[int | None, int]]
    taken: Mapping[int, int | None]


def people(population: pa.Table, moment: datetime) -> pa.Table:
    """The population as known at a moment, by today's borders, by five years of age."""
    ends = pc.fill_null(population["known_to"], datetime.max.replace(tzinfo=UTC))
    known = pc.and_(
        pc.less_equal(population["known_from"], moment),
        pc.greater(ends, moment),
    )
    now = population.filter(pc.and_(known, pc.equal(population["borders"], Borders.NOW.value)))
    five = pc.multiply(pc.divide(now["age"], 5), 5)
    now = now.set_column(now.column_names.index("age"), "age", pc.min_element_wise(five, _OLDEST5))
    keys = [name for name in population.column_names if name not in ("persons", "known_from", "known_to")]
    summed = now.group_by(keys).aggregate([("persons", "sum"), ("known_from", "max")])
    columns = {each: summed[each] for each in keys}
    columns |= {"persons": summed["persons_sum"], "known_from": summed["known_from_max"]}
    columns["known_to"] = pa.nulls(len(summed), population.schema.field("known_to").type)
    made = pa.table({name: columns[name] for name in population.column_names})
    return made.sort_by([(each, "ascending") for each in keys]).cast(population.schema)


@dataclass(frozen=True, slots=True)
class Living:
    """A question's part that is about people and days."""

    by: Key
    where: Where
    first: date
    last: date
    scope: Scope

    def count(self, file: Path, calendar: Path, declared: Table) -> Lived:
        """`declared` is the population's table. Raises FileNotFoundError for a file that was swept away."""
        periods, persons = self._of(PERIODS), self._of(PEOPLE)
        reached = declared.scope[self.scope.reach]
        told = {_SOURCES.get(each, each) for each in (*persons, *self.where) if each in PEOPLE}
        columns = {"year", "persons", *told, *((reached,) if reached else ())}
        population = parquet.read_table(file, columns=sorted(columns), partitioning=None)
        loaded = sorted(population["year"].unique().to_pylist())
        days = self._days(parquet.read_table(calendar, partitioning=None))
        taken = {
            year: max((each for each in loaded if each <= year), default=None)
            for year in map(int, days["year"].unique().to_pylist())
        }
        living = self._living(population, persons, reached)
        lived: dict[Key, int] = defaultdict(int)
        whole: dict[Key, int] = defaultdict(int)
        lacking = set()
        for period, year, span in _spans(_kept(days, self.where, PERIODS), periods):
            whole[period] += span
            if (of := taken[year]) is None:
                lacking.add(period)
                continue
            for person, many in living.get(of, {}).items():
                lived[*period, *person] += span * many
        if not (periods or persons):
            lived.setdefault((), 0)
        rows = {key: _row(key[: len(periods)], many, whole, lacking) for key, many in lived.items()}
        return Lived((*periods, *persons), rows, taken)

    def _of(self, strata: Sequence[str]) -> Key:
        return tuple(each for each in self.by if each in strata)

    def _days(self, calendar: pa.Table) -> pa.Table:
        """The period's, with their periods as text."""
        day = calendar["day"]
        within = pc.and_(pc.greater_equal(day, self.first), pc.less_equal(day, self.last))
        days = calendar.filter(within).select(PERIODS)
        return days.set_column(days.column_names.index("year"), "year", days["year"].cast(pa.string()))

    def _living(self, population: pa.Table, by: Key, reached: str) -> Mapping[int, Mapping[Key, int]]:
        """How many live, by year and stratum. Who is unknown in a stratum that was asked for has no row."""
        if reached:
            population = _kept(population, {reached: tuple(map(str, self.scope.values))}, (reached,))
        columns = {each: population[each] for each in population.column_names}
        columns |= {each: pc.fill_null(columns[each], UNKNOWN) for each in PLACES if each in columns}
        if "age" in columns:
            ages = columns["age"]
            columns |= {"age": _grouped(ages, 10, _OLDEST10), "age5": _grouped(ages, 5, _OLDEST5)}
        strata = _kept(pa.table(columns), self.where, PEOPLE)
        for each in by:
            strata = strata.filter(pc.not_equal(strata[each], UNKNOWN))
        found: dict[int, dict[Key, int]] = defaultdict(dict)
        for row in strata.group_by(["year", *by]).aggregate([("persons", "sum")]).to_pylist():
            found[row["year"]][tuple(row[each] for each in by)] = row["persons_sum"]
        return found


def _row(period: Key, lived: int, whole: Mapping[Key, int], lacking: set[Key]) -> tuple[int | None, int]:
    return (None if period in lacking else lived), whole[period]


def _spans(days: pa.Table, periods: Key) -> Iterator[tuple[Key, int, int]]:
    """How many days of which year a period has."""
    keys = list(dict.fromkeys((*periods, "year")))
    for row in days.group_by(keys).aggregate([([], "count_all")]).to_pylist():
        yield tuple(row[each] for each in periods), int(row["year"]), row["count_all"]


def _kept(table: pa.Table, where: Where, strata: Sequence[str]) -> pa.Table:
    for name, values in where.items():
        if name in strata:
            table = table.filter(pc.is_in(table[name], pa.array(values, pa.string())))
    return table


def _grouped(ages: pa.ChunkedArray, width: int, oldest: int) -> pa.ChunkedArray:
    """As `strata.age_group` names them."""
    distinct = ages.unique()
    names = [_age_group(each, width, oldest) for each in distinct.to_pylist()]
    return pc.take(pa.array(names, pa.string()), pc.index_in(ages, distinct))


def _age_group(age: int, width: int, oldest: int) -> str:
    first = age // width * width
    return f"{oldest}+" if age >= oldest else f"{first}-{first + width - 1}"

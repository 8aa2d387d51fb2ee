"""What a body is given: each table as known at a moment, within a scope and a period, with its strata."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import ibis

from infreg.analysis import strata
from infreg.analysis.engine import Engine
from infreg.vocabulary.figures import Question
from infreg.vocabulary.time import in_oslo
from infreg.vocabulary.warehouse import Table

_CALENDAR, _POPULATION, _PLACE, _JOINED = "calendar", "population", "place", "joined"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows are counted: a reach (`access.roles.Reach`) and its values, the numbers of municipalities or
    of laboratories. A reach to which a table says no column reads the whole of that table."""

    reach: str
    values: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class Preparing:
    """How the tables of one question are prepared."""

    engine: Engine
    declared: Mapping[str, Table]
    question: Question
    scope: Scope
    moment: datetime

    @property
    def last(self) -> date:
        """The last day that is counted. What is dated after the day of knowledge has not happened yet."""
        known = in_oslo(self.moment).date()
        return min(self.question.last or known, known)

    def tables(self, names: tuple[str, ...]) -> Mapping[str, ibis.Table]:
        """The tables, prepared. A calendar's days begin with the period asked for or, if that has no
        beginning, with the first event of these tables in the country, so that everybody's rates are over
        the same time."""
        days = self.calendar(names)
        return {name: self._table(name, days) for name in names}

    def calendar(self, names: tuple[str, ...]) -> ibis.Table:
        """The period's days, with the year of the population that is taken for each (`population_of`; NULL
        where there is none): the latest that is not after it."""
        calendar = self.known(_CALENDAR)
        if {_CALENDAR, _POPULATION}.isdisjoint(names):
            return calendar
        first = self.question.first or self._first_event(names)
        calendar = calendar.filter(calendar["day"] <= self.last, calendar["day"] >= (first or date.max))
        population = self._population()
        loaded = population.select(population_of=population["year"]).distinct()
        years = calendar.select(counted=calendar["year"]).distinct()
        taken = years.inner_join(loaded, loaded["population_of"] <= years["counted"])
        taken = taken.group_by("counted").agg(population_of=taken["population_of"].max())
        return calendar.left_join(taken, calendar["year"] == taken["counted"]).drop("counted")

    def known(self, name: str) -> ibis.Table:
        """A table as known at the moment, everybody's."""
        table = self.engine.tables[name]
        if not self.declared[name].versioned:
            return table
        moment = ibis.literal(self.moment)
        still = table["known_to"].isnull() | (table["known_to"] > moment)
        return table.filter(table["known_from"] <= moment, still)

    def _table(self, name: str, calendar: ibis.Table) -> ibis.Table:
        made: Mapping[str, Callable[[], ibis.Table]] = {
            _CALENDAR: lambda: calendar,
            _POPULATION: lambda: self._scoped(name, self._lived(calendar)),
        }
        table = made[name]() if name in made else self._of_period(name, self._scoped(name, self.known(name)))
        if "person" in table.columns and name != _JOINED:
            table = self._of_persons(table)
        if name == _POPULATION:
            table = strata.with_places_as_they_are(table)
        elif "municipality" in table.columns and name != _PLACE:
            table = strata.with_places(table, self.known(_PLACE), self.question.borders)
        return strata.keep(strata.with_strata(table), self.question.where or {})

    def _scoped(self, name: str, table: ibis.Table) -> ibis.Table:
        """By the column as it is declared: neither today's borders nor joined persons widen a scope."""
        column = self.declared[name].scope[self.scope.reach]
        return table.filter(table[column].isin(self.scope.values)) if column else table

    def _of_period(self, name: str, table: ibis.Table) -> ibis.Table:
        """A row without a day is of no period that has an edge."""
        event = self.declared[name].event
        if event is None:
            return table
        day = table[event]
        if self.question.first is None and self.question.last is None:
            return table.filter(day.isnull() | (day <= self.last))
        table = table.filter(day <= self.last)
        return table if self.question.first is None else table.filter(day >= self.question.first)

    def _of_persons(self, table: ibis.Table) -> ibis.Table:
        """The person as known then. One row a subject, whatever the table says: two would count double."""
        joined = self.known(_JOINED)
        joined = joined.group_by(_subject=joined["subject"]).agg(_is=joined["person"].max())
        found = table.left_join(joined, table["person"] == joined["_subject"])
        return found.mutate(person=ibis.coalesce(found["_is"], found["person"])).drop("_subject", "_is")

    def _population(self) -> ibis.Table:
        population = self.known(_POPULATION)
        return population.filter(population["borders"] == self.question.borders.value)

    def _lived(self, calendar: ibis.Table) -> ibis.Table:
        """The population of each year of the period, of whichever year it was taken."""
        taken = calendar.select(_counted=calendar["year"], _of=calendar["population_of"]).distinct()
        population = self._population()
        lived = population.inner_join(taken, population["year"] == taken["_of"])
        return lived.mutate(year=lived["_counted"]).drop("_counted", "_of")

    def _first_event(self, names: tuple[str, ...]) -> date | None:
        days = []
        for name in names:
            if event := self.declared[name].event:
                table = self.known(name)
                days.extend(self.engine.count(table.agg(first=table[event].min()))["first"].to_pylist())
        return min((day for day in days if day is not None), default=None)

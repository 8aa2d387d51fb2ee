"""What measures' bodies are written with: each is one expression, the same integers on every engine.

A body is given `Asked` and answers a table of the strata asked for and integers. The columns of its tables
are those declared, but for what may be asked by (`strata`): these are text and never NULL, with `unknown`
for what is not known, whether or not they were asked by. So `age` is a group (`30-39`), `year` is text,
`organism` may be `unknown`; `person` is the person as known on the day asked for; everything else stands as
declared. Beside `municipality`, by the borders asked for, stands `municipality_written`, NULL where nobody
wrote one.

A condition is a yes-or-no column, `asked["finding"].counts` or, shorter, `_.counts` (`from ibis import _`).
What is not known (NULL) is not counted. Where a helper takes a table's name, it takes a table too:
`tally(asked, asked["answer"].filter(_.first))`.
"""

from collections.abc import Mapping
from typing import Any

import ibis
from ibis import _

from infreg.analysis.measure import DENOMINATOR, NUMERATOR, Asked
from infreg.analysis.strata import DAYS, PEOPLE, PERIODS, named
from infreg.vocabulary.warehouse import UNKNOWN

#: A yes-or-no column, or one of the table that is not there yet (`_.first`).
Condition = Any
FIELD = "field"


def tally(
    asked: Asked,
    name: str | ibis.Table,
    *,
    numerator: Condition | None = None,
    denominator: Condition | None = None,
) -> ibis.Table:
    """By stratum, the rows that fulfil each condition. Without a condition: `numerator` all rows,
    `denominator` none (NULL). A stratum with rows is there, also if none of them is counted."""
    counts = {
        NUMERATOR: _.count() if numerator is None else _how_many(numerator),
        DENOMINATOR: ibis.null("int64") if denominator is None else _how_many(denominator),
    }
    return _table(asked, name).aggregate(by=list(_strata(asked, name)), **counts)


def shares(asked: Asked, name: str | ibis.Table, of: Condition, among: Condition) -> ibis.Table:
    """By stratum, how many of the rows `among` which we count fulfil `of`. A stratum without such rows is
    not there: nothing is a share of nothing."""
    counts = {NUMERATOR: _how_many(of), DENOMINATOR: _.count()}
    return _table(asked, name).filter(among).aggregate(by=list(_strata(asked, name)), **counts)


def distinct_persons(asked: Asked, name: str | ibis.Table) -> ibis.Table:
    """By stratum, how many different persons the rows are about. One person may be in several strata, so
    these numbers do not sum to the whole."""
    counts = {NUMERATOR: _.person.nunique(), DENOMINATOR: ibis.null("int64")}
    return _table(asked, name).aggregate(by=list(_strata(asked, name)), **counts)


def per_person(asked: Asked, name: str | ibis.Table) -> ibis.Table:
    """By stratum, the rows and the different persons that they are about: tests per person."""
    counts = {NUMERATOR: _.count(), DENOMINATOR: _.person.nunique()}
    return _table(asked, name).aggregate(by=list(_strata(asked, name)), **counts)


def histogram(asked: Asked, name: str | ibis.Table, column: str) -> ibis.Table:
    """By stratum and by `days`, the value of a column of whole numbers, how many rows: `days` is a stratum
    as the others are, text, and `unknown` where the column is NULL."""
    table = _table(asked, name)
    by = [*_strata(asked, table), DAYS]
    counts = {NUMERATOR: _.count(), DENOMINATOR: ibis.null("int64")}
    return table.mutate(**{DAYS: named(table[column])}).aggregate(by=by, **counts)


def completeness(asked: Asked, name: str | ibis.Table, fields: Mapping[str, Condition]) -> ibis.Table:
    """By stratum and by `field`, how many of all rows fulfil that field's condition: that it is known
    (`{"sex": _.sex != UNKNOWN, "onset": _.onset.notnull()}`)."""
    strata = list(_strata(asked, name))
    known = {f"_{field}": _how_many(condition) for field, condition in fields.items()}
    counted = _table(asked, name).aggregate(by=strata, _all=_.count(), **known)
    parts = [
        counted.select(
            *strata,
            **{FIELD: ibis.literal(field), NUMERATOR: counted[f"_{field}"], DENOMINATOR: counted["_all"]},
        )
        for field in fields
    ]
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


def person_days(asked: Asked) -> ibis.Table:
    """By those strata that a population and a calendar have: `denominator`, how many persons times how many
    days each, and `days`, the days of the stratum's period. Needs `population` and `calendar`.

    NULL where a part of the period has no population. Who is `unknown` in a population (a place that the file
    does not tell) has no row: nobody can be counted for it.
    """
    calendar, population = asked["calendar"], asked["population"]
    periods = [each for each in asked.by if each in PERIODS]
    people = [each for each in asked.by if each in PEOPLE]
    counted = calendar.mutate(year_lived=calendar["year"], lacks=calendar["population_of"].isnull())
    spans = counted.aggregate(by=[*periods, "year_lived"], span=_.count())
    whole = counted.aggregate(by=periods, lacking=_.lacks.cast("int64").sum(), **{DAYS: _.count()})
    known = population.mutate(year_lived=population["year"]).drop("year")
    known = known.filter(ibis.and_(*(known[each] != UNKNOWN for each in people)))
    living = known.aggregate(by=[*people, "year_lived"], persons=_.persons.sum())
    lived = spans.inner_join(living, "year_lived")
    lived = lived.aggregate(by=[*periods, *people], lived=(_.span * _.persons).sum())
    joined = lived.inner_join(whole, periods) if periods else lived.cross_join(whole)
    denominator = ibis.cases((joined["lacking"] == 0, joined["lived"]), else_=ibis.null("int64"))
    return joined.select(*periods, *people, **{DENOMINATOR: denominator, DAYS: joined[DAYS]})


def rates(asked: Asked, name: str | ibis.Table, *, numerator: Condition | None = None) -> ibis.Table:
    """By stratum, what `tally` counts, over the person-days of it, with the `days` of its period. Every
    stratum of the population is there, also with numerator 0, for each of the other strata (disease) that
    has a row at all. Needs `population` and `calendar`."""
    counted = tally(asked, name, numerator=numerator)
    lived = person_days(asked)
    others = [each for each in _strata(asked, name) if each not in lived.columns]
    # Added up, not joined: who has no population and who has no case both keep their row.
    if others:
        lived = lived.cross_join(counted.select(*others).distinct())
    integers = {NUMERATOR: _.numerator.sum(), DENOMINATOR: _.denominator.max(), DAYS: _.days.max()}
    strata = list(_strata(asked, name))
    none = ibis.literal(0).cast("int64")
    parts = (
        counted.select(*strata, NUMERATOR, DENOMINATOR, **{DAYS: ibis.null("int64")}),
        lived.select(*strata, **{NUMERATOR: none}, **{each: lived[each] for each in (DENOMINATOR, DAYS)}),
    )
    return ibis.union(*parts).aggregate(by=strata, **integers)


def _table(asked: Asked, name: str | ibis.Table) -> ibis.Table:
    return asked[name] if isinstance(name, str) else name


def _strata(asked: Asked, name: str | ibis.Table) -> tuple[str, ...]:
    columns = _table(asked, name).columns
    return tuple(each for each in asked.by if each in columns)


def _how_many(condition: Condition) -> Any:
    if isinstance(condition, ibis.Scalar):
        return ibis.ifelse(condition, _.count(), 0)
    # Not a count with a condition: one engine makes NULL of it where there is no row.
    return condition.cast("int64").sum().fill_null(0)

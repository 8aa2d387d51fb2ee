"""What a measure may be asked by, and how a table's own columns become it: always text, never NULL."""

from collections.abc import Mapping

import ibis

from infreg.vocabulary.figures import Borders
from infreg.vocabulary.warehouse import UNKNOWN

PERIODS = ("year", "quarter", "month", "week")
PLACES = ("county", "municipality")
AGES = ("age", "age5")
#: Columns that are a stratum as they stand, but for their type.
PLAIN = (
    "sex disease classification state group organism agent care specimen method laboratory infected_in "
    "outcome discipline doubtful"
).split()
#: All that there are: none names a row.
STRATA = (*PERIODS, *PLACES, *AGES, *PLAIN)
#: The strata that a population has, and those of its days.
PEOPLE = (*PLACES, "sex", *AGES)
DAYS = "days"


def named(column: ibis.Value) -> ibis.Value:
    """A column as a stratum: numbers and yes or no as text too, and what is not known as `unknown`."""
    if column.type().is_boolean():
        column = ibis.cases((column, "true"), (~column, "false"), else_=None)
    return column.cast("string").fill_null(UNKNOWN)


def age_group(age: ibis.Value, width: int, oldest: int) -> ibis.Value:
    """`0-9`, `10-19` … `80+`: groups of so many years, the last from an age and up."""
    # Texts that stand in the query, not made anew of each row's number.
    groups = [(age < first + width, f"{first}-{first + width - 1}") for first in range(0, oldest, width)]
    return ibis.cases((age.isnull(), UNKNOWN), *groups, else_=f"{oldest}+")


def with_strata(table: ibis.Table) -> ibis.Table:
    """The table with its strata in the place of the columns of those names, but for places: `age` becomes
    ten-year groups, with five-year groups beside it in `age5`."""
    made = {name: named(table[name]) for name in (*PERIODS, *PLAIN) if name in table.columns}
    if "age" in table.columns:
        made |= {"age": age_group(table["age"], 10, 80), "age5": age_group(table["age"], 5, 90)}
    return table.mutate(**made)


def with_places(table: ibis.Table, places: ibis.Table, borders: Borders) -> ibis.Table:
    """The table with `municipality` by today's borders or by those of the time, and `county` beside it. A
    number that nobody knows is `unknown`, and so is one that was split and has no heir."""
    to = ("today", "county_today") if borders is Borders.NOW else ("municipality", "county")
    # One row a number, whatever the list says: a join that found two would count everything twice.
    heirs = places.group_by(number=places["municipality"]).agg(
        **{
            f"_{kind}": places[column].max()
            for kind, column in zip(("municipality", "county"), to, strict=True)
        }
    )
    joined = table.left_join(heirs, table["municipality"] == heirs["number"])
    placed = joined.mutate(
        municipality=named(joined["_municipality"]),
        county=named(joined["_county"]),
        municipality_written=joined["municipality"],
    )
    return placed.drop("number", "_municipality", "_county")


def with_places_as_they_are(table: ibis.Table) -> ibis.Table:
    """The table, whose places are by the right borders already."""
    return table.mutate(**{name: named(table[name]) for name in PLACES if name in table.columns})


def keep(table: ibis.Table, where: Mapping[str, tuple[str, ...]]) -> ibis.Table:
    """The rows of the strata's values that are named; a stratum that the table has not keeps everything."""
    for name, values in where.items():
        if name in table.columns:
            table = table.filter(table[name].isin(values))
    return table

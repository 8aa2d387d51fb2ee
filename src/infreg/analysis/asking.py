"""A question put to a measure: what it counts, on any engine, within the asker's scope.

A body never meets an engine. It is given tables by name and type alone, and answers an expression over them;
that is looked through, and only then are the prepared tables put in their place. So there is nothing that a
body could unwrap, and nothing outside the scope that it could name.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import ibis
import pyarrow as pa
from ibis.expr import operations as ops

from infreg.analysis.engine import Engine
from infreg.analysis.measure import DENOMINATOR, NUMERATOR, Asked, Measure, Shape
from infreg.analysis.preparing import Preparing, Scope
from infreg.analysis.strata import DAYS
from infreg.vocabulary.figures import Question
from infreg.vocabulary.warehouse import Table

__all__ = ["NotAsked", "Scope", "count", "populations"]

_AGE5 = "age5"
#: Reads something, or is not the same twice.
_FOREIGN = (ops.PhysicalTable, ops.SQLQueryResult, ops.SQLStringView, ops.Sample, ops.Impure)
_VECTORISED = (ops.ElementWiseVectorizedUDF, ops.AnalyticVectorizedUDF, ops.ReductionVectorizedUDF)


class NotAsked(Exception):
    """A question that cannot be put to a measure: `code` for programs, the text for people."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def count(
    engine: Engine,
    measure: Measure,
    question: Question,
    tables: Mapping[str, Table],
    scope: Scope,
    *,
    moment: datetime,
) -> pa.Table:
    """What the measure counts of what was known at a moment: strata as text (those of `by`, then those that
    are always there), `numerator`, `denominator` (NULL where nothing is known to divide by) and, where the
    body gives it, `days`, the days of the stratum's period; sorted by strata.

    `where` narrows what the body is given, every table by the strata that it has, and otherwise the result:
    so a body asks of nothing but what the question is about. Raises `NotAsked`, and `engine.Vanished`.
    """
    by = _strata(measure, question)
    _check_reach(engine, measure, tables, scope)
    prepared = Preparing(engine, tables, question, scope, moment).tables(measure.tables)
    given = {name: ibis.table(table.schema(), name=f"asked_{name}") for name, table in prepared.items()}
    expression = measure.body(Asked(given, by))
    check_reads(expression, tuple(given.values()))
    strata = (*by, DAYS) if measure.shape is Shape.DELAY and DAYS not in by else by
    integers = check_integers(expression, strata)
    for name, values in (question.where or {}).items():
        if not any(name in table.columns for table in given.values()):
            expression = expression.filter(expression[name].isin(values))
    places = {given[name].op(): table.op() for name, table in prepared.items()}
    answer = expression.select(*strata, *integers).op().replace(places).to_expr()
    return _typed(engine.count(answer), strata, integers)


def populations(
    engine: Engine, measure: Measure, question: Question, tables: Mapping[str, Table], *, moment: datetime
) -> Mapping[int, int | None]:
    """By year of the period, the year whose population is taken for it: itself where it is loaded, an
    earlier one, or None. Empty for a measure without a population."""
    if "population" not in measure.tables:
        return {}
    everybody = Scope("country")
    days = Preparing(engine, tables, question, everybody, moment).calendar(measure.tables)
    rows = engine.count(days.select("year", "population_of").distinct()).to_pylist()
    return {row["year"]: row["population_of"] for row in sorted(rows, key=lambda row: int(row["year"]))}


def check_reads(expression: object, given: Sequence[ibis.Table]) -> None:
    """Refuses what reads anything else than was given, or is not the same twice."""
    if not isinstance(expression, ibis.Table):
        raise NotAsked("not_integers", "A body answers a table of strata and integers.")
    allowed = {each.op() for each in given}
    if any(node not in allowed for node in expression.op().find((*_FOREIGN, *_VECTORISED))):
        raise NotAsked("foreign_table", "A body reads the tables that it is given, and nothing else.")


def check_integers(expression: ibis.Table, strata: Sequence[str]) -> tuple[str, ...]:
    """Gives the columns beside the strata; refuses strata that nobody asked for, or something that is not a
    whole number."""
    types = expression.schema()
    integers = tuple(each for each in (NUMERATOR, DENOMINATOR, DAYS) if each in types and each not in strata)
    if NUMERATOR not in integers or set(types) != {*strata, *integers}:
        raise NotAsked("other_strata", "A body answers by the strata that were asked for, and no others.")
    if not all(types[each].is_integer() for each in integers):
        raise NotAsked("not_integers", "A body counts: what it answers beside strata are integers.")
    if not all(types[each].is_string() for each in strata):
        raise NotAsked("other_strata", "Strata are text.")
    return integers


def _strata(measure: Measure, question: Question) -> tuple[str, ...]:
    known = {*measure.strata, *measure.always}
    if other := [each for each in (*question.by, *(question.where or {})) if each not in known]:
        asked = ", ".join(sorted(known)) or "no strata"
        raise NotAsked("unknown_stratum", f"{measure.name} knows no {other[0]}; it can be asked by {asked}.")
    always = (*measure.always, _AGE5) if measure.standardised else measure.always
    return tuple(dict.fromkeys((*question.by, *always)))


def _check_reach(engine: Engine, measure: Measure, tables: Mapping[str, Table], scope: Scope) -> None:
    for name in measure.tables:
        if name not in engine.tables:
            raise NotAsked("not_there", f"The warehouse has no {name} yet: refresh it.")
        if scope.reach not in tables[name].scope:
            raise NotAsked("out_of_reach", f"{measure.name} counts what is not open to you: {name}.")


def _typed(counted: pa.Table, strata: Sequence[str], integers: Sequence[str]) -> pa.Table:
    """Types as they are promised, whatever an engine makes of a sum."""
    none = pa.nulls(counted.num_rows, pa.int64())
    columns = {each: counted[each].cast(pa.string()) for each in strata}
    columns |= {each: counted[each].cast(pa.int64()) for each in integers}
    columns[NUMERATOR] = columns[NUMERATOR].fill_null(0)
    columns.setdefault(DENOMINATOR, none)
    order = [*strata, NUMERATOR, DENOMINATOR, *(each for each in integers if each == DAYS)]
    made = pa.table({each: columns[each] for each in order})
    if any(made[each].null_count for each in strata):
        raise NotAsked("other_strata", "A stratum that is not known is called so, and is not empty.")
    return made.sort_by([(each, "ascending") for each in strata]) if strata else made

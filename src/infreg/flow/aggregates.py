"""What pages read of the warehouse: small tables beside the large ones, counted by each refresh before the
new state stands.

They are few, each for several pages: curves, maps and what is unusual by week and place; age, sex and rates
by year; delays; tests and positivity; a laboratory's volume, silence, timeliness and mapping; isolates, and
what they resist. Laboratories and municipalities are in them, so that a page reads as far as its reader
reaches.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import datetime
from functools import cache, partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from infreg.analysis import aggregates, reference
from infreg.analysis.adding import Adding
from infreg.analysis.aggregates import Aggregate, Other
from infreg.analysis.asking import NotAsked, Scope
from infreg.analysis.engine import Engine
from infreg.analysis.engines.duckdb import open_duckdb
from infreg.analysis.measure import DENOMINATOR, NUMERATOR, Measure, Shape
from infreg.analysis.person_days import PEOPLE_TABLE, Living, people
from infreg.registers.lab import measures as lab_measures
from infreg.registers.lab import tables as lab
from infreg.registers.msis import measures as msis_measures
from infreg.registers.msis import tables as msis
from infreg.storage.warehouse.beside import Beside, Wanted
from infreg.vocabulary.figures import Borders, Question
from infreg.vocabulary.time import in_oslo
from infreg.vocabulary.warehouse import UNKNOWN, Table

#: Beside what the refresh itself holds: what does not fit fails, and the old state stands.
_MEMORY_GB = 2
_MEASURES: Mapping[str, Measure] = {
    measure.name: measure for measure in (*msis_measures.MEASURES, *lab_measures.MEASURES)
}
_COUNTED: Mapping[str, Table] = {
    table.name: table for table in (*msis.TABLES, *lab.TABLES, *reference.TABLES)
}


def _positivity(rows: pa.Table) -> pa.Table:
    """Positives of what was decided, of laboratories that sent a negative for that organism: as the measure's
    own body has it, from tests by outcome."""
    named = pc.and_(pc.not_equal(rows["laboratory"], UNKNOWN), pc.not_equal(rows["organism"], UNKNOWN))
    rows = rows.filter(named)
    pair = pc.binary_join_element_wise(
        rows["laboratory"].cast(pa.string()), rows["organism"].cast(pa.string()), "/"
    )
    negative, positive = (pc.equal(rows["outcome"], outcome) for outcome in ("negative", "positive"))
    sends = pc.is_in(pair, pair.filter(negative).unique())
    rows = rows.set_column(rows.column_names.index(DENOMINATOR), DENOMINATOR, rows[NUMERATOR])
    found = pc.if_else(positive, rows[NUMERATOR], 0)
    rows = rows.set_column(rows.column_names.index(NUMERATOR), NUMERATOR, found)
    return rows.filter(pc.and_(sends, pc.or_(negative, positive)))


#: Of several that answer a question the first is read: small ones stand first.
AGGREGATES = (
    Aggregate(
        "cases_by_week",
        _MEASURES["cases"],
        ("disease", "classification", "week", "county", "municipality"),
        {"nb": "Tilfeller etter uke og sted", "en": "Cases by week and place"},
        (Other(_MEASURES["incidence"]),),
    ),
    Aggregate(
        "cases_by_person",
        _MEASURES["cases"],
        ("disease", "classification", "year", "county", "municipality", "sex", "age5"),
        {"nb": "Tilfeller etter år, sted, kjønn og alder", "en": "Cases by year, place, sex and age"},
        (Other(_MEASURES["incidence"]), Other(_MEASURES["incidence_standardised"])),
    ),
    Aggregate(
        "case_delay",
        _MEASURES["case_delay"],
        ("disease", "year", "county", "municipality"),
        {"nb": "Døgn til tilfeller er mottatt", "en": "Days until cases are received"},
    ),
    Aggregate(
        "tests",
        _MEASURES["tests"],
        ("organism", "month", "laboratory", "outcome"),
        {"nb": "Undersøkelser etter utfall", "en": "Tests by outcome"},
        (Other(_MEASURES["positivity"], _positivity, ("laboratory", "organism", "outcome")),),
    ),
    Aggregate(
        "mapping_coverage",
        _MEASURES["mapping_coverage"],
        ("month", "laboratory"),
        {"nb": "Hvor mye av funnene som er forstått", "en": "How much of the findings is understood"},
    ),
    Aggregate(
        "answers",
        _MEASURES["answers"],
        ("week", "laboratory", "discipline"),
        {"nb": "Prøvesvar etter uke", "en": "Answers by week"},
    ),
    Aggregate(
        "answer_delay",
        _MEASURES["answer_delay"],
        ("month", "laboratory"),
        {"nb": "Døgn til svar er mottatt", "en": "Days until answers are received"},
    ),
    Aggregate(
        "isolates",
        _MEASURES["isolates"],
        ("organism", "month", "care", "laboratory"),
        {"nb": "Isolater etter måned", "en": "Isolates by month"},
    ),
    Aggregate(
        "resistant",
        _MEASURES["resistant"],
        ("organism", "agent", "year", "care", "laboratory"),
        {"nb": "Resistente isolater etter år", "en": "Resistant isolates by year"},
    ),
)


@cache
def tables() -> Mapping[str, Table]:
    """Every table that stands beside those that are read from what is stored."""
    made = [aggregates.declared(each, _COUNTED) for each in AGGREGATES]
    return {table.name: table for table in (*made, _people())}


def beside() -> tuple[Beside, ...]:
    """The same as the refresh needs them: what each is made of, and in which edition."""
    counted = [
        Beside(tables()[each.table], each.of, f"{each.measure.name} {each.measure.version} {each.by}")
        for each in AGGREGATES
    ]
    return *counted, Beside(tables()[PEOPLE_TABLE], ("population",), "1")


def made(wanted: Wanted) -> Iterator[tuple[str, pa.Table]]:
    """Those tables that are wanted anew, one after the other."""
    with closing(open_duckdb(wanted.files, memory_gb=_MEMORY_GB)) as engine:
        by_name: Mapping[str, Callable[[], pa.Table]] = {
            each.table: partial(_counted, each, engine, wanted) for each in AGGREGATES
        } | {PEOPLE_TABLE: partial(_lived, wanted)}
        for name in wanted.names:
            yield name, by_name[name]()


def count(
    question: Question, files: Mapping[str, tuple[Path, ...]], scope: Scope, moment: datetime
) -> tuple[pa.Table, Mapping[int, int | None]]:
    """A question's figures, added up as `asking.count` counts them, and the years whose population was taken
    for another (`asking.populations`). Raises NotAsked, and FileNotFoundError for files swept away."""
    aggregate = _find(question, moment)
    if aggregate is None:
        raise NotAsked("not_on_pages", f"Nothing that answers this of {question.measure} is kept for pages.")
    table, measure = tables()[aggregate.table], _MEASURES[question.measure]
    if scope.reach not in table.scope:
        raise NotAsked("out_of_reach", f"{measure.name} counts what is not open to you: {table.name}.")
    adding = Adding(aggregate, question, table, scope)
    (file,) = files[aggregate.table]
    if measure.shape is not Shape.RATE:
        return adding.count(file), {}
    if question.first is None:
        raise NotAsked("not_on_pages", "A rate on a page says when its period begins.")
    known = in_oslo(moment).date()
    last = min(question.last or known, known)
    living = Living(adding.by, question.where or {}, question.first, last, scope)
    (people_file,), (calendar,) = files[PEOPLE_TABLE], files["calendar"]
    lived = living.count(people_file, calendar, tables()[PEOPLE_TABLE])
    return adding.count(file, lived), lived.taken


def _find(question: Question, moment: datetime) -> Aggregate | None:
    if question.as_of is not None or question.borders is not Borders.NOW:
        return None
    measure = _MEASURES[question.measure]
    always = (*measure.always, "age5") if measure.standardised else measure.always
    strata = {*question.by, *(question.where or {}), *always}
    return next(
        (
            each
            for each in AGGREGATES
            if aggregates.fits(each, measure.name, strata)
            and aggregates.whole_periods(each, question.first, question.last, moment)
        ),
        None,
    )


def _counted(aggregate: Aggregate, engine: Engine, wanted: Wanted) -> pa.Table:
    """All of it, or only the months that changed where nothing else did."""
    before, changed = wanted.before.get(aggregate.table), wanted.changed.get(aggregate.table)
    if before is None or changed is None:
        return aggregates.count(aggregate, engine, _COUNTED, wanted.known_at)
    old = parquet.read_table(before, partitioning=None)
    return aggregates.count(aggregate, engine, _COUNTED, wanted.known_at, old, changed)


def _lived(wanted: Wanted) -> pa.Table:
    files: tuple[Path, ...] = wanted.files["population"]
    read = [parquet.read_table(file, partitioning=None) for file in files]
    return people(pa.concat_tables(read), wanted.known_at)


def _people() -> Table:
    population = reference.POPULATION
    return Table(
        name=PEOPLE_TABLE,
        register=None,
        title={"nb": "Folkemengde i femårsgrupper", "en": "Population by five years of age"},
        row={
            "nb": "Hvor mange som bor et sted 1. januar, etter dagens grenser; alderen er gruppens første.",
            "en": "How many live in a place on 1 January, by today's borders; the age is the group's first.",
        },
        columns=population.columns,
        lag=population.lag,
        limitations=population.limitations,
        scope=population.scope,
    )

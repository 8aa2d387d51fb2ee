"""Figures from the warehouse: what may be asked, by whom, and of whose rows.

The asker's scope is put into the expression before the measure sees a row; a reach that a table does not name
reads nothing of it. Every question is written in the log before it is answered.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

import pyarrow as pa

from infreg.access.actor import Actor
from infreg.access.roles import Permission, Reach
from infreg.analysis import asking, rim, writing
from infreg.analysis.asking import NotAsked, Scope
from infreg.analysis.engine import Engine, Vanished, reading
from infreg.analysis.engines.duckdb import open_duckdb
from infreg.analysis.measure import Body, Measure, Shape
from infreg.analysis.strata import STRATA
from infreg.flow import aggregates, auditing, refreshing
from infreg.flow.asof import end_of
from infreg.flow.definitions import find_book
from infreg.flow.population import standard
from infreg.registers.lab import measures as lab_measures
from infreg.registers.msis import measures as msis_measures
from infreg.storage.connection import acting
from infreg.storage.warehouse import manifest as manifests
from infreg.storage.warehouse.manifest import Manifest
from infreg.vocabulary.audit import Action
from infreg.vocabulary.figures import Figures, Question
from infreg.vocabulary.time import OSLO
from infreg.vocabulary.warehouse import Table, Texts

__all__ = [
    "ENGINES",
    "FORMATS",
    "Measure",
    "NoWarehouse",
    "NotAsked",
    "as_table",
    "ask",
    "count",
    "measures",
    "own_measure",
    "page",
    "tables",
    "tables_of",
    "written",
]

#: Fewer than so many are told with a warning, for they may lead to a person.
SMALL = 5
#: A generation may be swept while it is opened; the next one is there then.
_TRIES = 3
#: How figures are written for a program: bytes, the same every time.
FORMATS: Mapping[str, Callable[[Figures], bytes]] = {
    "csv": writing.as_csv,
    "json": writing.as_json,
    "parquet": writing.as_parquet,
}
ENGINES = ("duckdb", "spark")
#: What tables are prepared with, whatever a measure reads: each table opened takes some milliseconds.
_BESIDE = ("calendar", "joined", "place", "population")
_SMALL_NUMBERS: Texts = {
    "nb": "Her er tall under fem. De er til eget smittevernarbeid, ikke til å gi videre.",
    "en": "There are numbers below five here. They are for your own work, not to be passed on.",
}
_NOT_YET: Texts = {
    "nb": "Varehuset viser ikke så sent som det ble spurt om; dette er det siste det vet.",
    "en": "The warehouse does not show as late as was asked for; this is the latest that it knows.",
}


Notes = tuple[tuple[str, Texts], ...]


class NoWarehouse(Exception):
    """Nothing was written to the warehouse yet."""


@cache
def measures() -> tuple[Measure, ...]:
    """Every measure, those of a register together."""
    return (*msis_measures.MEASURES, *lab_measures.MEASURES)


@cache
def tables() -> Mapping[str, Table]:
    """Every table of the warehouse by name, those that refreshes count in advance last."""
    return {table.name: table for table in refreshing.TABLES} | dict(aggregates.tables())


def ask(actor: Actor, question: Question, *, engine: str = "duckdb") -> Figures:
    """The figures of a measure. Raises NotAsked for what cannot be asked, Refused for who may not,
    NoWarehouse."""
    actor.check(Permission.COUNT)
    return count(actor, _measure(question), question, engine=engine)


def count(actor: Actor, measure: Measure, question: Question, *, engine: str = "duckdb") -> Figures:
    """The same of a measure that somebody made themselves: its body sees the asker's rows alone."""
    actor.check(Permission.COUNT)
    with acting(actor) as connection:
        auditing.looked(connection, actor, Action.COUNT, None, object=measure.name)
        weights = standard(find_book(connection)) if measure.standardised else None
    return _figures(
        measure,
        question,
        weights,
        lambda current, moment: _counted(measure, question, current, scope_of(actor), moment, engine),
    )


def page(actor: Actor, question: Question) -> Figures:
    """The same figures of a measure as `ask` gives, added up of what each refresh counts for pages: in
    milliseconds, whatever the country's size. Raises NotAsked (`not_on_pages`) for what is not counted so:
    other strata, a day of knowledge, days within a period, a rate without a beginning."""
    measure = _measure(question)
    actor.check(Permission.COUNT)
    with acting(actor) as connection:
        auditing.looked(connection, actor, Action.COUNT, None, object=measure.name)
        weights = standard(find_book(connection)) if measure.standardised else None
    return _figures(
        measure,
        question,
        weights,
        lambda current, moment: _added(question, current, scope_of(actor), moment),
    )


def scope_of(actor: Actor) -> Scope:
    """Whose rows the actor's figures are made of: as far as their role reaches, with what they are given."""
    reach = actor.role.reach
    if reach is Reach.OWN:
        return Scope(reach.value, tuple(sorted(actor.units)))
    if reach is Reach.MUNICIPALITIES:
        return Scope(reach.value, tuple(sorted(actor.municipalities)))
    return Scope(reach.value, ())


def tables_of(actor: Actor) -> tuple[Table, ...]:
    """The tables that the actor's reach reads anything of."""
    actor.check(Permission.COUNT)
    return tuple(table for table in tables().values() if actor.role.reach.value in table.scope)


def own_measure(body: Body, of: tuple[str, ...]) -> Measure:
    """A measure that somebody makes for themselves, of tables, by strata of their own choice: such as others
    are asked by, and no column that names a row. Raises NotAsked."""
    if other := [name for name in of if name not in tables()]:
        raise NotAsked("unknown_table", f"There is no table {other[0]}.")
    return Measure(
        name="own",
        version=1,
        title={"nb": "Egen opptelling", "en": "A count of one's own"},
        counts={"nb": "Det spørreren teller.", "en": "What the asker counts."},
        population={"nb": "Det spørreren deler på.", "en": "What the asker divides by."},
        shape=Shape.RATIO,
        tables=of,
        strata=STRATA,
        body=body,
    )


def as_table(figures: Figures) -> pa.Table:
    """Figures as an Arrow table: strata, numerator, denominator, value, low, high."""
    return writing.as_table(figures)


def written(figures: Figures, form: str) -> bytes:
    """Figures as csv, json or parquet."""
    return FORMATS[form](figures)


def _measure(question: Question) -> Measure:
    named = {measure.name: measure for measure in measures()}
    if question.measure not in named:
        raise NotAsked("unknown_measure", f"There is no measure {question.measure}.")
    return named[question.measure]


def _figures(
    measure: Measure,
    question: Question,
    weights: Mapping[str, int] | None,
    count: Callable[[Manifest, datetime], tuple[pa.Table, Notes]],
) -> Figures:
    """What is counted of the state that stands; of the next where that was swept away meanwhile."""
    for tried in range(1, _TRIES + 1):
        current = _current()
        moment = _moment(question, current)
        try:
            counted, notes = count(current, moment)
        except Vanished:
            if tried == _TRIES:
                raise
            continue
        notes = (*_late(question, current), *notes)
        return _with_small_numbers(
            rim.figures(measure, question, counted, known_at=moment, standard=weights, notes=notes)
        )
    raise AssertionError("unreachable")


def _current() -> Manifest:
    found = manifests.find_current(manifests.folder(os.environ))
    if found is None:
        raise NoWarehouse
    return found


def _moment(question: Question, current: Manifest) -> datetime:
    """The day of knowledge asked for, no later than the warehouse shows."""
    return min(end_of(question.as_of), current.known_at) if question.as_of else current.known_at


def _late(question: Question, current: Manifest) -> Notes:
    shown = current.known_at.astimezone(OSLO).date()
    return (("not_yet", _NOT_YET),) if question.as_of and question.as_of > shown else ()


def _counted(
    measure: Measure, question: Question, current: Manifest, scope: Scope, moment: datetime, engine: str
) -> tuple[pa.Table, Notes]:
    """What an engine counts, and for which years it had to do with another year's population."""
    needed = {*measure.tables, *_BESIDE}
    opened = _open(engine, {name: files for name, files in current.files.items() if name in needed})
    try:
        counted = asking.count(opened, measure, question, tables(), scope, moment=moment)
        taken = asking.populations(opened, measure, question, tables(), moment=moment)
    finally:
        opened.close()
    return counted, _populations(taken)


def _added(question: Question, current: Manifest, scope: Scope, moment: datetime) -> tuple[pa.Table, Notes]:
    """What is added up of an aggregate."""
    with reading(current.files):
        counted, taken = aggregates.count(question, current.files, scope, moment)
    return counted, _populations(taken)


def _populations(taken: Mapping[int, int | None]) -> Notes:
    return tuple(
        _population_of(year, of) for year, of in sorted(taken.items()) if of is not None and of != year
    )


def _population_of(year: int, of: int) -> tuple[str, Texts]:
    texts = {
        "nb": f"Folketallet for {year} er ikke lest inn; det for {of} er brukt.",
        "en": f"The population of {year} is not loaded; that of {of} is used.",
    }
    return f"population_of_{of}", texts


def _open(engine: str, files: Mapping[str, tuple[Path, ...]]) -> Engine:
    """Spark is imported only where it is asked for: it is not on every machine."""
    if engine == "spark":
        from infreg.analysis.engines.spark import open_spark  # noqa: PLC0415 - see above

        return open_spark(files)
    return open_duckdb(files)


def _with_small_numbers(figures: Figures) -> Figures:
    """Whoever may see the rows may see how few they are, and is told what that means."""
    if any(0 < row.numerator < SMALL for row in figures.rows):
        return replace(figures, notes=(*figures.notes, ("small_numbers", _SMALL_NUMBERS)))
    return figures

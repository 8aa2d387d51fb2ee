"""The warehouse on a country's results: written whole, written where a month changed, and counted.

Beside a refresh stands COPY of the same rows to nothing, which it cannot be faster than; beside a measure the
same count in plain SQL by DuckDB over the same files.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from time import perf_counter

import duckdb
import psycopg
from pyarrow import parquet

from bench.country import Connection, fill, people
from bench.figures import Figure, seconds
from infreg.access.actor import Actor, Purpose
from infreg.access.roles import EPIDEMIOLOGIST
from infreg.flow import insight
from infreg.storage.server import stop
from infreg.storage.warehouse.sources import SOURCES
from infreg.vocabulary.figures import Question
from infreg.vocabulary.time import in_oslo
from tests.register import Register, Server, close, make_server

EVA = Actor("eva", EPIDEMIOLOGIST, Purpose.SURVEILLANCE)
_MILLI = 1000


@dataclass(frozen=True, slots=True)
class Taken:
    """Milliseconds of one country, and the refresh's peak memory in MB; by measure ours and plain SQL's."""

    full: float
    copied: float
    month: float
    peak: float
    measures: Mapping[str, tuple[float, float]]
    pages: Mapping[str, tuple[float, float]]


def measure(results: int) -> Iterator[Figure]:
    """A country of so many results, and one of a tenth."""
    if not results:
        return
    server = make_server(None)
    try:
        tenth, whole = _take(server, results // 10), _take(server, results)
    finally:
        close()
        stop(server.home)
        server.end()
    of = f"{results:,} results"
    yield Figure(f"full refresh, {of}", whole.full, "COPY of the same rows to nothing", whole.copied, "ms")
    yield Figure(f"full refresh, {of}", whole.full, "10 × that of a tenth", 10 * tenth.full, "ms", goal=1)
    yield Figure(f"refresh of one changed month, {of}", whole.month, "full refresh", whole.full, "ms")
    yield Figure(f"peak memory of a full refresh, {of}", whole.peak, "of a tenth", tenth.peak, "MB")
    for name, (ours, theirs) in whole.measures.items():
        yield Figure(f"{name}, {of}", ours, "the same count in DuckDB's SQL", theirs, "ms")
    ours, tenths = (sum(each for each, _ in taken.measures.values()) for taken in (whole, tenth))
    yield Figure(f"all measures, {of}", ours, "10 × those of a tenth", 10 * tenths, "ms", goal=1)
    for name, (ours, theirs) in whole.pages.items():
        yield Figure(f"{name}, {of}", ours, "the measure from the rows", theirs, "ms")


def _take(server: Server, results: int) -> Taken:
    with server.fresh() as register:
        today = in_oslo(datetime.now(UTC)).date()
        _refresh(register)
        with register.superuser() as bare:
            places = _municipalities(register)
            began = perf_counter()
            fill(bare, results, places, today)
            people(bare, places, today)
            _tell(f"{results:,} results filled in {perf_counter() - began:.0f} s, {_size(bare)}")
            full, peak = _refresh(register, "--full")
            copied = _copy(bare)
            _change(bare, today)
        month, _ = _refresh(register)
        _tell(f"refreshed in {full / _MILLI:.1f} s, a changed month in {month / _MILLI:.1f} s, {peak:.0f} MB")
        register.use("app")
        folder = register.home / "warehouse" / "current"
        measures = {name: _beside(name, sql, folder) for name, sql in _SQL.items()}
        pages = {f"page: {name}": _of_page(question) for name, question in _pages(today).items()}
        _forget(register)
        return Taken(full, copied, month, peak, measures, pages)


def _tell(said: str) -> None:
    print(said, file=sys.stderr, flush=True)


def _refresh(register: Register, *how: str) -> tuple[float, float]:
    """Milliseconds that a refresh took by its own count, and the peak memory of its process in MB."""
    # With compiled modules, as installed: the first refresh, of nothing, writes them.
    compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(register.home / "compiled")}
    environ = os.environ | register.environ | {"INFREG_ROLE": "insight"} | compiled
    command = [str(Path(sys.executable).with_name("infreg")), "warehouse", "refresh", "--json", *how]
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE) as child:
        assert child.stdout  # noqa: S101 - as asked for
        said = child.stdout.read()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = status
    if status:
        raise RuntimeError("a refresh failed")
    return json.loads(said)["seconds"] * _MILLI, used.ru_maxrss / 1024


def _municipalities(register: Register) -> list[str]:
    """Those that there are today, Oslo first."""
    place = parquet.read_table(register.home / "warehouse/current/place/all.parquet", partitioning=None)
    return [row["municipality"] for row in place.to_pylist() if row["today"] == row["municipality"]]


def _size(bare: Connection) -> str:
    row = bare.execute("SELECT pg_size_pretty(pg_database_size(current_database()))").fetchone()
    return str(row[0]) if row else ""


def _copy(bare: Connection) -> float:
    """Milliseconds that the server needs for the rows alone, when nobody takes them."""
    for said in ("timezone TO 'UTC'", "work_mem TO '64MB'", "jit TO off", "infreg.reach TO 'country'"):
        bare.execute(f"SET {said}".encode())
    bare.execute("SET infreg.purpose TO 'surveillance'")
    began = perf_counter()
    for source in SOURCES.values():
        question, arguments = source.of_all()
        copying = f"COPY ({question}) TO '/dev/null' (FORMAT csv)".encode()
        psycopg.ClientCursor(bare).execute(copying, arguments)
    return (perf_counter() - began) * _MILLI


def _change(bare: Connection, today: date) -> None:
    """Something of every table changes, in one month."""
    month = date(today.year - 1, 3, 7)
    for table, day, change in (
        ("answer", "known_from::date", "sex = 'female'"),
        ("finding", "day", "outcome = 'inconclusive'"),
        ("isolate", "day", "care = 'primary'"),
        ("case", "event", "classification = 'probable'"),
    ):
        bare.execute(
            f"UPDATE registry.{table} SET {change} WHERE id ="  # noqa: S608 - our own words alone
            f" (SELECT id FROM registry.{table} WHERE {day} = '{month}' LIMIT 1)".encode()
        )


def _forget(register: Register) -> None:
    """The next country begins without a warehouse."""
    done = register.home / "warehouse"
    done.rename(done.with_name(f"warehouse-{register.database}"))


def _beside(name: str, sql: str, folder: Path) -> tuple[float, float]:
    """Both must have counted the same."""
    question = Question(name, ("year",), first=_first(), last=None)
    ours = sum(row.numerator for row in insight.ask(EVA, question).rows)
    plain = partial(_plain, sql, folder)
    theirs = sum(row[0] for row in plain())
    if ours != theirs or not ours:
        raise RuntimeError(f"{name}: {ours} counted, by plain SQL {theirs}")
    return seconds(lambda: insight.ask(EVA, question)) * _MILLI, seconds(plain) * _MILLI


def _first() -> date:
    return date(in_oslo(datetime.now(UTC)).year - 4, 1, 1)


def _plain(sql: str, folder: Path) -> list[tuple[int, ...]]:
    with duckdb.connect() as connection:
        for table in ("case", "answer", "finding", "isolate", "susceptibility", "population", "calendar"):
            connection.read_parquet(str(folder / table / "*.parquet"), hive_partitioning=False).create_view(
                table
            )
        return connection.execute(sql.format(open=_OPEN.format(first=_first()), first=_first())).fetchall()


def _pages(today: date) -> Mapping[str, Question]:
    disease, years = {"disease": ("disease003",)}, date(today.year - 4, 1, 1)
    monday = date.fromisocalendar(today.year - 4, 1, 1)
    return {
        "a disease by week": Question("cases", ("week",), where=disease),
        "a disease's rate by municipality": Question("incidence", ("municipality",), monday, where=disease),
        "a disease by age and sex": Question("cases", ("age5", "sex"), years, where=disease),
        "every disease by week": Question("cases", ("disease", "week")),
        "positivity of an organism by month": Question(
            "positivity", ("month",), where={"organism": ("ORG003",)}
        ),
        "an organism's resistance by year": Question("resistant", ("year",), where={"organism": ("ORG003",)}),
        "laboratories' delay": Question("answer_delay", ("laboratory",), years),
    }


def _of_page(question: Question) -> tuple[float, float]:
    if insight.page(EVA, question) != insight.ask(EVA, question):
        raise RuntimeError(f"a page shows something else of {question.measure}")
    ours, theirs = (seconds(partial(ask, EVA, question)) * _MILLI for ask in (insight.page, insight.ask))
    return ours, theirs


_OPEN = "known_to IS NULL AND day >= DATE '{first}' AND day <= current_date"
_RATE = """
    SELECT coalesce(n, 0), lived.* FROM (
        SELECT {strata}, sum(persons * days) AS person_days FROM (
            SELECT year, max(taken) AS taken, any_value(days) AS days FROM (
                SELECT year, count(*) AS days FROM calendar
                WHERE day >= DATE '{{first}}' AND day <= current_date GROUP BY year
            ) JOIN (SELECT DISTINCT year AS taken FROM population WHERE borders = 'now') ON taken <= year
            GROUP BY year
        ) AS spans JOIN (
            SELECT year AS of, if(age >= 90, 18, age // 5) AS group5, sum(persons) AS persons FROM population
            WHERE borders = 'now' AND known_to IS NULL GROUP BY ALL
        ) ON of = taken GROUP BY ALL
    ) AS lived FULL JOIN (
        SELECT {strata}, count(*) AS n
        FROM (SELECT *, if(age >= 90, 18, age // 5) AS group5 FROM "case" WHERE {{open}}) GROUP BY ALL
    ) USING ({strata})
"""
_READ = """
    SELECT {counted}, organism, agent, year, count(*) FROM (
        SELECT isolate, organism, agent, year,
            max(CASE sir WHEN 'R' THEN 2 WHEN 'I' THEN 1 ELSE 0 END) AS worst
        FROM susceptibility WHERE {{open}} AND sir IN ('S', 'I', 'R') AND agent IS NOT NULL GROUP BY ALL
    ) GROUP BY ALL
"""
#: The same counts by another hand, the numerator first.
_SQL: Mapping[str, str] = {
    "cases": 'SELECT count(*), year FROM "case" WHERE {open} GROUP BY year',
    "incidence": _RATE.format(strata="year"),
    "incidence_standardised": _RATE.format(strata="year, group5") + " WHERE group5 IS NOT NULL",
    "case_delay": 'SELECT count(delay), year, delay FROM "case" WHERE {open} GROUP BY ALL',
    "case_completeness": """
        SELECT count(municipality) + count(sex) + count(age) + count(infected_in) + count(onset)
            + count(sampled), year, count(*) FROM "case" WHERE {open} GROUP BY year
    """,
    "tests": "SELECT count(*), year FROM finding WHERE {open} AND counts GROUP BY year",
    "tests_per_person": """
        SELECT count(*), year, count(DISTINCT person) FROM finding WHERE {open} AND counts GROUP BY year
    """,
    "positivity": """
        WITH tested AS (SELECT * FROM finding WHERE {open} AND counts),
            sent AS (SELECT DISTINCT laboratory, organism FROM tested WHERE outcome = 'negative')
        SELECT count(*) FILTER (outcome = 'positive'), year, count(*)
        FROM tested SEMI JOIN sent USING (laboratory, organism) WHERE outcome IN ('positive', 'negative')
        GROUP BY year
    """,
    "answers": "SELECT count(*), year FROM answer WHERE {open} GROUP BY year",
    "answer_delay": "SELECT count(delay), year, delay FROM answer WHERE {open} AND first GROUP BY ALL",
    "mapping_coverage": """
        SELECT count(*) FILTER (counts), year, count(*) FROM finding WHERE {open} GROUP BY year
    """,
    "isolates": "SELECT count(*), year FROM isolate WHERE {open} GROUP BY year",
    "resistant": _READ.format(counted="count(*) FILTER (worst = 2)"),
    "resistant_or_increased": _READ.format(counted="count(*) FILTER (worst >= 1)"),
}

"""The measures of the registers: each a small table and its answer, on every engine."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from infreg.analysis import asking, reference
from infreg.analysis.asking import Scope
from infreg.analysis.engine import Engine, Files
from infreg.analysis.engines.duckdb import open_duckdb
from infreg.analysis.measure import Measure, Shape
from infreg.registers.lab import measures as lab
from infreg.registers.lab import tables as lab_tables
from infreg.registers.msis import measures as msis
from infreg.registers.msis import tables as msis_tables
from infreg.vocabulary.figures import Question
from tests.analysis.drawn import Row, drawing, rows, same, write
from tests.analysis.world import PLACES, Open, calendar

pytestmark = [
    pytest.mark.requirement("NIR-3", "NIR-4", "B-13"),
    # Spark's driver leaves the sockets that it is answered by to be closed when nobody has them any more.
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
]
MEASURES = {measure.name: measure for measure in (*msis.MEASURES, *lab.MEASURES)}
TABLES = {t.name: t for t in (*msis_tables.TABLES, *lab_tables.TABLES, *reference.TABLES)}
LATE = datetime(2026, 12, 31, tzinfo=UTC)
DRAWN: Mapping[str, str] = {
    "finding": """
        person | laboratory | day        | organism | outcome      | screening | counts | known_to
        1      | 1          | 2026-01-05 | INFLUA   | positive     | no        | yes    | -
        1      | 1          | 2026-01-06 | INFLUA   | negative     | no        | yes    | -
        2      | 1          | 2026-01-06 | INFLUA   | inconclusive | no        | yes    | -
        2      | 1          | 2026-01-07 | INFLUA   | positive     | no        | no     | -
        3      | 2          | 2026-01-07 | INFLUA   | positive     | yes       | yes    | -
        3      | 2          | 2026-01-07 | RSV      | negative     | no        | yes    | -
        4      | 2          | 2026-01-08 | RSV      | previous     | no        | yes    | -
        4      | -          | 2026-01-08 | RSV      | positive     | no        | yes    | -
        4      | -          | 2026-01-08 | RSV      | negative     | no        | yes    | -
        5      | 2          | -          | -        | negative     | no        | yes    | -
        5      | 1          | 2026-02-01 | RSV      | positive     | no        | yes    | -
        6      | 1          | 2026-02-01 | -        | -            | no        | no     | -
        7      | 1          | 2026-02-01 | INFLUA   | negative     | no        | yes    | 2026-03-01
    """,
    "joined": """
        subject | person | known_from | known_to
        2       | 1      | 2026-01-10 | -
        3       | 4      | 2026-01-10 | 2026-01-11
    """,
    "answer": """
        person | laboratory | day        | first | delay | known_to
        1      | 1          | 2026-01-05 | yes   | 2     | -
        2      | 1          | 2026-01-05 | yes   | 3     | 2026-01-09
        2      | 1          | 2026-01-09 | no    | 7     | -
        3      | 2          | 2026-01-06 | yes   | -     | -
        4      | 2          | 2026-01-06 | yes   | 2     | -
    """,
    "isolate": """
        isolate | person | organism | care      | known_to
        1       | 1      | ESCCOL   | primary   | -
        2       | 1      | ESCCOL   | -         | -
        3       | 2      | KLEPNE   | specialist| 2026-02-01
    """,
    "susceptibility": """
        isolate | person | organism | agent | sir | known_to
        1       | 1      | ESCCOL   | CIP   | R   | -
        1       | 1      | ESCCOL   | CIP   | S   | -
        2       | 1      | ESCCOL   | CIP   | I   | -
        2       | 1      | ESCCOL   | CIP   | S   | -
        4       | 1      | ESCCOL   | CIP   | S   | -
        5       | 1      | ESCCOL   | CIP   | -   | -
        5       | 1      | ESCCOL   | AMP   | R   | 2026-02-01
        6       | 1      | ESCCOL   | -     | R   | -
        6       | 1      | ESCCOL   | GEN   | S   | -
    """,
    "case": """
        disease | day        | municipality | sex    | age | onset      | sampled    | infected_in | delay
        measles | 2026-01-05 | 0301         | female | 3   | 2026-01-02 | 2026-01-05 | NO          | 1
        measles | 2026-01-06 | 0211         | male   | -   | -          | 2026-01-06 | -           | 4
        measles | 2026-01-07 | -            | -      | 40  | -          | -          | -           | -
        rubella | 2026-01-08 | 0301         | female | 44  | -          | 2026-01-01 | SE          | 4
    """,
    "population": """
        borders | year | county | municipality | sex    | age | persons
        now     | 2026 | 03     | 0301         | female | 3   | 100
        now     | 2026 | 03     | 0301         | female | 44  | 300
        now     | 2026 | 30     | 3001         | male   | 3   | 50
        then    | 2026 | 30     | 0211         | male   | 3   | 1
    """,
}


@dataclass(frozen=True)
class Law:
    """What a measure answers of what is drawn above."""

    measure: str
    answer: str
    by: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None

    def ask(self, engine: Engine) -> pa.Table:
        question = Question(self.measure, by=self.by, first=self.first, last=self.last)
        return asked(engine, MEASURES[self.measure], question)


def asked(engine: Engine, measure: Measure, question: Question) -> pa.Table:
    return asking.count(engine, measure, question, TABLES, Scope("country"), moment=LATE)


LAWS = {
    "tests are counted whatever they found, if they were understood": Law(
        "tests",
        by=("outcome",),
        answer="""
            outcome      | numerator | denominator
            inconclusive | 1         | -
            negative     | 4         | -
            positive     | 4         | -
            previous     | 1         | -
        """,
    ),
    "two numbers of one person are one person tested": Law(
        "tests_per_person",
        by=("organism",),
        answer="""
            organism | numerator | denominator
            INFLUA   | 4         | 2
            RSV      | 5         | 3
            unknown  | 1         | 1
        """,
    ),
    "positivity is of laboratories that send negatives of that organism, and are known": Law(
        "positivity",
        by=("organism", "laboratory"),
        answer="""
            organism | laboratory | numerator | denominator
            INFLUA   | 1          | 1         | 2
            RSV      | 2          | 0         | 1
        """,
    ),
    "a laboratory that sent no negative in the period is not asked of its positives": Law(
        "positivity",
        by=("organism",),
        first=date(2026, 1, 5),
        last=date(2026, 1, 5),
        answer="""
            organism | numerator | denominator
        """,
    ),
    "what was not understood is above no line and below one": Law(
        "mapping_coverage",
        by=("laboratory",),
        answer="""
            laboratory | numerator | denominator
            1          | 4         | 6
            2          | 4         | 4
            unknown    | 2         | 2
        """,
    ),
    "an answer is counted once, in the version that stands": Law(
        "answers",
        by=("laboratory",),
        answer="""
            laboratory | numerator | denominator
            1          | 2         | -
            2          | 2         | -
        """,
    ),
    "a delay is that of first versions": Law(
        "answer_delay",
        answer="""
            days    | numerator | denominator
            2       | 2         | -
            unknown | 1         | -
        """,
    ),
    "every isolate that stands is counted": Law(
        "isolates",
        by=("care",),
        answer="""
            care    | numerator | denominator
            primary | 1         | -
            unknown | 1         | -
        """,
    ),
    "an isolate is counted once for an agent, by its most resistant reading": Law(
        "resistant",
        answer="""
            organism | agent | numerator | denominator
            ESCCOL   | CIP   | 1         | 3
            ESCCOL   | GEN   | 0         | 1
        """,
    ),
    "increased exposure is counted where it is asked for": Law(
        "resistant_or_increased",
        answer="""
            organism | agent | numerator | denominator
            ESCCOL   | CIP   | 2         | 3
            ESCCOL   | GEN   | 0         | 1
        """,
    ),
    "cases are counted where people live today, with those of whom it is not known": Law(
        "cases",
        by=("municipality",),
        answer="""
            municipality | numerator | denominator
            0301         | 2         | -
            3001         | 1         | -
            unknown      | 1         | -
        """,
    ),
    "incidence is over person-days, also where nobody fell ill": Law(
        "incidence",
        by=("county", "sex", "disease"),
        first=date(2026, 1, 1),
        last=date(2026, 1, 10),
        answer="""
            county  | sex     | disease | numerator | denominator | days
            03      | female  | measles | 1         | 4000        | 10
            03      | female  | rubella | 1         | 4000        | 10
            30      | male    | measles | 1         | 500         | 10
            30      | male    | rubella | 0         | 500         | 10
            unknown | unknown | measles | 1         | -           | -
        """,
    ),
    "what is to be standardised is counted by five years of age": Law(
        "incidence_standardised",
        by=("disease",),
        first=date(2026, 1, 1),
        last=date(2026, 1, 10),
        answer="""
            disease | age5    | numerator | denominator | days
            measles | 0-4     | 1         | 1500        | 10
            measles | 40-44   | 1         | 3000        | 10
            measles | unknown | 1         | -           | -
            rubella | 0-4     | 0         | 1500        | 10
            rubella | 40-44   | 1         | 3000        | 10
        """,
    ),
    "cases come days after their samples": Law(
        "case_delay",
        answer="""
            days    | numerator | denominator
            1       | 1         | -
            4       | 2         | -
            unknown | 1         | -
        """,
    ),
    "completeness is told field by field": Law(
        "case_completeness",
        answer="""
            field        | numerator | denominator
            age          | 3         | 4
            infected_in  | 2         | 4
            municipality | 3         | 4
            onset        | 1         | 4
            sampled      | 3         | 4
            sex          | 3         | 4
        """,
    ),
}


def warehouse(folder: Path, drawn: Mapping[str, str]) -> Files:
    days: list[Row] = calendar(date(2026, 1, 1), date(2026, 12, 31))
    content = {name: rows(TABLES[name], said) for name, said in drawn.items()}
    content |= {"place": rows(TABLES["place"], PLACES), "calendar": days}
    return {name: write(folder, table, content.get(name, [])) for name, table in TABLES.items()}


@pytest.fixture(scope="module", params=["duckdb", "spark"])
def open_engine(request: pytest.FixtureRequest) -> Open:
    """Each engine in turn."""
    opened: Open = open_duckdb if request.param == "duckdb" else request.getfixturevalue("spark")
    return opened


@pytest.fixture(scope="module")
def drawn(open_engine: Open, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """What is drawn above."""
    engine = open_engine(warehouse(tmp_path_factory.mktemp("drawn"), DRAWN))
    yield engine
    engine.close()


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS.keys())
def test_a_measure_counts_what_its_text_says(law: Law, drawn: Engine) -> None:
    assert drawing(law.ask(drawn)) == same(law.answer)


def test_every_measure_has_a_law() -> None:
    assert {law.measure for law in LAWS.values()} == set(MEASURES)


def test_an_empty_warehouse_answers_every_measure_by_every_stratum(open_engine: Open, tmp_path: Path) -> None:
    engine = open_engine(warehouse(tmp_path, {}))
    try:
        for measure in MEASURES.values():
            by = tuple(each for each in measure.strata if each not in measure.always)
            assert asked(engine, measure, Question(measure.name, by=by)).num_rows == 0
    finally:
        engine.close()


def test_parts_sum_to_the_whole(tmp_path: Path) -> None:
    """Whatever it is asked by, with the unknown: counted rows, and what is divided by where that is rows."""
    engine = open_duckdb(warehouse(tmp_path, DRAWN))
    try:
        for measure in MEASURES.values():
            whole = sums(asked(engine, measure, Question(measure.name)), measure.shape)
            for stratum in ("month", "municipality", "age", "laboratory", "disease"):
                if stratum in measure.strata:
                    parts = asked(engine, measure, Question(measure.name, by=(stratum,)))
                    assert sums(parts, measure.shape) == whole, (measure.name, stratum)
    finally:
        engine.close()


def sums(counted: pa.Table, shape: Shape) -> tuple[int, ...]:
    columns = ["numerator", *(["denominator"] if shape is Shape.SHARE else [])]
    return tuple(sum(counted[name].to_pylist()) for name in columns)


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda measure: measure.name)
def test_a_measure_says_what_it_is_in_both_languages(measure: Measure) -> None:
    for texts in (measure.title, measure.counts, measure.population, *measure.limitations):
        assert set(texts) == {"nb", "en"}
        assert all(texts.values())
    assert measure.limitations, "there is no figure without a limit"
    assert set(measure.tables) <= set(TABLES)
    columns = {column.name for column in TABLES[measure.tables[0]].columns}
    assert set(measure.strata) <= columns | {"county", "age5"}

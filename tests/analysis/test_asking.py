"""What a body is given is all that it can count, and what it may answer is strata and integers."""

import dataclasses
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import ibis
import pyarrow as pa
import pytest
from ibis import _

from infreg.analysis import asking
from infreg.analysis.asking import NotAsked, Scope
from infreg.analysis.bodies import completeness, histogram, rates, tally
from infreg.analysis.engine import Engine
from infreg.analysis.engines.duckdb import open_duckdb
from infreg.analysis.measure import Asked, Body, Measure, Shape
from infreg.vocabulary.figures import Borders, Question
from tests.analysis.world import TABLES, country, measure

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
COUNTRY = Scope("country")
EVENTS = """
    person | day        | disease | municipality | laboratory | age
    1      | 2026-01-05 | measles | 0301         | 7          | 34
    2      | 2026-01-06 | rubella | 3001         | 8          | 12
"""


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = open_duckdb(country(tmp_path, {"event": EVENTS, "secret": "day\n2026-01-05"}))
    yield made
    made.close()


def ask(
    engine: Engine,
    body: Body | Measure,
    *by: str,
    scope: Scope = COUNTRY,
    where: dict[str, tuple[str, ...]] | None = None,
) -> pa.Table:
    asked = body if isinstance(body, Measure) else measure(body)
    return asking.count(engine, asked, Question("tried", by, where=where), TABLES, scope, moment=NOW)


def refused(engine: Engine, body: Body | Measure, *by: str, scope: Scope = COUNTRY) -> str:
    with pytest.raises(NotAsked) as found:
        ask(engine, body, *by, scope=scope)
    return found.value.code


def test_a_body_finds_no_engine_behind_its_tables(engine: Engine) -> None:
    """What it is given is a name and types. There is no relation beneath it to climb down to."""

    def climbing(asked: Asked) -> ibis.Table:
        with pytest.raises(ibis.common.exceptions.IbisError):
            asked["event"].get_backend()
        assert not asked["event"].op().args[2:3] or "source" not in asked["event"].op().argnames
        assert "parent" not in asked["event"].op().argnames
        return tally(asked, "event")

    assert ask(engine, climbing).to_pylist() == [{"numerator": 2, "denominator": None}]


def _stolen(engine: Engine) -> dict[str, Callable[[Asked], ibis.Table]]:
    everybody, secret = engine.tables["event"], engine.tables["secret"]

    def count(table: ibis.Table) -> ibis.Table:
        return table.aggregate(numerator=_.count())

    return {
        "a table of the engine's own": lambda _asked: count(everybody),
        "a table by its name": lambda _asked: count(ibis.table({"person": "int64"}, name="event")),
        "a table that it did not ask for": lambda _asked: count(secret),
        "joined": lambda asked: count(asked["event"].left_join(secret, "person")),
        "in a condition": lambda asked: count(asked["event"].filter(_.person.isin(secret.person))),
        "as a number": lambda asked: asked["event"].aggregate(numerator=secret.count().as_scalar()),
        "added": lambda asked: count(asked["event"].select("person").union(secret.select("person"))),
        "rows of its own": lambda _asked: count(ibis.memtable(pa.table({"person": [1]}))),
        "under another name": lambda asked: count(asked["event"].alias("event")),
    }


@pytest.mark.parametrize(
    "way",
    _stolen_names := (
        "a table of the engine's own",
        "a table by its name",
        "a table that it did not ask for",
        "joined",
        "in a condition",
        "as a number",
        "added",
        "rows of its own",
        "under another name",
    ),
)
def test_a_body_reads_what_it_was_given_and_nothing_else(way: str, engine: Engine) -> None:
    assert set(_stolen(engine)) == set(_stolen_names)
    own = Scope("own", (7,))
    assert refused(engine, _stolen(engine)[way], scope=own) == "foreign_table"


def test_a_body_has_nobody_to_put_a_sentence_of_sql_to(engine: Engine) -> None:
    with pytest.raises(ibis.common.exceptions.IbisError):
        ask(engine, lambda asked: tally(asked, asked["event"].sql("SELECT * FROM event", dialect="duckdb")))


def test_a_body_that_takes_another_bodys_tables_takes_their_names_alone(engine: Engine) -> None:
    """Tables kept from a question with a wide scope are, in a narrow one, the narrow one's."""
    kept: list[Asked] = []

    def keeping(asked: Asked) -> ibis.Table:
        kept.append(asked)
        return tally(asked, "event")

    ask(engine, keeping)
    counted = ask(engine, lambda _asked: tally(kept[0], "event"), scope=Scope("own", (7,)))
    assert counted["numerator"].to_pylist() == [1]


@pytest.mark.parametrize(
    "chance",
    [
        lambda asked: tally(asked, asked["event"].mutate(die=ibis.random()).filter(_.die < 0.5)),
        lambda asked: tally(asked, asked["event"].sample(0.5)),
        lambda asked: asked["event"].filter(_.known_from < ibis.now()).aggregate(numerator=_.count()),
    ],
    ids=["a random number", "some of the rows", "the clock"],
)
def test_the_same_is_counted_twice(chance: Body, engine: Engine) -> None:
    assert refused(engine, chance) == "foreign_table"


def test_a_body_calls_no_function_that_ibis_does_not_know(engine: Engine) -> None:
    @ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
    def current_setting(which: str) -> str:
        raise NotImplementedError(which)

    taken = lambda asked: tally(asked, asked["event"].filter(current_setting("TimeZone") == "UTC"))  # noqa: E731
    assert refused(engine, taken) == "foreign_table"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (lambda asked: tally(asked, "event").numerator, "not_integers"),
        (lambda _asked: 7, "not_integers"),
        (lambda asked: asked["event"], "other_strata"),
        (lambda asked: asked["event"].group_by("disease", "person").agg(numerator=_.count()), "other_strata"),
        (lambda asked: asked["event"].group_by("disease").agg(denominator=_.count()), "other_strata"),
        (lambda asked: asked["event"].aggregate(numerator=_.count()), "other_strata"),
        (lambda asked: asked["event"].group_by("disease").agg(numerator=_.person.mean()), "not_integers"),
        (lambda asked: asked["event"].group_by("disease").agg(numerator=_.day.max()), "not_integers"),
        (lambda asked: asked["event"].group_by(disease=_.person).agg(numerator=_.count()), "other_strata"),
    ],
)
def test_a_body_answers_the_strata_asked_for_and_integers(answer: Body, code: str, engine: Engine) -> None:
    assert refused(engine, answer, "disease") == code


def test_a_stratum_that_a_body_leaves_empty_is_refused(engine: Engine) -> None:
    emptied = lambda asked: tally(asked, asked["event"].mutate(disease=_.disease.nullif("measles")))  # noqa: E731
    assert refused(engine, emptied, "disease") == "other_strata"


def test_a_measure_is_asked_by_its_own_strata(engine: Engine) -> None:
    by_place = dataclasses.replace(measure(lambda asked: tally(asked, "event")), strata=("county",))
    assert refused(engine, by_place, "disease") == "unknown_stratum"
    with pytest.raises(NotAsked, match="knows no disease"):
        ask(engine, by_place, where={"disease": ("measles",)})
    assert ask(engine, by_place, "county", "county")["numerator"].to_pylist() == [1, 1]


def test_a_table_that_says_nothing_of_a_reach_is_out_of_it(engine: Engine) -> None:
    secrets = measure(lambda asked: tally(asked, "secret"), tables=("secret",))
    assert ask(engine, secrets)["numerator"].to_pylist() == [1]
    for scope in (Scope("own", (7,)), Scope("municipalities", ("0301",)), Scope("self"), Scope("")):
        assert refused(engine, secrets, scope=scope) == "out_of_reach"


def test_everybodys_scope_is_in_what_a_body_counts(engine: Engine) -> None:
    def persons(asked: Asked) -> ibis.Table:
        return asked["event"].aggregate(numerator=_.person.sum())

    for scope, sum_of in (
        (COUNTRY, 3),
        (Scope("own", (8,)), 2),
        (Scope("municipalities", ("0301",)), 1),
        (Scope("own"), 0),
    ):
        assert ask(engine, persons, scope=scope)["numerator"].to_pylist() == [sum_of]


def test_types_are_those_promised(engine: Engine) -> None:
    counted = ask(engine, measure(lambda asked: rates(asked, "event"), Shape.RATE), "laboratory", "sex")
    integers = [(name, pa.int64()) for name in ("numerator", "denominator", "days")]
    assert counted.schema == pa.schema([("laboratory", pa.string()), ("sex", pa.string()), *integers])


def test_a_standardised_measure_is_asked_by_five_years_of_age(engine: Engine) -> None:
    made = dataclasses.replace(measure(lambda asked: tally(asked, "event")), standardised=True)
    assert ask(engine, made, "disease").column_names == ["disease", "age5", "numerator", "denominator"]
    assert ask(engine, made)["age5"].to_pylist() == ["10-14", "30-34"]


def test_strata_beside_those_asked_for_come_last(engine: Engine) -> None:
    complete = lambda asked: completeness(asked, "event", {"age": _.age != "unknown"})  # noqa: E731
    counted = ask(engine, measure(complete, Shape.SHARE, always=("field",)), "disease")
    assert counted.column_names == ["disease", "field", "numerator", "denominator"]
    counted = ask(engine, measure(lambda asked: histogram(asked, "event", "delay"), Shape.DELAY), "disease")
    assert counted.column_names == ["disease", "days", "numerator", "denominator"]


def test_the_years_that_lend_their_population_are_told(tmp_path: Path) -> None:
    people = """
        borders | year | persons
        now     | 2024 | 10
        then    | 2020 | 10
    """
    engine = open_duckdb(country(tmp_path, {"event": "day\n2023-12-30", "population": people}))
    rated = measure(lambda asked: rates(asked, "event"), Shape.RATE)

    def told(asked: Question, of: Measure = rated) -> dict[int, int | None]:
        return dict(asking.populations(engine, of, asked, TABLES, moment=NOW))

    assert told(Question("tried")) == {2023: None, 2024: 2024, 2025: 2024, 2026: 2024}
    assert told(Question("tried", first=date(2026, 1, 1), borders=Borders.THEN)) == {2026: 2020}
    assert told(Question("tried"), measure(lambda asked: tally(asked, "event"))) == {}
    engine.close()


def test_a_table_that_is_not_refreshed_yet_is_told(tmp_path: Path) -> None:
    files = country(tmp_path, {"event": EVENTS})
    older = open_duckdb({name: paths for name, paths in files.items() if name != "event"})
    assert refused(older, lambda asked: tally(asked, "event")) == "not_there"
    older.close()


@pytest.mark.parametrize(
    "sentence",
    [
        "SELECT * FROM read_text('{elsewhere}')",
        "SELECT * FROM read_parquet('{beside}')",
        "COPY (SELECT 1) TO '{elsewhere}'",
        "ATTACH '{elsewhere}'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SET allowed_paths = ['{elsewhere}']",
        "RESET lock_configuration",
    ],
)
def test_duckdb_reads_its_files_and_nothing_else_of_the_machine(sentence: str, tmp_path: Path) -> None:
    """Were there ever a way to put SQL of one's own, it would find the doors shut."""
    import duckdb

    country(tmp_path / "beside", {})
    opened = open_duckdb(country(tmp_path, {"event": EVENTS}))
    beside = tmp_path / "beside/event/0.parquet"
    put = sentence.format(elsewhere=tmp_path / "elsewhere", beside=beside)
    with pytest.raises((duckdb.PermissionException, duckdb.InvalidInputException)):
        opened._connection.execute(put)  # type: ignore[attr-defined]
    assert not (tmp_path / "elsewhere").exists()
    opened.close()


def test_a_folder_with_any_name_can_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "det er 'Ås', 100 % [a]* {b}"
    folder.mkdir()
    opened = open_duckdb(country(folder, {"event": EVENTS}))
    assert ask(opened, lambda asked: tally(asked, "event"))["numerator"].to_pylist() == [2]
    opened.close()

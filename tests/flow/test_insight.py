"""Figures from the warehouse, by who asks: the scope is in the expression before a measure sees a row."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import ibis
import pyarrow as pa
import pytest
from ibis import _

from infreg.access.actor import Actor, Purpose, Refused
from infreg.access.roles import (
    CLINICIAN,
    EPIDEMIOLOGIST,
    LABORATORY,
    MUNICIPAL_MEDICAL_OFFICER,
    NOBODYS,
    OPERATOR,
    PERSON,
    REGISTRY_OFFICER,
    ROLES,
    SUPERVISOR,
    Permission,
    Reach,
)
from infreg.flow import insight
from infreg.storage.warehouse import manifest
from infreg.vocabulary.figures import Question
from tests.norway import refresh, with_norway
from tests.register import Register, Server

pytestmark = pytest.mark.requirement("NIR-3", "NIR-4", "NOIS-4-1")

EVA = Actor("eva", EPIDEMIOLOGIST, Purpose.SURVEILLANCE)
RITA = Actor("rita", REGISTRY_OFFICER, Purpose.QUALITY)
LIV = Actor("liv", LABORATORY, Purpose.QUALITY)
KARI = Actor("kari", MUNICIPAL_MEDICAL_OFFICER, Purpose.SURVEILLANCE)
OF_CASES, OF_LABORATORIES = ("cases", "incidence"), ("answers", "tests", "isolates", "mapping_coverage")


@pytest.fixture(scope="module")
def norway(embedded: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    with with_norway(embedded, tmp_path_factory.mktemp("insight")) as register:
        yield register


def counted(actor: Actor, measure: str, *by: str) -> dict[tuple[str, ...], int]:
    """Numerators by stratum."""
    return {
        tuple(row.strata.values()): row.numerator for row in insight.ask(actor, Question(measure, by)).rows
    }


def rows(register: Register, query: str) -> list[Any]:
    with register.superuser() as bare:
        return list(bare.execute(query.encode()))


def found(register: Register, query: str) -> int:
    number: int = rows(register, query)[0][0]
    return number


def laboratory(register: Register) -> int:
    """That which has answered most."""
    number: int = rows(
        register, "SELECT unit FROM registry.answer GROUP BY unit ORDER BY count(*) DESC LIMIT 1"
    )[0][0]
    return number


def municipality(register: Register) -> str:
    """That which has most cases."""
    number: str = rows(
        register,
        "SELECT municipality FROM registry.case WHERE known_to IS NULL AND municipality IS NOT NULL"
        " GROUP BY municipality ORDER BY count(*) DESC, municipality LIMIT 1",
    )[0][0]
    return number


@pytest.mark.parametrize("actor", [EVA, RITA], ids=["epidemiologist", "registry officer"])
def test_who_reaches_the_country_counts_the_country(norway: Register, actor: Actor) -> None:
    cases = found(norway, "SELECT count(*) FROM registry.case WHERE known_to IS NULL")
    assert counted(actor, "cases") == {(): cases}
    assert len(counted(actor, "answers", "laboratory")) > 3


def test_a_municipal_medical_officer_counts_their_own_municipalities(norway: Register) -> None:
    at_home = municipality(norway)
    kari = replace(KARI, municipalities=frozenset({at_home}))
    own = found(
        norway,
        f"SELECT count(*) FROM registry.case WHERE known_to IS NULL AND municipality = '{at_home}'",
    )
    assert own
    assert counted(kari, "cases") == {(): own}
    assert counted(kari, "cases", "municipality") == {(at_home,): own}


@pytest.mark.parametrize("measure", OF_LABORATORIES)
def test_a_municipal_medical_officer_counts_nothing_of_laboratories(norway: Register, measure: str) -> None:
    kari = replace(KARI, municipalities=frozenset({municipality(norway)}))
    with pytest.raises(insight.NotAsked) as refused:
        insight.ask(kari, Question(measure))
    assert refused.value.code == "out_of_reach"


def test_a_laboratory_counts_its_own_answers(norway: Register) -> None:
    unit = laboratory(norway)
    liv = replace(LIV, units=frozenset({unit}))
    own = found(
        norway,
        f"SELECT count(DISTINCT (answer_id, part)) FROM registry.answer WHERE unit = {unit} AND"
        " (aside_from IS NULL OR aside_from > known_from)",
    )
    assert counted(liv, "answers", "laboratory") == {(str(unit),): own}


@pytest.mark.parametrize("measure", OF_CASES)
def test_a_laboratory_counts_no_cases(norway: Register, measure: str) -> None:
    with pytest.raises(insight.NotAsked) as refused:
        insight.ask(replace(LIV, units=frozenset({laboratory(norway)})), Question(measure))
    assert refused.value.code == "out_of_reach"


@pytest.mark.parametrize("actor", [LIV, KARI], ids=["laboratory", "municipality"])
def test_who_is_given_nothing_counts_nothing(norway: Register, actor: Actor) -> None:
    del norway
    measure = "answers" if actor is LIV else "cases"
    assert sum(counted(actor, measure).values()) == 0


@pytest.mark.parametrize("role", [CLINICIAN, SUPERVISOR, PERSON, OPERATOR], ids=lambda role: role.code)
def test_who_has_no_right_to_figures_is_refused(norway: Register, role: Any) -> None:
    del norway
    with pytest.raises(Refused):
        insight.ask(Actor("nobody", role, role.purposes[0]), Question("cases"))


def test_every_role_that_may_ask_reaches_something_and_no_other_may() -> None:
    asks = {role.code for role in ROLES.values() if role.may(Permission.COUNT) and role not in NOBODYS}
    assert asks == {"laboratory", "registry_officer", "municipal_medical_officer", "epidemiologist"}
    reached = {reach for table in insight.tables().values() for reach in table.scope}
    assert reached == {Reach.COUNTRY.value, Reach.MUNICIPALITIES.value, Reach.OWN.value}


def test_each_question_is_in_the_log_with_who_and_why(norway: Register) -> None:
    before = found(norway, "SELECT count(*) FROM registry.audit_event")
    insight.ask(EVA, Question("cases"))
    [event] = rows(
        norway,
        "SELECT account, purpose, action, outcome, object, subject FROM registry.audit_event"
        f" ORDER BY at OFFSET {before}",
    )
    assert event == ("eva", "surveillance", "count", "done", "cases", None)


def _files() -> list[str]:
    """Where the country's cases lie."""
    found = manifest.find_current(manifest.folder(os.environ))
    assert found
    return [str(path) for path in found.files["case"]]


#: Bodies of one's own that try to see more than their asker's rows.
HOSTILE: dict[str, Callable[[Any], ibis.Table]] = {
    "the country's file": lambda _asked: ibis.read_parquet(_files()).agg(numerator=_.count()),
    "a table by its name": lambda _asked: ibis.table({"case": "string"}, name="case").agg(
        numerator=_.count()
    ),
    "a query": lambda asked: asked["case"].sql('SELECT count(*) AS numerator FROM "case"'),
    "another's rows beside one's own": lambda asked: ibis.union(
        asked["case"].select("case"), ibis.table({"case": "string"}, name="case")
    ).agg(numerator=_.count()),
    "rows of its own": lambda _asked: ibis.memtable(pa.table({"numerator": [10_000]})),
}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # Ibis reading a file by itself
@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_body_of_ones_own_reads_nothing_but_what_it_is_given(
    norway: Register, body: Callable[[Any], ibis.Table]
) -> None:
    kari = replace(KARI, municipalities=frozenset({municipality(norway)}))
    own = insight.own_measure(body, ("case",))
    with pytest.raises((insight.NotAsked, ibis.IbisError)) as refused:
        insight.count(kari, own, Question("own"))
    # Ibis itself refuses a query over tables that belong to no engine.
    assert getattr(refused.value, "code", "foreign_table") == "foreign_table"


def test_what_a_body_is_given_cannot_be_unwrapped(norway: Register) -> None:
    at_home = municipality(norway)
    kari = replace(KARI, municipalities=frozenset({at_home}))

    def unwrapped(asked: Any) -> ibis.Table:
        table = asked["case"]
        while hasattr(table.op(), "parent"):
            table = table.op().parent.to_expr()
        return table.agg(numerator=_.count())

    [row] = insight.count(kari, insight.own_measure(unwrapped, ("case",)), Question("own")).rows
    assert row.numerator == counted(kari, "cases")[()]


@pytest.mark.parametrize("stratum", ["case", "person", "rule", "known_from"])
def test_a_count_of_ones_own_is_by_no_column_that_names_a_row(norway: Register, stratum: str) -> None:
    del norway
    own = insight.own_measure(
        lambda asked: asked["case"].group_by(stratum).agg(numerator=_.count()), ("case",)
    )
    with pytest.raises(insight.NotAsked) as refused:
        insight.count(EVA, own, Question("own", (stratum,)))
    assert refused.value.code == "unknown_stratum"


def test_small_numbers_are_told_as_such(norway: Register) -> None:
    del norway
    notes = dict(insight.ask(EVA, Question("cases", ("disease", "municipality"))).notes)
    assert "small_numbers" in notes
    assert "small_numbers" not in dict(insight.ask(EVA, Question("cases")).notes)


def test_what_is_not_there_is_said(norway: Register) -> None:
    refresh(norway)
    with pytest.raises(insight.NotAsked) as refused:
        insight.ask(EVA, Question("happiness"))
    assert refused.value.code == "unknown_measure"
    with pytest.raises(insight.NotAsked) as refused:
        insight.ask(EVA, Question("cases", ("agent",)))
    assert refused.value.code == "unknown_stratum"

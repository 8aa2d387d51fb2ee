"""What pages read: the measures' own figures, without opening what the measures count."""

import os
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from pyarrow import parquet

from bench.country import fill, people
from infreg.access.actor import Actor, Purpose, Refused
from infreg.access.roles import CLINICIAN, EPIDEMIOLOGIST, LABORATORY, MUNICIPAL_MEDICAL_OFFICER
from infreg.flow import aggregates, insight, refreshing
from infreg.flow.insight import NotAsked
from infreg.storage.warehouse import manifest
from infreg.vocabulary.figures import Borders, Question
from tests.norway import refresh
from tests.register import Register, Server

pytestmark = pytest.mark.requirement("NIR-3", "NIR-12")

EVA = Actor("eva", EPIDEMIOLOGIST, Purpose.SURVEILLANCE)
OSLO = Actor("kari", MUNICIPAL_MEDICAL_OFFICER, Purpose.SURVEILLANCE, municipalities=frozenset({"0301"}))
SEVERAL = Actor(
    "knut",
    MUNICIPAL_MEDICAL_OFFICER,
    Purpose.SURVEILLANCE,
    municipalities=frozenset({"5501", "0104", "9999"}),
)
#: Until when the country's rows go; the machine's own day is later or the same.
TODAY = date(2026, 11, 16)
#: The last two are of borders that are gone and of none that ever were.
PLACES = ("0301", "4601", "5501", "1103", "0104", "9999")
EVENTS = ("case", "answer", "finding", "isolate", "susceptibility")
MONDAY, SUNDAY = date(2024, 12, 30), date(2026, 3, 1)
NEW_YEAR, NEW_YEARS_EVE = date(2024, 1, 1), date(2025, 12, 31)
DISEASE, ORGANISM = {"disease": ("disease000", "disease003")}, {"organism": ("ORG001", "ORG007")}
OF_CASES = [
    Question("cases"),
    Question("cases", ("week",), where=DISEASE),
    Question("cases", ("municipality", "disease"), MONDAY, SUNDAY),
    Question("cases", ("county",), last=SUNDAY),
    Question("cases", ("sex", "age5"), NEW_YEAR),
    Question("cases", ("age", "year"), where={"sex": ("female",), "classification": ("confirmed",)}),
    Question("cases", ("disease",), where={"municipality": ("3105", "unknown")}),
    Question("incidence", (), MONDAY),
    Question("incidence", ("week", "disease"), MONDAY, SUNDAY, where=DISEASE),
    Question("incidence", ("municipality",), MONDAY, SUNDAY),
    Question("incidence", ("year", "county", "disease"), date(2020, 1, 1), where=DISEASE),
    Question("incidence", ("age", "sex"), NEW_YEAR, NEW_YEARS_EVE, where={"year": ("2025",)}),
    Question("incidence", ("age5",), NEW_YEAR, where={"county": ("55", "56")}),
    Question("incidence", ("disease",), NEW_YEAR, where={"disease": ("none",)}),
    Question("incidence_standardised", ("year",), NEW_YEAR),
    Question("incidence_standardised", ("county", "disease"), NEW_YEAR, where=DISEASE),
    Question("case_delay", ("disease",)),
    Question("case_delay", ("year",), NEW_YEAR, NEW_YEARS_EVE, where=DISEASE),
]
OF_TESTS = [
    Question("tests"),
    Question("tests", ("organism", "quarter", "outcome")),
    Question("tests", ("laboratory",), date(2025, 2, 1), date(2026, 2, 28)),
    Question("positivity"),
    Question("positivity", ("organism",), date(2026, 5, 1), date(2026, 5, 31)),
    Question("positivity", ("year", "laboratory"), where=ORGANISM),
    Question("positivity", ("month",), where={"organism": ("none",)}),
    Question("positivity", where={"organism": ("none",)}),
    Question("mapping_coverage", ("laboratory", "year")),
    Question("mapping_coverage", where={"laboratory": ("-1",)}),
    Question("answers", ("week",)),
    Question("answers", ("laboratory", "discipline"), MONDAY, SUNDAY),
    Question("answer_delay", ("laboratory",), date(2026, 1, 1)),
    Question("answer_delay", ("quarter",)),
    Question("isolates", ("organism", "year", "care")),
    Question("isolates", ("laboratory",), date(2026, 1, 1), where={"care": ("primary", "unknown")}),
    Question("resistant", ("year",), where=ORGANISM),
    Question("resistant", ("care",), NEW_YEAR, NEW_YEARS_EVE),
]


def fill_country(register: Register) -> None:
    with register.superuser() as bare:
        fill(bare, 6_000, PLACES, TODAY)
        people(bare, PLACES[:4], TODAY)
        # Somebody is protected, and something is dated later than anybody can know of it.
        bare.execute(
            "INSERT INTO registry.protected_person (subject, known_from)"
            " SELECT subject, now() FROM registry.case WHERE id < 5"
        )
        bare.execute("UPDATE registry.case SET event = now() + interval '3 days' WHERE id = 7")
        bare.execute("UPDATE registry.case SET sex = NULL, birth_year = NULL WHERE id % 40 = 3")


@pytest.fixture(scope="module")
def country(embedded: Server) -> Iterator[Register]:
    with embedded.fresh() as register:
        fill_country(register)
        refresh(register)
        yield register


@pytest.fixture
def laboratory(country: Register) -> Actor:
    """Who delivers for one that sends negatives, and one that never does."""
    with country.superuser() as bare:
        rows = bare.execute("SELECT min(id), min(id) FILTER (WHERE id % 7 = 0) FROM registry.institution")
        units = frozenset(rows.fetchone() or ())
    return Actor("liv", LABORATORY, Purpose.QUALITY, units)


def said(question: Question) -> str:
    return f"{question.measure} {question.by} {question.where or ''} {question.first or ''}"


def check(actor: Actor, question: Question) -> None:
    assert insight.page(actor, question) == insight.ask(actor, question)


@pytest.mark.parametrize("question", [*OF_CASES, *OF_TESTS], ids=said)
@pytest.mark.usefixtures("country")
def test_a_page_shows_the_measures_own_figures_of_the_country(question: Question) -> None:
    check(EVA, question)


@pytest.mark.parametrize("question", OF_CASES, ids=said)
@pytest.mark.usefixtures("country")
def test_a_page_shows_an_officer_the_measures_own_figures(question: Question) -> None:
    check(OSLO, question)
    check(SEVERAL, question)


@pytest.mark.parametrize("question", OF_TESTS, ids=said)
def test_a_page_shows_a_laboratory_the_measures_own_figures(laboratory: Actor, question: Question) -> None:
    check(laboratory, question)


def total(actor: Actor, measure: str) -> int:
    (row,) = insight.page(actor, Question(measure)).rows
    return row.numerator


def test_a_page_reaches_as_far_as_its_reader(laboratory: Actor) -> None:
    assert 0 < total(OSLO, "cases") < total(EVA, "cases")
    assert 0 < total(laboratory, "answers") < total(EVA, "answers")
    for actor, measure in ((OSLO, "tests"), (laboratory, "cases"), (OSLO, "positivity")):
        with pytest.raises(NotAsked) as refused:
            insight.page(actor, Question(measure))
        assert refused.value.code == "out_of_reach"


@pytest.mark.parametrize(
    "question",
    [
        Question("cases", ("organism",)),
        Question("cases", ("week", "sex")),
        Question("cases", where={"organism": ("ORG001",)}),
        Question("cases", borders=Borders.THEN),
        Question("cases", as_of=TODAY),
        Question("tests", ("organism",), first=date(2025, 2, 2)),
        Question("tests", ("organism",), last=date(2025, 2, 2)),
        Question("cases", ("week",), first=NEW_YEAR + timedelta(days=1)),
        Question("incidence"),
        Question("tests_per_person"),
    ],
    ids=said,
)
@pytest.mark.usefixtures("country")
def test_what_is_not_kept_for_pages_is_refused(question: Question) -> None:
    with pytest.raises(NotAsked) as refused:
        insight.page(EVA, question)
    assert refused.value.code == "not_on_pages"


def test_what_a_page_asks_for_is_in_the_log_and_who_may_not_count_is_refused(country: Register) -> None:
    before = country.count("registry.audit_event")
    insight.page(EVA, Question("cases"))
    assert country.count("registry.audit_event") == before + 1
    with pytest.raises(Refused):
        insight.page(Actor("ola", CLINICIAN, Purpose.TREATMENT), Question("cases"))


@pytest.fixture
def without_rows(country: Register) -> Iterator[None]:
    """While a test runs, the files of every table with rows of events are elsewhere."""
    found = manifest.find_current(country.home / "warehouse")
    assert found
    moved = [(found.generation / name, found.generation / f".{name}") for name in (*EVENTS, "population")]
    for here, away in moved:
        here.rename(away)
    yield
    for here, away in moved:
        away.rename(here)


@pytest.mark.usefixtures("without_rows")
def test_a_page_opens_no_table_of_events() -> None:
    for question in (*OF_CASES, *OF_TESTS):
        insight.page(EVA, question)
    with pytest.raises(Exception, match=r"[Nn]o|gone"):
        insight.ask(EVA, Question("cases"))


def rows_of(register: Register) -> dict[str, list[dict[str, object]]]:
    found = manifest.find_current(register.home / "warehouse")
    assert found
    return {
        name: parquet.read_table(found.files[name][0], partitioning=None).to_pylist()
        for name in aggregates.tables()
    }


def change(register: Register, *statements: str) -> set[str]:
    """Something changes, and the warehouse with it; gives the aggregates that were written."""
    with register.superuser() as bare:
        for statement in statements:
            bare.execute(statement.encode())
    register.use("insight")
    done = refreshing.refresh(os.environ)
    register.use("app")
    return {name for name in done.tables if name.startswith("aggregate_")}


def test_a_changed_month_is_counted_anew_and_the_rest_is_taken_over(embedded: Server) -> None:
    with embedded.fresh() as register:
        fill_country(register)
        refresh(register)
        before = rows_of(register)
        of_tests = {"aggregate_tests", "aggregate_mapping_coverage"}
        # A month whose weeks are also its neighbours', and rows without a day.
        assert (
            change(
                register,
                "UPDATE registry.finding SET outcome = 'inconclusive'"
                " WHERE day BETWEEN '2025-03-01' AND '2025-03-31'",
                "UPDATE registry.finding SET outcome = 'inconclusive' WHERE day IS NULL",
            )
            == of_tests
        )
        assert change(
            register,
            "UPDATE registry.case SET disease = 'new' WHERE event BETWEEN '2024-12-01' AND '2024-12-31'",
        ) == {"aggregate_cases_by_week", "aggregate_cases_by_person", "aggregate_case_delay"}
        assert change(
            register,
            "UPDATE registry.isolate_test SET sir = 'R' FROM registry.isolate AS i"
            " WHERE i.id = isolate AND day > '2026-10-01'",
        ) == {"aggregate_resistant"}
        assert change(register, "DELETE FROM registry.isolate_test", "DELETE FROM registry.isolate") == {
            "aggregate_isolates",
            "aggregate_resistant",
        }
        after = rows_of(register)
        assert {name for name in before if before[name] != after[name]} == {
            *of_tests - {"aggregate_mapping_coverage"},
            *("aggregate_cases_by_week", "aggregate_cases_by_person", "aggregate_case_delay"),
            *("aggregate_isolates", "aggregate_resistant"),
        }
        for question in (*OF_CASES[:3], *OF_TESTS[:4], *OF_TESTS[-4:]):
            check(EVA, question)
        register.use("insight")
        refreshing.refresh(os.environ, full=True)
        assert rows_of(register) == after

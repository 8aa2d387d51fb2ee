"""How far measures are from the truth of Synthetic Norway: what must be equal is, what is not is accounted
for, and a fault that is planted is seen."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from infreg.access.actor import Actor, Purpose, Refused
from infreg.access.roles import EPIDEMIOLOGIST
from infreg.flow import accuracy, control, insight
from infreg.flow.accuracy import true_counts
from infreg.flow.accuracy.accounting import Ledger
from infreg.flow.accuracy.apart import Strata, compared
from infreg.flow.accuracy.true_rows import TrueAnswer, TrueCase, TrueIsolate, TrueRows, TrueTest
from infreg.storage.accuracy_strata import Received
from infreg.storage.warehouse import manifest
from infreg.vocabulary.accuracy import MEANINGS
from infreg.vocabulary.distance import CAUSES, Cause, Distance, Distances, Scale, Side
from infreg.vocabulary.installation import InstallationKind
from tests.flow.officer import OFFICER, map_words
from tests.norway import refresh, with_norway
from tests.register import Register, Server

pytestmark = pytest.mark.requirement("B-14")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("measured")


@pytest.fixture(scope="module")
def norway(embedded: Server, folder: Path) -> Iterator[Register]:
    """A small Norway, every word of it explained."""
    with with_norway(embedded, folder) as register:
        map_words(register, folder / "norway")
        refresh(register)
        yield register


@pytest.fixture(scope="module")
def measured(norway: Register, folder: Path) -> Distances:
    norway.use("app")
    return accuracy.distances(OFFICER, folder / "norway")


def of(distances: Distances, measure: str) -> list[Distance]:
    return [each for each in distances.compared if each.measure == measure]


# --- a small Norway ---


def test_every_measure_is_compared(measured: Distances) -> None:
    assert {each.measure for each in measured.compared} == {each.name for each in insight.measures()}
    assert measured.silent == ()


@pytest.mark.parametrize("measure", ["cases", "answers", "isolates"])
def test_once_words_are_explained_what_is_counted_is_what_is_true(measured: Distances, measure: str) -> None:
    (one,) = of(measured, measure)
    assert one.strata > 5
    assert (one.equal, one.median, one.apart) == (one.strata, 0.0, ())


def test_once_words_are_explained_rates_of_the_country_are_what_is_true(measured: Distances) -> None:
    national, county = of(measured, "incidence")
    assert national.by == ("disease",)
    assert national.equal == national.strata > 5
    assert {why.reason for why in county.why} == {Cause.PLACE_UNKNOWN}, "not every laboratory writes a place"
    assert sum(why.fewer for why in county.why) == sum(why.more for why in county.why) > 0


def test_delays_end_on_the_day_of_reception_and_are_equal(measured: Distances) -> None:
    (cases,), (answers,) = of(measured, "case_delay"), of(measured, "answer_delay")
    assert cases.equal == cases.strata > 5
    assert answers.median == 0
    assert {why.reason for why in answers.why} <= {Cause.NOT_TOLD}, "a cancellation need not name a specimen"


def test_whatever_differs_in_number_is_accounted_for_to_the_last_one(measured: Distances) -> None:
    for one in measured.compared:
        assert Cause.UNACCOUNTED not in {why.reason for why in one.why}, one.measure
        assert 0 <= one.equal <= one.strata
        assert len(one.apart) == one.strata - one.equal
        for apart in one.apart if one.scale is Scale.RELATIVE else ():
            assert apart.difference == sum(why.more - why.fewer for why in apart.why), apart


def test_no_share_is_farther_than_a_whole_and_the_farthest_comes_first(measured: Distances) -> None:
    for one in measured.compared:
        told = [each.distance for each in one.apart]
        assert told == sorted(told, reverse=True)
        if one.scale is Scale.POINTS:
            assert all(0 <= each <= 1 for each in told)


def test_every_cause_has_a_meaning_and_no_two_have_one_name() -> None:
    assert set(CAUSES) == set(Cause)
    assert {str(each) for each in CAUSES}.isdisjoint(str(each) for each in MEANINGS)


def test_who_may_not_see_cases_is_refused(norway: Register, folder: Path) -> None:
    norway.use("app")
    eva = Actor("eva", EPIDEMIOLOGIST, Purpose.SURVEILLANCE)
    with pytest.raises(Refused):
        accuracy.distances(eva, folder / "norway")


def test_in_production_there_is_no_truth(
    norway: Register, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    norway.use("app")
    real = control.installation()
    production = type(real)(InstallationKind.PRODUCTION, real.controller, ())
    monkeypatch.setattr(control, "installation", lambda: production)
    with pytest.raises(accuracy.OnlyInTrial):
        accuracy.distances(OFFICER, folder / "norway")


def test_a_truth_written_before_it_told_of_tests_says_nothing_of_them(norway: Register, folder: Path) -> None:
    norway.use("app")
    told, aside = folder / "norway/truth/tests.jsonl", folder / "aside"
    told.rename(aside)
    try:
        distances = accuracy.distances(OFFICER, folder / "norway")
    finally:
        aside.rename(told)
    assert {each.measure for each in distances.silent} == {"tests", "tests_per_person", "positivity"}
    assert all("anew" in each.because for each in distances.silent)
    assert not of(distances, "tests")
    assert of(distances, "cases")


def test_a_truth_that_cannot_be_read_is_named(norway: Register, folder: Path) -> None:
    norway.use("app")
    world = folder / "norway/truth/world.json"
    kept = world.read_bytes()
    world.write_bytes(b"{}")
    try:
        with pytest.raises(accuracy.TruthUnusable, match=r"world\.json"):
            accuracy.distances(OFFICER, folder / "norway")
    finally:
        world.write_bytes(kept)


def test_a_case_that_is_taken_away_is_seen_once_the_warehouse_is_refreshed(
    norway: Register, folder: Path
) -> None:
    with norway.superuser() as bare:
        ((key, disease, year),) = bare.execute(
            "SELECT id, disease, extract(year FROM event)::int::text FROM registry.case"
            " WHERE known_to IS NULL ORDER BY id LIMIT 1"
        )
        bare.execute('DELETE FROM registry.case_evidence WHERE "case" = %s', (key,))
        bare.execute("DELETE FROM registry.case WHERE id = %s", (key,))
    refresh(norway)
    distances = accuracy.distances(OFFICER, folder / "norway")
    (cases,) = of(distances, "cases")
    (apart,) = cases.apart
    assert apart.strata == {"disease": disease, "year": year}
    assert apart.difference == -1
    assert [(why.fewer, why.more) for why in apart.why] == [(1, 0)]
    national, _ = of(distances, "incidence")
    assert [each.strata["disease"] for each in national.apart] == [disease]


def test_before_the_first_refresh_there_is_nothing_to_compare(
    norway: Register, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    norway.use("app")
    monkeypatch.setattr(manifest, "find_current", lambda _: None)
    with pytest.raises(accuracy.NoWarehouse):
        accuracy.distances(OFFICER, folder / "norway")


# --- how far ---


def strata(true: dict[str, Side], register: dict[str, Side]) -> Strata:
    return Strata(
        {(at,): side for at, side in true.items()}, {(at,): side for at, side in register.items()}, Ledger()
    )


def test_a_difference_is_told_as_a_share_of_the_truth() -> None:
    sides = strata({"a": Side(8), "b": Side(5), "c": Side(4)}, {"a": Side(6), "b": Side(5), "d": Side(1)})
    one = compared("cases", ("disease",), Scale.RELATIVE, sides)
    assert (one.strata, one.equal, one.median) == (4, 1, 0.625)
    assert [(each.strata["disease"], each.distance) for each in one.apart] == [
        ("c", 1),
        ("d", 1),
        ("a", 0.25),
    ]
    assert one.farthest is one.apart[0]
    assert [each.difference for each in one.apart] == [-4, 1, -2]
    assert all(each.why[0].reason is Cause.UNACCOUNTED for each in one.apart)


def test_two_shares_are_so_many_points_apart_and_equal_only_with_equal_numbers() -> None:
    sides = strata(
        {"a": Side(1, 4, 0.25), "b": Side(2, 4, 0.5)}, {"a": Side(1, 2, 0.5), "b": Side(1, 2, 0.5)}
    )
    one = compared("positivity", ("organism",), Scale.POINTS, sides)
    assert (one.equal, one.median) == (0, 0.125)
    assert [each.distance for each in one.apart] == [0.25, 0]


def test_of_two_delays_the_quantiles_that_are_farther_apart_tell() -> None:
    true, register = Side(3, 3, quantiles={0.5: 4, 0.9: 10}), Side(3, 3, quantiles={0.5: 5, 0.9: 7})
    one = compared("case_delay", ("disease",), Scale.DAYS, strata({"a": true}, {"a": register}))
    assert [each.distance for each in one.apart] == [3]


# --- the truth, counted by hand ---

KEY = ("990017", "S1")


def rows(
    *cases: TrueCase, isolates: tuple[TrueIsolate, ...] = (), answers: tuple[TrueAnswer, ...] = ()
) -> TrueRows:
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    return TrueRows(Path(), first, last, cases, isolates, answers, (), {"3205": "32"})


def case(day: date, born: int = 1990, municipality: str | None = "3205") -> TrueCase:
    return TrueCase("c", "measles", day, municipality, born, "female", "2026-01-01", None, (KEY,))


@pytest.mark.parametrize(
    ("born", "group"), [(2026, "0-4"), (2021, "5-9"), (1937, "85-89"), (1936, "90+"), (2027, "unknown")]
)
def test_ages_are_of_five_years(born: int, group: str) -> None:
    assert true_counts.five_years(2026, born) == group


def test_cases_of_another_period_are_in_no_rate() -> None:
    truth = rows(case(date(2026, 3, 1)), case(date(2025, 3, 1)), case(date(2026, 4, 1), municipality=None))
    assert true_counts.cases(truth, ("county",)) == {("32",): Side(2), ("unknown",): Side(1)}
    rate = true_counts.incidence(truth, ("county",), {("32",): 36_525, ("03",): 10})
    assert rate == {("32",): Side(1, 36_525, 1_000.0), ("03",): Side(0, 10, 0.0), ("unknown",): Side(1)}


def test_standardised_rates_weigh_each_age() -> None:
    truth = rows(case(date(2026, 3, 1), 2024), case(date(2026, 3, 1), 1930), case(date(2026, 3, 1), 1930))
    made = true_counts.incidence_standardised(truth, {"0-4": 36_525, "90+": 73_050}, {"0-4": 1, "90+": 3})
    assert made == {("measles",): Side(3, 109_575, 1_000.0)}


def test_a_delay_is_the_day_by_which_so_many_have_come() -> None:
    cases = [case(date(2026, 3, day)) for day in range(1, 11)]
    received = {KEY: Received(date(2026, 3, 11), date(2026, 4, 1), 1)}
    assert true_counts.case_delay(rows(*cases), received) == {
        ("measles",): Side(10, 10, quantiles={0.5: 5, 0.9: 9})
    }


def test_an_answer_that_a_later_version_replaced_has_no_delay_and_an_addition_has_its_own() -> None:
    answers = (TrueAnswer(KEY, date(2026, 3, 1), 1, one_version=False),)
    received = {KEY: Received(date(2026, 3, 2), date(2026, 3, 5), 2)}
    assert true_counts.answer_delay(rows(answers=answers), received)[()].quantiles == {0.5: 4, 0.9: 4}
    assert true_counts.answers(rows(answers=answers)) == {("990017",): Side(2)}


def test_positivity_is_of_laboratories_that_send_negatives() -> None:
    told = [
        *(("1", "SARS2", outcome) for outcome in ("positive", "negative", "unfinished")),
        *(("2", "SARS2", "positive"), ("2", "INFA", "negative"), ("2", None, "negative")),
    ]
    tests = [TrueTest((at, f"S{n}"), "p1", organism, said) for n, (at, organism, said) in enumerate(told)]
    assert true_counts.positivity(tests) == {("SARS2",): Side(1, 2, 0.5), ("INFA",): Side(0, 1, 0.0)}
    assert true_counts.tests(tests)[("SARS2",)] == Side(4)
    assert true_counts.tests_per_person(tests)[("unknown",)] == Side(1, 1, 1.0)


def test_resistance_is_of_isolates_read_at_all() -> None:
    isolates = tuple(TrueIsolate(f"i{sir}", "ESCCOL", {"CIP": sir}) for sir in ("S", "I", "R", "-"))
    assert true_counts.resistant(rows(isolates=isolates), "R") == {("ESCCOL", "CIP"): Side(1, 3, 1 / 3)}
    assert true_counts.resistant(rows(isolates=isolates), "RI")[("ESCCOL", "CIP")].numerator == 2

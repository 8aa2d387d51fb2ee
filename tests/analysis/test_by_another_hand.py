"""Each measure equals what another hand counts in plain SQL over `registry`, at the same moment of knowledge:
of a small Synthetic Norway, with words explained, a joining made and undone, a correction, a withdrawal,
places that are no more, and somebody whose address is protected."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from infreg.analysis import asking, reference
from infreg.analysis.asking import Scope
from infreg.analysis.engine import Engine
from infreg.analysis.engines.duckdb import open_duckdb
from infreg.analysis.measure import Shape
from infreg.flow import casework, codes, intake, protecting, refreshing, synthesis
from infreg.flow.synthesis import Wish
from infreg.registers.lab import measures as lab
from infreg.registers.lab import tables as lab_tables
from infreg.registers.msis import measures as msis
from infreg.registers.msis import tables as msis_tables
from infreg.storage.warehouse import manifest
from infreg.storage.warehouse.manifest import Manifest
from infreg.vocabulary.figures import Borders, Question
from tests.analysis.another_hand import MEASURES as SAID
from tests.analysis.another_hand import Hand
from tests.flow.made_cases import OFFICER, PEOPLE, VIDDA, Told, load, receive, work
from tests.flow.officer import map_words
from tests.register import Register, Server

pytestmark = pytest.mark.requirement("NIR-3", "NIR-4", "NIR-12", "B-3", "B-5")

MEASURES = {measure.name: measure for measure in (*msis.MEASURES, *lab.MEASURES)}
TABLES = {t.name: t for t in (*msis_tables.TABLES, *lab_tables.TABLES, *reference.TABLES)}
WISH = Wish(persons=1_000, months=12, messages=500, seed=2_718, processes=1)
WORD = "Flurbelia norvegica"
#: Bærum until 2020, whose number has had two heirs since; and one that no municipality ever had.
NO_MORE, NEVER = "0219", "9999"
PERIOD = (date(2026, 1, 1), date(2026, 10, 31))


@dataclass(frozen=True)
class Filled:
    """A register's warehouse, the other hand, and the moments after each thing that happened."""

    engine: Engine
    hand: Hand
    moments: dict[str, datetime]

    def count(
        self,
        name: str,
        by: Sequence[str],
        at: datetime,
        borders: Borders = Borders.NOW,
        period: tuple[date, date] | None = None,
        *,
        days: bool = False,
    ) -> dict[tuple[str, ...], tuple[int | None, ...]]:
        """Its integers by strata; with `days`, also the days of a rate."""
        first, last = period or (None, None)
        question = Question(name, by=tuple(by), first=first, last=last, borders=borders)
        table = asking.count(self.engine, MEASURES[name], question, TABLES, Scope("country"), moment=at)
        beside = ["numerator", "denominator", *(["days"] if MEASURES[name].shape is Shape.RATE else [])]
        strata = [each for each in table.column_names if each not in beside]
        return {
            tuple(row[each] for each in strata): tuple(row[each] for each in beside[: 3 if days else 2])
            for row in table.to_pylist()
        }


def refresh(register: Register, home: Path) -> Manifest:
    """Into a warehouse of this test's own: registers of one server share a home."""
    environ = {"INFREG_HOME": str(home)}
    register.use("insight")
    refreshing.refresh(environ)
    register.use("app")
    current = manifest.find_current(manifest.folder(environ))
    assert current
    return current


def happen(register: Register, folder: Path) -> Iterator[str]:
    """Everything that this register has lived through, step by step."""
    load(register, folder)
    synthesis.write(folder / "norway", WISH, lambda _: None)
    register.use("intake")
    paths = sorted((folder / "norway/messages").rglob("*.xml"))
    deliveries = (intake.Delivery(path.name, path.read_bytes()) for path in paths)
    assert sum(1 for _ in intake.receive(intake.open_reception(), deliveries)) > 300
    yield "norway"
    told = (
        Told(municipality=NO_MORE),
        Told(number=2, person=1, days=5, laboratory=VIDDA),
        Told(number=3, person=2, grew=WORD, municipality=NEVER),
        Told(number=4, person=3, specimen="Hals"),
        Told(number=5, person=4, grew="Escherichia coli", municipality=None),
        Told(number=6, person=5, days=-400),
        Told(number=7, person=6, days=300),
    )
    first, second, *_ = receive(register, *told)
    refresh(register, folder)
    yield "told"
    casework.join(OFFICER, second, first, "samme person")
    work(register)
    yield "joined"
    receive(register, Told(number=4, person=3, grew="Proteus mirabilis", version=2))
    receive(register, Told(number=5, person=4, version=2, cancelled=True))
    work(register)
    yield "corrected"
    (word,) = [each.id for each in codes.unmapped(OFFICER)[0] if each.term.text == WORD.casefold()]
    codes.map_term(OFFICER, word, "KLEPNE", "skrevet feil")
    map_words(register, folder / "norway", most=10)
    yield "explained"
    casework.undo(OFFICER, second, "var det ikke")
    work(register)
    register.use("intake")
    assert protecting.protect(OFFICER, PEOPLE[5])
    register.use("app")
    yield "undone"


@pytest.fixture(scope="module")
def filled(embedded: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    folder = tmp_path_factory.mktemp("filled")
    with embedded.fresh() as register, register.superuser() as bare:
        moments = {}
        for step in happen(register, folder):
            moments[step] = datetime.now(UTC)
        current = refresh(register, folder)
        engine = open_duckdb(current.files)
        hand = Hand(bare)
        hand.prepare()
        yield Filled(engine, hand, moments)
        engine.close()


def of(name: str) -> tuple[str, ...]:
    """Everything that a measure may be asked by, at once: whose parts are equal is equal in whole."""
    return tuple(each for each in MEASURES[name].strata if each not in MEASURES[name].always)


@pytest.mark.parametrize("name", sorted(SAID))
def test_a_measure_is_what_another_hand_counts_at_every_moment(filled: Filled, name: str) -> None:
    for step, at in filled.moments.items():
        expected = filled.hand.count(name, of(name), at)
        assert expected, "nothing to count"
        assert filled.count(name, of(name), at) == expected, step


@pytest.mark.parametrize("name", sorted(SAID))
def test_a_measure_is_what_another_hand_counts_whole_by_other_borders_and_in_a_period(
    filled: Filled, name: str
) -> None:
    at = filled.moments["undone"]
    assert filled.count(name, (), at) == filled.hand.count(name, (), at)
    then = filled.hand.count(name, of(name), at, borders="then")
    assert filled.count(name, of(name), at, Borders.THEN) == then
    within = filled.hand.count(name, ("month", "sex"), at, period=PERIOD)
    assert filled.count(name, ("month", "sex"), at, period=PERIOD) == within


def test_what_happened_made_a_difference(filled: Filled) -> None:
    """Or the moments above would prove nothing."""
    known = {
        name: [filled.hand.count(name, of(name), at) for at in filled.moments.values()]
        for name in ("cases", "tests_per_person", "positivity", "mapping_coverage", "answers", "isolates")
    }
    changed = {
        step
        for found in known.values()
        for step, before, after in zip(list(filled.moments)[1:], found, found[1:], strict=False)
        if before != after
    }
    assert changed == set(filled.moments) - {"norway"}
    assert all(len({str(found) for found in each}) > 1 for each in known.values())
    at = filled.moments["undone"]
    for name in ("cases", "tests", "answers", "isolates"):
        then = filled.hand.count(name, ("municipality", "county"), at, borders="then")
        assert then != filled.hand.count(name, ("municipality", "county"), at)


def test_completeness_is_what_another_hand_counts(filled: Filled) -> None:
    for at in filled.moments.values():
        for by in ((), ("disease", "year"), ("municipality", "sex")):
            found = filled.count("case_completeness", by, at)
            assert found == filled.hand.completeness(by, at)
    then = filled.hand.completeness(("county",), at, borders="then")
    assert filled.count("case_completeness", ("county",), at, Borders.THEN) == then


@pytest.mark.parametrize("by", [(), ("county",), ("sex", "age"), ("county", "sex", "age5", "disease")])
def test_incidence_is_cases_over_the_days_that_people_lived(filled: Filled, by: tuple[str, ...]) -> None:
    """Whoever lived there is in it, also where nobody fell ill; who is unknown divides by nothing."""
    at = filled.moments["undone"]
    cases = filled.hand.count("cases", by, at, period=PERIOD)
    people = [each for each in by if each != "disease"]
    lived = filled.hand.person_days(people, *PERIOD)
    diseases = {strata[by.index("disease")] for strata in cases} if "disease" in by else {None}
    found = filled.count("incidence", by, at, period=PERIOD, days=True)
    expected: dict[tuple[str, ...], tuple[int | None, ...]] = {
        (*strata, *([disease] if disease else ())): (0, person_days, days)
        for strata, (person_days, days) in lived.items()
        for disease in diseases
    }
    for strata, (numerator, _) in cases.items():
        _, person_days, days = expected.get(strata, (0, None, None))
        expected[strata] = (numerator, person_days, days)
    assert found == expected


def test_what_is_standardised_is_incidence_by_age(filled: Filled) -> None:
    at = filled.moments["undone"]
    by_age = filled.count("incidence", ("county", "age5"), at, period=PERIOD)
    assert filled.count("incidence_standardised", ("county",), at, period=PERIOD) == by_age

"""What is told of the warehouse: declarations, and of the rows no more than their reader reaches."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from infreg.access.actor import Actor, Purpose, Refused
from infreg.access.roles import (
    EPIDEMIOLOGIST,
    LABORATORY,
    MUNICIPAL_MEDICAL_OFFICER,
    REGISTRY_OFFICER,
    ROLES,
    Permission,
    Role,
)
from infreg.flow import describing, insight
from infreg.storage.warehouse import footers
from infreg.storage.warehouse.footers import Lying
from tests.flow.made_warehouse import known, read
from tests.norway import with_norway
from tests.register import Register, Server

pytestmark = pytest.mark.requirement("NIR-12", "NOIS-4-1")

EVA = Actor("eva", EPIDEMIOLOGIST, Purpose.SURVEILLANCE)
RITA = Actor("rita", REGISTRY_OFFICER, Purpose.QUALITY)
LIV = Actor("liv", LABORATORY, Purpose.QUALITY, units=frozenset({1}))
KARI = Actor("kari", MUNICIPAL_MEDICAL_OFFICER, Purpose.SURVEILLANCE, municipalities=frozenset({"0301"}))
SHARED = {"population", "place", "calendar", "joined"}
OF_LABORATORIES = {"answer", "finding", "isolate", "susceptibility", "institution"}
#: By hand: of which tables each reads anything, aggregates apart.
READS = {
    "eva": SHARED | OF_LABORATORIES | {"case"},
    "rita": SHARED | OF_LABORATORIES | {"case"},
    "liv": SHARED | OF_LABORATORIES,
    "kari": SHARED | {"case"},
}


@pytest.fixture(scope="module", autouse=True)
def norway(embedded: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    with with_norway(embedded, tmp_path_factory.mktemp("describing")) as register:
        yield register


def tables(actor: Actor) -> dict[str, describing.Described]:
    found = describing.overview(actor).tables
    return {each.table.name: each for each in found if not each.is_aggregate}


def page(actor: Actor, table: str) -> describing.Page:
    found = describing.find_table(actor, table)
    assert found
    return found


@pytest.mark.parametrize("actor", [EVA, RITA, LIV, KARI], ids=lambda actor: actor.name)
def test_each_role_is_told_of_the_tables_it_reads_and_of_no_others(actor: Actor) -> None:
    assert tables(actor).keys() == READS[actor.name]
    for name in insight.tables():
        if not name.startswith(describing.AGGREGATE):
            assert (describing.find_table(actor, name) is not None) is (name in READS[actor.name]), name
    within = {each.table.name for each in describing.overview(actor).tables}
    for measure in describing.overview(actor).measures:
        assert within.issuperset(measure.tables)
    assert describing.find_table(actor, "made_up") is None


@pytest.mark.parametrize(
    "role", [role for role in ROLES.values() if not role.may(Permission.COUNT)], ids=lambda role: role.code
)
def test_who_may_not_count_is_told_nothing(role: Role) -> None:
    nobody = replace(EVA, role=role)
    with pytest.raises(Refused):
        describing.overview(nobody)
    with pytest.raises(Refused):
        describing.find_table(nobody, "place")


@pytest.mark.parametrize("actor", [LIV, KARI], ids=lambda actor: actor.name)
def test_who_reads_a_part_of_a_table_is_told_no_figure_of_the_whole(actor: Actor) -> None:
    parts = {name for name, each in tables(actor).items() if not each.is_whole}
    assert parts
    for name in parts:
        found = page(actor, name)
        assert (found.described.extent, found.filled) == (None, None)
        assert tables(actor)[name].extent is None
    assert page(actor, "place").filled


@pytest.mark.parametrize("table", sorted(READS["eva"]))
def test_what_is_told_of_a_table_is_what_one_counts_in_it(norway: Register, table: str) -> None:
    rows = read(norway.home, table)
    found = page(EVA, table)
    extent, filled = found.described.extent, found.filled
    assert extent
    assert filled
    assert extent.rows == len(rows)
    months = sorted(
        {row["day"].strftime("%Y-%m") for row in rows if found.described.table.event and row["day"]}
    )
    assert extent.months == ((months[0], months[-1]) if months else None)
    assert filled.lacking == {
        column.name: sum(row[column.name] is None for row in rows) for column in found.described.table.columns
    }
    standing = sum(row["known_to"] is None for row in rows) if found.described.table.versioned else None
    assert filled.standing == standing
    assert found.known_at
    assert found.known_at <= datetime.now(UTC)


@pytest.mark.parametrize("table", ["case", "answer", "finding"])
def test_the_delay_told_is_that_of_rows_that_stand_in_the_last_twelve_months(
    norway: Register, table: str
) -> None:
    told = page(EVA, table)
    assert told.known_at
    rows = [row for row in known(read(norway.home, table), told.known_at) if row["day"]]
    months = sorted({f"{row['day']:%Y-%m}" for row in read(norway.home, table) if row["day"]})[-12:]
    late = Counter(
        row["delay"] for row in rows if f"{row['day']:%Y-%m}" in months and row["delay"] is not None
    )
    ordered = sorted(late.elements())
    assert told.filled
    assert told.filled.delay == describing.Delay(
        median=ordered[-(-len(ordered) // 2) - 1],
        most=ordered[-(-9 * len(ordered) // 10) - 1],
        rows=len(ordered),
        first=months[0],
        last=months[-1],
    )


def test_every_list_of_a_table_comes_with_its_codes() -> None:
    assert page(EVA, "case").codes.keys() == {"diseases", "organisms"}
    assert len(page(EVA, "case").codes["diseases"].codes) > 60
    assert {each.name for each in page(EVA, "answer").measures} == {"answers", "answer_delay"}


def test_before_anything_is_written_declarations_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INFREG_HOME", str(tmp_path))
    assert describing.overview(EVA).known_at is None
    assert tables(EVA).keys() == READS["eva"]
    found = page(EVA, "case")
    assert (found.known_at, found.described.extent, found.filled) == (None, None, None)
    assert found.codes


def test_a_state_that_is_swept_away_while_it_is_asked_is_asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, of_file = page(EVA, "finding").filled, footers.lacking
    asked: list[Lying] = []

    def swept(file: Lying) -> Mapping[str, int]:
        asked.append(file)
        if len(asked) == 1:
            raise FileNotFoundError
        return of_file(file)

    monkeypatch.setattr(footers, "lacking", swept)
    assert page(EVA, "finding").filled == whole
    assert len(asked) > 1

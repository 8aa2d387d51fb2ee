"""The past can be asked what it knew, and definitions what they would do, before they are in force."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from infreg.access.actor import Actor, Purpose, Refused
from infreg.access.roles import LABORATORY
from infreg.flow import asof, cases, casework, codes, definitions, trying
from infreg.flow.cases.deriving import ACTOR
from infreg.storage import cases as stored
from infreg.storage.connection import acting
from infreg.vocabulary.case import Case, Move
from tests.flow.made_cases import (
    DAY,
    DEFINITION,
    DISEASE,
    OFFICER,
    VIDDA,
    Told,
    ids,
    load,
    receive,
    rows,
    work,
)
from tests.register import Register

pytestmark = pytest.mark.requirement("B-5")

EVERYTHING = (
    Told(specimen="Hals"),
    Told(number=2, laboratory=VIDDA, days=5),
    Told(number=3, days=70),
    Told(number=5, person=1),
    Told(number=5, person=1, version=2, cancelled=True),
    Told(number=6, person=2, marks=("MSIS-M",)),
    Told(number=7, person=2, days=3, marks=("MSIS-AV",), grew="Ingen vekst"),
    Told(number=8, person=3, specimen="Hals"),
    Told(number=9, person=4, grew="Flurbelia norvegica"),
)


@pytest.fixture
def filled(register: Register, tmp_path: Path) -> Register:
    """A register with answers, a mapping, a joining and a decision."""
    load(register, tmp_path)
    _, second, *_, eighth, _ = receive(register, *EVERYTHING)
    ((ranked,), _) = codes.unmapped(OFFICER)
    codes.map_term(OFFICER, ranked.id, "KLEPNE", "skrevet feil")
    casework.join(OFFICER, eighth, second, "samme person")
    work(register)
    cases.decide(OFFICER, ids(register)[0], Move.MOVE, "flyttet", to="4601")
    return register


def standing(register: Register) -> list[Case]:
    """The open cases, as they are stored."""
    with register.superuser() as bare:
        subjects = [row[0] for row in bare.execute("SELECT DISTINCT subject FROM registry.case")]
    register.use("app")
    with acting(ACTOR) as connection:
        return stored.find_open(connection, subjects)


def known_at(moment: datetime) -> list[Case]:
    return sorted(asof.cases_as_of(OFFICER, moment), key=lambda case: case.id)


def now() -> datetime:
    return datetime.now(UTC)


def test_what_is_known_now_is_what_stands(filled: Register) -> None:
    found = standing(filled)
    assert len(found) >= 4
    assert known_at(now()) == found


def test_small_batches_find_the_same(filled: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    found = standing(filled)
    monkeypatch.setattr(asof, "BATCH_COUNT", 1)
    assert known_at(now()) == found


def test_asking_the_past_writes_nothing(filled: Register) -> None:
    tables = ("registry.case", "registry.finding", "registry.isolate", "registry.case_evidence")
    count = [filled.count(table) for table in tables]
    known_at(now())
    assert [filled.count(table) for table in tables] == count


def test_a_withdrawn_case_stood_before_it_was_withdrawn(register: Register, tmp_path: Path) -> None:
    load(register, tmp_path)
    before = now()
    receive(register, Told())
    stood, meanwhile = standing(register), now()
    receive(register, Told(version=2, cancelled=True))
    assert known_at(before) == []
    assert known_at(meanwhile) == stood
    assert known_at(now()) == []


def test_what_people_said_holds_from_when_they_said_it_until_they_took_it_back(filled: Register) -> None:
    said, moment = standing(filled), now()
    (mapping, *_) = codes.history(OFFICER)
    codes.undo(OFFICER, mapping.id, "det var det ikke")
    work(filled)
    with filled.superuser() as bare:
        ((receipt,),) = bare.execute(
            "SELECT a.receipt FROM registry.answer AS a JOIN registry.same_person AS s USING (subject)"
        ).fetchall()
        ((decision,),) = bare.execute("SELECT id FROM registry.case_decision").fetchall()
    casework.undo(OFFICER, receipt, "var det ikke")
    work(filled)
    cases.undo_decision(OFFICER, decision, "ble boende")
    after = standing(filled)
    assert after != said
    assert known_at(moment) == said
    assert known_at(now()) == after


def test_definitions_hold_from_when_they_were_loaded(register: Register, tmp_path: Path) -> None:
    receive(register, Told(), Told(number=2, person=1, specimen="Hals"))
    before = now()
    load(register, tmp_path)
    first, between = standing(register), now()
    load(register, tmp_path, DEFINITION.replace('class = "probable"', 'class = "confirmed"'))
    assert [case.disease for case in known_at(before)] == []
    assert known_at(between) == first
    assert known_at(now()) == standing(register) != first


def test_a_day_ends_in_oslo() -> None:
    assert asof.end_of(DAY).astimezone(UTC) == datetime(2026, 10, 1, 21, 59, 59, 999999, tzinfo=UTC)


@pytest.mark.requirement("NOIS-4-1")
@pytest.mark.usefixtures("register")
def test_a_laboratory_asks_nothing_of_the_past() -> None:
    laboratory = Actor("lab", LABORATORY, Purpose.QUALITY, frozenset({1}))
    with pytest.raises(Refused):
        list(asof.cases_as_of(laboratory, now()))
    with pytest.raises(Refused):
        trying.try_definitions(laboratory, [])


ONLY_STERILE = DEFINITION[: DEFINITION.rindex("[[rule]]")]
LONGER = DEFINITION.replace("episode_days = 30", "episode_days = 90")
EARLIER = DEFINITION.replace('group = "A"', 'group = "B"')
OTHER_NAMES = """
kind = "organism-names"
name = "made-up-names"
valid_from = 1990-01-01
source = "laget for testen"
status = "verified"
rows = "names.csv"
[title]
nb = "Navn for testen"
en = "Names for the test"
"""


@contextmanager
def said(folder: Path, definition: str) -> Iterator[Path]:
    file = folder / "tried.toml"
    file.write_text(definition, encoding="utf-8")
    (folder / "names.csv").write_text(
        "text,organism,how\nFlurbelia arctica,KLEPNE,synonym\n", encoding="utf-8"
    )
    yield file


@pytest.mark.requirement("B-6")
@pytest.mark.parametrize(
    ("definition", "effect"),
    [
        (ONLY_STERILE, (0, 1, 1)),
        (LONGER, (0, 1, 1)),
        (EARLIER, (0, 0, 4)),
        (DEFINITION.replace(DISEASE, "another-fever"), (4, 0, 0)),
        (OTHER_NAMES, (1, 0, 0)),
        (DEFINITION + "# the same, said anew\n", None),
    ],
    ids=["narrower", "longer", "another group", "new", "names", "the same"],
)
def test_what_definitions_would_do_is_what_they_then_do(
    register: Register, tmp_path: Path, definition: str, effect: tuple[int, int, int] | None
) -> None:
    """Gained, lost, changed."""
    load(register, tmp_path)
    receive(
        register,
        Told(specimen="Hals"),
        Told(number=2, days=5),
        Told(number=3, days=70),
        Told(number=4, person=1, specimen="Hals"),
        Told(number=5, person=2),
        Told(number=6, person=3, grew="Flurbelia arctica"),
    )
    before = {row[0]: row for row in rows(register)}
    assert len(before) == 4
    count = register.count("registry.definition")
    with said(tmp_path, definition) as file:
        effects = trying.try_definitions(OFFICER, [file])
        assert register.count("registry.definition") == count
        assert {row[0]: row for row in rows(register)} == before
        told = [(each.gained, each.lost, each.changed) for each in effects]
        assert told == ([effect] if effect else [])
        names = [each.disease for each in effects]
        register.use("intake")
        definitions.load(OFFICER, [file])
        work(register)
    after = {case.id for case in standing(register)}
    gained, lost, _ = effect or (0, 0, 0)
    assert len(after) - len(before) == gained - lost
    with said(tmp_path, definition) as file:
        assert trying.try_definitions(OFFICER, [file]) == (), "what is in force has no effect any more"
    assert len(names) <= 1


@pytest.mark.requirement("B-6")
@pytest.mark.usefixtures("register")
def test_definitions_that_do_not_hold_together_are_not_tried(tmp_path: Path) -> None:
    for wrong in (DEFINITION.replace("KLEPNE", "NOSUCH"), DEFINITION.replace('group = "A"', 'group = "X"')):
        with said(tmp_path, wrong) as file, pytest.raises(definitions.Refused):
            trying.try_definitions(OFFICER, [file])


def test_the_day_before_is_asked_by_day(register: Register, tmp_path: Path) -> None:
    load(register, tmp_path)
    receive(register, Told())
    yesterday = (now() - timedelta(days=1)).date()
    assert known_at(asof.end_of(yesterday)) == []
    assert len(known_at(asof.end_of(now().date() + timedelta(days=1)))) == 1

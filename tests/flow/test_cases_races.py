"""What is decided, withdrawn or defined while something else is taken in or derived is in the cases all the
same."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from time import sleep

import pytest

from infreg.flow import cases, definitions, intake
from infreg.storage import cases as stored
from infreg.vocabulary.case import Move
from tests.flow.made_cases import DAY, DEFINITION, OFFICER, VIDDA, Told, ids, load, receive, seen
from tests.flow.test_mapping_races import A_MOMENT, beside, take_in_while
from tests.register import Register

pytestmark = pytest.mark.requirement("B-1", "B-4")

PATIENCE = 20


def test_a_decision_and_an_answer_at_once_are_both_in_the_case(either: Register, tmp_path: Path) -> None:
    load(either, tmp_path)
    receive(either, Told(specimen="Hals"))
    (case,) = ids(either)
    either.use("intake")
    take_in_while(
        Told(number=2, laboratory=VIDDA, days=3, specimen="Hals").written(),
        lambda: cases.decide(OFFICER, case, Move.RECLASSIFY, "sett på", to="confirmed"),
    )
    assert seen(either) == [("confirmed", DAY, 2)]


def test_a_disease_loaded_while_an_answer_is_taken_in_makes_a_case_of_it(
    either: Register, tmp_path: Path
) -> None:
    file = tmp_path / "disease.toml"
    file.write_text(DEFINITION, encoding="utf-8")
    either.use("intake")
    take_in_while(Told().written(), lambda: definitions.load(OFFICER, [file]))
    sum(cases.derive_all_stale_people())
    assert seen(either) == [("confirmed", DAY, 1)]


def test_no_case_stands_of_an_answer_that_was_withdrawn_while_it_was_made(
    either: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker has made the case of a new disease and not committed it, when the answer is withdrawn."""
    receive(either, Told())
    file = tmp_path / "disease.toml"
    file.write_text(DEFINITION, encoding="utf-8")
    either.use("intake")
    definitions.load(OFFICER, [file])
    made = Event()
    replace_questions = stored.replace_questions

    def slowly(*asked: object) -> None:
        replace_questions(*asked)  # type: ignore[arg-type]
        if not made.is_set():
            made.set()
            sleep(A_MOMENT)

    monkeypatch.setattr(stored, "replace_questions", slowly)
    with ThreadPoolExecutor(1) as threads:
        working = beside(threads, cases.derive_stale_people)
        assert made.wait(PATIENCE)
        withdrawal = Told(version=2, cancelled=True).written()
        list(intake.receive(intake.open_reception(), [intake.Delivery("1.xml", withdrawal)]))
        working.result(timeout=PATIENCE)
    assert seen(either) == []

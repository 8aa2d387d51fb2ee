"""The truth of what was looked for fits the messages, the cases and the isolates."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from infreg.synthetic.panels import GROUPS, PANELS
from infreg.synthetic.writing import write_world
from tests.synthetic.made_world import plan

pytestmark = pytest.mark.requirement("B-14")

OUTCOMES = {"positive", "negative", "unconfirmed", "unfinished"}
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def norway(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("looked") / "for"
    write_world(folder, plan(5000, 24, 5000))
    return folder


def truth(folder: Path, name: str) -> Rows:
    return [json.loads(line) for line in (folder / "truth" / f"{name}.jsonl").read_bytes().splitlines()]


def found(row: dict[str, Any]) -> set[str]:
    return {organism for organism, outcome in row["tests"] if outcome == "positive"}


def test_every_answer_that_was_not_cancelled_is_told_once(norway: Path) -> None:
    messages = truth(norway, "messages")
    sent = {(each["laboratory"], each["answer_id"]) for each in messages}
    gone = {(each["laboratory"], each["answer_id"]) for each in messages if each["kind"] == "cancellation"}
    told = Counter((each["laboratory"], each["answer_id"]) for each in truth(norway, "tests"))
    assert gone
    assert set(told) == sent - gone
    assert set(told.values()) == {1}


def test_what_cases_and_isolates_rest_on_was_found(norway: Path) -> None:
    positive = {(each["laboratory"], each["answer_id"]): found(each) for each in truth(norway, "tests")}
    for name in ("cases", "isolates"):
        for row in truth(norway, name):
            names = set().union(*(positive[laboratory, answer] for laboratory, answer in row["answers"]))
            assert row["organism"] in names, row


def test_nothing_is_found_and_not_found_in_one_answer(norway: Path) -> None:
    for row in truth(norway, "tests"):
        names = [organism for organism, _ in row["tests"]]
        assert len(set(names)) == len(names) > 0
        for organism, outcome in row["tests"]:
            assert outcome in OUTCOMES
            if outcome == "negative":
                assert not found(row).intersection({organism, *GROUPS.get(organism, ())})


def test_only_what_the_panel_looks_for_is_not_found(norway: Path) -> None:
    seen = Counter[str]()
    for row in truth(norway, "tests"):
        panel = PANELS.get(row["panel"])  # None: an isolate that was sent on
        for organism, outcome in row["tests"]:
            seen[outcome] += 1
            if outcome == "unconfirmed":
                assert panel
                assert panel.awaits
            elif outcome != "positive":
                assert panel
                assert organism in panel.organisms or (organism is None and not panel.organisms)
    assert min(seen[outcome] for outcome in ("positive", "negative", "unconfirmed")) > 5

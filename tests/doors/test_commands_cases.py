"""Cases by commands: listed, shown, decided about, asked of the past, and tried with other definitions."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.doors.terminal import Terminal
from tests.flow.made_cases import DAY, DEFINITION, DISEASE, Told
from tests.register import Server

pytestmark = pytest.mark.requirement("NIR-6")

#: The promise of `cases list --json` and `cases show --json`, to the letter.
LISTED = {
    *("case", "disease", "title", "classification", "state", "group", "alert", "clinician_notice"),
    *("organism", "event", "received", "known", "municipality", "sex", "birth_year", "answers"),
    *("decided", "doubts", "hidden"),
}
SHOWN = {
    *("case", "disease", "classification", "state", "group", "alert", "clinician_notice", "organism"),
    *("event", "onset", "sampled", "received", "known", "municipality", "infected_in", "sex"),
    *("birth_year", "rule", "definition", "answers", "decisions", "doubts", "person", "title"),
    *("rule_text", "seen", "evidence", "versions", "others", "questions", "closed_at", "became"),
    "hidden",
}


@pytest.fixture(scope="module")
def terminal(embedded: Server) -> Iterator[Terminal]:
    """In front of a register with two cases of a made-up disease, of which one waits to be looked at."""
    told = (Told(), Told(number=2, person=1, days=1), Told(number=3, grew="Ingen vekst", marks=("MSIS-M",)))
    with embedded.fresh() as register:
        register.receive(*(each.written() for each in told))
        yield Terminal(register.environ)


@pytest.fixture(scope="module")
def diseased(terminal: Terminal, tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    """The disease was tried, then loaded."""
    file = tmp_path_factory.mktemp("sykdom") / "disease.toml"
    file.write_text(DEFINITION, encoding="utf-8")
    tried = terminal.run("definitions", "load", "--dry-run", "--json", file)
    assert [json.loads(line) for line in tried.stdout.splitlines()] == [
        {"disease": DISEASE, "gained": 2, "lost": 0, "changed": 0}
    ]
    assert found(terminal) == []
    assert "gained 2" in terminal.run("definitions", "load", "--dry-run", file).stdout
    done = terminal.run("definitions", "load", file)
    assert "2 persons' cases derived again" in done.stdout, done.stderr
    return terminal


def found(terminal: Terminal, *more: str) -> list[dict[str, Any]]:
    done = terminal.run("cases", "list", "--json", "--disease", DISEASE, *more)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def shown(terminal: Terminal, case: str) -> dict[str, Any]:
    done = terminal.run("cases", "show", case, "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert isinstance(said, dict)
    return said


def test_lists_and_cases_keep_their_promise_to_the_letter(diseased: Terminal) -> None:
    later, first = found(diseased)
    assert {frozenset(later), frozenset(first)} == {frozenset(LISTED)}
    assert [later["event"], first["event"]] == [(DAY + timedelta(days=1)).isoformat(), DAY.isoformat()]
    assert len(found(diseased, "--until", DAY.isoformat())) == 1
    assert found(diseased, "--doubt") == []
    said = shown(diseased, first["case"])
    assert set(said) == SHOWN
    assert said["rule_text"]["nb"] == "Klebsiella er påvist der det ikke skal være mikrober."
    words = diseased.run("cases", "show", first["case"]).stdout
    assert "Klebsiella fever: confirmed" in words
    assert said["answers"][0] in words
    assert "2 of 2 cases" in diseased.run("cases", "list", "--disease", DISEASE).stdout


def test_a_decision_is_made_and_taken_back(diseased: Terminal) -> None:
    case = found(diseased)[0]["case"]
    because = ("--because", "forurenset")
    done = diseased.run("cases", "decide", case, "reclassify", "--to", "probable", *because)
    assert done.returncode == 0, done.stderr
    assert found(diseased)[0]["classification"] == "probable"
    (decision,) = shown(diseased, case)["decisions"]
    assert (decision["because"], decision["applied"]) == ("forurenset", True)
    assert diseased.run("cases", "undo", str(decision["decision"]), *because).returncode == 0
    assert found(diseased)[0]["classification"] == "confirmed"
    refused = diseased.run("cases", "decide", case, "reclassify", "--to", "carriage", *because)
    assert refused.returncode == 2
    assert "can be reclassified to" in refused.stderr
    assert diseased.run("cases", "show", "0000000000000000").returncode == 1


def test_a_question_is_settled(diseased: Terminal) -> None:
    asked = diseased.run("cases", "questions", "--json").stdout.splitlines()
    (question,) = map(json.loads, asked)
    assert question["doubt"] == "marked-without-disease"
    done = diseased.run("cases", "settle", str(question["question"]), "--because", "feil merke")
    assert done.returncode == 0, done.stderr
    assert "Nothing waits" in diseased.run("cases", "questions").stdout


@pytest.mark.requirement("B-5")
def test_the_past_is_told_by_day(diseased: Terminal) -> None:
    today = datetime.now(UTC).date() + timedelta(days=1)
    found_then = diseased.run("rebuild", "--as-of", today.isoformat(), "--json")
    assert found_then.returncode == 0, found_then.stderr
    told = [json.loads(line) for line in found_then.stdout.splitlines()]
    now = [shown(diseased, line["case"]) for line in found(diseased)]
    assert sorted(one["case"] for one in told if one["disease"] == DISEASE) == sorted(
        one["case"] for one in now
    )
    assert f"2  {DISEASE}" in diseased.run("rebuild", "--as-of", today.isoformat()).stdout
    before = diseased.run("rebuild", "--as-of", date(2020, 1, 1).isoformat())
    assert before.stdout.startswith("      0  cases were known")


@pytest.mark.requirement("B-4")
def test_a_rebuild_changes_no_case(diseased: Terminal) -> None:
    before = found(diseased)
    done = diseased.process("rebuild")  # which has children
    assert "persons' cases derived again" in done.stdout, done.stderr
    assert found(diseased) == before


def test_definitions_that_do_not_hold_together_are_not_tried(diseased: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(DEFINITION.replace("KLEPNE", "NOSUCH"), encoding="utf-8")
    refused = diseased.run("definitions", "load", "--dry-run", file)
    assert refused.returncode == 2
    assert "nothing was loaded" in refused.stderr

"""What `infreg synthetic accuracy` promises other programs, and tells people."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from infreg.access.actor import Actor
from infreg.doors.cli import measuring_accuracy
from infreg.flow import accuracy, deriving
from infreg.vocabulary.accuracy import Accuracy, Explained, Fault, Officer, Reason, Share, Subject
from infreg.vocabulary.distance import Apart, Cause, Distance, Distances, Scale, Side, Silent, Why

pytestmark = pytest.mark.requirement("B-14")

MISSED = Explained(
    Fault.MISSED, Reason.WORD_UNMAPPED, 2, (("1f3a5c7e", 2),), (("990017", "M1"), ("990017", "M7"))
)
FIGURES = (
    Accuracy(Subject.CASES, None, 10, 8, 8, Share(0.8, 0.49), Share(1.0, 0.67), (MISSED,)),
    Accuracy(Subject.CASES, "measles", 10, 8, 8, Share(0.8, 0.49), Share(1.0, 0.67), (MISSED,)),
    Accuracy(Subject.ISOLATES, None, 1, 0, 0, Share(0.0, 0.0), None),
    Accuracy(Subject.ISOLATES, "STAAUR", 1, 0, 0, Share(0.0, 0.0), None),
)
NOTHING = Distances(datetime(2026, 3, 14, 11, 5, tzinfo=UTC))
_APART = Apart(
    {"organism": "ESCCOL", "agent": "CIP"},
    Side(8, 32, 0.25),
    Side(7, 32, 0.21875),
    0.03125,
    (Why(Cause.AGENT_NOT_READ, fewer=1),),
)
DISTANCES = replace(
    NOTHING,
    compared=(
        Distance(
            "resistant", ("organism", "agent"), Scale.POINTS, 3, 2, 0.0, (_APART,), _APART.why, "Of 30."
        ),
        Distance("cases", ("disease",), Scale.RELATIVE, 2, 2, 0.0),
    ),
    silent=(Silent("tests", "It was not told."),),
)


@pytest.fixture(autouse=True)
def made(monkeypatch: pytest.MonkeyPatch) -> None:
    """No installation: the figures above, no measure, and nothing that waits."""

    def measure(actor: Actor, folder: Path) -> Sequence[Accuracy]:
        if not (folder / "truth").is_dir():
            raise accuracy.TruthUnusable("no truth here")
        return FIGURES if actor.name.startswith("operator") else ()

    monkeypatch.setattr(measuring_accuracy, "start", lambda _role: None)
    monkeypatch.setattr(accuracy, "measure", measure)
    monkeypatch.setattr(accuracy, "distances", lambda _actor, _folder: NOTHING)
    monkeypatch.setattr(accuracy, "waiting", lambda _actor: 0)


@pytest.fixture
def norway(tmp_path: Path) -> str:
    (tmp_path / "truth").mkdir()
    return str(tmp_path)


def test_as_json_the_whole_of_each_kind_comes_first_and_every_line_has_the_same_shape(norway: str) -> None:
    done = CliRunner().invoke(measuring_accuracy.accuracy, [norway, "--json"])
    assert done.exit_code == 0
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    named = [(row["kind"], row.get("disease"), row.get("organism")) for row in rows]
    assert named == [
        ("cases", None, None),
        ("isolates", None, None),
        ("cases", "measles", None),
        ("isolates", None, "STAAUR"),
    ]
    kept = {
        *("kind", "truth", "found", "register", "sensitivity", "sensitivity_lower"),
        *("ppv", "ppv_lower", "missed", "invented", "explained"),
    }
    assert all(row.keys() - {"disease", "organism"} == kept for row in rows)
    cases, isolates, *_ = rows
    assert (cases["sensitivity"], cases["sensitivity_lower"], cases["ppv"]) == (0.8, 0.49, 1.0)
    assert (cases["missed"], cases["invented"], isolates["ppv"]) == (2, 0, None)
    assert cases["explained"] == [
        {
            "fault": "missed",
            "reason": "word-unmapped",
            "count": 2,
            "terms": [{"term": "1f3a5c7e", "count": 2}],
            "examples": [
                {"laboratory": "990017", "message_id": "M1"},
                {"laboratory": "990017", "message_id": "M7"},
            ],
        }
    ]


def test_for_a_person_figures_come_with_bounds_and_reasons_in_words(norway: str) -> None:
    said = CliRunner().invoke(measuring_accuracy.accuracy, [norway]).stdout.splitlines()
    assert [line.split()[0] for line in said] == [
        "cases",
        "in",
        "2",
        "measles",
        "isolates",
        "in",
        "STAAUR",
        "measures,",
    ]
    assert " 80.0% (≥ 49.0%)" in said[1]
    assert "word-unmapped: a word that no definition" in said[2]
    assert said[2].endswith("words 1f3a5c7e (2); e.g. 990017/M1 990017/M7")


def test_what_is_not_all_is_not_rounded_to_all(norway: str, monkeypatch: pytest.MonkeyPatch) -> None:
    nearly = Accuracy(Subject.CASES, None, 100_000, 99_999, 99_999, Share(0.99999, 0.99994), Share(1.0, 0.9))
    monkeypatch.setattr(accuracy, "measure", lambda _actor, _folder: (nearly,))
    said = CliRunner().invoke(measuring_accuracy.accuracy, [norway]).stdout
    assert " 99.9% (≥ 99.9%)" in said
    assert "100.0% (≥ 90.0%)" in said


def test_what_still_waits_is_told_beside_the_figures(norway: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accuracy, "waiting", lambda _actor: 3)
    done = CliRunner().invoke(measuring_accuracy.accuracy, [norway, "--json"])
    assert done.stderr.startswith("3 answers or persons wait to be derived again")
    assert len(done.stdout.splitlines()) == len(FIGURES)


def test_as_json_measures_come_last_as_a_kind_of_their_own(
    norway: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accuracy, "distances", lambda _actor, _folder: DISTANCES)
    done = CliRunner().invoke(measuring_accuracy.accuracy, [norway, "--json"])
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["kind"] for row in rows[len(FIGURES) :]] == ["distance", "distance", "silent"]
    resistant, cases, silent = rows[len(FIGURES) :]
    assert resistant["apart"] == [
        {
            "strata": {"organism": "ESCCOL", "agent": "CIP"},
            "truth": {"numerator": 8, "denominator": 32, "value": 0.25},
            "register": {"numerator": 7, "denominator": 32, "value": 0.21875},
            "difference": -1,
            "distance": 0.03125,
            "why": [{"reason": "agent-not-read", "fewer": 1, "more": 0}],
        }
    ]
    assert (cases["measure"], cases["strata"], cases["equal"], cases["apart"]) == ("cases", 2, 2, [])
    assert (silent["measure"], silent["because"]) == ("tests", "It was not told.")


def test_for_a_person_each_measure_is_a_line_with_its_farthest_stratum_and_why(
    norway: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accuracy, "distances", lambda _actor, _folder: DISTANCES)
    said = CliRunner().invoke(measuring_accuracy.accuracy, [norway]).stdout.splitlines()[-6:]
    heading, resistant, note, why, cases, silent = said
    assert "as known 2026-03-14 12:05+01:00" in heading
    assert resistant.endswith("3.2 pp  ESCCOL CIP: 8 of 32 in truth, 7 of 32 held"), "rounded up"
    assert note.strip() == "Of 30."
    assert why.split()[:5] == ["1", "fewer", "0", "more", "agent-not-read:"]
    assert cases.split() == ["cases", "by", "disease", "2", "2", "0.0", "%", "0.0", "%"]
    assert silent.split() == ["tests", "It", "was", "not", "told."]


def test_an_empty_warehouse_is_told_and_the_rest_stands(norway: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def distances(_actor: Actor, _folder: Path) -> Distances:
        raise accuracy.NoWarehouse

    monkeypatch.setattr(accuracy, "distances", distances)
    done = CliRunner().invoke(measuring_accuracy.accuracy, [norway, "--json"])
    assert (done.exit_code, len(done.stdout.splitlines())) == (0, len(FIGURES))
    assert "infreg warehouse refresh" in done.stderr


def test_a_folder_without_truth_ends_with_words(tmp_path: Path) -> None:
    done = CliRunner().invoke(measuring_accuracy.accuracy, [str(tmp_path)])
    assert (done.exit_code, done.stdout) == (2, "")


def test_the_officer_says_what_was_mapped_and_what_could_not_be(
    norway: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def explain_words(_actor: Actor, _folder: Path, most: int) -> Officer:
        asked.append(most)
        return Officer(looked_up=4, mapped=2, unknown=("1f3a5c7e",), refused=("00c0ffee",))

    monkeypatch.setattr(accuracy, "explain_words", explain_words)
    monkeypatch.setattr(deriving, "derive_all_stale", lambda: iter([5, 2]))
    done = CliRunner().invoke(measuring_accuracy.map_words, [norway, "--most", "4"])
    assert done.stdout.splitlines() == [
        "4 words looked up, 2 mappings made, 7 answers read again",
        "1 the truth does not explain: 1f3a5c7e",
        "1 mean what no definition knows: 00c0ffee",
    ]
    assert asked == [4]

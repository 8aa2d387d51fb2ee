"""Synthetic Norway in a folder: the same bytes whoever writes them, and a truth that fits the messages."""

import json
import tomllib
from collections import Counter, defaultdict
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from infreg.doors.cli import main
from infreg.parsing import parse
from infreg.synthetic.diseases import APART, DISEASES
from infreg.synthetic.laboratories import laboratories
from infreg.synthetic.truth import STERILE, SYSTEMIC, WITH_STATES
from infreg.synthetic.writing import FolderNotEmpty, Progress, write_world
from tests.synthetic.made_laboratories import owns
from tests.synthetic.made_world import LISTS, plan, rows

pytestmark = pytest.mark.requirement("B-14")

ASKED = plan(5000, 24, 5000)
Rows = list[dict[str, Any]]
DISEASES_FOLDER = LISTS.parents[1] / "registers" / "msis" / "diseases"


@pytest.fixture(scope="module")
def norway(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("norway") / "written"
    write_world(folder, ASKED)
    return folder


def truth(folder: Path, name: str) -> Rows:
    return [json.loads(line) for line in (folder / "truth" / f"{name}.jsonl").read_bytes().splitlines()]


def contents(folder: Path) -> dict[str, str]:
    """Every file, and what is in it."""
    files = (each for each in folder.rglob("*") if each.is_file())
    return {str(each.relative_to(folder)): sha256(each.read_bytes()).hexdigest() for each in files}


# --- The files -------------------------------------------------------------------------------------


def test_exactly_as_many_messages_are_written_as_were_asked_for(norway: Path) -> None:
    written = {str(each.relative_to(norway / "messages")) for each in norway.rglob("*.xml")}
    assert len(written) == ASKED.messages
    assert {each["file"] for each in truth(norway, "messages")} == written


@pytest.mark.parametrize("messages", [100, 137])
def test_a_small_country_has_as_many_as_were_asked_for_too(tmp_path: Path, messages: int) -> None:
    write_world(tmp_path / "small", plan(2200, 2, messages))
    assert len(list((tmp_path / "small" / "messages").rglob("*.xml"))) == messages


def test_several_processes_write_the_same_bytes_as_one(norway: Path, tmp_path: Path) -> None:
    write_world(tmp_path / "again", ASKED, processes=2)
    assert contents(tmp_path / "again") == contents(norway)


def test_another_seed_is_another_country(tmp_path: Path) -> None:
    small = plan(2000, 3, 300)
    write_world(tmp_path / "one", small)
    write_world(tmp_path / "other", replace(small, seed=small.seed + 1))
    one, other = contents(tmp_path / "one"), contents(tmp_path / "other")
    assert not {each for each in one.values() if each in set(other.values())}


def test_a_folder_with_something_in_it_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(FolderNotEmpty):
        write_world(tmp_path, ASKED)
    assert [each.name for each in tmp_path.iterdir()] == ["mine.txt"]


def test_progress_goes_up_to_all(tmp_path: Path) -> None:
    told: list[Progress] = []
    write_world(tmp_path / "told", plan(4100, 2, 500), progress=told.append)
    assert [each.messages for each in told] == sorted(each.messages for each in told)
    assert len(told) > 1
    assert told[-1] == Progress(500, 500)


def test_names_within_a_day_are_in_the_order_of_sending(norway: Path) -> None:
    days: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for each in truth(norway, "messages"):
        day, name = each["file"].split("/")
        assert day == each["sent"][:10]
        days[day].append((name, each["sent"]))
    for named in days.values():
        assert [sent for _, sent in sorted(named)] == sorted(sent for _, sent in named)


# --- The truth -------------------------------------------------------------------------------------


def test_each_message_is_what_the_truth_says_it_is(norway: Path) -> None:
    numbers = {each["person"]: {number for _, number in each["numbers"]} for each in truth(norway, "persons")}
    strangers = 0
    for each in truth(norway, "messages"):
        message = parse((norway / "messages" / each["file"]).read_bytes()).message
        assert message is not None
        (answer,) = message.answers
        institution = message.sender.institution
        assert institution is not None
        assert (message.message_id, institution.id, answer.answer_id) == (
            each["message_id"],
            each["laboratory"],
            each["answer_id"],
        )
        number = answer.patient.number
        if number and number.type.value in {"FNR", "DNR"}:
            strangers += number.reveal() not in numbers[each["person"]]
    assert 0 < strangers < ASKED.messages / 200  # under somebody else's number until it is put right


def test_cases_and_isolates_rest_on_answers_that_stand(norway: Path) -> None:
    sent: dict[tuple[str, str], list[str]] = defaultdict(list)
    for each in truth(norway, "messages"):
        sent[each["laboratory"], each["answer_id"]].append(each["kind"])
    cancelled = {answer for answer, kinds in sent.items() if "cancellation" in kinds}
    assert cancelled
    for row in (*truth(norway, "cases"), *truth(norway, "isolates")):
        named = {(laboratory, answer) for laboratory, answer in row["answers"]}
        assert named
        assert named <= sent.keys() - cancelled


def test_every_case_is_of_an_infection_and_of_its_person(norway: Path) -> None:
    infections = {each["infection"]: each for each in truth(norway, "infections")}
    cases = truth(norway, "cases")
    assert len({each["case"] for each in cases}) == len(cases)
    for case in cases:
        infection = infections[case["infection"]]
        assert (case["person"], case["disease"]) == (infection["person"], infection["disease"])
        assert (case["state"] in {"infection", "carriage"}) is (case["disease"] in WITH_STATES)
        assert case["event"] >= infection["onset"] or case["disease"] in WITH_STATES
    assert len(cases) > len(infections) * 0.9


def test_outbreaks_hold_their_own_infections_and_cases(norway: Path) -> None:
    infections, cases = truth(norway, "infections"), truth(norway, "cases")
    outbreaks = truth(norway, "outbreaks")
    assert len(outbreaks) == 6
    for outbreak in outbreaks:
        name = outbreak["outbreak"]
        assert outbreak["infections"] == [
            each["infection"] for each in infections if each["outbreak"] == name
        ]
        assert outbreak["cases"] == [each["case"] for each in cases if each["outbreak"] == name]
        assert outbreak["cases"]


def test_words_tell_how_often_each_was_said(norway: Path) -> None:
    known = {(laboratories()[each.laboratory].her_id, each.kind, each.text): each.means for each in owns()}
    words = truth(norway, "words")
    assert {(each["laboratory"], each["kind"], each["text"]) for each in words} <= known.keys()
    assert all(each["means"] == known[each["laboratory"], each["kind"], each["text"]] for each in words)
    assert [each["count"] for each in words] == sorted((each["count"] for each in words), reverse=True)


def test_the_world_says_what_it_is(norway: Path) -> None:
    world = json.loads((norway / "truth" / "world.json").read_bytes())
    assert (world["seed"], world["persons"], world["messages"]) == (ASKED.seed, 5000, 5000)
    assert (world["from"], world["to"]) == (
        ASKED.period.first.isoformat(),
        ASKED.period.last.isoformat(),
    )
    assert {each["laboratory"] for each in world["laboratories"]} == laboratories().keys()


def test_a_person_of_two_numbers_is_one_person(norway: Path) -> None:
    numbers = {each["person"]: len(each["numbers"]) for each in truth(norway, "persons")}
    assert Counter(numbers.values())[2]
    told = {each["case"]: (each["numbers"], numbers[each["person"]]) for each in truth(norway, "cases")}
    # One more for those who were ill before they had any, and went by a hospital's.
    assert all(said - given in {0, 1} for said, given in told.values())
    assert any(given == 2 for _, given in told.values())


# --- Against the register's own definitions --------------------------------------------------------


def test_specimens_that_nothing_grows_in_are_the_definitions() -> None:
    sterile = {each["code"] for each in rows("specimens") if each["sterile"] == "yes"}
    assert sterile >= STERILE


def test_a_second_infection_comes_after_the_longest_episode() -> None:
    """So that no two infections of a person are one case."""
    assert {*SYSTEMIC, *WITH_STATES} <= DISEASES.keys()
    definitions = [tomllib.loads(file.read_text("utf-8")) for file in DISEASES_FOLDER.glob("*.toml")]
    again = {code for code, disease in DISEASES.items() if disease.again}
    for each in definitions:
        if each["name"] in again:
            assert each["episode_days"] < APART, each["name"]
        if each["name"] in DISEASES:
            assert each["states"] is (each["name"] in WITH_STATES), each["name"]


# --- The command -----------------------------------------------------------------------------------


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["synthetic", "write", *map(str, words)])


WISH = ("--messages", "120", "--persons", "300", "--months", "2", "--seed", "3", "--processes", "1")


def test_the_command_writes_and_says_what(tmp_path: Path) -> None:
    done = run(tmp_path / "norway", *WISH, "--json")
    assert done.exit_code == 0, done.output
    world = json.loads(done.stdout)
    assert (world["messages"], world["from"], world["to"]) == (120, "2026-09-01", "2026-10-31")
    assert len(list((tmp_path / "norway").rglob("*.xml"))) == 120


def test_the_command_takes_another_last_day(tmp_path: Path) -> None:
    done = run(tmp_path / "norway", *WISH, "--until", "2025-06-30", "--json")
    assert json.loads(done.stdout)["to"] == "2025-06-30"


def test_the_command_refuses_a_folder_with_something_in_it(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    done = run(tmp_path, *WISH)
    assert done.exit_code == 2
    assert "is not empty" in done.stderr
    assert "Traceback" not in done.output


def test_people_live_where_a_population_file_says(tmp_path: Path) -> None:
    file = tmp_path / "population.csv"
    file.write_text("number,population\n0301,700000\n4601,300000\n", "utf-8")
    assert run(tmp_path / "norway", *WISH, "--population", file).exit_code == 0
    lived = {home for each in truth(tmp_path / "norway", "persons") for _, home in each["residences"]}
    assert lived == {"0301", "4601"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,people\nOslo,3\n", "no columns number and population"),
        ("number,population\n9999,3\n", "line 2: no municipality has this number"),
        ("number,population\n0301,many\n", "line 2: the population is no whole number"),
        ("number,population\n0301,0\n", "tells of nobody"),
    ],
)
def test_a_population_file_that_cannot_be_used_is_refused_with_its_line(
    tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "population.csv"
    file.write_text(text, "utf-8")
    done = run(tmp_path / "norway", *WISH, "--population", file)
    assert done.exit_code == 2
    assert said in done.stderr
    assert not (tmp_path / "norway").exists()

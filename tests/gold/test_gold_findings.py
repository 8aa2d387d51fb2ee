"""What 47 real messages tell of infection, against what people read in them before anything read it here."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infreg.interpretation import Codes, interpret
from infreg.parsing import parse
from infreg.vocabulary.answer import Answer, Result
from infreg.vocabulary.finding import Finding, Outcome
from tests.interpretation.known import codes, is_unspecific

pytestmark = [pytest.mark.shared, pytest.mark.requirement("NIR-4", "B-3", "NOIS-1-8a")]

GOLD = sorted((Path(__file__).parent / "findings").glob("[0-9][0-9].json"))


@pytest.fixture(scope="session")
def files(shared: Path) -> dict[str, bytes]:
    """The messages by the hash of their bytes."""
    contents = [file.read_bytes() for file in (shared / "data/lab_messages").glob("*.xml")]
    return {hashlib.sha256(content).hexdigest(): content for content in contents}


def answers(files: dict[str, bytes]) -> Iterator[tuple[str, dict[str, Any], Answer, tuple[Finding, ...]]]:
    """Every answer: the file, what people read in it, itself, and what is read here."""
    for file in GOLD:
        gold = json.loads(file.read_text("utf-8"))
        message = parse(files[gold["file_sha256"]]).message
        assert message
        for said, answer in zip(gold["answers"], message.answers, strict=True):
            yield file.stem, said, answer, interpret(answer, codes(), 1)


def place_of(result: str, rows: tuple[Result, ...]) -> int:
    """The place of the row that gold means: `#i` where the message gives no id."""
    if result.startswith("#"):
        return int(result[1:])
    return next(place for place, row in enumerate(rows) if row.id == result)


def decided(findings: tuple[Finding, ...], rows: tuple[Result, ...], place: int) -> list[Finding]:
    """What was decided on a row."""
    return [each for each in findings if each.outcome and each.results[0] == rows[place].id]


def agrees(known: Codes, finding: Finding, said: dict[str, Any]) -> bool:
    if finding.outcome != said["outcome"] or finding.screening != said["screening"]:
        return False
    if said["organism"] is None:
        return finding.organism is None or is_unspecific(finding.organism)
    organism = known.find_organism(said["organism"])
    return bool(organism and finding.organism and known.related(organism, finding.organism))


def test_nine_of_ten_findings_are_decided_without_a_person_and_none_wrongly(files: dict[str, bytes]) -> None:
    total, found, wrong = 0, 0, []
    for name, said, answer, findings in answers(files):
        for row in said["findings"]:
            total += 1
            told = decided(findings, answer.results, place_of(row["result"], answer.results))
            found += bool(told)
            if any(not agrees(codes(), each, row) for each in told):
                wrong.append((name, row, told))
    assert not wrong
    assert found / total >= 0.9, (found, total)


def test_a_row_that_is_no_finding_is_never_read_as_one_that_is_there(files: dict[str, bytes]) -> None:
    for name, said, answer, findings in answers(files):
        for result in said["no_findings"]:
            told = decided(findings, answer.results, place_of(result, answer.results))
            assert not [each for each in told if each.outcome is Outcome.POSITIVE], (name, result)


def test_every_decision_shows_its_rule(files: dict[str, bytes]) -> None:
    texts = {str(row["id"]): row for row in codes().snapshot.rows("finding-rules")}
    for _, _, _, findings in answers(files):
        for finding in findings:
            assert finding.outcome is None or (texts[finding.rule]["nb"] and texts[finding.rule]["en"])


def test_mumps_igm_without_igg_that_asks_for_a_control_is_no_confirmed_finding(
    files: dict[str, bytes],
) -> None:
    mumps = [each for *_, findings in answers(files) for each in findings if each.organism == "MUMPS"]
    assert {each.outcome for each in mumps} == {Outcome.NEGATIVE, Outcome.INCONCLUSIVE}

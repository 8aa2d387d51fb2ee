"""A receipt as JSON: the promised names, in a fixed order, whatever the message held."""

import json
from dataclasses import replace

import pytest

from infreg.output.receipt_json import render
from infreg.vocabulary.problem import Level, Problem
from infreg.vocabulary.reception import Status
from tests.output.receipts import ACCEPTED, WARNING


@pytest.mark.requirement("B-2")
def test_a_receipt_has_the_promised_names() -> None:
    receipt = replace(ACCEPTED, status=Status.ACCEPTED_WITH_WARNINGS, problems=(WARNING,))
    said = json.loads(render(receipt, "en"))
    (problem,) = said.pop("problems")
    assert said == {
        "receipt": "7H2K-9QXM-0TBC-4DEF",
        "status": "accepted_with_warnings",
        "received_at": "2026-07-01T10:00:00.123456Z",
        "taken_in_at": "2026-07-01T10:00:01.654321Z",
        "message_id": "4c793d90-c41b-11e0-962b-0800200c9a66",
    }
    assert problem.pop("text").startswith("The patient's number is not a valid")
    assert problem == {"code": "number-invalid", "level": "warning", "at": "ServReport[1]/Patient"}


@pytest.mark.requirement("B-1")
def test_the_same_receipt_gives_the_same_bytes_in_the_same_order() -> None:
    first = render(ACCEPTED, "nb")
    assert first == render(replace(ACCEPTED), "nb")
    assert list(json.loads(first)) == [
        "receipt",
        "status",
        "received_at",
        "taken_in_at",
        "message_id",
        "problems",
    ]


def test_a_message_that_was_not_read_has_no_id() -> None:
    assert json.loads(render(replace(ACCEPTED, message_id=None), "nb"))["message_id"] is None


def test_half_a_character_stops_no_receipt() -> None:
    receipt = replace(
        ACCEPTED, message_id="a\ud800b", problems=(Problem("not-understood", Level.HELD, "\udfff"),)
    )
    said = json.loads(render(receipt, "nb"))
    assert said["message_id"] == "a?b"
    assert said["problems"][0]["at"] == "?"

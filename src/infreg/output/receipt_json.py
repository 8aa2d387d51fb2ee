"""A receipt as JSON, for programs that speak no AppRec."""

from datetime import UTC, datetime

import orjson

from infreg.definitions.problem_texts import text
from infreg.vocabulary.reception import MessageReceipt


def render(receipt: MessageReceipt, language: str) -> bytes:
    """One object, in UTF-8; the same receipt gives the same bytes. Times are UTC and end in Z.

    {"receipt", "status", "received_at", "taken_in_at", "message_id",
     "problems": [{"code", "level", "at", "text"}]}
    """
    problems = [
        {
            "code": problem.code,
            "level": problem.level.value,
            "at": _writable(problem.at),
            "text": _writable(text(problem, language)),
        }
        for problem in receipt.problems
    ]
    return orjson.dumps(
        {
            "receipt": receipt.number.value,
            "status": receipt.status.value,
            "received_at": _utc(receipt.received_at),
            "taken_in_at": _utc(receipt.taken_in_at),
            "message_id": None if receipt.message_id is None else _writable(receipt.message_id),
            "problems": problems,
        },
        option=orjson.OPT_UTC_Z,
    )


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def _writable(said: str) -> str:
    """Half a surrogate pair, which a JSON message can carry, has no form in UTF-8."""
    return said.encode("utf-8", "replace").decode("utf-8")

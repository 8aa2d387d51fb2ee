"""A sender's list of what it sent, against what came."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

import orjson

from infreg.vocabulary.time import OSLO

if TYPE_CHECKING:
    from infreg.vocabulary.answer import Party
    from infreg.vocabulary.casework import Reconciliation


def lines(
    listed: Iterable[str], day: datetime | None, sender: "Party | None", *, as_json: bool
) -> Iterator[str]:
    """What is to be printed: a line for each difference, and before them, for people, the sum of it."""
    from infreg.flow import intake

    asked = day.date() if day else datetime.now(OSLO).date()
    found = intake.reconcile(intake.ACTOR, listed, asked, sender)
    yield from _as_json(found) if as_json else _as_text(found, asked)


def _as_json(found: "Reconciliation") -> Iterator[str]:
    for message_id in found.missing:
        yield orjson.dumps({"message_id": message_id, "status": "missing"}).decode()
    for one in found.unexpected:
        row = {"message_id": one.message_id, "receipt": str(one.receipt), "status": "unexpected"}
        yield orjson.dumps(row).decode()


def _as_text(found: "Reconciliation", day: date) -> Iterator[str]:
    yield (
        f"{found.matched} of the list came, {len(found.missing)} never came; "
        f"{len(found.unexpected)} came on {day.isoformat()} without being on it."
    )
    for message_id in found.missing:
        yield f"missing     {message_id}"
    for one in found.unexpected:
        yield f"unexpected  {one.message_id or '-'}  receipt {one.receipt}"

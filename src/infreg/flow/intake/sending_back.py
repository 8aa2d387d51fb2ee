"""What goes back to the sender: made once, sealed, and the same byte for byte ever after."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

import orjson

from infreg.flow.intake.reception import ACTOR, Reception
from infreg.identity.sealing import open_with, seal_with
from infreg.output import apprec, receipt_json
from infreg.storage import sealed
from infreg.storage.connection import acting
from infreg.storage.sealed import Original, problem_of, problem_row
from infreg.vocabulary.answer import Party, Provider
from infreg.vocabulary.identifiers import ReceiptNumber
from infreg.vocabulary.moment import Moment
from infreg.vocabulary.reception import MessageReceipt, Status

Language = Literal["nb", "en"]
AppRecVersion = Literal["1.0", "1.1"]
_PART = "outbox"


def outbox_body(reception: Reception, original: Original, receipt: MessageReceipt) -> bytes:
    """The receipt and both AppRecs, sealed under the original's data key: they echo what the sender wrote."""
    document = {"receipt": _row(receipt), "apprec": {}}
    if receipt.message_id is not None:
        document["apprec"] = {
            version: apprec.render(receipt, version, reception.us, "nb").decode()
            for version in ("1.0", "1.1")
        }
    number = original.receipt.value.encode()
    return seal_with(reception.keys, original.wrapped_key, orjson.dumps(document), number, _PART)


def find_receipt(reception: Reception, number: str, language: Language) -> bytes | None:
    """A receipt as JSON in a language; None when nothing has gone back under that number."""
    document = _open(reception, number)
    return receipt_json.render(_receipt(document["receipt"]), language) if document else None


def find_sent(reception: Reception, number: str, version: AppRecVersion, language: Language) -> bytes | None:
    """The AppRec of a receipt: in Norwegian the very bytes that were made when it was taken in.

    None when nothing has gone back; raises apprec.NoAppRec when the message could not be addressed.
    """
    document = _open(reception, number)
    if document is None:
        return None
    receipt = _receipt(document["receipt"])
    stored: Mapping[str, str] = document["apprec"]
    if language == "nb" and version in stored:
        return stored[version].encode()
    return apprec.render(receipt, version, reception.us, language)


def _open(reception: Reception, number: str) -> dict[str, Any] | None:
    with acting(ACTOR) as connection:
        found = sealed.find_outbox(connection, ReceiptNumber(number))
    if found is None:
        return None
    wrapped_key, body = found
    document: dict[str, Any] = orjson.loads(
        open_with(reception.keys, wrapped_key, body, number.encode(), _PART)
    )
    return document


def _row(receipt: MessageReceipt) -> dict[str, Any]:
    generated = receipt.generated_at
    return {
        "number": receipt.number.value,
        "received_at": receipt.received_at,
        "taken_in_at": receipt.taken_in_at,
        "status": receipt.status.value,
        "problems": [problem_row(problem) for problem in receipt.problems],
        "message_id": receipt.message_id,
        "message_type": receipt.message_type,
        "generated_at": {"at": generated.at, "date_only": generated.date_only} if generated else None,
        "sender": receipt.sender,
    }


def _receipt(row: dict[str, Any]) -> MessageReceipt:
    generated, sender = row["generated_at"], row["sender"]
    return MessageReceipt(
        number=ReceiptNumber(row["number"]),
        received_at=datetime.fromisoformat(row["received_at"]),
        taken_in_at=datetime.fromisoformat(row["taken_in_at"]),
        status=Status(row["status"]),
        problems=tuple(problem_of(problem) for problem in row["problems"]),
        message_id=row["message_id"],
        message_type=row["message_type"],
        generated_at=Moment(datetime.fromisoformat(generated["at"]), generated["date_only"])
        if generated
        else None,
        sender=_provider(sender) if sender else None,
    )


def _provider(row: dict[str, Any]) -> Provider:
    return Provider(_party(row["institution"]), _party(row["department"]), _party(row["professional"]))


def _party(row: dict[str, Any] | None) -> Party | None:
    return Party(**row) if row else None

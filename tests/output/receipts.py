"""Receipts to render."""

from datetime import UTC, datetime

from infreg.vocabulary.answer import Party, Provider
from infreg.vocabulary.identifiers import ReceiptNumber
from infreg.vocabulary.moment import Moment
from infreg.vocabulary.problem import Level, Problem
from infreg.vocabulary.reception import MessageReceipt, Status

US = Provider(
    Party("Folkehelseinstituttet", "123456785", "ENH"), Party("Infeksjonsregisteret", "8095", "HER")
)
THEM = Provider(
    Party("Sykehuset i Vestfold HF", "69", "HER"),
    Party("Medisinsk mikrobiologi", "89583", "HER"),
    Party("Rita Lin", "258521", "HPR"),
)
ACCEPTED = MessageReceipt(
    number=ReceiptNumber("7H2K-9QXM-0TBC-4DEF"),
    received_at=datetime(2026, 7, 1, 10, 0, 0, 123456, tzinfo=UTC),
    taken_in_at=datetime(2026, 7, 1, 10, 0, 1, 654321, tzinfo=UTC),
    status=Status.ACCEPTED,
    message_id="4c793d90-c41b-11e0-962b-0800200c9a66",
    message_type="SVAR_MBIO",
    generated_at=Moment(datetime(2026, 1, 31, 23, 30, 15, tzinfo=UTC)),
    sender=THEM,
)
WARNING = Problem("number-invalid", Level.WARNING, "ServReport[1]/Patient")
REFUSAL = Problem("number-synthetic-in-production", Level.REJECTED, "ServReport[2]/Patient")

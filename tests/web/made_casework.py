"""What waits for people, and what they decided, as `flow.casework` would say it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from infreg.access.actor import Actor
from infreg.access.roles import Permission
from infreg.flow import casework
from infreg.vocabulary.answer import Party
from infreg.vocabulary.casework import Choice, Decision, HeldDelivery, Joined
from infreg.vocabulary.identifiers import ReceiptNumber
from infreg.vocabulary.problem import Level, Problem
from tests.web.made_pages import CAME, EARLIER, LABORATORY, RECEIPT, MadeVisitor

OFFICER = MadeVisitor("Rita Registermedarbeider", "registry_officer")
LONG_AGO = datetime(2026, 3, 20, 8, 0, tzinfo=UTC)


@dataclass
class Casework:
    """Deliveries that wait, decisions about them and joinings, kept in lists."""

    waiting: tuple[HeldDelivery, ...] = ()
    decided: list[Decision] = field(default_factory=list)
    joinings: list[Joined] = field(default_factory=list)
    refuses: Exception | None = None
    done: list[tuple[str, ...]] = field(default_factory=list)

    def held(self, actor: Actor, *, page: int, size: int) -> tuple[tuple[HeldDelivery, ...], int]:
        actor.check(Permission.SETTLE)
        return self.waiting[(page - 1) * size : page * size], len(self.waiting)

    def find_held(self, actor: Actor, receipt: str) -> HeldDelivery | None:
        actor.check(Permission.SETTLE)
        return next((each for each in self.waiting if str(each.receipt) == receipt), None)

    def decisions(self, actor: Actor, receipt: str) -> tuple[Decision, ...]:
        actor.check(Permission.SEE_ARRIVALS)
        return tuple(decision for decision in self.decided if str(decision.receipt) == receipt)

    def settle(self, actor: Actor, receipt: str, choice: Choice, because: str) -> None:
        actor.check(Permission.SETTLE)
        if receipt not in {str(each.receipt) for each in self.waiting}:
            raise casework.NotHeld("not held")
        self.waiting = tuple(each for each in self.waiting if str(each.receipt) != receipt)
        self.decided.append(Decision(ReceiptNumber(receipt), choice, because, actor.name, LONG_AGO))

    def join(self, actor: Actor, receipt: str, other: str, because: str) -> None:
        self._do(actor, "join", receipt, other, because)

    def undo(self, actor: Actor, receipt: str, because: str) -> None:
        self._do(actor, "undo", receipt, because)

    def joined(self, actor: Actor, receipt: str) -> tuple[Joined, ...]:
        del receipt
        actor.check(Permission.JOIN)
        return tuple(self.joinings)

    def _do(self, actor: Actor, *what: str) -> None:
        actor.check(Permission.JOIN)
        if self.refuses:
            raise self.refuses
        self.done.append(what)


def conflict(
    receipt: ReceiptNumber = RECEIPT, rival: ReceiptNumber | None = EARLIER, sender: Party | None = LABORATORY
) -> HeldDelivery:
    """Two messages with one id; without a rival, one that we failed on."""
    code = "message-id-conflict" if rival else "not-understood"
    return HeldDelivery(receipt, CAME, sender, (Problem(code, Level.HELD),), rival)

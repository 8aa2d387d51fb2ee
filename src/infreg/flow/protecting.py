"""Whose address is protected, as the National Population Register says it, told by whoever has the machine.
The number is turned into a pseudonym at once and kept nowhere."""

from datetime import UTC, datetime

from infreg.access.actor import Actor
from infreg.access.roles import Permission
from infreg.flow import auditing
from infreg.flow.binding import NoSuchPerson, find_pseudonym
from infreg.flow.intake import KeysUnusable
from infreg.storage import protection
from infreg.storage.connection import acting
from infreg.vocabulary.audit import Action

__all__ = ["KeysUnusable", "NoSuchPerson", "protect", "protected_since", "unprotect"]


def protect(actor: Actor, number: str) -> bool:
    """From now on it is hidden where this person lives, who takes samples of them and who asks; False where
    it was already. Also of somebody of whom nothing has come yet. Raises NoSuchPerson and KeysUnusable."""
    return _tell(actor, number, protected=True)


def unprotect(actor: Actor, number: str) -> bool:
    """The address is protected no more; False where it was not. Raises NoSuchPerson and KeysUnusable."""
    return _tell(actor, number, protected=False)


def _tell(actor: Actor, number: str, *, protected: bool) -> bool:
    # Who says that two are one also says this: both are about who a person is, and neither about an illness.
    actor.check(Permission.JOIN)
    subject, now = find_pseudonym(number), datetime.now(UTC)
    with acting(actor) as connection:
        change = protection.protect if protected else protection.unprotect
        changed = change(connection, subject, now)
        if changed:
            what = f"protected address {'on' if protected else 'off'}"
            auditing.looked(connection, actor, Action.CHANGE_ACCESS, subject, object=what)
        return changed


def protected_since(actor: Actor) -> list[datetime]:
    """Since when those are protected who are so today, the earliest first: how many, never who."""
    actor.check(Permission.JOIN)
    with acting(actor) as connection:
        return protection.find_since(connection)

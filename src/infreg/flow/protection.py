"""Protected addresses: of whom a page may not show where they live, who took samples and who asked."""

from collections.abc import Collection

from infreg.access.actor import Actor
from infreg.access.roles import Reach
from infreg.registers.lab import REGISTER as LAB
from infreg.storage import protection
from infreg.storage.rows import Connection

#: What stands in another's reach is theirs: a laboratory knows what it sent, and people themselves.
_OWN = frozenset({Reach.OWN, Reach.SELF})


def hidden(connection: Connection, actor: Actor, subjects: Collection[bytes]) -> frozenset[bytes]:
    """Those of these patients (the laboratory database's pseudonyms) of whom the actor may not see
    municipality, institution, laboratory, requester or place: their address is protected, and the actor is
    not named to see it. Whoever shows any of these asks here first, in the transaction of the showing."""
    if actor.sees_protected or actor.role.reach in _OWN:
        return frozenset()
    return protection.find_protected(connection, LAB.charter.name, subjects)


def hidden_deliveries(connection: Connection, actor: Actor, receipts: Collection[str]) -> frozenset[str]:
    """Those of these deliveries (by receipt) that hold an answer about such a patient: who sent them is
    hidden as well."""
    if actor.sees_protected or actor.role.reach in _OWN:
        return frozenset()
    about = protection.find_subjects(connection, receipts)
    protected = hidden(connection, actor, {subject for subjects in about.values() for subject in subjects})
    return frozenset(receipt for receipt, subjects in about.items() if subjects & protected)

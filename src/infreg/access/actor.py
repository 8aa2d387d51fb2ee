"""Who acts, in which role, for which purpose."""

from dataclasses import dataclass

from infreg.access.purposes import Purpose
from infreg.access.roles import Permission, Role

__all__ = ["Actor", "Ended", "Purpose", "Refused"]


class Refused(Exception):
    """The role does not hold the permission asked for, or is not at work for such a purpose. `written`: the
    refusal stands in the log."""

    def __init__(self, message: str, permission: Permission | None = None) -> None:
        super().__init__(message)
        self.permission = permission
        self.written = False


class Ended(Refused):
    """Nothing that the account was given is in force: it has no access, or none any more. `actor` is who was
    refused, reaching nothing."""

    def __init__(self, actor: "Actor") -> None:
        super().__init__("nothing the account was given is in force")
        self.actor = actor


@dataclass(frozen=True, slots=True)
class Actor:
    """One user at work. `units` are the institutions they belong to (a role that reaches the country is given
    all of them by `storage.acting`), `municipalities` the numbers of those they answer for today, `subjects`
    their own pseudonyms, for who reaches themselves. `sees_protected`: named to see what a protected address
    hides from others."""

    name: str
    role: Role
    purpose: Purpose
    units: frozenset[int] = frozenset()
    municipalities: frozenset[str] = frozenset()
    subjects: frozenset[bytes] = frozenset()
    sees_protected: bool = False

    def check(self, permission: Permission) -> None:
        """Raises Refused unless the actor's role holds the permission and is at work for this purpose."""
        if not self.role.may(permission):
            raise Refused(f"role {self.role.code} lacks {permission}", permission)
        if self.purpose not in self.role.purposes:
            raise Refused(f"role {self.role.code} does not work for the purpose {self.purpose}", permission)

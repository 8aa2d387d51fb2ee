"""Who acts, in which role, for which purpose."""

from dataclasses import dataclass
from enum import StrEnum

from infreg.access.roles import Permission, Role


class Purpose(StrEnum):
    """Why personal data are processed. Nothing is read or written without one."""

    RECEPTION = "reception"
    QUALITY = "quality"


class Refused(Exception):
    """The role does not hold the permission asked for."""


@dataclass(frozen=True, slots=True)
class Actor:
    """One user at work. `units` are the institutions they belong to; a role that reaches the country is
    given all of them by `storage.acting`."""

    name: str
    role: Role
    purpose: Purpose
    units: frozenset[int] = frozenset()

    def check(self, permission: Permission) -> None:
        """Raises Refused unless the actor's role holds the permission."""
        if not self.role.may(permission):
            raise Refused(f"role {self.role.code} lacks {permission}")

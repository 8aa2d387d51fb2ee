"""The operating system's user the server runs as: never root."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from infreg.storage.server.failure import ServerFailed

#: Who runs the server for root, in this order.
_UNPRIVILEGED = ("postgres", "nobody")


class As(TypedDict, total=False):
    """Arguments of subprocess.run."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Account:
    """A user by number and name."""

    uid: int
    gid: int
    name: str

    def becoming(self) -> As:
        """What subprocess.run needs to run a program as this user. With the user alone, files would
        stay in root's groups."""
        if self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def server_account(folder: Path) -> Account:
    """Who runs the server of `folder`: its owner, so that a `postgres` user installed later changes
    nothing; for a folder to come, this process's user, and for root an unprivileged one."""
    if not folder.exists():
        return unprivileged() if os.geteuid() == 0 else _account(os.geteuid())
    owner = folder.stat().st_uid
    if owner == 0:
        raise ServerFailed(
            f"{folder} belongs to root, and PostgreSQL refuses to run as root. Give it back to the user "
            "that ran the database: chown -R USER that folder."
        )
    if os.geteuid() not in (0, owner):
        raise ServerFailed(
            f"{folder} belongs to {_account(owner).name}. Run infreg as that user, or set INFREG_HOME to "
            "a folder that is yours."
        )
    return _account(owner)


def _account(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        # PostgreSQL's programs ask for the name themselves, and stop without one.
        raise ServerFailed(
            f"The user number {uid} has no name on this machine, and PostgreSQL needs one. Add it to "
            "/etc/passwd, or run infreg as another user."
        ) from None
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name)


def unprivileged() -> Account:
    """Who runs a new server for root."""
    for name in _UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, entry.pw_name)
    raise ServerFailed(
        "PostgreSQL refuses to run as root, and this machine has neither a user `postgres` nor `nobody`. "
        "Make one (useradd --system postgres), or run infreg as an ordinary user."
    )

"""Where an installation keeps what is its own: keys, passwords and, when embedded, its database."""

import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

#: Roles that log in, one password file each, so that an operating system user can be given one alone.
LOGINS = ("owner", "app", "intake", "insight", "auditor")


class HomeUnusable(Exception):
    """The installation's folder cannot be made or written; the message says what to do."""


def find_home(environ: Mapping[str, str]) -> Path:
    """INFREG_HOME, or `.infreg` beside the environment infreg is installed in: each installation has a
    home of its own, whatever folder a command is typed in."""
    named = environ.get("INFREG_HOME")
    return Path(named).absolute() if named else Path(sys.prefix).resolve().parent / ".infreg"


def make_home(home: Path) -> None:
    """Makes the folder (0700) and a password for each login that lacks one."""
    passwords = home / "passwords"
    try:
        for folder in (home, passwords):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)
        for login in LOGINS:
            _make_password(passwords / login, login)
    except OSError as error:
        raise HomeUnusable(
            f"The folder {home} cannot be made or written ({error.strerror}). "
            "Set INFREG_HOME to a folder that is yours, on a disk with room."
        ) from None


def passfile(home: Path, login: str) -> Path:
    """The file, in PostgreSQL's password file format, that lets its reader log in as `login`."""
    return home / "passwords" / login


def password(home: Path, login: str) -> str:
    """The password alone, for making the role and for `infreg database url`."""
    return passfile(home, login).read_text().strip().rpartition(":")[2]


def _make_password(file: Path, login: str) -> None:
    """Two processes at once agree: the first to link its file in place wins."""
    if file.exists():
        return
    draft = file.with_name(f".{login}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        handle.write(f"*:*:*:{login}:{secrets.token_urlsafe(32)}\n")
        handle.flush()
        os.fsync(handle.fileno())  # the database will know it before this machine next loses power
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()

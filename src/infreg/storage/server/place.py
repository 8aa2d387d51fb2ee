"""Where an installation's embedded database, its socket and its superuser's password lie."""

import hashlib
import os
import stat
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from psycopg.conninfo import make_conninfo

from infreg.storage.server.accounts import Account, server_account, unprivileged
from infreg.storage.server.failure import ServerFailed, explained
from infreg.storage.server.files import check_private, locked, make_private

PORT = 5432
SUPERUSER = "postgres"
SOCKET = f".s.PGSQL.{PORT}"
#: A socket's address is a field of 108 bytes, the closing zero included (unix(7)).
_LONGEST = 107
#: Where root keeps databases, and programs the unprivileged user can reach.
SYSTEM = Path("/var/lib/infreg")
#: One place that does not hang on a process's TMPDIR: every process must find the same socket.
_SHORT = Path("/tmp")  # noqa: S108 - the folder made in it is private, and refused where it is not


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """How a client of the superuser reaches the server. `host` is the socket's folder."""

    host: str
    port: int
    superuser: str = SUPERUSER
    passfile: Path

    def conninfo(self, database: str = "postgres") -> str:
        """libpq's connection string; the password stays in its file."""
        return make_conninfo(
            host=self.host,
            port=self.port,
            user=self.superuser,
            dbname=database,
            passfile=str(self.passfile),
        )


@dataclass(frozen=True, slots=True)
class Place:
    """One installation's server. `folder` is where the database lies, links followed."""

    home: Path
    folder: Path
    account: Account

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def lock(self) -> Path:
        return self.folder / "lock"

    @property
    def sockets(self) -> Path:
        return _sockets(self.folder, self.account.uid)

    @property
    def passfile(self) -> Path:
        return _passfile(self.home)


def folder(home: Path) -> Path:
    """Where the database of `home` lies, or will lie. Makes nothing."""
    pointer = home.resolve() / "database"
    if os.geteuid() != 0 or os.path.lexists(pointer):
        return pointer.resolve()
    return _planned(home.resolve())


def address(home: Path) -> Address:
    """The address, whether or not anything answers there. Makes and starts nothing.

    Raises ServerFailed when somebody else's folder stands where the socket's should.
    """
    with explained(home):
        where = folder(home)
        uid = _owner(where)
        sockets = _sockets(where, uid)
        if os.path.lexists(sockets):
            check_private(sockets, uid)
        return Address(host=str(sockets), port=PORT, passfile=_passfile(home.resolve()))


def find_place(home: Path) -> Place:
    """The place of `home` as it is. Makes nothing."""
    where = folder(home)
    return Place(home.resolve(), where, server_account(where))


def make_place(home: Path) -> Place:
    """The place of `home`; makes its folders that lack. Several processes may do so at once."""
    home = home.resolve()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    _check_home(home)
    pointer = home / "database"
    if os.geteuid() == 0 and not os.path.lexists(pointer):
        _point(pointer)
    account = server_account(folder(home))
    if not pointer.is_symlink():
        make_private(pointer, account.uid, account.gid)
    elif not pointer.exists():
        raise ServerFailed(
            f"{pointer} leads to {pointer.resolve()}, which is not there. Mount the disk it lies on; or, to "
            f"begin with an empty database (when restoring on a new machine), remove {pointer}."
        )
    make_private(home / "passwords", os.geteuid(), os.getegid())
    return Place(home, folder(home), account)


def check_system() -> None:
    """Makes root's folder, and refuses one that others could change under root's hands."""
    SYSTEM.mkdir(mode=0o755, parents=True, exist_ok=True)
    found = SYSTEM.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != 0 or stat.S_IMODE(found.st_mode) & 0o022:
        raise ServerFailed(
            f"{SYSTEM} must be a folder that root alone may change. Look at who made it; then chown it to "
            "root and chmod it 755."
        )


def _check_home(home: Path) -> None:
    owner = home.stat().st_uid
    if owner != os.geteuid():
        raise ServerFailed(
            f"{home} belongs to user number {owner}. Run infreg as that user, or set INFREG_HOME to a "
            "folder that is yours."
        )


def _point(pointer: Path) -> None:
    """Makes root's database folder, gives it to the server's user, and links to it."""
    check_system()
    with locked(SYSTEM / "lock"):
        if os.path.lexists(pointer):  # another process was first
            return
        chosen, account = _planned(pointer.parent), unprivileged()
        make_private(chosen, account.uid, account.gid)
        pointer.symlink_to(chosen)


def _planned(home: Path) -> Path:
    """The folder of a home of root's without a link to one.

    A folder of its name is its own if the password is there (only the link was lost); else it belongs to
    a home that was moved, or removed and made anew: it is left alone, and the next free name taken.
    """
    first = SYSTEM / _name(home)
    if _passfile(home).exists():
        return first
    numbered = (first.with_name(f"{first.name}-{number}") for number in count(2))
    return next(candidate for candidate in chain([first], numbered) if not candidate.exists())


def _owner(where: Path) -> int:
    """The folder's owner; whoever asks, while it is still to come or cannot be looked at."""
    try:
        return where.stat().st_uid
    except OSError:
        return os.geteuid()


def _sockets(where: Path, uid: int) -> Path:
    """The socket's folder: `run` beside the data, unless that is too long for a socket's address or has
    a comma, at which clients split a host into several."""
    beside = where / "run"
    if len(os.fsencode(beside / SOCKET)) <= _LONGEST and "," not in str(beside):
        return beside
    return _SHORT / f"infreg-{uid}-{_name(where)}"


def _name(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:16]


def _passfile(home: Path) -> Path:
    return home / "passwords" / SUPERUSER

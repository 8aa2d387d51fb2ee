"""Files and folders nobody else reads, and the lock that lets one process at a time make them."""

import fcntl
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infreg.storage.server.failure import ServerFailed


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Waits until no other process holds `file`. A process that dies lets go of it."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def write_private(file: Path, content: bytes, uid: int, gid: int) -> None:
    """Replaces `file` at once and durably, for `uid` alone (0600). Follows no link on the way."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        os.fchown(descriptor, uid, gid)
        handle.write(content)
        handle.flush()
        os.fsync(descriptor)
    draft.replace(file)
    sync(file.parent)


def sync(folder: Path) -> None:
    """Makes the names in `folder` survive a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_private(folder: Path, uid: int, gid: int) -> None:
    """Makes `folder`, or closes the one that is there, for `uid` alone (0700).

    As root, for another user, only under the lock: the folder is root's until it is given away.
    """
    try:
        folder.mkdir(mode=0o700)
        os.chown(folder, uid, gid, follow_symlinks=False)
    except FileExistsError:
        if _belongs(folder.lstat(), uid):
            folder.chmod(0o700)
    check_private(folder, uid)


def check_private(folder: Path, uid: int) -> None:
    """Refuses a folder that is a link, somebody else's or open to others: whoever owns the socket's
    folder could stand in for the server."""
    found = folder.lstat()
    if not _belongs(found, uid) or stat.S_IMODE(found.st_mode) & 0o077:
        raise ServerFailed(
            f"{folder} is not a folder of user number {uid} alone, so the embedded database will not use "
            "it: somebody else may have put it there. Look at it, remove it, and try again."
        )


def _belongs(found: os.stat_result, uid: int) -> bool:
    return stat.S_ISDIR(found.st_mode) and found.st_uid == uid

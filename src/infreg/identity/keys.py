"""The installation's keys: one root of 32 bytes in a file, everything else derived from it.

Lost, nobody can be recognised again and no original opened; leaked, everybody can. So the file is its
owner's alone, is never part of a backup, and nothing here prints a key.
"""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from stat import S_IMODE

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

ROOT_SIZE = 32
_ROOT_FILE = "root"


class KeysUnusable(Exception):
    """The key file is open to others, damaged or out of reach; the message says where and what to do."""


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """What each purpose uses, and nothing else of the root's: no key can be computed from another one."""

    number: bytes  # AES-SIV, 64 bytes: two AES-256 keys (RFC 5297)
    content: bytes
    wrapping: bytes  # AES-SIV, 64 bytes
    mask: bytes
    log: bytes  # Ed25519, the secret of 32 bytes that the log's checkpoints are signed with
    _registers: bytes

    @classmethod
    def of(cls, root: bytes) -> "Keys":
        """The keys of a root (HKDF-SHA256, RFC 5869; a label for each purpose)."""
        if len(root) != ROOT_SIZE:
            raise ValueError(f"a root is {ROOT_SIZE} bytes, not {len(root)}")
        return cls(
            number=_derive(root, "number", 64),
            content=_derive(root, "content", 32),
            wrapping=_derive(root, "wrapping", 64),
            mask=_derive(root, "mask", 32),
            log=_derive(root, "log", 32),
            _registers=_derive(root, "registers", 32),
        )

    def register_key(self, name: str) -> bytes:
        """32 bytes for one register's pseudonyms; the same name gives the same key."""
        return _register_key(self._registers, name)

    def __repr__(self) -> str:
        return "Keys(***)"


def read_or_make(folder: Path, random: Callable[[int], bytes] = secrets.token_bytes) -> Keys:
    """The keys of the root file in this folder; made the first time, 0600 in a 0700 folder.

    Two processes that come first at once agree on one root. Raises KeysUnusable.
    """
    file = folder / _ROOT_FILE
    try:
        if not file.exists():
            _make(file, random(ROOT_SIZE))
    except OSError as error:
        raise _out_of_reach(file, error) from None
    return read(folder)


def read(folder: Path) -> Keys:
    """The keys of a root file that must be there: a database leans on it already. Raises KeysUnusable."""
    file = folder / _ROOT_FILE
    try:
        return Keys.of(_read(file))
    except FileNotFoundError:
        raise KeysUnusable(
            f"The key file {file} is missing. Bring it back from where it is kept. Do not make a new one: "
            "what was sealed could never be opened again."
        ) from None
    except OSError as error:
        raise _out_of_reach(file, error) from None


def _out_of_reach(file: Path, error: OSError) -> KeysUnusable:
    return KeysUnusable(
        f"The key file {file} cannot be read or made ({error.strerror}). "
        "Run as the user that owns the folder, or give that user the folder back."
    )


def _make(file: Path, root: bytes) -> None:
    """A file appears under its name only when it is whole and on disk; the first to link it wins."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as handle:
            handle.write(f"{root.hex()}\n")
            handle.flush()
            os.fsync(handle.fileno())
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    _keep_name(file.parent)


def _keep_name(folder: Path) -> None:
    """A new file's name survives a power cut only when its folder is on disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(file: Path) -> bytes:
    with file.open(encoding="ascii", errors="replace") as handle:
        mode = S_IMODE(os.fstat(handle.fileno()).st_mode)
        if mode & 0o077:
            raise KeysUnusable(
                f"The key file {file} is open to other users (mode {mode:04o}). "
                f"Find out who may have read it, then close it: chmod 600 '{file}'"
            )
        if S_IMODE(file.parent.stat().st_mode) & 0o022:
            raise KeysUnusable(
                f"The key folder {file.parent} can be changed by other users. "
                f"Close it: chmod 700 '{file.parent}'"
            )
        return _parse(handle.read(4 * ROOT_SIZE), file)


def _parse(text: str, file: Path) -> bytes:
    try:
        root = bytes.fromhex(text.strip())
    except ValueError:
        root = b""
    if len(root) != ROOT_SIZE:
        raise KeysUnusable(
            f"The key file {file} does not hold {2 * ROOT_SIZE} hexadecimal digits: it is damaged or another "
            "file. Bring back the right one. Do not make a new one: what was sealed could never be "
            "opened again."
        )
    return root


@lru_cache(maxsize=256)
def _register_key(registers: bytes, name: str) -> bytes:
    return _derive(registers, f"register/{name}", 32)


def _derive(secret: bytes, label: str, size: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=size, salt=None, info=f"infreg/1/{label}".encode()).derive(secret)

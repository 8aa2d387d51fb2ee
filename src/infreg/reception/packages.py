"""Zip files: opened in memory, member by member, within limits; nothing is ever written by a name in them.

A package is a wrapping, not a message: each member is sealed on its own. One that cannot be trusted is
sealed whole and refused, with the reason.
"""

import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePosixPath

from infreg.vocabulary.problem import Level, Problem

_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
#: Office documents are zip files too, and messages of their own.
_DOCUMENT = "[Content_Types].xml"
#: A delivery's worth: more is not a day's post but an attack or a mistake.
MOST_MEMBERS = 20_000
MOST_BYTES = 512 * 1024 * 1024
MEMBER_BYTES = 32 * 1024 * 1024
#: XML shrinks to a twentieth; a thousandth is a bomb.
MOST_RATIO = 200
_SMALL = 1024 * 1024
_ENCRYPTED = 0x1
_DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a package: the name it has there, and its content."""

    name: str
    content: bytes = field(repr=False)


def is_package(content: bytes) -> bool:
    """Whether these bytes are a zip file of deliveries (an office document is not)."""
    if not content.startswith(_SIGNATURES):
        return False
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            return _DOCUMENT not in package.namelist()
    except _DAMAGED:
        return True


def find_fault(content: bytes) -> Problem | None:
    """Why a package must not be opened; None when every member can be read whole within the limits."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            files = _files(package)
            return _fault_of_list(files) or _fault_of_contents(package, files)
    except _DAMAGED:
        return _refuse("package-damaged")


def open_members(content: bytes) -> Iterator[Member]:
    """The files of a package without fault, in the order of their names; one is in memory at a time.
    Folders and what archivers leave behind for themselves are passed over."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        for entry in sorted(_files(package), key=lambda entry: entry.filename):
            yield Member(entry.filename, package.read(entry))


def _files(package: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    return [entry for entry in package.infolist() if not entry.is_dir() and not _is_litter(entry.filename)]


def _is_litter(name: str) -> bool:
    """macOS's shadows and hidden files."""
    parts = PurePosixPath(name).parts
    return "__MACOSX" in parts or any(part.startswith(".") and not part.startswith("..") for part in parts)


def _fault_of_list(files: list[zipfile.ZipInfo]) -> Problem | None:
    """What the list of contents tells before anything is unpacked."""
    if not files:
        return _refuse("package-empty")
    if len(files) > MOST_MEMBERS:
        return _refuse("package-too-many", most=MOST_MEMBERS)
    faults = (fault for entry in files if (fault := _fault_of_entry(entry)))
    return next(faults, None) or _fault_of_size(sum(entry.file_size for entry in files), MOST_BYTES)


def _fault_of_entry(entry: zipfile.ZipInfo) -> Problem | None:
    if _escapes(entry.filename) or stat.S_ISLNK(entry.external_attr >> 16):
        return _refuse("package-path-escapes")
    if entry.flag_bits & _ENCRYPTED:
        return _refuse("package-encrypted")
    if entry.file_size > max(_SMALL, MOST_RATIO * entry.compress_size):
        return _refuse("package-bomb", most=MOST_RATIO)
    return _fault_of_size(entry.file_size, MEMBER_BYTES)


def _fault_of_size(size: int, most: int) -> Problem | None:
    return _refuse("package-too-large", limit_mb=most // 1024**2) if size > most else None


def _fault_of_contents(package: zipfile.ZipFile, files: list[zipfile.ZipInfo]) -> Problem | None:
    """Reads every member once, so that none turns out broken or larger than it said after others were
    taken in. The library stops at the size that the list gives and compares the check sum."""
    for entry in files:
        with package.open(entry) as member:
            if member.read(4).startswith(_SIGNATURES):
                return _refuse("package-in-package")
            while member.read(_SMALL):
                pass
    return None


def _escapes(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in path.parts[0][:2] or "\x00" in name


def _refuse(code: str, **arguments: int) -> Problem:
    return Problem(code, Level.REJECTED, "", arguments)

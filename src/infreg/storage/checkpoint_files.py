"""Where signed checkpoints leave the database: files of text that only grow, one a month, to be copied to
whoever is to hold them."""

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from infreg.storage.home import find_home

_PATTERN = "checkpoints-*.txt"
#: Longer than a note, so that a file's last one is among so many bytes.
_TAIL = 4096


def find_folder(environ: Mapping[str, str]) -> Path:
    """INFREG_CHECKPOINTS, or `checkpoints` in the installation's folder."""
    named = environ.get("INFREG_CHECKPOINTS")
    return Path(named).absolute() if named else find_home(environ) / "checkpoints"


def append(folder: Path, notes: Sequence[tuple[datetime, str]]) -> None:
    """Writes notes, each with its time, and returns when they are on disk. What a cut-off process left half
    written stays, with an empty line after it. Raises OSError."""
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    months: dict[str, list[str]] = {}
    for at, note in notes:
        months.setdefault(f"{at.astimezone(UTC):%Y-%m}", []).append(note)
    for month, said in sorted(months.items()):
        file = folder / f"checkpoints-{month}.txt"
        is_new = not file.exists()
        descriptor = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            size = os.fstat(descriptor).st_size
            whole = size == 0 or os.pread(descriptor, 2, size - 2) == b"\n\n"
            os.write(
                descriptor, ("" if whole else "\n\n").encode() + "".join(f"{n}\n" for n in said).encode()
            )
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if is_new:
            _keep_name(folder)


def tails(folder: Path) -> Iterator[str]:
    """The end of each file, which holds its last note. Raises OSError."""
    for file in sorted(folder.glob(_PATTERN)):
        with file.open("rb") as handle:
            handle.seek(max(0, file.stat().st_size - _TAIL))
            yield handle.read(_TAIL).decode(errors="replace")


def texts(folder: Path) -> Iterator[str]:
    """Each file whole, the oldest first. Raises OSError."""
    for file in sorted(folder.glob(_PATTERN)):
        yield file.read_text(encoding="utf-8", errors="replace")


def _keep_name(folder: Path) -> None:
    """A new file's name survives a power cut only when its folder is on disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

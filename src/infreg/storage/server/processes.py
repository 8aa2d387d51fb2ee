"""Which living processes work in a data folder. The file postmaster.pid alone proves nothing: after a
crash its number may be a zombie's or another program's."""

from pathlib import Path

_PROCESSES = Path("/proc")


def using(data: Path) -> list[int]:
    """Server processes of `data`, lowest first: PostgreSQL's work in their data folder. A zombie has no
    folder any more. Empty where the machine has no /proc."""
    mark = data.stat()
    found = []
    for entry in _PROCESSES.iterdir() if _PROCESSES.is_dir() else ():
        if not entry.name.isdigit():
            continue
        try:
            inside = (entry / "cwd").stat()
            name = (entry / "comm").read_text()
        except OSError:  # ended meanwhile, or another user's
            continue
        if (inside.st_dev, inside.st_ino) == (mark.st_dev, mark.st_ino) and name.startswith("postgres"):
            found.append(int(entry.name))
    return sorted(found)


def postmaster(data: Path) -> int | None:
    """The number of the living server of `data`; None when there is none."""
    named = written(data)
    return named if named in using(data) else None


def written(data: Path) -> int | None:
    """The number that postmaster.pid names, alive or not."""
    try:
        return int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def can_see() -> bool:
    """Whether this machine shows its processes, so that an empty list means that there are none."""
    return (_PROCESSES / "self" / "cwd").exists()

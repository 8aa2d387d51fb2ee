"""The installation itself: made ready, described, examined, ended."""

import os
import sys
from dataclasses import dataclass
from functools import cache

from infreg.flow.definitions import shipped
from infreg.registers.lab import REGISTER as LAB
from infreg.storage import accounts, connection, preparation, server
from infreg.storage.home import HomeUnusable, find_home
from infreg.vocabulary.installation import DemoUser, Installation, InstallationKind

#: Faults of the installation that a person can mend; every message says how.
Unusable = (HomeUnusable, connection.DatabaseUnusable, server.ServerFailed)
#: The database went away in the middle; what was not committed is as if it had not begun.
OutOfReach = connection.OutOfReach

DEMO_PASSWORD = "prøv-infreg-her"  # noqa: S105 - shown to everybody, in a trial only
DEMO_USERS = (
    DemoUser("lab", DEMO_PASSWORD, "Liv Laborant", "laboratory"),
    DemoUser("register", DEMO_PASSWORD, "Runa Registermedarbeider", "registry_officer"),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing `infreg doctor` looked at; `mend` says what to do when it is not well."""

    name: str
    well: bool
    says: str
    mend: str = ""


def prepare() -> None:
    """Brings the installation up: home, server, roles, schemas, migrations. Raises one of `Unusable`."""
    preparation.prepare(os.environ, shipped())


@cache
def installation() -> Installation:
    """What this installation is. Its kind never changes, so it is asked for once a process."""
    kind = InstallationKind(accounts.installation_kind())
    demo = DEMO_USERS if kind is InstallationKind.TRIAL else ()
    return Installation(kind=kind, controller=LAB.charter.controller, demo_users=demo)


def stop() -> bool:
    """Ends the embedded server; True when it was running."""
    return server.stop(find_home(os.environ))


def let_go() -> None:
    """Lets go of a connection that broke, so that the next use makes a new one."""
    connection.let_go()


def database_url(login: str) -> str:
    """A live address for other tools, with its password."""
    return connection.address_for(os.environ, login)


def make_demo_users(laboratory: int) -> None:
    """The demo's accounts, in a trial installation only; `laboratory` is the institution of user lab."""
    if installation().kind is InstallationKind.TRIAL:
        units = {"laboratory": (laboratory,)}
        for user in DEMO_USERS:
            accounts.make_user(user.username, user.name, user.role, user.password, units.get(user.role, ()))


def examine() -> tuple[Finding, ...]:
    """What is wrong with this installation, and how to mend it. Changes nothing and starts nothing."""
    home = find_home(os.environ)
    place = connection.find_place(os.environ)
    findings = [
        Finding(
            "python", sys.version_info >= (3, 11), sys.version.split()[0], "Install Python 3.11 or newer."
        ),
        Finding(
            "home",
            home.is_dir(),
            str(home),
            "It is made by the first command that needs it, e.g. infreg demo.",
        ),
        *_key_findings(),
    ]
    if place.embedded:
        up = server.is_answering(home)
        says = "embedded PostgreSQL, " + ("answering" if up else "not running")
        findings.append(Finding("database server", up, says, "Any command that needs it starts it."))
    findings += [Finding(*row) for row in preparation.examine(os.environ)]
    return tuple(findings)


def _key_findings() -> list[Finding]:
    """Secrets must be their owner's alone."""
    home = find_home(os.environ)
    findings = []
    for folder in (home / "keys", home / "passwords"):
        if folder.is_dir():
            loose = [f.name for f in (folder, *folder.iterdir()) if f.stat().st_mode & 0o077]
            says = f"{folder}: " + (f"open to others: {', '.join(loose)}" if loose else "closed to others")
            findings.append(Finding(folder.name, not loose, says, f"chmod -R go-rwx '{folder}'"))
    return findings

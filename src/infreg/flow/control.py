"""The installation itself: made ready, described, examined, ended."""

import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from infreg.access.actor import Actor, Purpose
from infreg.access.roles import OPERATOR
from infreg.flow import access
from infreg.flow.access import Wish
from infreg.flow.definitions import shipped
from infreg.registers.lab import REGISTER as LAB
from infreg.storage import accounts, connection, preparation, server
from infreg.storage.home import HomeUnusable, find_home
from infreg.synthetic.handful import first_person
from infreg.vocabulary.answer import Party
from infreg.vocabulary.installation import DemoUser, Installation, InstallationKind

#: Faults of the installation that a person can mend; every message says how.
Unusable = (HomeUnusable, connection.DatabaseUnusable, server.ServerFailed)
#: The database went away in the middle; what was not committed is as if it had not begun.
OutOfReach = connection.OutOfReach

DEMO_PASSWORD = "prøv-infreg-her"  # noqa: S105 - shown to everybody, in a trial only
DEMO_USERS = (
    DemoUser("lab", DEMO_PASSWORD, "Liv Laborant", "laboratory"),
    DemoUser("register", DEMO_PASSWORD, "Runa Registermedarbeider", "registry_officer"),
    DemoUser("kommune", DEMO_PASSWORD, "Kari Kommuneoverlege", "municipal_medical_officer"),
    DemoUser("lege", DEMO_PASSWORD, "Lars Lege", "clinician"),
    DemoUser("epi", DEMO_PASSWORD, "Eva Epidemiolog", "epidemiologist"),
    DemoUser("tilsyn", DEMO_PASSWORD, "Tuva Tilsyn", "supervisor"),
    DemoUser("innbygger", DEMO_PASSWORD, "Petra Prøve", "person"),
)
#: Bærum, where the handful's persons live, and Oslo; deputy for Asker beside them.
_MUNICIPALITIES, _DEPUTY_FOR = ("3201", "0301"), "3203"
_DEMO = Actor(name="infreg demo", role=OPERATOR, purpose=Purpose.SUPERVISION)


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
    if kind is InstallationKind.PRODUCTION:
        return Installation(kind=kind, controller=LAB.charter.controller)
    patient = first_person().reveal()
    return Installation(kind, LAB.charter.controller, demo_users=DEMO_USERS, demo_patient=patient)


def stop() -> bool:
    """Ends the embedded server; True when it was running."""
    return server.stop(find_home(os.environ))


def let_go() -> None:
    """Lets go of a connection that broke, so that the next use makes a new one."""
    connection.let_go()


def database_url(login: str) -> str:
    """A live address for other tools, with its password."""
    return connection.address_for(os.environ, login)


def make_demo_users(laboratory: Party, person: bytes | None = None) -> None:
    """The demo's accounts with what they reach, in a trial installation only: `laboratory` is user lab's,
    `person` the pseudonym of whom user innbygger is. One that is there already stays as it is."""
    if installation().kind is not InstallationKind.TRIAL:
        return
    for user in DEMO_USERS:
        if not access.has_user(_DEMO, user.username):
            access.add_user(_DEMO, user.username, user.name, user.role)
            access.set_password(_DEMO, user.username, user.password)
            for wish in _wishes(user, laboratory, person):
                access.assign(_DEMO, user.username, wish, "demobruker")


def _wishes(user: DemoUser, laboratory: Party, person: bytes | None) -> tuple[Wish, ...]:
    """What a demo user is given."""
    match user.role:
        case "laboratory":
            return (Wish(unit=f"{laboratory.id_type}:{laboratory.id}"),)
        case "municipal_medical_officer":
            while_away = datetime.now(UTC) + timedelta(days=90)
            deputy = Wish("deputy", municipalities=(_DEPUTY_FOR,), valid_to=while_away)
            return Wish(municipalities=_MUNICIPALITIES), deputy
        case "person":
            return (Wish(subject=person),) if person else ()
    return (Wish(),)


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

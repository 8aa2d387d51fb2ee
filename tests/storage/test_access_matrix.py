"""Role by role and table by table: what each can do, against expectations that a person wrote."""

from pathlib import Path

import pytest

from infreg.access.actor import Actor, Purpose
from infreg.access.roles import (
    CLINICIAN,
    EPIDEMIOLOGIST,
    LABORATORY,
    MUNICIPAL_MEDICAL_OFFICER,
    PERSON,
    RECEPTION,
    REFRESH,
    REGISTRY_OFFICER,
    SUPERVISOR,
    WITHOUT_ACCESS,
    Reach,
)
from tests.register import Register
from tests.storage.filled import Filled, fill
from tests.storage.reaching import at_work, reached, tables
from tests.storage.who_reaches_what import expected

pytestmark = pytest.mark.requirement("NOIS-4-1", "NOIS-1-4")


#: Whose rows are opened one person at a time.
OPENING = {Reach.PATIENT, Reach.MUNICIPALITIES}
#: Nobody logs in as these: the web becomes them, for one patient's rows and for a municipality's cases.
BECOME = {"lookup", "municipal"}


def actors(filled: Filled) -> dict[str, tuple[str, Actor]]:
    """Everybody who may be at work, by name: the database role they come through, and who they are there."""
    unit, home = frozenset({filled.laboratory}), frozenset({filled.municipality})
    clinician = Actor("doctor", CLINICIAN, Purpose.TREATMENT)
    local = Actor("mmo", MUNICIPAL_MEDICAL_OFFICER, Purpose.SURVEILLANCE, municipalities=home)
    supervisor = Actor("supervisor", SUPERVISOR, Purpose.SUPERVISION)
    return {
        "laboratory": ("app", Actor("lab", LABORATORY, Purpose.QUALITY, unit)),
        "laboratory of none": ("app", Actor("lab", LABORATORY, Purpose.QUALITY)),
        "registry officer": ("app", Actor("officer", REGISTRY_OFFICER, Purpose.QUALITY)),
        "municipal medical officer": ("app", local),
        "municipal medical officer who reads cases": ("municipal", local),
        "clinician": ("app", clinician),
        "clinician who looks up": ("lookup", clinician),
        "epidemiologist": ("app", Actor("epi", EPIDEMIOLOGIST, Purpose.SURVEILLANCE)),
        "person": ("app", Actor("citizen", PERSON, Purpose.OWN, subjects=frozenset({filled.subject}))),
        "supervisor": ("app", supervisor),
        "nobody": ("app", Actor("nobody", WITHOUT_ACCESS[0], Purpose.QUALITY)),
        "reception": ("intake", Actor("reception", RECEPTION, Purpose.RECEPTION)),
        "auditor at the machine": ("auditor", supervisor),
        "insight": ("insight", supervisor),
        "refresh": ("insight", Actor("refresh", REFRESH, Purpose.SURVEILLANCE)),
    }


@pytest.fixture
def country(either: Register, tmp_path: Path) -> Filled:
    """Two laboratories' answers about several persons, with something in every table."""
    return fill(either, tmp_path)


def test_everybody_can_do_to_every_table_what_is_written_and_nothing_else(country: Filled) -> None:
    with country.register.superuser() as bare:
        known = tables(bare)
    assert not [table.name for table in known if not table.count], "a policy is tried on rows"
    otherwise = []
    for name, (login, actor) in actors(country).items():
        country.register.use("app" if login in BECOME else login)
        opened = (country.subject,), country.answers, country.isolates
        with at_work(actor, *(opened if actor.role.reach in OPENING else ())) as connection:
            if login in BECOME:
                connection.execute(f"SET LOCAL ROLE {login}".encode())
            for table in known:
                found, right = reached(connection, table), expected(name, login, table)
                otherwise += [f"{name}, {table.name}: {found}; not {right}"] if found != right else []
    assert not otherwise, "\n".join(otherwise)

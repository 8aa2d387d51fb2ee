"""What accounts reached before assignments were recorded is not lost by the upgrade."""

from collections.abc import Iterator
from functools import partial

import psycopg
import pytest
from django.core.management import call_command

from infreg.flow.definitions import shipped
from infreg.storage import preparation
from infreg.storage.server import address
from tests.register import Register, Server, close, point

pytestmark = pytest.mark.requirement("NIR-17", "NOIS-4-1")

BEFORE = "0010_reveal"
WHAT_STOOD = """
    INSERT INTO registry.institution (id_type, identifier, name, known_from)
        VALUES ('HER', '1', 'Tenkt laboratorium', now()), ('HER', '2', 'Tenkt sykehus', now());
    INSERT INTO registry."user" (username, password, name, role, is_active) VALUES
        ('lab', '', 'Liv', 'laboratory', true), ('begge', '', 'Bo', 'laboratory', true),
        ('ingen', '', 'Ida', 'laboratory', true), ('register', '', 'Runa', 'registry_officer', true);
    INSERT INTO registry.user_institution (user_id, institution_id)
        SELECT u.id, i.id FROM registry."user" AS u, registry.institution AS i
        WHERE (u.username, i.identifier) IN (('lab', '1'), ('begge', '1'), ('begge', '2'));
"""


@pytest.fixture
def old(embedded: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Register]:
    """A database as it was before assignments."""
    database = f"t{next(embedded.numbers)}_old"
    with psycopg.connect(address(embedded.home).conninfo(), autocommit=True) as bare:
        bare.execute(f"CREATE DATABASE {database}".encode())
    register = Register(embedded.home, database, embedded.environ(database))
    point(register.environ)
    partway = partial(call_command, "migrate", "storage", BEFORE, database="owner", verbosity=0)
    with monkeypatch.context() as patched:
        patched.setattr(preparation, "_migrate", partway)
        preparation.prepare(register.environ, shipped())
    yield register
    close()
    with psycopg.connect(address(embedded.home).conninfo(), autocommit=True) as bare:
        bare.execute(f"DROP DATABASE {database} WITH (FORCE)".encode())


def test_institutions_of_accounts_become_assignments(old: Register) -> None:
    with old.superuser() as bare:
        bare.execute(WHAT_STOOD)
    close()
    preparation.prepare(old.environ, shipped())
    with old.superuser() as bare:
        found = bare.execute(
            """
            SELECT u.username, i.name, a.kind, a.valid_to, a.known_to, a.by, a.valid_from <= now()
            FROM registry.assignment AS a JOIN registry."user" AS u ON u.id = a."user"
            LEFT JOIN registry.institution AS i ON i.id = a.unit ORDER BY 1, 2
            """
        ).fetchall()
        assert bare.execute("SELECT to_regclass('registry.user_institution')").fetchone() == (None,)
    rest = ("regular", None, None, "infreg", True)
    assert found == [
        ("begge", "Tenkt laboratorium", *rest),
        ("begge", "Tenkt sykehus", *rest),
        ("lab", "Tenkt laboratorium", *rest),
        ("register", None, *rest),
    ]

"""Accounts for tests: made as `owner` makes them, and given what their role reaches."""

from datetime import UTC, datetime
from functools import cache

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.contrib.auth.hashers import make_password

from infreg.access.actor import Actor, Purpose
from infreg.access.roles import EPIDEMIOLOGIST
from tests.register import Register

NAME, PASSWORD = "eva", "fire ord uten mening"
EVA = Actor(NAME, EPIDEMIOLOGIST, Purpose.SURVEILLANCE)


def make_account(
    register: Register, username: str = NAME, role: str = "epidemiologist", password: str | None = None
) -> int:
    """An account with a password, of a role that needs no more than itself; its number."""
    with register.superuser() as bare:
        row = bare.execute(
            'INSERT INTO registry."user" (username, name, role, is_active, password)'
            " VALUES (%s, 'Eva Epidemiolog', %s, true, %s) RETURNING id",
            (username, role, password or _hashed()),
        ).fetchone()
        assert row
        bare.execute(
            "INSERT INTO registry.assignment"
            ' ("user", kind, sees_protected, valid_from, known_from, because, by)'
            " VALUES (%s, 'regular', false, now(), now(), 'prøve', 'prøve')",
            (row[0],),
        )
    return int(row[0])


@cache
def _hashed() -> str:
    """Hashing takes its time, which is what it is for."""
    return make_password(PASSWORD)


def code(secret: bytes, at: datetime | None = None, *, steps: int = 0) -> str:
    """What an authenticator shows, its clock so many steps wrong; made by another way than the register's."""
    now = int((at or datetime.now(UTC)).timestamp())
    return TOTP(secret, 6, SHA1(), 30).generate(now + 30 * steps).decode()  # noqa: S303 - as RFC 6238


def events(register: Register) -> list[tuple[str, str, str, str | None]]:
    """What the log says, oldest first: account, action, outcome, object."""
    with register.superuser() as bare:
        return list(
            bare.execute("SELECT account, action, outcome, object FROM registry.audit_event ORDER BY at, id")
        )

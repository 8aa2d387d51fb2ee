"""The installation's one row, and accounts."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import translation

from infreg.storage.models import Installation, User
from infreg.storage.rows import Connection, find_rows


class WeakPassword(Exception):
    """A password that would not keep anybody out; the message says why to a person."""


@dataclass(frozen=True, slots=True)
class StoredAccount:
    """An account as its row says it; `role` is a code."""

    id: int
    username: str
    name: str
    role: str
    is_active: bool
    last_login: datetime | None


def installation_kind() -> str:
    """trial or production."""
    return Installation.objects.get().kind


def key_fits(check: bytes) -> bool:
    """Whether this is the keyed hash the database was first filled with; the first one to ask fixes it."""
    Installation.objects.filter(key_check__isnull=True).update(key_check=check)
    return bytes(Installation.objects.get().key_check or b"") == check


def find_accounts(connection: Connection, username: str | None = None) -> tuple[StoredAccount, ...]:
    """Every account by name, or the one of a name."""
    rows = find_rows(
        connection,
        """
        SELECT id, username, name, role, is_active, last_login FROM registry."user"
        WHERE %(username)s::text IS NULL OR username = %(username)s ORDER BY username
        """,
        {"username": username},
    )
    return tuple(StoredAccount(**row) for row in rows)


def add_account(username: str, name: str, role: str) -> None:
    """An account that nobody can log in with until it has a password. Within `managing`."""
    user = User(username=username, name=name, role=role)
    user.set_unusable_password()
    user.save(using="owner")


def set_password(username: str, password: str) -> None:
    """Within `managing`. Sessions of the old password end. Raises WeakPassword."""
    user = User.objects.using("owner").get(username=username)
    with translation.override("en"):
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise WeakPassword(" ".join(error.messages)) from None
    user.set_password(password)
    user.save(using="owner", update_fields=["password"])


def deactivate(connection: Connection, user: int) -> None:
    """Nobody logs in with the account any more, and who is logged in is not."""
    connection.execute('UPDATE registry."user" SET is_active = false WHERE id = %s', (user,))

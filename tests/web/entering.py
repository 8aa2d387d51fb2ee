"""A browser that logs in on a real register, and what it is shown."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

from django.test import Client

from infreg.flow import login
from tests.accounts import EVA, NAME, PASSWORD, code, make_account
from tests.register import Register, Server
from tests.web.test_pages import seen


def with_account(embedded: Server) -> Iterator[Register]:
    """A register with an account: the fixture `there` of a file whose tests log in."""
    with embedded.fresh() as made:
        make_account(made)
        yield made


def in_front(there: Register) -> Client:
    """A browser in front of it: that file's fixture `client`."""
    del there
    return Client(SERVER_NAME="localhost")


def log_in(client: Client, name: str = NAME, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/logg-inn", {"username": name, "password": password, **more})


def says(response: Any) -> str:
    return unescape(seen(response.content))


def is_in(client: Client) -> bool:
    """Whether a page that needs a login is shown."""
    return client.get("/konto").status_code == 200


def hidden(response: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found, name
    return unescape(found[1])


def change(register: Register, statement: str) -> None:
    with register.superuser() as bare:
        bare.execute(statement.encode())


def pass_time(client: Client, **earlier: int) -> None:
    """Makes the marks of the session so many seconds older."""
    session = client.session
    for mark, seconds in earlier.items():
        session[mark] -= seconds
    session.save()


def enrolled(client: Client) -> tuple[bytes, tuple[str, ...]]:
    """Eva's second factor, enrolled a minute ago."""
    del client
    secret, before = login.make_secret(), datetime.now(UTC) - timedelta(minutes=1)
    recovery = login.enrol(EVA, 1, secret, code(secret, before), now=before)
    assert recovery
    return secret, recovery

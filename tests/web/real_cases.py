"""Pages on a real register whose cases are of a made-up disease, and an officer in front of them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from unittest.mock import patch

import psycopg
from django.test import Client

from infreg.flow import cases
from infreg.storage.server import address
from infreg.vocabulary.shown_case import ShownCase
from tests.flow.made_cases import DAY, OFFICER, VIDDA, Told, ids, load, receive
from tests.register import Register, Server, close
from tests.web.made_pages import MadeVisitor
from tests.web.test_pages import seen

RITA = MadeVisitor("Rita Registermedarbeider", "registry_officer")
LIV = MadeVisitor()
#: One person with two cases, of two answers each; and another person with one.
TOLD = (
    Told(),
    Told(number=2, laboratory=VIDDA, days=5),
    Told(number=3, days=60, municipality="4601"),
    Told(number=4, days=65, specimen="Hals", municipality="4601"),
    Told(number=5, person=1, days=3, specimen="Hals", municipality=None),
)
EVER = "/tilfeller?periode=alle&sykdom=klebsiella-fever"


@contextmanager
def filled(server: Server, folder: Path, *told: Told) -> Iterator[Register]:
    """A register that knows the disease and has received the answers."""
    with server.fresh() as register:
        load(register, folder)
        receive(register, *told)
        yield register


@contextmanager
def copied(server: Server, original: Register) -> Iterator[Register]:
    """A register like it, for one test."""
    database = f"{original.database}_{next(server.numbers)}"
    close()
    with psycopg.connect(address(server.home).conninfo(), autocommit=True) as bare:
        bare.execute(f"CREATE DATABASE {database} TEMPLATE {original.database}".encode())
    register = Register(server.home, database, server.environ(database))
    os.environ.update(register.environ)
    register.use("app")
    try:
        yield register
    finally:
        close()
        os.environ.update(original.environ)
        with psycopg.connect(address(server.home).conninfo(), autocommit=True) as bare:
            bare.execute(f"DROP DATABASE {database} WITH (FORCE)".encode())


@contextmanager
def visited_by(visitor: MadeVisitor) -> Iterator[Client]:
    """A browser in which somebody is logged in."""
    with patch("django.contrib.auth.middleware.get_user", lambda _request: visitor):
        yield Client(SERVER_NAME="localhost", raise_request_exception=False)


def page(client: Client, there: str, status: int = 200) -> str:
    """What a page says."""
    response = client.get(there)
    assert response.status_code == status, there
    return unescape(seen(response.content))


def shown(case: str) -> ShownCase:
    found = cases.find_case(OFFICER, case)
    assert found
    return found


def here(register: Register, place: int = 0) -> str:
    """The address of a case: the first by day unless told otherwise."""
    return f"/tilfeller/{ids(register)[place]}"


__all__ = [
    "DAY",
    "EVER",
    "LIV",
    "RITA",
    "TOLD",
    "copied",
    "filled",
    "here",
    "page",
    "shown",
    "visited_by",
]

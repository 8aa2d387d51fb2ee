"""A register for each test: a real server once a worker, a database of its own from a template.

PostgreSQL 18 is the embedded one, 15 Debian's; both are started by the register's own starter, in folders
of their own, and ended with the tests.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from django.db import connections

from infreg.flow import control, intake
from infreg.flow.definitions import shipped
from infreg.storage import connection, preparation, server
from infreg.storage.home import passfile
from infreg.vocabulary.answer import Party

DEBIAN = Path("/usr/lib/postgresql/15/bin")
TEMPLATE = "template_of_the_tests"


@dataclass
class Register:
    """One test's database. `environ` is what a process needs to use it."""

    home: Path
    database: str
    environ: dict[str, str]

    def use(self, role: str) -> None:
        """From here on this process is `role`, as far as the database knows."""
        os.environ["INFREG_ROLE"] = role
        point(self.environ | {"INFREG_ROLE": role})

    def receive(self, *contents: bytes, deliverer: Party | None = None) -> list[intake.Delivered]:
        """Receives contents as role intake, named by their place."""
        self.use("intake")
        deliveries = [intake.Delivery(f"{number}.xml", content) for number, content in enumerate(contents, 1)]
        return list(intake.receive(intake.open_reception(deliverer=deliverer), deliveries))

    @contextmanager
    def login(self, role: str) -> Iterator["psycopg.Connection[Any]"]:
        """A bare connection as a database role, without `acting`."""
        address = server.address(self.home)
        with psycopg.connect(
            host=address.host,
            port=address.port,
            user=role,
            dbname=self.database,
            passfile=str(passfile(self.home, role)),
        ) as bare:
            yield bare

    @contextmanager
    def superuser(self) -> Iterator["psycopg.Connection[Any]"]:
        """A connection that no policy stops."""
        with psycopg.connect(server.address(self.home).conninfo(self.database), autocommit=True) as bare:
            yield bare

    def standing(self) -> int:
        """How many answers are counted: those set aside are not."""
        return self.count("(SELECT FROM registry.answer WHERE aside_from IS NULL) AS standing")

    def count(self, table: str) -> int:
        """How many rows a table really has."""
        with self.superuser() as bare:
            row = bare.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
        assert row
        return int(row[0])


@dataclass
class Server:
    """One PostgreSQL with a template made by the register's own preparation."""

    home: Path
    binaries: Path | None
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def prepare(self) -> None:
        server.start(self.home, self.binaries)
        with psycopg.connect(server.address(self.home).conninfo(), autocommit=True) as bare:
            bare.execute(f"CREATE DATABASE {TEMPLATE}".encode())
        environ = self.environ(TEMPLATE)
        point(environ)
        preparation.prepare(environ, shipped())
        close()

    def environ(self, database: str) -> dict[str, str]:
        address = server.address(self.home)
        secret = address.passfile.read_text().strip().rpartition(":")[2]
        host = quote(address.host, safe="")
        url = f"postgresql://postgres:{secret}@/{database}?host={host}&port={address.port}"
        return {"INFREG_HOME": str(self.home), "DATABASE_URL": url}

    @contextmanager
    def fresh(self) -> Iterator[Register]:
        """A database of its own for one test."""
        database = f"t{next(self.numbers)}"
        with psycopg.connect(server.address(self.home).conninfo(), autocommit=True) as bare:
            bare.execute(f"CREATE DATABASE {database} TEMPLATE {TEMPLATE}".encode())
        register = Register(self.home, database, self.environ(database))
        before = {name: os.environ.get(name) for name in ("INFREG_HOME", "DATABASE_URL", "INFREG_ROLE")}
        os.environ.update(register.environ)
        register.use("app")
        control.installation.cache_clear()
        try:
            yield register
        finally:
            close()
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})
            with psycopg.connect(server.address(self.home).conninfo(), autocommit=True) as bare:
                bare.execute(f"DROP DATABASE {database} WITH (FORCE)".encode())

    def end(self) -> None:
        folder = server.folder(self.home)
        server.stop(self.home)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(self.home, ignore_errors=True)


def make_server(binaries: Path | None) -> Server:
    """Starts a server and makes its template; a second or two."""
    made = Server(Path(tempfile.mkdtemp(prefix="infreg-test-")), binaries)
    made.prepare()
    return made


def point(environ: dict[str, str]) -> None:
    """Points Django's connections at a database, whatever they were at before."""
    close()
    for alias, settings in connection.databases(environ).items():
        connections[alias].settings_dict.update(settings)


def close() -> None:
    for alias in ("default", "owner"):
        connections[alias].close()

"""The way to the database: one process, one role; and `acting`, without which no row is seen."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote, urlencode

import django.db
import psycopg
from django.db import connections, transaction
from psycopg.conninfo import conninfo_to_dict

from infreg.access.actor import Actor
from infreg.access.roles import Reach
from infreg.storage import server
from infreg.storage.home import find_home, passfile, password

EMBEDDED_DATABASE = "infreg"
#: The database went away, shut down or asks to try again: nothing is wrong with what was being stored.
OutOfReach = (
    psycopg.OperationalError,
    django.db.OperationalError,
    psycopg.InterfaceError,
    django.db.InterfaceError,
)
#: More than PostgreSQL can hold (an id longer than an index's row) or does in the time it is given: by its
#: kind an OutOfReach, but it comes again each time the same is stored.
TooMuch = (psycopg.errors.ProgramLimitExceeded, psycopg.errors.QueryCanceled)


#: How PostgreSQL plans for who reaches some rows alone.
_PLAINLY: Mapping[str, str] = {"max_parallel_workers_per_gather": "0", "jit": "off"}


class DatabaseUnusable(Exception):
    """The database cannot be reached or prepared; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the database is. `parameters` are libpq's, as in a connection address (sslmode ...)."""

    host: str
    port: int
    database: str
    embedded: bool
    parameters: tuple[tuple[str, str], ...] = ()


def find_place(environ: Mapping[str, str]) -> Place:
    """The database named by DATABASE_URL, else the embedded one of the home folder. Starts nothing."""
    address = environ.get("DATABASE_URL")
    if not address:
        embedded = server.address(find_home(environ))
        return Place(str(embedded.host), embedded.port, EMBEDDED_DATABASE, embedded=True)
    try:
        said = {name: str(value) for name, value in conninfo_to_dict(address).items() if value is not None}
        port = int(said.pop("port", 5432))
    except (psycopg.ProgrammingError, ValueError):  # either would repeat the address, password and all
        raise DatabaseUnusable(
            "DATABASE_URL is no address of one PostgreSQL server. Write it so: "
            "postgresql://USER:PASSWORD@HOST:PORT/DATABASE"
        ) from None
    for whose in ("user", "password", "passfile"):
        said.pop(whose, None)
    return Place(
        host=said.pop("host", "localhost"),
        port=port,
        database=said.pop("dbname", "postgres"),
        embedded=False,
        parameters=tuple(sorted(said.items())),
    )


def address_for(environ: Mapping[str, str], login: str) -> str:
    """A live address for other tools, password included: print it only when asked to."""
    place = find_place(environ)
    secret = quote(password(find_home(environ), login), safe="")
    if place.host.startswith("/"):
        query = urlencode((("host", place.host), ("port", str(place.port)), *place.parameters))
        return f"postgresql://{login}:{secret}@/{quote(place.database)}?{query}"
    query = urlencode(place.parameters)
    host = f"[{place.host}]" if ":" in place.host else place.host
    return f"postgresql://{login}:{secret}@{host}:{place.port}/{quote(place.database)}" + (
        f"?{query}" if query else ""
    )


def databases(environ: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Django's DATABASES: `default` is this process's role (INFREG_ROLE, else app), `owner` migrates."""
    place, home = find_place(environ), find_home(environ)
    role = environ.get("INFREG_ROLE", "app")
    return {"default": _settings(place, home, role), "owner": _settings(place, home, "owner")}


def own_password(home: Path, login: str) -> dict[str, str]:
    """libpq's parameters for a login of ours. The empty password keeps the environment's (PGPASSWORD, or
    that of a PGSERVICE) from going before the file."""
    return {"passfile": str(passfile(home, login)), "password": ""}


def _settings(place: Place, home: Path, login: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": place.database,
        "HOST": place.host,
        "PORT": str(place.port),
        "USER": login,
        "OPTIONS": {
            **dict(place.parameters),
            **own_password(home, login),
            "application_name": f"infreg {login}",
            # Values travel apart from statements: faster, and no statement that a server logs quotes a row.
            "server_side_binding": True,
        },
    }


class OwnerMigrates:
    """Django's router: only `owner` changes the schema; every process reads and writes as its role."""

    def allow_migrate(self, db: str, app_label: str, **hints: object) -> bool:
        del app_label, hints
        return db == "owner"


def raw_connection() -> "psycopg.Connection[Any]":
    """psycopg's connection under Django's, inside the current transaction (COPY, named SQL)."""
    connections["default"].ensure_connection()
    return cast("psycopg.Connection[Any]", connections["default"].connection)


@contextmanager
def acting(actor: Actor, *, snapshot: bool = False) -> Iterator["psycopg.Connection[Any]"]:
    """One transaction as `actor`: the database shows the rows of the actor's units, for its purpose.

    The settings are local to the transaction, so that a pooled connection carries nothing over. A role
    that reaches the country is given every institution's id, which keeps the policies' column an index
    condition. Others' queries are kept to one core and are not compiled, as a precaution: how many rows are
    theirs the planner guesses, often high. With `snapshot` all of the transaction sees one state of the
    database, as it was at its first question.
    """
    with transaction.atomic():
        connection = raw_connection()
        if snapshot:  # nothing may be asked before
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        country = actor.role.reach is Reach.COUNTRY
        _set(
            connection,
            actor=actor.name,
            role=actor.role.code,
            purpose=actor.purpose,
            reach=actor.role.reach,
            protected="yes" if actor.sees_protected else "",
            municipalities=_array(sorted(actor.municipalities)),
            subjects=_pseudonyms(sorted(actor.subjects)),
            answers=_array(()),
            **({} if country else _PLAINLY),
        )
        reach_units(connection, every_unit(connection) if country else sorted(actor.units))
        yield connection


@contextmanager
def reading_cases(connection: "psycopg.Connection[Any]", actor: Actor) -> Iterator[None]:
    """Within `acting`: reads cases and what belongs to them, and nothing else, as the database's role for the
    actor's reach. After an error the transaction is undone, and the role with it."""
    if actor.role.reach is not Reach.MUNICIPALITIES:
        yield
        return
    connection.execute("SET LOCAL ROLE municipal")
    yield
    connection.execute("SET LOCAL ROLE NONE")


@contextmanager
def savepoint() -> Iterator[None]:
    """Within `acting`: what fails in here is undone alone."""
    with transaction.atomic():
        yield


def every_unit(connection: "psycopg.Connection[Any]") -> list[int]:
    """The ids of all institutions the present context shows."""
    return [row[0] for row in connection.execute("SELECT id FROM registry.institution ORDER BY id")]


def reach_units(connection: "psycopg.Connection[Any]", units: Sequence[int]) -> None:
    """Sets whose rows the rest of the transaction sees (also after a new institution was met)."""
    _set(connection, units=_array(units))


def reach_subjects(connection: "psycopg.Connection[Any]", subjects: Sequence[bytes]) -> None:
    """Sets whose own rows the rest of the transaction sees, by pseudonym: of one patient looked up, of
    oneself. Only roles whose reach is such rows are shown them."""
    _set(connection, subjects=_pseudonyms(subjects))


def reach_answers(connection: "psycopg.Connection[Any]", answers: Sequence[int]) -> None:
    """The same of what lies below answers, by the answers' row ids."""
    _set(connection, answers=_array(answers))


def _array(members: Sequence[object]) -> str:
    """As PostgreSQL writes an array."""
    return "{" + ",".join(map(str, members)) + "}"


def _pseudonyms(subjects: Sequence[bytes]) -> str:
    return _array([f'"\\\\x{subject.hex()}"' for subject in subjects])


def _set(connection: "psycopg.Connection[Any]", **settings: str) -> None:
    """Each until the transaction ends, all in one statement. Ours are named after us."""
    asked = ", ".join(["set_config(%s, %s, true)"] * len(settings))
    named = {name if name in _PLAINLY else f"infreg.{name}": value for name, value in settings.items()}
    said = [part for name, value in named.items() for part in (name, str(value))]
    connection.execute(f"SELECT {asked}".encode(), said)


def let_go() -> None:
    """Closes this process's connection; the next use opens one."""
    connections["default"].close()

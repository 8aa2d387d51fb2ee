"""Makes the database what it must be: roles, schemas, migrations, the kind of the installation.

Safe to run by several processes at once and over again; quick when there is nothing to do.
"""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import psycopg
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from infreg.storage import server
from infreg.storage.connection import Place, find_place
from infreg.storage.home import LOGINS, find_home, make_home, passfile, password

OLDEST = 150000
#: Held while a database is prepared, so that two processes do not make the same role.
_LOCK = 0x696E66726567
_KINDS = ("trial", "production")


class DatabaseUnusable(Exception):
    """The database cannot be reached or prepared; the message says what to do."""


def prepare(environ: Mapping[str, str]) -> None:
    """Starts the embedded server if need be and brings the database up to this version of infreg.

    Raises DatabaseUnusable or server.ServerFailed, each with a message for a person.
    """
    home, place = find_home(environ), find_place(environ)
    make_home(home)
    if place.embedded:
        server.start(home)
    if not _is_current(home, place):
        _bring_up(environ, home, place)
    _check_kind(environ.get("INFREG_KIND"), home, place)


def migrations_known() -> frozenset[str]:
    """Names of the migrations this version of infreg carries."""
    folder = files("infreg.storage.migrations")
    return frozenset(f.name[:-3] for f in folder.iterdir() if f.name[:4].isdigit() and f.name.endswith(".py"))


def _is_current(home: Path, place: Place) -> bool:
    try:
        with _connect(home, place, "app") as connection:
            applied = {
                row[0]
                for row in connection.execute(
                    "SELECT name FROM registry.django_migrations WHERE app = 'storage'"
                )
            }
            made = connection.execute("SELECT FROM registry.installation").fetchone()
    except psycopg.Error:
        return False
    return made is not None and migrations_known() <= applied


def _bring_up(environ: Mapping[str, str], home: Path, place: Place) -> None:
    if place.embedded:
        with _administrator(environ, home, place, "postgres") as administrator:
            administrator.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
            _make_database(administrator, place.database)
    with _administrator(environ, home, place, place.database) as administrator:
        _check_version(administrator)
        administrator.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        _make_roles(administrator, home, embedded=place.embedded)
        _make_schemas(administrator)
        _migrate()
        _fix_kind(environ.get("INFREG_KIND") or "trial", home, place)


def _administrator(
    environ: Mapping[str, str], home: Path, place: Place, database: str
) -> "psycopg.Connection[Any]":
    """Who may make roles: the embedded server's superuser, or whoever DATABASE_URL names."""
    try:
        if place.embedded:
            embedded = server.address(home)
            return psycopg.connect(
                host=str(embedded.host),
                port=embedded.port,
                user=embedded.superuser,
                passfile=str(embedded.passfile),
                dbname=database,
                autocommit=True,
            )
        return psycopg.connect(environ["DATABASE_URL"], autocommit=True)
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[-1] if str(error).strip() else "no answer"
        raise DatabaseUnusable(f"The database does not answer: {reason}. Check DATABASE_URL.") from None


def _connect(home: Path, place: Place, login: str) -> "psycopg.Connection[Any]":
    return psycopg.connect(
        host=place.host,
        port=place.port,
        user=login,
        passfile=str(passfile(home, login)),
        dbname=place.database,
        **dict(place.parameters),  # type: ignore[arg-type]
    )


def _check_version(administrator: "psycopg.Connection[Any]") -> None:
    version = administrator.info.server_version
    if version < OLDEST:
        raise DatabaseUnusable(
            f"PostgreSQL {version // 10000} is too old; infreg needs {OLDEST // 10000} or newer."
        )


def _make_database(administrator: "psycopg.Connection[Any]", name: str) -> None:
    known = administrator.execute("SELECT FROM pg_database WHERE datname = %s", (name,)).fetchone()
    if known is None:
        administrator.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def _make_roles(administrator: "psycopg.Connection[Any]", home: Path, *, embedded: bool) -> None:
    """The logins with this installation's passwords, none of them superuser; `vault` cannot log in.

    `owner` may become `vault` (to make its functions) but inherits nothing from it.
    """
    known = {row[0] for row in administrator.execute("SELECT rolname FROM pg_roles")}
    if not embedded and "app" in known and not _home_fits(administrator, home):
        raise DatabaseUnusable(
            "The database server already has infreg's roles, with passwords this installation does not "
            "have. Copy the folders 'passwords' and 'keys' of the installation that made them into "
            f"{home}, or use another server."
        )
    if "vault" not in known:
        administrator.execute("CREATE ROLE vault NOLOGIN")
    for login in LOGINS:
        name = sql.Identifier(login)
        if login not in known:
            administrator.execute(
                sql.SQL("CREATE ROLE {} LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS PASSWORD {}").format(
                    name, sql.Literal(password(home, login))
                )
            )
            administrator.execute(sql.SQL("ALTER ROLE {} SET search_path = registry").format(name))
    administrator.execute("GRANT vault TO owner")


def _home_fits(administrator: "psycopg.Connection[Any]", home: Path) -> bool:
    info = administrator.info
    try:
        psycopg.connect(
            host=info.host,
            port=info.port,
            user="app",
            dbname=info.dbname,
            passfile=str(passfile(home, "app")),
        ).close()
    except psycopg.OperationalError as error:
        # Any other fault than the password's shows itself, better told, further on.
        return "password" not in str(error)
    return True


def _make_schemas(administrator: "psycopg.Connection[Any]") -> None:
    database = sql.Identifier(administrator.info.dbname)
    logins = sql.SQL(", ").join(map(sql.Identifier, LOGINS))
    administrator.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    administrator.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, logins))
    # Rows are copied in through a temporary table: COPY is refused under row-level security.
    administrator.execute(sql.SQL("GRANT TEMPORARY ON DATABASE {} TO intake").format(database))
    administrator.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    for schema in ("registry", "sealed", "identity"):
        administrator.execute(
            sql.SQL("CREATE SCHEMA IF NOT EXISTS {} AUTHORIZATION owner").format(sql.Identifier(schema))
        )
    administrator.execute("GRANT USAGE ON SCHEMA identity TO vault")


def _migrate() -> None:
    connections["owner"].close()
    call_command("migrate", database="owner", interactive=False, verbosity=0)
    connections["owner"].close()


def _fix_kind(kind: str, home: Path, place: Place) -> None:
    if kind not in _KINDS:
        raise DatabaseUnusable(f"INFREG_KIND must be one of {', '.join(_KINDS)}.")
    with _connect(home, place, "owner") as connection:
        connection.execute(
            "INSERT INTO registry.installation (id, kind, made_at) VALUES (1, %s, %s) ON CONFLICT DO NOTHING",
            (kind, datetime.now(UTC)),
        )


def _check_kind(asked: str | None, home: Path, place: Place) -> None:
    with _connect(home, place, "app") as connection:
        row = connection.execute("SELECT kind FROM registry.installation").fetchone()
    kind = row[0] if row else None
    if asked and asked != kind:
        raise DatabaseUnusable(
            f"INFREG_KIND says {asked}, but this database was made for {kind}, and that cannot be changed. "
            "Make a new database, or leave INFREG_KIND out."
        )


def as_role(role: str) -> None:
    """Fixes this process's database role, before Django's settings are read."""
    os.environ["INFREG_ROLE"] = role


def examine(environ: Mapping[str, str]) -> list[tuple[str, bool, str, str]]:
    """What the database says of itself: (name, well, says, how to mend). Changes nothing."""
    home, place = find_home(environ), find_place(environ)
    try:
        with _connect(home, place, "app") as connection:
            version = connection.info.server_version
            kind = connection.execute("SELECT kind FROM registry.installation").fetchone()
            applied = {
                r[0]
                for r in connection.execute(
                    "SELECT name FROM registry.django_migrations WHERE app = 'storage'"
                )
            }
    except psycopg.Error as error:
        reason = type(error).__name__ + (f" {error.sqlstate}" if error.sqlstate else "")
        return [
            (
                "database",
                False,
                f"no login as app ({reason})",
                "Run any command that prepares it, e.g. infreg receive.",
            )
        ]
    missing = sorted(migrations_known() - applied)
    return [
        (
            "database",
            version >= OLDEST,
            f"PostgreSQL {version // 10000}.{version % 10000}",
            "Use 15 or newer.",
        ),
        ("kind", kind is not None, kind[0] if kind else "not fixed", "Run any command that prepares it."),
        (
            "migrations",
            not missing,
            f"{len(missing)} missing" if missing else "all applied",
            "They are applied by the next command that prepares the database.",
        ),
    ]

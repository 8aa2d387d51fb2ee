"""Makes the database what it must be: roles, schemas, migrations, the kind of the installation.

Safe to run by several processes at once and over again; quick when there is nothing to do.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, LiteralString

import django.db
import psycopg
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from infreg.storage import definitions, server
from infreg.storage.connection import DatabaseUnusable, Place, find_place, own_password
from infreg.storage.definitions import NewDefinition
from infreg.storage.home import LOGINS, find_home, make_home, password

OLDEST = 150000
#: Held while a database is prepared, so that two processes do not make the same role.
_LOCK = 0x696E66726567
_KINDS = ("trial", "production")


@dataclass(frozen=True, slots=True)
class Shipped:
    """The definitions that come with the package: what tells whether a database has them, and how to read
    them when it has not."""

    digest: bytes
    read: Callable[[], Sequence[NewDefinition]]


def prepare(environ: Mapping[str, str], shipped: Shipped) -> None:
    """Starts the embedded server if need be and brings the database up to this version of infreg.

    Raises DatabaseUnusable or server.ServerFailed, each with a message for a person.
    """
    home, place = find_home(environ), find_place(environ)
    make_home(home)
    if place.embedded:
        server.start(home)
    try:
        if not _is_current(home, place, shipped.digest):
            _bring_up(environ, home, place, shipped)
        _check_kind(environ.get("INFREG_KIND"), home, place)
    except (psycopg.Error, django.db.Error) as error:
        raise DatabaseUnusable(_reason(error)) from None


def _reason(error: Exception) -> str:
    """PostgreSQL's first line alone: what follows may quote rows."""
    first = next(iter(str(error).strip().splitlines()), "no answer")
    return (
        f"The database could not be prepared: {first}. DATABASE_URL must name a user who may make roles and "
        "owns the database; without DATABASE_URL, look at the end of the folder `database`'s file `log`."
    )


def migrations_known() -> frozenset[str]:
    """Names of the migrations this version of infreg carries."""
    folder = files("infreg.storage.migrations")
    return frozenset(f.name[:-3] for f in folder.iterdir() if f.name[:4].isdigit() and f.name.endswith(".py"))


def _is_current(home: Path, place: Place, digest: bytes) -> bool:
    try:
        with _connect(home, place, "app") as connection:
            applied = {
                row[0]
                for row in connection.execute(
                    "SELECT name FROM registry.django_migrations WHERE app = 'storage'"
                )
            }
            made = connection.execute("SELECT shipped FROM registry.installation").fetchone()
    except psycopg.Error:
        return False
    return made is not None and made[0] == digest and migrations_known() <= applied


def _bring_up(environ: Mapping[str, str], home: Path, place: Place, shipped: Shipped) -> None:
    if place.embedded:
        with _administrator(environ, home, place, "postgres") as administrator:
            administrator.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
            _make_database(administrator, place.database)
    with _administrator(environ, home, place, place.database) as administrator:
        _check_version(administrator)
        administrator.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        database = sql.Identifier(place.database)
        with administrator.transaction():  # or one who is cut off leaves a role without its settings
            _make_roles(administrator, home, place)
            _open_database(administrator, database)
        with _connect(home, place, "owner") as owner:
            _make_schemas(owner)
        administrator.execute(sql.SQL("REVOKE CREATE ON DATABASE {} FROM owner").format(database))
        _migrate()
        _fix_kind(environ.get("INFREG_KIND") or "trial", home, place)
        with _connect(home, place, "owner") as owner:
            _ship(owner, shipped)


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
                password="",
                dbname=database,
                autocommit=True,
            )
        return psycopg.connect(environ["DATABASE_URL"], autocommit=True)
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[-1] if str(error).strip() else "no answer"
        look = "Try again" if place.embedded else "Check DATABASE_URL"
        raise DatabaseUnusable(f"The database does not answer: {reason}. {look}.") from None


def _connect(home: Path, place: Place, login: str) -> "psycopg.Connection[Any]":
    return psycopg.connect(
        host=place.host,
        port=place.port,
        user=login,
        dbname=place.database,
        **dict(place.parameters),  # type: ignore[arg-type]
        **own_password(home, login),  # type: ignore[arg-type]
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


def _make_roles(administrator: "psycopg.Connection[Any]", home: Path, place: Place) -> None:
    """The logins with this installation's passwords, none of them superuser. Three cannot log in:
    `owner` may become `vault` (to make its functions), and `app` `lookup` (to read one patient's rows) and
    `municipal` (to read a municipality's cases), and none inherits anything.
    """
    known = {row[0] for row in administrator.execute("SELECT rolname FROM pg_roles")}
    if not place.embedded and "app" in known and not _home_fits(home, place):
        raise DatabaseUnusable(
            "The database server already has infreg's roles, with passwords this installation does not "
            "have. Copy the folders 'passwords' and 'keys' of the installation that made them into "
            f"{home}, or use another server."
        )
    for name in {"vault", "lookup", "municipal"} - known:
        administrator.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(name)))
    for login in LOGINS:
        # An embedded server is this home's alone: a password file that was lost is made good.
        if login not in known or place.embedded:
            _make_login(administrator, login, password(home, login), known=login in known)
    if not _truth(administrator, "SELECT pg_has_role('owner', 'vault', 'MEMBER')"):
        administrator.execute("GRANT vault TO owner")
    if not _truth(administrator, "SELECT pg_has_role('app', 'lookup', 'MEMBER')"):
        administrator.execute("GRANT lookup TO app")
    if not _truth(administrator, "SELECT pg_has_role('app', 'municipal', 'MEMBER')"):
        administrator.execute("GRANT municipal TO app")


def _make_login(administrator: "psycopg.Connection[Any]", login: str, secret: str, *, known: bool) -> None:
    """The server is told what verifies the password, not the password: a statement may end in its log."""
    verifier = administrator.pgconn.encrypt_password(secret.encode(), login.encode(), b"scram-sha-256")
    name = sql.Identifier(login)
    verb = sql.SQL("ALTER" if known else "CREATE")
    administrator.execute(
        sql.SQL("{} ROLE {} LOGIN NOINHERIT PASSWORD {}").format(verb, name, sql.Literal(verifier.decode()))
    )
    administrator.execute(sql.SQL("ALTER ROLE {} SET search_path = registry").format(name))


def _truth(administrator: "psycopg.Connection[Any]", question: LiteralString) -> bool:
    row = administrator.execute(question).fetchone()
    return bool(row and row[0])


def _home_fits(home: Path, place: Place) -> bool:
    try:
        _connect(home, place, "app").close()
    except psycopg.OperationalError as error:
        # Any other fault than the password's shows itself, better told, further on.
        return "password" not in str(error)
    return True


def _open_database(administrator: "psycopg.Connection[Any]", database: sql.Identifier) -> None:
    """Lets infreg's logins in and nobody else. For who does not own the database, PostgreSQL would only
    warn, and leave it open."""
    owns = "SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = current_database()"
    if not _truth(administrator, owns):
        raise DatabaseUnusable(
            f"The user {administrator.info.user} of DATABASE_URL does not own the database "
            f"{administrator.info.dbname}. Make it the owner, or name the owner in DATABASE_URL."
        )
    logins = sql.SQL(", ").join(map(sql.Identifier, LOGINS))
    administrator.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    administrator.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, logins))
    # Rows are copied in through a temporary table: COPY is refused under row-level security.
    administrator.execute(sql.SQL("GRANT TEMPORARY ON DATABASE {} TO intake").format(database))
    # Taken back when the schemas are made: an administrator need not be able to become `owner`.
    administrator.execute(sql.SQL("GRANT CREATE ON DATABASE {} TO owner").format(database))
    administrator.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")


def _make_schemas(owner: "psycopg.Connection[Any]") -> None:
    for schema in ("registry", "sealed", "identity"):
        owner.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(schema)))
    owner.execute("GRANT USAGE ON SCHEMA identity TO vault")


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


def _ship(owner: "psycopg.Connection[Any]", shipped: Shipped) -> None:
    """Adds the package's definitions that the database has not; what people loaded in place of one stands."""
    had = owner.execute("SELECT shipped FROM registry.installation").fetchone()
    if had and had[0] == shipped.digest:
        return
    definitions.take_turns(owner)
    known = {(row[0], row[1], row[2]): (bytes(row[3]), row[4]) for row in owner.execute(_LATEST)}
    definitions.add(owner, [d for d in shipped.read() if _is_news(d, known)])
    if not known:  # nothing was received yet that they could concern
        definitions.take_unasked(owner)
    owner.execute("UPDATE registry.installation SET shipped = %s", (shipped.digest,))


_LATEST: LiteralString = """
    SELECT DISTINCT ON (kind, name, valid_from) kind, name, valid_from, hash, by FROM registry.definition
    ORDER BY kind, name, valid_from, id DESC
"""


def _is_news(definition: NewDefinition, known: Mapping[tuple[str, str, date], tuple[bytes, str]]) -> bool:
    stands = known.get((definition.kind, definition.name, definition.valid_from))
    return stands is None or (stands[0] != definition.hash and stands[1] == definition.by)


def _check_kind(asked: str | None, home: Path, place: Place) -> None:
    with _connect(home, place, "app") as connection:
        row = connection.execute("SELECT kind FROM registry.installation").fetchone()
    kind = row[0] if row else None
    if asked and asked != kind:
        raise DatabaseUnusable(
            f"INFREG_KIND says {asked}, but this database was made for {kind}, and that cannot be changed. "
            "Make a new database, or leave INFREG_KIND out."
        )


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

"""The database's files: made once, and its settings, written at every start."""

import os
import secrets
import shutil
from pathlib import Path

from infreg.storage.server.failure import ServerFailed
from infreg.storage.server.files import make_private, sync, write_private
from infreg.storage.server.place import PORT, SUPERUSER, Place
from infreg.storage.server.programs import Programs

_SETTINGS = "infreg.conf"
#: PostgreSQL brings its own locale provider since version 17; older ones have the C library's.
_BUILTIN_SINCE = 17
_MEGABYTE = 1024 * 1024


def make_cluster(place: Place, programs: Programs) -> None:
    """Makes the data folder unless it is there. It appears whole or not at all: a start that was killed
    half-way leaves nothing that looks like a database."""
    for left in place.folder.glob("new.*"):
        # An initdb whose starter was killed may still be writing there; the next start takes the rest.
        shutil.rmtree(left, ignore_errors=True)
    if place.data.exists():
        return
    draft = place.folder / f"new.{secrets.token_hex(8)}"
    make_private(draft, place.account.uid, place.account.gid)
    try:
        secret = _password(place)
        write_private(draft / "password", secret.encode(), place.account.uid, place.account.gid)
        done = programs.run("initdb", *_initdb(programs.version), within=draft)
        if done.returncode != 0:
            raise ServerFailed(
                f"The database could not be made in {place.folder}: {_last_line(done.stderr)} Mend that, "
                "and try again."
            )
        with (draft / "data" / "postgresql.conf").open("a") as settings:
            settings.write(f"include_if_exists = '{_SETTINGS}'\n")
        (draft / "data").rename(place.data)
        sync(place.folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def check_cluster(place: Place, programs: Programs) -> None:
    """Refuses programs of another major version than the database's."""
    made_by = version(place)
    if made_by is None:
        raise ServerFailed(
            f"{place.data} is there, but holds no database (it has no readable PG_VERSION). Mount the disk "
            "it lies on, or put it back from a backup."
        )
    if made_by != programs.version:
        raise ServerFailed(
            f"The database in {place.data} was made by PostgreSQL {made_by}; the programs in "
            f"{programs.folder} are version {programs.version}. Start it with programs of version {made_by}, "
            "or take a backup with those and restore it with the new ones."
        )


def check_password(place: Place) -> None:
    """Refuses a database whose password is gone: nobody could use it."""
    if place.data.exists() and not place.passfile.exists():
        raise ServerFailed(
            f"The database in {place.folder} is there, but its password file {place.passfile} is gone. Put "
            "the folder `passwords` back from a backup; or, if the database is not wanted, move it away."
        )


def version(place: Place) -> int | None:
    """The major version of PostgreSQL that made the database; None when there is none."""
    try:
        return int((place.data / "PG_VERSION").read_text())
    except (OSError, ValueError):
        return None


def write_settings(place: Place) -> None:
    """Writes the settings anew, since the socket's folder and the machine may have changed."""
    lines = (f"{name} = {value}\n" for name, value in _settings(place).items())
    write_private(place.data / _SETTINGS, os.fsencode("".join(lines)), place.account.uid, place.account.gid)


def _initdb(major: int) -> tuple[str, ...]:
    """Order by code point and upper and lower case for all letters, whatever the environment says."""
    locale = (
        ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        if major >= _BUILTIN_SINCE
        else ("--locale=C.UTF-8", "--lc-messages=C")
    )
    return (
        *locale,
        "--encoding=UTF8",
        "--data-checksums",
        f"--username={SUPERUSER}",
        "--auth-local=scram-sha-256",
        "--auth-host=scram-sha-256",
        "--pwfile=password",
        "--pgdata=data",
        "--no-instructions",
    )


def _settings(place: Place) -> dict[str, str]:
    return {
        # Clients come by the socket alone, and only those of the server's user (and root).
        "listen_addresses": "''",
        "port": str(PORT),
        "unix_socket_directories": _quoted('"' + str(place.sockets).replace('"', '""') + '"'),
        "unix_socket_permissions": "0700",
        **_SILENCE,
        "timezone": "'UTC'",
        "lc_messages": "'C'",
        # A judgement, not a measurement, for one modest machine.
        "shared_buffers": f"{_shared_buffers()}MB",
        "work_mem": "32MB",
        "max_wal_size": "4GB",
        "checkpoint_timeout": "15min",
        "wal_compression": "pglz",
    }


#: No value of a person reaches the log. ERROR lines quote what was sent ("invalid input syntax … "), their
#: DETAIL quotes keys and rows, their CONTEXT lines of COPY; so nothing below FATAL is written, and of that
#: the first line alone. LOG ("process … was running: INSERT …") ranks below FATAL here.
#: What remains: a PANIC may, by the manual, write its statement whatever these say (one provoked by a full
#: disk wrote none). Values that the client binds on the server are not in a statement.
_SILENCE = {
    "log_destination": "'stderr'",
    "logging_collector": "off",
    "log_min_messages": "fatal",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_duration": "off",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_timezone": "'UTC'",
}


def _shared_buffers() -> int:
    """Megabytes: a quarter of the machine's memory, from 128 to 1024."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // _MEGABYTE
    return max(128, min(1024, memory // 4))


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "''").replace("\n", "\\n")
    return f"'{escaped}'"


def _password(place: Place) -> str:
    """The superuser's password; kept from an attempt that was killed after making it."""
    if place.passfile.exists():
        return read_password(place.passfile)
    secret = secrets.token_urlsafe(32)
    # Host, port and database are open: the socket's folder may change, the role's name does not.
    line = f"*:*:*:{SUPERUSER}:{secret}\n"
    write_private(place.passfile, line.encode(), os.geteuid(), os.getegid())
    return secret


def read_password(passfile: Path) -> str:
    """The password of a file with one line in libpq's format."""
    return passfile.read_text().strip().rpartition(":")[2]


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason was given."

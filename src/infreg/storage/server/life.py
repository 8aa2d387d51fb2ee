"""Start, stop, and whether it answers."""

import re
import time
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import make_conninfo
from psycopg.pq import PGconn, Ping

from infreg.storage.server import processes
from infreg.storage.server.cluster import (
    check_cluster,
    check_password,
    make_cluster,
    version,
    write_settings,
)
from infreg.storage.server.failure import ServerFailed, explained
from infreg.storage.server.files import locked, make_private
from infreg.storage.server.place import (
    PORT,
    SOCKET,
    SUPERUSER,
    Address,
    Place,
    address,
    find_place,
    make_place,
)
from infreg.storage.server.programs import Programs, programs_for

#: Seconds: how long what is left of a killed server may stand in the way of the next.
PATIENCE = 30.0
#: Seconds pg_ctl waits. Recovery takes the time it takes; giving up would not make it shorter.
_FOREVER = "1000000"
#: PostgreSQL's words for a server that was killed and is not quite gone.
_LOCK_FILE = re.compile('lock file ".*" already exists')
_SURVIVOR = "pre-existing shared memory block"


@dataclass(frozen=True, slots=True)
class Description:
    """What may be told of a server without looking at a row. `version` is the major version that made
    the database, None when there is none yet; the log's last lines stand at `log_lines`."""

    folder: Path
    version: int | None
    answering: bool
    server_user: str
    server_process: int | None
    sockets: Path
    log: Path
    log_lines: int


def start(home: Path, binaries: Path | None = None) -> Address:
    """Makes the database of `home` at first, starts it if it does not answer, and returns when it does.

    Waits through recovery. Safe with several processes at once; about 10 ms when it is up. `binaries` is
    a folder of PostgreSQL's programs, by default the wheel's. Raises ServerFailed.
    """
    with explained(home):
        place = make_place(home)
        check_password(place)
        if _ping(place) is not Ping.OK:
            with locked(place.lock):
                _start(place, binaries)
        return address(home)


def stop(home: Path) -> bool:
    """Ends the server of `home`: open transactions are rolled back, clients sent away. False when there
    was nothing to end. Raises ServerFailed."""
    with explained(home):
        place = find_place(home)
        if not place.data.exists():
            return False
        with locked(place.lock):
            # pg_ctl would signal whatever process has the number that the file names.
            if processes.postmaster(place.data) is None:
                return False
            programs = programs_for(place.account)
            _pg_ctl(place, programs, "stop", "-m", "fast")
            if processes.postmaster(place.data) is not None:
                raise ServerFailed(f"The server in {place.folder} was told to stop and did not. Try again.")
        return True


def is_answering(home: Path) -> bool:
    """Whether a client would be let as far as the password. Makes and starts nothing."""
    with explained(home):
        return _ping(find_place(home)) is Ping.OK


def describe(home: Path) -> Description:
    """The server of `home` for whoever looks for faults. Makes and starts nothing."""
    with explained(home):
        place = find_place(home)
        return Description(
            folder=place.folder,
            version=version(place),
            answering=_ping(place) is Ping.OK,
            server_user=place.account.name,
            server_process=processes.postmaster(place.data) if place.data.exists() else None,
            sockets=place.sockets,
            log=place.log,
            log_lines=place.log.read_bytes().count(b"\n") if place.log.exists() else 0,
        )


def _ping(place: Place) -> Ping:
    """What the socket says; the one proof of life. REJECT is a server that starts, recovers or ends.

    libpq's ping needs no password and no free connection, so a full server counts as alive. Nothing of
    the environment (PGSSLMODE, PGGSSENCMODE) may change the answer.
    """
    if not (place.sockets / SOCKET).exists():
        return Ping.NO_RESPONSE
    host = address(place.home).host  # refuses a socket that somebody else put there
    conninfo = make_conninfo(
        host=host,
        port=PORT,
        user=SUPERUSER,
        dbname="postgres",
        connect_timeout=10,
        sslmode="disable",
        gssencmode="disable",
    )
    return Ping(PGconn.ping(conninfo.encode()))


def _start(place: Place, binaries: Path | None) -> None:
    """Under the lock. Another process may have done it meanwhile, or died while it was at it."""
    if _settled(place) is Ping.OK:
        return
    programs = programs_for(place.account, binaries)
    make_private(place.sockets, place.account.uid, place.account.gid)
    make_cluster(place, programs)
    check_cluster(place, programs)
    write_settings(place)
    deadline = time.monotonic() + PATIENCE
    while (said := _attempt(place, programs)) is not None:
        _make_way(place, said, late=time.monotonic() > deadline)


def _attempt(place: Place, programs: Programs) -> str | None:
    """None when the server answers, else what PostgreSQL wrote in its log."""
    before = place.log.stat().st_size if place.log.exists() else 0
    _pg_ctl(place, programs, "start", "-l", "log")
    if _settled(place) is Ping.OK:
        return None
    with place.log.open("rb") as log:
        log.seek(before)
        return log.read().decode(errors="replace")


def _settled(place: Place) -> Ping:
    """The answer of a server that is not on its way up or down."""
    while (answer := _ping(place)) is Ping.REJECT:
        time.sleep(0.5)
    return answer


def _make_way(place: Place, said: str, *, late: bool) -> None:
    """Lets what is left of a killed server go, or says what stands in the way."""
    in_use = _LOCK_FILE.search(said)
    if not in_use and _SURVIVOR not in said:
        reason = said.strip().splitlines()[-1:] or ["its log says nothing"]
        raise ServerFailed(
            f"The embedded database did not start: {reason[0]} (the end of {place.log}). Mend that, and try "
            "again."
        )
    left = processes.using(place.data)
    if in_use and not left and processes.can_see():
        # A zombie, or another program that was given the number after a crash. Both files name it.
        (place.data / "postmaster.pid").unlink(missing_ok=True)
        (place.sockets / f"{SOCKET}.lock").unlink(missing_ok=True)
    elif late:
        numbers = ", ".join(map(str, left or filter(None, [processes.written(place.data)])))
        raise ServerFailed(
            f"The embedded database did not start: of the server that was killed in {place.folder} still "
            f"runs process {numbers}. End it (kill {numbers}), and try again."
        )
    else:
        time.sleep(0.3)


def _pg_ctl(place: Place, programs: Programs, command: str, *options: str) -> None:
    """Run from within the folder, so that no path of the installation passes the shell that pg_ctl uses."""
    programs.run("pg_ctl", command, "-D", "data", "-w", "-t", _FOREVER, *options, within=place.folder)

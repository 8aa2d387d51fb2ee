"""Bringing a database up: by whoever administers it, cut off or not, whatever the environment says."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from infreg.flow.definitions import shipped
from infreg.storage import preparation, server
from infreg.storage.connection import DatabaseUnusable, address_for, find_place
from infreg.storage.home import LOGINS, password
from tests.register import DEBIAN, Server, close, point

pytestmark = pytest.mark.requirement("NOIS-4-1")


@pytest.fixture(params=[None, DEBIAN], ids=["embedded", "debian"])
def bare(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server that knows nothing of infreg yet."""
    if request.param and not request.param.is_dir():
        pytest.skip("Debian's PostgreSQL 15 is not installed")
    made = Server(Path(tempfile.mkdtemp(prefix="infreg-test-")), request.param)
    server.start(made.home, request.param)
    yield made
    close()
    made.end()


def superuser(made: Server, *statements: str) -> list[tuple[object, ...]]:
    with psycopg.connect(server.address(made.home).conninfo(), autocommit=True) as bare:
        for statement in statements[:-1]:
            bare.execute(statement.encode())
        cursor = bare.execute(statements[-1].encode())
        return cursor.fetchall() if cursor.description else []


def prepare(environ: dict[str, str]) -> None:
    point(environ)
    preparation.prepare(environ, shipped())


def of_an_administrator(made: Server, owns: str) -> dict[str, str]:
    """The environment of an installation whose DATABASE_URL names no superuser."""
    superuser(
        made,
        "CREATE ROLE drift LOGIN CREATEROLE PASSWORD 'x'",
        "CREATE ROLE somebody",
        f"CREATE DATABASE register OWNER {owns}",
        "ALTER ROLE drift SET log_statement = 'all'",
        "ALTER ROLE drift SET log_min_messages = 'debug1'",
    )
    address = server.address(made.home)
    url = f"postgresql://drift:x@/register?host={quote(address.host, safe='')}&port={address.port}"
    return {"INFREG_HOME": str(made.home), "DATABASE_URL": url}


def test_an_administrator_who_is_no_superuser_brings_the_database_up(bare: Server) -> None:
    environ = of_an_administrator(bare, owns="drift")
    prepare(environ)
    prepare(environ)
    with psycopg.connect(address_for(environ, "app")) as app:
        assert app.execute("SELECT kind FROM registry.installation").fetchone() == ("trial",)
    log = (server.folder(bare.home) / "log").read_text()
    assert "CREATE ROLE" in log
    assert not [login for login in LOGINS if password(bare.home, login) in log]


def test_a_database_that_would_stay_open_to_all_is_refused(bare: Server) -> None:
    with pytest.raises(DatabaseUnusable, match="does not own the database"):
        prepare(of_an_administrator(bare, owns="somebody"))


def test_one_who_is_cut_off_leaves_no_role_half_made(bare: Server) -> None:
    superuser(bare, "CREATE DATABASE register")
    environ = bare.environ("register")
    with psycopg.connect(server.address(bare.home).conninfo()) as blocker:
        blocker.execute("LOCK TABLE pg_db_role_setting IN SHARE MODE")
        child = os.fork()
        if not child:
            try:
                prepare(environ)
            finally:
                os._exit(1)
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        while superuser(bare, waiting) != [(1,)]:
            pass
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        superuser(bare, end)  # its session would go on until it noticed
    prepare(environ)
    path = "SELECT count(*) FROM pg_roles WHERE rolconfig @> ARRAY['search_path=registry']"
    assert superuser(bare, path) == [(len(LOGINS),)]


def test_a_lost_password_file_of_the_embedded_server_is_made_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a password in the environment, meant for another server, stands in nobody's way."""
    monkeypatch.setenv("PGPASSWORD", "of another server")
    environ = {"INFREG_HOME": str(tmp_path / "home")}
    try:
        prepare(environ)
        (tmp_path / "home" / "passwords" / "app").unlink()
        prepare(environ)
        assert find_place(environ).embedded
    finally:
        close()
        folder = server.folder(tmp_path / "home")
        server.stop(tmp_path / "home")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize(
    "url", ["postgres//drift:hemmelig@vert/db", "postgresql://drift:hemmelig@a:1,b:2/db", "hemmelig"]
)
def test_an_address_that_is_none_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(DatabaseUnusable) as refused:
        find_place({"DATABASE_URL": url})
    assert "hemmelig" not in str(refused.value)


def test_a_live_address_of_a_numbered_host_can_be_used(tmp_path: Path) -> None:
    (tmp_path / "passwords").mkdir()
    (tmp_path / "passwords" / "app").write_text("*:*:*:app:x\n")
    environ = {"INFREG_HOME": str(tmp_path), "DATABASE_URL": "postgresql://drift@[::1]:5433/register"}
    assert address_for(environ, "app") == "postgresql://app:x@[::1]:5433/register"

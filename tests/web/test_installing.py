"""Settings, keys and logs of the web application."""

import logging
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from infreg.doors.log import WithoutValues
from infreg.doors.web.signing import signing_key

# The line of source that the traceback shows; what it must not show is a value.
PLAIN = 'fail(KeyError("13916903833"), ValueError("Kari Nordmann"))'
SAYS = "from infreg.doors import settings as s; print({})"


def settings_say(expression: str, home: Path, **environment: str) -> str:
    """What a fresh process reads from the settings, with nothing in the environment but what is given."""
    done = subprocess.run(
        [sys.executable, "-c", SAYS.format(expression)],
        env={"PATH": os.environ["PATH"], "INFREG_HOME": str(home), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_importing_the_settings_makes_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert settings_say("s.DEBUG", home) == "False"
    assert not home.exists()


@pytest.mark.requirement("NOIS-4-1")
def test_cookies_are_secure_where_people_come_by_https(tmp_path: Path) -> None:
    cookies = "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0, s.ALLOWED_HOSTS[-1]"
    there = settings_say(cookies, tmp_path, INFREG_URL="https://register.example.no")
    assert there == "True True True register.example.no"
    assert settings_say(cookies, tmp_path) == "False False False [::1]"


@pytest.mark.requirement("NOIS-4-1")
def test_processes_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(signing_key, [tmp_path] * 64))
    file = tmp_path / "keys" / "django"
    assert keys == {file.read_text()}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in file.parent.iterdir()] == ["django"]


@pytest.mark.requirement("NOIS-4-1")
@pytest.mark.control("16.2.5")
def test_a_logged_exception_tells_where_and_of_what_kind_but_not_what_it_says() -> None:
    with pytest.raises(ValueError, match="Kari") as failed:
        fail(KeyError("13916903833"), ValueError("Kari Nordmann"))
    where = (failed.type, failed.value, failed.tb)
    record = logging.LogRecord("infreg", logging.ERROR, __file__, 1, "failed", (), where)
    said = WithoutValues().format(record).replace(PLAIN, "")
    assert "builtins.ValueError" in said
    assert Path(__file__).name in said
    assert "Nordmann" not in said
    assert "1391690" not in said


def fail(first: Exception, then: Exception) -> None:
    raise then from first

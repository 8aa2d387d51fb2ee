"""A lost second factor, from the command line: a real process on a register with an account."""

import os
import subprocess
from datetime import UTC, datetime

import pytest

from infreg.flow import login
from tests.accounts import EVA, NAME, code, events, make_account
from tests.doors.test_commands import INFREG
from tests.register import Register

pytestmark = pytest.mark.requirement("NOIS-4-1")


def reset(register: Register, name: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [INFREG, "second-factor", "reset", name, "--because", "ny telefon"],
        env=os.environ | register.environ,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_operator_resets_a_second_factor_with_a_reason_and_the_log_has_it(register: Register) -> None:
    account, secret = make_account(register), login.make_secret()
    login.enrol(EVA, account, secret, code(secret), now=datetime.now(UTC))
    done = reset(register, NAME)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "eva has no second factor; all sessions are ended.\n"
    assert login.find_factor(account) is None
    who, *told = events(register)[-1]
    assert who.startswith("operator ")
    assert told == ["change-access", "done", "second factor reset: eva"]


def test_an_account_that_is_not_there_is_said_so(register: Register) -> None:
    done = reset(register, "finnes-ikke")
    assert done.returncode == 1
    assert "No account is called finnes-ikke. See them all: infreg users list" in done.stderr

"""Who is said to have done what a command does."""

import os
import pwd

import pytest

from infreg.doors.cli.starting import operator


@pytest.fixture(autouse=True)
def nameless(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment names nobody."""
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)


def test_a_number_with_an_account_works_under_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    account = pwd.getpwall()[0]
    monkeypatch.setattr(os, "getuid", lambda: account.pw_uid)
    assert operator().name == f"operator {pwd.getpwuid(account.pw_uid).pw_name}"


def test_a_number_without_an_account_works_under_the_number(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = {each.pw_uid for each in pwd.getpwall()}
    free = next(number for number in range(2_000_000, 3_000_000) if number not in taken)
    monkeypatch.setattr(os, "getuid", lambda: free)
    assert operator().name == f"operator uid-{free}"

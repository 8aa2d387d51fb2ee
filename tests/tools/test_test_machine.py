"""`make test` installs what is missing only where it may, and says what it does."""

import os
import shutil

import pytest

from tools import test_machine

ABSENT = test_machine.Need("chromium", "the tests that look at pages", lambda: False)


def test_nothing_is_said_where_nothing_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(test_machine, "NEEDS", (test_machine.Need("x", "y", lambda: True),))
    assert test_machine.main() == 0
    assert capsys.readouterr().out == ""


def test_whoever_is_not_root_is_told_what_is_skipped_and_nothing_is_installed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    installed: list[list[str]] = []
    monkeypatch.setattr(test_machine, "NEEDS", (ABSENT,))
    monkeypatch.setattr(test_machine, "install", installed.append)
    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/apt-get")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert test_machine.main() == 0
    assert installed == []
    assert "without chromium, the tests that look at pages are skipped (only root" in capsys.readouterr().out


def test_root_is_told_what_is_installed_and_what_went_wrong(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(test_machine, "NEEDS", (ABSENT,))
    monkeypatch.setattr(test_machine, "install", lambda packages: f"E: no {packages[0]}")
    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/apt-get")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert test_machine.main() == 0
    said = capsys.readouterr().out
    assert "installing chromium from Debian for the tests that look at pages" in said
    assert "chromium is still not there" in said
    assert "E: no chromium" in said


def test_java_is_seen_where_it_is_and_missed_where_it_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    java = next(need for need in test_machine.NEEDS if need.package == "openjdk-17-jre-headless")
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    assert java.present()
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert not java.present()

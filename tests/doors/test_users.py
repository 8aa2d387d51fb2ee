"""Accounts from the command line: real processes on a home of their own."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from infreg.storage import server
from infreg.synthetic.handful import first_person
from tests.doors.test_commands import INFREG, Home

pytestmark = pytest.mark.requirement("NIR-17", "NOIS-4-1")

PASSWORD = "regnbuer over fjorden"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    made = Home(tmp_path_factory.mktemp("kontoer"))
    yield made
    folder = server.folder(made.folder)
    server.stop(made.folder)
    shutil.rmtree(folder, ignore_errors=True)


def said(home: Home, *words: str, piped: str | None = None, fails: bool = False) -> str:
    """What a command says on a terminal's two streams together."""
    done = subprocess.run(
        [INFREG, *words],
        env=home.environment,
        input=piped,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert bool(done.returncode) is fails, done.stderr
    return done.stdout + done.stderr


def shown(home: Home, name: str, *more: str) -> Any:
    return json.loads(said(home, "users", "show", name, "--json", *more))


def test_an_account_is_made_given_something_and_closed(home: Home) -> None:
    said(home, "users", "add", "kari", "--name", "Kari Nordmann", "--role", "municipal_medical_officer")
    assert shown(home, "kari")["has_access"] is False
    assert PASSWORD not in said(home, "users", "password", "kari", piped=f"{PASSWORD}\n")
    assert "too short" in said(home, "users", "password", "kari", piped="kort\n", fails=True)
    said(
        home,
        "users",
        "assign",
        "kari",
        "--municipality",
        "3201",
        "--municipality",
        "0301",
        "--because",
        "ansatt",
    )
    kari = shown(home, "kari")
    assert kari["has_access"] is True
    assert [each["municipality"] for each in kari["assignments"]] == ["3201", "0301"]
    assert all(each["by"].startswith("operator ") for each in kari["assignments"])
    said(home, "users", "end", str(kari["assignments"][0]["assignment"]), "--because", "byttet kommune")
    assert "municipality 3201" not in said(home, "users", "list")
    assert "byttet kommune" in said(home, "users", "show", "kari")
    assert "1 assignments ended" in said(home, "users", "deactivate", "kari", "--because", "sluttet")
    assert (shown(home, "kari")["active"], shown(home, "kari")["has_access"]) == (False, False)


def test_a_period_is_of_norways_days_and_minutes(home: Home) -> None:
    said(home, "users", "add", "vakt", "--name", "Tenkt", "--role", "municipal_medical_officer")
    words = ("users", "assign", "vakt", "--municipality", "3201", "--kind", "on-call", "--because", "vakt")
    said(home, *words, "--from", "2099-06-30T15:30", "--to", "2099-07-02")
    (given,) = shown(home, "vakt")["assignments"]
    assert given["from"].startswith("2099-06-30T13:30")
    assert given["to"].startswith("2099-07-02T22:00"), "to the end of the last day, in Oslo"
    assert shown(home, "vakt", "--at", "2099-07-02T23:59")["has_access"] is True
    assert shown(home, "vakt", "--at", "2099-07-03T00:00")["has_access"] is False
    assert "neither 2026-12-24 nor" in said(home, *words, "--to", "24.12.2026", fails=True)
    assert "not in the calendar" in said(home, *words, "--to", "2026-02-30", fails=True)


def test_what_does_not_fit_is_refused_in_words(home: Home) -> None:
    said(home, "users", "add", "tenkt", "--name", "Tenkt", "--role", "municipal_medical_officer")
    for words, reason in (
        (
            ("users", "add", "tenkt", "--name", "Tenkt", "--role", "clinician"),
            "There is an account tenkt already",
        ),
        (("users", "add", "ny", "--name", "Tenkt", "--role", "sjef"), "No account can have the role sjef"),
        (("users", "assign", "tenkt", "--because", "x"), "--municipality or --office"),
        (("users", "assign", "ingen", "--because", "x"), "There is no account ingen"),
        (("users", "end", "999", "--because", "x"), "There is no assignment 999"),
        (("users", "show", "ingen"), "There is no account ingen"),
        (("users", "assign", "tenkt", "--municipality", "3201"), "--because"),
    ):
        told = said(home, *words, fails=True)
        assert reason in told
        assert "Traceback" not in told


@pytest.mark.requirement("NIR-2")
def test_a_person_is_bound_without_their_number_being_kept_or_said(home: Home) -> None:
    said(home, "users", "add", "petra", "--name", "Petra Prøve", "--role", "person")
    number = first_person().reveal()
    words = ("users", "assign", "petra", "--person", "--because", "eget innsyn")
    assert number not in said(home, *words, piped=f"{number}\n")
    petra = shown(home, "petra")
    assert [each["target"] for each in petra["assignments"]] == ["self"]
    wrong = said(home, *words, piped="12345678901\n", fails=True)
    assert "no national identity number" in wrong
    assert "12345678901" not in wrong


def test_who_may_do_what_is_told_to_programs_and_people(home: Home) -> None:
    told = said(home, "access", "show")
    assert "tables are under a policy" in told
    found = json.loads(said(home, "access", "show", "--json"))
    assert {"at", "roles", "accounts", "tables", "registers", "agreements"} == set(found)
    answer = next(table for table in found["tables"] if table["table"] == "registry.answer")
    assert answer["policy"] is True
    assert answer["grants"]["app"] == {"SELECT": []}
    assert all(table["policy"] or table["reason"] for table in found["tables"])

"""Accounts from the command line."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from infreg.synthetic.handful import first_person
from tests.doors.terminal import Done, Terminal
from tests.register import Server

pytestmark = pytest.mark.requirement("NIR-17", "NOIS-4-1")

PASSWORD = "regnbuer over fjorden"


@pytest.fixture(scope="module")
def terminal(embedded: Server) -> Iterator[Terminal]:
    with embedded.fresh() as register:
        yield Terminal(register.environ)


def said(terminal: Terminal, *words: str, typed: str | None = None, fails: bool = False) -> str:
    """What a command says on a terminal's two streams together."""
    return both_streams(terminal.run(*words, typed=typed), fails=fails)


def both_streams(done: Done, *, fails: bool = False) -> str:
    assert bool(done.returncode) is fails, done.stderr
    return done.stdout + done.stderr


def shown(terminal: Terminal, name: str, *more: str) -> Any:
    return json.loads(said(terminal, "users", "show", name, "--json", *more))


def test_an_account_is_made_given_something_and_closed(terminal: Terminal) -> None:
    said(terminal, "users", "add", "kari", "--name", "Kari Nordmann", "--role", "municipal_medical_officer")
    assert shown(terminal, "kari")["has_access"] is False
    assert PASSWORD not in said(terminal, "users", "password", "kari", typed=f"{PASSWORD}\n")
    assert "too short" in said(terminal, "users", "password", "kari", typed="kort\n", fails=True)
    said(
        terminal,
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
    kari = shown(terminal, "kari")
    assert kari["has_access"] is True
    assert [each["municipality"] for each in kari["assignments"]] == ["3201", "0301"]
    assert all(each["by"].startswith("operator ") for each in kari["assignments"])
    said(terminal, "users", "end", str(kari["assignments"][0]["assignment"]), "--because", "byttet kommune")
    assert "municipality 3201" not in said(terminal, "users", "list")
    assert "byttet kommune" in said(terminal, "users", "show", "kari")
    assert "1 assignments ended" in said(terminal, "users", "deactivate", "kari", "--because", "sluttet")
    assert (shown(terminal, "kari")["active"], shown(terminal, "kari")["has_access"]) == (False, False)


def test_a_period_is_of_norways_days_and_minutes(terminal: Terminal) -> None:
    said(terminal, "users", "add", "vakt", "--name", "Tenkt", "--role", "municipal_medical_officer")
    words = ("users", "assign", "vakt", "--municipality", "3201", "--kind", "on-call", "--because", "vakt")
    said(terminal, *words, "--from", "2099-06-30T15:30", "--to", "2099-07-02")
    (given,) = shown(terminal, "vakt")["assignments"]
    assert given["from"].startswith("2099-06-30T13:30")
    assert given["to"].startswith("2099-07-02T22:00"), "to the end of the last day, in Oslo"
    assert shown(terminal, "vakt", "--at", "2099-07-02T23:59")["has_access"] is True
    assert shown(terminal, "vakt", "--at", "2099-07-03T00:00")["has_access"] is False
    assert "neither 2026-12-24 nor" in said(terminal, *words, "--to", "24.12.2026", fails=True)
    assert "not in the calendar" in said(terminal, *words, "--to", "2026-02-30", fails=True)


def test_what_does_not_fit_is_refused_in_words(terminal: Terminal) -> None:
    said(terminal, "users", "add", "tenkt", "--name", "Tenkt", "--role", "municipal_medical_officer")
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
        told = said(terminal, *words, fails=True)
        assert reason in told
        assert "Traceback" not in told


@pytest.mark.requirement("NIR-2")
def test_a_person_is_bound_without_their_number_being_kept_or_said(terminal: Terminal) -> None:
    said(terminal, "users", "add", "petra", "--name", "Petra Prøve", "--role", "person")
    number = first_person().reveal()
    words = ("users", "assign", "petra", "--person", "--because", "eget innsyn")
    # Processes of their own, whose log goes to the terminal too.
    assert number not in both_streams(terminal.process(*words, typed=f"{number}\n"))
    petra = shown(terminal, "petra")
    assert [each["target"] for each in petra["assignments"]] == ["self"]
    wrong = both_streams(terminal.process(*words, typed="12345678901\n"), fails=True)
    assert "no national identity number" in wrong
    assert "12345678901" not in wrong


def test_who_may_do_what_is_told_to_programs_and_people(terminal: Terminal) -> None:
    told = said(terminal, "access", "show")
    assert "tables are under a policy" in told
    found = json.loads(said(terminal, "access", "show", "--json"))
    assert {"at", "roles", "accounts", "tables", "registers", "agreements"} == set(found)
    answer = next(table for table in found["tables"] if table["table"] == "registry.answer")
    assert answer["policy"] is True
    assert answer["grants"]["app"] == {"SELECT": []}
    assert all(table["policy"] or table["reason"] for table in found["tables"])

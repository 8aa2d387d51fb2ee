"""The analysts' door: an account's rights and no more, asked anew for each question, and in the log."""

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import ibis
import pytest
from ibis import _

from infreg import analysis
from infreg.access.actor import Actor
from infreg.flow import login
from infreg.identity import totp
from infreg.storage.warehouse import manifest
from tests.accounts import EVA, PASSWORD, code, events, make_account
from tests.norway import with_norway
from tests.register import Register, Server

pytestmark = pytest.mark.requirement("NIR-9", "NOIS-4-1")


@pytest.fixture(scope="module")
def norway(embedded: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    with with_norway(embedded, tmp_path_factory.mktemp("shelf")) as register:
        make_account(register)
        make_account(register, "siri", "supervisor")
        yield register


@pytest.fixture
def shelf(norway: Register) -> analysis.Shelf:
    del norway
    return analysis.open_shelf(EVA.name, password=PASSWORD)


def test_it_answers_as_the_account_that_opened_it(norway: Register, shelf: analysis.Shelf) -> None:
    answer = shelf.measure("cases", by="disease", first="2025-01-01")
    assert sum(row.numerator for row in answer.figures.rows) == norway.count(
        "(SELECT FROM registry.case WHERE known_to IS NULL AND event >= '2025-01-01') AS standing"
    )
    assert ("eva", "count", "done", "cases") in events(norway)
    assert ("eva", "log-in", "done", None) in events(norway)


def test_it_says_what_may_be_asked_of_what(shelf: analysis.Shelf) -> None:
    assert {"cases", "incidence", "resistant"} <= set(shelf.measures())
    assert shelf.tables()["case"]["disease"] == "Disease"


def test_an_answer_is_a_table_a_file_and_text(shelf: analysis.Shelf) -> None:
    answer = shelf.measure("cases", by=("year",))
    assert answer.table.column_names[:2] == ["year", "numerator"]
    assert answer.write("csv").startswith(b"year,numerator,")
    assert answer.write("csv") == answer.write("csv")
    assert str(answer).splitlines()[1].split() == ["year", "number"]


def test_figures_of_ones_own_making_are_of_ones_own_rows(norway: Register, shelf: analysis.Shelf) -> None:
    def confirmed(asked: Any) -> ibis.Table:
        cases = asked["case"]
        sure = (cases.classification == "confirmed").cast("int64").sum()
        return cases.group_by("sex").agg(numerator=sure, denominator=_.count())

    rows = shelf.count(confirmed, of=["case"], by="sex").figures.rows
    assert sum(row.denominator or 0 for row in rows) == norway.count(
        "(SELECT FROM registry.case WHERE known_to IS NULL) AS standing"
    )


@pytest.mark.parametrize(("user", "password"), [("eva", "galt passord"), ("ingen", PASSWORD)])
def test_who_is_not_who_they_say_is_not_told_why(norway: Register, user: str, password: str) -> None:
    with pytest.raises(PermissionError, match="user name, the password or the code is wrong"):
        analysis.open_shelf(user, password=password)
    assert events(norway)[-1][1:] == ("log-in", "refused", "password")


def test_a_role_without_figures_opens_no_shelf(norway: Register) -> None:
    with pytest.raises(PermissionError, match="may not ask for figures"):
        analysis.open_shelf("siri", password=PASSWORD)
    assert events(norway)[-1] == ("siri", "use", "refused", "shelf")


def test_an_assignment_that_ends_closes_a_shelf_that_is_open(norway: Register) -> None:
    number = make_account(norway, "ine")
    shelf = analysis.open_shelf("ine", password=PASSWORD)
    assert shelf.measure("cases").figures.rows
    with norway.superuser() as bare:
        bare.execute(
            "UPDATE registry.assignment SET known_to = now(), ended_because = 'sluttet', ended_by = 'prøve'"
            ' WHERE "user" = %s',
            (number,),
        )
    with pytest.raises(PermissionError):
        shelf.measure("cases")
    assert events(norway)[-1] == ("ine", "use", "refused", "shelf")


def test_a_second_factor_is_asked_for(norway: Register) -> None:
    number = make_account(norway, "tove")
    secret = totp.make_secret()
    now = datetime.now(UTC)
    tove = Actor("tove", EVA.role, EVA.purpose)
    assert login.enrol(tove, number, secret, code(secret, now, steps=-1), now=now)
    with pytest.raises(PermissionError):
        analysis.open_shelf("tove", password=PASSWORD, code="000000")
    assert analysis.open_shelf("tove", password=PASSWORD, code=code(secret)).measure("cases").figures.rows


def test_too_many_wrong_ones_wait(norway: Register) -> None:
    make_account(norway, "wanda")
    for _again in range(login.FREE):
        with pytest.raises(PermissionError, match="wrong"):
            analysis.open_shelf("wanda", password="feil")
    with pytest.raises(PermissionError, match="Wait 1 minute, "):
        analysis.open_shelf("wanda", password=PASSWORD)


def test_the_files_beneath_are_the_installations_alone(norway: Register) -> None:
    """Inside one process nothing but good manners stands between Python and a file: the machine does."""
    del norway
    found = manifest.find_current(manifest.folder(os.environ))
    assert found
    files = [path for paths in found.files.values() for path in paths]
    assert files
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert {stat.S_IMODE(path.parent.stat().st_mode) for path in files} == {0o700}

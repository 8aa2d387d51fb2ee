"""Attempts are counted and wait, codes count once, and all of it is in the log."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection as django_connection

from infreg.access.actor import Purpose, Refused
from infreg.access.roles import OPERATOR
from infreg.flow import login
from infreg.flow.login import FREE, WAITS, Device, MustWait
from tests.accounts import EVA, NAME, code, events, make_account
from tests.register import Register, point

pytestmark = pytest.mark.requirement("NOIS-4-1")

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HERE, ELSEWHERE = "203.0.113.7", "203.0.113.8"


@pytest.fixture
def eva(register: Register) -> int:
    return make_account(register)


def fail(times: int, username: str = NAME, *, at: datetime = NOW, device: Device | None = None) -> None:
    for _ in range(times):
        login.begin(username, None, device, now=at)


def waits(username: str = NAME, address: str | None = None, *, at: datetime, device: Any = None) -> timedelta:
    """How long an attempt has to wait."""
    try:
        login.begin(username, address, device, now=at)
    except MustWait as refused:
        return refused.wait
    return timedelta(0)


# --- waiting


@pytest.mark.parametrize("username", [NAME, "finnes-ikke"])
@pytest.mark.control("6.3.1")
def test_after_five_wrong_ones_an_account_waits_longer_each_time_whether_or_not_it_exists(
    eva: int, username: str
) -> None:
    del eva
    fail(FREE, username)
    assert waits(username, at=NOW) == WAITS[0] == MINUTE
    later = NOW + MINUTE
    assert not waits(username, at=later)
    assert waits(username, at=later) == WAITS[1]
    later += WAITS[1]
    assert not waits(username, at=later)
    assert waits(username, at=later) == WAITS[2]
    later += WAITS[2]
    assert not waits(username, at=later)
    assert waits(username, at=later) == WAITS[2]


def test_who_tries_while_waiting_does_not_wait_longer_for_it(eva: int) -> None:
    del eva
    fail(FREE)
    assert [waits(at=NOW + second * timedelta(seconds=10)) for second in range(6)] == [
        timedelta(seconds=left) for left in (60, 50, 40, 30, 20, 10)
    ]
    assert not waits(at=NOW + MINUTE)


def test_nobody_can_be_shut_out_for_longer_than_a_quarter_of_an_hour(eva: int) -> None:
    """However long somebody goes on, and how many they are."""
    del eva
    at, longest = NOW, timedelta(0)
    for _ in range(60):
        left = waits(at=at)
        longest, at = max(longest, left), at + left
    assert longest == timedelta(minutes=15)


def test_a_device_that_the_account_has_used_does_not_wait_for_strangers(eva: int) -> None:
    mine = Device(eva, b"min nettleser")
    fail(FREE)
    assert waits(at=NOW)
    assert not waits(at=NOW, device=mine)
    assert waits(at=NOW, device=Device(eva + 1, b"en annens"))
    fail(FREE - 1, device=mine)  # one was counted above
    assert waits(at=NOW, device=mine)
    assert not waits(at=NOW, device=Device(eva, b"den andre"))


def test_the_right_password_ends_a_row_of_wrong_ones(eva: int) -> None:
    del eva
    fail(FREE - 1)
    login.succeed(EVA, [login.begin(NAME, None, None, now=NOW)])
    fail(FREE)
    assert waits(at=NOW)


@pytest.mark.control("6.3.1")
def test_an_address_waits_when_it_tries_many_names(eva: int) -> None:
    del eva
    for number in range(login.FREE_FROM_ADDRESS):
        login.begin(f"navn {number}", HERE, None, now=NOW)
    assert waits("et til", HERE, at=NOW) == MINUTE
    assert not waits("et til", ELSEWHERE, at=NOW)
    assert not waits("et til", HERE, at=NOW + login.MEMORY_OF_ADDRESS + MINUTE)


def test_attempts_are_deleted_when_they_are_not_counted_any_more(register: Register, eva: int) -> None:
    del eva
    fail(3)
    fail(1, "en annen", at=NOW + login.MEMORY + MINUTE)
    assert register.count("registry.login_attempt") == 1


def test_no_attempt_says_who_tried_or_from_where(register: Register, eva: int) -> None:
    del eva
    login.begin("12057699999", HERE, Device(1, b"x"), now=NOW)
    with register.superuser() as bare:
        (row,) = bare.execute("SELECT login_attempt::text FROM registry.login_attempt").fetchall()
    assert "12057699999" not in row[0]
    assert b"12057699999".hex() not in row[0]
    assert HERE.encode().hex() not in row[0]


def attempt(environ: dict[str, str], _: int) -> bool:
    """In a process of its own: whether an attempt was let through to the password."""
    point(environ | {"INFREG_ROLE": "app"})
    try:
        login.begin(NAME, HERE, None)
    except MustWait:
        return False
    return True


def test_processes_count_together(register: Register, eva: int) -> None:
    """Forty at once, in two processes: five come to the password."""
    del eva
    django_connection.close()
    with multiprocessing.get_context("fork").Pool(2) as pool:
        let_in = pool.starmap(attempt, [(register.environ, number) for number in range(40)])
    assert sum(let_in) == FREE


# --- the second factor


@pytest.fixture
def secret(eva: int) -> bytes:
    """Eva's secret; she enrolled at NOW."""
    made = login.make_secret()
    assert login.enrol(EVA, eva, made, code(made, NOW), now=NOW)
    return made


def test_an_account_has_no_second_factor_until_a_code_shows_that_it_works(
    register: Register, eva: int
) -> None:
    secret = login.make_secret()
    assert login.enrol(EVA, eva, secret, "000000", now=NOW) is None
    assert login.find_factor(eva) is None
    recovery = login.enrol(EVA, eva, secret, code(secret, NOW), now=NOW)
    assert recovery
    assert len(recovery) == 10
    assert login.find_factor(eva) == login.Factor(NOW, 10)
    assert events(register) == [(NAME, "change-access", "done", "second factor on")]


@pytest.mark.control("6.5.1")
def test_a_code_counts_once(eva: int, secret: bytes) -> None:
    later = NOW + MINUTE
    assert login.check_code(eva, code(secret, later), now=later)
    assert not login.check_code(eva, code(secret, later), now=later)
    assert not login.check_code(eva, code(secret, later), now=later + timedelta(seconds=29))


@pytest.mark.control("2.3.1")
def test_the_code_of_the_enrolment_does_not_log_in(eva: int, secret: bytes) -> None:
    assert not login.check_code(eva, code(secret, NOW), now=NOW)


def test_after_a_code_none_from_before_it_counts(eva: int, secret: bytes) -> None:
    later = NOW + 5 * MINUTE
    assert login.check_code(eva, code(secret, later, steps=1), now=later)
    assert not login.check_code(eva, code(secret, later), now=later)


@pytest.mark.parametrize(("steps", "counts"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_one_step_wrong(eva: int, secret: bytes, steps: int, counts: bool) -> None:
    later = NOW + 5 * MINUTE
    assert login.check_code(eva, code(secret, later, steps=steps), now=later) is counts


def test_of_two_who_come_with_one_code_at_once_one_gets_in(eva: int, secret: bytes) -> None:
    later, written = NOW + MINUTE, code(secret, NOW + MINUTE)

    def come(_: int) -> bool:
        try:
            return login.check_code(eva, written, now=later)
        finally:
            django_connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(come, range(4))) == [False, False, False, True]


@pytest.mark.control("6.5.1")
def test_a_spare_code_counts_once_and_for_its_account_alone(register: Register, eva: int) -> None:
    other = make_account(register, "ola")
    secret = login.make_secret()
    recovery = login.enrol(EVA, eva, secret, code(secret, NOW), now=NOW)
    login.enrol(replace(EVA, name="ola"), other, secret, code(secret, NOW), now=NOW)
    assert recovery
    assert not login.check_code(other, recovery[0], now=NOW)
    assert login.check_code(eva, recovery[0].lower().replace("-", " "), now=NOW)
    assert not login.check_code(eva, recovery[0], now=NOW)
    assert login.find_factor(eva) == login.Factor(NOW, 9)


@pytest.mark.control("6.5.2")
def test_a_secret_and_the_spare_codes_are_kept_so_that_nobody_reads_them(
    register: Register, eva: int
) -> None:
    secret = login.make_secret()
    recovery = login.enrol(EVA, eva, secret, code(secret, NOW), now=NOW)
    assert recovery
    with register.superuser() as bare:
        kept = "".join(
            row[0]
            for table in ("second_factor", "recovery_code")
            for row in bare.execute(f"SELECT {table}::text FROM registry.{table}".encode())
        )
    assert secret.hex() not in kept
    assert recovery[0].replace("-", "").encode().hex() not in kept


def test_a_secret_opens_for_no_other_account(register: Register, eva: int, secret: bytes) -> None:
    other = make_account(register, "ola")
    with register.superuser() as bare:
        bare.execute('UPDATE registry.second_factor SET "user" = %s WHERE "user" = %s', (other, eva))
    with pytest.raises(Exception, match="does not open"):
        login.check_code(other, code(secret, NOW + MINUTE), now=NOW + MINUTE)


def test_who_has_no_second_factor_has_no_code(eva: int) -> None:
    assert not login.check_code(eva, "000000")


@pytest.mark.control("6.4.4")
def test_the_operator_takes_a_second_factor_away_with_a_reason(
    register: Register, eva: int, secret: bytes
) -> None:
    del secret
    operator = replace(EVA, name="operator rot", role=OPERATOR, purpose=Purpose.SUPERVISION)
    assert login.reset_factor(operator, NAME, "ny telefon")
    assert login.find_factor(eva) is None
    assert not login.reset_factor(operator, NAME, "en gang til")
    assert events(register)[-1] == ("operator rot", "change-access", "done", f"second factor reset: {NAME}")
    assert register.count("registry.\"user\" WHERE username = 'eva' AND session_round = 2") == 1
    assert register.count("registry.recovery_code") == 0
    with pytest.raises(login.UnknownAccount):
        login.reset_factor(operator, "finnes-ikke", "ny telefon")


def test_nobody_else_takes_a_second_factor_away(eva: int, secret: bytes) -> None:
    del secret
    with pytest.raises(Refused):
        login.reset_factor(EVA, NAME, "jeg vil")
    assert login.find_factor(eva)


# --- the log


@pytest.mark.control("16.3.1")
def test_who_gets_in_and_who_does_not_is_in_the_log_once_each(register: Register, eva: int) -> None:
    del eva
    login.succeed(EVA, [login.begin(NAME, None, None)])
    login.refuse(NAME, "password")
    login.refuse("hemmelig som navn", "password")
    fail(FREE, at=datetime.now(UTC))
    waits(at=datetime.now(UTC))
    login.log_out(EVA)
    assert events(register) == [
        (NAME, "log-in", "done", None),
        (NAME, "log-in", "refused", "password"),
        ("unknown", "log-in", "refused", "password"),
        (NAME, "log-in", "refused", "waiting"),
        (NAME, "log-out", "done", None),
    ]


def test_only_the_web_reads_what_logging_in_leans_on(register: Register, secret: bytes) -> None:
    del secret
    tables = ("second_factor", "recovery_code", "login_attempt")
    for role in ("intake", "insight", "auditor"):
        with register.login(role) as bare:
            for table in tables:
                row = bare.execute(
                    "SELECT has_table_privilege(%s, 'SELECT')", (f"registry.{table}",)
                ).fetchone()
                assert row == (False,), (role, table)

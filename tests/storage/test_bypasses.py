"""Ways round a policy that others' registers have had, each tried."""

from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest

from infreg.access.actor import Actor, Purpose
from infreg.access.roles import CLINICIAN, LABORATORY, MUNICIPAL_MEDICAL_OFFICER, REGISTRY_OFFICER
from infreg.storage.connection import acting, savepoint
from infreg.storage.home import LOGINS
from tests.register import Server
from tests.storage.filled import Filled, fill

pytestmark = pytest.mark.requirement("NOIS-4-1")

LAB = Actor("lab", LABORATORY, Purpose.QUALITY)
ANSWERS = "SELECT count(*) FROM registry.answer"


@pytest.fixture(scope="module")
def country(embedded: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """Filled once: what is tried here changes nothing."""
    with embedded.fresh() as register:
        yield fill(register, tmp_path_factory.mktemp("checkpoints"))


def count(connection: "psycopg.Connection[tuple[int]]", query: str = ANSWERS) -> int:
    row = connection.execute(query.encode()).fetchone()
    assert row
    return row[0]


def test_the_tables_owner_sees_no_row(country: Filled) -> None:
    """Ownership goes round a policy that is not forced."""
    assert country.register.count("registry.answer") > 0
    with country.register.login("owner") as bare:
        assert count(bare) == 0


@pytest.mark.parametrize("way", ["RESET ROLE", "RESET SESSION AUTHORIZATION", "SET ROLE NONE", "DISCARD ALL"])
def test_a_login_that_lets_go_of_its_role_is_no_more_than_itself(country: Filled, way: str) -> None:
    """A pooled connection whose login is privileged would be that again."""
    for login in LOGINS:
        with country.register.login(login) as bare:
            bare.autocommit = True
            bare.execute(way.encode())
            row = bare.execute("SELECT current_user, session_user").fetchone()
            assert row == (login, login)
    with country.register.login("app") as bare:
        bare.autocommit = True
        bare.execute(way.encode())
        assert count(bare) == 0


@pytest.mark.parametrize(
    "other", ["owner", "vault", "intake", "insight", "auditor", "postgres", "pg_read_all_data"]
)
def test_the_web_becomes_nobody_but_who_looks_a_patient_up_or_reads_a_municipality(
    country: Filled, other: str
) -> None:
    with country.register.login("app") as bare:
        with pytest.raises(psycopg.Error), bare.transaction():
            bare.execute(f"SET ROLE {other}".encode())
        assert count(bare) == 0


def test_the_role_that_looks_a_patient_up_sees_nobody_without_a_patient(country: Filled) -> None:
    country.register.use("app")
    for actor in (LAB, Actor("doctor", CLINICIAN, Purpose.TREATMENT)):
        with acting(actor) as connection:
            connection.execute("SET LOCAL ROLE lookup")
            assert count(connection) == 0


def test_the_role_that_reads_a_municipalitys_cases_sees_none_of_anothers(country: Filled) -> None:
    """Nor does it show anything to whoever reaches something else, or nothing, or has another purpose."""
    country.register.use("app")
    home = frozenset({country.municipality})
    theirs = Actor("mmo", MUNICIPAL_MEDICAL_OFFICER, Purpose.SURVEILLANCE, municipalities=home)
    for actor, sees in (
        (theirs, True),
        (replace(theirs, municipalities=frozenset({"0000"})), False),
        (replace(theirs, municipalities=frozenset()), False),
        (replace(theirs, purpose=Purpose.QUALITY), False),
        (replace(theirs, role=REGISTRY_OFFICER), False),
        (replace(theirs, role=CLINICIAN, purpose=Purpose.TREATMENT), False),
        (replace(theirs, role=LABORATORY), False),
    ):
        with acting(actor) as connection:
            connection.execute("SET LOCAL ROLE municipal")
            for table in ("case", "case_evidence", "case_decision"):
                found = count(connection, f"SELECT count(*) FROM registry.{table}")
                assert bool(found) is sees, (actor, table)
            homes = f"SELECT count(*) FROM registry.case WHERE municipality <> '{country.municipality}'"
            assert count(connection, homes) == 0
            for table in ("registry.answer", "sealed.receipt", "registry.audit_event"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege), savepoint():
                    count(connection, f"SELECT count(*) FROM {table}")


def test_there_is_no_view_and_nobody_can_make_one(country: Filled) -> None:
    """A view shows what its owner sees, a materialised one what everybody does."""
    statements = (
        "CREATE VIEW registry.all_answers AS SELECT * FROM registry.answer",
        "CREATE MATERIALIZED VIEW registry.all_answers AS SELECT * FROM registry.answer",
        "CREATE FUNCTION registry.f() RETURNS bigint SECURITY DEFINER LANGUAGE sql AS 'SELECT 1::bigint'",
    )
    for login in ("app", "intake", "insight", "auditor"):
        with country.register.login(login) as bare:
            for statement in statements:
                with pytest.raises(psycopg.errors.InsufficientPrivilege), bare.transaction():
                    bare.execute(statement.encode())


def test_functions_that_run_as_another_are_the_vaults_and_named(country: Filled) -> None:
    with country.register.superuser() as bare:
        found = bare.execute(
            "SELECT n.nspname || '.' || p.proname, pg_get_userbyid(p.proowner), p.proconfig"
            " FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace"
            " WHERE p.prosecdef AND n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"
        ).fetchall()
    assert [name for name, *_ in found] == [
        "identity.find",
        "identity.known_as",
        "identity.learn",
        "identity.looked_case",
        "identity.requesters",
        "identity.resolve",
        "identity.reveal",
        "registry.later_answers",
    ]
    assert {(owner, tuple(config)) for _, owner, config in found} == {
        ("vault", ("search_path=pg_catalog, pg_temp",))
    }


def test_a_reference_tells_nobody_that_an_invisible_row_is_there(country: Filled) -> None:
    """A foreign key is checked past the policies: so a laboratory may add nothing that refers to another's,
    and is refused alike whether it is there or not."""
    country.register.use("app")
    statement = "INSERT INTO sealed.waiting (receipt, unit) VALUES (%s, %s)"
    with country.register.superuser() as bare:
        row = bare.execute("SELECT number, unit FROM sealed.receipt LIMIT 1").fetchone()
    assert row
    for receipt in (row[0], "0000-0000-0000-0000"):
        with acting(LAB) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege), savepoint():
            connection.execute(statement, (receipt, row[1]))


def test_what_is_unset_or_no_list_of_units_shows_nothing(country: Filled) -> None:
    for units in ("", "{}", "{NULL}"):
        with country.register.login("app") as bare:
            bare.execute("SELECT set_config('infreg.units', %s, false)", (units,))
            bare.execute("SELECT set_config('infreg.purpose', 'quality', false)")
            assert count(bare) == 0
    with country.register.login("app") as bare:
        bare.execute("SELECT set_config('infreg.units', 'everything', false)")
        bare.execute("SELECT set_config('infreg.purpose', 'quality', false)")
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            count(bare)

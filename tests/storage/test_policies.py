"""Closed by default, asked of the database's own catalogue: what no list remembers is found too."""

from pathlib import Path

import psycopg
import pytest

from infreg.access.actor import Actor, Purpose, Refused
from infreg.access.roles import (
    CLINICIAN,
    LABORATORY,
    RECEPTION,
    Permission,
    Reach,
    Role,
)
from infreg.flow import intake
from infreg.storage.connection import acting, reach_units, savepoint
from infreg.storage.home import LOGINS
from infreg.storage.policies import WITHOUT_POLICY
from infreg.vocabulary.reception import Status
from tests.register import TEMPLATE, Register
from tests.storage.filled import HANDFUL, MARKED, OFFICER, decide, number_and_protect
from tests.storage.who_reaches_what import SEE

pytestmark = pytest.mark.requirement("NOIS-4-1")

#: With the marked one, and one that is held.
ANSWERS = len(HANDFUL) + 2
TABLES = """
    SELECT n.nspname || '.' || c.relname, c.relrowsecurity AND c.relforcerowsecurity,
        pg_get_userbyid(c.relowner), c.relkind
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%'
"""


@pytest.fixture
def filled(either: Register, tmp_path: Path) -> Register:
    """A register with something in every table that reception fills, or people who decide."""
    covid = HANDFUL["covid.xml"]
    first, second, *_, conflict = either.receive(*HANDFUL.values(), MARKED, covid.replace(b"HNX", b"HN"))
    decide(either, first, second, conflict)
    number_and_protect(either, tmp_path)
    return either


def tables(register: Register) -> dict[str, tuple[bool, str, str]]:
    with register.superuser() as bare:
        return {row[0]: (row[1], row[2], row[3]) for row in bare.execute(TABLES.encode())}


def rows_seen(bare: "psycopg.Connection[tuple[int]]", table: str) -> int | str:
    """How many rows a connection sees, or that it may not look."""
    schema, _, name = table.partition(".")
    try:
        with bare.transaction():
            row = bare.execute(f'SELECT count(*) FROM {schema}."{name}"'.encode()).fetchone()
    except psycopg.errors.InsufficientPrivilege:
        return "refused"
    return row[0] if row else 0


def test_every_table_has_a_forced_policy_or_a_reason(either: Register) -> None:
    without = {name for name, (forced, _, _) in tables(either).items() if not forced}
    assert without == set(WITHOUT_POLICY)


@pytest.mark.control("13.2.2")
def test_no_login_owns_a_table_or_goes_round_a_policy(either: Register) -> None:
    assert {owner for _, owner, _ in tables(either).values()} == {"owner"}
    with either.superuser() as bare:
        roles = bare.execute(
            "SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb, rolcanlogin"
            " FROM pg_roles WHERE rolname = ANY(%s)",
            ([*LOGINS, "vault"],),
        ).fetchall()
    assert sorted(roles) == sorted([*((login, False, True) for login in LOGINS), ("vault", False, False)])


@pytest.mark.control("8.3.3")
def test_every_view_asks_the_policies_of_who_looks(either: Register) -> None:
    """And there is no materialised view, which would hold everybody's rows."""
    assert {kind for _, _, kind in tables(either).values()} == {"r"}


@pytest.mark.control("8.3.1")
def test_without_acting_no_role_sees_a_row(filled: Register) -> None:
    protected = set(tables(filled)) - set(WITHOUT_POLICY)
    assert all(filled.count(table) for table in protected)
    for login in LOGINS:
        with filled.login(login) as bare:
            seen = {table: rows_seen(bare, table) for table in protected}
        assert set(seen.values()) <= {0, "refused"}, (login, seen)
        if login in {"insight", "auditor"}:
            open_to = {f"registry.{name}" for name in SEE[login].split()}
            assert {table for table, rows in seen.items() if rows == 0} == open_to, (login, seen)


@pytest.mark.parametrize("login", ["app", "intake"])
def test_an_emptied_context_shows_as_little_as_none(filled: Register, login: str) -> None:
    """After a transaction's settings end PostgreSQL gives '' where it gave null before."""
    with filled.login(login) as bare:
        for setting in ("units", "purpose", "role", "reach"):
            bare.execute("SELECT set_config(%s, '', false)", (f"infreg.{setting}",))
        seen = {rows_seen(bare, table) for table in set(tables(filled)) - set(WITHOUT_POLICY)}
    assert seen <= {0, "refused"}


def test_units_without_a_purpose_show_nothing(filled: Register) -> None:
    with filled.login("app") as bare:
        bare.execute("SELECT set_config('infreg.units', '{1,2,3,4,5}', false)")
        assert rows_seen(bare, "registry.answer") == 0
        bare.execute("SELECT set_config('infreg.purpose', 'quality', false)")
        assert rows_seen(bare, "registry.answer") == ANSWERS


def test_acting_leaves_nothing_behind_on_the_connection(filled: Register) -> None:
    filled.use("app")
    with acting(OFFICER) as connection:
        assert rows_seen(connection, "registry.answer") == ANSWERS
    assert rows_seen(connection, "registry.answer") == 0


@pytest.mark.control("8.2.2", "8.4.1")
def test_a_laboratory_sees_its_own_and_nobody_elses(filled: Register) -> None:
    other = HANDFUL["covid.xml"].replace(b"<Id>990017</Id>", b"<Id>990555</Id>").replace(b"handful", b"other")
    theirs = filled.receive(other)[0]
    assert theirs.status is Status.ACCEPTED
    with filled.superuser() as bare:
        units = dict(bare.execute("SELECT identifier, id FROM registry.institution").fetchall())
    filled.use("app")
    mine = Actor("lab", LABORATORY, Purpose.QUALITY, frozenset({units["990017"]}))
    found, total = intake.arrivals(mine)
    assert total == len(found) == ANSWERS
    assert {arrival.sender.id for arrival in found if arrival.sender} == {"990017"}
    assert intake.show(mine, str(theirs.receipt)) is None
    nobody = Actor("lab", LABORATORY, Purpose.QUALITY, frozenset())
    assert intake.arrivals(nobody) == ((), 0)


def test_cases_are_seen_by_who_reaches_the_country_alone(filled: Register) -> None:
    tables = [f"registry.{name}" for name in ("case", "case_evidence", "case_question", "case_decision")]
    with filled.superuser() as bare:
        units = frozenset(row[0] for row in bare.execute("SELECT id FROM registry.institution"))
    for login in ("app", "intake"):
        filled.use(login)
        with acting(Actor("lab", LABORATORY, Purpose.QUALITY, units)) as connection:
            assert {rows_seen(connection, table) for table in tables} == {0}
        with acting(OFFICER) as connection:
            assert 0 not in {rows_seen(connection, table) for table in tables}


def test_a_laboratory_writes_no_case(filled: Register) -> None:
    filled.use("intake")
    statement = "INSERT INTO registry.stale_person (subject) VALUES ('x')"
    laboratory = Actor("lab", LABORATORY, Purpose.QUALITY, frozenset({1}))
    refused = pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security")
    with acting(laboratory) as connection, refused, savepoint():
        connection.execute(statement)


WEB_MAY_NOT = (
    "INSERT INTO registry.answer (unit) VALUES (1)",
    "UPDATE registry.answer SET known_to = now()",
    "DELETE FROM registry.answer",
    "TRUNCATE registry.answer CASCADE",
    "SELECT * FROM sealed.original",
    "UPDATE sealed.receipt SET number = 'x'",
    "DELETE FROM sealed.waiting",
    "UPDATE sealed.message SET receipt = 'x'",
    "UPDATE registry.decision SET choice = 'first'",
    "DELETE FROM registry.decision",
    "DELETE FROM registry.same_person",
    "UPDATE registry.same_person SET person = 'x'",
    "DELETE FROM registry.mapping",
    "UPDATE registry.mapping SET target = 'x'",
    "INSERT INTO registry.definition (kind) VALUES ('x')",
    "UPDATE registry.finding SET counts = true",
    "DELETE FROM registry.stale",
    "DELETE FROM registry.changed",
    "SELECT * FROM registry.changed",
    "DELETE FROM registry.case",
    "UPDATE registry.case SET disease = 'x'",
    "UPDATE registry.case_evidence SET receipt = 'x'",
    "UPDATE registry.case_decision SET move = 'x'",
    "DELETE FROM registry.case_decision",
    "DELETE FROM registry.stale_person",
    "SELECT * FROM identity.person",
    "SELECT * FROM identity.resolve(ARRAY['x'::bytea])",
    "SELECT * FROM identity.reveal('lab', 'x')",
    "SELECT identity.find('x'::bytea, gen_random_uuid())",
    "ALTER TABLE registry.answer DISABLE ROW LEVEL SECURITY",
    "DROP POLICY own_units ON registry.answer",
    "SET ROLE owner",
    "SET ROLE vault",
    "SET ROLE intake",
    "SET SESSION AUTHORIZATION postgres",
    "CREATE TABLE registry.mine (n int)",
    "CREATE TABLE public.mine (n int)",
    "COPY registry.answer TO PROGRAM 'cat'",
)
REFRESH_MAY_NOT = (
    "INSERT INTO registry.changed (\"table\") VALUES ('case')",
    "UPDATE registry.changed SET month = NULL",
    "SELECT answer_id FROM registry.answer",
    "SELECT receipt FROM registry.answer",
    "SELECT requester_name FROM registry.answer",
    "SELECT comments FROM registry.answer",
    "SELECT specimen_id FROM registry.specimen",
    "SELECT specimen_id FROM registry.isolate",
    "SELECT identifier FROM registry.institution",
    "SELECT because FROM registry.same_person",
    "SELECT results FROM registry.finding",
    "SELECT * FROM registry.case_evidence",
    "SELECT * FROM registry.result",
    "SELECT * FROM registry.term",
    "SELECT * FROM sealed.receipt",
    "SELECT * FROM identity.person",
    'SELECT * FROM registry."user"',
    "UPDATE registry.answer SET known_to = now()",
    "DELETE FROM registry.finding",
    "SET ROLE vault",
    "SET ROLE owner",
)
RECEPTION_MAY_NOT = (
    "DELETE FROM registry.answer",
    "UPDATE registry.answer SET answer_id = 'x'",
    "UPDATE sealed.receipt SET number = 'x'",
    "DELETE FROM sealed.original",
    "DELETE FROM sealed.outcome",
    "UPDATE registry.definition SET files = '{}'",
    "DELETE FROM registry.definition",
    "DELETE FROM registry.finding",
    "DELETE FROM registry.changed",
    "UPDATE registry.finding SET outcome = 'x'",
    "DELETE FROM registry.mapping",
    "DELETE FROM registry.case",
    "UPDATE registry.case SET event = '2020-01-01'",
    "UPDATE registry.case_decision SET because = 'x'",
    "DELETE FROM registry.case_decision",
    "SELECT * FROM identity.number",
    "SELECT * FROM identity.reveal('lab', 'x')",
    'SELECT * FROM registry."user"',
    "SET ROLE owner",
    "SET ROLE vault",
)


@pytest.mark.parametrize(
    ("login", "statements"),
    [("app", WEB_MAY_NOT), ("intake", RECEPTION_MAY_NOT), ("insight", REFRESH_MAY_NOT)],
)
def test_a_role_may_not(filled: Register, login: str, statements: tuple[str, ...]) -> None:
    allowed = []
    with filled.login(login) as bare:
        for statement in statements:
            try:
                with bare.transaction(force_rollback=True):
                    bare.execute(statement.encode())
            except psycopg.errors.InsufficientPrivilege:
                continue
            allowed.append(statement)
    assert not allowed


@pytest.mark.control("8.4.1")
def test_a_row_cannot_be_given_to_a_unit_out_of_reach(filled: Register) -> None:
    filled.use("intake")
    statement = (
        "INSERT INTO sealed.receipt (number, unit, channel, content_hash, size, received_at)"
        " VALUES ('x', 1, 'file', 'x', 1, now())"
    )
    with acting(Actor("reception", RECEPTION, Purpose.RECEPTION)) as connection:
        reach_units(connection, [])
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"), savepoint():
            connection.execute(statement)


def test_the_vault_gives_a_number_one_person_for_ever(filled: Register) -> None:
    numbers = [b"b" * 27, b"a" * 27, b"b" * 27]
    with filled.login("intake") as bare:
        first = bare.execute("SELECT * FROM identity.resolve(%s)", (numbers,)).fetchall()
        again = bare.execute("SELECT * FROM identity.resolve(%s)", (numbers[:1],)).fetchall()
    assert len(first) == 2
    assert set(again) < set(first)


def test_an_institution_keeps_its_first_name(register: Register) -> None:
    renamed = (
        HANDFUL["covid.xml"].replace(b"Fjordlaboratoriet", b"Et annet navn").replace(b"handful", b"other")
    )
    register.receive(HANDFUL["blodkultur.xml"])
    register.receive(renamed)
    with register.superuser() as bare:
        names = bare.execute("SELECT name FROM registry.institution WHERE identifier = '990017'").fetchall()
    assert names == [("Fjordlaboratoriet",)]


@pytest.mark.control("8.2.1")
def test_an_actor_without_the_permission_is_refused_before_the_database_is_asked() -> None:

    nobody = Role("nobody", {}, {}, Reach.COUNTRY, (Purpose.QUALITY,), frozenset())
    for asked in (Permission.SEE_ARRIVALS, Permission.SEE_ANSWERS):
        with pytest.raises(Refused, match=asked):
            Actor("x", nobody, Purpose.QUALITY).check(asked)
    with pytest.raises(Refused):
        intake.arrivals(Actor("x", nobody, Purpose.QUALITY))
    with pytest.raises(Refused):
        intake.show(Actor("x", nobody, Purpose.QUALITY), "x")


BY_INDEX = (
    ("app", Actor("lab", LABORATORY, Purpose.QUALITY, frozenset({1})), "registry.answer", "unit"),
    ("lookup", Actor("doctor", CLINICIAN, Purpose.TREATMENT), "registry.answer", "subject"),
    ("lookup", Actor("doctor", CLINICIAN, Purpose.TREATMENT), "registry.result", "answer"),
)


@pytest.mark.parametrize(("role", "actor", "table", "column"), BY_INDEX)
def test_a_policy_finds_its_rows_by_an_index(
    either: Register, role: str, actor: Actor, table: str, column: str
) -> None:
    """The query names nothing: the policy's own column must be what is looked for. Of cases, which have more
    indexes to choose among, bench/policies.py asks the same on many rows."""
    either.use("app")
    with acting(actor) as connection:
        connection.execute(f"SET LOCAL ROLE {role}".encode())
        connection.execute("SET LOCAL enable_seqscan = off")  # a small table is read through otherwise
        plan = [row[0] for row in connection.execute(f"EXPLAIN SELECT * FROM {table}".encode())]
    assert [line for line in plan if "Index Cond" in line and f"{column} = ANY" in line], "\n".join(plan)


RIGHTS = """
    SELECT r.rolname, 'schema ' || n.nspname, 'CREATE' FROM pg_roles AS r CROSS JOIN pg_namespace AS n
    WHERE r.rolname = ANY(%(roles)s) AND n.nspname = ANY(%(schemas)s)
    AND has_schema_privilege(r.oid, n.oid, 'CREATE')
    UNION ALL
    SELECT r.rolname, 'schema ' || n.nspname, 'USAGE' FROM pg_roles AS r CROSS JOIN pg_namespace AS n
    WHERE r.rolname = ANY(%(roles)s) AND n.nspname = 'identity'
    AND has_schema_privilege(r.oid, n.oid, 'USAGE')
    UNION ALL
    SELECT r.rolname, p.oid::regproc::text, 'EXECUTE' FROM pg_roles AS r CROSS JOIN pg_proc AS p
    WHERE r.rolname = ANY(%(roles)s) AND p.pronamespace::regnamespace::text = ANY(%(schemas)s)
    AND has_function_privilege(r.oid, p.oid, 'EXECUTE')
    UNION ALL
    SELECT r.rolname, c.oid::regclass::text, 'NEXTVAL' FROM pg_roles AS r CROSS JOIN pg_class AS c
    WHERE r.rolname = ANY(%(roles)s) AND c.relnamespace::regnamespace::text = ANY(%(schemas)s)
    AND c.relkind = 'S' AND has_sequence_privilege(r.oid, c.oid, 'USAGE, UPDATE')
"""


@pytest.mark.control("13.2.2")
def test_beside_rows_a_role_has_no_right_that_it_does_not_use(either: Register) -> None:
    """Schemas, functions and sequences, what PUBLIC was given included."""
    asked = {
        "roles": ["app", "intake", "insight", "auditor", "lookup", "municipal"],
        "schemas": ["registry", "sealed", "identity", "public"],
    }
    with either.superuser() as bare:
        rights = set(bare.execute(RIGHTS.encode(), asked).fetchall())
    assert rights == {
        ("intake", "schema identity", "USAGE"),
        ("intake", "identity.resolve", "EXECUTE"),
        ("intake", "identity.learn", "EXECUTE"),
        ("intake", "identity.known_as", "EXECUTE"),
        ("app", "identity.reveal", "EXECUTE"),
        ("app", "identity.requesters", "EXECUTE"),
        ("app", "registry.hidden_subjects", "EXECUTE"),
        ("insight", "registry.hidden_subjects", "EXECUTE"),
        ("insight", "registry.later_answers", "EXECUTE"),
        ("app", "schema identity", "USAGE"),
        ("app", "identity.find", "EXECUTE"),
        ("lookup", "registry.looked_up_subjects", "EXECUTE"),
        ("lookup", "registry.looked_up_answers", "EXECUTE"),
        ("lookup", "registry.looked_up_isolates", "EXECUTE"),
        ("municipal", "registry.hidden_subjects", "EXECUTE"),
        ("intake", "registry.answer_id_seq", "NEXTVAL"),
        ("intake", "registry.finding_id_seq", "NEXTVAL"),
        ("intake", "registry.isolate_id_seq", "NEXTVAL"),
        ("intake", "sealed.receipt_arrival_seq", "NEXTVAL"),
        ("app", "sealed.receipt_arrival_seq", "NEXTVAL"),
    }


def test_nobody_but_our_logins_may_enter_the_database(either: Register) -> None:
    """Of the database that was prepared: the tests' own are copies, and a copy begins with PostgreSQL's."""
    with either.superuser() as bare:
        granted = bare.execute(
            "SELECT a.grantee::regrole::text, a.privilege_type FROM pg_database, aclexplode(datacl) AS a"
            " WHERE datname = %s AND a.grantee <> datdba",
            (TEMPLATE,),
        ).fetchall()
    assert set(granted) == {*((login, "CONNECT") for login in LOGINS), ("intake", "TEMPORARY")}

"""Who may do what: given for a time, under an agreement, by somebody, and closed by default."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from infreg.access.actor import Actor, Ended, Purpose, Refused
from infreg.access.assignments import State
from infreg.access.roles import NOBODYS, OPERATOR, REGISTRY_OFFICER, ROLES, SUPERVISOR
from infreg.flow import access, auditing, binding, definitions, overseeing
from infreg.flow.access import CannotAssign, WeakPassword, Wish
from infreg.storage.assignments import find_assignments, managing
from infreg.storage.models import User
from infreg.synthetic.handful import first_person, handful
from infreg.vocabulary.audit import Action
from infreg.vocabulary.time import OSLO
from tests.register import Register

pytestmark = pytest.mark.requirement("NIR-17", "NOIS-4-1")

WHO = Actor("operator prøve", OPERATOR, Purpose.SUPERVISION)
AUDITOR = Actor("tilsyn", SUPERVISOR, Purpose.SUPERVISION)
OFFICER = Actor("officer", REGISTRY_OFFICER, Purpose.QUALITY)
ASKER, BAERUM, OSLO_CITY = "3203", "3201", "0301"
MESSAGES = dict(handful(datetime(2026, 11, 22, tzinfo=UTC)))
PASSWORD = "regnbuer over fjorden"
AGREEMENT = """\
kind = "agreements"
name = "tenkt-drift"
valid_from = 2020-01-01
{valid_to}
source = "laget for testen"
status = "verified"
controller = "Tenkt institutt"
processor = "Tenkt drift AS"
title = {{ nb = "Avtale om drift", en = "Agreement on operations" }}

[[scope]]
register = "lab"
text.nb = "Drifter databasen."
text.en = "Runs the database."
"""
OFFICE = """\
kind = "offices"
name = "tenkte-kontorer"
valid_from = 2024-01-01
source = "laget for testen"
status = "verified"
rows = "kontorer.csv"
title = { nb = "Kontorer", en = "Offices" }
"""
ORGANISATIONS = """\
kind = "organisations"
name = "tenkte-virksomheter"
valid_from = 2024-01-01
source = "laget for testen"
status = "verified"
rows = "virksomheter.csv"
title = { nb = "Virksomheter", en = "Organisations" }
"""

MAKE_AN_ACCOUNT = """
    INSERT INTO registry."user" (username, password, name, role, is_active)
    VALUES ('x', '', 'x', 'clinician', true)
"""
GIVE_IT_SOMETHING = """
    INSERT INTO registry.assignment ("user", kind, sees_protected, valid_from, because, by, known_from)
    SELECT id, 'regular', true, now(), '', '', now() FROM registry."user"
"""
CHANGE_ITS_ROLE = "UPDATE registry.\"user\" SET role = 'registry_officer'"
REWRITE = (
    "UPDATE registry.assignment SET municipality = '0301'",
    "UPDATE registry.assignment SET known_to = NULL",
    "DELETE FROM registry.assignment",
)


def make(username: str, role: str, *wishes: Wish) -> None:
    """An account with what is wished for it."""
    access.add_user(WHO, username, f"Tenkt {username}", role)
    for wish in wishes:
        access.assign(WHO, username, wish, "prøve")


def at_work(username: str) -> Actor:
    """The account as a page would have it act now."""
    user = User.objects.get(username=username)
    return user.actor(ROLES[user.role].purposes[0])


def municipalities_at(username: str, at: datetime) -> set[str]:
    """What an account reaches at a moment, asked by an auditor."""
    account = access.access_of(AUDITOR, username, at)
    assert account
    return set(account.reached.municipalities) if account.reached else set()


def load(register: Register, folder: Path, **files: str) -> None:
    for name, content in files.items():
        folder.joinpath(name.replace("_", ".")).write_text(content, encoding="utf-8")
    register.use("intake")
    definitions.load(OFFICER, sorted(folder.glob("*.toml")))
    register.use("app")


def events(register: Register) -> list[tuple[str, ...]]:
    with register.superuser() as bare:
        return [
            tuple(row)
            for row in bare.execute(
                "SELECT account, role, purpose, object, reason FROM registry.audit_event"
                " WHERE action = 'change-access' ORDER BY transaction, at"
            )
        ]


def in_a_day() -> datetime:
    return datetime.now(UTC) + timedelta(days=1)


# --- closed by default


def test_an_account_that_was_given_nothing_reaches_nothing(either: Register) -> None:
    either.use("app")
    for role in sorted(code for code, role in ROLES.items() if role.purposes and role not in NOBODYS):
        make(f"ny-{role}", role)
        with pytest.raises(Ended):
            at_work(f"ny-{role}")
    assert not any(account.has_access for account in access.users(AUDITOR))


def test_an_account_reaches_what_it_was_given_and_no_more(either: Register) -> None:
    either.receive(MESSAGES["urinkultur.xml"])
    either.use("app")
    make("lab", "laboratory", Wish(unit="HER:990017"))
    make("kommune", "municipal_medical_officer", Wish(municipalities=(BAERUM, OSLO_CITY)))
    make("epi", "epidemiologist", Wish())
    (unit,) = at_work("lab").units
    assert access.users(AUDITOR)[2].given[0].unit_name == "Fjordlaboratoriet"
    assert unit > 0
    assert at_work("kommune").municipalities == {BAERUM, OSLO_CITY}
    assert at_work("kommune").units == frozenset()
    assert at_work("epi").municipalities == frozenset()
    assert not at_work("kommune").sees_protected


def test_to_see_protected_addresses_is_given_beside_the_rest(register: Register) -> None:
    register.use("app")
    make("kommune", "municipal_medical_officer", Wish(protected=True))
    with pytest.raises(Ended):
        at_work("kommune")
    access.assign(WHO, "kommune", Wish(municipalities=(BAERUM,)), "prøve")
    assert at_work("kommune").sees_protected


def test_who_is_not_the_operator_changes_no_access(register: Register) -> None:
    register.use("app")
    make("kommune", "municipal_medical_officer")
    for actor in (OFFICER, AUDITOR):
        for attempt in (
            lambda actor=actor: access.add_user(actor, "min-egen", "Tenkt", "clinician"),
            lambda actor=actor: access.assign(actor, "kommune", Wish(municipalities=(BAERUM,)), "prøve"),
            lambda actor=actor: access.end(actor, "kommune", "prøve"),
            lambda actor=actor: access.set_password(actor, "kommune", PASSWORD),
            lambda actor=actor: access.deactivate(actor, "kommune", "prøve"),
        ):
            with pytest.raises(Refused):
                attempt()
    assert [account.username for account in access.users(AUDITOR)] == ["kommune"]


@pytest.mark.parametrize("role", ["app", "intake", "insight", "auditor"])
def test_no_process_of_the_register_can_make_itself_an_account(either: Register, role: str) -> None:
    """The web, the worker and the others lack the rights: only the operator's own login has them."""
    either.use("app")
    make("kommune", "municipal_medical_officer")
    with either.login(role) as bare:
        for attempt in (MAKE_AN_ACCOUNT, GIVE_IT_SOMETHING, CHANGE_ITS_ROLE, *REWRITE):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), bare.transaction():
                bare.execute(attempt.encode())


@pytest.mark.requirement("NOIS-1-4")
def test_who_may_do_what_is_told_to_who_asks_for_that_purpose_alone(register: Register) -> None:
    register.use("app")
    for actor in (replace(AUDITOR, purpose=Purpose.SURVEILLANCE), OFFICER):
        for ask in (access.users, overseeing.overview):
            with pytest.raises(Refused):
                ask(actor)
    overseeing.overview(AUDITOR)
    with register.superuser() as bare:
        told = bare.execute("SELECT account, action, object FROM registry.audit_event").fetchall()
    assert told == [("tilsyn", "use", "access")]


# --- periods


def test_a_deputy_counts_only_in_the_period(register: Register) -> None:
    register.use("app")
    first, last = in_a_day(), in_a_day() + timedelta(days=7)
    deputy = Wish("deputy", municipalities=(ASKER,), valid_from=first, valid_to=last)
    make("kommune", "municipal_medical_officer", Wish(municipalities=(BAERUM,)), deputy)
    assert at_work("kommune").municipalities == {BAERUM}
    assert municipalities_at("kommune", first - timedelta(seconds=1)) == {BAERUM}
    assert municipalities_at("kommune", first) == {BAERUM, ASKER}
    assert municipalities_at("kommune", last - timedelta(seconds=1)) == {BAERUM, ASKER}
    assert municipalities_at("kommune", last) == {BAERUM}


@pytest.mark.control("8.3.2")
def test_a_period_on_call_ends_to_the_minute(register: Register) -> None:
    register.use("app")
    tomorrow = datetime.now(OSLO).date() + timedelta(days=1)
    last = datetime(tomorrow.year, tomorrow.month, tomorrow.day, 8, 0, tzinfo=OSLO)
    make("vakt", "municipal_medical_officer", Wish("on-call", municipalities=(BAERUM,), valid_to=last))
    assert municipalities_at("vakt", last - timedelta(minutes=1)) == {BAERUM}
    assert municipalities_at("vakt", last) == set()


def test_what_was_ended_counts_no_more_and_is_not_forgotten(register: Register) -> None:
    register.use("app")
    make("kommune", "municipal_medical_officer", Wish(municipalities=(BAERUM, OSLO_CITY)))
    before = datetime.now(UTC)
    (one, _) = access.access_of(AUDITOR, "kommune").given  # type: ignore[union-attr]
    access.end(WHO, str(one.assignment.id), "flyttet")
    assert at_work("kommune").municipalities == {OSLO_CITY}
    access.end(WHO, "kommune", "sluttet")
    with pytest.raises(Ended):
        at_work("kommune")
    account = access.access_of(AUDITOR, "kommune")
    assert account
    assert [(each.state, each.assignment.ended_because) for each in account.given] == [
        (State.ENDED, "flyttet"),
        (State.ENDED, "sluttet"),
    ]
    assert all(each.assignment.ended_by == WHO.name for each in account.given)
    assert municipalities_at("kommune", before) == {BAERUM, OSLO_CITY}
    with pytest.raises(CannotAssign, match="ended before"):
        access.end(WHO, "kommune", "igjen")


def test_what_was_given_is_never_rewritten(either: Register) -> None:
    """Not even by the operator's own login: the database refuses."""
    either.use("app")
    make("kommune", "municipal_medical_officer", Wish(municipalities=(BAERUM,)))
    access.end(WHO, "kommune", "sluttet")
    for attempt in REWRITE:
        with pytest.raises(psycopg.errors.RaiseException), managing(WHO) as connection:
            connection.execute(attempt.encode())


@pytest.mark.control("7.4.2")
def test_a_closed_account_has_nothing_left(register: Register) -> None:
    register.use("app")
    make("kommune", "municipal_medical_officer", Wish(municipalities=(BAERUM,)))
    before = datetime.now(UTC)
    assert len(access.deactivate(WHO, "kommune", "sluttet")) == 1
    assert municipalities_at("kommune", before) == {BAERUM}
    account = access.access_of(AUDITOR, "kommune")
    assert account
    assert (account.is_active, account.reached, account.has_access) == (False, None, False)
    with pytest.raises(CannotAssign, match="closed"):
        access.assign(WHO, "kommune", Wish(municipalities=(BAERUM,)), "prøve")


# --- what assignments lean on


@pytest.mark.requirement("NOIS-1-6")
def test_an_ended_agreement_ends_its_accounts(register: Register, tmp_path: Path) -> None:
    load(register, tmp_path, avtale_toml=AGREEMENT.format(valid_to=""))
    make("drift", "registry_officer", Wish(agreement="tenkt-drift"))
    assert at_work("drift").name == "drift"
    yesterday = (datetime.now(OSLO).date() - timedelta(days=1)).isoformat()
    load(register, tmp_path, avtale_toml=AGREEMENT.format(valid_to=f"valid_to = {yesterday}"))
    with pytest.raises(Ended):
        at_work("drift")
    account = access.access_of(AUDITOR, "drift")
    assert account
    assert [each.state for each in account.given] == [State.NO_AGREEMENT]


@pytest.mark.requirement("NOIS-1-6")
def test_access_under_an_agreement_lies_within_its_days(register: Register, tmp_path: Path) -> None:
    last = datetime.now(OSLO).date() + timedelta(days=10)
    load(register, tmp_path, avtale_toml=AGREEMENT.format(valid_to=f"valid_to = {last.isoformat()}"))
    access.add_user(WHO, "drift", "Tenkt drift", "registry_officer")
    day_after = datetime(last.year, last.month, last.day, tzinfo=OSLO) + timedelta(days=1)
    wish = Wish(agreement="tenkt-drift", valid_to=day_after + timedelta(minutes=1))
    with pytest.raises(CannotAssign, match="is not in force on"):
        access.assign(WHO, "drift", wish, "prøve")
    with pytest.raises(CannotAssign, match="no agreement ukjent"):
        access.assign(WHO, "drift", Wish(agreement="ukjent"), "prøve")
    access.assign(WHO, "drift", Wish(agreement="tenkt-drift", valid_to=day_after), "prøve")
    account = access.access_of(AUDITOR, "drift", day_after - timedelta(minutes=1))
    assert account
    assert account.has_access


def test_an_office_gives_all_its_municipalities_as_they_are_that_day(
    register: Register, tmp_path: Path
) -> None:
    load(
        register,
        tmp_path,
        kontorer_toml=OFFICE,
        kontorer_csv=f"code,name,municipalities\ntenkt,Tenkt kontor,{BAERUM};{ASKER}\n",
    )
    make("kontor", "municipal_medical_officer", Wish(office="tenkt"))
    assert at_work("kontor").municipalities == {BAERUM, ASKER}
    load(
        register,
        tmp_path,
        kontorer_csv=f"code,name,municipalities\ntenkt,Tenkt kontor,{BAERUM}\nannet,Annet kontor,{ASKER}\n",
    )
    assert at_work("kontor").municipalities == {BAERUM}
    load(register, tmp_path, kontorer_csv=f"code,name,municipalities\nannet,Annet kontor,{ASKER}\n")
    with pytest.raises(Ended):
        at_work("kontor")


def test_a_laboratory_of_the_definitions_has_an_account_before_its_first_delivery(
    register: Register, tmp_path: Path
) -> None:
    load(
        register,
        tmp_path,
        virksomheter_toml=ORGANISATIONS,
        virksomheter_csv="code,name,kind,parent\nHER:990017,Fjordlaboratoriet,laboratory,\n",
    )
    register.use("intake")
    make("lab", "laboratory", Wish(unit="HER:990017"))
    register.receive(MESSAGES["urinkultur.xml"])
    with register.superuser() as bare:
        units = {row[0] for row in bare.execute("SELECT unit FROM registry.answer")}
    register.use("app")
    assert at_work("lab").units == units


def test_the_person_registered_is_bound_to_their_pseudonym_alone(register: Register) -> None:
    register.receive(MESSAGES["urinkultur.xml"])
    subject = binding.find_pseudonym(first_person().reveal())
    make("innbygger", "person", Wish(subject=subject))
    register.use("app")
    assert at_work("innbygger").subjects == {subject}
    with register.superuser() as bare:
        assert bare.execute("SELECT DISTINCT subject FROM registry.answer").fetchone() == (subject,)
        kept = bare.execute("SELECT * FROM registry.assignment").fetchone()
    assert first_person().reveal() not in str(kept)


def test_a_number_that_nobody_can_have_binds_nobody(register: Register) -> None:
    register.use("intake")
    for number in ("12345678901", "", "abc"):
        with pytest.raises(binding.NoSuchPerson) as told:
            binding.find_pseudonym(number)
        assert not number or number not in str(told.value)


# --- what does not fit is refused, with a reason


@pytest.mark.parametrize(
    ("role", "wish", "reason"),
    [
        ("municipal_medical_officer", Wish(), "--municipality or --office"),
        ("municipal_medical_officer", Wish(unit="HER:990017"), "--municipality or --office"),
        ("municipal_medical_officer", Wish(municipalities=("9999",)), "no municipality 9999"),
        ("municipal_medical_officer", Wish(municipalities=("0219",)), "no municipality 0219"),
        ("municipal_medical_officer", Wish(office="ingen"), "no office ingen"),
        ("municipal_medical_officer", Wish(municipalities=(BAERUM,), office="x"), "one thing at a time"),
        ("municipal_medical_officer", Wish("on-call", municipalities=(BAERUM,)), "say when it ends"),
        ("municipal_medical_officer", Wish("deputy", municipalities=(BAERUM,)), "say when it ends"),
        ("municipal_medical_officer", Wish("sjef", municipalities=(BAERUM,)), "no kind sjef"),
        (
            "municipal_medical_officer",
            Wish(municipalities=(BAERUM,), valid_to=datetime(2020, 1, 1, tzinfo=UTC)),
            "before it began",
        ),
        ("laboratory", Wish(), "is given --unit"),
        ("laboratory", Wish(municipalities=(BAERUM,)), "is given --unit"),
        ("laboratory", Wish(unit="HER:1"), "Nobody knows the institution HER:1"),
        ("laboratory", Wish(unit="990017"), "Nobody knows the institution 990017"),
        ("laboratory", Wish(protected=True), "is given --unit"),
        ("epidemiologist", Wish(municipalities=(BAERUM,)), "nothing but --because"),
        ("person", Wish(), "is given --person"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_reason(
    register: Register, role: str, wish: Wish, reason: str
) -> None:
    register.use("app")
    access.add_user(WHO, "tenkt", "Tenkt", role)
    with pytest.raises(CannotAssign, match=reason):
        access.assign(WHO, "tenkt", wish, "prøve")
    assert register.count("registry.assignment") == 0


def test_the_same_is_not_given_twice_at_once(register: Register) -> None:
    register.use("app")
    soon = in_a_day()
    make("kommune", "municipal_medical_officer", Wish(municipalities=(BAERUM,), valid_to=soon))
    with pytest.raises(CannotAssign, match="has that already"):
        access.assign(WHO, "kommune", Wish(municipalities=(BAERUM,)), "prøve")
    access.assign(WHO, "kommune", Wish(municipalities=(BAERUM,), valid_from=soon), "etter det")


@pytest.mark.parametrize("role", ["reception", "refresh", "operator", "researcher", "konge"])
def test_no_account_has_the_role_of_a_program_or_one_without_access(register: Register, role: str) -> None:
    register.use("app")
    with pytest.raises(CannotAssign, match=f"No account can have the role {role}"):
        access.add_user(WHO, "tenkt", "Tenkt", role)


def test_a_password_that_keeps_nobody_out_is_refused(register: Register) -> None:
    register.use("app")
    make("kommune", "municipal_medical_officer")
    with pytest.raises(WeakPassword):
        access.set_password(WHO, "kommune", "kort")
    assert not User.objects.get(username="kommune").has_usable_password()
    access.set_password(WHO, "kommune", PASSWORD)
    assert User.objects.get(username="kommune").check_password(PASSWORD)


# --- the log


def test_who_changes_access_is_in_the_log_with_why(either: Register) -> None:
    either.use("app")
    make("kommune", "municipal_medical_officer", Wish(municipalities=(BAERUM,)))
    access.set_password(WHO, "kommune", PASSWORD)
    access.end(WHO, "kommune", "sluttet")
    access.deactivate(WHO, "kommune", "kontoen trengs ikke")
    told = events(either)
    assert {row[:3] for row in told} == {(WHO.name, "operator", "supervision")}
    assert [row[3:] for row in told] == [
        ("account kommune made: municipal_medical_officer", None),
        ("assignment 1 given to kommune", "prøve"),
        ("account kommune: new password", None),
        ("assignment 1 of kommune ended", "sluttet"),
        ("account kommune closed", "kontoen trengs ikke"),
    ]
    assert PASSWORD not in str(told)


def test_a_change_that_fails_is_neither_made_nor_logged(register: Register) -> None:
    register.use("app")
    make("kommune", "municipal_medical_officer")
    before = events(register)
    with pytest.raises(CannotAssign):
        access.assign(WHO, "kommune", Wish(municipalities=(BAERUM, "9999")), "prøve")
    assert events(register) == before
    with managing(WHO) as connection:
        assert find_assignments(connection) == ()


def test_the_operators_login_can_tell_the_log_of_nothing_else(register: Register) -> None:
    """And not in another's name."""
    register.use("app")
    for actor, action in ((WHO, Action.REVEAL), (WHO, Action.LOG_IN)):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), managing(actor) as connection:
            auditing.looked(connection, actor, action, None)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), managing(WHO) as connection:
        auditing.looked(connection, AUDITOR, Action.CHANGE_ACCESS, None)

"""Who may do what: accounts, and what they are given, for how long, why and by whom. Nothing is rewritten,
and every change is in the log by the transaction that made it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from infreg.access.actor import Actor
from infreg.access.assignments import Assignment, Reached, State, Terms, reached, state
from infreg.access.purposes import Purpose
from infreg.access.roles import NOBODYS, RECEPTION, ROLES, Permission, Role
from infreg.definitions.book import Book
from infreg.definitions.period import Period
from infreg.definitions.succession import in_force
from infreg.flow import auditing
from infreg.flow.assigning import CannotAssign, Known, checked
from infreg.flow.definitions import find_book
from infreg.storage import accounts, assignments, institutions
from infreg.storage.accounts import StoredAccount, WeakPassword
from infreg.storage.assignments import managing
from infreg.storage.connection import acting
from infreg.storage.rows import Connection
from infreg.vocabulary.account import Wish
from infreg.vocabulary.answer import Party
from infreg.vocabulary.audit import Action
from infreg.vocabulary.time import in_oslo

__all__ = ["CannotAssign", "WeakPassword", "Wish"]

#: Who may look institutions up, and meet them.
_RECEPTION = Actor("reception", RECEPTION, Purpose.RECEPTION)


@dataclass(frozen=True, slots=True)
class Given:
    """An assignment, what it is now, and what its institution is called."""

    assignment: Assignment
    state: State
    unit_name: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """An account, all that was ever given to it, and what it reaches at the moment asked about; None: it has
    no access then."""

    id: int
    username: str
    name: str
    role: Role
    is_active: bool
    last_login: datetime | None
    given: tuple[Given, ...]
    reached: Reached | None

    @property
    def has_access(self) -> bool:
        return self.reached is not None


def users(actor: Actor, at: datetime | None = None) -> tuple[Account, ...]:
    """Every account by name, closed ones too, as they stand now or at a moment."""
    actor.check(Permission.SEE_ACCESS)
    with acting(actor) as connection:
        return find_users(connection, at)


def find_users(connection: Connection, at: datetime | None = None) -> tuple[Account, ...]:
    """The same, within a transaction."""
    moment = at or datetime.now(UTC)
    terms, names = assignments.terms(connection, moment), institutions.names(connection)
    given: dict[str, list[Assignment]] = {}
    for each in assignments.find_assignments(connection):
        given.setdefault(each.account, []).append(each)
    found = (
        _account(row, given.get(row.username, ()), moment, terms, names)
        for row in accounts.find_accounts(connection)
    )
    # A closed account opens nothing now; of then its assignments tell, which ended with it.
    return tuple(each if each.is_active or at else replace(each, reached=None) for each in found)


def access_of(actor: Actor, username: str, at: datetime | None = None) -> Account | None:
    """One account as it stands now, or stood at a moment; None when there is none of that name."""
    return next((account for account in users(actor, at) if account.username == username), None)


def _account(
    row: StoredAccount, given: Sequence[Assignment], at: datetime, terms: Terms, names: dict[int, str]
) -> Account:
    role = ROLES[row.role]
    return Account(
        id=row.id,
        username=row.username,
        name=row.name,
        role=role,
        is_active=row.is_active,
        last_login=row.last_login,
        given=tuple(
            Given(each, state(each, at, terms), names.get(each.unit) if each.unit else None) for each in given
        ),
        reached=reached(role, given, at, terms),
    )


def add_user(actor: Actor, username: str, name: str, role: str) -> None:
    """Makes an account. It has no password and was given nothing: it opens nothing. Raises CannotAssign."""
    actor.check(Permission.MANAGE_ACCESS)
    if role not in ROLES or ROLES[role] in NOBODYS or not ROLES[role].purposes:
        may_log_in = sorted(code for code, each in ROLES.items() if each.purposes and each not in NOBODYS)
        raise CannotAssign(f"No account can have the role {role}. Choose one of {', '.join(may_log_in)}.")
    if not username or username != username.strip() or any(mark.isspace() for mark in username):
        raise CannotAssign("A user name is one word without spaces.")
    with managing(actor) as connection:
        if accounts.find_accounts(connection, username):
            raise CannotAssign(f"There is an account {username} already.")
        accounts.add_account(username, name, role)
        _log(connection, actor, f"account {username} made: {role}")


def has_user(actor: Actor, username: str) -> bool:
    """Whether there is an account of this name."""
    actor.check(Permission.MANAGE_ACCESS)
    with managing(actor) as connection:
        return bool(accounts.find_accounts(connection, username))


def set_password(actor: Actor, username: str, password: str) -> None:
    """Raises CannotAssign, and WeakPassword."""
    actor.check(Permission.MANAGE_ACCESS)
    with managing(actor) as connection:
        _one(connection, username)
        accounts.set_password(username, password)
        _log(connection, actor, f"account {username}: new password")


def deactivate(actor: Actor, username: str, because: str) -> tuple[int, ...]:
    """Closes an account and ends all that it was given, whose numbers come back. Raises CannotAssign."""
    actor.check(Permission.MANAGE_ACCESS)
    with managing(actor) as connection:
        account = _one(connection, username)
        standing = [each.id for each in assignments.find_assignments(connection, account.id) if _stands(each)]
        accounts.deactivate(connection, account.id)
        _end(connection, actor, standing, because)
        _log(connection, actor, f"account {username} closed", because)
    return tuple(standing)


def assign(actor: Actor, username: str, wish: Wish, because: str) -> tuple[Assignment, ...]:
    """Gives an account something from a time to a time. Raises CannotAssign, which says what does not fit."""
    actor.check(Permission.MANAGE_ACCESS)
    now = datetime.now(UTC)
    known = _known(actor, wish)
    with managing(actor) as connection:
        account = _one(connection, username)
        if not account.is_active:
            raise CannotAssign(f"The account {username} is closed.")
        standing = [each for each in assignments.find_assignments(connection, account.id) if _stands(each)]
        new = checked(ROLES[account.role], wish, known, standing, now)
        ids = assignments.add(connection, account.id, new, because=because, by=actor.name, now=now)
        for number in ids:
            _log(connection, actor, f"assignment {number} given to {username}", because)
        found = assignments.find_assignments(connection, account.id)
    return tuple(each for each in found if each.id in ids)


def end(actor: Actor, what: str, because: str) -> tuple[Assignment, ...]:
    """Ends one assignment by its number, or all that stand of an account by its name; those that were ended.
    Raises CannotAssign."""
    actor.check(Permission.MANAGE_ACCESS)
    with managing(actor) as connection:
        if what.isdigit():
            found = [each for each in assignments.find_assignments(connection) if each.id == int(what)]
            if not found:
                raise CannotAssign(f"There is no assignment {what}. infreg users list shows those there are.")
        else:
            found = list(assignments.find_assignments(connection, _one(connection, what).id))
        standing = tuple(each for each in found if _stands(each))
        if not standing:
            raise CannotAssign(f"Nothing of {what} stands: it was ended before, or never given.")
        _end(connection, actor, [each.id for each in standing], because)
        for each in standing:
            _log(connection, actor, f"assignment {each.id} of {each.account} ended", because)
    return standing


def _end(connection: Connection, actor: Actor, ids: Sequence[int], because: str) -> None:
    assignments.end(connection, ids, because=because, by=actor.name, now=datetime.now(UTC))


def _stands(assignment: Assignment) -> bool:
    return assignment.known_to is None


def _one(connection: Connection, username: str) -> StoredAccount:
    found = accounts.find_accounts(connection, username)
    if not found:
        raise CannotAssign(f"There is no account {username}. infreg users list shows those there are.")
    return found[0]


def _log(connection: Connection, actor: Actor, what: str, because: str | None = None) -> None:
    auditing.looked(connection, actor, Action.CHANGE_ACCESS, None, object=what, reason=because)


def _known(actor: Actor, wish: Wish) -> Known:
    """What an assignment leans on, as it stands now: the institution, municipalities, offices, agreements."""
    with acting(replace(_RECEPTION, name=actor.name)) as connection:
        book = find_book(connection)
        unit = _unit(connection, book, wish.unit) if wish.unit else None
    latest = [each.definition for each in book.latest() if each.definition.kind == "agreements"]
    agreements: dict[str, list[Period]] = {}
    for definition, period in in_force(latest):
        agreements.setdefault(definition.name, []).append(period)
    return Known(book, agreements, unit)


def _unit(connection: Connection, book: Book, written: str) -> int | None:
    """An institution that has delivered or been named; else one of the definitions, met from here on."""
    id_type, _, identifier = written.partition(":")
    now = datetime.now(UTC)
    found = institutions.find_unit(connection, Party(None, identifier, id_type)) if identifier else None
    if found is None:
        for row in book.as_of(in_oslo(now).date()).rows("organisations"):
            if row["code"] == written:
                return institutions.unit_of(connection, Party(str(row["name"]), identifier, id_type), now)
    return found

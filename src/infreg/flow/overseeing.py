"""What an auditor asks: who may do what, on which basis, and what the database itself says of it. Made of the
code and the database at the moment of asking; nothing of it is kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from infreg.access.actor import Actor
from infreg.access.roles import ROLES, Permission, Role
from infreg.definitions.book import Book
from infreg.definitions.period import NO_END
from infreg.definitions.snapshot import Row
from infreg.definitions.succession import in_force
from infreg.flow import auditing
from infreg.flow.access import Account, find_users
from infreg.flow.definitions import find_book
from infreg.registers.lab import REGISTER as LAB
from infreg.registers.msis import REGISTER as MSIS
from infreg.storage import catalogue
from infreg.storage.connection import acting
from infreg.vocabulary.audit import Action
from infreg.vocabulary.catalogue import CatalogueTable
from infreg.vocabulary.register import Charter
from infreg.vocabulary.time import in_oslo


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """A role, and how many accounts have access in it now, of how many that there are."""

    role: Role
    with_access: int
    accounts: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """A version of an agreement: between whom, on what, when (`last` None: until further notice), and how
    many assignments that stand are under it."""

    name: str
    title: dict[str, str]
    controller: str
    processor: str
    reference: str | None
    scope: tuple[Row, ...]
    first: date
    last: date | None
    is_in_force: bool
    assignments: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything of it, as it stood `at`. `municipalities` and `offices` have names by number and code."""

    at: datetime
    roles: tuple[RoleHeld, ...]
    accounts: tuple[Account, ...]
    tables: tuple[CatalogueTable, ...]
    registers: tuple[Charter, ...]
    agreements: tuple[Agreement, ...]
    municipalities: dict[str, str]
    offices: dict[str, str]

    @property
    def with_access(self) -> int:
        """How many accounts have access now."""
        return sum(account.has_access for account in self.accounts)

    @property
    def unexplained(self) -> tuple[CatalogueTable, ...]:
        """Tables whose rows nothing keeps, and nobody has said why."""
        return tuple(table for table in self.tables if table.is_unexplained)


def overview(actor: Actor) -> Overview:
    """Who may do what now. The look is logged: so the auditor is seen too."""
    actor.check(Permission.SEE_ACCESS)
    now = datetime.now(UTC)
    with acting(actor) as connection:
        auditing.looked(connection, actor, Action.USE, None, object="access")
        accounts, book = find_users(connection), find_book(connection)
        tables = catalogue.find_tables(connection)
    today = in_oslo(now).date()
    rows = book.as_of(today)
    return Overview(
        at=now,
        roles=tuple(_roles(accounts)),
        accounts=accounts,
        tables=tables,
        registers=(LAB.charter, MSIS.charter),
        agreements=tuple(_agreements(book, accounts, today)),
        municipalities={str(row["number"]): str(row["name"]) for row in rows.rows("municipalities")},
        offices={str(row["code"]): str(row["name"]) for row in rows.rows("offices")},
    )


def _roles(accounts: Sequence[Account]) -> Iterator[RoleHeld]:
    for role in ROLES.values():
        mine = [account for account in accounts if account.role is role]
        yield RoleHeld(role, sum(account.has_access for account in mine), len(mine))


def _agreements(book: Book, accounts: Sequence[Account], today: date) -> Iterator[Agreement]:
    latest = [each.definition for each in book.latest() if each.definition.kind == "agreements"]
    under = [
        given.assignment.agreement
        for account in accounts
        for given in account.given
        if given.assignment.known_to is None
    ]
    for definition, period in in_force(latest):
        reference = definition.header["reference"]
        yield Agreement(
            name=definition.name,
            title=dict(definition.title),
            controller=str(definition.header["controller"]),
            processor=str(definition.header["processor"]),
            reference=str(reference) if reference else None,
            scope=definition.rows,
            first=period.first,
            last=None if period.last == NO_END else period.last,
            is_in_force=today in period,
            assignments=under.count(definition.name),
        )

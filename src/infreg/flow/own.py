"""The person's own page: who has looked at what is registered about them, when and why. Read from the log
itself, so at once."""

from infreg.access.actor import Actor
from infreg.access.roles import Permission
from infreg.definitions.book import Book
from infreg.flow import auditing
from infreg.flow.cases.places import name_of
from infreg.flow.definitions import find_book
from infreg.registers.lab import REGISTER as LAB
from infreg.storage import casework, looks
from infreg.storage.connection import acting, reach_subjects
from infreg.storage.looks import LookRow
from infreg.storage.rows import Connection
from infreg.vocabulary.audit import Action
from infreg.vocabulary.revealed import Look, Looks
from infreg.vocabulary.time import in_oslo

_LAB = LAB.charter.name
#: Of the person's own visits so many are told one by one.
_VISITS = 5


def find_looks(actor: Actor, *, page: int = 1, size: int = 25) -> Looks:
    """One page of what was done, or refused, with what is registered about the actor, newest first. This
    visit is written down, too."""
    actor.check(Permission.SEE_OWN)
    with acting(actor) as connection:
        subjects = _subjects(connection, actor)
        for root in {casework.find_root(connection, _LAB, each) for each in actor.subjects}:
            auditing.looked(connection, actor, Action.SEE_OWN, root)
        rows, total = looks.find_looks(connection, subjects, limit=size, skip=(page - 1) * size)
        visits, all_visits = looks.find_visits(connection, subjects, limit=_VISITS)
        book = find_book(connection)
        return Looks(
            looks=tuple(_look(row, book) for row in rows),
            total=total,
            visits=tuple(visits),
            all_visits=all_visits,
            since=looks.find_beginning(connection),
        )


def _subjects(connection: Connection, actor: Actor) -> list[bytes]:
    """Every pseudonym that is about the actor today, opened for the rest of the transaction."""
    roots = casework.roots(connection, _LAB, sorted(actor.subjects))
    people = casework.joined_to(connection, _LAB, sorted(set(roots.values())))
    subjects = sorted({subject for joined in people.values() for subject in joined})
    reach_subjects(connection, subjects)
    return subjects


def _look(row: LookRow, book: Book) -> Look:
    event = row.event
    return Look(
        at=event.at,
        account=event.account,
        role=event.role,
        where=_where(row, book),
        purpose=event.purpose,
        action=event.action,
        outcome=event.outcome,
        reason=event.reason,
        relation=event.relation,
    )


def _where(row: LookRow, book: Book) -> tuple[str, ...]:
    """The institution, else the offices, else the municipalities; as they were called then."""
    if row.institution:
        return (row.institution,)
    day = in_oslo(row.event.at).date()
    if row.offices:
        names = {str(each["code"]): str(each["name"]) for each in book.as_of(day).rows("offices")}
        return tuple(names.get(code, code) for code in row.offices)
    return tuple(name_of(book, code, day) or code for code in row.municipalities)

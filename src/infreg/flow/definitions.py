"""Dated definitions in and out: what comes with the package, what people load, and what stands when."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import psycopg

from infreg.access.actor import Actor, Purpose
from infreg.access.roles import RECEPTION, Permission
from infreg.definitions.book import Book, Version
from infreg.definitions.checking import check
from infreg.definitions.definition import Definition, row_period
from infreg.definitions.faults import Fault, text
from infreg.definitions.reading import read
from infreg.definitions.shipped import shipped_definitions, shipped_folders
from infreg.definitions.snapshot import Row
from infreg.definitions.succession import in_force
from infreg.flow.concerned import ask_for
from infreg.storage import answers, findings
from infreg.storage import definitions as rows
from infreg.storage.connection import acting
from infreg.storage.preparation import Shipped

#: Who loaded what comes with the package.
PACKAGE = "infreg"
_ASKING = Actor(name="derivation", role=RECEPTION, purpose=Purpose.RECEPTION)
Connection = psycopg.Connection[Any]


class Refused(Exception):
    """Definitions that do not hold together; nothing was loaded. `faults` say where and why."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(text(fault, "en") for fault in faults))
        self.faults = tuple(faults)

    def lines(self, language: str) -> list[str]:
        """One line a fault: file, line, what is wrong, what to do."""
        return [text(fault, language) for fault in self.faults]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: versions added, and versions that stood already."""

    added: tuple[Definition, ...]
    unchanged: tuple[Definition, ...]


def shipped() -> Shipped:
    """The package's own definitions, as preparation asks for them."""
    return Shipped(_digest_of_package(), _package_versions)


@cache
def _digest_of_package() -> bytes:
    digest = hashlib.sha256()
    for folder in shipped_folders():
        digest.update(folder.name.encode() + b"\0")
        for file in sorted(filter(Traversable.is_file, folder.iterdir()), key=lambda entry: entry.name):
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.digest()


def _package_versions() -> list[rows.NewDefinition]:
    now = datetime.now(UTC)
    return [_new(definition, PACKAGE, now) for definition in shipped_definitions()]


def load(actor: Actor, paths: Sequence[Path]) -> Loaded:
    """Loads definitions (each path a TOML, its CSV beside it) into the running register, all or none.

    They are checked together with everything that stands. What was not understood before is read again by
    the worker. Raises Refused.
    """
    actor.check(Permission.DEFINE)
    found = _read_all(paths)
    with acting(actor) as connection:
        rows.take_turns(connection)
        answers.take_turn_alone(connection)  # or what is being taken in would not know of them
        standing = find_book(connection)
        faults = check(standing.with_new(found))
        if faults:
            raise Refused(faults)
        hashes = {version.definition.hash for version in standing.latest()}
        added = tuple(definition for definition in found if definition.hash not in hashes)
        now = datetime.now(UTC)
        rows.add(connection, [_new(definition, actor.name, now) for definition in added])
        _ask_for_new(connection)
    return Loaded(added, tuple(d for d in found if d.hash in hashes))


def ask_for_new() -> None:
    """Asks for what came with a new version of the package to be felt: answers and persons whom its
    definitions concern are derived again by the worker."""
    with acting(_ASKING) as connection:
        if rows.is_any_unasked(connection):
            _ask_for_new(connection)


def _ask_for_new(connection: Connection) -> None:
    if unasked := rows.take_unasked(connection):
        findings.mark_unmapped(connection)
        book = find_book(connection)
        ask_for(connection, book, [each.definition for each in book.latest() if each.id in unasked])


def _read_all(paths: Sequence[Path]) -> list[Definition]:
    found: list[Definition] = []
    faults: list[Fault] = []
    for path in paths:
        definition, wrong = read(path)
        faults += wrong
        if definition:
            found.append(definition)
    if faults:
        raise Refused(faults)
    return found


def _new(definition: Definition, by: str, now: datetime) -> rows.NewDefinition:
    return rows.NewDefinition(
        kind=definition.kind,
        name=definition.name,
        valid_from=definition.valid_from,
        valid_to=definition.valid_to,
        status=definition.status,
        source=definition.source,
        title=definition.title,
        files={name: content.decode() for name, content in definition.content.files().items()},
        hash=bytes.fromhex(definition.hash),
        by=by,
        known_from=now,
    )


def book(actor: Actor) -> Book:
    """Every version of every definition."""
    actor.check(Permission.SEE_DEFINITIONS)
    with acting(actor) as connection:
        return find_book(connection)


def rows_on(book: Book, kind: str, name: str, day: date) -> tuple[Row, ...]:
    """The rows of one definition that hold on a day."""
    latest = [v.definition for v in book.latest() if (v.definition.kind, v.definition.name) == (kind, name)]
    held = (definition for definition, period in in_force(latest) if day in period)
    return tuple(row for definition in held for row in definition.rows if day in row_period(row))


#: What was read once need not be read again: definitions by the hash of their files, the latest book by what
#: stands in it.
_READ: dict[bytes, Definition] = {}
_BOOKS: dict[tuple[rows.StoredVersion, ...], Book] = {}


def find_book(connection: Connection) -> Book:
    """The book as the database has it now; cheap while nothing was loaded."""
    stored = rows.find_versions(connection)
    if stored not in _BOOKS:
        definitions = _definitions(connection, stored)
        _BOOKS.clear()
        _BOOKS[stored] = Book(Version(v.id, v.known_from, definitions[v.hash], v.by) for v in stored)
    return _BOOKS[stored]


def _definitions(connection: Connection, stored: Sequence[rows.StoredVersion]) -> Mapping[bytes, Definition]:
    if not _READ:
        _READ.update({bytes.fromhex(each.hash): each for each in shipped_definitions()})
    unknown = [version for version in stored if version.hash not in _READ]
    held = rows.find_files(connection, [version.id for version in unknown])
    for version in unknown:
        definition, faults = read(held[version.id])
        if definition is None:
            raise Refused(faults)
        _READ[version.hash] = definition
    return _READ

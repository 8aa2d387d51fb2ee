"""From a case to its person: one case at a time, for a purpose and with a reason. The look is in the log, in
the same transaction, before the vault is asked; without it the vault says nothing."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import orjson

from infreg.access.actor import Actor, Purpose, Refused
from infreg.access.roles import Permission
from infreg.flow import auditing
from infreg.flow.cases.places import name_of
from infreg.flow.intake import open_reception
from infreg.flow.protection import hidden
from infreg.flow.understanding import find_understanding
from infreg.guard.numbers import mask
from infreg.identity import keyed
from infreg.identity.keys import Keys
from infreg.identity.numbers import NATIONAL_SPACE
from infreg.identity.sealing import Sealed, decrypt_particulars
from infreg.registers.lab import REGISTER as LAB
from infreg.storage import casework, shown_cases, vault
from infreg.storage.connection import acting
from infreg.storage.rows import Connection
from infreg.storage.vault import Asked, Kept
from infreg.vocabulary.audit import Action
from infreg.vocabulary.case import Case
from infreg.vocabulary.identifiers import NumberType
from infreg.vocabulary.revealed import AskedBy, Revealed, Why

_LAB = LAB.charter.name
#: The group of diseases notified with name. The vault asks the same of the case.
_NOMINATIVE = "A"
#: Whose numbers may be read again; a hospital's own mean nothing outside of it.
_SPACES = (NATIONAL_SPACE, NumberType.FHN.value, NumberType.DUF.value)


class CannotReveal(Exception):
    """The law does not let this case be shown with name: on its day it was notified without."""


def reveal(actor: Actor, case: str, why: Why, words: str) -> Revealed | None:
    """Who a case is about, as last reported, and who asked for its answers; `words` are the actor's own.
    None where no such case stands that the actor sees.

    Raises Refused for who may not, or not for surveillance, and CannotReveal. Every refusal is in the log.
    """
    try:
        _check(actor)
    except Refused:
        auditing.refused(actor, Action.REVEAL, permission=Permission.REVEAL, object=case)
        raise
    keys = open_reception().keys
    reason = _reason(keys, why, words)
    with acting(actor) as connection:
        found = shown_cases.find_open(connection, case)
        if found is not None and found.case.group == _NOMINATIVE:
            return _revealed(connection, actor, keys, found.subject, found.case, reason)
    subject = found.subject if found else None
    auditing.refused(actor, Action.REVEAL, object=case, subject=subject)
    if found:
        raise CannotReveal("This case was notified without a name, and is not shown with one.")
    return None


def _check(actor: Actor) -> None:
    actor.check(Permission.REVEAL)
    if actor.purpose is not Purpose.SURVEILLANCE:
        raise Refused(f"names are opened for surveillance, not for the purpose {actor.purpose}")


def _reason(keys: Keys, why: Why, words: str) -> str:
    """As it is kept in the log: what was chosen, and the actor's words without anybody's number."""
    said = " ".join(words.split())
    return f"{why}: {mask(said, lambda digits: keyed.mask_token(keys, digits))[0]}" if said else why.value


def _revealed(
    connection: Connection, actor: Actor, keys: Keys, subject: bytes, case: Case, reason: str
) -> Revealed:
    pseudonyms = _pseudonyms(connection, subject)
    kept: Kept | None = None
    asked: list[Asked] = []
    for pseudonym in pseudonyms:
        auditing.looked(connection, actor, Action.REVEAL, pseudonym, object=case.id, reason=reason)
        asked = asked or vault.requesters(connection, subject)
        kept = vault.reveal(connection, _LAB, pseudonym)
        if kept:
            break
    is_hidden = bool(hidden(connection, actor, pseudonyms))
    said = _particulars(keys, kept)
    book = find_understanding(connection).book
    born = said.get("born")
    return Revealed(
        name=said.get("name"),
        numbers=tuple(_numbers(keys, kept)),
        born=date.fromisoformat(born) if born else None,
        address=None if is_hidden else said.get("address"),
        municipality=None if is_hidden else name_of(book, said.get("municipality"), case.event),
        asked_by=() if is_hidden else _asked_by(connection, asked),
        waits=kept is None and any(each.known for each in asked),
        hidden=is_hidden,
    )


def _pseudonyms(connection: Connection, subject: bytes) -> Sequence[bytes]:
    """The person's own first, for nearly all the only one; then those that were joined to it."""
    joined = casework.joined_to(connection, _LAB, [subject])[subject]
    return [subject, *(each for each in joined if each != subject)]


def _particulars(keys: Keys, kept: Kept | None) -> Mapping[str, str]:
    if kept is None or kept.wrapped_key is None or kept.body is None:
        return {}
    plain = decrypt_particulars(keys, Sealed(kept.body, kept.wrapped_key), kept.person_key)
    said: Mapping[str, str] = orjson.loads(plain)
    return said


def _numbers(keys: Keys, kept: Kept | None) -> Iterator[str]:
    """The numbers that can be read again, as they are written."""
    for encrypted in kept.numbers if kept else ():
        for space in _SPACES:
            try:
                yield keyed.decrypt_number(keys, encrypted, space).reveal()
            except keyed.NotOurNumber:
                continue
            break


def _asked_by(connection: Connection, asked: Sequence[Asked]) -> tuple[AskedBy, ...]:
    names = shown_cases.find_laboratories(connection, [each.unit for each in asked])
    return tuple(dict.fromkeys(AskedBy(names.get(each.unit), each.requester) for each in asked))

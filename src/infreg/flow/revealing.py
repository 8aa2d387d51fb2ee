"""From a case to its person: one case at a time, for a purpose and with a reason. The look is in the log, in
the same transaction, before the vault is asked; without it the vault says nothing."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial

import orjson

from infreg.access.actor import Actor, Purpose, Refused
from infreg.access.roles import Permission
from infreg.flow import auditing
from infreg.flow.cases.places import name_of
from infreg.flow.intake import open_reception
from infreg.flow.protection import hidden
from infreg.flow.reasons import written_reason
from infreg.flow.understanding import find_understanding
from infreg.identity import keyed
from infreg.identity.keys import Keys
from infreg.identity.numbers import NATIONAL_SPACE
from infreg.identity.sealing import Sealed, decrypt_particulars
from infreg.registers.lab import REGISTER as LAB
from infreg.storage import casework, shown_cases, vault
from infreg.storage.connection import acting, reading_cases
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
    reason = written_reason(why, words, partial(keyed.mask_token, keys))
    with acting(actor) as connection:
        with reading_cases(connection, actor):
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
        asked_by=() if is_hidden else _asked_by(connection, actor, asked),
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


def _asked_by(connection: Connection, actor: Actor, asked: Sequence[Asked]) -> tuple[AskedBy, ...]:
    with reading_cases(connection, actor):
        names = shown_cases.find_laboratories(connection, [each.unit for each in asked])
    every = dict.fromkeys(AskedBy(names.get(each.unit), each.requester, each.telephone) for each in asked)
    told = {(each.laboratory, each.requester) for each in every if each.telephone}
    # Who told a telephone in one answer and none in another is shown once.
    return tuple(each for each in every if each.telephone or (each.laboratory, each.requester) not in told)

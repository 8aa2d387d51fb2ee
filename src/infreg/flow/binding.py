"""Which pseudonym an account of the person registered is bound to. Their number is asked for once, here, and
is kept by nobody."""

from infreg.flow.intake import open_reception
from infreg.flow.intake.reception import ACTOR
from infreg.identity import numbers
from infreg.identity.keyed import encrypt_number, pseudonym
from infreg.registers.lab import REGISTER as LAB
from infreg.storage import casework, vault
from infreg.storage.connection import acting
from infreg.vocabulary.problem import Problem

_LAB = LAB.charter.name


class NoSuchPerson(Exception):
    """Nobody can have the number, or not here; the message says why to a person, without the number."""


def find_pseudonym(number: str) -> bytes:
    """The pseudonym of a person in the laboratory register, joinings followed; of who is not registered, the
    one they will have. Asked by who may use the vault (intake). Raises NoSuchPerson, and KeysUnusable."""
    reception = open_reception()
    checked = numbers.check(number, None)
    if isinstance(checked, Problem):
        raise NoSuchPerson("That is no national identity number or D-number. Look over its digits.")
    if numbers.check_belongs(checked, trial=reception.trial):
        raise NoSuchPerson(
            "A trial takes made-up persons only (month + 40 or + 80), and a register in production none "
            "of them."
        )
    encrypted = encrypt_number(reception.keys, checked)
    with acting(ACTOR) as connection:
        key = vault.resolve(connection, [encrypted])[encrypted]
        return casework.find_root(connection, _LAB, pseudonym(reception.keys, _LAB, key).value)

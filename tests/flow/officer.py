"""A scripted officer for laws: explains words as the truth says, and lets the worker do what waits."""

from pathlib import Path

from infreg.access.actor import Actor, Purpose
from infreg.access.roles import REGISTRY_OFFICER
from infreg.flow import accuracy, deriving
from infreg.vocabulary.accuracy import Accuracy, Officer, Subject
from tests.register import Register

OFFICER = Actor("officer", REGISTRY_OFFICER, Purpose.QUALITY)


def map_words(register: Register, folder: Path, most: int = 50) -> Officer:
    """Maps the most frequent unknown words of a register that received what lies in the folder."""
    register.use("app")
    done = accuracy.explain_words(OFFICER, folder, most)
    register.use("intake")
    sum(deriving.derive_all_stale())
    register.use("app")
    assert not accuracy.waiting(OFFICER)
    return done


def measured(register: Register, folder: Path) -> dict[tuple[Subject, str | None], Accuracy]:
    """How right the register is, by subject and name; None names the whole."""
    register.use("app")
    return {(each.subject, each.name): each for each in accuracy.measure(OFFICER, folder)}

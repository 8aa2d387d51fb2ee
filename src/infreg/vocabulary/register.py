"""A register as a value: what it is for, on which legal basis, and what it may hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from infreg.vocabulary.answer import Answer


@dataclass(frozen=True, slots=True)
class Charter:
    """What `register.toml` says of a register, valid from a day. Texts by language, nb and en."""

    name: str
    valid_from: date
    title: Mapping[str, str]
    purpose: Mapping[str, str]
    legal_basis: str
    controller: str
    processor: str
    identified: bool


@dataclass(frozen=True, slots=True)
class Register:
    """One room: its charter and its knowledge as pure functions.

    `view` says what the register may hold of a laboratory answer; None when it may hold nothing of it.
    """

    charter: Charter
    view: Callable[[Answer], Answer | None]

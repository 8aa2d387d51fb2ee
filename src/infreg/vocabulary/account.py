"""Accounts, and what they are given, as people ask about them."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Wish:
    """What an account is to be given. One of `unit` (as `HER:13`), `municipalities`, `office`, `subject` (the
    person's own pseudonym) and `protected`, or none: then what its role reaches, whole. `kind` is a code of
    `access.assignments`; without `valid_from` it begins now, without `valid_to` it goes on."""

    kind: str = "regular"
    unit: str | None = None
    municipalities: tuple[str, ...] = ()
    office: str | None = None
    subject: bytes | None = field(default=None, repr=False)
    protected: bool = False
    agreement: str | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None

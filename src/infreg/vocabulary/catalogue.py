"""What a database says of its own tables: which rows are shown to whom, and who may do what."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TablePolicy:
    """A policy as the database has it: for which logins, for which verb (`ALL`, `SELECT` …), and the
    conditions that rows must meet to be seen (`using`) and to be written (`check`)."""

    name: str
    logins: tuple[str, ...]
    verb: str
    using: str | None
    check: str | None


@dataclass(frozen=True, slots=True)
class TableGrant:
    """What a login may do to a table: verbs, each with the columns it is limited to (none: all of them)."""

    login: str
    verbs: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class CatalogueTable:
    """A table. `is_forced`: its policies bind everybody, its owner too. `reason`, by
    language, says why it has none."""

    name: str
    is_forced: bool
    policies: tuple[TablePolicy, ...]
    grants: tuple[TableGrant, ...]
    reason: Mapping[str, str] | None

    @property
    def is_unexplained(self) -> bool:
        """Whether nothing keeps its rows, and nobody has said why."""
        return not self.is_forced and self.reason is None

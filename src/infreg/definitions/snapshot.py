"""The definitions as they stand on one day: what every reader of codes is given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

#: A row of a definition: typed cells by column (text, yes/no, day, number, tuple of texts); None where empty.
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Part:
    """One definition in a snapshot: which version it is (`hash` as in `Definition`), the fields that only its
    kind has, and those of its rows that hold on the day; perhaps none."""

    name: str
    valid_from: date
    hash: str
    title: Mapping[str, str] = field(compare=False, repr=False)
    status: str = field(compare=False, repr=False)
    header: Mapping[str, object] = field(compare=False, repr=False)
    rows: tuple[Row, ...] = field(hash=False, repr=False)


class OfKind(NamedTuple):
    """All that holds of a kind: its definitions by name, and the rows of all of them in that order."""

    parts: tuple[Part, ...] = ()
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All definitions and rows valid on `day`, by kind. `edition` names what was known when it was made:
    equal editions on one day hold equal rows."""

    day: date
    edition: str
    by_kind: Mapping[str, OfKind] = field(repr=False)

    def rows(self, kind: str) -> tuple[Row, ...]:
        """The rows of every definition of a kind, in order; none for a kind nobody has defined."""
        return self.by_kind.get(kind, _NOTHING).rows

    def parts(self, kind: str) -> tuple[Part, ...]:
        """The definitions of a kind. Of one book, the same tuple for as long as it holds the same."""
        return self.by_kind.get(kind, _NOTHING).parts


_NOTHING = OfKind()

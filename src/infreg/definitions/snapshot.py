"""The definitions as they stand on one day: what every reader of codes is given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

#: A row of a definition: typed cells by column (text, yes/no, day, number, tuple of texts); None where empty.
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All rows valid on `day`, by kind of definition. `edition` names what was known when it was made: equal
    editions on one day hold equal rows."""

    day: date
    edition: str
    by_kind: Mapping[str, tuple[Row, ...]] = field(repr=False)

    def rows(self, kind: str) -> tuple[Row, ...]:
        """The rows of every definition of a kind, in order; none for a kind nobody has defined."""
        return self.by_kind.get(kind, ())

"""Checks definitions as a whole: whether all of them together, in all their versions, hold on every day."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from infreg.definitions.checking.keys import key_faults
from infreg.definitions.checking.laws import LAWS
from infreg.definitions.checking.placed import placed
from infreg.definitions.checking.references import key_days, reference_faults
from infreg.definitions.checking.versions import version_faults
from infreg.definitions.definition import Definition
from infreg.definitions.faults import Fault, in_order
from infreg.definitions.kinds import KINDS
from infreg.definitions.kinds.shape import Kind


def check(definitions: Sequence[Definition], kinds: Mapping[str, Kind] = KINDS) -> tuple[Fault, ...]:
    """Everything that is wrong with the definitions together, by file and line; the order they are given in
    does not matter. To check new ones against those that are loaded: `Book.with_new`."""
    return in_order(_faults(definitions, kinds))


def _faults(definitions: Iterable[Definition], kinds: Mapping[str, Kind]) -> Iterator[Fault]:
    yield from version_faults(definitions)
    rows = placed(definitions)
    days = key_days(kinds, rows)
    for kind in kinds.values():
        yield from key_faults(kind, rows)
        yield from reference_faults(kind, rows, days)
        for law in kind.laws:
            yield from LAWS[law](rows)

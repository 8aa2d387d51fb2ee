"""Whether the versions of each definition follow each other without doubt or gap."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from infreg.definitions.definition import Definition
from infreg.definitions.faults import Fault
from infreg.definitions.period import ONE_DAY, day_after
from infreg.definitions.succession import by_name


def version_faults(definitions: Iterable[Definition]) -> Iterator[Fault]:
    """Two versions from one day, and days between two versions that have none. Codes within a list may end
    and come back: code lists do that."""
    for versions in by_name(definitions).values():
        for version, following in pairwise(versions):
            if version.valid_from == following.valid_from:
                yield _twice(version, following)
            elif gap := _gap(version, following):
                yield gap


def _twice(version: Definition, following: Definition) -> Fault:
    arguments = {
        "kind": version.kind,
        "name": version.name,
        "day": version.valid_from.isoformat(),
        "other": version.file,
    }
    return Fault(following.file, following.header_lines["valid_from"], "version-twice", arguments)


def _gap(version: Definition, following: Definition) -> Fault | None:
    first = day_after(version.period.last)
    if first is None or first >= following.valid_from:
        return None
    arguments = {
        "name": version.name,
        "first": first.isoformat(),
        "last": (following.valid_from - ONE_DAY).isoformat(),
        "other": version.file,
    }
    return Fault(following.file, following.header_lines["valid_from"], "version-gap", arguments)

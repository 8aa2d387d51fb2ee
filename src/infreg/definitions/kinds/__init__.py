"""The kinds of definitions. To add one, declare it beside its like and put it in that file's `KINDS`."""

from collections.abc import Mapping

from infreg.definitions.kinds import codes, diseases, findings, organisations, places, populations
from infreg.definitions.kinds.shape import Kind

#: By name.
KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        *codes.KINDS,
        *findings.KINDS,
        *diseases.KINDS,
        *places.KINDS,
        *populations.KINDS,
        *organisations.KINDS,
    )
}

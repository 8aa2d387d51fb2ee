"""How versions of a definition follow each other: a later `valid_from` ends the earlier the day before."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from infreg.definitions.definition import Definition
from infreg.definitions.period import ONE_DAY, Period


def by_name(definitions: Iterable[Definition]) -> dict[tuple[str, str], list[Definition]]:
    """The versions of each (kind, name) by `valid_from`; the order they came in does not matter."""
    found: dict[tuple[str, str], list[Definition]] = defaultdict(list)
    for definition in sorted(
        definitions, key=lambda each: (each.kind, each.name, each.valid_from, each.file)
    ):
        found[definition.kind, definition.name].append(definition)
    return dict(found)


def in_force(definitions: Iterable[Definition]) -> Iterator[tuple[Definition, Period]]:
    """Each version with the days it holds for. One whose own `valid_to` comes first leaves the days until
    the next without any. Of several with one `valid_from` the last counts."""
    for versions in by_name(definitions).values():
        for version, following in pairwise([*versions, None]):
            if version is None or (following and following.valid_from == version.valid_from):
                continue
            end = Period(version.valid_from, following.valid_from - ONE_DAY) if following else version.period
            held = version.period.common(end)
            if held:
                yield version, held

"""Whether every key stands for one thing on any one day, in all definitions of its kind together."""

from collections.abc import Hashable, Iterator

from infreg.definitions.checking.placed import Placed, PlacedRows, at_once, grouped
from infreg.definitions.faults import Fault, shown
from infreg.definitions.kinds.shape import Kind
from infreg.vocabulary.words import normal


def key_faults(kind: Kind, rows: PlacedRows) -> Iterator[Fault]:
    """A key told twice on one day: superfluous where both say the same, else a contradiction."""
    for several in grouped(rows.get(kind.name, ()), lambda row: _key(kind, row)).values():
        for first, second in at_once(several):
            yield _told_twice(kind, first, second)


def _key(kind: Kind, row: Placed) -> Hashable:
    return tuple(normal(str(row[name])) if kind.by_name[name].by_normal else row[name] for name in kind.key)


def _told_twice(kind: Kind, first: Placed, second: Placed) -> Fault:
    arguments: dict[str, str | int] = {
        "key": " ".join(shown(str(second[name])) for name in kind.key),
        "file": first.file,
        "line": first.line,
    }
    if all(first[name] == second[name] for name in kind.means):
        return second.fault("key-twice", arguments)
    return second.fault(
        "key-two-things", arguments | {"this": _meaning(kind, second), "other": _meaning(kind, first)}
    )


def _meaning(kind: Kind, row: Placed) -> str:
    told = [f"{name}={shown(_word(row[name]))}" for name in kind.means if row[name] is not None]
    return ", ".join(told) or "–"


def _word(value: object) -> str:
    return ("no", "yes")[value] if isinstance(value, bool) else str(value)

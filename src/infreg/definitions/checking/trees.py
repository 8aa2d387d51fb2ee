"""The law of trees: organisms and their groups, organisations and those they belong to."""

from collections.abc import Iterator

from infreg.definitions.checking.placed import Placed, PlacedRows, grouped
from infreg.definitions.faults import Fault
from infreg.definitions.period import Period


def no_organism_is_its_own_ancestor(rows: PlacedRows) -> Iterator[Fault]:
    """On any one day; told once a ring, where it is written first."""
    return _rings(rows, "organisms", "parents-in-a-ring")


def no_organisation_is_its_own_ancestor(rows: PlacedRows) -> Iterator[Fault]:
    """The same of who belongs to whom."""
    return _rings(rows, "organisations", "organisations-in-a-ring")


def _rings(rows: PlacedRows, kind: str, fault: str) -> Iterator[Fault]:
    by_code = grouped(rows.get(kind, ()), lambda row: str(row["code"]))
    told: set[str] = set()
    for code in sorted(_without_root(by_code)):
        for row in by_code[code]:
            ring = () if code in told else _ring(row, by_code)
            if ring:
                told.update(str(each["code"]) for each in ring)
                first = min(ring, key=lambda each: (each.file, each.line))
                way = " → ".join(str(each["code"]) for each in (*ring, ring[0]))
                yield first.fault(fault, {"ring": way if len(ring) < 9 else f"{code} → …"})


def _without_root(by_code: dict[str, list[Placed]]) -> set[str]:
    """The codes whose ancestors, of all days together, come to no end: the only ones worth following."""
    parents = {
        code: {str(row["parent"]) for row in rows if row["parent"] in by_code}
        for code, rows in by_code.items()
    }
    children: dict[str, list[str]] = {code: [] for code in by_code}
    for code, above in parents.items():
        for parent in above:
            children[parent].append(code)
    rooted = [code for code, above in parents.items() if not above]
    left = {code: len(above) for code, above in parents.items()}
    for code in rooted:
        for child in children[code]:
            left[child] -= 1
            if left[child] == 0:
                rooted.append(child)
    return set(by_code) - set(rooted)


def _ring(start: Placed, by_code: dict[str, list[Placed]]) -> tuple[Placed, ...]:
    """The rows from a row by its parents back to itself, all on one day; none where they lead elsewhere."""
    ways: list[tuple[tuple[Placed, ...], Period]] = [((start,), start.period)]
    seen = {(start, start.period)}
    while ways:
        way, period = ways.pop()
        for parent in by_code.get(str(way[-1]["parent"]), ()):
            common = parent.period.common(period)
            if common and parent["code"] == start["code"]:
                return way
            # Where a code stands twice, which is told elsewhere, the ways would double at every step.
            if common and (parent, common) not in seen:
                seen.add((parent, common))
                ways.append(((*way, parent), common))
    return ()

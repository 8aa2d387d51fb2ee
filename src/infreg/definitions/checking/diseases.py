"""The laws of notifiable diseases and of the rules that make cases of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from infreg.definitions.checking.placed import Placed, PlacedRows, headers_of
from infreg.definitions.checking.references import KeyDays, missing_reference
from infreg.definitions.checking.texts import untranslated
from infreg.definitions.conditions import Condition
from infreg.definitions.conditions.tree import Compared, Constant, Joined, Listed, Name, Not, Operand, Tree
from infreg.definitions.faults import Fault
from infreg.definitions.kinds.case_names import CODED_NAMES, NO_FINDING, case_condition
from infreg.definitions.kinds.values import STATES
from infreg.definitions.period import Period

_DISEASES = "diseases"
#: Flags are words inside a value that say so.
_FLAGS = "finding-words"
_REFERRED_TO = {**CODED_NAMES, "flags": _FLAGS}


def case_rules_hold_for_findings_alone(rows: PlacedRows) -> Iterator[Fault]:
    """Whatever else is asked, a rule must not hold for what was looked for and not found."""
    for row in rows.get(_DISEASES, ()):
        condition = _condition(row)
        for outcome in NO_FINDING:
            if condition.holds({"outcome": outcome}) is not False:
                yield row.fault("case-without-finding", {"id": str(row["id"]), "outcome": outcome})
                break


def case_rules_ask_for_what_there_is(rows: PlacedRows) -> Iterator[Fault]:
    """A code that nothing has, or a flag that no word says, would be waited for in vain."""
    asked = [(row, *each) for row in rows.get(_DISEASES, ()) for each in sorted(_asked(_condition(row)))]
    there = {target: _days(target, rows) for target in {_REFERRED_TO.get(name, "") for _, name, _ in asked}}
    for row, name, value in asked:
        if target := _REFERRED_TO.get(name):
            fault = missing_reference("when", target, row, value, there[target])
            if fault:
                yield fault


def states_are_told_apart_or_not(rows: PlacedRows) -> Iterator[Fault]:
    """Of a disease whose states are told apart some rule tells each; one that tells none holds for samples
    that say nothing of it. Of another disease no rule tells any."""
    told: dict[tuple[str, date], set[object]] = defaultdict(set)
    for row in rows.get(_DISEASES, ()):
        told[row.version].add(row["state"])
        if row["state"] and not row["states"]:
            yield row.fault("state-not-wanted", {"id": str(row["id"])})
    for header in rows.get(headers_of(_DISEASES), ()):
        missing = [state for state in STATES if state not in told.get(header.version, STATES)]
        if header["states"] and missing:
            yield header.at("states").fault("state-missing", {"state": ", ".join(missing)})


def a_disease_with_rules_names_its_organisms(rows: PlacedRows) -> Iterator[Fault]:
    """Rules are asked of what concerns the disease alone; without them nobody asks what concerns it."""
    with_rules = {row.version for row in rows.get(_DISEASES, ())}
    for header in rows.get(headers_of(_DISEASES), ()):
        named = bool(header["organisms"])
        if header.version in with_rules and not named:
            yield header.fault("organisms-missing", {"name": header.version[0]})
        elif named and header.version not in with_rules:
            yield header.at("organisms").fault("organisms-without-rules", {"name": header.version[0]})


def what_is_excluded_was_included(rows: PlacedRows) -> Iterator[Fault]:
    """What belongs to no organism of the disease needs no exclusion: another was meant."""
    parents = _parents(rows)
    for header in rows.get(headers_of(_DISEASES), ()):
        included = _codes(header["organisms"])
        if not included <= parents.keys():
            continue  # which is told elsewhere
        for code in sorted(_codes(header["excluded"])):
            if code in parents and included.isdisjoint(_above(code, parents)):
                yield header.at("excluded").fault("excluded-not-included", {}, code)


def case_sentences_are_translated(rows: PlacedRows) -> Iterator[Fault]:
    """As `sentences_are_translated`, of the rules for cases."""
    return untranslated(rows.get(_DISEASES, ()))


def _condition(row: Placed) -> Condition:
    return case_condition(str(row["when"]))


def _asked(condition: Condition) -> set[tuple[str, str]]:
    """Every name with every text that it is compared with."""
    return set(_compared(condition.tree))


def _compared(tree: Tree) -> Iterator[tuple[str, str]]:
    match tree:
        case Not(part):
            yield from _compared(part)
        case Joined(_, parts):
            for part in parts:
                yield from _compared(part)
        case Compared(left, _, right):
            for name, other in ((left, right), (right, left)):
                if isinstance(name, Name):
                    yield from ((name.name, value) for value in _texts(other))


def _texts(side: Operand | Listed) -> Iterator[str]:
    match side:
        case Constant(str(value)):
            yield value
        case Listed(members):
            yield from (str(member.value) for member in members)


def _days(target: str, rows: PlacedRows) -> KeyDays:
    """The days on which each code of a kind is there, and each flag among the words."""
    found: dict[str, list[Period]] = defaultdict(list)
    for row in rows.get(target, ()):
        if target != _FLAGS:
            found[str(row["code"])].append(row.period)
        elif row["says"] == "flag":
            found[str(row["text"]).upper()].append(row.period)
    return found


def _parents(rows: PlacedRows) -> Mapping[str, frozenset[str]]:
    """Of every organism, whatever it belongs to on any day."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows.get("organisms", ()):
        found[str(row["code"])] |= {str(row["parent"])} if row["parent"] else set()
    return {code: frozenset(above) for code, above in found.items()}


def _above(code: str, parents: Mapping[str, frozenset[str]]) -> set[str]:
    """What a code belongs to, through all its groups; without itself, unless they go in a ring."""
    found: set[str] = set()
    left = [code]
    while left:
        new = parents.get(left.pop(), frozenset()) - found
        found |= new
        left += new
    return found


def _codes(value: object) -> frozenset[str]:
    return frozenset(value) if isinstance(value, tuple) else frozenset()

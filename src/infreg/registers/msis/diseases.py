"""Notifiable diseases as they are defined on a day: which findings concern them, and what rules decide."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from infreg.definitions.book import Book
from infreg.definitions.conditions import Condition
from infreg.definitions.kinds.case_names import CASE_NAMES, case_condition
from infreg.definitions.snapshot import Part, Row, Snapshot
from infreg.vocabulary.case import Classification, DefinitionRef, State, Told

__all__ = ["CASE_NAMES", "Disease", "Diseases", "Rule", "case_values", "diseases_of"]

KIND = "diseases"
#: Marks (Volven 8269) by which a laboratory says that a finding is notifiable.
_NOTIFIABLE = frozenset({"MSIS-M", "MSIS-UM"})


@dataclass(frozen=True, slots=True)
class Rule:
    """What a finding makes when its condition is true."""

    id: str
    classification: Classification
    state: State | None
    condition: Condition
    texts: Mapping[str, str] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Disease:
    """A notifiable disease as it is defined on a day. `organisms` hold with all that belongs to them, but for
    what belongs to `excluded`. `episode_days` None: once in a life."""

    code: str
    titles: Mapping[str, str] = field(hash=False)
    group: str
    alert: bool
    clinician_notice: bool
    organisms: frozenset[str]
    excluded: frozenset[str]
    episode_days: int | None
    states: bool
    rules: tuple[Rule, ...] = field(repr=False)
    reference: DefinitionRef

    def concerns(self, organism: str | None, ancestors: tuple[str, ...]) -> bool:
        """Whether the organism is among those that cause it; it may stand among its ancestors itself."""
        return _is_among(organism, ancestors, self.organisms) and not _is_among(
            organism, ancestors, self.excluded
        )

    def decide(self, told: Told) -> Rule | None:
        """The first rule whose condition is true of a finding that concerns the disease."""
        values = case_values(told)
        return next((rule for rule in self.rules if rule.condition.holds(values)), None)


class Diseases:
    """All that are defined on a day. It remembers what concerns each organism that it is asked for."""

    __slots__ = ("_by_organism", "_concerned", "all", "organisms")

    def __init__(self, snapshot: Snapshot) -> None:
        self.all: Mapping[str, Disease] = MappingProxyType(
            {part.name: _disease(part) for part in snapshot.parts(KIND)}
        )
        self.organisms = frozenset(code for each in self.all.values() for code in each.organisms)
        self._by_organism: dict[str, list[Disease]] = defaultdict(list)
        for disease in self.all.values():
            for organism in disease.organisms:
                self._by_organism[organism].append(disease)
        self._concerned: dict[tuple[str | None, tuple[str, ...]], tuple[Disease, ...]] = {}

    def concerned(self, organism: str | None, ancestors: tuple[str, ...]) -> tuple[Disease, ...]:
        """The diseases that an organism causes, by code."""
        asked = (organism, ancestors)
        found = self._concerned.get(asked)
        if found is None:
            found = self._concerned[asked] = self._find_concerned(organism, ancestors)
        return found

    def _find_concerned(self, organism: str | None, ancestors: tuple[str, ...]) -> tuple[Disease, ...]:
        named = {
            each.code: each
            for code in (organism, *ancestors)
            for each in self._by_organism.get(code or "", ())
        }
        return tuple(named[code] for code in sorted(named) if named[code].concerns(organism, ancestors))


def diseases_of(book: Book, known: datetime | None = None) -> Callable[[date], Diseases]:
    """The diseases of each day, as they were known at a moment (None: as they are known now); made once for
    all days on which they are the same."""
    made: dict[int, Diseases] = {}

    def on(day: date) -> Diseases:
        snapshot = book.as_of(day, known)
        parts = snapshot.parts(KIND)  # the book keeps equal ones as one
        if id(parts) not in made:
            made[id(parts)] = Diseases(snapshot)
        return made[id(parts)]

    return on


def case_values(told: Told) -> Mapping[str, object]:
    """What a condition may ask of a finding; see `CASE_NAMES`."""
    finding = told.finding
    organism = finding.organism
    return {
        "outcome": finding.outcome,
        "method": finding.method,
        "marker": finding.marker,
        "screening": finding.screening,
        "organism": organism,
        "groups": told.ancestors if organism is None else (organism, *told.ancestors),
        "flags": finding.flags,
        "resistant": told.resistant,
        "specimen": told.specimen_type,
        "specimen_unmapped": told.specimen_unmapped,
        "site": told.site,
        "sterile": told.sterile,
        "care": told.care,
        "marked": not _NOTIFIABLE.isdisjoint(told.marks),
        "age": told.day.year - told.birth_year if told.day and told.birth_year else None,
    }


def _is_among(organism: str | None, ancestors: tuple[str, ...], codes: frozenset[str]) -> bool:
    return organism in codes or not codes.isdisjoint(ancestors)


def _disease(part: Part) -> Disease:
    header = part.header
    days = header["episode_days"]
    return Disease(
        code=part.name,
        titles=part.title,
        group=str(header["group"]),
        alert=header["alert"] is True,
        clinician_notice=header["clinician_notice"] is True,
        organisms=_codes(header["organisms"]),
        excluded=_codes(header["excluded"]),
        episode_days=None if days is None else int(str(days)),
        states=header["states"] is True,
        rules=tuple(map(_rule, part.rows)),
        reference=DefinitionRef(KIND, part.name, part.valid_from, part.hash),
    )


def _codes(value: object) -> frozenset[str]:
    return frozenset(value) if isinstance(value, tuple) else frozenset()


def _rule(row: Row) -> Rule:
    state = row["state"]
    return Rule(
        id=str(row["id"]),
        classification=Classification(str(row["class"])),
        state=None if state is None else State(str(state)),
        condition=case_condition(str(row["when"])),
        texts=MappingProxyType({language: str(row[language]) for language in ("nb", "en")}),
    )

"""The truth beside the messages: what happened, and what a register that reads everything rightly holds.

A case rests on what was told of an infection by answers that stand at the end: findings in tests that need no
confirmation, of the sites where the disease is notifiable. Carriage told before an infection is a case of its
own; told after it, it is part of the infection's.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from infreg.synthetic.events import Infection, Person, Sampled
from infreg.synthetic.laboratories.answers import Reported
from infreg.synthetic.panels import PANELS
from infreg.vocabulary.time import in_oslo

Row = dict[str, Any]
#: Diseases that count only from where nothing should grow.
SYSTEMIC = frozenset(
    {
        "pneumococcal-disease", "haemophilus-influenzae", "meningococcal-disease", "streptococcus-a",
        "streptococcus-b", "listeriosis",
    }
)  # fmt: skip
STERILE = frozenset({"blood-culture", "csf", "joint-fluid", "pleural-fluid", "bone", "lymph-node"})
#: Diseases in which the ill and the carriers are counted apart.
WITH_STATES = frozenset({"mrsa", "vre", "esbl-carba", "candida-auris"})


@dataclass(slots=True)
class Standing:
    """What an answer tells at the end, over all its parts. `typed`: it is of an isolate that was sent on."""

    her_id: str
    answer_id: str
    sampled: Sampled
    typed: bool
    reported: list[Reported] = field(default_factory=list)

    @property
    def day(self) -> date:
        return in_oslo(self.sampled.at).date()

    @property
    def name(self) -> tuple[str, str]:
        return (self.her_id, self.answer_id)


def person_row(person: Person) -> Row:
    return {
        "person": person.id,
        "numbers": [[since.isoformat(), number.reveal()] for since, number in person.numbers],
        "sex": person.sex,
        "born": person.born.isoformat(),
        "household": person.household,
        "residences": [[each.since.isoformat(), each.municipality] for each in person.residences],
        "died": person.died.isoformat() if person.died else None,
    }


def infection_row(infection: Infection) -> Row:
    return {
        "infection": infection.id,
        "person": infection.person,
        "disease": infection.disease,
        "state": infection.state,
        "organism": infection.organism,
        "onset": infection.onset.isoformat(),
        "infected_in": infection.infected_in,
        "outbreak": infection.outbreak,
    }


# --- Cases -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that an answer reported, and the infection it is of."""

    answer: Standing
    reported: Reported
    infection: Infection

    @property
    def order(self) -> tuple[bool, date, tuple[str, str]]:
        """Where it was grown first, then by day."""
        return (self.answer.typed, self.answer.day, self.answer.name)


def case_rows(
    answers: Iterable[Standing], infections: Mapping[str, Infection], persons: Mapping[str, Person]
) -> Iterator[Row]:
    """The cases of a block of persons."""
    told: dict[str, list[Evidence]] = defaultdict(list)
    for answer in answers:
        for each in answer.reported:
            infection = infections.get(each.found.infection or "")
            if infection and _counts(infection, answer):
                told[_episode(infection)].append(Evidence(answer, each, infection))
    for name in sorted(told):
        for state, evidence in _tracks(told[name]):
            yield _case_row(state, evidence, persons)


def _episode(infection: Infection) -> str:
    """What is one case: an infection; of resistant microbes all that a person ever has."""
    if infection.disease in WITH_STATES:
        return f"{infection.person}/{infection.disease}"
    return infection.id


def _counts(infection: Infection, answer: Standing) -> bool:
    """Whether a positive answer tells of a case of the infection's disease."""
    if infection.disease is None or PANELS[answer.sampled.panel].awaits:
        return False
    if answer.typed or infection.disease not in SYSTEMIC:
        return True
    return answer.sampled.specimen in STERILE


def _tracks(told: Sequence[Evidence]) -> Iterator[tuple[str | None, Sequence[Evidence]]]:
    """What was told as one case, or as carriage and the infection after it. An isolate that was sent on says
    nothing of the state by itself."""
    if told[0].infection.disease not in WITH_STATES:
        yield None, told
        return
    ill = [each.answer.day for each in told if not each.answer.typed and not _is_screened(each.answer)]
    since = min(ill, default=date.max)
    before = [each for each in told if each.answer.day < since]
    if before:
        yield "carriage", before
    if ill:
        yield "infection", [each for each in told if each.answer.day >= since]


def _is_screened(answer: Standing) -> bool:
    return PANELS[answer.sampled.panel].screening


def _case_row(state: str | None, evidence: Sequence[Evidence], persons: Mapping[str, Person]) -> Row:
    """`numbers`: how many the person may have been told of under; a hospital's where there was none yet."""
    ranked = sorted(evidence, key=lambda each: each.order)
    infection = ranked[0].infection
    person = persons[infection.person]
    first = min(each.answer.day for each in evidence)
    return {
        "case": f"c{infection.id[1:]}" + (f"-{state}" if state else ""),
        "person": person.id,
        "disease": infection.disease,
        "state": state,
        "event": first.isoformat(),
        "municipality": person.municipality_on(first),
        "organism": finest([each.reported.organism for each in ranked], infection.organism),
        "infection": infection.id,
        "outbreak": infection.outbreak,
        "numbers": len(person.numbers) + any(person.number_on(each.answer.day) is None for each in evidence),
        "answers": sorted({each.answer.name for each in evidence}),
    }


def finest(told: Sequence[str], truly: str) -> str:
    """Of the names something was told by: what it truly is where anybody said so, else the first."""
    return truly if truly in told else told[0]


# --- Isolates --------------------------------------------------------------------------------------


def isolate_rows(answers: Iterable[Standing]) -> Iterator[Row]:
    """What grew, one row a specimen and organism, wherever it was sent."""
    for answers_of in _by_specimen(answers).values():
        for found in dict.fromkeys(
            each.found.organism for one in answers_of for each in one.reported if each.grown
        ):
            parts = [
                (one, each) for one in answers_of for each in one.reported if each.found.organism == found
            ]
            yield _isolate_row(parts)


def _by_specimen(answers: Iterable[Standing]) -> Mapping[str, list[Standing]]:
    """Where it was grown first, by the specimen's id."""
    found: dict[str, list[Standing]] = defaultdict(list)
    for answer in answers:
        if any(each.grown for each in answer.reported):
            found[answer.sampled.id.removesuffix("R")].append(answer)
    return {key: sorted(each, key=lambda one: (one.typed, one.name)) for key, each in found.items()}


def _isolate_row(parts: Sequence[tuple[Standing, Reported]]) -> Row:
    """The agents that the first laboratory tested, and those that only the reference laboratory did."""
    (first, grown), *_ = parts
    tested: dict[str, str] = {}
    for _, each in parts:
        for one in each.tested:
            tested.setdefault(one.agent, one.sir)
    return {
        "isolate": f"{first.sampled.id.removesuffix('R')}-{grown.found.organism}",
        "person": first.sampled.person.id,
        "organism": finest([each.organism for _, each in parts], grown.found.organism),
        "specimen": first.sampled.specimen,
        "sampled": first.day.isoformat(),
        "flags": list(dict.fromkeys(flag for _, each in parts for flag in each.flags)),
        "tested": sorted([agent, sir] for agent, sir in tested.items()),
        "answers": sorted({answer.name for answer, _ in parts}),
    }

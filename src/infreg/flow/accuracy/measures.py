"""How far every measure is from the truth of Synthetic Norway: what the warehouse says beside what is counted
of the truth by another hand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path

from infreg.access.actor import Actor
from infreg.access.roles import Permission
from infreg.flow import insight
from infreg.flow.accuracy import accounting, measuring, true_counts
from infreg.flow.accuracy.accounting import Ledger
from infreg.flow.accuracy.apart import Strata, compared
from infreg.flow.accuracy.held import Held, find_held
from infreg.flow.accuracy.true_counts import Sides, Stratum
from infreg.flow.accuracy.true_rows import TrueRows, TrueTest, read_rows
from infreg.storage.connection import acting
from infreg.vocabulary.accuracy import Subject
from infreg.vocabulary.distance import Cause, Distance, Distances, Scale, Side, Silent
from infreg.vocabulary.figures import Figures, Question

#: Shares of fewer than these tell little.
LEAST = 30
_OF_ENOUGH = f"Shares of at least {LEAST}, in truth or in the register."
_RECEIVED = "Until the day that this register received: no truth tells it; a trial may receive years at once."
_NO_TESTS = "The folder was written before its truth told what was looked for; write it anew."
_NOT_YET = "Nobody has counted it of the truth by another hand yet."


def distances(actor: Actor, folder: Path) -> Distances:
    """Every measure, by the strata in which the truth can speak of it. Raises TruthUnusable, OnlyInTrial, and
    insight.NoWarehouse."""
    actor.check(Permission.COUNT)
    measuring.check(actor)
    asking = _Asking(actor, folder)
    made = tuple(each(asking) for each in _EVERY)
    found = tuple(each for each in made if isinstance(each, Distance))
    told = {each.measure for each in made}
    silent = [each for each in made if isinstance(each, Silent)]
    silent += [Silent(each.name, _NOT_YET) for each in insight.measures() if each.name not in told]
    return Distances(asking.known_at, found, tuple(silent))


@dataclass
class _Asking:
    """Both sides, each asked once."""

    actor: Actor
    folder: Path
    _asked: dict[Question, Figures] = field(default_factory=dict)

    @property
    def known_at(self) -> datetime:
        return self.figures("cases").known_at

    @cached_property
    def held(self) -> Held:
        self.figures("cases")  # an empty warehouse is told before anything is read
        with acting(self.actor) as connection:
            return find_held(connection, self.folder)

    @cached_property
    def true(self) -> TrueRows:
        return read_rows(self.folder, self.held.county_of)

    @property
    def tests(self) -> tuple[TrueTest, ...]:
        return self.true.tests or ()

    def figures(self, measure: str, *by: str, within: bool = False) -> Figures:
        """`within`: of the days of Synthetic Norway alone."""
        first, last = (self.true.first, self.true.last) if within else (None, None)
        question = Question(measure, by, first=first, last=last)
        if question not in self._asked:
            self._asked[question] = insight.ask(self.actor, question)
        return self._asked[question]

    def sides(self, measure: str, *by: str, within: bool = False) -> Sides:
        return _sides(self.figures(measure, *by, within=within))

    def of_cases(self, by: Sequence[str], *, within: bool = False) -> Ledger:
        """Accounts for cases, by strata."""

        def true(name: str) -> Stratum | None:
            case = self.true.case_of[name]
            counted = not within or self.true.first <= case.day <= self.true.last
            return true_counts.case_strata(case, by, self.true) if counted else None

        def held(name: str) -> Stratum | None:
            case = self.held.cases[name]
            if within and not self.true.first <= case.day <= self.true.last:
                return None
            said = {
                "disease": self.held.names[name],
                "year": str(case.day.year),
                "county": self.true.county(case.municipality),
                "age5": true_counts.five_years(case.day.year, case.birth_year),
            }
            return tuple(said[each] for each in by)

        return accounting.of_things(self.held.compared, Subject.CASES, by, true, held)


def _sides(figures: Figures) -> Sides:
    return {
        tuple(row.strata[name] for name in figures.strata): Side(
            row.numerator, row.denominator, row.value, row.quantiles
        )
        for row in figures.rows
    }


# --- MSIS ---


def _cases(of: _Asking) -> Distance:
    by = ("disease", "year")
    strata = Strata(true_counts.cases(of.true, by), of.sides("cases", *by), of.of_cases(by))
    return compared("cases", by, Scale.RELATIVE, strata)


def _incidence(of: _Asking, *by: str) -> Distance:
    """By strata that have a case, in truth or in the register."""
    register = of.sides("incidence", *by, within=True)
    people = {at[1:]: side.denominator for at, side in register.items()}
    diseases = {disease for disease, *_ in register} | {case.disease for case in of.true.cases}
    lived = {(disease, *rest): days for disease in diseases for rest, days in people.items()}
    true = true_counts.incidence(of.true, by, lived)
    had = {at for sides in (true, register) for at, side in sides.items() if side.numerator}
    strata = Strata(_only(true, had), _only(register, had), of.of_cases(by, within=True))
    return compared("incidence", by, Scale.RELATIVE, strata)


def _standardised(of: _Asking) -> Distance:
    ages = of.sides("incidence", "age5", within=True)
    lived = {age: side.denominator or 0 for (age,), side in ages.items() if age != "unknown"}
    true = true_counts.incidence_standardised(of.true, lived, of.held.weights)
    register = of.sides("incidence_standardised", "disease", within=True)
    ledger = of.of_cases(("disease", "age5"), within=True)
    known = Ledger()
    for mine, whole in ((known.fewer, ledger.fewer), (known.more, ledger.more)):
        for (disease, age), reasons in whole.items():
            if age != "unknown":
                mine[(disease,)] += reasons
    return compared(
        "incidence_standardised", ("disease",), Scale.RELATIVE, Strata(true, register, known, of_values=True)
    )


def _case_delay(of: _Asking) -> Distance:
    by = ("disease",)
    true = true_counts.case_delay(of.true, of.held.received)
    strata = Strata(true, of.sides("case_delay", *by), of.of_cases(by))
    return compared("case_delay", by, Scale.DAYS, strata, note=_RECEIVED)


def _completeness(of: _Asking) -> Distance:
    true, register = true_counts.case_completeness(of.true), of.sides("case_completeness")
    strata = Strata(true, register, _not_known(register, Cause.NOT_TOLD))
    return compared("case_completeness", ("field",), Scale.POINTS, strata)


def _not_known(register: Sides, cause: Cause) -> Ledger:
    """Accounts for what a numerator lacks of its denominator."""
    ledger = Ledger()
    for stratum, side in register.items():
        if unknown := (side.denominator or 0) - side.numerator:
            ledger.fewer[stratum][cause] += unknown
    return ledger


# --- The laboratory database ---


def _tests(of: _Asking) -> Distance | Silent:
    if of.true.tests is None:
        return Silent("tests", _NO_TESTS)
    ledger = accounting.of_tests(of.tests, of.held.findings, of.held.absent, lambda one: one.counts)
    strata = Strata(true_counts.tests(of.tests), of.sides("tests", "organism"), ledger)
    return compared("tests", ("organism",), Scale.RELATIVE, strata)


def _tests_per_person(of: _Asking) -> Distance | Silent:
    if of.true.tests is None:
        return Silent("tests_per_person", _NO_TESTS)
    ledger = accounting.of_tests(of.tests, of.held.findings, of.held.absent, lambda one: one.counts)
    register = of.sides("tests_per_person", "organism")
    strata = Strata(true_counts.tests_per_person(of.tests), register, ledger, of_values=True)
    return compared("tests_per_person", ("organism",), Scale.RELATIVE, strata)


def _positivity(of: _Asking) -> Distance | Silent:
    if of.true.tests is None:
        return Silent("positivity", _NO_TESTS)
    true = true_counts.decided(of.tests)
    ledger = accounting.of_tests(true, of.held.findings, of.held.absent, of.held.is_decided)
    told = true_counts.positivity(of.tests), of.sides("positivity", "organism")
    return compared("positivity", ("organism",), Scale.POINTS, _of_enough(*told, ledger), note=_OF_ENOUGH)


def _answers(of: _Asking) -> Distance:
    register = of.held.by_her_id(of.sides("answers", "laboratory"))
    sent = {each.key: 1 + each.additions for each in of.true.answers}
    ledger = accounting.of_answers(sent, of.held.standing, of.held.absent)
    strata = Strata(true_counts.answers(of.true), register, ledger)
    return compared("answers", ("laboratory",), Scale.RELATIVE, strata)


def _answer_delay(of: _Asking) -> Distance:
    register = of.sides("answer_delay")
    true = true_counts.answer_delay(of.true, of.held.received)
    strata = Strata(true, register, _not_known(register, Cause.NOT_TOLD))
    return compared("answer_delay", (), Scale.DAYS, strata, note=_RECEIVED)


def _coverage(of: _Asking) -> Distance:
    register = of.held.by_her_id(of.sides("mapping_coverage", "laboratory"))
    true = true_counts.mapping_coverage({at: side.denominator or 0 for at, side in register.items()})
    strata = Strata(true, register, _not_known(register, Cause.NOT_UNDERSTOOD))
    return compared("mapping_coverage", ("laboratory",), Scale.POINTS, strata)


def _isolates(of: _Asking) -> Distance:
    organism = {each.id: each.organism for each in of.true.isolates}
    ledger = accounting.of_things(
        of.held.compared,
        Subject.ISOLATES,
        ("organism",),
        lambda name: (organism[name],),
        lambda name: (of.held.names[name],),
    )
    strata = Strata(true_counts.isolates(of.true), of.sides("isolates", "organism"), ledger)
    return compared("isolates", ("organism",), Scale.RELATIVE, strata)


def _resistant(of: _Asking, measure: str, resist: str) -> Distance:
    read = {each.id: each.read for each in of.true.isolates}
    organisms = {**of.held.names, **{each.id: each.organism for each in of.true.isolates}}
    ledger = accounting.of_readings(of.held.compared, read, of.held.readings, organisms)
    told = true_counts.resistant(of.true, resist), of.sides(measure)
    return compared(measure, ("organism", "agent"), Scale.POINTS, _of_enough(*told, ledger), note=_OF_ENOUGH)


def _of_enough(true: Sides, register: Sides, ledger: Ledger) -> Strata:
    """The strata that tell something, on either side."""
    enough = {
        at for sides in (true, register) for at, side in sides.items() if (side.denominator or 0) >= LEAST
    }
    return Strata(_only(true, enough), _only(register, enough), ledger)


def _only(sides: Sides, strata: set[Stratum]) -> Mapping[Stratum, Side]:
    return {stratum: side for stratum, side in sides.items() if stratum in strata}


_EVERY: tuple[Callable[[_Asking], Distance | Silent], ...] = (
    _cases,
    lambda of: _incidence(of, "disease"),
    lambda of: _incidence(of, "disease", "county"),
    _standardised,
    _case_delay,
    _completeness,
    _tests,
    _tests_per_person,
    _positivity,
    _answers,
    _answer_delay,
    _coverage,
    _isolates,
    lambda of: _resistant(of, "resistant", "R"),
    lambda of: _resistant(of, "resistant_or_increased", "RI"),
)

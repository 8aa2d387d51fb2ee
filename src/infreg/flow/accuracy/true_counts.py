"""What each measure is in truth, counted here in plain Python by another hand than the measures': nothing
that they are made of is used, but for the register's denominators where the truth has none of its own."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from math import ceil

from infreg.flow.accuracy.true_rows import TrueCase, TrueRows, TrueTest
from infreg.storage.accuracy_strata import Received
from infreg.vocabulary.accuracy import AnswerKey
from infreg.vocabulary.distance import Side

Stratum = tuple[str, ...]
Sides = Mapping[Stratum, Side]
#: Of a population: person-days by stratum; by age groups too.
Lived = Mapping[Stratum, int | None]

_QUANTILES = {0.5: Fraction(1, 2), 0.9: Fraction(9, 10)}
_A_YEAR, _MANY = 365.25, 100_000
_UNKNOWN = "unknown"


def five_years(year: int, born: int | None) -> str:
    """The five-year group of who was born in a year."""
    if born is None or not 0 <= year - born <= 120:
        return _UNKNOWN
    age = year - born
    return "90+" if age >= 90 else f"{age // 5 * 5}-{age // 5 * 5 + 4}"


def case_strata(case: TrueCase, by: Sequence[str], rows: TrueRows) -> Stratum:
    """The strata that a case truly is in."""
    said = {
        "disease": case.disease,
        "year": str(case.day.year),
        "county": rows.county(case.municipality),
        "age5": five_years(case.day.year, case.born),
    }
    return tuple(said[name] for name in by)


def cases(rows: TrueRows, by: Sequence[str]) -> Sides:
    counted = Counter(case_strata(case, by, rows) for case in rows.cases)
    return {stratum: Side(count) for stratum, count in counted.items()}


def incidence(rows: TrueRows, by: Sequence[str], lived: Lived) -> Sides:
    """Per 100,000 and year, of the person-days that the register has of a stratum; a stratum without a case
    is there when the population has it."""
    counted = Counter(case_strata(case, by, rows) for case in rows.cases if _is_within(case, rows))
    made = {}
    for stratum in {*counted, *lived}:
        count, days = counted[stratum], lived.get(stratum)
        made[stratum] = Side(count, days, count * _MANY * _A_YEAR / days if days else None)
    return made


def _is_within(case: TrueCase, rows: TrueRows) -> bool:
    return rows.first <= case.day <= rows.last


def incidence_standardised(rows: TrueRows, lived: Mapping[str, int], weights: Mapping[str, int]) -> Sides:
    """By disease: the rates of each age, weighed. `lived` are person-days by five-year group."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for case in rows.cases:
        if _is_within(case, rows):
            counted[case.disease][five_years(case.day.year, case.born)] += 1
    made: dict[Stratum, Side] = {}
    for disease, ages in counted.items():
        rate = sum(weight * ages[age] * _A_YEAR / lived[age] for age, weight in weights.items() if lived[age])
        count = sum(count for age, count in ages.items() if age != _UNKNOWN)
        made[(disease,)] = Side(count, sum(lived.values()), rate * _MANY / sum(weights.values()))
    return made


def case_delay(rows: TrueRows, received: Mapping[AnswerKey, Received]) -> Sides:
    """By disease: from the true day of sampling to the day that the first of its answers came."""
    days: dict[Stratum, list[int]] = defaultdict(list)
    for case in rows.cases:
        if came := [received[key].first for key in case.answers if key in received]:
            days[(case.disease,)].append((min(came) - case.day).days)
    return {stratum: _delay(each) for stratum, each in days.items()}


def _delay(days: Sequence[int]) -> Side:
    """With the day by which at least half, and at least nine tenths, have come."""
    ordered = sorted(days)
    quantiles = {name: ordered[ceil(share * len(ordered)) - 1] for name, share in _QUANTILES.items()}
    return Side(len(ordered), len(ordered), quantiles=quantiles)


def case_completeness(rows: TrueRows) -> Sides:
    """By field: of how many cases there truly is something to know."""
    every = rows.cases
    known = {
        "municipality": sum(rows.county(case.municipality) != _UNKNOWN for case in every),
        "sex": sum(case.sex in {"female", "male"} for case in every),
        "age": len(every),
        "infected_in": sum(case.infected_in is not None for case in every),
        "onset": sum(case.onset is not None for case in every),
        "sampled": len(every),
    }
    return {(field,): share(count, len(every)) for field, count in known.items() if every}


def tests(of: Iterable[TrueTest]) -> Sides:
    """By organism."""
    return {(name,): Side(count) for name, count in Counter(map(_organism, of)).items()}


def tests_per_person(of: Iterable[TrueTest]) -> Sides:
    """By organism: tests and the persons they are of."""
    counted: Counter[str] = Counter()
    persons: dict[str, set[str]] = defaultdict(set)
    for test in of:
        counted[_organism(test)] += 1
        persons[_organism(test)].add(test.person)
    return {(name,): share(count, len(persons[name])) for name, count in counted.items()}


def decided(of: Iterable[TrueTest]) -> tuple[TrueTest, ...]:
    """Those that are positive or negative, of laboratories that have sent a negative of the organism."""
    of = tuple(of)
    senders = {(test.answer[0], test.organism) for test in of if test.outcome == "negative"}
    return tuple(
        test
        for test in of
        if test.organism
        and test.outcome in {"positive", "negative"}
        and (test.answer[0], test.organism) in senders
    )


def positivity(of: Iterable[TrueTest]) -> Sides:
    """By organism, of those that are decided."""
    every, positive = Counter[str](), Counter[str]()
    for test in decided(of):
        every[_organism(test)] += 1
        positive[_organism(test)] += test.outcome == "positive"
    return {(name,): share(positive[name], count) for name, count in every.items()}


def _organism(test: TrueTest) -> str:
    return test.organism or _UNKNOWN


def answers(rows: TrueRows) -> Sides:
    """By laboratory: an answer once, and each addition to it."""
    counted: Counter[str] = Counter()
    for answer in rows.answers:
        counted[answer.key[0]] += 1 + answer.additions
    return {(laboratory,): Side(count) for laboratory, count in counted.items()}


def answer_delay(rows: TrueRows, received: Mapping[AnswerKey, Received]) -> Sides:
    """In all: from sampling to reception, of answers of which no later version came, or of which the earlier
    came in one go with it and never stood here; and of additions."""
    days: list[int] = []
    for answer in rows.answers:
        if answer.key in received:
            came = received[answer.key]
            days += [(came.first - answer.sampled).days] * (answer.one_version or came.stood == 1)
            days += [(came.last - answer.sampled).days] * answer.additions
    return {(): _delay(days)} if days else {}


def mapping_coverage(found: Mapping[Stratum, int]) -> Sides:
    """All of what the register found: every word of Synthetic Norway means something."""
    return {stratum: share(count, count) for stratum, count in found.items()}


def isolates(rows: TrueRows) -> Sides:
    """By organism."""
    counted = Counter(isolate.organism for isolate in rows.isolates)
    return {(organism,): Side(count) for organism, count in counted.items()}


def resistant(rows: TrueRows, of: Collection[str]) -> Sides:
    """By organism and agent: isolates read as one `of` S, I and R, of those read at all."""
    read: Counter[Stratum] = Counter()
    resist: Counter[Stratum] = Counter()
    for isolate in rows.isolates:
        for agent, sir in isolate.read.items():
            if sir in {"S", "I", "R"}:
                read[isolate.organism, agent] += 1
                resist[isolate.organism, agent] += sir in of
    return {stratum: share(resist[stratum], count) for stratum, count in read.items()}


def share(count: int, of: int) -> Side:
    return Side(count, of, count / of if of else None)

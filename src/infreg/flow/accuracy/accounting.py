"""Why a stratum of a measure differs from the truth: thing by thing, what is missed, invented, or held in
another stratum than it truly is in."""

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from infreg.flow.accuracy.matching import Matched
from infreg.flow.accuracy.measuring import Compared
from infreg.flow.accuracy.true_counts import Stratum
from infreg.flow.accuracy.true_rows import TrueTest
from infreg.storage.accuracy_strata import HeldFinding
from infreg.vocabulary.accuracy import AnswerKey, Reason, Subject
from infreg.vocabulary.distance import Cause, Why

#: Why an answer does not stand; None when it does.
Absent = Callable[[AnswerKey], Reason | None]
_UNKNOWN = "unknown"
#: By stratum: what it is called that a thing is held without it, or with another.
_MOVED = {
    "county": (Cause.PLACE_UNKNOWN, Cause.OTHER_PLACE),
    "year": (Cause.OTHER_DAY, Cause.OTHER_DAY),
    "age5": (Cause.AGE_UNKNOWN, Cause.OTHER_AGE),
}


@dataclass
class Ledger:
    """Of each stratum, of how many the register has fewer and of how many more, by reason."""

    fewer: dict[Stratum, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    more: dict[Stratum, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def why(self, stratum: Stratum) -> tuple[Why, ...]:
        """The most frequent reason first."""
        fewer, more = self.fewer.get(stratum, Counter()), self.more.get(stratum, Counter())
        return sorted_why(Why(reason, fewer[reason], more[reason]) for reason in {*fewer, *more})

    def difference(self, stratum: Stratum) -> int:
        """How many more the register has, as far as it is accounted for."""
        more, fewer = self.more.get(stratum, Counter()), self.fewer.get(stratum, Counter())
        return more.total() - fewer.total()


def sorted_why(reasons: Iterable[Why]) -> tuple[Why, ...]:
    return tuple(sorted(reasons, key=lambda each: (-each.fewer - each.more, each.reason)))


def summed(several: Iterable[Sequence[Why]]) -> tuple[Why, ...]:
    """Over strata: a thing held in another one is one fewer there and one more here."""
    fewer, more = Counter[str](), Counter[str]()
    for each in several:
        for why in each:
            fewer[why.reason] += why.fewer
            more[why.reason] += why.more
    return sorted_why(Why(reason, fewer[reason], more[reason]) for reason in {*fewer, *more})


def of_things(
    compared: Compared,
    subject: Subject,
    by: Sequence[str],
    true: Callable[[str], Stratum | None],
    held: Callable[[str], Stratum | None],
) -> Ledger:
    """Of cases or isolates: `true` and `held` tell by id the stratum on each side; None: not counted."""
    ledger, matched = Ledger(), compared.matched[subject]
    for one in matched.true:
        here = true(one.id)
        if one.id not in matched.pairs:
            _add(ledger.fewer, here, compared.missed[subject, one.id].reason)
        elif (there := held(matched.pairs[one.id])) != here:
            _add(ledger.fewer, here, _moved(by, here, there))
            _add(ledger.more, there, _moved(by, here, there))
    for other in matched.invented:
        _add(ledger.more, held(other.id), compared.invented[subject, other.id].reason)
    return ledger


def _add(into: dict[Stratum, Counter[str]], stratum: Stratum | None, reason: str) -> None:
    if stratum is not None:
        into[stratum][reason] += 1


def _moved(by: Sequence[str], here: Stratum | None, there: Stratum | None) -> Cause:
    """By the first stratum that differs; one side counted and the other not: another day."""
    if here is None or there is None:
        return Cause.OTHER_DAY
    for name, true, held in zip(by, here, there, strict=True):
        if true != held and name in _MOVED:
            unknown, other = _MOVED[name]
            return unknown if held == _UNKNOWN else other
    return Cause.UNACCOUNTED


def of_tests(
    true: Iterable[TrueTest],
    held: Iterable[HeldFinding],
    absent: Absent,
    counts: Callable[[HeldFinding], bool],
) -> Ledger:
    """Of tests, by organism: answer by answer, what is counted of each organism. `counts` tells which
    findings are."""
    sent = {(test.answer, test.organism): test.outcome for test in true}
    of_answer: dict[AnswerKey, list[HeldFinding]] = defaultdict(list)
    for each in held:
        of_answer[each.answer].append(each)
    counted = Counter(
        (each.answer, each.organism) for several in of_answer.values() for each in several if counts(each)
    )
    looked_for: dict[AnswerKey, set[str | None]] = defaultdict(set)
    for answer, organism in sent:
        looked_for[answer].add(organism)
    ledger = Ledger()
    for key in {*sent, *counted}:
        (answer, organism), more = key, counted[key] - (key in sent)
        stratum = (organism or _UNKNOWN,)
        if more < 0:
            reason = absent(answer) or _fewer(key, sent[key], of_answer[answer], looked_for[answer])
            ledger.fewer[stratum][reason] -= more
        elif more:
            ledger.more[stratum][_more(key, key in sent, answer in looked_for)] += more
    return ledger


def _fewer(
    key: tuple[AnswerKey, str | None],
    outcome: str,
    findings: Sequence[HeldFinding],
    looked_for: Container[str | None],
) -> str:
    """Why an organism that was looked for is not counted in an answer that stands."""
    _, organism = key
    if any(each.organism == organism and each.counts for each in findings):
        return Cause.OTHER_OUTCOME
    if any(not each.counts for each in findings):
        return Cause.NOT_UNDERSTOOD
    if any(each.organism is not None and each.organism not in looked_for for each in findings):
        return Cause.OTHER_NAME
    return Cause.NOT_NAMED if findings and outcome != "positive" else Reason.NOTHING_READ


def _more(key: tuple[AnswerKey, str | None], looked_for: bool, sent: bool) -> str:  # noqa: FBT001 - facts
    """Why an organism is counted that was not looked for, or more often than once."""
    if looked_for:
        return Cause.SEVERAL_ROWS
    if not sent:
        return Reason.CORRECTED_LATER
    return Cause.OTHER_NAME if key[1] else Cause.NOT_NAMED


def of_answers(sent: Mapping[AnswerKey, int], standing: Mapping[AnswerKey, int], absent: Absent) -> Ledger:
    """Of answers and what was added to them, by laboratory."""
    ledger = Ledger()
    for key in {*sent, *standing}:
        stratum, more = (key[0],), standing.get(key, 0) - sent.get(key, 0)
        if more < 0:
            ledger.fewer[stratum][absent(key) or Reason.SET_ASIDE] -= more
        elif more:
            ledger.more[stratum][Cause.SEVERAL_ROWS if key in sent else Reason.NOT_IN_TRUTH] += more
    return ledger


def of_readings(
    compared: Compared,
    true: Mapping[str, Mapping[str, str]],
    held: Mapping[str, Mapping[str, str]],
    organisms: Mapping[str, str],
) -> Ledger:
    """Of S, I and R, by organism and agent: the isolates that make a difference. `organisms` by id of what is
    true, or held."""
    ledger, matched = Ledger(), compared.matched[Subject.ISOLATES]
    for one in matched.true:
        told, there = true.get(one.id, {}), _held(matched, one.id, held)
        for agent in {*told, *there}:
            stratum = organisms[one.id], agent
            if one.id not in matched.pairs:
                ledger.fewer[stratum][compared.missed[Subject.ISOLATES, one.id].reason.value] += 1
            elif agent not in there:
                ledger.fewer[stratum][Cause.AGENT_NOT_READ.value] += 1
            elif agent not in told:
                ledger.more[stratum][Cause.AGENT_ADDED.value] += 1
            elif there[agent] != told[agent]:
                resists = (
                    ledger.more if "SIR".index(there[agent]) > "SIR".index(told[agent]) else ledger.fewer
                )
                resists[stratum][Cause.OTHER_READING.value] += 1
    for other in matched.invented:
        for agent in held.get(other.id, {}):
            reason = compared.invented[Subject.ISOLATES, other.id].reason
            ledger.more[organisms[other.id], agent][reason] += 1
    return ledger


def _held(matched: Matched, one: str, held: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    pair = matched.pairs.get(one)
    return held.get(pair, {}) if pair else {}

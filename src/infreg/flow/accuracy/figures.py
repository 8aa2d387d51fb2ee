"""Shares with their lower bounds, by disease or organism and in all."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import sqrt
from statistics import NormalDist

from infreg.flow.accuracy.matching import Matched
from infreg.vocabulary.accuracy import Accuracy, Because, Explained, Fault, Reason, Share, Subject

#: As many messages are named for each reason.
EXAMPLES = 3
#: As many terms: the rest is in `infreg codes unmapped`.
TERMS = 10
_Z = NormalDist().inv_cdf(0.975)

#: What was missed or invented of a name (disease, organism), and why.
Wrong = tuple[Fault, str, Because]


def share(count: int, of: int) -> Share | None:
    """A share with the lower limit of Wilson's two-sided 95 % interval (2.5 % lie below it); None of nothing.

    Wilson's needs no more than the normal distribution, and keeps its coverage near 0 and 1, where these
    shares are.
    """
    if not of:
        return None
    p, z2 = count / of, _Z * _Z
    middle, half = p + z2 / (2 * of), _Z * sqrt(p * (1 - p) / of + z2 / (4 * of * of))
    return Share(p, max(0.0, (middle - half) / (1 + z2 / of)))


def figures(subject: Subject, matched: Matched, wrong: Sequence[Wrong]) -> Iterator[Accuracy]:
    """In all, then each disease or organism that is true or held, by the alphabet."""
    true = Counter(each.name for each in matched.true)
    held = Counter(each.name for each in matched.held)
    found = Counter(each.name for each in matched.true if each.id in matched.pairs)
    by_name: Mapping[str, list[Wrong]] = defaultdict(list)
    for each in wrong:
        by_name[each[1]].append(each)
    whole = true.total(), found.total(), held.total()
    yield _accuracy(subject, None, whole, wrong)
    for name in sorted({*true, *held}):
        yield _accuracy(subject, name, (true[name], found[name], held[name]), by_name[name])


def _accuracy(
    subject: Subject, name: str | None, counts: tuple[int, int, int], wrong: Sequence[Wrong]
) -> Accuracy:
    truth, found, register = counts
    return Accuracy(
        subject=subject,
        name=name,
        truth=truth,
        found=found,
        register=register,
        sensitivity=share(found, truth),
        ppv=share(found, register),
        explained=tuple(_explained(wrong)),
    )


def _explained(wrong: Iterable[Wrong]) -> Iterator[Explained]:
    """By fault, the most frequent reason first."""
    grouped: dict[tuple[Fault, Reason], list[Because]] = defaultdict(list)
    for fault, _, because in wrong:
        grouped[fault, because.reason].append(because)
    faults, reasons = list(Fault), list(Reason)
    ordered = sorted(
        grouped.items(), key=lambda one: (faults.index(one[0][0]), -len(one[1]), reasons.index(one[0][1]))
    )
    for (fault, reason), each in ordered:
        terms = Counter(term for because in each for term in because.terms)
        messages = sorted({because.message for because in each if because.message})
        yield Explained(
            fault=fault,
            reason=reason,
            count=len(each),
            terms=tuple(sorted(terms.items(), key=lambda one: (-one[1], one[0]))[:TERMS]),
            examples=tuple(messages[:EXAMPLES]),
        )

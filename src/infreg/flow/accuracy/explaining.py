"""Why something is missed, and why something is invented: from what became of the answers it rests on."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from infreg.flow.accuracy.matching import Matched
from infreg.vocabulary.accuracy import (
    AnswerKey,
    Because,
    HeldThing,
    ReadAnswer,
    ReadFinding,
    Reason,
    SentMessage,
    Subject,
    TrueThing,
)
from infreg.vocabulary.finding import Outcome
from infreg.vocabulary.reception import Status

_ORDER = {reason: place for place, reason in enumerate(Reason)}
#: What became of a message that brought no answer, the nearest to being taken in first.
_NOT_TAKEN_IN = {
    Status.HELD: Reason.HELD,
    Status.REJECTED: Reason.REJECTED,
    None: Reason.MESSAGE_NOT_RECEIVED,
}
_TAKEN_BACK = frozenset({"correction", "cancellation"})
_NO = frozenset({Outcome.NEGATIVE.value, Outcome.IMMUNITY.value, Outcome.PREVIOUS.value})
_UNREAD = ReadAnswer()


@dataclass(frozen=True)
class Known:
    """What is known of the answers that missed and invented things rest on. `statuses` are by laboratory and
    message id; `decided` holds pairs of disease and name of an answer that a standing decision is about;
    `two_numbers` persons; `lineage` tells an organism with the groups it belongs to."""

    answers: Mapping[AnswerKey, ReadAnswer]
    messages: Mapping[AnswerKey, Sequence[SentMessage]]
    statuses: Mapping[tuple[str, str], Status]
    lineage: Callable[[str], Sequence[str]]
    decided: frozenset[tuple[str, str]] = frozenset()
    two_numbers: frozenset[str] = frozenset()

    def related(self, one: str | None, other: str | None) -> bool:
        """Whether two organisms are the same, or one is a group that holds the other. One that nobody has
        told may be any."""
        if one is None or other is None:
            return True
        return one in self.lineage(other) or other in self.lineage(one)

    def persons(self, answers: Iterable[AnswerKey]) -> set[bytes]:
        return {person for key in answers for person in self.answers.get(key, _UNREAD).persons}


def why_missed(one: TrueThing, subject: Subject, matched: Matched, known: Known) -> Because:
    """The reason that lies nearest to the thing being counted, over all the answers that tell of it."""
    reasons = [*_held_otherwise(one, subject, matched, known), *_of_answers(one, known)]
    return min(reasons, key=lambda each: (_ORDER[each.reason], each.message or ("", ""), each.terms))


def _held_otherwise(one: TrueThing, subject: Subject, matched: Matched, known: Known) -> Iterator[Because]:
    """What the register makes of the same answers instead."""
    message = _first_message(one.answers, known)
    names = {name for key in one.answers for name in known.answers.get(key, _UNREAD).names}
    if any((one.name, name) in known.decided for name in names):
        yield Because(Reason.DECIDED_BY_A_PERSON, (), message)
    for other in matched.held_of(one.answers):
        same = other.name == one.name
        if same and other.decided:
            yield Because(Reason.DECIDED_BY_A_PERSON, (), message)
        elif same and other.state != one.state:
            yield Because(Reason.OTHER_STATE, (), message)
        elif same:
            yield Because(Reason.MERGED_WITH_ANOTHER, (), message)
        elif other.id not in matched.found:
            yield Because(_other_name(one, other, subject, known), (), message)


def _other_name(one: TrueThing, other: HeldThing, subject: Subject, known: Known) -> Reason:
    if subject is Subject.CASES:
        return Reason.OTHER_DISEASE
    if known.related(one.name, other.name):
        return Reason.GROUP_INSTEAD_OF_SPECIES
    return Reason.OTHER_ORGANISM


def _of_answers(one: TrueThing, known: Known) -> Iterator[Because]:
    apart = one.person in known.two_numbers and len(known.persons(one.answers)) > 1
    for key in sorted(one.answers):
        because = _of_answer(one, key, known)
        yield because
        if apart and because.reason is Reason.NO_RULE:
            yield Because(Reason.TWO_NUMBERS, (), because.message)


def _of_answer(one: TrueThing, key: AnswerKey, known: Known) -> Because:
    answer = known.answers.get(key)
    message = _first_message([key], known)
    if answer is None:
        return _of_messages(known.messages.get(key, ()), known)
    if answer.cancelled:
        return Because(Reason.ANSWER_CANCELLED, (), message)
    if not answer.standing:
        because = _of_messages(known.messages.get(key, ()), known)
        return because if because.reason is Reason.HELD else Because(Reason.SET_ASIDE, (), message)
    reason, terms = _of_findings(one, answer, known)
    return Because(reason, terms, message)


def _of_messages(messages: Sequence[SentMessage], known: Known) -> Because:
    """The register has nothing of an answer: how near its messages came. One that was taken in without it
    could not be read."""
    fared = [Because(_fared(each, known), (), (each.laboratory, each.message_id)) for each in messages] or [
        Because(Reason.MESSAGE_NOT_RECEIVED)
    ]
    return min(fared, key=lambda each: _ORDER[each.reason])


def _fared(message: SentMessage, known: Known) -> Reason:
    status = known.statuses.get((message.laboratory, message.message_id))
    return _NOT_TAKEN_IN.get(status, Reason.NOTHING_READ)


def _of_findings(one: TrueThing, answer: ReadAnswer, known: Known) -> tuple[Reason, tuple[str, ...]]:
    near = [each for each in answer.findings if known.related(each.organism, one.organism)]
    if any(map(_is_positive, near)):
        if answer.withdrawn:
            return Reason.WITHDRAWN, ()
        # A rule may ask for the specimen, or for an agent, that a word in the same answer should name.
        terms = _unique(term for each in answer.findings for term in (*each.terms, *each.beside))
        return (Reason.WORD_UNMAPPED, terms) if terms else (Reason.NO_RULE, ())
    if terms := _unique(term for each in near for term in each.terms):
        return Reason.WORD_UNMAPPED, terms
    return _read_as(near, answer.findings), ()


def _read_as(near: Sequence[ReadFinding], findings: Iterable[ReadFinding]) -> Reason:
    """What was read of an answer in which every word is known, and nothing of this is positive."""
    named = [each for each in near if each.organism]
    if any(each.outcome not in _NO for each in named):
        return Reason.UNDECIDED
    if named:
        return Reason.READ_AS_NEGATIVE
    if any(map(_is_positive, findings)):
        return Reason.OTHER_ORGANISM
    return Reason.READ_AS_NEGATIVE if any(each.outcome in _NO for each in near) else Reason.NOTHING_READ


def _is_positive(finding: ReadFinding) -> bool:
    return finding.counts and finding.outcome == Outcome.POSITIVE.value


def _unique(terms: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(terms)))


def why_invented(one: HeldThing, subject: Subject, matched: Matched, known: Known) -> Because:
    """What the register took for this."""
    message = _first_message(one.answers, known)
    if one.decided:
        return Because(Reason.DECIDED_BY_A_PERSON, (), message)
    back = [each for key in sorted(one.answers) for each in known.messages.get(key, ())]
    back = [each for each in back if each.kind in _TAKEN_BACK]
    missing = [each for each in back if _fared(each, known) is not Reason.NOTHING_READ]
    reasons = [_taken_for(one, true, subject, matched, known) for true in matched.true_of(one.answers)]
    if missing or (back and not reasons):
        last = (missing or back)[-1]
        return Because(Reason.CORRECTED_LATER, (), (last.laboratory, last.message_id))
    sent = any(key in known.messages for key in one.answers)
    reasons.append(Reason.FALSE_POSITIVE if sent else Reason.NOT_IN_TRUTH)
    return Because(min(reasons, key=_ORDER.__getitem__), (), message)


def _taken_for(one: HeldThing, true: TrueThing, subject: Subject, matched: Matched, known: Known) -> Reason:
    if true.name != one.name:
        return _other_name(true, one, subject, known)
    if true.state != one.state:
        return Reason.OTHER_STATE
    together = known.persons(one.answers) & known.persons(matched.held_as(true).answers)
    if true.person in known.two_numbers and not together:
        return Reason.TWO_NUMBERS
    return Reason.SPLIT_OF_ONE


def _first_message(answers: Iterable[AnswerKey], known: Known) -> tuple[str, str] | None:
    """The first message of these answers, as it was sent, else as it came."""
    for key in sorted(answers):
        for each in known.messages.get(key, ()):
            return each.laboratory, each.message_id
        for message_id in known.answers.get(key, _UNREAD).message_ids:
            return key[0], message_id
    return None

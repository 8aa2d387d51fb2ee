"""What people decide about cases: a row with who, when and why, replayed whenever the person is derived."""

from dataclasses import replace
from datetime import UTC, datetime

from infreg.access.actor import Actor
from infreg.access.roles import Permission
from infreg.flow import auditing
from infreg.flow.cases.deriving import derive_people, locked_people, rules_of
from infreg.flow.cases.places import municipalities_on
from infreg.flow.understanding import find_understanding
from infreg.registers.msis.coinfection import BOTH_STAND
from infreg.storage import case_decisions, shown_cases
from infreg.storage.connection import acting
from infreg.storage.rows import Connection
from infreg.storage.shown_cases import CaseRow, QuestionRow
from infreg.vocabulary.audit import Action
from infreg.vocabulary.case import Case, CaseDecision, Classification, Doubt, Move, State

#: What a case is reclassified to when it is none.
NO_CASE = "none"
_CLASSES = (*(each.value for each in Classification), NO_CASE)
_STATES = tuple(each.value for each in State)


class UnknownCase(Exception):
    """No such case stands (any more), nor such a decision; the message says so to a person."""


class CannotDecide(Exception):
    """The decision does not fit the case; the message says why, and what would."""


def decide(
    actor: Actor,
    case: str,
    move: Move,
    because: str,
    *,
    to: str | None = None,
    other: str | None = None,
    seen: str | None = None,
) -> str | None:
    """Decides about a case, and derives its person anew at once. Returns the id of the case that it is now;
    None when it is none any more.

    `other` is the other case's id (merge), or the answer that a new episode begins with (split; as
    `ShownEvidence` names it). `to` is what it is reclassified or moved to. `seen` is the digest of the
    evidence that the person looked at: where the case rests on something else by now, nothing is decided.
    Raises UnknownCase and CannotDecide.

    That nobody takes in an answer about the person meanwhile is held by the lock that every deriving takes;
    the decision is committed with what it made, so that who comes next reads both.
    """
    actor.check(Permission.SETTLE_CASES)
    with acting(actor) as connection:
        people = locked_people(connection, [_find(connection, case).subject])
        now = datetime.now(UTC)
        found = _find(connection, case)  # as whoever held the lock before left it
        if seen is not None and seen != found.case.evidence_digest:
            raise CannotDecide(
                "The case rests on something else than what you looked at. Load the page again and look anew."
            )
        asked = CaseDecision(
            id=0,
            disease=found.case.disease,
            answer=found.case.evidence[0].answer,
            move=move,
            because=because,
            by=actor.name,
            at=now,
            other=other,
            to=to,
            seen=found.case.evidence_digest,
        )
        decision = _fitted(connection, found, asked)
        subject = shown_cases.find_patient(connection, _key(found.case, decision.answer)) or found.subject
        case_decisions.add(connection, subject, decision)
        derive_people(connection, people, now)
        _written(connection, actor, {subject, found.subject}, case, because)
        return _now(connection, decision.disease, decision.answer)


def undo_decision(actor: Actor, decision: int, because: str) -> str | None:
    """Takes a decision back, and derives its person anew at once. Returns the id of the case it was about, as
    it is now; None when there is none. Raises UnknownCase."""
    actor.check(Permission.SETTLE_CASES)
    with acting(actor) as connection:
        stored = case_decisions.find(connection, decision)
        people = locked_people(connection, [stored.subject] if stored else [])
        now = datetime.now(UTC)
        undone = case_decisions.undo(connection, decision, because, actor.name, now)
        if undone is None:
            raise UnknownCase(f"The decision {decision} does not stand (any more).")
        derive_people(connection, people, now)
        _written(connection, actor, {undone.subject}, f"decision {decision}", because)
        return _now(connection, undone.decision.disease, undone.decision.answer)


def settle_question(actor: Actor, question: int, because: str, *, to: str | None = None) -> str | None:
    """Settles what waits for a person and is no case (`ShownQuestion.id`), and derives its person anew.
    Returns the id of a case that rests on the answer now; None when there is none.

    What was decided and lost its case is taken back. Of the others: looked at, and right as it is; or, with
    `to`, what a case of it is after all. Raises UnknownCase and CannotDecide.
    """
    actor.check(Permission.SETTLE_CASES)
    with acting(actor) as connection:
        waiting = shown_cases.find_question(connection, question)
        people = locked_people(connection, [waiting[0]] if waiting else [])
        now = datetime.now(UTC)
        waiting = shown_cases.find_question(connection, question)
        if waiting is None:
            raise UnknownCase(f"The question {question} is settled, or was never asked.")
        subject, asked = waiting
        if asked.doubt is Doubt.DECISION_WITHOUT_CASE and asked.decision:
            case_decisions.undo(connection, asked.decision, because, actor.name, now)
        else:
            case_decisions.add(connection, subject, _settling(asked, because, to, actor.name, now))
        derive_people(connection, people, now)
        _written(connection, actor, {subject}, f"question {question}", because)
        return _now(connection, asked.disease, asked.answer)


def _written(connection: Connection, actor: Actor, people: set[bytes], what: str, because: str) -> None:
    auditing.looked_at(connection, actor, Action.DECIDE, people, object=what, reason=because)


def _settling(asked: QuestionRow, because: str, to: str | None, by: str, now: datetime) -> CaseDecision:
    if to is not None and (asked.doubt is Doubt.MARKED_WITHOUT_DISEASE or to not in _CLASSES):
        raise CannotDecide(
            "Only what a decision was about can be a case again: confirmed or probable. What no rule finds a "
            "disease in needs a word explained (infreg codes) or a definition."
        )
    return CaseDecision(
        id=0,
        disease=asked.disease or "",
        answer=asked.answer,
        move=Move.RECLASSIFY if to else Move.CONFIRM,
        because=because,
        by=by,
        at=now,
        to=to,
    )


def _find(connection: Connection, case: str) -> CaseRow:
    found = shown_cases.find_open(connection, case)
    if found is None:
        raise UnknownCase(f"No case {case} stands (any more). infreg cases list shows those that do.")
    return found


def _now(connection: Connection, disease: str | None, answer: str) -> str | None:
    resting = shown_cases.find_resting_on(connection, disease or "", [answer])
    return resting[0] if resting else None


def _key(case: Case, answer: str) -> int:
    return next(each.key for each in case.evidence if each.answer == answer)


def _fitted(connection: Connection, found: CaseRow, asked: CaseDecision) -> CaseDecision:
    """The decision as it is stored: anchored on an answer of the case, with what its move takes alone."""
    if found.case.rule == BOTH_STAND:
        raise CannotDecide("The case follows from two others. Decide about those, and it follows.")
    match asked.move:
        case Move.MERGE:
            return replace(asked, other=_merged_with(connection, found, asked.other), to=None)
        case Move.SPLIT:
            return replace(asked, answer=_split_at(found.case, asked.other), other=None, to=None)
        case Move.RECLASSIFY:
            return replace(asked, other=None, to=_reclassified(connection, found.case, asked.to))
        case Move.MOVE:
            return replace(asked, other=None, to=_moved(connection, found.case, asked.to))
        case Move.CONFIRM:
            return replace(asked, other=None, to=None)


def _merged_with(connection: Connection, found: CaseRow, other: str | None) -> str:
    second = _find(connection, other or "")
    if second.case.id == found.case.id:
        raise CannotDecide("A case cannot be merged with itself. Name another one.")
    if second.case.disease != found.case.disease:
        raise CannotDecide("The two cases are of different diseases.")
    if second.subject != found.subject:
        raise CannotDecide("The two cases are of different persons. If they are one, join the persons first.")
    return second.case.evidence[0].answer


def _split_at(case: Case, answer: str | None) -> str:
    later = [each.answer for each in case.evidence[1:]]
    if answer not in later:
        raise CannotDecide(
            "A case is split at one of its answers, and not at the first: that one is where it begins."
        )
    return answer


def _reclassified(connection: Connection, case: Case, to: str | None) -> str:
    disease = rules_of(find_understanding(connection).book).diseases_on(case.event).all.get(case.disease)
    allowed = (*_CLASSES, *(_STATES if disease and disease.states else ()))
    if to not in allowed:
        raise CannotDecide(f"The case can be reclassified to {', '.join(allowed)}.")
    return to


def _moved(connection: Connection, case: Case, to: str | None) -> str:
    known = municipalities_on(find_understanding(connection).book, case.event)
    if not to or (known and to not in known) or not to.isdigit():
        raise CannotDecide(
            f"A case is moved to a municipality by its number, as it was on {case.event.isoformat()}."
        )
    return to

"""Cases for pages and commands: lists, and one with all that made it and what became of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from itertools import pairwise

from infreg.access.actor import Actor
from infreg.access.roles import Permission, Reach
from infreg.flow import auditing, protection
from infreg.flow.cases.deriving import rules_of
from infreg.flow.cases.places import name_of
from infreg.flow.understanding import Understanding, find_understanding
from infreg.registers.msis.coinfection import BOTH_STAND
from infreg.storage import case_decisions, shown_cases
from infreg.storage.case_decisions import StoredDecision
from infreg.storage.connection import acting, reach_answers, reading_cases
from infreg.storage.rows import Connection
from infreg.storage.shown_cases import CaseRow, FindingRow, QuestionRow, Wanted
from infreg.vocabulary.audit import Action
from infreg.vocabulary.case import Case, DefinitionRef, Evidence, Move
from infreg.vocabulary.identifiers import ReceiptNumber
from infreg.vocabulary.shown_case import (
    CaseLine,
    Change,
    ShownCase,
    ShownCaseVersion,
    ShownDecision,
    ShownEvidence,
    ShownEvidenceFinding,
    ShownQuestion,
)

__all__ = ["EVERY_CASE", "Wanted", "cases_of", "find_case", "find_cases", "find_questions"]

EVERY_CASE = Wanted()
#: The rule of a case that follows from two others, which stands in no definition.
_WITHOUT_RULE = {
    BOTH_STAND: {
        "nb": "Personen har både tuberkulose og hivinfeksjon.",
        "en": "The person has both tuberculosis and hiv infection.",
    }
}
#: What a version is not compared by: its evidence is told in words of its own, the rest names or dates it.
_NOT_COMPARED = frozenset({"id", "evidence", "known", "received"})


def find_cases(
    actor: Actor, wanted: Wanted = EVERY_CASE, *, page: int = 1, size: int = 50
) -> tuple[tuple[CaseLine, ...], int]:
    """One page of the cases that stand, the latest event first, and how many there are in all."""
    actor.check(Permission.SEE_CASES)
    with acting(actor) as connection:
        known = find_understanding(connection)
        asked = _within_reach(actor, wanted)
        with reading_cases(connection, actor):
            rows, total = shown_cases.find_page(connection, asked, limit=size, skip=(page - 1) * size)
            return _lines(connection, actor, rows, known), total


def _within_reach(actor: Actor, wanted: Wanted) -> Wanted:
    """The municipalities are the policy's to see to; named here as well, the planner knows how many cases to
    expect. And a list of one municipality must not tell that somebody hidden lives there."""
    own = actor.municipalities if actor.role.reach is Reach.MUNICIPALITIES else None
    hides = wanted.municipality is not None and not actor.sees_protected
    return replace(wanted, within=own, but_hidden=hides)


def cases_of(actor: Actor, receipt: str) -> tuple[CaseLine, ...]:
    """The cases that stand and rest on an answer of a delivery, by day."""
    actor.check(Permission.SEE_CASES)
    with acting(actor) as connection:
        known = find_understanding(connection)
        rows = shown_cases.find_made_of(connection, ReceiptNumber(receipt))
        return _lines(connection, actor, rows, known)


def _lines(
    connection: Connection, actor: Actor, rows: Sequence[CaseRow], known: Understanding
) -> tuple[CaseLine, ...]:
    hidden = protection.hidden(connection, actor, [row.subject for row in rows])
    return tuple(_line(row.case, known, hidden=row.subject in hidden) for row in rows)


def _line(case: Case, known: Understanding, *, hidden: bool) -> CaseLine:
    return CaseLine(
        id=case.id,
        disease=case.disease,
        titles=titles_of(known, case.disease),
        classification=case.classification.value,
        state=case.state.value if case.state else None,
        group=case.group,
        alert=case.alert,
        clinician_notice=case.clinician_notice,
        organism=known.name_of("organisms", case.organism),
        organism_code=case.organism,
        event=case.event,
        received=case.received,
        known=case.known,
        municipality=None if hidden else name_of(known.book, case.municipality, case.event),
        municipality_code=None if hidden else case.municipality,
        sex=case.sex,
        birth_year=case.birth_year,
        answers=len(case.evidence),
        doubts=case.doubts,
        decided=bool(case.decisions),
        hidden=hidden,
    )


def find_line(actor: Actor, case: str) -> CaseLine | None:
    """A case that stands, as a list tells it; None when there is none that the actor sees."""
    actor.check(Permission.SEE_CASES)
    with acting(actor) as connection:
        known = find_understanding(connection)
        with reading_cases(connection, actor):
            found = shown_cases.find_open(connection, case)
            line = _lines(connection, actor, [found], known)[0] if found else None
    if line is None:
        _guessed(actor, case)
    return line


def _guessed(actor: Actor, case: str) -> None:
    """Who sees some cases alone may have tried another's address: that is written."""
    if actor.role.reach is Reach.MUNICIPALITIES:
        auditing.refused(actor, Action.OPEN_CASE, object=case)


def titles_of(known: Understanding, disease: str) -> Mapping[str, str]:
    """What people call a disease, by language; its code where no definition has it."""
    return rules_of(known.book).titles.get(disease) or {"nb": disease, "en": disease}


def find_case(actor: Actor, case: str) -> ShownCase | None:
    """A case with all that made it, and why; one that does not stand any more, as it stood last. None when
    there never was such a case. That it was opened is written."""
    actor.check(Permission.SEE_CASES)
    with acting(actor) as connection:
        with reading_cases(connection, actor):
            versions = shown_cases.find_versions(connection, case)
        people = {each.subject for each in versions}
        auditing.looked_at(connection, actor, Action.OPEN_CASE, people, object=case)
        known = find_understanding(connection)
        with reading_cases(connection, actor):
            shown = _shown(connection, actor, versions, known) if versions else None
    if shown is None:
        _guessed(actor, case)
    return shown


def _shown(
    connection: Connection, actor: Actor, versions: Sequence[CaseRow], known: Understanding
) -> ShownCase:
    last = versions[-1]
    case = last.case
    if actor.role.reach is Reach.MUNICIPALITIES:
        reach_answers(connection, [each.key for each in case.evidence])
    answers = {each.answer for version in versions for each in version.case.evidence}
    resting = () if last.known_to is None else _took_over(connection, case)
    texts, title = _definition(known, case.definition)
    decided = case_decisions.of_case(connection, case.disease, answers, case.decisions)
    questions, _ = shown_cases.find_questions(connection, subject=last.subject)
    others = shown_cases.find_of_person(connection, last.subject, case.disease)
    disease = rules_of(known.book).diseases_on(case.event).all.get(case.disease)
    shown = ShownCase(
        case=case,
        person=last.subject.hex(),
        titles=titles_of(known, case.disease),
        told_apart=disease is not None and disease.states,
        organism=known.name_of("organisms", case.organism),
        municipality=name_of(known.book, case.municipality, case.event),
        rule_text=_rule_text(texts, case.rule),
        definition_title=title,
        evidence=tuple(_evidence(connection, case, texts, known)),
        decisions=tuple(_decision(each, case.decisions) for each in decided),
        versions=tuple(_versions(versions)),
        others=tuple(each for each in others if each != case.id),
        questions=tuple(
            each
            for each in _questions(connection, actor, questions, known)
            if each.disease in {case.disease, None}
        ),
        became=tuple(each for each in resting if each != case.id),
        closed_at=last.known_to,
    )
    return _hidden(shown) if protection.hidden(connection, actor, [last.subject]) else shown


def _hidden(shown: ShownCase) -> ShownCase:
    """The same without where the person lives and who knows them. A delivery hides its sender by itself."""
    return replace(
        shown,
        hidden=True,
        case=replace(shown.case, municipality=None),
        municipality=None,
        evidence=tuple(replace(each, laboratory="") for each in shown.evidence),
        decisions=tuple(
            replace(each, decision=replace(each.decision, to=None))
            if each.decision.move is Move.MOVE
            else each
            for each in shown.decisions
        ),
        versions=tuple(
            replace(each, changes=tuple(one for one in each.changes if one.field != "municipality"))
            for each in shown.versions
        ),
    )


def _took_over(connection: Connection, case: Case) -> tuple[str, ...]:
    return shown_cases.find_resting_on(connection, case.disease, [each.answer for each in case.evidence])


def _definition(
    known: Understanding, wanted: DefinitionRef
) -> tuple[Mapping[str, Mapping[str, str]], Mapping[str, str]]:
    """The sentences of the rules of a version, by id, and its title: of the very version, replaced or not."""
    for version in known.book.history(wanted.kind, wanted.name):
        if version.definition.hash == wanted.hash:
            rows = version.definition.rows
            texts = {str(row["id"]): {"nb": str(row["nb"]), "en": str(row["en"])} for row in rows}
            return texts, version.definition.title
    return {}, {"nb": wanted.name, "en": wanted.name}


def _rule_text(texts: Mapping[str, Mapping[str, str]], rule: str) -> Mapping[str, str]:
    return texts.get(rule) or _WITHOUT_RULE.get(rule) or {"nb": rule, "en": rule}


def _evidence(
    connection: Connection,
    case: Case,
    texts: Mapping[str, Mapping[str, str]],
    known: Understanding,
) -> Iterator[ShownEvidence]:
    laboratories = shown_cases.find_laboratories(connection, [each.unit for each in case.evidence])
    findings = shown_cases.find_findings(connection, [each.key for each in case.evidence])
    for each in case.evidence:
        yield ShownEvidence(
            answer=each.answer,
            receipt=each.receipt,
            laboratory=laboratories.get(each.unit, ""),
            day=each.day,
            rule=each.rule,
            rule_text=_rule_text(texts, each.rule) if each.rule else None,
            findings=tuple(
                _finding(row, known) for row in findings[each.key] if row.position in each.positions
            ),
        )


def _finding(row: FindingRow, known: Understanding) -> ShownEvidenceFinding:
    return ShownEvidenceFinding(
        position=row.position,
        organism=known.name_of("organisms", row.organism),
        organism_code=row.organism,
        outcome=row.outcome,
        method=row.method,
        specimen=known.name_of("specimens", row.specimen),
        specimen_code=row.specimen,
        flags=row.flags,
        day=row.day,
    )


def _decision(stored: StoredDecision, applied: Sequence[int]) -> ShownDecision:
    decision = stored.decision
    return ShownDecision(decision, decision.id in applied, stored.undone_because, stored.undone_by)


def _versions(rows: Sequence[CaseRow]) -> Iterator[ShownCaseVersion]:
    for before, now in pairwise([None, *rows]):
        if now is None:
            continue
        came, went = (before.case.evidence if before else ()), now.case.evidence
        yield ShownCaseVersion(
            known_from=now.known_from,
            known_to=now.known_to,
            changes=tuple(_changes(before.case, now.case)) if before else (),
            gained=tuple(each.receipt for each in went if not _among(each, came)),
            lost=tuple(each.receipt for each in came if not _among(each, went)),
        )


def _among(evidence: Evidence, others: Sequence[Evidence]) -> bool:
    return any((each.answer, each.receipt) == (evidence.answer, evidence.receipt) for each in others)


def _changes(before: Case, now: Case) -> Iterator[Change]:
    for field in fields(Case):
        was, became = getattr(before, field.name), getattr(now, field.name)
        if field.name not in _NOT_COMPARED and was != became:
            yield Change(field.name, _text(was), _text(became))


def _text(value: object) -> str | None:
    match value:
        case None:
            return None
        case bool():
            return "yes" if value else "no"
        case tuple():
            return ", ".join(map(str, value)) or None
        case DefinitionRef():
            return f"{value.name} {value.valid_from.isoformat()} {value.hash[:12]}"
    return str(value)


def find_questions(actor: Actor, *, page: int = 1, size: int = 50) -> tuple[tuple[ShownQuestion, ...], int]:
    """One page of what waits for a person and is no case, oldest first, and how much there is in all."""
    actor.check(Permission.SEE_CASES)
    with acting(actor) as connection:
        known = find_understanding(connection)
        with reading_cases(connection, actor):
            rows, total = shown_cases.find_questions(connection, limit=size, skip=(page - 1) * size)
            return _questions(connection, actor, rows, known), total


def _questions(
    connection: Connection, actor: Actor, rows: Sequence[QuestionRow], known: Understanding
) -> tuple[ShownQuestion, ...]:
    hidden = protection.hidden(connection, actor, [row.subject for row in rows])
    return tuple(_question(connection, row, known, hidden=row.subject in hidden) for row in rows)


def _question(
    connection: Connection, row: QuestionRow, known: Understanding, *, hidden: bool
) -> ShownQuestion:
    stored = case_decisions.find(connection, row.decision) if row.decision else None
    return ShownQuestion(
        id=row.id,
        doubt=row.doubt,
        answer=row.answer,
        receipt=row.receipt,
        laboratory=None if hidden else row.laboratory,
        disease=row.disease,
        titles=titles_of(known, row.disease) if row.disease else {},
        known=row.known,
        decision=_decision(stored, ()) if stored else None,
        hidden=hidden,
    )

"""Cases as `--json` prints them: a promise to other programs, so every name stands here as it is printed."""

from datetime import date, datetime
from typing import Any

from infreg.vocabulary.case import Case
from infreg.vocabulary.shown_case import (
    CaseLine,
    Effect,
    ShownCase,
    ShownCaseVersion,
    ShownDecision,
    ShownEvidence,
    ShownQuestion,
)
from infreg.vocabulary.time import in_oslo


def line_row(line: CaseLine) -> dict[str, Any]:
    """A case in a list."""
    return {
        "case": line.id,
        "disease": line.disease,
        "title": dict(line.titles),
        "classification": line.classification,
        "state": line.state,
        "group": line.group,
        "alert": line.alert,
        "clinician_notice": line.clinician_notice,
        "organism": line.organism_code,
        "event": _day(line.event),
        "received": _time(line.received),
        "known": _time(line.known),
        "municipality": line.municipality_code,
        "sex": line.sex,
        "birth_year": line.birth_year,
        "answers": line.answers,
        "decided": line.decided,
        "doubts": [doubt.value for doubt in line.doubts],
        "hidden": line.hidden,
    }


def case_row(case: Case) -> dict[str, Any]:
    """A case as it was derived."""
    return {
        "case": case.id,
        "disease": case.disease,
        "classification": case.classification.value,
        "state": case.state.value if case.state else None,
        "group": case.group,
        "alert": case.alert,
        "clinician_notice": case.clinician_notice,
        "organism": case.organism,
        "event": _day(case.event),
        "onset": _day(case.onset),
        "sampled": _day(case.sampled),
        "received": _time(case.received),
        "known": _time(case.known),
        "municipality": case.municipality,
        "infected_in": case.infected_in,
        "sex": case.sex,
        "birth_year": case.birth_year,
        "rule": case.rule,
        "definition": {
            "name": case.definition.name,
            "valid_from": _day(case.definition.valid_from),
            "hash": case.definition.hash,
        },
        "answers": [str(each.receipt) for each in case.evidence],
        "decisions": list(case.decisions),
        "doubts": [doubt.value for doubt in case.doubts],
    }


def shown_row(shown: ShownCase) -> dict[str, Any]:
    """A case with all that made it and what became of it."""
    return {
        **case_row(shown.case),
        "person": shown.person,
        "title": dict(shown.titles),
        "rule_text": dict(shown.rule_text),
        "seen": shown.case.evidence_digest,
        "evidence": [_evidence(each) for each in shown.evidence],
        "decisions": [decision_row(each) for each in shown.decisions],
        "versions": [_version(each) for each in shown.versions],
        "others": list(shown.others),
        "questions": [question_row(each) for each in shown.questions],
        "closed_at": _time(shown.closed_at),
        "became": list(shown.became),
        "hidden": shown.hidden,
    }


def _evidence(evidence: ShownEvidence) -> dict[str, Any]:
    return {
        "answer": evidence.answer,
        "receipt": str(evidence.receipt),
        "laboratory": evidence.laboratory,
        "day": _day(evidence.day),
        "rule": evidence.rule,
        "rule_text": dict(evidence.rule_text) if evidence.rule_text else None,
        "findings": [
            {
                "position": each.position,
                "organism": each.organism_code,
                "outcome": each.outcome,
                "method": each.method,
                "specimen": each.specimen_code,
                "flags": list(each.flags),
                "day": _day(each.day),
            }
            for each in evidence.findings
        ],
    }


def decision_row(shown: ShownDecision) -> dict[str, Any]:
    """What a person decided, and what became of it."""
    decision = shown.decision
    return {
        "decision": decision.id,
        "disease": decision.disease,
        "move": decision.move.value,
        "answer": decision.answer,
        "other": decision.other,
        "to": decision.to,
        "because": decision.because,
        "by": decision.by,
        "at": _time(decision.at),
        "applied": shown.applied,
        "undone_at": _time(decision.undone_at),
        "undone_by": shown.undone_by,
        "undone_because": shown.undone_because,
    }


def _version(version: ShownCaseVersion) -> dict[str, Any]:
    return {
        "known_from": _time(version.known_from),
        "known_to": _time(version.known_to),
        "changes": [
            {"field": each.field, "before": each.before, "after": each.after} for each in version.changes
        ],
        "gained": [str(receipt) for receipt in version.gained],
        "lost": [str(receipt) for receipt in version.lost],
    }


def question_row(question: ShownQuestion) -> dict[str, Any]:
    """Something that waits for a person and is no case."""
    return {
        "question": question.id,
        "doubt": question.doubt.value,
        "answer": question.answer,
        "receipt": str(question.receipt) if question.receipt else None,
        "laboratory": question.laboratory,
        "disease": question.disease,
        "known": _time(question.known),
        "decision": decision_row(question.decision) if question.decision else None,
        "hidden": question.hidden,
    }


def effect_row(effect: Effect) -> dict[str, Any]:
    """What definitions would do to the cases of a disease."""
    return {
        "disease": effect.disease,
        "gained": effect.gained,
        "lost": effect.lost,
        "changed": effect.changed,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _time(time: datetime | None) -> str | None:
    return in_oslo(time).isoformat() if time else None

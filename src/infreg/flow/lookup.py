"""A clinician looks a patient up by number, for treatment: every laboratory's open answers, as they are
understood today. The look is in the log before the vault is asked, whether or not anybody is found."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial

from infreg.access.actor import Actor, Purpose, Refused
from infreg.access.roles import Permission
from infreg.flow.auditing import looked
from infreg.flow.codes import shown_finding, shown_isolate
from infreg.flow.intake import open_reception
from infreg.flow.protection import hidden
from infreg.flow.reasons import written_reason
from infreg.flow.understanding import Understanding, find_understanding
from infreg.identity import keyed, numbers
from infreg.interpretation.grown import day_of
from infreg.registers.lab import REGISTER as LAB
from infreg.storage import casework, vault
from infreg.storage.connection import acting, reach_subjects
from infreg.storage.looking_up import PatientRow, PatientRows, find_patient
from infreg.storage.rows import Connection
from infreg.storage.shown_findings import FindingRow
from infreg.vocabulary.answer import Answer, Coded, Party, Result, Susceptibility, Value
from infreg.vocabulary.audit import Action
from infreg.vocabulary.identifiers import NumberType
from infreg.vocabulary.person_number import digits_of
from infreg.vocabulary.problem import Problem
from infreg.vocabulary.shown import (
    ShownAnswer,
    ShownPatient,
    ShownResult,
    ShownSpecimen,
    ShownSusceptibility,
    ShownValue,
)
from infreg.vocabulary.shown_patient import PatientAnswer, PatientFinding, PatientResults, Relation, Why
from infreg.vocabulary.time import in_oslo

_LAB = LAB.charter.name
#: The laboratory has cancelled this row (Volven 8270), or the whole answer (7309).
_CANCELLED = "C"


class NotANumber(Exception):
    """Nobody can be looked up by what was typed; `problem` is the code of what is wrong with it, as reception
    says it. The number itself stands nowhere."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def look_up(
    actor: Actor,
    number: str,
    why: Why,
    relation: Relation,
    *,
    words: str = "",
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> PatientResults | None:
    """What every laboratory has answered about the person with a number, however it is typed and whichever of
    their numbers it is; None where nobody has it, or nothing is known. `words` are the clinician's own.

    Raises NotANumber, and Refused for who may not look, or not for treatment.
    """
    actor.check(Permission.LOOK_UP)
    if actor.purpose is not Purpose.TREATMENT:
        raise Refused(f"a patient is looked up for treatment, not for the purpose {actor.purpose}")
    reception = open_reception()
    checked = _checked(number, trial=reception.trial)
    reason = written_reason(why, words, partial(keyed.mask_token, reception.keys))
    with acting(actor) as connection:
        write = partial(looked, connection, actor, Action.LOOK_UP, reason=reason, relation=relation.value)
        event = write(None)
        person = vault.find(connection, keyed.encrypt_number(reception.keys, checked), event.id)
        if person is None:
            return None
        subject = keyed.pseudonym(reception.keys, _LAB, person).value
        root = casework.find_root(connection, _LAB, subject)
        write(root)
        members = casework.joined_to(connection, _LAB, [root])[root]
        return _results(connection, actor, members, now())


def _checked(number: str, *, trial: bool) -> numbers.CheckedNumber:
    checked = numbers.check(number, _kind(number))
    if isinstance(checked, Problem):
        raise NotANumber(checked)
    foreign = numbers.check_belongs(checked, trial=trial)
    if foreign:
        raise NotANumber(foreign)
    return checked


def _kind(number: str) -> NumberType:
    """Which kind of number it is, by its length and first digit: the kinds share no number."""
    digits = digits_of(number) or ""
    if len(digits) == 12:
        return NumberType.DUF
    return NumberType.FHN if digits[:1] in {"8", "9"} else NumberType.FNR


def _results(
    connection: Connection, actor: Actor, subjects: Sequence[bytes], now: datetime
) -> PatientResults | None:
    reach_subjects(connection, subjects)
    rows = find_patient(connection, subjects)
    if not rows.answers:
        return None
    is_hidden = bool(hidden(connection, actor, subjects))
    known = find_understanding(connection)
    newest_first = sorted(rows.answers, key=lambda row: (_answered(row), row.stored.key), reverse=True)
    patients = [row.stored.answer.patient for row in newest_first]
    births = (patient.birth_date for patient in patients if patient.birth_date)
    return PatientResults(
        as_of=now,
        sex=next((patient.sex for patient in patients if patient.sex), None),
        birth_year=next((in_oslo(birth.at).year for birth in births), None),
        answers=tuple(
            _answer(number, row, rows, known, is_hidden=is_hidden)
            for number, row in enumerate(newest_first, 1)
        ),
        isolates=tuple(shown_isolate(isolate, known) for isolate in rows.isolates),
        is_hidden=is_hidden,
    )


def _answered(row: PatientRow) -> datetime:
    issued = row.stored.answer.issued_at
    return issued.at if issued else row.known_from


def _answer(
    number: int, row: PatientRow, rows: PatientRows, known: Understanding, *, is_hidden: bool
) -> PatientAnswer:
    answer = row.stored.answer
    results = {result.id: result for result in answer.results}
    specimens = {specimen.id: specimen.type for specimen in answer.specimens}
    return PatientAnswer(
        number=number,
        answer=_as_written(answer, is_hidden=is_hidden),
        laboratory=None if is_hidden else row.laboratory,
        answered=_answered(row),
        day=day_of(answer),
        findings=tuple(
            _finding(found, results, specimens, known) for found in rows.findings.get(row.stored.key, ())
        ),
        comments=tuple(dict.fromkeys(result.comment for result in answer.results if result.comment)),
    )


def _finding(
    row: FindingRow, results: Mapping[str, Result], specimens: Mapping[str, Coded], known: Understanding
) -> PatientFinding:
    decided = results.get(row.results[0]) if row.results else None
    only = next(iter(specimens.values())) if len(specimens) == 1 else None
    return PatientFinding(
        finding=shown_finding(row, known),
        investigation=decided.investigation if decided else None,
        specimen=specimens.get(decided.specimen or "", only) if decided else only,
        words=_value(decided.value) if decided else None,
    )


def _as_written(answer: Answer, *, is_hidden: bool) -> ShownAnswer:
    """What the laboratory wrote, without what it has cancelled. Whoever reads it opens no other version."""
    patient, requester = answer.patient, answer.requester.institution
    results = [result for result in answer.results if result.service_type != _CANCELLED]
    names = {result.id: result.organism.name for result in results if result.organism}
    return ShownAnswer(
        answer_id=answer.answer_id,
        service_type=answer.service_type,
        status=answer.status,
        discipline=answer.discipline,
        replaces=None,
        superseded_by=None,
        withdrawn=answer.service_type == _CANCELLED,
        versions=(),
        requester=None if is_hidden or requester == Party() else requester,
        patient=ShownPatient(None, None, patient.sex, None, None),
        specimens=tuple(ShownSpecimen(each.id, each.type, each.collected_at) for each in answer.specimens),
        results=tuple(_result(result) for result in results),
        susceptibilities=tuple(
            _susceptibility(each, names)
            for each in answer.susceptibilities
            if each.service_type != _CANCELLED
        ),
    )


def _result(result: Result) -> ShownResult:
    return ShownResult(
        id=result.id,
        parent=result.parent,
        specimen=result.specimen,
        investigation=result.investigation,
        value=_value(result.value),
        organism=result.organism,
        status=result.status,
    )


def _value(value: Value) -> ShownValue:
    return ShownValue(
        kind=value.kind,
        text=value.text or (value.date.at.isoformat() if value.date else None),
        coded=value.coded,
        number=value.number,
        high=value.high,
        comparator=value.comparator,
        unit=value.unit,
    )


def _susceptibility(row: Susceptibility, names: Mapping[str, str]) -> ShownSusceptibility:
    return ShownSusceptibility(
        organism_result=row.organism_result,
        organism=names.get(row.organism_result or ""),
        agent=row.agent,
        atc=None,
        sir=row.sir,
        sir_text=row.sir_text,
        mic_comparator=row.mic.comparator if row.mic else None,
        mic_value=row.mic.value if row.mic else None,
        zone_mm=row.zone_mm,
    )

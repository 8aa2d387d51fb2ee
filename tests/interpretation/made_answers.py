"""Laboratory answers of our own, as short as a test needs them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from infreg.interpretation import Codes, interpret
from infreg.vocabulary.answer import (
    Answer,
    Coded,
    Organism,
    Party,
    Patient,
    Provider,
    Result,
    Specimen,
    Susceptibility,
    Value,
    ValueKind,
)
from infreg.vocabulary.finding import Finding
from infreg.vocabulary.moment import Moment

VOLVEN = "2.16.578.1.12.4.1.1."
FIRST_DAY = datetime(2024, 3, 1, 10, tzinfo=UTC)


def words(text: str) -> Coded:
    return Coded(text=text)


def text(said: str) -> Value:
    return Value(ValueKind.TEXT, said)


def nothing() -> Value:
    return Value(ValueKind.NONE)


def number(figure: str, comparator: str | None = None, unit: str | None = None) -> Value:
    return Value(ValueKind.NUMBER, number=Decimal(figure), comparator=comparator, unit=unit)


def coded(code: str, display: str | None = None, system: str = VOLVEN + "8340") -> Value:
    return Value(ValueKind.CODED, coded=Coded(system, None, code, display))


def row(
    id: str,
    investigation: str | Coded,
    value: str | Value,
    *,
    parent: str | None = None,
    comment: str | None = None,
    service_type: str | None = None,
    specimen: str = "P1",
    organism: str | None = None,
) -> Result:
    return Result(
        id=id,
        parent=parent,
        specimen=specimen,
        investigation=words(investigation) if isinstance(investigation, str) else investigation,
        value=text(value) if isinstance(value, str) else value,
        organism=Organism(organism) if organism else None,
        comment=comment,
        service_type=service_type,
    )


def day(number: int) -> Moment:
    return Moment(FIRST_DAY + timedelta(days=number))


def specimen(kind: str | Coded, id: str = "P1", on: int | None = 0) -> Specimen:
    taken = None if on is None else day(on)
    return Specimen(id, words(kind) if isinstance(kind, str) else kind, taken)


def by(name: str | None, department: str | None = None) -> Provider:
    return Provider(
        institution=Party(name) if name else None, department=Party(department) if department else None
    )


def susceptibility(result: str, agent: str, sir: str = "S") -> Susceptibility:
    return Susceptibility(result, words(agent), sir)


def answer(
    rows: Sequence[Result],
    specimens: Sequence[Specimen] | str = "Fæces",
    *,
    discipline: str | None = "MBIO",
    service_type: str = "N",
    requester: Provider | None = None,
    susceptibilities: Sequence[Susceptibility] = (),
    patient: Patient | None = None,
) -> Answer:
    taken = (specimen(specimens),) if isinstance(specimens, str) else tuple(specimens)
    return Answer(
        answer_id="A1",
        service_type=service_type,
        status="F",
        discipline=discipline,
        issued_at=None,
        laboratory=by("Et laboratorium"),
        requester=requester or Provider(),
        patient=patient or Patient(),
        specimens=taken,
        results=tuple(rows),
        susceptibilities=tuple(susceptibilities),
    )


def found(codes: Codes, investigation: str, said: str | Value, kind: str = "Fæces") -> tuple[Finding, ...]:
    """The findings of an answer with one row."""
    return interpret(answer([row("1", investigation, said)], kind), codes, 1)


def outcomes(findings: Sequence[Finding]) -> dict[str | None, str | None]:
    """What was found, by organism; a test that expects two of one organism looks for itself."""
    return {each.organism: each.outcome.value if each.outcome else None for each in findings}

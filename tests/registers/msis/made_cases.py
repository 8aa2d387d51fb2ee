"""Made diseases, findings and decisions of one person, in few words."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from infreg.definitions.snapshot import OfKind, Part, Row, Snapshot
from infreg.registers.msis.cases import derive
from infreg.registers.msis.diseases import Diseases
from infreg.vocabulary.case import Case, CaseDecision, Cases, Move, Told
from infreg.vocabulary.finding import Finding, Outcome, Term, TermKind
from infreg.vocabulary.identifiers import ReceiptNumber

LABORATORY, REFERENCE = 1, 2
FIRST = date(2024, 3, 1)
UNKNOWN = Term(TermKind.VALUE, "", "", "påvvist")


def rule(id: str, when: str, classification: str = "confirmed", state: str | None = None) -> Row:
    said = f'outcome == "positive" and {when}'
    return {"id": id, "class": classification, "state": state, "when": said, "nb": id, "en": id}


def disease(
    code: str,
    organisms: str,
    *rules: Row,
    days: int | None = 30,
    since: date = date(1975, 1, 1),
    **header: object,
) -> Part:
    said = {
        "group": "A",
        "alert": False,
        "clinician_notice": True,
        "organisms": tuple(organisms.split()),
        "excluded": (),
        "episode_days": days,
        "states": False,
        **header,
    }
    return Part(code, since, f"{code} {since}", {"nb": code, "en": code}, "made", said, rules)


GROWN, PCR = rule("culture", 'method == "culture"'), rule("pcr", 'method == "nat"', "probable")
FOUND = rule("found", "known(organism)")
CARRIED_OR_NOT = (
    rule("mrsa-sterile", '"MRSA" in flags and sterile', state="infection"),
    rule("mrsa-carried", '"MRSA" in flags and screening', state="carriage"),
    rule("mrsa-isolate", '"MRSA" in flags and specimen == "bacterial-isolate"'),
    rule("mrsa-else", '"MRSA" in flags', "probable", state="infection"),
)
#: Once in a life: hepatitis-c and hiv; hiv of group B until March 2019. SALPET (a pet's) makes no case.
DISEASES = (
    disease("campylobacteriosis", "CAM", FOUND),
    disease("hepatitis-c", "HCV", FOUND, days=None),
    disease("mrsa", "STAAUR", *CARRIED_OR_NOT, days=365, states=True),
    disease("pertussis", "BORPER", GROWN, PCR, days=365),
    disease("salmonellosis", "SAL", GROWN, PCR, alert=True, excluded=("SALTPI", "SALPET")),
    disease("chlamydia", "CHLTRA", FOUND, clinician_notice=False),
    disease("tb-hiv-coinfection", "", days=None),
    disease("tuberculosis", "MYCTUB", GROWN, PCR, days=365),
    disease("typhoid", "SALTPI", FOUND),
)
HIV_B = disease("hiv", "HIV", FOUND, days=None, group="B")
HIV_A = disease("hiv", "HIV", FOUND, days=None, since=date(2019, 3, 1))
ANCESTORS = {
    "SALTYM": ("SALENT", "SAL"),
    "SALENT": ("SAL",),
    "SALTPI": ("SAL",),
    "SALPET": ("SAL",),
    "CAMJEJ": ("CAM",),
}


def made_on(day: date, *parts: Part) -> Diseases:
    return Diseases(Snapshot(day, "made", {"diseases": OfKind(tuple(sorted(parts, key=lambda p: p.name)))}))


BEFORE, AFTER = made_on(date(2018, 1, 1), *DISEASES, HIV_B), made_on(FIRST, *DISEASES, HIV_A)


def diseases_on(day: date) -> Diseases:
    return BEFORE if day < HIV_A.valid_from else AFTER


def at(day: int, hour: int = 12) -> datetime:
    """A time `day` days after the first day."""
    return datetime.combine(FIRST + timedelta(day), time(hour), UTC)


def told(
    answer: str = "a",
    day: int | None = 0,
    organism: str | None = "SAL",
    outcome: Outcome | None = Outcome.POSITIVE,
    method: str = "culture",
    position: int = 1,
    *,
    version: int = 1,
    known: int | None = None,
    issued: int | None = None,
    flags: tuple[str, ...] = (),
    screening: bool = False,
    unmapped: tuple[Term, ...] = (),
    **more: Any,
) -> Told:
    """A finding of an answer that is sampled on a day, issued two days later and known the day after that."""
    late = (0 if day is None else day) + 2 if issued is None else issued
    made = Told(
        answer=answer,
        key=int.from_bytes(answer.encode()) * 10 + version,
        position=position,
        receipt=ReceiptNumber(f"{answer}-{version}"),
        unit=LABORATORY,
        finding=Finding(
            results=(str(position),),
            specimen="1",
            organism=organism,
            outcome=outcome,
            rule="made",
            method=method,
            flags=flags,
            screening=screening,
            unmapped=unmapped,
        ),
        day=None if day is None else FIRST + timedelta(day),
        sampled=None if day is None else FIRST + timedelta(day),
        issued=None if day is None else at(late),
        received=at(late, 13),
        known=at(late + 1 if known is None else known),
        ancestors=ANCESTORS.get(organism or "", ()),
    )
    return replace(made, **more)


def carriage(answer: str, day: int, **more: Any) -> Told:
    return told(answer, day, "STAAUR", flags=("MRSA",), screening=True, **more)


def infection(answer: str, day: int, **more: Any) -> Told:
    return told(answer, day, "STAAUR", flags=("MRSA",), **{"sterile": True, **more})


def isolate(answer: str, day: int, **more: Any) -> Told:
    return told(answer, day, "STAAUR", flags=("MRSA",), specimen_type="bacterial-isolate", **more)


def decided(
    move: Move,
    answer: str,
    *,
    on: int = 100,
    id: int = 1,
    disease: str = "salmonellosis",
    other: str | None = None,
    to: str | None = None,
    seen: str | None = None,
    undone: int | None = None,
) -> CaseDecision:
    return CaseDecision(
        id=id,
        disease=disease,
        answer=answer,
        move=move,
        because="made",
        by="somebody",
        at=at(on),
        other=other,
        to=to,
        seen=seen,
        undone_at=None if undone is None else at(undone),
    )


def derived(
    *findings: Told,
    decisions: Sequence[CaseDecision] = (),
    diseases: Callable[[date], Diseases] = diseases_on,
) -> Cases:
    return derive(findings, diseases, decisions)


def rests_on(case: Case) -> list[str]:
    return [each.answer for each in case.evidence]


def parted(cases: Cases) -> list[list[str]]:
    """The answers of each case."""
    return [rests_on(case) for case in cases.cases]

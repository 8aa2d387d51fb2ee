"""A made-up disease, answers that tell of it, and what the register makes of them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from infreg.access.actor import Actor, Purpose
from infreg.access.roles import REGISTRY_OFFICER
from infreg.flow import cases, definitions, deriving
from infreg.synthetic.svarrapport import write
from infreg.vocabulary.answer import (
    Answer,
    Coded,
    Message,
    Party,
    Patient,
    Provider,
    Result,
    Specimen,
    Value,
    ValueKind,
)
from infreg.vocabulary.identifiers import NationalId, NumberType
from infreg.vocabulary.moment import Moment
from infreg.vocabulary.person_number import completed
from tests.register import Register

OFFICER = Actor("officer", REGISTRY_OFFICER, Purpose.QUALITY)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = date(2026, 10, 1)
#: Nobody can have these numbers: month + 80.
PEOPLE = [number for n in range(400, 420) for number in completed(f"148575{n}")[:1]]
FJORD = Party("Fjordlaboratoriet", "990017", "HER")
VIDDA = Party("Viddalaboratoriet", "990018", "HER")
MARKS = "2.16.578.1.12.4.1.1.8269"
DISEASE = "klebsiella-fever"
#: A bacterium that is notifiable nowhere but here.
DEFINITION = """
kind = "diseases"
name = "klebsiella-fever"
valid_from = 1990-01-01
source = "laget for testen"
status = "verified"
group = "A"
alert = false
clinician_notice = true
organisms = ["KLEPNE"]
episode_days = 30
states = false

[title]
nb = "Klebsiellafeber"
en = "Klebsiella fever"

[[rule]]
id = "in-a-sterile-site"
class = "confirmed"
when = 'outcome == "positive" and sterile'
text.nb = "Klebsiella er påvist der det ikke skal være mikrober."
text.en = "Klebsiella was found where there should be no microbes."

[[rule]]
id = "anywhere"
class = "probable"
when = 'outcome == "positive"'
text.nb = "Klebsiella er påvist."
text.en = "Klebsiella was found."
"""


@dataclass(frozen=True)
class Told:
    """One version of an answer about a culture: of which person (an index of PEOPLE), from which laboratory,
    sampled so many days after DAY, in what, and what grew."""

    number: int = 1
    grew: str = "Klebsiella pneumoniae"
    person: int = 0
    laboratory: Party = FJORD
    days: int = 0
    specimen: str = "Blodkultur"
    version: int = 1
    marks: tuple[str, ...] = ()
    municipality: str | None = "0301"
    cancelled: bool = False
    telephone: str | None = None

    def written(self) -> bytes:
        sampled = datetime(DAY.year, DAY.month, DAY.day, 9, tzinfo=UTC) + timedelta(days=self.days)
        patient = Patient(
            NationalId(PEOPLE[self.person], NumberType.FNR), "FNR", municipality=self.municipality
        )
        answer = Answer(
            answer_id=f"S{self.number}",
            service_type="C" if self.cancelled else "N" if self.version == 1 else "M",
            status="F",
            discipline="MBIO",
            issued_at=Moment(sampled + timedelta(days=2, hours=self.version)),
            laboratory=Provider(self.laboratory),
            requester=Provider(Party("Nordlia legesenter", "990101", "HER"), telephone=self.telephone),
            patient=patient,
            specimens=(Specimen("P1", Coded(text=self.specimen), Moment(sampled)),),
            results=(Result("1", None, "P1", Coded(text="Dyrkning"), Value(ValueKind.TEXT, self.grew)),),
            comments=tuple(Coded(MARKS, code=mark) for mark in self.marks),
        )
        said = Moment(NOW + timedelta(hours=self.version))
        name = f"M{self.number}-{self.version}"
        return write(Message("svarrapport-1.4", name, "SVAR_LAB", said, Provider(self.laboratory), (answer,)))


def load(register: Register, folder: Path, said: str = DEFINITION, name: str = "disease.toml") -> None:
    """Loads the disease, and lets the worker derive whom it concerns."""
    file = folder / name
    file.write_text(said, encoding="utf-8")
    register.use("intake")
    definitions.load(OFFICER, [file])
    work(register)


def work(register: Register) -> None:
    """The worker has done what waits."""
    register.use("intake")
    sum(deriving.derive_all_stale())
    sum(cases.derive_all_stale_people())
    register.use("app")


def receive(register: Register, *told: Told) -> list[str]:
    """Receives answers; their receipts."""
    delivered = register.receive(*(each.written() for each in told))
    assert {one.status.value for one in delivered} <= {"accepted", "accepted_with_warnings", "duplicate"}
    register.use("app")
    return [str(one.receipt) for one in delivered]


#: A case without what the time of arrival and the store's numbers decide.
CASES = """
    SELECT c.name, c.subject, c.disease, c.classification, c.event, c.municipality, c.organism, c.rule,
        c.decisions, c.doubts, (
            SELECT array_agg(e.answer || e.positions::text ORDER BY e."order")
            FROM registry.case_evidence AS e WHERE e.case = c.id)
    FROM registry.case AS c WHERE c.known_to IS NULL AND c.disease = %s ORDER BY c.event, c.name
"""


def rows(register: Register) -> list[tuple[object, ...]]:
    """The open cases of the made-up disease, as far as they follow from what was said."""
    with register.superuser() as bare:
        return bare.execute(CASES.encode(), (DISEASE,)).fetchall()


def seen(register: Register) -> list[tuple[str, date, int]]:
    """The cases as an officer finds them: class, day of event, how many answers."""
    register.use("app")
    found, total = cases.find_cases(OFFICER, cases.Wanted(disease=DISEASE))
    assert total == len(found)
    return sorted((line.classification, line.event, line.answers) for line in found)


def ids(register: Register) -> list[str]:
    """The cases by day of event."""
    return [str(row[0]) for row in rows(register)]

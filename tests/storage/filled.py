"""A small country: two laboratories, several persons, and something in every table."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from infreg.access.actor import Actor, Purpose
from infreg.access.roles import REGISTRY_OFFICER
from infreg.flow import auditing, cases, casework, codes, intake
from infreg.flow.intake import Delivered
from infreg.synthetic.handful import handful
from infreg.vocabulary.answer import Party
from infreg.vocabulary.audit import Action
from infreg.vocabulary.case import Move
from infreg.vocabulary.casework import Choice
from infreg.vocabulary.finding import TermKind
from infreg.vocabulary.shown_case import CaseLine
from tests.flow.made_cases import Told
from tests.flow.made_log import sequencer
from tests.register import Register

OFFICER = Actor("officer", REGISTRY_OFFICER, Purpose.QUALITY)
HANDFUL = dict(handful(datetime(2026, 11, 22, tzinfo=UTC)))
#: An answer that its laboratory marked as notifiable, in which nobody finds a disease.
MARKED = Told(grew="Ingen vekst", marks=("MSIS-M",)).written()
#: A laboratory that writes as the handful's does, about the same persons.
THEIRS = "990555"
#: Something that a term of each kind may mean.
MEANING = {
    TermKind.ORGANISM: "KLEPNE",
    TermKind.INVESTIGATION: "method=culture",
    TermKind.VALUE: "negative",
    TermKind.SPECIMEN: "blood",
    TermKind.AGENT: "AMP",
}


@dataclass(frozen=True, slots=True)
class Filled:
    """The register, the unit of one of its laboratories, the municipality of the case that was decided about,
    and a person with the row ids of the answers about them (and one with an unknown word) and of isolates."""

    register: Register
    laboratory: int
    municipality: str
    subject: bytes
    answers: tuple[int, ...]
    isolates: tuple[int, ...]


def fill(register: Register, folder: Path) -> Filled:
    """Fills it; checkpoints of the log leave for the folder."""
    covid = HANDFUL["covid.xml"]
    others = [
        each.replace(b"<Id>990017</Id>", f"<Id>{THEIRS}</Id>".encode()).replace(b"handful", b"other")
        for each in HANDFUL.values()
    ]
    first, second, *_, conflict = register.receive(
        *HANDFUL.values(), MARKED, *others, covid.replace(b"HNX", b"HN")
    )
    register.receive(
        HANDFUL["covid.xml"].replace(b"990017", THEIRS.encode()).replace(b"handful", b"own"),
        deliverer=Party("Et annet laboratorium", THEIRS, "HER"),
    )
    register.receive(Told(number=7, municipality="4601", person=3, grew="Salmonella Enteritidis").written())
    case = decide(register, first, second, conflict)
    intake.show(OFFICER, str(first.receipt))
    intake.show(OFFICER, str(second.receipt))
    number_and_protect(register, folder)
    register.use("app")
    with register.superuser() as bare:
        laboratory = bare.execute(
            "SELECT id FROM registry.institution WHERE identifier = %s", (THEIRS,)
        ).fetchone()
        tested = bare.execute(
            "SELECT i.subject FROM registry.isolate_test AS t JOIN registry.isolate AS i ON i.id = t.isolate"
        ).fetchone()
        assert laboratory
        assert tested
        answers, isolates = (
            tuple(
                row[0] for row in bare.execute(f"SELECT id FROM {table} WHERE subject = %s".encode(), tested)
            )
            for table in ("registry.answer", "registry.isolate")
        )
        unread = bare.execute("SELECT answer FROM registry.term WHERE known_to IS NULL LIMIT 1").fetchone()
        assert unread
    assert case.municipality_code
    return Filled(
        register, laboratory[0], case.municipality_code, bytes(tested[0]), (*answers, unread[0]), isolates
    )


def decide(register: Register, first: Delivered, second: Delivered, conflict: Delivered) -> CaseLine:
    """Whatever people decide is decided once, and refused once: two answers are one person's, a delivery that
    conflicts is settled, a word explained, and the case that is returned confirmed."""
    cases.ask_for_everybody()
    register.use("app")
    casework.settle(OFFICER, str(conflict.receipt), Choice.FIRST, "prøve")
    casework.join(OFFICER, str(first.receipt), str(second.receipt), "prøve")
    ((unknown,), _total) = codes.unmapped(OFFICER, size=1)
    codes.map_term(OFFICER, unknown.id, MEANING[unknown.term.kind], "prøve")
    (case, *_), _total = cases.find_cases(OFFICER)
    cases.decide(OFFICER, case.id, Move.CONFIRM, "prøve")
    auditing.refused(OFFICER, Action.USE)
    return case


def number_and_protect(register: Register, folder: Path) -> None:
    """The log so far is numbered and signed for, and somebody's address protected."""
    register.use("intake")
    sequencer(folder).work(at_once=True)
    with register.superuser() as bare:
        bare.execute(
            "INSERT INTO registry.protected_person (subject, known_from)"
            " SELECT subject, now() FROM registry.answer LIMIT 1"
        )

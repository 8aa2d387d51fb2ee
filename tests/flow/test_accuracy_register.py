"""A real register beside a small truth: what is missed and invented is counted, and explained from what
became of each answer; a scripted officer mends what words are to blame for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from infreg.access.actor import Actor, Purpose, Refused
from infreg.access.roles import LABORATORY
from infreg.flow import accuracy, casework, control, intake
from infreg.flow.deriving import ACTOR
from infreg.storage.cases import PlacedCase, replace_cases
from infreg.storage.connection import acting
from infreg.synthetic.svarrapport import write
from infreg.vocabulary.accuracy import Explained, Fault, Reason, Subject
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
from infreg.vocabulary.case import Case, Classification, DefinitionRef, Evidence, State, answer_name, case_id
from infreg.vocabulary.casework import Choice
from infreg.vocabulary.finding import Term, TermKind
from infreg.vocabulary.identifiers import NationalId, NumberType, ReceiptNumber
from infreg.vocabulary.installation import InstallationKind
from infreg.vocabulary.moment import Moment
from infreg.vocabulary.person_number import completed
from tests.flow.officer import OFFICER, map_words, measured
from tests.register import Register

pytestmark = pytest.mark.requirement("B-14")

NOW = datetime(2026, 11, 22, tzinfo=UTC)
#: Nobody can have these numbers: month + 80.
PEOPLE = [number for n in range(400, 430) for number in completed(f"148575{n}")[:1]]
FJORD = Party("Fjordlaboratoriet", "990017", "HER")
VIDDA = Party("Viddalaboratoriet", "990018", "HER")
#: No disease of the package's is caused by it, so that cases of it are the laws' own.
HARMLESS, DISEASE = "Klebsiella oxytoca", "flurbelosis"
WORD = "Flurbelia norvegica"


@dataclass
class Norway:
    """A folder of truth, and the messages that belong to it."""

    folder: Path
    laboratory: Party = FJORD
    rows: dict[str, list[dict[str, Any]]] = field(
        default_factory=lambda: {name: [] for name in ("persons", "cases", "isolates", "messages", "words")}
    )
    contents: list[bytes] = field(default_factory=list)

    def send(
        self,
        answer: str,
        grew: str,
        *,
        person: int = 0,
        laboratory: Party = FJORD,
        kind: str = "first",
        service_type: str = "N",
        numbered: bool = True,
    ) -> bytes:
        """A culture of a throat swab in which something grew; a laboratory has one answer a day."""
        number = int(answer.lstrip("S"))
        sampled = Moment(NOW - timedelta(days=10 + number))
        said = Moment(NOW + timedelta(hours=len(self.contents)))
        said_of = Answer(
            answer_id=answer,
            service_type=service_type,
            status="F",
            discipline="MBIO",
            issued_at=Moment(NOW - timedelta(days=8 + number)),
            laboratory=Provider(laboratory),
            requester=Provider(Party("Nordlia legesenter", "990101", "HER")),
            patient=Patient(NationalId(PEOPLE[person], NumberType.FNR), "FNR", name="Prøve, Petra")
            if numbered
            else Patient(),
            specimens=(Specimen("P1", Coded(text="Hals"), sampled),),
            results=(Result("1", None, "P1", Coded(text="Dyrkning"), Value(ValueKind.TEXT, grew)),),
        )
        name = f"M{len(self.contents) + 1}"
        message = Message("svarrapport-1.4", name, "SVAR_LAB", said, Provider(laboratory), (said_of,))
        self.rows["messages"].append(
            {
                "file": f"{name}.xml",
                "message_id": name,
                "laboratory": laboratory.id,
                "answer_id": answer,
                "person": f"P{person}",
                "kind": kind,
            }
        )
        self.contents.append(write(message))
        return self.contents[-1]

    def isolate(self, organism: str, *answers: str, laboratory: Party = FJORD, person: int = 0) -> None:
        place = len(self.rows["isolates"]) + 1
        self.rows["isolates"].append(
            {
                "isolate": f"I{place}",
                "person": f"P{person}",
                "organism": organism,
                "specimen": "throat-swab",
                "sampled": "2026-11-01",
                "flags": [],
                "tested": [],
                "answers": [[laboratory.id, answer] for answer in answers],
            }
        )

    def case(self, *answers: str, state: str | None = None, person: int = 0, disease: str = DISEASE) -> None:
        place = len(self.rows["cases"]) + 1
        self.rows["cases"].append(
            {
                "case": f"C{place}",
                "person": f"P{person}",
                "disease": disease,
                "state": state,
                "event": "2026-11-01",
                "organism": "KLEOXY",
                "answers": [[FJORD.id, answer] for answer in answers],
            }
        )

    def word(self, text: str, means: str, laboratory: Party = FJORD, kind: str = "organism") -> None:
        self.rows["words"].append(
            {"laboratory": laboratory.id, "kind": kind, "text": text, "means": means, "count": 1}
        )

    def written(self) -> Path:
        """The folder, with its truth as it is now."""
        persons = {row["person"] for rows in self.rows.values() for row in rows if "person" in row}
        named = {row["person"] for row in self.rows["persons"]}
        self.rows["persons"] += [
            {"person": each, "numbers": [["2000-01-01", "-"]]} for each in sorted(persons - named)
        ]
        (self.folder / "truth").mkdir(exist_ok=True)
        for name, rows in self.rows.items():
            (self.folder / "truth" / f"{name}.jsonl").write_bytes(b"".join(map(_line, rows)))
        return self.folder


def _line(row: dict[str, Any]) -> bytes:
    return orjson.dumps(row) + b"\n"


@pytest.fixture
def norway(tmp_path: Path) -> Norway:
    return Norway(tmp_path)


def receive(register: Register, contents: Iterable[bytes]) -> list[str]:
    """Receipts, in order."""
    return [str(each.receipt) for each in register.receive(*contents)]


def hold(
    register: Register, *answers: str, state: State | None = None, decisions: Sequence[int] = ()
) -> None:
    """The register holds a case of the laws' own disease over these answers."""
    with register.superuser() as bare:
        rows = bare.execute(
            "SELECT id, unit, answer_id, receipt, subject FROM registry.answer"
            " WHERE known_to IS NULL AND answer_id = ANY(%s) ORDER BY answer_id",
            (list(answers),),
        ).fetchall()
    names = [answer_name(unit, answer_id, "") for _, unit, answer_id, *_ in rows]
    evidence = tuple(
        Evidence(name, key, ReceiptNumber(receipt), unit, (1,), None, "grown")
        for name, (key, unit, _, receipt, _) in zip(names, rows, strict=True)
    )
    case = Case(
        id=case_id(DISEASE, names[0]),
        disease=DISEASE,
        classification=Classification.CONFIRMED,
        state=state,
        group="A",
        alert=False,
        clinician_notice=False,
        organism="KLEOXY",
        event=NOW.date(),
        onset=None,
        sampled=NOW.date(),
        received=NOW,
        known=NOW,
        municipality=None,
        infected_in=None,
        sex=None,
        birth_year=None,
        rule="grown",
        definition=DefinitionRef("diseases", DISEASE, NOW.date(), "0"),
        evidence=evidence,
        decisions=tuple(decisions),
    )
    register.use("intake")
    with acting(ACTOR) as connection:
        # Under nobody's pseudonym, so that no other case of the law is taken for one that is gone.
        replace_cases(connection, [], [PlacedCase(bytes(rows[0][4]), case)], NOW)
    register.use("app")


def told(explained: Iterable[Explained]) -> dict[tuple[Fault, Reason], int]:
    return {(each.fault, each.reason): each.count for each in explained}


ISOLATES, CASES = (Subject.ISOLATES, None), (Subject.CASES, None)


def test_a_register_that_holds_what_is_true_is_wholly_right(either: Register, norway: Norway) -> None:
    norway.send("S1", "Streptococcus pyogenes")
    norway.send("S2", "Streptococcus pyogenes", person=1)
    norway.send("S3", HARMLESS, person=2)
    for organism, answer in (("STRPYO", "S1"), ("STRPYO", "S2"), ("KLEOXY", "S3")):
        norway.isolate(organism, answer)
    norway.case("S3", person=2)
    receive(either, norway.contents)
    hold(either, "S3")
    found = measured(either, norway.written())
    for whole, count in ((ISOLATES, 3), (CASES, 1)):
        figures = found[whole]
        assert (figures.truth, figures.found, figures.register) == (count, count, count)
        assert figures.sensitivity
        assert figures.ppv
        assert figures.sensitivity.value == figures.ppv.value == 1.0
        assert figures.sensitivity.lower < 1.0
        assert figures.explained == ()
    assert found[Subject.ISOLATES, "STRPYO"].found == 2
    assert found[Subject.CASES, DISEASE].found == 1


def test_each_miss_is_explained_by_what_became_of_its_answer(register: Register, norway: Norway) -> None:
    norway.send("S1", "Streptococcus pyogenes")
    norway.isolate("STRPYO", "S1")
    norway.send("S2", "Streptococcus pyogenes", person=1)
    norway.send("S2", "Streptococcus pyogenes", person=1, kind="cancellation", service_type="C")
    norway.isolate("STRPYO", "S2")
    norway.send("S3", WORD, person=2)
    norway.isolate("KLEOXY", "S3")
    norway.send("S4", "Ingen vekst", person=3)
    norway.isolate("STRPYO", "S4")
    norway.send("S5", "Escherichia coli", person=4)
    norway.isolate("STRPYO", "S5")
    never, *rest = norway.contents
    unfit = norway.send("S6", "Streptococcus pyogenes", person=5).replace(b"<MsgId>", b"<Msg>")
    norway.isolate("STRPYO", "S6")
    receive(register, [*rest, unfit])
    whole = measured(register, norway.written())[ISOLATES]
    assert (whole.truth, whole.found, whole.register) == (6, 0, 1)
    assert told(whole.explained) == {
        (Fault.MISSED, Reason.MESSAGE_NOT_RECEIVED): 2,  # what has no message id is nobody's message
        (Fault.MISSED, Reason.ANSWER_CANCELLED): 1,
        (Fault.MISSED, Reason.WORD_UNMAPPED): 1,
        (Fault.MISSED, Reason.READ_AS_NEGATIVE): 1,
        (Fault.MISSED, Reason.OTHER_ORGANISM): 1,
        (Fault.INVENTED, Reason.OTHER_ORGANISM): 1,
    }
    by_reason = {each.reason: each for each in whole.explained}
    assert by_reason[Reason.WORD_UNMAPPED].terms == (
        (Term(TermKind.ORGANISM, "", "", WORD.casefold()).id, 1),
    )
    assert ("990017", "M1") in by_reason[Reason.MESSAGE_NOT_RECEIVED].examples
    assert by_reason[Reason.ANSWER_CANCELLED].examples == (("990017", "M2"),)
    assert never


def test_what_is_held_is_missed_until_somebody_settles_it(register: Register, norway: Norway) -> None:
    norway.send("S1", "Streptococcus pyogenes")
    norway.send("S2", "Escherichia coli")
    norway.rows["messages"][1]["message_id"] = "M1"
    norway.isolate("STRPYO", "S1")
    norway.isolate("ESCCOL", "S2")
    first, second = norway.contents
    receipts = receive(register, [first, second.replace(b"M2</MsgId>", b"M1</MsgId>")])
    whole = measured(register, norway.written())[ISOLATES]
    assert (whole.found, whole.invented) == (1, 0)
    (missed,) = whole.explained
    assert (missed.reason, missed.examples) == (Reason.HELD, (("990017", "M1"),))
    casework.settle(OFFICER, receipts[1], Choice.FIRST, "den første gjelder")
    register.use("intake")
    assert intake.take_in_waiting(intake.open_reception())
    (missed,) = measured(register, norway.folder)[ISOLATES].explained
    assert missed.reason is Reason.SET_ASIDE


def test_what_nobody_had_is_invented_and_a_correction_that_never_came_is_named(
    register: Register, norway: Norway
) -> None:
    norway.send("S1", "Streptococcus pyogenes")
    norway.send("S2", HARMLESS, person=1)
    norway.send("S2", "Ingen vekst", person=1, kind="correction", service_type="M")
    receive(register, norway.contents[:2])
    stray = Norway(norway.folder).send("S9", HARMLESS, person=2, laboratory=VIDDA)
    receive(register, [stray])
    whole = measured(register, norway.written())[ISOLATES]
    assert (whole.truth, whole.register, whole.sensitivity) == (0, 3, None)
    assert whole.ppv
    assert whole.ppv.value == whole.ppv.lower == 0.0
    by_reason = {each.reason: each for each in whole.explained}
    assert {reason: each.examples for reason, each in by_reason.items()} == {
        Reason.FALSE_POSITIVE: (("990017", "M1"),),
        Reason.CORRECTED_LATER: (("990017", "M3"),),
        Reason.NOT_IN_TRUTH: (("990018", "M1"),),
    }
    receive(register, norway.contents[2:])
    assert measured(register, norway.folder)[ISOLATES].register == 2


def test_a_split_and_a_merged_case_are_counted_and_explained(register: Register, norway: Norway) -> None:
    for number in range(1, 6):
        norway.send(f"S{number}", HARMLESS)
    norway.case("S1", "S2")
    norway.case("S3")
    norway.case("S4", "S5")
    receive(register, norway.contents)
    hold(register, "S1")
    hold(register, "S2")
    hold(register, "S3", "S4", "S5")
    whole = measured(register, norway.written())[CASES]
    assert (whole.truth, whole.found, whole.register) == (3, 2, 3)
    assert told(whole.explained) == {
        (Fault.MISSED, Reason.MERGED_WITH_ANOTHER): 1,
        (Fault.INVENTED, Reason.SPLIT_OF_ONE): 1,
    }


def test_one_person_with_two_numbers_is_told_until_they_are_joined(
    register: Register, norway: Norway
) -> None:
    norway.send("S1", HARMLESS, person=0)
    norway.send("S2", HARMLESS, person=1)
    norway.case("S1", "S2")
    norway.rows["persons"].append({"person": "P0", "numbers": [["2020-01-01", "-"], ["2026-01-01", "-"]]})
    first, second = receive(register, norway.contents)
    hold(register, "S1")
    hold(register, "S2")
    explained = measured(register, norway.written())[CASES].explained
    assert told(explained) == {(Fault.INVENTED, Reason.TWO_NUMBERS): 1}
    casework.join(OFFICER, second, first, "samme person")
    explained = measured(register, norway.folder)[CASES].explained
    assert told(explained) == {(Fault.INVENTED, Reason.SPLIT_OF_ONE): 1}, "the case is split, not the person"


def test_infection_and_carriage_are_kept_apart(register: Register, norway: Norway) -> None:
    norway.send("S1", HARMLESS)
    norway.case("S1", state="infection")
    receive(register, norway.contents)
    hold(register, "S1", state=State.CARRIAGE)
    assert told(measured(register, norway.written())[CASES].explained) == {
        (Fault.MISSED, Reason.OTHER_STATE): 1,
        (Fault.INVENTED, Reason.OTHER_STATE): 1,
    }


def test_what_a_person_decided_is_told_apart_from_what_a_rule_did(register: Register, norway: Norway) -> None:
    norway.send("S1", HARMLESS)
    norway.send("S2", HARMLESS)
    norway.case("S1")
    receive(register, norway.contents)
    with register.superuser() as bare:
        rows = bare.execute("SELECT unit, answer_id, subject FROM registry.answer ORDER BY id").fetchall()
        decisions = [
            bare.execute(
                "INSERT INTO registry.case_decision"
                " (register, subject, disease, answer, move, because, by, known_from)"
                " VALUES ('msis', %s, %s, %s, %s, 'sett på', 'officer', %s) RETURNING id",
                (subject, DISEASE, answer_name(unit, answer_id, ""), move, NOW),
            ).fetchone()
            for (unit, answer_id, subject), move in zip(rows, ("reclassify", "split"), strict=True)
        ]
    assert decisions[1]
    hold(register, "S2", decisions=[decisions[1][0]])
    assert told(measured(register, norway.written())[CASES].explained) == {
        (Fault.MISSED, Reason.DECIDED_BY_A_PERSON): 1,
        (Fault.INVENTED, Reason.DECIDED_BY_A_PERSON): 1,
    }


@pytest.mark.requirement("B-3")
def test_a_scripted_officer_brings_in_what_words_kept_out_and_says_what_the_truth_does_not_tell(
    register: Register, norway: Norway
) -> None:
    norway.send("S1", WORD)
    norway.send("S2", WORD, person=1, laboratory=VIDDA)
    norway.send("S3", "Grønnella", person=2)
    norway.send("S4", "Ukjentella borealis", person=3)
    norway.send("S5", "Fremmedella", person=4)
    for organism, answer in (("KLEOXY", "S1"), ("STRPYO", "S3"), ("ESCCOL", "S4"), ("ESCCOL", "S5")):
        norway.isolate(organism, answer)
    norway.isolate("ESCCOL", "S2", laboratory=VIDDA, person=1)
    norway.word(WORD, "KLEOXY")
    norway.word(WORD, "ESCCOL", laboratory=VIDDA)  # the same word, of another laboratory another thing
    norway.word("grønnella.", "STRPYO")
    norway.word("Fremmedella", "NOSUCH")
    receive(register, norway.contents)
    folder = norway.written()
    assert (measured(register, folder)[ISOLATES].found, measured(register, folder)[ISOLATES].invented) == (
        0,
        0,
    )
    done = map_words(register, folder)
    assert (done.looked_up, done.mapped) == (4, 3)
    unknown, refused = (
        Term(TermKind.ORGANISM, "", "", word).id for word in ("ukjentella borealis", "fremmedella")
    )
    assert (done.unknown, done.refused) == ((unknown,), (refused,))
    whole = measured(register, folder)[ISOLATES]
    assert (whole.found, whole.missed, whole.invented) == (3, 2, 0)
    (missed,) = whole.explained
    assert missed.reason is Reason.WORD_UNMAPPED
    assert dict(missed.terms) == {unknown: 1, refused: 1}


def test_the_officer_looks_up_no_more_than_asked_and_the_most_frequent_first(
    register: Register, norway: Norway
) -> None:
    norway.send("S1", "Sjeldnella")
    norway.send("S2", WORD, person=1)
    norway.send("S3", WORD, person=2)
    norway.word("Sjeldnella", "STRPYO")
    norway.word(WORD, "KLEOXY")
    receive(register, norway.contents)
    assert map_words(register, norway.written(), 1).mapped == 1
    assert set(measured(register, norway.folder)) == {CASES, ISOLATES, (Subject.ISOLATES, "KLEOXY")}


def test_no_figure_and_no_example_tells_of_a_person(register: Register, norway: Norway) -> None:
    norway.send("S1", "Streptococcus pyogenes")
    norway.send("S2", WORD, person=1)
    norway.isolate("KLEOXY", "S2", person=1)
    norway.case("S1")
    receive(register, norway.contents)
    with register.superuser() as bare:
        subjects = [bytes(row[0]).hex() for row in bare.execute("SELECT subject FROM registry.answer")]
    said = orjson.dumps(accuracy.measure(OFFICER, norway.written())).decode()
    assert "M2" in said
    for personal in (*PEOPLE[:2], *subjects, "P0", "P1", "Petra", WORD, WORD.casefold()):
        assert personal not in said


def test_measuring_twice_says_the_same_and_the_order_of_arrival_does_not_matter(
    register: Register, norway: Norway
) -> None:
    for number in range(1, 9):
        norway.send(f"S{number}", (WORD, HARMLESS, "Ingen vekst", "Escherichia coli")[number % 4])
        norway.isolate("KLEOXY", f"S{number}")
    norway.isolate("KLEOXY", "S99")
    receive(register, norway.contents[::-1])
    folder = norway.written()
    first = accuracy.measure(OFFICER, folder)
    assert accuracy.measure(OFFICER, folder) == first
    for rows in norway.rows.values():
        rows.reverse()
    assert accuracy.measure(OFFICER, norway.written()) == first


def test_only_a_trial_is_measured_and_only_by_who_may_see_answers(
    register: Register, norway: Norway, monkeypatch: pytest.MonkeyPatch
) -> None:
    del register
    folder = norway.written()
    with pytest.raises(Refused):
        accuracy.explain_words(Actor("lab", LABORATORY, Purpose.QUALITY), folder, 1)
    real = control.installation()
    production = type(real)(InstallationKind.PRODUCTION, real.controller, ())
    monkeypatch.setattr(control, "installation", lambda: production)
    with pytest.raises(accuracy.OnlyInTrial):
        accuracy.measure(OFFICER, folder)
    with pytest.raises(accuracy.OnlyInTrial):
        accuracy.explain_words(OFFICER, folder, 1)


@pytest.mark.parametrize("damage", ["gone", "not json", "another shape"])
def test_a_truth_that_cannot_be_read_says_which_file(register: Register, norway: Norway, damage: str) -> None:
    del register
    file = norway.written() / "truth" / "cases.jsonl"
    if damage == "gone":
        file.unlink()
    else:
        file.write_text({"not json": "{", "another shape": '{"case": 1}\n'}[damage], "utf-8")
    with pytest.raises(accuracy.TruthUnusable, match=r"cases\.jsonl"):
        accuracy.measure(OFFICER, norway.folder)

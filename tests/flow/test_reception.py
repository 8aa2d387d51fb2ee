"""One answer all the way through: bytes in, rows and a receipt out."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from infreg.access.actor import Actor, Purpose
from infreg.access.roles import REGISTRY_OFFICER
from infreg.flow import intake
from infreg.synthetic.handful import handful
from infreg.vocabulary.answer import Party
from infreg.vocabulary.reception import Status
from infreg.vocabulary.shown import ShownMessage
from tests.register import Register

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HANDFUL = dict(handful(NOW))
OFFICER = Actor("officer", REGISTRY_OFFICER, Purpose.QUALITY)
TABLES = (
    "sealed.receipt",
    "sealed.original",
    "sealed.outcome",
    "sealed.outbox",
    "registry.answer",
    "registry.specimen",
    "registry.result",
    "registry.susceptibility",
    "registry.institution",
    "identity.person",
    "identity.number",
    "identity.particulars",
)


def shown(register: Register, delivered: intake.Delivered) -> ShownMessage:
    register.use("app")
    found = intake.show(OFFICER, str(delivered.receipt))
    assert found
    return found


@pytest.mark.requirement("NIR-2")
def test_the_culture_answer_is_understood_whole(either: Register, shared: Path) -> None:
    file = shared / "data/lab_messages/Svar_mikrobiologi_dyrkning_v1-4_Ny.xml"
    delivered = either.receive(file.read_bytes())[0]
    assert delivered.status is Status.ACCEPTED
    answer = shown(either, delivered).answers[0]
    organisms = {result.id: result.organism.name for result in answer.results if result.organism}
    assert organisms == {"1": "Escherichia coli", "2": "Klebsiella pneumoniae"}
    assert {r.organism.code for r in answer.results if r.organism} == {"ESCCOL", "KLEPNE"}
    assert {row.atc for row in answer.susceptibilities if row.agent.code == "NPU06045"} == {"J01CA01"}
    rows = {(row.organism, row.agent.code): (row.sir, row.mic_value) for row in answer.susceptibilities}
    assert rows["Escherichia coli", "NPU06045"] == ("R", None)
    assert rows["Klebsiella pneumoniae", "NPU06045"] == ("R", None)
    sir, mic = rows["Escherichia coli", "NPU06044"]
    assert (sir, str(mic)) == ("S", "0.25")
    assert ("Klebsiella pneumoniae", "NPU06044") not in rows
    assert len(answer.susceptibilities) == len(rows) == 7
    assert {result.specimen for result in answer.results} == {"80041141BSC"}


@pytest.mark.requirement("B-1")
def test_the_same_message_again_is_a_duplicate_with_the_first_receipt_and_no_new_row(
    either: Register,
) -> None:
    content = HANDFUL["urinkultur.xml"]
    first = either.receive(content)[0]
    rows = {table: either.count(table) for table in TABLES}
    reception = intake.open_reception()
    sent = [intake.find_sent(reception, str(first.receipt), version, "nb") for version in ("1.0", "1.1")]
    again = [delivered for _ in range(3) for delivered in either.receive(content, content)]
    assert {delivered.status for delivered in again} == {Status.DUPLICATE}
    assert {delivered.receipt for delivered in again} == {first.receipt}
    assert {table: either.count(table) for table in TABLES} == rows
    assert [intake.find_sent(reception, str(first.receipt), v, "nb") for v in ("1.0", "1.1")] == sent


@pytest.mark.requirement("B-1")
def test_equal_bytes_from_another_deliverer_are_new(register: Register) -> None:
    content = HANDFUL["urinkultur.xml"]
    mine = register.receive(content)[0]
    theirs = register.receive(content, deliverer=Party(id="974760924", id_type="ENH"))[0]
    assert mine.receipt != theirs.receipt
    assert theirs.status is not Status.DUPLICATE


@pytest.mark.requirement("B-1")
def test_another_content_under_a_known_message_id_is_held_and_the_first_stands(either: Register) -> None:
    content = HANDFUL["urinkultur.xml"]
    first, second = either.receive(content, content.replace(b"Klebsiella", b"Raoultella"))
    assert first.status is Status.ACCEPTED
    assert second.status is Status.HELD
    assert [problem.code for problem in second.problems] == ["message-id-conflict"]
    assert shown(either, second).answers == ()
    assert either.standing() == 1


def test_a_rejected_message_does_not_keep_its_id(register: Register) -> None:
    """The sender mends what was wrong and sends anew under the same message id."""
    content = HANDFUL["covid.xml"]
    broken = content.replace(b"<ServReport>", b"<Ukjent>").replace(b"</ServReport>", b"</Ukjent>")
    first, second = register.receive(broken, content)
    assert first.status is Status.REJECTED
    assert second.status is Status.ACCEPTED


@pytest.mark.requirement("B-2", "B-5")
def test_a_later_version_supersedes_and_nothing_is_overwritten(either: Register) -> None:
    preliminary, final = either.receive(HANDFUL["urinkultur.xml"], HANDFUL["urinkultur-endelig.xml"])
    old, new = (shown(either, delivered).answers[0] for delivered in (preliminary, final))
    assert (old.superseded_by, old.replaces) == (final.receipt, None)
    assert (new.superseded_by, new.replaces) == (None, preliminary.receipt)
    assert [version.receipt for version in new.versions] == [preliminary.receipt, final.receipt]
    assert not any(row.mic_value for row in old.susceptibilities)
    assert any(row.mic_value for row in new.susceptibilities)


@pytest.mark.requirement("B-5")
def test_a_version_that_comes_late_does_not_supersede_a_newer_one(register: Register) -> None:
    final, preliminary = register.receive(HANDFUL["urinkultur-endelig.xml"], HANDFUL["urinkultur.xml"])
    assert shown(register, preliminary).answers[0].superseded_by == final.receipt
    assert shown(register, final).answers[0].superseded_by is None
    with register.superuser() as bare:
        open_ones = bare.execute("SELECT receipt FROM registry.answer WHERE known_to IS NULL").fetchall()
    assert open_ones == [(str(final.receipt),)]


@pytest.mark.requirement("B-2")
def test_one_bad_message_never_stops_a_good_one(register: Register) -> None:
    contents = [HANDFUL["urinkultur.xml"], b"\x00\x01 not a message", b"", HANDFUL["covid.xml"]]
    delivered = register.receive(*contents)
    assert [one.status for one in delivered] == [
        Status.ACCEPTED,
        Status.REJECTED,
        Status.REJECTED,
        Status.ACCEPTED,
    ]
    assert register.count("sealed.original") == len(contents)


@pytest.mark.requirement("B-3")
def test_words_without_a_code_are_stored_and_shown(register: Register) -> None:
    delivered = register.receive(HANDFUL["lokal-tekst.xml"])[0]
    result = shown(register, delivered).answers[0].results[0]
    assert result.investigation.code is None
    assert result.investigation.text == "Norovirus PCR (lokal analyse 4411)"
    assert result.value.text == "Påvist"


@pytest.mark.requirement("B-9")
def test_a_person_has_one_pseudonym_and_it_is_not_made_of_the_number(register: Register) -> None:
    first, second = register.receive(HANDFUL["urinkultur.xml"], HANDFUL["urinkultur-endelig.xml"])
    names = {shown(register, delivered).answers[0].patient.pseudonym for delivered in (first, second)}
    assert len(names) == 1
    register.receive(HANDFUL["covid.xml"])
    with register.superuser() as bare:
        keys = [bytes(row[0]).hex() for row in bare.execute("SELECT key FROM identity.person")]
    assert len(keys) == 2
    assert not names & set(keys)


@pytest.mark.control("16.5.4")
def test_a_fault_of_ours_is_held_and_tells_nothing_of_the_message(
    register: Register, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(content: bytes) -> None:
        raise RuntimeError(content.decode())

    monkeypatch.setattr("infreg.flow.intake.reading.parse", broken)
    delivered = register.receive(HANDFUL["covid.xml"])[0]
    assert delivered.status is Status.HELD
    assert [problem.code for problem in delivered.problems] == ["not-understood"]
    assert "RuntimeError" in caplog.text
    assert "SARS" not in caplog.text

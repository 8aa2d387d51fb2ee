"""What people decide is a row, is done, and is done again whenever everything is derived anew."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import pytest

from infreg.access.actor import Actor, Purpose, Refused
from infreg.access.roles import LABORATORY, REGISTRY_OFFICER
from infreg.flow import casework, intake, rebuild
from infreg.parsing import parse
from infreg.synthetic.handful import handful
from infreg.vocabulary.answer import Party
from infreg.vocabulary.casework import Choice
from infreg.vocabulary.reception import Status
from tests.register import Register, Server

HANDFUL = dict(handful(datetime(2026, 11, 22, tzinfo=UTC)))
OFFICER = Actor("officer", REGISTRY_OFFICER, Purpose.QUALITY)
COVID = HANDFUL["covid.xml"]
#: Everything understood, without receipts, times of arrival and surrogate keys.
UNDERSTOOD = """
    SELECT i.id_type, i.identifier, a.answer_id, a.part, a.service_type, a.status, a.generated_at,
        a.content_hash, a.subject_known, (
            SELECT array_agg(b.answer_id || b.generated_at ORDER BY b.answer_id, b.generated_at)
            FROM registry.answer AS b WHERE b.subject = a.subject AND b.aside_from IS NULL
        ), a.known_to IS NULL, a.aside_from IS NULL,
        to_jsonb(s) - '{id,answer,unit}'::text[]
    FROM registry.answer AS a JOIN registry.institution AS i ON i.id = a.unit
    LEFT JOIN LATERAL (
        SELECT 'specimen' AS kind, to_jsonb(x) - '{id,answer,unit}'::text[] AS row
        FROM registry.specimen AS x WHERE x.answer = a.id
        UNION ALL SELECT 'result', to_jsonb(x) - '{id,answer,unit}'::text[]
        FROM registry.result AS x WHERE x.answer = a.id
        UNION ALL SELECT 'susceptibility', to_jsonb(x) - '{id,answer,unit}'::text[]
        FROM registry.susceptibility AS x WHERE x.answer = a.id
    ) AS s ON true
    WHERE a.aside_from IS NULL
"""


def understood(register: Register) -> list[str]:
    with register.superuser() as bare:
        return sorted(map(repr, bare.execute(UNDERSTOOD.encode()).fetchall()))


def work(register: Register) -> None:
    """The worker takes in what waits."""
    register.use("intake")
    while intake.take_in_waiting(intake.open_reception()):
        pass
    register.use("app")


def conflict(register: Register) -> tuple[str, str]:
    """Two contents under one message id: (the first's receipt, the later's)."""
    first, later = register.receive(COVID, COVID.replace(b'DN="P\xc3\xa5vist"', b'DN="Ikke p\xc3\xa5vist"'))
    assert (first.status, later.status) == (Status.ACCEPTED, Status.HELD)
    register.use("app")
    return str(first.receipt), str(later.receipt)


def answers_of(receipt: str) -> int:
    shown = intake.show(OFFICER, receipt)
    assert shown
    return len(shown.answers)


def status_of(receipt: str) -> Status:
    return intake.fates(OFFICER, [receipt])[0].status


@pytest.mark.requirement("B-2", "B-4")
@pytest.mark.parametrize(
    ("choice", "first_status", "later_status", "kept"),
    [
        (Choice.FIRST, Status.ACCEPTED, Status.REJECTED, (1, 0)),
        (Choice.LATER, Status.ACCEPTED_WITH_WARNINGS, Status.ACCEPTED, (0, 1)),
        (Choice.BOTH, Status.ACCEPTED, Status.ACCEPTED, (1, 1)),
        (Choice.RETRY, Status.ACCEPTED, Status.HELD, (1, 0)),
    ],
)
def test_a_conflict_is_settled_as_a_person_decides(
    either: Register, choice: Choice, first_status: Status, later_status: Status, kept: tuple[int, int]
) -> None:
    first, later = conflict(either)
    waiting, total = casework.held(OFFICER)
    assert total == 1
    assert (str(waiting[0].receipt), str(waiting[0].rival)) == (later, first)
    casework.settle(OFFICER, later, choice, "ringte laboratoriet")
    for _ in range(2):  # and again, when everything is derived anew
        work(either)
        assert (status_of(first), status_of(later)) == (first_status, later_status)
        assert (answers_of(first), answers_of(later)) == kept
        either.use("intake")
        list(rebuild.rebuild(intake.open_reception()))
        either.use("app")
    decided = casework.decisions(OFFICER, later)
    assert [(d.choice, d.because, d.by) for d in decided] == [(choice, "ringte laboratoriet", "officer")]
    assert casework.held(OFFICER)[1] == (1 if choice is Choice.RETRY else 0)


def test_what_is_not_held_cannot_be_settled(register: Register) -> None:
    first, later = conflict(register)
    with pytest.raises(casework.NotHeld):
        casework.settle(OFFICER, first, Choice.FIRST, "feil side")
    casework.settle(OFFICER, later, Choice.FIRST, "ja")
    work(register)
    with pytest.raises(casework.NotHeld):
        casework.settle(OFFICER, later, Choice.LATER, "for sent")


@pytest.mark.requirement("NOIS-4-1")
def test_only_who_may_settles_or_joins(register: Register) -> None:
    first, later = conflict(register)
    laboratory = Actor("lab", LABORATORY, Purpose.QUALITY, frozenset({1}))
    for forbidden in (
        lambda: casework.held(laboratory),
        lambda: casework.settle(laboratory, later, Choice.FIRST, "x"),
        lambda: casework.join(laboratory, first, later, "x"),
        lambda: casework.undo(laboratory, first, "x"),
        lambda: intake.deliver(OFFICER, []),
    ):
        with pytest.raises(Refused):
            forbidden()


@pytest.mark.requirement("B-4")
def test_a_fault_of_ours_is_mended_and_tried_again(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("infreg.flow.intake.reading.parse", lambda _: 1 / 0)
        held = register.receive(COVID)[0]
    assert held.status is Status.HELD
    assert list(rebuild.retry_held(intake.open_reception())) == [1]
    register.use("app")
    assert status_of(str(held.receipt)) is Status.ACCEPTED
    assert answers_of(str(held.receipt)) == 1
    with register.superuser() as bare:
        history = bare.execute("SELECT status, known_to IS NULL FROM sealed.outcome ORDER BY id").fetchall()
    assert history == [("held", False), ("accepted", True)]


@pytest.mark.requirement("B-4", "B-5")
def test_another_understanding_takes_the_place_of_the_first_and_both_stand_in_the_history(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    preliminary, final = register.receive(HANDFUL["urinkultur.xml"], HANDFUL["urinkultur-endelig.xml"])
    before = understood(register)

    monkeypatch.setattr(
        "infreg.flow.intake.reading.parse",
        lambda content: parse(content.replace(b"Klebsiella", b"Raoultella")),
    )
    list(rebuild.rebuild(intake.open_reception()))
    register.use("app")
    for receipt, superseded in ((preliminary.receipt, final.receipt), (final.receipt, None)):
        shown = intake.show(OFFICER, str(receipt))
        assert shown
        answer = shown.answers[0]
        assert {r.organism.name for r in answer.results if r.organism} == {
            "Escherichia coli",
            "Raoultella pneumoniae",
        }
        assert answer.superseded_by == superseded
        assert len(answer.versions) == 2
    with register.superuser() as bare:
        rows = bare.execute(
            "SELECT count(*), count(aside_from), count(*) - count(known_to) FROM registry.answer"
        )
        assert rows.fetchone() == (4, 2, 1)
    monkeypatch.undo()
    register.use("intake")
    list(rebuild.rebuild(intake.open_reception()))
    assert understood(register) == before


@pytest.mark.requirement("B-4")
def test_deriving_again_changes_nothing_when_nothing_changed(either: Register) -> None:
    either.receive(*HANDFUL.values(), COVID.replace(b"HNX", b"HN"))
    before = understood(either)
    rows = [either.count(table) for table in ("registry.answer", "sealed.outcome", "sealed.outbox")]
    list(rebuild.rebuild(intake.open_reception()))
    assert understood(either) == before
    assert [either.count(table) for table in ("registry.answer", "sealed.outcome", "sealed.outbox")] == rows


@pytest.mark.requirement("B-5")
def test_additions_stand_beside_the_answer_they_add_to(register: Register) -> None:
    addition = HANDFUL["urinkultur-endelig.xml"].replace(
        b'<ServType V="M" DN="Endring"/>', b'<ServType V="A"/>'
    )
    first, added = register.receive(HANDFUL["urinkultur.xml"], addition)
    register.use("app")
    shown = intake.show(OFFICER, str(first.receipt))
    assert shown
    assert shown.answers[0].superseded_by is None
    assert [v.receipt for v in shown.answers[0].versions] == [first.receipt, added.receipt]
    with register.superuser() as bare:
        assert bare.execute("SELECT count(*) FROM registry.answer WHERE known_to IS NULL").fetchone() == (2,)


def shuffled(contents: Iterable[bytes], seed: int) -> list[bytes]:
    return sorted(contents, key=lambda content: hashlib.sha256(bytes([seed]) + content).digest())


@pytest.mark.requirement("B-5")
def test_the_order_of_arrival_does_not_matter(register: Register, embedded: Server) -> None:
    register.receive(*HANDFUL.values())
    expected = understood(register)
    for seed in range(5):
        with embedded.fresh() as other:
            for content in shuffled(HANDFUL.values(), seed):
                other.receive(content)
            assert understood(other) == expected


@pytest.mark.requirement("NIR-15")
def test_two_numbers_of_one_person_are_joined_and_taken_apart_without_rewriting_a_row(
    either: Register,
) -> None:
    urine, covid = either.receive(HANDFUL["urinkultur.xml"], COVID)
    stored = understood(either)
    either.use("app")
    apart = [pseudonym(str(one.receipt)) for one in (urine, covid)]
    assert len(set(apart)) == 2
    casework.join(OFFICER, str(urine.receipt), str(covid.receipt), "D-nummer ble fødselsnummer")
    assert [pseudonym(str(one.receipt)) for one in (urine, covid)] == [apart[1], apart[1]]
    with pytest.raises(casework.CannotJoin):
        casework.join(OFFICER, str(covid.receipt), str(urine.receipt), "rundt i ring")
    casework.undo(OFFICER, str(urine.receipt), "feil person")
    assert [pseudonym(str(one.receipt)) for one in (urine, covid)] == apart
    with pytest.raises(casework.CannotJoin):
        casework.undo(OFFICER, str(urine.receipt), "en gang til")
    assert understood(either) == stored
    joined = casework.joined(OFFICER, str(urine.receipt))
    assert [(j.subject, j.person, j.undone_at is None) for j in joined] == [(*apart, False)]


@pytest.mark.requirement("NIR-15")
def test_a_patient_nobody_knows_has_no_pseudonym_until_joined(register: Register) -> None:
    nameless = COVID.replace(b"<OffId>", b"<Ukjent>").replace(b"</OffId>", b"</Ukjent>")
    nobody, somebody = register.receive(nameless, HANDFUL["urinkultur.xml"])
    register.use("app")
    assert pseudonym(str(nobody.receipt)) is None
    casework.join(OFFICER, str(nobody.receipt), str(somebody.receipt), "fant nummeret")
    assert pseudonym(str(nobody.receipt)) == pseudonym(str(somebody.receipt)) is not None


@pytest.mark.requirement("NIR-15")
def test_equal_hospital_numbers_of_two_hospitals_are_two_persons(register: Register) -> None:
    number = COVID[COVID.index(b"<OffId>") + 7 : COVID.index(b"</OffId>")]
    local = COVID.replace(number, b"H123456").replace(b'V="FNR"', b'V="HNR"')
    elsewhere = local.replace(b"<Id>990017</Id>", b"<Id>990555</Id>")
    again = local.replace(b"<MsgId>", b"<MsgId>2-").replace(b"<ServProvId>", b"<ServProvId>2-")
    here, there, same = register.receive(local, elsewhere, again)
    register.use("app")
    names = [pseudonym(str(one.receipt)) for one in (here, there, same)]
    assert names[0] == names[2] != names[1]


def pseudonym(receipt: str) -> str | None:
    shown = intake.show(OFFICER, receipt)
    assert shown
    return shown.answers[0].patient.pseudonym


@pytest.mark.requirement("NIR-12", "NIR-16")
def test_a_list_of_what_was_sent_is_compared_both_ways(register: Register) -> None:
    register.receive(COVID, HANDFUL["blodkultur.xml"])
    register.use("app")
    listed = ["handful-covid-20261121", "", "  never-came "]
    today = datetime.now(UTC).astimezone().date()
    found = intake.reconcile(OFFICER, listed, today)
    assert (found.matched, found.missing) == (1, ("never-came",))
    assert [one.message_id for one in found.unexpected] == ["handful-blood-20261120"]
    assert intake.reconcile(OFFICER, listed, date(2020, 1, 1)).unexpected == ()
    elsewhere = Party(id="990555", id_type="HER")
    assert intake.reconcile(OFFICER, listed, today, elsewhere).unexpected != ()


@pytest.mark.requirement("NIR-2", "NIR-16")
def test_a_page_delivers_for_its_own_institution_and_sees_before_what_will_be(register: Register) -> None:
    register.receive(HANDFUL["blodkultur.xml"])
    with register.superuser() as bare:
        unit = bare.execute("SELECT id FROM registry.institution WHERE identifier = '990017'").fetchone()
    assert unit
    laboratory = Actor("lab", LABORATORY, Purpose.QUALITY, frozenset({unit[0]}))
    register.use("app")
    deliveries = [intake.Delivery("a.xml", COVID), intake.Delivery("b.xml", b"<x/>")]
    seen = intake.preview(laboratory, deliveries)
    assert [(p.name, p.status, p.answers) for p in seen] == [
        ("a.xml", Status.ACCEPTED, 1),
        ("b.xml", Status.REJECTED, 0),
    ]
    assert register.count("sealed.receipt") == 1
    delivered = intake.deliver(laboratory, deliveries)
    assert [one.status for one in delivered] == [Status.SEALED, Status.SEALED]
    work(register)
    fates = intake.fates(laboratory, [str(one.receipt) for one in delivered])
    assert [one.status for one in fates] == [Status.ACCEPTED, Status.REJECTED]
    assert [one.status for one in intake.deliver(laboratory, deliveries)] == [Status.DUPLICATE] * 2
    assert [p.status for p in intake.preview(laboratory, deliveries)] == [Status.DUPLICATE, Status.DUPLICATE]
    with pytest.raises(intake.NoInstitution):
        intake.deliver(Actor("lab", LABORATORY, Purpose.QUALITY), deliveries)


#: Two files of one message id and time with different contents: which is met first decides which is held.
FIRST, LATER = "SVAR_CLIN_1_unilab_ENDRING.xml", "SVAR_CLIN_1_unilab_ENDRING_-_endret_soo_for_OK.xml"


def files_in_order(shared: Path, seed: int, *, backwards: bool = False) -> list[bytes]:
    """The real messages in some order, the conflicting pair always in its own."""
    files = {file.name: file.read_bytes() for file in (shared / "data/lab_messages").glob("*.xml")}
    ordered = sorted(
        files, key=lambda name: hashlib.sha256(f"{seed}{name}".encode()).digest(), reverse=backwards
    )
    places = sorted((ordered.index(FIRST), ordered.index(LATER)))
    ordered[places[0]], ordered[places[1]] = FIRST, LATER
    return [files[name] for name in ordered]


@pytest.mark.requirement("NIR-1", "B-1", "B-2", "B-3")
def test_every_real_message_is_taken_in_once(register: Register, shared: Path) -> None:
    files = files_in_order(shared, 0)
    delivered = register.receive(*files)
    assert len(delivered) == 47
    held = [one for one in delivered if one.status is Status.HELD]
    assert [[problem.code for problem in one.problems] for one in held] == [["message-id-conflict"]]
    assert not [one for one in delivered if one.status is Status.REJECTED]
    again = register.receive(*files)
    assert {one.status for one in again} == {Status.DUPLICATE}
    assert [one.receipt for one in again] == [one.receipt for one in delivered]


@pytest.mark.requirement("B-1", "B-4", "B-5")
def test_real_messages_in_any_order_give_the_same_rows(
    register: Register, embedded: Server, shared: Path
) -> None:
    register.receive(*files_in_order(shared, 0))
    expected = understood(register)
    list(rebuild.rebuild(intake.open_reception()))
    assert understood(register) == expected
    orders = [files_in_order(shared, seed, backwards=way) for seed in range(1, 6) for way in (False, True)]
    check_enough(orders)
    for size, files in zip(count(1, step=2), orders, strict=False):  # alone, and in batches of up to 19
        with embedded.fresh() as other:
            for place in range(0, len(files), size):
                other.receive(*files[place : place + size])
            assert understood(other) == expected


def check_enough(orders: list[list[bytes]]) -> None:
    """What tells of one answer comes in every order that there is, but for the pair that has its own."""
    telling: dict[str, list[bytes]] = defaultdict(list)
    for content in orders[0]:
        message = parse(content).message
        for answer in message.answers if message else ():
            telling[answer.answer_id].append(content)
    ways = [
        (len(one), len({tuple(filter(one.__contains__, order)) for order in orders}))
        for one in telling.values()
    ]
    several = sorted((files, met) for files, met in ways if files > 1)
    assert several == [(2, 1), (2, 2), (3, 6), (3, 6)]

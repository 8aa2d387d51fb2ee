"""What was received, corrected, joined, withdrawn, protected and erased is so in the warehouse, too."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pyarrow import parquet

from infreg.flow import casework, codes, protecting, refreshing
from tests.flow.made_cases import DISEASE, OFFICER, PEOPLE, Told, load, receive, work
from tests.flow.made_warehouse import DECLARED, VERSIONED, Row, digests, folder, known, read, refreshed
from tests.register import Register, Server

pytestmark = pytest.mark.requirement("NIR-12", "B-5")

EVENT = ("answer", "case", "finding", "isolate")
#: Everything that is about some answers, what leans on what first.
ERASED = (
    "DELETE FROM registry.term WHERE answer = ANY(%(answers)s)",
    "DELETE FROM registry.finding WHERE answer = ANY(%(answers)s)",
    "DELETE FROM registry.isolate_test WHERE isolate = ANY(%(isolates)s)",
    "DELETE FROM registry.isolate_source WHERE answer = ANY(%(answers)s)",
    "DELETE FROM registry.isolate WHERE subject = ANY(%(subjects)s)",
    "DELETE FROM registry.case_evidence WHERE key = ANY(%(answers)s)",
    "DELETE FROM registry.case WHERE subject = ANY(%(subjects)s)",
    "DELETE FROM registry.specimen WHERE answer = ANY(%(answers)s)",
    "DELETE FROM registry.result WHERE answer = ANY(%(answers)s)",
    "DELETE FROM registry.susceptibility WHERE answer = ANY(%(answers)s)",
    "DELETE FROM registry.answer WHERE id = ANY(%(answers)s)",
)


@pytest.fixture
def fever(register: Register, tmp_path: Path) -> Register:
    """A register that knows the made-up disease."""
    load(register, tmp_path)
    return register


def is_due(register: Register) -> bool:
    register.use("intake")
    return refreshing.is_due()


def is_open(row: Row) -> bool:
    return row["known_to"] is None


def test_a_received_answer_is_in_the_warehouse_after_a_refresh(either: Register, tmp_path: Path) -> None:
    load(either, tmp_path)
    refreshed(either, tmp_path)
    assert {table: read(tmp_path, table) for table in EVENT} == {table: [] for table in EVENT}
    receive(either, Told())
    assert is_due(either)
    done = refreshed(either, tmp_path)
    assert not is_due(either)
    assert {table: done.tables[table].rows for table in EVENT} == dict.fromkeys(EVENT, 1)
    (case,), (finding,), (answer,) = (read(tmp_path, table) for table in ("case", "finding", "answer"))
    assert (case["disease"], case["month"], case["municipality"]) == (DISEASE, "2026-10", "0301")
    assert (finding["organism"], finding["outcome"], finding["counts"]) == ("KLEPNE", "positive", True)
    assert answer["first"]
    assert answer["delay"] == (answer["day"] - answer["sampled"]).days == finding["delay"]
    assert case["person"] == finding["person"] == answer["person"]
    named = {row["laboratory"]: row["name"] for row in read(tmp_path, "institution")}
    assert named[finding["laboratory"]] == "Fjordlaboratoriet"


def test_nothing_that_changed_writes_nothing_and_yet_shows_until_now(fever: Register, tmp_path: Path) -> None:
    receive(fever, Told())
    first = refreshed(fever, tmp_path)
    again = refreshed(fever, tmp_path)
    assert (again.generation, again.tables) == (first.generation, {})
    assert again.known_at > first.known_at
    found = refreshing.find({"INFREG_HOME": str(tmp_path)})
    assert found
    assert found[0] == again.known_at


def test_a_changed_month_is_written_and_no_other(fever: Register, tmp_path: Path) -> None:
    receive(fever, *(Told(number=n, days=-31 * n, person=n) for n in range(6)))
    refreshed(fever, tmp_path)
    before = {file.name: file.stat().st_ino for file in (folder(tmp_path) / "current/finding").iterdir()}
    receive(fever, Told(number=2, days=-62, person=2, grew="Ingen vekst", version=2))
    done = refreshed(fever, tmp_path)
    assert {table: done.tables[table].files for table in EVENT} == dict.fromkeys(EVENT, 1)
    assert done.tables.keys() & DECLARED == {*EVENT, "susceptibility"}
    after = {file.name: file.stat().st_ino for file in (folder(tmp_path) / "current/finding").iterdir()}
    assert {name for name in before if before[name] != after[name]} == {"2026-07.parquet"}
    assert before.keys() == after.keys()


def test_a_corrected_answer_closes_what_stood_and_both_are_there(either: Register, tmp_path: Path) -> None:
    load(either, tmp_path)
    receive(either, Told())
    refreshed(either, tmp_path)
    receive(either, Told(grew="Ingen vekst", version=2))
    refreshed(either, tmp_path)
    first, second = sorted(read(tmp_path, "answer"), key=lambda row: row["known_from"])
    assert (first["first"], second["first"]) == (True, False)
    assert first["known_to"] == second["known_from"]
    assert second["known_to"] is None
    outcomes = [(row["outcome"], is_open(row)) for row in read(tmp_path, "finding")]
    assert sorted(outcomes) == [("negative", True), ("positive", False)]
    assert [is_open(row) for row in read(tmp_path, "case")] == [False]
    assert [is_open(row) for row in read(tmp_path, "isolate")] == [False]


def test_a_merge_of_two_persons_and_its_undoing_are_told_by_time(either: Register, tmp_path: Path) -> None:
    load(either, tmp_path)
    one, other = receive(either, Told(), Told(number=2, person=1, days=3))
    refreshed(either, tmp_path)
    assert read(tmp_path, "joined") == []
    persons = {row["person"] for row in read(tmp_path, "case")}
    assert len(persons) == 2
    casework.join(OFFICER, one, other, "samme person")
    work(either)
    refreshed(either, tmp_path)
    (joined,) = read(tmp_path, "joined")
    assert {joined["subject"], joined["person"]} == persons
    assert {row["person"] for row in read(tmp_path, "case") if is_open(row)} == {joined["person"]}
    casework.undo(OFFICER, one, "ikke samme person")
    work(either)
    refreshed(either, tmp_path)
    (parted,) = read(tmp_path, "joined")
    assert parted == joined | {"known_to": parted["known_to"]}
    assert parted["known_to"] > joined["known_from"]
    assert {row["person"] for row in read(tmp_path, "case") if is_open(row)} == persons


def test_a_withdrawn_mapping_takes_its_findings_out_of_what_counts(fever: Register, tmp_path: Path) -> None:
    receive(fever, Told(grew="Sukkerbakterie"))
    ((unknown,), _) = codes.unmapped(OFFICER)
    codes.map_term(OFFICER, unknown.id, "KLEPNE", "er det")
    work(fever)
    refreshed(fever, tmp_path)
    assert [row["counts"] for row in read(tmp_path, "finding") if is_open(row)] == [True]
    assert [row["disease"] for row in read(tmp_path, "case")] == [DISEASE]
    (mapping,) = codes.history(OFFICER)
    codes.undo(OFFICER, mapping.id, "er det ikke")
    work(fever)
    refreshed(fever, tmp_path)
    assert [row["counts"] for row in read(tmp_path, "finding") if is_open(row)] == [False]
    assert [is_open(row) for row in read(tmp_path, "case")] == [False]


@pytest.mark.requirement("NIR-17", "NOIS-4-1")
def test_what_a_protected_address_hides_is_in_no_version(either: Register, tmp_path: Path) -> None:
    load(either, tmp_path)
    one, _, other = receive(
        either,
        Told(municipality="1151"),
        Told(number=2, person=1, days=1),
        Told(number=3, person=2, days=2, municipality="1151"),
    )
    receive(either, Told(grew="Ingen vekst", version=2, municipality="1151"))
    refreshed(either, tmp_path)
    everywhere = ("answer", "finding", "isolate", "case")
    assert all("1151" in {row["municipality"] for row in read(tmp_path, table)} for table in everywhere)
    either.use("intake")
    protecting.protect(OFFICER, PEOPLE[0])
    refreshed(either, tmp_path, grace=timedelta())
    hidden = {row["person"] for row in read(tmp_path, "answer") if row["municipality"] is None}
    assert len(hidden) == 1
    for table in everywhere:
        for row in read(tmp_path, table):
            assert (row["municipality"] is None) == (row["person"] in hidden), table
            assert table == "case" or (row["laboratory"] is None) == (row["person"] in hidden), table
    casework.join(OFFICER, one, other, "samme person")  # and with them whoever they turn out to be
    work(either)
    refreshed(either, tmp_path)
    assert {
        row["municipality"] for table in everywhere for row in read(tmp_path, table) if row["municipality"]
    } == {"0301"}
    casework.undo(OFFICER, one, "ikke samme person")
    work(either)
    either.use("intake")
    protecting.unprotect(OFFICER, PEOPLE[0])
    refreshed(either, tmp_path)
    assert all("1151" in {row["municipality"] for row in read(tmp_path, table)} for table in everywhere)
    assert None not in {row["laboratory"] for row in read(tmp_path, "finding")}


@pytest.mark.requirement("NOIS-5-1")
def test_what_is_erased_is_in_no_file_when_the_grace_is_over(fever: Register, tmp_path: Path) -> None:
    receive(fever, Told(), Told(number=2, person=1, days=-60))
    refreshed(fever, tmp_path)
    person = {row["person"] for row in read(tmp_path, "finding") if row["month"] == "2026-10"}
    with fever.superuser() as bare:
        ((answer, subject),) = bare.execute("SELECT id, subject FROM registry.answer WHERE answer_id = 'S1'")
        isolates = bare.execute("SELECT id FROM registry.isolate WHERE subject = %s", (subject,)).fetchall()
        erased = {"answers": [answer], "subjects": [subject], "isolates": [row[0] for row in isolates]}
        for statement in ERASED:
            bare.execute(statement, erased)
    refreshed(fever, tmp_path)
    assert person & persons_in_any_file(tmp_path), "old files stand until nobody reads them any more"
    assert not any(person & {row["person"] for row in read(tmp_path, table)} for table in EVENT)
    refreshed(fever, tmp_path, grace=timedelta())
    assert not person & persons_in_any_file(tmp_path)
    assert len(list((folder(tmp_path) / "generations").iterdir())) == 1


def persons_in_any_file(home: Path) -> set[int]:
    """In whatever generation."""
    found: set[int] = set()
    for file in folder(home).rglob("*.parquet"):
        table = parquet.read_table(file, partitioning=None)
        found |= set(table["person"].to_pylist()) if "person" in table.column_names else set()
    return found


@pytest.mark.requirement("NOIS-4-1", "B-9")
def test_no_name_number_receipt_or_whole_pseudonym_is_in_any_file(fever: Register, tmp_path: Path) -> None:
    receipts = receive(fever, Told(), Told(number=2, person=1, laboratory=Told().laboratory))
    refreshed(fever, tmp_path)
    with fever.superuser() as bare:
        subjects = [bytes(row[0]) for row in bare.execute("SELECT subject FROM registry.answer")]
        ids = bare.execute(
            "SELECT answer_id, receipt, message_id, requester_name, requester_id, specimen_id, identifier"
            " FROM registry.answer JOIN registry.specimen ON specimen.answer = answer.id"
            " JOIN sealed.outcome USING (receipt)"
            " JOIN registry.institution ON institution.id = answer.unit"
        ).fetchall()
    said = {str(value) for row in ids for value in row} | set(receipts) | set(PEOPLE[:2])
    assert len(said) > 8
    everything = b"".join(file.read_bytes() for file in folder(tmp_path).rglob("*") if file.is_file())
    written = {str(v) for t in VERSIONED for row in read(tmp_path, t) for v in row.values()}
    written |= {str(v) for row in read(tmp_path, "institution") for v in row.values()}
    assert not said & written
    assert not [value for value in said if len(value) > 4 and value.encode() in everything]
    for subject in subjects:
        assert str(int.from_bytes(subject[:8], "big", signed=True)) in written
        assert subject[:9] not in everything
        assert subject[8:16] not in everything
        assert not any(subject.hex()[16:] in value for value in written)


@pytest.mark.requirement("B-5")
def test_a_day_in_the_past_asked_today_says_what_was_exported_that_day(
    either: Register, tmp_path: Path
) -> None:
    load(either, tmp_path)
    exported: list[tuple[datetime, dict[str, list[Row]]]] = []

    def export() -> None:
        refreshed(either, tmp_path)
        moment = datetime.now(UTC)
        exported.append((moment, {table: known(read(tmp_path, table), moment) for table in VERSIONED}))

    one, other = receive(either, Told(), Told(number=2, person=1, grew="Sukkerbakterie"))
    export()
    receive(either, Told(grew="Escherichia coli", version=2))
    export()
    ((unknown,), _) = codes.unmapped(OFFICER)
    codes.map_term(OFFICER, unknown.id, "KLEPNE", "er det")
    work(either)
    export()
    casework.join(OFFICER, one, other, "samme person")
    work(either)
    export()
    receive(either, Told(number=3, person=1, days=-400), Told(number=2, person=1, version=2, cancelled=True))
    (mapping,) = codes.history(OFFICER)
    codes.undo(OFFICER, mapping.id, "er det ikke")
    casework.undo(OFFICER, one, "ikke samme person")
    work(either)
    export()
    receive(either, Told(grew="Ingen vekst", version=3))
    refreshed(either, tmp_path)
    for moment, said in exported:
        for table in VERSIONED:
            asked = known(read(tmp_path, table), moment)
            assert sorted(map(str, asked)) == sorted(map(str, said[table])), (table, moment)
    assert len({str(said) for _, said in exported}) == len(exported)


def test_files_and_folders_are_their_owners_alone(fever: Register, tmp_path: Path) -> None:
    receive(fever, Told())
    refreshed(fever, tmp_path)
    refreshed(fever, tmp_path, full=True)
    home = folder(tmp_path)
    modes = {(each.is_dir(), each.stat().st_mode & 0o777) for each in (home, *home.rglob("*"))}
    assert modes == {(True, 0o700), (False, 0o600)}


def test_a_file_that_was_lost_or_cut_short_is_written_anew(fever: Register, tmp_path: Path) -> None:
    receive(fever, *(Told(number=n, days=-31 * n, person=n) for n in range(4)))
    refreshed(fever, tmp_path)
    before = digests(tmp_path)
    (folder(tmp_path) / "current/case/2026-10.parquet").unlink()
    (folder(tmp_path) / "current/finding/2026-08.parquet").write_bytes(b"PAR1")
    done = refreshed(fever, tmp_path)
    assert done.tables.keys() & DECLARED == {"case", "finding"}
    assert digests(tmp_path) == before
    assert len(read(tmp_path, "case")) == len(read(tmp_path, "finding")) == 4


def test_another_register_in_the_same_folder_leaves_nothing_of_the_first(
    embedded: Server, tmp_path: Path
) -> None:
    found = []
    for grew in ("Salmonella Enteritidis", "Shigella sonnei"):
        with embedded.fresh() as one:
            receive(one, Told(grew=grew))
            refreshed(one, tmp_path)
            found.append([row["disease"] for row in read(tmp_path, "case")])
    assert found == [["salmonellosis"], ["shigellosis"]]


def test_a_full_disk_is_told_of_and_leaves_what_stood(
    fever: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refreshed(fever, tmp_path)
    receive(fever, Told())

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("infreg.storage.warehouse.writing.parquet.ParquetWriter", full)
    with pytest.raises(refreshing.Unusable, match="No space left"):
        refreshed(fever, tmp_path)
    assert read(tmp_path, "case") == []
    monkeypatch.undo()
    refreshed(fever, tmp_path)
    assert len(read(tmp_path, "case")) == 1

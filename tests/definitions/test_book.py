"""What held on a day, as it was known at a moment: asked of the book, it is what a plain reading of all
versions gives."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infreg.definitions.book import Book, Use, Version
from infreg.definitions.checking import check
from infreg.definitions.definition import Definition
from infreg.definitions.period import NO_END, Period, first_day_missing
from infreg.definitions.reading import read
from tests.definitions.broken import DISEASE
from tests.definitions.made import day, definition

pytestmark = pytest.mark.requirement("B-6")

WITHOUT_RULES = b'states = false\ntitle = { nb = "Meldt", en = "Notified" }\n'
FIRST = date(2020, 1, 1)
START = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = st.integers(0, 12).map(lambda days: FIRST + timedelta(days))
MOMENTS = st.integers(0, 5).map(lambda hours: START + timedelta(hours=hours))


ROW_DAYS = st.tuples(st.none() | DAYS, st.none() | DAYS)


def fits(first: date, last: date | None, begins: date | None, ends: date | None) -> bool:
    """Whether a row of these days may stand in a file of those."""
    return first <= (begins or first) <= min(ends or NO_END, last or NO_END) and (ends or NO_END) >= first


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    """A list of units with a few rows, some of them with days of their own within the file's."""
    first = draw(DAYS)
    last = draw(st.none() | DAYS.filter(lambda each: each >= first))
    rows = ["text,ucum,valid_from,valid_to"]
    for number in range(draw(st.integers(0, 3))):
        begins, ends = draw(ROW_DAYS.filter(lambda days: fits(first, last, *days)))
        rows.append(f"{number},%,{begins or ''},{ends or ''}")
    return definition(
        "\n".join(rows) + "\n",
        "units",
        draw(st.sampled_from(["a", "b"])),
        valid_from=first.isoformat(),
        more=f"valid_to = {last}\n" if last else "",
    )


VERSIONS = st.lists(st.tuples(MOMENTS, definitions()), max_size=8).map(
    lambda pairs: [Version(number, known, each) for number, (known, each) in enumerate(pairs, start=1)]
)


def as_read_plainly(
    versions: Iterable[Version], on: date, known: datetime | None
) -> list[tuple[str, object]]:
    """Name and text of every row: of each name the version that began last, and of these the one known
    last; if it still holds, its rows that hold."""
    found = []
    for name in ("a", "b"):
        begun = [
            version
            for version in versions
            if version.definition.name == name
            and version.definition.valid_from <= on
            and (known is None or version.known_from <= known)
        ]
        if begun:
            held = max(
                begun, key=lambda each: (each.definition.valid_from, each.known_from, each.id)
            ).definition
            if on <= (held.valid_to or NO_END):
                for row in held.rows:
                    first, last = row["valid_from"], row["valid_to"]
                    assert isinstance(first, date)
                    if first <= on and (last is None or (isinstance(last, date) and on <= last)):
                        found.append((name, row["text"]))
    return found


@given(VERSIONS, DAYS, st.none() | MOMENTS)
def test_asking_as_of_a_day_agrees_with_reading_every_version(
    versions: list[Version], on: date, known: datetime | None
) -> None:
    snapshot = Book(versions).as_of(on, known)
    assert snapshot.day == on
    told = Counter(row["text"] for row in snapshot.rows("units"))
    assert told == Counter(text for _, text in as_read_plainly(versions, on, known))


@given(VERSIONS, st.randoms(use_true_random=False), DAYS, st.none() | MOMENTS)
def test_the_order_of_loading_is_told_by_the_versions_and_not_by_their_order(
    versions: list[Version], random: Random, on: date, known: datetime | None
) -> None:
    shuffled = [*versions]
    random.shuffle(shuffled)
    assert Book(shuffled).as_of(on, known) == Book(versions).as_of(on, known)
    assert Book(shuffled).latest() == Book(versions).latest()


@given(VERSIONS, DAYS, DAYS)
def test_equal_editions_hold_equal_rows_and_other_rows_have_another(
    versions: list[Version], one: date, other: date
) -> None:
    book = Book(versions)
    first, second = book.as_of(one), book.as_of(other)
    if first.edition == second.edition:
        assert first.rows("units") == second.rows("units")
        assert first.rows("units") is second.rows("units"), "the same rows are gathered once"
    if first.rows("units") != second.rows("units"):
        assert first.edition != second.edition


@given(VERSIONS, DAYS)
def test_asking_again_gives_the_same(versions: list[Version], on: date) -> None:
    book = Book(versions)
    assert book.as_of(on) == book.as_of(on) == book.as_of(on, START + timedelta(days=365))


def units(*texts: str, valid_from: str = "2020-01-01", name: str = "units") -> Definition:
    return definition(
        "text,ucum\n" + "".join(f"{text},%\n" for text in texts), "units", name, valid_from=valid_from
    )


def told(book: Book, on: str, known: datetime | None = None) -> list[object]:
    return [row["text"] for row in book.as_of(day(on), known).rows("units")]


def loaded(*definitions: Definition) -> list[Version]:
    """One an hour, as they stand."""
    return [
        Version(hour, START + timedelta(hours=hour), each) for hour, each in enumerate(definitions, start=1)
    ]


def test_a_version_with_the_same_first_day_replaces_and_what_was_known_stays_known() -> None:
    book = Book(loaded(units("percent"), units("prosent")))
    assert told(book, "2020-06-01") == ["prosent"]
    assert told(book, "2020-06-01", START + timedelta(hours=1)) == ["percent"]
    assert told(book, "2020-06-01", START) == []
    assert [version.id for version in book.history("units", "units")] == [1, 2]
    assert [version.id for version in book.latest()] == [2]


def test_a_later_first_day_ends_the_earlier_the_day_before() -> None:
    book = Book(loaded(units("new", valid_from="2024-01-01"), units("old")))
    assert told(book, "2019-12-31") == []
    assert told(book, "2023-12-31") == ["old"]
    assert told(book, "2024-01-01") == ["new"]
    assert [version.id for version in book.history("units", "units")] == [2, 1]
    assert len(book.latest()) == 2


def test_an_empty_version_takes_back_what_was_loaded() -> None:
    assert told(Book(loaded(units("percent"), units())), "2020-06-01") == []


def test_definitions_of_one_kind_are_read_together_by_name() -> None:
    book = Book(loaded(units("ours", name="b"), units("theirs", name="a")))
    assert told(book, "2020-06-01") == ["theirs", "ours"]


def test_a_snapshot_tells_which_version_of_each_definition_its_rows_are_of() -> None:
    ours, theirs = units("ours", name="b"), units("theirs", name="a", valid_from="2019-01-01")
    parts = Book(loaded(ours, theirs)).as_of(day("2020-06-01")).parts("units")
    assert [(part.name, part.valid_from, part.hash, part.rows) for part in parts] == [
        ("a", day("2019-01-01"), theirs.hash, theirs.rows),
        ("b", day("2020-01-01"), ours.hash, ours.rows),
    ]
    assert Book([]).as_of(day("2020-06-01")).parts("units") == ()


def test_a_definition_without_rows_stands_in_the_snapshot() -> None:
    found, faults = read({"aids.toml": DISEASE.partition("organisms =")[0].encode() + WITHOUT_RULES})
    assert found, faults
    snapshot = Book(loaded(found)).as_of(day("2020-06-01"))
    [part] = snapshot.parts("diseases")
    assert (part.name, part.title["en"], part.header["group"], part.rows) == ("ehec", "Notified", "A", ())
    assert snapshot.rows("diseases") == ()


def test_what_did_not_change_is_gathered_once_though_other_kinds_did() -> None:
    agents = definition("code,nb,en\nAMX,a,a\n", "agents", valid_from="2024-01-01")
    book = Book(loaded(units("ours", name="b"), units("theirs", name="a"), agents))
    before, after = book.as_of(day("2023-12-31")), book.as_of(day("2024-01-01"))
    assert before.edition != after.edition
    assert before.rows("units") is after.rows("units")
    assert before.parts("units") is after.parts("units")


def test_an_edition_changes_with_what_holds_on_the_day_and_nothing_else() -> None:
    before = Book(loaded(units("old")))
    after = Book(loaded(units("old"), units("new", valid_from="2024-01-01")))
    assert before.as_of(day("2020-06-01")).edition == after.as_of(day("2023-12-31")).edition
    assert before.as_of(day("2024-01-01")).edition != after.as_of(day("2024-01-01")).edition
    assert Book([]).as_of(day("2024-01-01")).rows("units") == ()


def test_new_definitions_are_checked_as_they_would_stand() -> None:
    book = Book(loaded(units("old"), units("new", valid_from="2024-01-01")))
    replaced, other = units("newer", valid_from="2024-01-01"), units("other", name="ours")
    standing = book.with_new([replaced, other])
    assert [(each.name, each.rows[0]["text"]) for each in standing] == [
        ("ours", "other"),
        ("units", "old"),
        ("units", "newer"),
    ]


def test_what_refers_to_a_code_is_found() -> None:
    organisms = (
        "code,name,rank,parent,kind\n"
        "ESCCOL,E. coli,species,ENT,bacterium\n"
        "ENT,Enterobacterales,group,,bacterium\n"
    )
    places = "number,name,county,neighbours\n0301,Oslo,03,3201;3203\n"
    book = Book(
        loaded(
            definition(organisms),
            definition("text,organism,how\nkoli,ESCCOL,norwegian\nent,ENT,abbreviation\n", "organism-names"),
            definition("text,organism,how\ncoli,ESCCOL,norwegian\n", "organism-names", "ours"),
            definition(places, "municipalities"),
            definition("number,successor,day\n0219,3201,2024-01-01\n", "municipality-changes"),
        )
    )
    assert book.uses("organisms", "ESCCOL") == [
        Use("organism-names", "organism-names", 2),
        ("organism-names", "ours", 2),
    ]
    assert book.uses("organisms", "ENT") == [
        ("organism-names", "organism-names", 3),
        ("organisms", "organisms", 2),
    ]
    assert book.uses("municipalities", "3201") == [
        ("municipalities", "municipalities", 2),
        ("municipality-changes", "municipality-changes", 2),
    ]
    assert book.uses("organisms", "STAAUR") == []
    disease, faults = read({"ehec.toml": DISEASE.encode()})
    assert disease, faults
    assert Book(loaded(disease)).uses("organisms", "STX") == [("diseases", "ehec", 9)]
    assert Book([]).history("organisms", "organisms") == ()


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Version(1, datetime(2026, 1, 1), units("x"))  # noqa: DTZ001 - that is what is refused


def test_the_last_day_of_the_calendar_has_definitions_too() -> None:
    endless = definition("text,ucum,valid_to\n%,%,9999-12-31\nx,%,9999-12-30\n", "units")
    assert told(Book(loaded(endless)), "9999-12-31") == ["%"]
    assert told(Book(loaded(endless)), "0001-01-01") == []


PERIODS = (
    st.tuples(DAYS, st.none() | DAYS)
    .map(lambda ends: Period.of(*ends))
    .filter(lambda each: each.first <= each.last)
)


@given(PERIODS, st.lists(PERIODS, max_size=4))
def test_the_first_day_that_is_missing_is_the_first_without_a_period(
    wanted: Period, there: list[Period]
) -> None:
    horizon = [FIRST + timedelta(days) for days in range(-1, 20)]
    missing = [each for each in horizon if each in wanted and not any(each in period for period in there)]
    assert first_day_missing(wanted, there) == (missing[0] if missing else None)


@given(st.lists(PERIODS, max_size=4))
def test_common_days_are_those_of_both(periods: list[Period]) -> None:
    for one, other in pairwise(periods):
        common = one.common(other)
        for days in range(20):
            on = FIRST + timedelta(days)
            assert (on in one and on in other) == (common is not None and on in common)


def test_five_thousand_rows_are_read_checked_and_asked_a_hundred_thousand_times_at_once() -> None:
    organisms = "".join(f"A{number},Name {number},species,virus\n" for number in range(1_000))
    names = "".join(f"name {number},A{number // 4},synonym\n" for number in range(4_000))
    begins = process_time()
    both = (
        definition("code,name,rank,kind\n" + organisms),
        definition("text,organism,how\n" + names, "organism-names"),
    )
    assert check(both) == ()
    assert process_time() - begins < 1, "about a tenth of that"
    book, begins = Book(loaded(*both)), process_time()
    for number in range(100_000):
        book.as_of(FIRST + timedelta(days=number % 3_000))
    assert process_time() - begins < 2, "about a tenth of that"

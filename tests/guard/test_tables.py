"""What stops a row, what stops a file, and that nothing of what was seen is told."""

import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infreg.guard.rows import Cell
from infreg.guard.tables import inspect
from infreg.vocabulary.guarding import FileStop, FileStopReason, Holds, Kind, Sighting, SightingLevel
from tests.guard.made_rows import COLUMNS, COMMENT, DECLARED, DISGUISES, SINCE, SPLITS, a_number, a_row
from tests.vocabulary.made_numbers import synthetic_numbers

pytestmark = pytest.mark.requirement("NOIS-1-7b")

NUMBER = "13916903833"
CLEAN = ("114", "K", "1961", "Kontroll 14.02.2024")
NAMES = ("Løpenummer", "Kjønn", "Fødselsår", "Merknad")
STOP, WARNING = SightingLevel.STOP, SightingLevel.WARNING


def rows_with(bad: tuple[Cell, ...], *numbers: int, of: int = 100) -> Iterator[tuple[Cell, ...]]:
    """So many rows, the bad one at these numbers."""
    return (bad if number in numbers else CLEAN for number in range(1, of + 1))


def commented(text: str) -> tuple[Cell, ...]:
    return (*CLEAN[:3], text)


def test_a_clean_table_enters_whole() -> None:
    verdict = inspect(NAMES, [CLEAN] * 10, SINCE)
    assert verdict.may_enter
    assert (verdict.rows, verdict.stopped, verdict.warned, verdict.sightings) == (10, (), (), ())


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"se {NUMBER}", Kind.NATIONAL_NUMBER),
        ("født 14.03.1961", Kind.BIRTH_DATE),
        ("bor i Storgata 12", Kind.ADDRESS),
    ],
)
def test_a_sighting_stops_its_row_and_says_where(text: str, kind: Kind) -> None:
    verdict = inspect(NAMES, rows_with(commented(text), 7), SINCE)
    assert verdict.may_enter
    assert verdict.stopped == (7,)
    assert verdict.sightings == (Sighting(kind, 7, ("Merknad",), STOP),)


def test_a_likely_name_warns_and_stops_nothing() -> None:
    verdict = inspect(NAMES, rows_with(commented("Kari Nordmann ringt"), 3, 4, 5, of=10), SINCE)
    assert verdict.may_enter
    assert verdict.stopped == ()
    assert verdict.warned == (3, 4, 5)
    assert verdict.sightings[0] == Sighting(Kind.NAME, 3, ("Merknad",), WARNING)


def test_a_number_over_two_cells_is_told_with_both() -> None:
    row = ("114", "K", "139169", "03833 innlagt")
    verdict = inspect(NAMES, [CLEAN, row], SINCE)
    assert verdict.sightings == (Sighting(Kind.NATIONAL_NUMBER, 2, ("Fødselsår", "Merknad"), STOP),)


def test_an_empty_cell_between_hides_no_number() -> None:
    verdict = inspect(NAMES, [("", "139169", "", "03833")], SINCE)
    assert verdict.sightings == (Sighting(Kind.NATIONAL_NUMBER, 1, ("Kjønn", "Merknad"), STOP),)


@pytest.mark.parametrize(
    ("bad", "of", "stops"), [(5, 100, False), (6, 100, True), (2, 3, False), (3, 59, True)]
)
def test_more_than_five_per_cent_of_the_rows_and_at_least_three_stop_the_file(
    bad: int, of: int, stops: bool
) -> None:
    verdict = inspect(NAMES, rows_with(commented(NUMBER), *range(1, bad + 1), of=of), SINCE)
    assert verdict.may_enter is not stops
    assert (FileStop(FileStopReason.SHARE_OF_ROWS) in verdict.file_stops) is stops
    assert verdict.stopped == tuple(range(1, bad + 1))


def test_empty_rows_do_not_thin_the_share() -> None:
    empty: tuple[Cell, ...] = ("", None, " ", "")
    rows = [*[commented(NUMBER)] * 3, *[CLEAN] * 10, *[empty] * 1_000]
    verdict = inspect(NAMES, rows, SINCE)
    assert verdict.rows == 13
    assert not verdict.may_enter


def test_a_column_of_sightings_stops_the_file_however_few_of_its_cells_are_filled() -> None:
    verdict = inspect(NAMES, [*[commented("")] * 500, *[commented("f. 14.03.1961")] * 3], SINCE)
    assert verdict.file_stops == (FileStop(FileStopReason.WHOLE_COLUMN, ("Merknad",)),)
    assert verdict.stopped == (501, 502, 503)


@pytest.mark.parametrize("empty", ["", " ", "-", "\u200b", "\n", None])
def test_cells_with_nothing_to_read_do_not_break_a_column(empty: Cell) -> None:
    rows = [("1", empty), *[("2", NUMBER)] * 3] + [("3", empty)] * 500
    assert not inspect(("Nr", "Merknad"), rows, SINCE).may_enter


def test_two_cells_are_no_column() -> None:
    assert inspect(NAMES, [*[commented("")] * 100, *[commented(NUMBER)] * 2], SINCE).may_enter


def test_a_number_parted_over_two_columns_throughout_stops_the_file_by_both() -> None:
    rows = [("114", "K", "139169", "03833")] * 4
    verdict = inspect(NAMES, rows, SINCE)
    assert FileStop(FileStopReason.WHOLE_COLUMN, ("Fødselsår", "Merknad")) in verdict.file_stops


@pytest.mark.parametrize(
    "names",
    [
        ("Kari Nordmann", "Ola Hansen", "Stein Berg", "Máret Utsi"),
        ("Ingeborg", "Bjørn", "Øystein", "Torunn"),
        ("Pettersen", "Johansen", "Berg"),
    ],
)
def test_a_column_of_names_stops_the_file(names: tuple[str, ...]) -> None:
    verdict = inspect(NAMES, map(commented, names), SINCE)
    assert verdict.file_stops == (FileStop(FileStopReason.WHOLE_COLUMN, ("Merknad",)),)


@pytest.mark.parametrize(
    "texts",
    [
        ("ringt av Kari Nordmann", "snakket med Ola Hansen", "svar fra Ingeborg"),
        ("Mai", "Mai", "Mai", "Mai"),
    ],
)
def test_names_in_sentences_and_words_that_are_names_are_no_column_of_names(texts: tuple[str, ...]) -> None:
    assert inspect(NAMES, map(commented, texts), SINCE).may_enter


@pytest.mark.parametrize(
    ("heading", "cell", "kind"),
    [
        ("Fødselsdato", "14.03.2022", Kind.BIRTH_DATE),
        ("F.dato", "140361", Kind.BIRTH_DATE),
        ("Etternavn", "Brattabø", Kind.NAME),
        ("Adresse", "Øvre Ersfjord", Kind.ADDRESS),
        ("Fnr.", "139169 03834", Kind.NATIONAL_NUMBER),
        ("Personnummer", "03834", Kind.NATIONAL_NUMBER),
    ],
)
def test_a_column_named_so_is_believed(heading: str, cell: str, kind: Kind) -> None:
    """Even where it was declared as something else."""
    verdict = inspect(("Løpenr", heading), [("1", cell)], SINCE, {heading: Holds.DATE})
    assert [sighting.kind for sighting in verdict.sightings] == [kind]


@pytest.mark.parametrize("heading", ["Fødselsår", "Avdelingsnavn", "Dato", "Institusjon", "Kommentar"])
def test_other_headings_tell_nothing(heading: str) -> None:
    assert not inspect(("Løpenr", heading), [("1", "1961")], SINCE).sightings


def test_a_heading_that_is_a_row_stops_the_file_and_is_not_told() -> None:
    verdict = inspect(("1", NUMBER, "f. 14.03.1961"), [("2", "", "")], SINCE)
    assert verdict.file_stops == (FileStop(FileStopReason.HEADING, ("#2", "#3")),)
    assert NUMBER not in repr(verdict)
    assert "1961" not in repr(verdict)


def test_a_declared_day_is_no_birth_date_unless_it_is_too_long_ago() -> None:
    declared = {"Operert": Holds.DATE}
    rows = [("2024-02-14", ""), ("14.02.2011", ""), ("14.03.1961", "")]
    verdict = inspect(("Operert", "Merknad"), rows, SINCE, declared)
    assert verdict.sightings == (Sighting(Kind.BIRTH_DATE, 3, ("Operert",), STOP),)


@pytest.mark.parametrize("holds", [Holds.DATE, Holds.FIGURE, Holds.SERIAL_NUMBER, Holds.ORDER_NUMBER])
@pytest.mark.parametrize("text", ["født 14.02.2024", "Storgata 12", "Kari Nordmann"])
def test_words_in_a_column_of_figures_are_read(holds: Holds, text: str) -> None:
    assert inspect(("Kolonne",), [(text,)], SINCE, {"Kolonne": holds}).sightings


def test_an_undeclared_column_may_hold_days_of_these_years_alone() -> None:
    rows = [("14.02.2024", ""), ("14.02.2023", ""), ("14.02.2011", "")]
    assert inspect(("Dag", "Merknad"), rows, SINCE).stopped == (3,)


def test_neighbouring_declared_columns_make_no_number() -> None:
    rows = [("139169", "03833")]
    declared = {"Løpenr": Holds.SERIAL_NUMBER, "Varighet": Holds.FIGURE}
    assert inspect(("Løpenr", "Varighet"), rows, SINCE).stopped == (1,)
    assert inspect(("Løpenr", "Varighet"), rows, SINCE, declared).stopped == ()


@pytest.mark.parametrize("holds", [None, Holds.SERIAL_NUMBER, Holds.CODE, Holds.DATE, Holds.FIGURE])
def test_a_number_stops_its_row_in_every_column_but_of_order_numbers(holds: Holds | None) -> None:
    declared = {} if holds is None else {"Nr": holds}
    assert inspect(("Nr",), [(NUMBER,)], SINCE, declared).stopped == (1,)


def test_an_order_number_that_reads_as_a_persons_only_warns() -> None:
    declared = {"Nr": Holds.ORDER_NUMBER}
    orders = [(f"M{number}",) for number in range(10_000_000_001, 10_000_000_101)]
    verdict = inspect(("Nr",), [*orders, (NUMBER,), (f"L{NUMBER}",)], SINCE, declared)
    assert verdict.may_enter
    assert (verdict.stopped, verdict.warned) == ((), (101, 102))


def test_an_order_number_written_as_people_write_theirs_stops_its_row() -> None:
    assert inspect(("Nr",), [("139169 03833",)], SINCE, {"Nr": Holds.ORDER_NUMBER}).stopped == (1,)


def test_order_numbers_that_read_as_persons_too_often_are_persons() -> None:
    random = Random(1)  # noqa: S311 - made-up rows
    rows = [(a_number(random) if n % 4 == 0 else f"{n:08}",) for n in range(100)]
    verdict = inspect(("Nr",), rows, SINCE, {"Nr": Holds.ORDER_NUMBER})
    assert verdict.file_stops == (FileStop(FileStopReason.WHOLE_COLUMN, ("Nr",)),)


@pytest.mark.parametrize(("holds", "level"), [(None, WARNING), (Holds.SERIAL_NUMBER, STOP)])
def test_a_number_that_lost_its_first_zero_is_seen(holds: Holds | None, level: SightingLevel) -> None:
    declared = {} if holds is None else {"Nr": holds}
    verdict = inspect(("Nr",), [("3851598730",), ("3851598730.0",), ("3851598731",)], SINCE, declared)
    assert {(sighting.row, sighting.level) for sighting in verdict.sightings} == {(1, level), (2, level)}


def test_a_declared_column_that_is_not_there_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError, match="a declared column is not in the table"):
        inspect(NAMES, [CLEAN], SINCE, {NUMBER: Holds.DATE})


def test_cells_beyond_the_heading_are_looked_at_too() -> None:
    verdict = inspect(("A",), [("1", "", NUMBER)], SINCE)
    assert verdict.sightings == (Sighting(Kind.NATIONAL_NUMBER, 1, ("#3",), STOP),)


CELLS = (
    st.none()
    | st.text(max_size=30)
    | st.text(alphabet="0123456789 .-/,|\x1f\u200b٣ðøKariStorgata", max_size=30)
)


@given(
    st.lists(st.text(max_size=12), max_size=5),
    st.lists(st.lists(CELLS, max_size=7), max_size=5),
    st.dates(date(1900, 1, 1), date(9990, 1, 1)),
)
def test_no_table_is_too_odd_to_be_looked_at(columns: list[str], rows: list[list[Cell]], since: date) -> None:
    verdict = inspect(columns, rows, since)
    assert set(verdict.stopped).isdisjoint(verdict.warned)
    assert verdict.rows <= len(rows)


@given(
    synthetic_numbers(),
    st.sampled_from(sorted(DISGUISES)),
    st.integers(0, len(COLUMNS) - 1),
    st.randoms(use_true_random=False),
)
def test_whatever_the_disguise_a_number_is_found_and_not_told(
    number: str, disguise: str, column: int, random: Random
) -> None:
    row, written = a_row(random), DISGUISES[disguise](number)
    row[column] = written
    verdict = inspect(COLUMNS, [row], SINCE, DECLARED)
    told = [sighting for sighting in verdict.sightings if sighting.kind is Kind.NATIONAL_NUMBER]
    assert (COLUMNS[column],) in [sighting.columns for sighting in told]
    assert written not in repr(verdict)
    assert number[:6] not in repr(verdict)
    assert number[6:] not in repr(verdict)


@given(
    synthetic_numbers(),
    st.sampled_from(sorted(SPLITS)),
    st.sampled_from([COMMENT - 1, COMMENT]),
    st.randoms(use_true_random=False),
)
def test_wherever_it_is_parted_a_number_is_found(
    number: str, split: str, column: int, random: Random
) -> None:
    row = a_row(random)
    row[column], row[column + 1] = SPLITS[split](number)
    verdict = inspect(COLUMNS, [row], SINCE, DECLARED)
    assert verdict.stopped == (1,)
    assert COLUMNS[column : column + 2] in [sighting.columns for sighting in verdict.sightings]


@given(st.text(max_size=20), synthetic_numbers(), st.text(max_size=20))
def test_nothing_around_it_hides_a_number(before: str, number: str, after: str) -> None:
    assert inspect(("Merknad",), [(before + number + after,)], SINCE).stopped == (1,)


def test_nothing_that_was_seen_stands_in_the_verdict() -> None:
    secrets = ("Brattabø", "Ingeborg", "Storgata", "Kautokeino", "1961", NUMBER, "140361")
    texts = (
        "dr. Brattabø",
        "Ingeborg",
        "Storgata 12",
        "9520 Kautokeino",
        "f. 14.03.1961",
        NUMBER,
        "født 140361",
    )
    verdict = inspect(NAMES, map(commented, texts), SINCE)
    assert len(verdict.sightings) == len(texts)
    assert not any(secret in repr(verdict) for secret in secrets)
    assert not any(secret in str(replace(verdict, sightings=())) for secret in secrets)


def test_sightings_are_told_to_a_limit_and_counted_beyond_it() -> None:
    verdict = inspect(NAMES, [commented(NUMBER)] * 3_000, SINCE)
    assert len(verdict.sightings) == 1_000
    assert [count.rows for count in verdict.counts] == [3_000]
    assert len(verdict.stopped) == 3_000


def test_rows_are_let_go() -> None:
    """Three hundred rows of 2 kB would be 600 kB."""
    rows = (commented(f"{number:05}" + "tekst uten noe i seg " * 100) for number in range(300))
    inspect(NAMES, [CLEAN], SINCE)
    tracemalloc.start()
    try:
        inspect(NAMES, rows, SINCE)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 200_000


@pytest.mark.parametrize(
    "text",
    [
        "a-" * 50_000,
        "Kari " * 20_000,
        "1 " * 50_000,
        "14.02.2024 " * 10_000,
        "dr. " * 25_000,
        "A" * 100_000,
        "født " * 20_000,
        "12345678901" * 9_000,
        "Storgata " * 11_000,
        "1\x1f2" * 30_000,
        "1 " + " " * 100_000,
    ],
    ids=range(11),
)
def test_a_long_hostile_cell_is_read_through_in_time(text: str) -> None:
    """Work that grew with the square of the length would take minutes here."""
    assert inspect(("Merknad",), [(text,)], SINCE).rows == 1

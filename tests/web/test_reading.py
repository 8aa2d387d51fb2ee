"""How a message becomes what a person reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infreg.doors.web import code_systems
from infreg.doors.web.reading import Finding, Reading, flatten, read_message
from infreg.vocabulary.answer import Coded
from infreg.vocabulary.shown import ShownSpecimen
from tests.web.made_pages import (
    AMPICILLIN,
    COLI,
    KLEBSIELLA,
    MECILLINAM,
    URINE,
    VOLVEN,
    answer,
    message,
    result,
    tried,
    words,
)

BLOOD = ShownSpecimen("B", Coded(display="Blod"), None)


def read(**changes: object) -> Reading:
    return read_message(message(answer(**changes)))


def ids(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.result.id for finding in flatten(findings)]


def test_a_result_stands_under_the_one_it_belongs_to() -> None:
    (specimen,) = read().specimens
    assert [(f.result.id, ids(f.below)) for f in specimen.findings] == [("1", ["1.1"]), ("2", [])]
    assert specimen.organisms == (COLI, KLEBSIELLA)


def test_results_stand_with_their_specimen_or_their_parents() -> None:
    found = (
        result("1", words("x"), specimen="A"),
        result("2", words("y"), specimen="B"),
        result("3", words("z"), under="2"),
        result("4", words("?")),
    )
    reading = read(specimens=(URINE, BLOOD), results=found, susceptibilities=())
    assert [(s.specimen, ids(s.findings)) for s in reading.specimens] == [
        (URINE, ["1"]),
        (BLOOD, ["2", "3"]),
        (None, ["4"]),
    ]


def test_what_names_no_specimen_belongs_to_the_only_one() -> None:
    (specimen,) = read(results=(result("1", words("x"), specimen="unknown"),), susceptibilities=()).specimens
    assert specimen.specimen == URINE
    assert ids(specimen.findings) == ["1"]


results = st.lists(
    st.tuples(st.sampled_from("0123456789"), st.sampled_from([None, *"0123456789", "x"])),
    max_size=10,
    unique_by=lambda pair: pair[0],
)


@given(results, st.sampled_from([(), (URINE,), (URINE, BLOOD)]))
def test_no_result_is_lost_or_told_twice_however_they_are_nested(
    pairs: list[tuple[str, str | None]], specimens: tuple[ShownSpecimen, ...]
) -> None:
    found = tuple(result(number, words("x"), under=above) for number, above in pairs)
    reading = read(specimens=specimens, results=found, susceptibilities=())
    told = [each for specimen in reading.specimens for each in ids(specimen.findings)]
    assert sorted(told) == sorted(number for number, _ in pairs)


@pytest.mark.requirement("NOIS-4-1")
def test_a_chain_of_ten_thousand_results_is_read() -> None:
    chain = tuple(result(str(n), words("x"), under=str(n - 1) if n else None) for n in range(10_000))
    (specimen,) = read(results=chain, susceptibilities=()).specimens
    assert len(ids(specimen.findings)) == 10_000


def test_the_same_agent_stands_once_with_a_cell_for_each_organism() -> None:
    table = read().specimens[0].resistance
    assert table is not None
    assert [column.organism for column in table.columns] == [COLI, KLEBSIELLA]
    assert [(row.agent.display, [[one.sir for one in cell] for cell in row.cells]) for row in table.rows] == [
        ("Us-Ampicillin", [["R"], ["R"]]),
        ("Us-Mecillinam", [["S"], []]),
    ]
    assert table.letters == ("S", "R")


def test_two_isolates_of_one_organism_are_told_apart() -> None:
    twice = (tried("1", COLI, AMPICILLIN, "R"), tried("2", COLI, AMPICILLIN, "S"))
    table = read(susceptibilities=twice).specimens[0].resistance
    assert table is not None
    assert [(column.organism, column.number) for column in table.columns] == [(COLI, 1), (COLI, 2)]


def test_a_test_that_names_no_organism_has_a_column_of_its_own() -> None:
    loose = (tried("1", COLI, AMPICILLIN, "R"), tried(None, None, MECILLINAM, None, "8"))
    table = read(susceptibilities=loose).specimens[0].resistance
    assert table is not None
    assert [column.organism for column in table.columns] == [COLI, None]


@pytest.mark.requirement("NOIS-1-8b")
def test_every_coded_value_has_a_line_with_its_code_system() -> None:
    lines = {(line.role, line.coded.code, line.coded.system) for line in read().codes}
    assert {
        ("specimen", "U", f"{VOLVEN}8351"),
        ("investigation", "NPU06073", f"{VOLVEN}7280"),
        ("agent", "NPU06045", f"{VOLVEN}7280"),
        ("susceptibility", "R", f"{VOLVEN}8271"),
        ("discipline", "MBIO", f"{VOLVEN}8202"),
        ("sex", "female", code_systems.SEX),
    } <= lines


@pytest.mark.requirement("NOIS-1-8b")
def test_a_list_is_named_only_where_the_format_fixes_it() -> None:
    other = read_message(message(answer(), format="hl7v2-2.5"))
    assert {line.role for line in other.codes} == {"specimen", "investigation", "agent", "sex"}

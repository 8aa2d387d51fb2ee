"""People by other borders: nobody is lost, nobody is halved."""

from collections import Counter
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from infreg.analysis.redistributing import largest_remainder, redistributed

pytestmark = pytest.mark.requirement("NIR-3")

SHARES = {
    "1507": {"1508": Fraction(86, 100), "1580": Fraction(14, 100)},
    "5012": {"5055": Fraction(35, 100), "5056": Fraction(35, 100), "5059": Fraction(30, 100)},
    "0101": {"3101": Fraction(1)},
    "0102": {"3101": Fraction(1)},
}
ROW = st.tuples(
    st.sampled_from([*SHARES, "0301", "1508"]),
    st.sampled_from(["female", "male"]),
    st.integers(0, 105),
    st.integers(0, 10_000),
)


def table(rows: list[tuple[str, str, int, int]]) -> pa.Table:
    names = ("municipality", "sex", "age", "persons")
    columns = zip(*rows, strict=True) if rows else ((), (), (), ())
    types = (pa.string(), pa.string(), pa.int64(), pa.int64())
    return pa.table(
        {
            name: pa.array(list(values), type_)
            for name, values, type_ in zip(names, columns, types, strict=True)
        }
    )


@given(st.lists(ROW, max_size=40, unique_by=lambda row: row[:3]))
def test_sums_by_age_and_sex_are_as_they_were(rows: list[tuple[str, str, int, int]]) -> None:
    before, after = Counter[tuple[str, int]](), Counter[tuple[str, int]]()
    for _, sex, age, persons in rows:
        before[sex, age] += persons
    divided = redistributed(table(rows), SHARES).to_pylist()
    for row in divided:
        after[row["sex"], row["age"]] += row["persons"]
    assert {key: n for key, n in before.items() if n} == {key: n for key, n in after.items() if n}
    assert not {row["municipality"] for row in divided} & set(SHARES)
    places = [(row["municipality"], row["sex"], row["age"]) for row in divided]
    assert len(places) == len(set(places))


@given(st.lists(st.integers(0, 10**7), min_size=1), st.lists(st.integers(1, 999), min_size=1, max_size=6))
def test_no_part_is_a_whole_person_from_its_share(counts: list[int], parts: list[int]) -> None:
    shares = [Fraction(part, sum(parts)) for part in parts]
    divided = largest_remainder(np.array(counts), shares, np.arange(len(counts)))
    assert divided.sum(axis=1).tolist() == counts
    for count, row in zip(counts, divided, strict=True):
        assert all(abs(int(got) - count * share) < 1 for got, share in zip(row, shares, strict=True))


def test_a_split_is_by_its_shares() -> None:
    divided = redistributed(table([("1507", "female", 30, 1000)]), SHARES).to_pylist()
    assert [(row["municipality"], row["persons"]) for row in divided] == [("1508", 860), ("1580", 140)]


def test_the_merged_are_one() -> None:
    rows = [("0101", "male", 3, 5), ("0102", "male", 3, 7), ("3101", "male", 3, 1)]
    [together] = redistributed(table(rows), SHARES).to_pylist()
    assert together == {"municipality": "3101", "sex": "male", "age": 3, "persons": 13}


def test_the_odd_person_goes_to_either_half_in_turn() -> None:
    """Always to the first, a municipality halved would get a hundred people too many."""
    halves = {"1850": {"1806": Fraction(1, 2), "1875": Fraction(1, 2)}}
    rows = [("1850", sex, age, 1) for sex in ("female", "male") for age in range(10)]
    got = Counter[str]()
    for row in redistributed(table(rows), halves).to_pylist():
        got[row["municipality"]] += row["persons"]
    assert got == {"1806": 10, "1875": 10}


def test_what_nothing_is_said_of_stays() -> None:
    rows = table([("0301", "male", 3, 5)])
    assert redistributed(rows, {}).to_pylist() == rows.to_pylist()

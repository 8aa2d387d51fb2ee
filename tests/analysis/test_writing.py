"""Figures for a program: read back, they are what they were, and written anew the same bytes."""

import csv
import io
import json
from datetime import UTC, date, datetime
from typing import Any

import pyarrow.parquet as pq
import pytest

from infreg.analysis.writing import as_csv, as_json, as_parquet, as_table
from infreg.vocabulary.figures import Figure, Figures, Question

pytestmark = pytest.mark.requirement("NIR-3")
QUESTION = Question(
    "resistant",
    by=("organism",),
    first=date(2026, 1, 1),
    as_of=date(2026, 3, 14),
    where={"sex": ("male",), "organism": ("ESCCOL", "KLEPNE")},
)
THIRD = 1 / 3
ROWS = (
    Figure({"organism": "ESCCOL", "agent": 'en "to", tre'}, 1, 3, THIRD, 0.06, 0.79),
    Figure({"organism": "æøå", "agent": "unknown"}, 0, None),
)
FIGURES = Figures(
    question=QUESTION,
    version=2,
    title={"nb": "Andel", "en": "Share"},
    shape="share",
    known_at=datetime(2026, 3, 14, 22, 59, tzinfo=UTC),
    rows=ROWS,
    notes=(("small", {"nb": "Få", "en": "Few"}),),
    strata=("organism", "agent"),
)
DELAY = Figures(
    Question("case_delay"),
    1,
    FIGURES.title,
    "delay",
    FIGURES.known_at,
    (Figure({}, 10, 15, quantiles={0.5: 1, 0.9: 2}), Figure({}, 0, 4)),
)
NAMES = ["organism", "agent", "numerator", "denominator", "value", "low", "high"]


def test_csv_is_as_rfc_4180_says() -> None:
    written = as_csv(FIGURES)
    lines = written.split(b"\r\n")
    assert lines[0] == ",".join(NAMES).encode()
    assert lines[1] == b'ESCCOL,"en ""to"", tre",1,3,0.3333333333333333,0.06,0.79'
    assert lines[2:] == ["æøå,unknown,0,,,,".encode(), b""]
    assert b"\n" not in written.replace(b"\r\n", b"")


def test_what_is_read_back_from_csv_is_what_was_written() -> None:
    first, second = csv.DictReader(io.StringIO(as_csv(FIGURES).decode(), newline=""))
    assert float(first["value"]) == THIRD
    assert (first["agent"], second["value"]) == ('en "to", tre', "")


def test_json_is_one_object_that_says_what_was_asked() -> None:
    written = as_json(FIGURES)
    assert written.endswith(b"}\n")
    assert written.count(b"\n") == 1
    said: dict[str, Any] = json.loads(written)
    assert said["question"] == {
        "measure": "resistant",
        "by": ["organism"],
        "first": "2026-01-01",
        "last": None,
        "as_of": "2026-03-14",
        "borders": "now",
        "per": "year",
        "where": {"organism": ["ESCCOL", "KLEPNE"], "sex": ["male"]},
    }
    assert (said["measure"], said["version"], said["shape"]) == ("resistant", 2, "share")
    assert said["known_at"] == "2026-03-14T22:59:00+00:00"
    assert said["figures"][0] == {
        "strata": {"organism": "ESCCOL", "agent": 'en "to", tre'},
        "numerator": 1,
        "denominator": 3,
        "value": THIRD,
        "low": 0.06,
        "high": 0.79,
        "quantiles": None,
    }
    assert said["notes"] == [{"code": "small", "text": {"nb": "Få", "en": "Few"}}]


def test_parquet_holds_the_table_and_what_was_asked() -> None:
    read = pq.read_table(io.BytesIO(as_parquet(FIGURES)))
    assert read.column_names == NAMES
    assert read.equals(as_table(FIGURES))
    assert [str(kind) for kind in read.schema.types] == ["string"] * 2 + ["int64"] * 2 + ["double"] * 3
    assert read.schema.metadata[b"measure"] == b"resistant"
    assert json.loads(read.schema.metadata[b"question"])["as_of"] == "2026-03-14"


@pytest.mark.requirement("NIR-12")
def test_a_delay_is_written_by_its_quantiles() -> None:
    assert as_csv(DELAY) == b"numerator,denominator,days_50,days_90\r\n10,15,1,2\r\n0,4,,\r\n"
    assert json.loads(as_json(DELAY))["figures"][0]["quantiles"] == {"0.5": 1, "0.9": 2}


@pytest.mark.parametrize("write", [as_csv, as_json, as_parquet])
@pytest.mark.parametrize("figures", [FIGURES, DELAY])
def test_the_same_figures_are_the_same_bytes(write: Any, figures: Figures) -> None:
    assert write(figures) == write(figures)


def test_no_rows_have_a_header_still() -> None:
    none = Figures(
        QUESTION, 1, FIGURES.title, "count", FIGURES.known_at, rows=(), strata=("organism", "agent")
    )
    assert as_csv(none) == ",".join(NAMES).encode() + b"\r\n"
    assert pq.read_table(io.BytesIO(as_parquet(none))).num_rows == 0

"""What files tell of themselves is what one counts in them."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infreg.storage.warehouse.footers import Lying, delays, lacking
from infreg.storage.warehouse.writing import write_one

pytestmark = pytest.mark.requirement("NIR-12")

SCHEMA = pa.schema(
    [
        pa.field("name", pa.string()),
        pa.field("delay", pa.int64()),
        pa.field("known_to", pa.timestamp("us", tz="UTC")),
    ]
)
NOW = datetime(2026, 3, 14, tzinfo=UTC)
ROWS = st.lists(
    st.tuples(st.none() | st.text(max_size=3), st.none() | st.integers(-2, 9), st.none() | st.integers(0, 9)),
    max_size=30,
)


def written(folder: Path, rows: list[tuple[str | None, int | None, int | None]]) -> Lying:
    said = [
        {"name": name, "delay": delay, "known_to": None if ends is None else NOW + timedelta(days=ends)}
        for name, delay, ends in rows
    ]
    # In several pieces, as a large table is.
    pieces = [pa.RecordBatch.from_pylist(said[at : at + 7], SCHEMA) for at in range(0, len(said), 7)]
    file = write_one(folder, f"{len(list(folder.iterdir()))}", pieces, SCHEMA)
    return Lying(file.sha256, folder / Path(file.path).name)


@given(rows=ROWS)
@settings(max_examples=30)
def test_a_file_tells_what_is_not_known_and_how_long_what_stands_took(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str | None, int | None, int | None]]
) -> None:
    file = written(tmp_path_factory.mktemp("table"), rows)
    assert lacking(file) == {
        name: sum(row[place] is None for row in rows) for place, name in enumerate(SCHEMA.names)
    }
    standing = Counter(delay for _, delay, ends in rows if ends is None and delay is not None)
    assert delays(file, "delay", "known_to") == standing


def test_what_a_file_told_is_not_asked_of_the_same_file_in_the_next_generation(tmp_path: Path) -> None:
    file = written(tmp_path, [("a", None, None)])
    assert lacking(file)["delay"] == 1
    assert lacking(Lying(file.sha256, tmp_path / "swept-away.parquet"))["delay"] == 1


def test_a_file_that_was_swept_away_is_missed(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        lacking(Lying("never read", tmp_path / "swept-away.parquet"))

"""The laws of counting, each a small table and its answer, on every engine; and many small worlds at once."""

from pathlib import Path

import pyarrow as pa
import pytest

from infreg.analysis.engine import Vanished
from tests.analysis.drawn import drawing, same
from tests.analysis.generated import ASKED, worlds
from tests.analysis.reckoning import Answer, reckon
from tests.analysis.specs import counts, known, people
from tests.analysis.world import Open, Spec, country

pytestmark = [
    pytest.mark.requirement("B-13"),
    # Spark's driver leaves the sockets that it is answered by to be closed when nobody has them any more.
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
]
SPECS = (*known.SPECS, *people.SPECS, *counts.SPECS)


@pytest.mark.parametrize("spec", [pytest.param(each, id=each.law) for each in SPECS])
def test_a_law_of_counting(spec: Spec, open_engine: Open, tmp_path: Path) -> None:
    engine = open_engine(country(tmp_path, spec.tables))
    try:
        assert drawing(spec.ask(engine)) == same(spec.answer)
    finally:
        engine.close()


@pytest.mark.parametrize("count", [25, pytest.param(1000, marks=pytest.mark.slow)])
def test_an_engine_counts_as_a_plain_reckoning_does(count: int, open_engine: Open, tmp_path: Path) -> None:
    world = worlds(count)
    engine = open_engine(country(tmp_path, world, files=3))
    try:
        for asking in ASKED:
            assert answered(asking.ask(engine)) == reckon(asking, world)
    finally:
        engine.close()


def test_files_that_were_swept_away_are_told_from_other_faults(open_engine: Open, tmp_path: Path) -> None:
    files = country(tmp_path, counts.SPECS[0].tables, files=2)
    engine = open_engine(files)
    for path in files["event"]:
        path.unlink()
    with pytest.raises(Vanished):
        counts.SPECS[0].ask(engine)
    with pytest.raises(Vanished):
        open_engine(files)
    for path in files["event"]:
        path.write_bytes(b"not Parquet")
    with pytest.raises(Exception, match=r"(?i)parquet") as fault:
        open_engine(files)
    assert not isinstance(fault.value, Vanished)
    engine.close()


def answered(table: pa.Table) -> Answer:
    """An answer by its strata."""
    beside = ("numerator", "denominator", "days")
    strata = [name for name in table.column_names if name not in beside or table[name].type == pa.string()]
    rows = table.to_pylist()
    made = {tuple(row[name] for name in strata): (row["numerator"], row["denominator"]) for row in rows}
    assert len(made) == len(rows)
    return made

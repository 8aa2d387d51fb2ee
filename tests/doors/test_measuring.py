"""`infreg measure`: which measures there are, and the figures of one, for people and for programs."""

import csv
import io
import json
import os
import subprocess
from collections.abc import Iterator

import pyarrow.parquet as pq
import pytest

from tests.doors.terminal import Terminal
from tests.doors.test_commands import INFREG
from tests.norway import with_norway
from tests.register import Register, Server

pytestmark = pytest.mark.requirement("NIR-3", "NIR-4", "B-5")


@pytest.fixture(scope="module")
def norway(embedded: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    with with_norway(embedded, tmp_path_factory.mktemp("measuring")) as register:
        yield register


def say(register: Register, *words: str) -> str:
    done = Terminal(register.environ).run("measure", *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_list_has_the_name_first_and_no_heading(norway: Register) -> None:
    names = [line.split()[0] for line in say(norway, "--list").splitlines()]
    assert names[:2] == ["cases", "incidence"]
    told = [json.loads(line) for line in say(norway, "--list", "--json").splitlines()]
    assert [each["name"] for each in told] == names
    assert all(each["counts"]["nb"] and each["population"]["nb"] and each["strata"] for each in told)


def test_each_measure_answers_by_all_of_its_strata_at_once(norway: Register) -> None:
    for line in say(norway, "--list", "--json").splitlines():
        measure = json.loads(line)
        header, *_ = say(
            norway, measure["name"], "--by", ",".join(measure["strata"]), "--format", "csv"
        ).splitlines()
        assert set(header.split(",")) >= {*measure["strata"], *measure["always"], "numerator", "denominator"}


def test_the_parts_sum_to_the_whole_in_every_format(norway: Register) -> None:
    [whole] = csv.DictReader(io.StringIO(say(norway, "cases", "--format", "csv")))
    parts = csv.DictReader(io.StringIO(say(norway, "cases", "--by", "county,sex", "--format", "csv")))
    total = sum(int(part["numerator"]) for part in parts)
    told = json.loads(say(norway, "cases", "--by", "disease", "--by", "year", "--format", "json"))
    assert total == int(whole["numerator"]) == sum(row["numerator"] for row in told["figures"]) > 0


def test_parquet_is_a_table_that_any_program_reads(norway: Register) -> None:
    said = subprocess.run(
        [INFREG, "measure", "cases", "--by", "year", "--format", "parquet"],
        env={**os.environ, **norway.environ},
        capture_output=True,
        timeout=120,
        check=True,
    )
    table = pq.read_table(io.BytesIO(said.stdout))
    assert table.column_names[:2] == ["year", "numerator"]


def test_for_people_a_share_has_its_denominator_and_interval(norway: Register) -> None:
    heading = say(norway, "resistant", "--where", "organism=ESCCOL").splitlines()[1]
    assert heading.split("  ")[-1].strip() == "95 % interval"
    assert "of" in heading.split()


def test_what_cannot_be_asked_is_said_with_what_can(norway: Register) -> None:
    done = Terminal(norway.environ).run("measure", "cases", "--by", "agent")
    assert done.returncode == 2
    assert "agent" in done.stderr
    assert "disease" in done.stderr
    assert Terminal(norway.environ).run("measure", "happiness").returncode == 2
    assert Terminal(norway.environ).run("measure", "cases", "--where", "disease").returncode == 2

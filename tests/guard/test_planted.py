"""Thousands of planted numbers are found, and rows with nobody in them are let in."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from random import Random

import pytest

from infreg.guard.rows import describe, look
from infreg.guard.tables import inspect
from infreg.parsing import parse
from infreg.vocabulary.answer import Coded, Organism, Result, Susceptibility, Value
from infreg.vocabulary.guarding import Holds, Kind, SightingLevel
from tests.guard.made_rows import COLUMNS, DECLARED, DISGUISES, SINCE, SPLITS, a_row, planted_rows

pytestmark = pytest.mark.requirement("NOIS-1-7b")

PLANTED = 5_000
CLEAN = 10_000
#: False stops, at most, of a thousand rows.
ALLOWED = 1 / 1000


@pytest.mark.parametrize(("count", "declared"), [(PLANTED, DECLARED), (1_000, {})])
def test_every_planted_number_is_found_where_it_stands(count: int, declared: dict[str, Holds]) -> None:
    columns = describe(COLUMNS, declared)
    planted: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for way, row, at in planted_rows(Random(11), count):  # noqa: S311 - made-up rows
        places = {one.columns for one in look(row, columns, SINCE) if stops(one.kind, one.level)}
        planted[way] += 1
        missed[way] += at not in places
    assert sum(planted.values()) == count
    assert planted.keys() == DISGUISES.keys() | SPLITS.keys()
    assert +missed == Counter()


def stops(kind: Kind, level: SightingLevel) -> bool:
    return kind is Kind.NATIONAL_NUMBER and level is SightingLevel.STOP


def clean_rows(count: int) -> Iterator[list[str]]:
    random = Random(12)  # noqa: S311 - made-up rows
    return (a_row(random) for _ in range(count))


@pytest.mark.parametrize("count", [CLEAN, pytest.param(100_000, marks=pytest.mark.slow)])
def test_rows_with_nobody_in_them_are_let_in(count: int) -> None:
    """Orders, days, telephones and medicine's own names stand in them. What warns is an order number that
    reads as a person's, or nothing."""
    verdict = inspect(COLUMNS, clean_rows(count), SINCE, DECLARED)
    assert verdict.may_enter
    assert len(verdict.stopped) <= count * ALLOWED
    assert {
        (count.kind, count.column) for count in verdict.counts if count.level is SightingLevel.WARNING
    } <= {(Kind.NATIONAL_NUMBER, "Ordrenummer")}


def test_without_declarations_no_more_is_stopped_than_chance_makes_of_order_numbers() -> None:
    count = CLEAN // 3
    verdict = inspect(COLUMNS, clean_rows(count), SINCE)
    assert verdict.may_enter
    assert len(verdict.stopped) <= count * ALLOWED * 5
    elsewhere = [one.rows for one in verdict.counts if one.column != "Ordrenummer"]
    assert sum(elsewhere) <= count * ALLOWED


def test_by_chance_one_in_a_hundred_and_thirty_order_numbers_reads_as_a_persons() -> None:
    """Why a column of long order numbers is to be declared."""
    random = Random(13)  # noqa: S311 - made-up rows
    rows = [(f"{random.randrange(10**10, 10**11)}",) for _ in range(10_000)]
    chance = len(inspect(("Nr",), rows, SINCE).stopped) / len(rows)
    assert 1 / 170 < chance < 1 / 100
    assert inspect(("Nr",), rows, SINCE, {"Nr": Holds.ORDER_NUMBER}).stopped == ()


def texts(node: object) -> Iterator[str]:
    """What a laboratory says of findings, whoever the patient is."""
    if isinstance(node, tuple):
        for part in node:
            yield from texts(part)
    elif is_dataclass(node):
        for field in fields(node):
            held = getattr(node, field.name)
            if isinstance(node, Result | Value | Susceptibility | Coded | Organism) and isinstance(held, str):
                yield held
            elif not isinstance(held, str):
                yield from texts(held)


def test_what_real_laboratories_write_of_findings_is_let_in(shared: Path) -> None:
    """The 47 messages' texts, a cell each. Which one it was is not told: they are other people's."""
    columns = describe(("text",), {})
    held: Counter[tuple[Kind, SightingLevel]] = Counter()
    count = 0
    for file in sorted((shared / "data/lab_messages").glob("*.xml")):
        message = parse(file.read_bytes()).message
        assert message
        answers = [(answer.results, answer.susceptibilities, answer.comments) for answer in message.answers]
        for text in texts(tuple(answers)):
            count += 1
            held.update((seen.kind, seen.level) for seen in look((text,), columns, date(2020, 1, 1)))
    assert count > 1_000
    # One text is signed with its writer's name.
    assert held.keys() <= {(Kind.NAME, SightingLevel.WARNING)}
    assert held.total() <= 2

"""Three values: what is unknown stays unknown, and no more than that."""

import ast
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given

from infreg.definitions import conditions
from infreg.definitions.conditions.evaluation import evaluation
from infreg.definitions.conditions.tree import Not, Tree, plain, printed
from tests.definitions.conditions.made_conditions import NAMES, TREES, VALUES, judged, made

pytestmark = pytest.mark.requirement("B-6")


@given(TREES, VALUES)
def test_a_condition_says_what_kleene_says(tree: Tree, values: dict[str, object]) -> None:
    assert made(printed(tree)).holds(values) is judged(tree, values)


@given(TREES, VALUES)
def test_the_plain_form_says_the_same(tree: Tree, values: dict[str, object]) -> None:
    assert evaluation(plain(tree))(values) is judged(tree, values)
    assert evaluation(plain(tree, wanted=False))(values) is judged(Not(tree), values)


@given(TREES, VALUES)
def test_more_knowledge_never_turns_an_answer_round(tree: Tree, values: dict[str, object]) -> None:
    if "known(" in printed(tree):
        return
    less = made(printed(tree)).holds(dict(list(values.items())[::2]))
    assert less is None or less is made(printed(tree)).holds(values)


WHEN = {
    "result": "positive",
    "age": 30,
    "mic": Decimal("0.25"),
    "sampled": date(2024, 1, 31),
    "admitted": date(2024, 1, 29),
    "icu": True,
    "flags": ("ESBL",),
    "remarks": (),
}
SAID = [
    ("yes", True),
    ("no", False),
    ("icu", True),
    ("vaccinated", None),
    ("not vaccinated", None),
    ("no and vaccinated", False),
    ("vaccinated and no", False),
    ("yes and vaccinated", None),
    ("yes or vaccinated", True),
    ("vaccinated or yes", True),
    ("no or vaccinated", None),
    ("vaccinated == vaccinated", None),
    ("vaccinated or not vaccinated", None),
    ('note == "a"', None),
    ('note != "a"', None),
    ("note in ()", False),
    ("note not in ()", True),
    ("age in []", False),
    ("note in remarks", False),
    ('"a" in remarks', False),
    ("note in flags", None),
    ('"ESBL" in flags', True),
    ('"MRSA" not in flags', True),
    ('result in ("positive",)', True),
    ('earlier_result in RESULTS_ALL or earlier_result == "weak"', None),
    ("known(note)", False),
    ("known(remarks)", True),
    ("not known(note) and known(age)", True),
    ("days(admitted, sampled) == 2", True),
    ("days(sampled, admitted) == -2", True),
    ('days(day("2024-02-28"), day("2024-03-01")) == 2', True),
    ("18 <= age < 65", True),
    ("age < 18 < mic", False),
    ("mic <= 0.250", True),
    ("mic < age", True),
    ('sampled > day("2024-01-30")', True),
    ("icu == no", False),
    ("icu\n  and (age > 18\n\tor vaccinated)\n", True),
]


@pytest.mark.parametrize(("text", "said"), SAID)
def test_a_condition_says_yes_no_or_unknown(text: str, *, said: bool | None) -> None:
    written = text.replace("RESULTS_ALL", '["positive", "negative", "weak"]')
    assert made(written).holds(WHEN) is said


def test_none_and_absent_are_the_same() -> None:
    for name in NAMES:
        condition = made(f"known({name})")
        assert condition.holds({}) is condition.holds({name: None}) is False


class Watched(Mapping[str, object]):
    """Remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> object:
        self.asked.add(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("nobody may look through all values")

    def __len__(self) -> int:
        raise AssertionError("nobody may count the values")


@given(TREES)
def test_a_condition_asks_for_its_own_names_and_no_others(tree: Tree) -> None:
    condition = made(printed(tree))
    values = Watched()
    condition.holds(values)
    assert values.asked <= condition.names <= NAMES.keys()
    assert all(name in condition.text for name in condition.names)


def test_names_are_those_of_the_text() -> None:
    text = 'known(note) and days(admitted, day("2024-01-01")) > mic or note in flags and not icu'
    assert made(text).names == {"note", "admitted", "mic", "flags", "icu"}


def test_no_text_becomes_a_program() -> None:
    """Python parses it, and runs nothing of it."""
    for file in sorted(Path(conditions.__file__).parent.glob("*.py")):
        nodes = list(ast.walk(ast.parse(file.read_text("utf-8"))))
        called = {
            node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert not called & {"eval", "exec", "compile", "getattr", "__import__"}, file.name

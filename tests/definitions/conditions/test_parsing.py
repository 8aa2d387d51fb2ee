"""What is written is understood as it was meant, and can be written again."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from infreg.definitions.conditions import RESERVED, Condition, ConditionFault, Type, parse
from infreg.definitions.conditions.scanning import DEPTH, DIGITS, LENGTH
from infreg.definitions.conditions.tree import Joined, Tree, printed
from tests.definitions.conditions.made_conditions import NAMES, TREES, made

pytestmark = pytest.mark.requirement("B-6")


@given(TREES)
def test_what_is_printed_is_parsed_to_the_same(tree: Tree) -> None:
    again = made(printed(tree))
    assert again.tree == tree
    assert again == made(printed(tree))
    assert hash(again) == hash(made(printed(tree)))


@given(TREES)
def test_spaces_and_line_breaks_between_words_mean_nothing(tree: Tree) -> None:
    text = printed(tree)
    assert made(f"\n\t {text} \r\n").tree == tree
    if '"' not in text and "'" not in text:
        assert made(text.replace(" ", "\n  ")).tree == tree


_PIECES = [*NAMES, *RESERVED, "and", "or", "not", "in", "(", ")", "[", "]", ",", "==", "<", "-", "1", '"a"']
_ODD = [
    "is",
    "if",
    "else",
    "for",
    "lambda",
    ":",
    "None",
    "True",
    ".",
    "*",
    "{",
    "}",
    "=",
    "\\",
    "\0",
    "'",
    "ｉn",
    "#",
]


def understood(text: str) -> Condition | ConditionFault:
    try:
        return made(text)
    except ConditionFault as fault:
        return fault


@given(st.lists(st.sampled_from(_PIECES + _ODD), max_size=12).map(" ".join) | st.text(max_size=30))
@example("\ud800")
@example("'\ud800'")
@example("\ufeffyes")
def test_any_text_is_a_condition_or_a_fault_with_a_place(text: str) -> None:
    said = understood(text)
    if isinstance(said, ConditionFault):
        assert said.what
        assert said.instead
        assert 1 <= said.column <= len(text) + 1
        assert 1 <= said.line <= text.count("\n") + 1


def test_and_binds_closer_than_or_and_not_closest() -> None:
    assert (
        made("icu or vaccinated and not known(age)").tree
        == made("icu or (vaccinated and (not known(age)))").tree
    )


def test_a_chain_is_its_comparisons() -> None:
    assert made("18 <= age < 65").tree == made("18 <= age and age < 65").tree


def test_parts_of_one_word_are_taken_apart() -> None:
    tree = made("icu and (vaccinated and (yes and 1 < age < 5))").tree
    assert isinstance(tree, Joined)
    assert len(tree.parts) == 5


def test_a_list_is_written_with_either_bracket() -> None:
    assert made('result in ("weak",)').tree == made("result in ['weak']").tree


@pytest.mark.parametrize("written", ["1.10", "0.1", "-2.50", "1.1000", "123456789012.345"])
def test_a_number_is_what_is_written(written: str) -> None:
    assert printed(made(f"mic == {written}").tree) == f"mic == {written}"
    assert "e" not in printed(made("mic > 0.00000001").tree).removeprefix("mic").lower()


def test_what_is_as_large_as_allowed_is_understood() -> None:
    chain = " or ".join(["icu"] * 400)[:LENGTH].rpartition(" or ")[0]
    assert len(chain) > LENGTH - 10
    assert made(chain).holds({"icu": False}) is False
    assert made("(" * DEPTH + "icu" + ")" * DEPTH).holds({"icu": True}) is True
    assert made("not " * DEPTH + "icu").holds({"icu": True}) is (DEPTH % 2 == 0)
    assert made(f"mic < {'9' * DIGITS}").names == {"mic"}


def test_conditions_are_equal_by_text_and_the_types_of_their_names() -> None:
    code, free = {"a": Type.text({"x", "y"})}, {"a": Type.text()}
    assert parse('a == "x"', code) == parse('a == "x"', code | {"other": Type.day()})
    assert parse('a == "x"', code) != parse('a == "x"', free)
    assert parse('a == "x"', code) != parse("a == 'x'", code)
    assert len({parse('a == "x"', code), parse('a == "x"', dict(code)), parse('a == "x"', free)}) == 2


def test_a_condition_shows_its_text() -> None:
    assert made("icu and age > 3").text == "icu and age > 3"
    assert "icu and age > 3" in repr(made("icu and age > 3"))

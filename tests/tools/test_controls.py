"""The page of security controls says no more than the tests and the declarations do."""

from collections import Counter
from pathlib import Path

import pytest

from tools import docs

ROOT = Path(__file__).parent.parent.parent
TESTS = """
import pytest

@pytest.mark.control("1.1.1", "1.1.2")
@pytest.mark.requirement("B-1")
def test_nobody_enters(): ...
"""
TEXTS = """
[[chapter]]
title = "1 Doors"
[chapter.controls]
"1.1.1" = { level = 1, state = "met", says = "Doors are shut" }
"1.1.2" = { level = 2, state = "not-yet", says = "Windows too", why = "No windows are made" }
"""

pytestmark = pytest.mark.requirement("NOIS-4-1")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    (tmp_path / "tests").mkdir()
    (tmp_path / "docs").mkdir()
    (tmp_path / "tests/test_doors.py").write_text(TESTS, "utf-8")
    (tmp_path / "docs/security-controls.toml").write_text(TEXTS, "utf-8")
    return tmp_path


def test_each_control_stands_with_its_state_and_what_shows_it(house: Path) -> None:
    page = docs.controls(house)
    proof = "[nobody enters](../../tests/test_doors.py)"
    assert f"| 1.1.1 | 1 | Doors are shut | met, and a test shows it | {proof} |" in page
    assert f"| 1.1.2 | 2 | Windows too | not met yet | No windows are made; {proof} |" in page
    assert "| 1 | 1 | 0 | 0 | 0 | 1 |" in page
    assert "B-1" not in page


def test_what_is_said_to_be_met_has_a_test_and_everything_else_a_reason() -> None:
    proofs = docs.proofs_by_mark(ROOT, "control")
    for told in docs.read_controls(ROOT).values():
        for control in told:
            assert control.state in docs.STATES, control
            assert control.says, control
            assert bool(control.why) is (control.state != "met"), control
            assert control.state != "met" or proofs.get(control.id), control


def test_every_mark_names_a_control_that_is_declared_and_not_said_to_be_beside_the_point() -> None:
    declared = {c.id: c.state for told in docs.read_controls(ROOT).values() for c in told}
    for name, proofs in docs.proofs_by_mark(ROOT, "control").items():
        assert declared.get(name) == "met", (name, proofs)


def test_all_of_levels_one_and_two_are_answered_for_in_their_order() -> None:
    """ASVS 5.0.0 has 70 requirements of level 1 and 183 of level 2."""
    ids: list[tuple[int, ...]] = []
    levels: Counter[int] = Counter()
    for title, told in docs.read_controls(ROOT).items():
        for control in told:
            ids.append(tuple(map(int, control.id.split("."))))
            levels[control.level] += 1
            assert control.id.partition(".")[0] == title.partition(" ")[0]
    assert ids == sorted(set(ids))
    assert (levels[1], levels[2]) == (70, 183)

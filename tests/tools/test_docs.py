"""The documents made from code say what the code says, and the check sees when they do not."""

import sys
from pathlib import Path

import click
import pytest

from tools import docs

TESTS = """
import pytest

pytestmark = [pytest.mark.requirement("B-1"), pytest.mark.slow]

@pytest.mark.requirement("B-2", "B-3")
def test_an_unknown_code_blocks_nothing(): ...

@pytest.mark.parametrize("n", [1, pytest.param(2, marks=pytest.mark.requirement("B-4"))])
async def test_two_is_special(n): ...

@pytest.mark.requirement("B-5")
class TestTime:
    @pytest.mark.requirement("B-6")
    def test_in_a_class(self): ...

@pytest.mark.requirement("B-7")
def not_a_test(): ...
"""
TEXTS = """
[[group]]
title = "Goals"
[group.requirements]
B-1 = "Once."
B-3 = "Nothing blocks."
B-8 = "Seen."
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A repository with one file of tests, three requirements and one decision."""
    for name, text in {
        "tests/deep/test_marks.py": TESTS,
        "docs/requirements.toml": TEXTS,
        "docs/decisions/README.md": f"# Ours\n\n{docs.INDEX_BEGINS}\n\n- an old list\n",
        "docs/decisions/0002-engines.md": "# Engines count integers\n\nBecause.\n",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path


def test_marks_of_function_parameter_class_and_module_are_all_found(house: Path) -> None:
    found = {
        name: [proof.law for proof in proofs] for name, proofs in docs.proofs_by_requirement(house).items()
    }
    everything = ["an unknown code blocks nothing", "in a class", "two is special"]
    assert found == {
        "B-1": everything,
        "B-2": everything[:1],
        "B-3": everything[:1],
        "B-4": ["two is special"],
        "B-5": ["in a class"],
        "B-6": ["in a class"],
    }


def test_a_requirement_without_a_test_says_so(house: Path) -> None:
    page = docs.requirements(house)
    assert "2 of 3 requirements have a test" in page
    assert (
        "**B-3** Nothing blocks.\n\n- [an unknown code blocks nothing](../tests/deep/test_marks.py)" in page
    )
    assert "**B-8** Seen.\n\n*No test yet.*" in page


def test_the_list_of_decisions_is_made_anew_and_the_page_above_it_kept(house: Path) -> None:
    page = docs.decisions(house)
    assert page.startswith("# Ours\n")
    assert "an old list" not in page
    assert page.endswith("- [0002 Engines count integers](0002-engines.md)\n")


def test_every_command_that_is_not_hidden_is_in_the_reference() -> None:
    @click.group()
    def main() -> None:
        """The register."""

    @main.group()
    def codes() -> None:
        """The mapping bench."""

    @codes.command(name="map")
    @click.option("--json", "as_json", is_flag=True, help="One object a line.")
    def map_code(as_json: bool) -> None:
        """Maps a code."""

    @main.command(hidden=True)
    def secret() -> None:
        """For the program itself."""

    page = docs.commands(main)
    assert [line for line in page.splitlines() if line.startswith("## ")] == [
        "## infreg",
        "## infreg codes",
        "## infreg codes map",
    ]
    assert "Usage: infreg codes map [OPTIONS]" in page
    assert "One object a line." in page
    assert "secret" not in page


def test_the_check_names_a_stale_document_and_changes_nothing(
    house: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(docs, "ROOT", house)
    monkeypatch.setattr(docs, "documents", lambda _: [("docs/roles.md", "new\n")])
    (house / "docs/roles.md").write_text("old\n", "utf-8")

    monkeypatch.setattr(sys, "argv", ["docs.py", "--check"])
    assert docs.main() == 1
    assert "docs/roles.md; run make docs" in capsys.readouterr().out
    assert (house / "docs/roles.md").read_text("utf-8") == "old\n"

    monkeypatch.setattr(sys, "argv", ["docs.py"])
    assert docs.main() == 0
    assert (house / "docs/roles.md").read_text("utf-8") == "new\n"

    monkeypatch.setattr(sys, "argv", ["docs.py", "--check"])
    assert docs.main() == 0

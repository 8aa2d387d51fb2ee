"""The tutorial is run as it stands: what it says a block prints is what the block prints.

INFREG_WRITE=1 pytest tests/doors/test_tutorial.py writes it anew.
"""

import getpass
import os
import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from tests.accounts import PASSWORD, make_account
from tests.norway import WISH, with_norway
from tests.register import Register, Server

TUTORIAL = Path(__file__).resolve().parents[2] / "docs/tutorial.md"
_BLOCK = re.compile(r"```python\n(?P<code>.*?)```\n(?:\n```text\n(?P<shown>.*?)```\n)?", re.DOTALL)
#: When a warehouse was refreshed is never twice the same.
_KNOWN = re.compile(r", as known .*")


@pytest.fixture(scope="module")
def norway(embedded: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    with with_norway(embedded, tmp_path_factory.mktemp("tutorial")) as register:
        make_account(register, "epi")
        yield register


@pytest.mark.requirement("NIR-9", "NOIS-3-3")
def test_the_tutorial_prints_what_it_says(norway: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    del norway
    monkeypatch.setattr(getpass, "getpass", lambda _prompt: PASSWORD)
    text = TUTORIAL.read_text("utf-8")
    names: dict[str, Any] = {}
    run = _BLOCK.sub(lambda block: _run(block["code"], names), text)
    if os.environ.get("INFREG_WRITE"):
        TUTORIAL.write_text(run, "utf-8")
    assert run.splitlines() == text.splitlines()


def test_the_tutorials_country_is_the_one_that_the_tests_receive() -> None:
    said = f"--persons {WISH.persons} --months {WISH.months} --messages {WISH.messages} --seed {WISH.seed}"
    assert said in TUTORIAL.read_text("utf-8")


def _run(code: str, names: dict[str, Any]) -> str:
    printed = StringIO()
    with redirect_stdout(printed):
        exec(compile(code, TUTORIAL.name, "exec"), names)  # noqa: S102 - our own page
    shown = _KNOWN.sub(", as known …", printed.getvalue())
    block = f"```python\n{code}```\n"
    return f"{block}\n```text\n{shown.rstrip()}\n```\n" if shown else block

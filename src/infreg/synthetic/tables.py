"""The tables that stand beside the code: what Synthetic Norway is like, in figures."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


def table(name: str) -> dict[str, Any]:
    """A table by its path, without the extension."""
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text("utf-8"))


def pairs(text: str) -> Iterator[tuple[str, float]]:
    """`ESCCOL 62 KLEPNE 8`: things with their weights."""
    words = text.split()
    return ((thing, float(weight)) for thing, weight in zip(words[::2], words[1::2], strict=True))

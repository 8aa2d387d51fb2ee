"""How this program logs: where it broke and of what kind, never what was in the row."""

import logging
import traceback
from types import TracebackType
from typing import Any

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WithoutValues(logging.Formatter):
    """Formats an exception as its type and its frames. The message is left out: PostgreSQL's quotes the
    row, a parser's the text."""

    def __init__(self, *_: Any, **__: Any) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 - logging names it
        kind, _, frames = ei
        name = "" if kind is None else f"{kind.__module__}.{kind.__qualname__}"
        return "".join([name, "\n", *traceback.format_tb(frames)]).rstrip()

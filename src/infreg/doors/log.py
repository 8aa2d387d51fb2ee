"""How this program logs: where it broke and of what kind, never what was in the row."""

import logging
import re
import time
import traceback
from types import TracebackType
from typing import Any

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

#: Eleven digits or more, with single signs between; not a point, which would make stars of network addresses.
#: Receipts have letters.
_LONG_NUMBER = re.compile(r"(?<![^\W_])\d(?:[ +-]?\d){10,}(?![^\W_])")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
#: What these log is what a stranger wrote: a host, an origin, a field's name.
_STRANGERS_WORDS = "django.security"


class WithoutValues(logging.Formatter):
    """Formats an exception as its type and its frames. The message is left out: PostgreSQL's quotes the
    row, a parser's the text. In what is said, long numbers are stars and nothing can begin a line of its own.
    Time is UTC and says so."""

    def __init__(self, *_: Any, **__: Any) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - logging names it
        del datefmt
        return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(record.created))}.{int(record.msecs):03}Z"

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging names it
        if record.name.startswith(_STRANGERS_WORDS):
            said = "refused"
        else:
            said = _UNSEEN.sub(_escaped, _LONG_NUMBER.sub(_starred, record.message))
        return f"{record.asctime} {record.levelname} {record.name} {said}"

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 - logging names it
        kind, _, frames = ei
        name = "" if kind is None else f"{kind.__module__}.{kind.__qualname__}"
        return "".join([name, "\n", *traceback.format_tb(frames)]).rstrip()


def _starred(number: re.Match[str]) -> str:
    return "*" * len(number[0])


def _escaped(unseen: re.Match[str]) -> str:
    return f"\\u{ord(unseen[0]):04x}"

"""Files that people hand over on a page: kept in memory alone, and not more than memory bears.

They hold patients' names and numbers. Django's own handlers would write the larger ones to the machine's
temporary folder, in clear; so the settings name this one and no other.
"""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest

from infreg.flow.intake import Delivery

#: The most that one request may carry, and in how many files (`DATA_UPLOAD_MAX_NUMBER_FILES`).
MOST_MB = 40
MOST_FILES = 1000
_LET_IN = (MOST_MB + 24) * 1024 * 1024
#: What waitress must be told: left alone it writes what is large, coming or going, to the machine's temporary
#: folder, in clear. A little more than a page takes is let in, so that the page itself can say no.
SERVING = {"inbuf_overflow": _LET_IN + 1, "outbuf_overflow": _LET_IN + 1, "max_request_body_size": _LET_IN}


class InMemory(MemoryFileUploadHandler):
    """Takes every file into memory. Raises RequestDataTooBig, which becomes page 413, before reading
    anything of a request that says it is too large; one that lies is cut where it said it ends."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803 - Django's name for it
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        del input_data, META, boundary, encoding
        if content_length > MOST_MB * 1024 * 1024:
            raise RequestDataTooBig(f"more than {MOST_MB} MB in one request")
        self.activated = True


def deliveries(request: HttpRequest) -> tuple[Delivery, ...]:
    """The files that were chosen, in the browser's order, each by the name it has there."""
    chosen = request.FILES.getlist("files")
    return tuple(Delivery(file.name or "", file.read()) for file in chosen)

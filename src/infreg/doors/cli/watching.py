"""A watched folder: what is put there is received, and its receipt laid beside.

FOLDER/           senders put files here; each is removed once it is safe
FOLDER/receipts/  RECEIPT.json for every message, RECEIPT.apprec.xml where it can be answered
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from infreg.doors.cli.receiving import delivery_of

if TYPE_CHECKING:
    from infreg.flow.intake import Reception
    from infreg.vocabulary.identifiers import ReceiptNumber

_RECEIPTS, _REFUSED = "receipts", "refused"
#: A file that nobody has written to for so long is whole. Who cannot wait renames it in when it is.
_QUIET_SECONDS = 1.0


def receive_folder(reception: "Reception", folder: Path, now: float) -> int:
    """Receives what lies whole in a folder at a time (seconds since 1970); returns how many files.

    A file is removed only after it is sealed and its receipts are written: cut off in between, it is
    received once more and found to be a duplicate.
    """
    from infreg.flow import intake

    count = 0
    for file in _whole_files(folder, now):
        delivered = list(intake.receive(reception, [delivery_of(file)]))
        for one in delivered:
            if one.receipt:
                _write_receipt(reception, folder / _RECEIPTS, one.receipt)
        if all(one.receipt for one in delivered):
            file.unlink(missing_ok=True)
        else:  # what cannot be sealed is laid aside, or it would be tried for ever
            (folder / _REFUSED).mkdir(mode=0o700, exist_ok=True)
            file.rename(folder / _REFUSED / file.name)
        count += 1
    return count


def _whole_files(folder: Path, now: float) -> Iterator[Path]:
    """Ordinary files, not hidden, that nobody is writing to; by name."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        with suppress(OSError):  # taken away meanwhile
            whole = now - entry.stat(follow_symlinks=False).st_mtime >= _QUIET_SECONDS
            if whole and entry.is_file(follow_symlinks=False) and not entry.name.startswith("."):
                yield Path(entry.path)


def _write_receipt(reception: "Reception", receipts: Path, receipt: "ReceiptNumber") -> None:
    """Whole or not at all: written beside and renamed."""
    from infreg.flow import intake

    number = str(receipt)
    receipts.mkdir(mode=0o700, exist_ok=True)
    written = {f"{number}.json": intake.find_receipt(reception, number, "nb")}
    with suppress(intake.NoAppRec):  # where nothing in the delivery says whom to answer
        written[f"{number}.apprec.xml"] = intake.find_sent(reception, number, "1.0", "nb")
    for name, content in written.items():
        if content is not None:
            draft = receipts / f".{name}"
            draft.write_bytes(content)
            draft.rename(receipts / name)

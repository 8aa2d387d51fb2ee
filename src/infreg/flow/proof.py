"""Whether an exported log is whole. Needs no database, no installation and no key but the public one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from infreg.ledger import export
from infreg.ledger.checkpoints import NoKey, PublicKey, find_notes, read_key
from infreg.ledger.export import Unreadable
from infreg.ledger.verifying import Fault, Found, Verdict, verify
from infreg.vocabulary.audit import LogCheckpoint, LogEntry

__all__ = ["Fault", "Found", "NoKey", "PublicKey", "Verdict", "find_notes", "read_key", "verify_export"]


def verify_export(
    lines: Iterable[bytes], outside: Sequence[str] = (), key: PublicKey | None = None
) -> Verdict:
    """Checks an export against its checkpoints and those kept outside, by the key; without one by the key
    that the export itself names, which proves only that it fits itself. Raises NoKey when it names none."""
    reading = export.read(lines)
    wrong: list[Found] = []
    try:
        said = next(reading, "")
    except Unreadable as fault:
        raise NoKey(f"The export has no heading: {fault}.") from None
    named = read_key(said if isinstance(said, str) else "")
    if key and key != named:
        wrong.append(Found(Fault.KEY, detail=str(named)))
    checkpoints, first = _checkpoints(reading, wrong)
    verdict = verify(_entries(first, reading, wrong), checkpoints, outside, key or named)
    return replace(verdict, found=(*verdict.found, *wrong))


def _checkpoints(
    reading: "Iterator[str | LogEntry | LogCheckpoint]", wrong: list[Found]
) -> tuple[list[LogCheckpoint], list[LogEntry]]:
    """The checkpoints, and the first entry, which comes after them."""
    found: list[LogCheckpoint] = []
    try:
        for each in reading:
            if isinstance(each, LogCheckpoint):
                found.append(each)
            elif isinstance(each, LogEntry):
                return found, [each]
    except Unreadable as fault:
        wrong.append(Found(Fault.UNREADABLE, detail=str(fault)))
    return found, []


def _entries(
    first: Sequence[LogEntry], rest: "Iterator[str | LogEntry | LogCheckpoint]", wrong: list[Found]
) -> Iterator[LogEntry]:
    yield from first
    try:
        for each in rest:
            if isinstance(each, LogEntry):
                yield each
            else:
                wrong.append(Found(Fault.UNREADABLE, detail="a checkpoint stands among the events"))
    except Unreadable as fault:
        wrong.append(Found(Fault.UNREADABLE, detail=str(fault)))

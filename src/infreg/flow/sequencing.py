"""The log gets its order: each event a number, and from time to time a signed checkpoint that leaves the
machine. The worker does both; an event is part of the log from the moment it is written."""

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from infreg.flow.auditing import PROGRAM
from infreg.identity.keys import KeysUnusable, read, read_or_make
from infreg.ledger.checkpoints import Checkpoint, NotSigned, PublicKey, Signer, find_notes, read_note
from infreg.ledger.entries import leaf_of
from infreg.ledger.merkle import Frontier
from infreg.storage import audit, checkpoint_files
from infreg.storage.connection import acting
from infreg.storage.home import find_home, make_home
from infreg.storage.rows import Connection
from infreg.vocabulary.audit import LogCheckpoint

__all__ = ["KeysUnusable", "LogBroken", "Sequencer", "notes_kept", "open_sequencer", "public_key"]

#: What is newer than the last checkpoint could be written anew by whoever rules the database.
EVERY = timedelta(seconds=60)
_BATCH = 10_000
log = logging.getLogger(__name__)


class LogBroken(Exception):
    """The log does not go on from what was signed before; the message says what to do."""


@dataclass
class Sequencer:
    """Numbers events and signs checkpoints, over and over. `seen` is the transaction below which every event
    is known to have its number; `news`, whether there may be something to sign."""

    signer: Signer
    folder: Path
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    seen: int = 0
    news: bool = True
    told: set[str] = field(default_factory=set)

    def work(self, *, at_once: bool = False) -> int:
        """A worker's round: numbers what waits, and signs when it is time, or `at_once`. Returns how many got
        a number. That nothing can be signed stops nobody: it is told, once, and events wait under their
        numbers."""
        if at_once:
            self.seen = 0  # whatever the database says of its transactions: every event is looked at
        done = self.number_waiting()
        self.news = self.news or done > 0
        try:
            if self.news:
                self.sign(at_once=at_once)
        except LogBroken as fault:
            self.news = False
            self._tell(str(fault))
        except OSError as fault:
            self._tell(f"checkpoints cannot be written to {self.folder} ({fault.strerror})")
        return done

    def _tell(self, fault: str) -> None:
        if fault not in self.told:
            self.told.add(fault)
            log.critical("%s", fault)

    def number_waiting(self) -> int:
        """Gives every event that has none a number, in the order of their times; what is committed later gets
        a later one. None while another process does it. Returns how many."""
        done = 0
        try:
            while True:
                with acting(PROGRAM) as connection:
                    if not audit.take_turn(connection):
                        return done
                    ended = audit.ended_before(connection)
                    waiting = audit.find_unnumbered(connection, self.seen, limit=_BATCH)
                    if waiting:
                        audit.number(connection, [(each.event.id, leaf_of(each)) for each in waiting])
                done += len(waiting)
                if len(waiting) < _BATCH:
                    self.seen = ended
                    return done
        except Exception:
            self.seen = 0  # another database may stand there when it answers again
            raise

    def sign(self, *, at_once: bool = False) -> str | None:
        """Signs the log as it is numbered, unless nothing is new or the last checkpoint is still young, and
        writes what was signed where it can leave the machine. Returns the new note. Raises LogBroken, and
        OSError when the folder cannot be written: what was signed is written there the next time."""
        with acting(PROGRAM) as connection:
            last = audit.find_last_checkpoint(connection)
            if last and not at_once and timedelta(0) <= self.now() - last[0].at < EVERY:
                return None
            audit.await_turn(connection)
            signed = self._signed(connection)
        with acting(PROGRAM) as connection:
            self._publish(connection)
        self.news = False
        return signed

    def _signed(self, connection: Connection) -> str | None:
        last = audit.find_last_checkpoint(connection)
        frontier = self._frontier(last)
        first, hashes = frontier.size, []
        for place, (number, leaf) in enumerate(audit.leaves_from(connection, first), first):
            if number != place:
                raise LogBroken(
                    f"Number {place} of the log is missing; nothing more is signed. "
                    "infreg audit verify tells more."
                )
            hashes.append(leaf)
        if not hashes:
            return None
        self._check_outside(connection)
        frontier = frontier.grow(hashes)
        checkpoint, note = self.signer.sign(frontier, self.now())
        row = LogCheckpoint(checkpoint.size, checkpoint.root, checkpoint.at, note)
        audit.add_checkpoint(connection, row, frontier.hashes)
        return note

    def _frontier(self, last: tuple[LogCheckpoint, tuple[bytes, ...]] | None) -> Frontier:
        """What the next checkpoint grows from: only from one of our own that says what it was signed for."""
        if last is None:
            return Frontier()
        row, hashes = last
        try:
            signed = read_note(row.note, self.signer.public)
            frontier = Frontier(row.size, hashes)
        except (NotSigned, ValueError):
            signed, frontier = None, Frontier()
        if signed is None or (signed.size, signed.root) != (frontier.size, frontier.root()):
            raise LogBroken(
                f"The log's checkpoint of {row.size} events was changed; nothing more is signed. "
                "infreg audit verify tells more."
            )
        return frontier

    def _check_outside(self, connection: Connection) -> None:
        """A second history is not signed: what was signed last and left the database must stand in it."""
        outside = self._last_outside()
        if outside is None:
            return
        stands = audit.find_checkpoint(connection, outside.size)
        if stands is None or stands.root != outside.root:
            raise LogBroken(
                f"A checkpoint of {outside.size} events was signed, and the database does not have it: it is "
                "an older one, or another. Nothing more is signed. Bring the right one back; or, if what is "
                f"lost is lost, keep the files in {self.folder} elsewhere as proof and empty the folder."
            )

    def _last_outside(self) -> Checkpoint | None:
        found = []
        for text in checkpoint_files.tails(self.folder):
            for note in find_notes(text):
                try:
                    found.append(read_note(note, self.signer.public))
                except NotSigned:
                    continue  # half a note at the beginning of a tail, or another installation's
        return max(found, key=lambda each: (each.size, each.at), default=None)

    def _publish(self, connection: Connection) -> None:
        """Writes what is signed and not yet outside: also what an earlier process was cut off from."""
        outside = self._last_outside()
        fresh = audit.find_checkpoints(connection, outside.size if outside else 0)
        if fresh:
            checkpoint_files.append(self.folder, [(each.at, each.note) for each in fresh])

    def latest(self) -> str | None:
        """The newest signed note; None when nothing was ever signed."""
        with acting(PROGRAM) as connection:
            last = audit.find_last_checkpoint(connection)
        return last[0].note if last else None


def open_sequencer(environ: Mapping[str, str] = os.environ) -> Sequencer:
    """The sequencer of this installation; makes its keys the first time. Raises KeysUnusable."""
    home = find_home(environ)
    make_home(home)
    signer = Signer.of(read_or_make(home / "keys").log)
    return Sequencer(signer, checkpoint_files.find_folder(environ))


def public_key(environ: Mapping[str, str] = os.environ) -> PublicKey:
    """What this installation's checkpoints are checked by. Raises KeysUnusable."""
    return Signer.of(read(find_home(environ) / "keys").log).public


def notes_kept(environ: Mapping[str, str] = os.environ) -> Iterator[str]:
    """The notes that this installation wrote into its folder of checkpoints. Raises OSError."""
    for text in checkpoint_files.texts(checkpoint_files.find_folder(environ)):
        yield from find_notes(text)
